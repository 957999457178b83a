"""Opening the station's one database file: SQLite in WAL mode, every commit on the disk before it returns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

FILE_NAME = "varde.sqlite3"


def open_database(path: Path) -> Engine:
    """An engine over one connection to the file at `path`, made when missing. Use it from one thread."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Who may sign in and what was found is for the station's own account.
    path.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{path}", poolclass=StaticPool, connect_args={"check_same_thread": True})
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # NORMAL would keep the file whole after a power cut but could lose the last commits, which somebody was told of.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()
