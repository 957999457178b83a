"""A desk over a real database file, and makers of events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ground_station.database import open_database
from ground_station.incident.desk import Incidents
from ground_station.incident.events import FindingFound, FindingUpdated
from ground_station.incident.journal import Journal
from ground_station.incident.records import Ellipse, Finding

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Callable[[], Incidents]]:
    """Opens the same database again and again, as a station that restarts does."""
    journals: list[Journal] = []

    def open_again() -> Incidents:
        journals.append(Journal(open_database(tmp_path / "varde.sqlite3")))
        return Incidents(journals[-1])

    yield open_again
    for journal in journals:
        journal.close()


@pytest.fixture
def desk(open_desk: Callable[[], Incidents]) -> Incidents:
    return open_desk()


def make_finding(number: int, **changes: Any) -> Finding:
    return Finding(
        id=f"finding-{number}",
        number=number,
        kind="hotspot",
        status="found",
        latitude_deg=60.3,
        longitude_deg=5.3,
        altitude_amsl_m=123.4,
        ellipse=Ellipse(semi_major_m=3.0, semi_minor_m=2.0, orientation_deg=40.0),
        confidence=0.9,
        peak_celsius=312.0,
        last_celsius=300.0,
        is_saturated=False,
        area_m2=1.5,
        looks=4,
        passes=1,
        vehicles=[1],
        first_seen_at=NOON,
        last_seen_at=NOON,
    ).model_copy(update=changes)


@pytest.fixture
def make_found() -> Callable[..., FindingFound]:
    return lambda number, **changes: FindingFound(at=NOON, actor="station", finding=make_finding(number, **changes))


@pytest.fixture
def make_updated() -> Callable[..., FindingUpdated]:
    return lambda number, **changes: FindingUpdated(at=NOON, actor="station", finding=make_finding(number, **changes))
