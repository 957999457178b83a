"""What differs between autopilots, behind one interface. ArduPilot's side is from its documents only."""

from __future__ import annotations

import pytest
from pymavlink import mavutil

from ground_station.link.autopilots.ardupilot import COPTER
from ground_station.link.autopilots.px4 import MODES
from ground_station.link.autopilots.registry import autopilot_named, autopilot_numbered
from ground_station.link.mission_transfer import FENCE, MISSION, RALLY


def test_the_autopilot_is_known_by_its_heartbeats_number():
    assert [autopilot_numbered(number).name for number in (12, 3, 8)] == ["px4", "ardupilot", "unknown"]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("hold", "LOITER"), ("mission", "AUTO"), ("return", "RTL"), ("land", "LAND"), ("guided", "GUIDED")],
)
def test_a_copters_modes_have_the_numbers_that_pymavlink_knows(ours, theirs):
    copter = autopilot_named("ardupilot")

    assert mavutil.mode_mapping_acm[copter.custom_mode(ours)] == theirs
    assert copter.mode_params(ours) == (1.0, float(copter.custom_mode(ours)), 0.0)


@pytest.mark.parametrize(
    ("ours", "theirs"), [("hold", "LOITER"), ("mission", "MISSION"), ("return", "RTL"), ("land", "LAND")]
)
def test_px4s_modes_have_the_numbers_that_pymavlink_knows(ours, theirs):
    number = autopilot_named("px4").custom_mode(ours)

    assert mavutil.interpret_px4_mode(0, number) == theirs


@pytest.mark.parametrize(
    ("vehicle_type", "theirs"),
    [(2, mavutil.mode_mapping_acm), (1, mavutil.mode_mapping_apm), (10, mavutil.mode_mapping_rover)],
    ids=["copter", "plane", "rover"],
)
def test_every_ardupilot_mode_that_has_a_name_here_is_known_to_pymavlink_under_the_same_number(vehicle_type, theirs):
    ardupilot = autopilot_named("ardupilot")

    named = {number for number in range(40) if not ardupilot.mode_name(vehicle_type, number).startswith("mode ")}

    assert named <= set(theirs)
    same = {"LOITER": "hold", "AUTO": "mission", "RTL": "return", "GUIDED": "guided"}
    if vehicle_type == 10:
        same |= {"LOITER": "loiter", "HOLD": "hold"}
    for number, name in theirs.items():
        if name in same:
            assert ardupilot.mode_name(vehicle_type, number) == same[name]


def test_every_mode_can_be_named_back():
    for autopilot, modes in ((autopilot_named("px4"), MODES), (autopilot_named("ardupilot"), COPTER)):
        for number, name in modes.items():
            assert autopilot.mode_name(2, number) == name
            assert autopilot.custom_mode(name) == number


def test_how_to_speak_to_each_is_told_in_one_place():
    px4, ardupilot = autopilot_named("px4").habits, autopilot_named("ardupilot").habits

    assert (px4.most_items[FENCE], px4.most_items[RALLY], px4.most_items.get(MISSION)) == (64, 32, None)
    assert (px4.parameters_are_bytewise, ardupilot.parameters_are_bytewise) == (True, False)
    assert (px4.has_home_item, ardupilot.has_home_item) == (False, True)
    assert px4.reposition_frame == 5
