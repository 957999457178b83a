"""Access over a real database, with a clock that the test turns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from ground_station.access.users import Access
from ground_station.database import open_database


class Clock:
    """Stands still until told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "varde.sqlite3"


@pytest.fixture
def access(database: Path, clock: Clock) -> Iterator[Access]:
    engine = open_database(database)
    yield Access(engine, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1), clock=clock)
    engine.dispose()
