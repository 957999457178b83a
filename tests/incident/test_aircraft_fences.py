"""The picture knows which fence is on which aircraft, from the journal alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ground_station.access.permissions import Layer
from ground_station.api.guest_view import shown_picture
from ground_station.incident.events import CommandIssued, IncidentOpened, MissionUploaded
from ground_station.incident.picture import Picture, apply, picture_of
from ground_station.incident.records import Incident

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
BASE = {"at": NOON, "actor": "kari"}
OPENED = IncidentOpened(**BASE, incident=Incident(id="i", title="Brann", status="open", opened_at=NOON))
AREA = {"type": "FeatureCollection", "features": []}


def sent(vehicle: int, plan: str, area: dict | None = AREA, *, is_stations: bool = True) -> MissionUploaded:
    return MissionUploaded(
        **BASE, vehicle_id=vehicle, plan_id=plan, outcome="accepted", fence_area=area, is_fence_stations=is_stations
    )


def known(picture: Picture) -> dict[int, tuple[str, bool]]:
    return {fence.vehicle_id: (fence.plan_id, fence.is_stations) for fence in picture.fences}


@pytest.fixture
def two() -> Picture:
    return picture_of(OPENED, [sent(1, "p1"), sent(2, "p1"), sent(1, "p2", is_stations=False)])


def test_each_aircraft_has_the_fence_that_came_last(two):
    assert known(two) == {1: ("p2", False), 2: ("p1", True)}


def test_a_plan_that_brought_no_fence_leaves_the_one_that_is_there(two):
    assert known(apply(two, sent(1, "p3", None))) == known(two)


def test_a_fence_is_gone_once_the_aircraft_has_cleared_it_and_not_before(two):
    def clearing(outcome):
        return CommandIssued(**BASE, vehicle_id=2, command="clear_fence", outcome=outcome)

    assert known(apply(two, clearing("denied"))) == known(two)
    assert known(apply(two, clearing("accepted"))) == {1: ("p2", False)}


def test_guests_see_fences_only_with_the_plans_and_the_log(two):
    assert shown_picture([Layer.PLANS], two).fences == []
    assert len(shown_picture([Layer.PLANS, Layer.LOG], two).fences) == 2
