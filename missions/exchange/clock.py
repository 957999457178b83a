"""The time as catalogues write it."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, in whole seconds: TUF has no smaller ones."""
    return datetime.now(UTC).replace(microsecond=0)
