"""Plans in each autopilot's own form, and a fence believed kept only while nothing speaks against it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ground_station.fleet.carrying import KeptFences, planned_of, upload_of
from ground_station.fleet.state import Home, VehicleState
from ground_station.link.autopilots.ardupilot_plans import DO_JUMP
from ground_station.link.mission_items import MissionItem, plan_checksum
from ground_station.link.mission_transfer import FENCE, MISSION, RALLY

HOME = Home(latitude_deg=60.39, longitude_deg=5.32, altitude_amsl_m=25.0)
PX4 = VehicleState(system_id=7, autopilot="px4", home=HOME, boot_s=100.0, mission_state=2)
ITEMS = (MissionItem(command=16, frame=6, x=1), MissionItem(command=DO_JUMP, frame=2, params=(0.0, 2.0, 0.0, 0.0)))
FENCE_ITEMS = tuple(MissionItem(command=5001, frame=0, params=(3.0, 0.0, 0.0, 0.0), x=at) for at in range(3))


def kinds(state, items, mission_type, fences=None):
    return [message.kind for message in upload_of(state, items, mission_type, fences or KeptFences()).start(0.0)]


def test_an_aircraft_that_told_another_plan_is_offered_the_new_one_and_one_that_told_this_one_is_asked():
    same, other = (replace(PX4, mission_checksum=checksum) for checksum in (plan_checksum(ITEMS), 0x1234))

    assert kinds(same, ITEMS, MISSION) == ["COMMAND_LONG"]
    assert kinds(other, ITEMS, MISSION) == ["MISSION_COUNT"]
    assert kinds(PX4, ITEMS, MISSION) == ["MISSION_COUNT"]
    assert kinds(replace(PX4, mission_state=None), ITEMS, MISSION) == ["COMMAND_LONG"]


@pytest.mark.parametrize("mission_type", [FENCE, RALLY])
def test_fence_and_rally_points_are_asked_for_whatever_the_plan_is(mission_type):
    assert kinds(replace(PX4, mission_checksum=0x1234), FENCE_ITEMS, mission_type) == ["COMMAND_LONG"]


def test_more_than_px4_holds_is_refused_before_anything_is_sent():
    exchange = upload_of(PX4, FENCE_ITEMS * 22, FENCE, KeptFences())

    assert exchange.start(0.0) == []
    assert "at most 64" in exchange.reasons[0]


@pytest.mark.parametrize(
    ("later", "is_kept"),
    [
        (PX4, True),
        (replace(PX4, boot_s=900.0), True),
        (replace(PX4, boot_s=3.0), False),
        (replace(PX4, home=replace(HOME, latitude_deg=60.40)), False),
    ],
    ids=["as it was", "later", "restarted", "another home"],
)
def test_a_fence_is_known_to_be_kept_while_home_and_autopilot_are_the_same(later, is_kept):
    fences = KeptFences()
    fences.note(PX4, plan_checksum(FENCE_ITEMS))

    assert fences.is_kept(later, plan_checksum(FENCE_ITEMS)) is is_kept
    assert upload_of(later, FENCE_ITEMS, FENCE, fences).is_enforced is is_kept
    assert not fences.is_kept(later, 0x1234)
    assert not fences.is_kept(replace(later, system_id=8), plan_checksum(FENCE_ITEMS))


def test_a_battery_swap_ends_what_is_known_of_a_fence_however_long_the_aircraft_runs_afterwards():
    fences = KeptFences()
    fences.note(PX4, 5)

    for boot_s in (101.0, 400.0, 2.0, 3.0, 900.0):
        fences.look(replace(PX4, boot_s=boot_s))

    assert not fences.is_kept(replace(PX4, boot_s=900.0), 5)
    fences.note(PX4, 5)
    fences.look(replace(PX4, boot_s=400.0))
    fences.look(replace(PX4, system_id=8, boot_s=1.0))
    assert fences.is_kept(replace(PX4, boot_s=401.0), 5)


def test_a_fence_that_the_aircraft_calls_invalid_is_not_kept():
    fences = KeptFences()
    fences.note(PX4, 5)

    fences.forget(7)

    assert not fences.is_kept(PX4, 5)


def test_ardupilot_is_sent_home_in_front_and_what_is_read_from_it_has_none(heard):
    ardupilot = replace(PX4, autopilot="ardupilot")
    exchange = upload_of(ardupilot, ITEMS, MISSION, KeptFences())

    [count] = exchange.start(0.0)
    asked = {"target_system": 255, "target_component": 190}
    sent = [
        MissionItem.from_message(exchange.receive(heard("MISSION_REQUEST_INT", seq=seq, **asked), 0.1)[0])
        for seq in range(3)
    ]

    assert (count.kind, count.count) == ("MISSION_COUNT", 3)
    assert (sent[0].x, sent[0].z) == (603900000, 25.0)
    assert sent[2].params[0] == 1.0
    assert planned_of(ardupilot, tuple(sent), MISSION)[1].params[0] == 0.0
    assert len(planned_of(ardupilot, FENCE_ITEMS, FENCE)) == len(planned_of(PX4, FENCE_ITEMS, MISSION)) == 3
