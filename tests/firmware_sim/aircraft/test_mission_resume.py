"""A mission that was left and is taken up again: no picture is missed (`tests/peers` sees PX4 do the same)."""

import math

import pytest

from firmware_sim.aircraft.mission_resume import resume
from firmware_sim.aircraft.plans import Item

ORIGIN = (60.3913, 5.3221)
WAYPOINT, SPEED, POINT, START, STOP, DISTANCE = 16, 178, 1000, 2000, 2001, 206


def place(north_m, east_m=0.0):
    x = round((ORIGIN[0] + north_m / 111_412) * 1e7)
    y = round((ORIGIN[1] + east_m / (111_320 * math.cos(math.radians(ORIGIN[0])))) * 1e7)
    return (6, WAYPOINT, (0.0, 0.0, 0.0, math.nan), x, y, 15.0)


def do(command, *params):
    return (2, command, (*params, *[0.0] * (4 - len(params))), 0, 0, 0.0)


def items_of(*commands):
    return [
        Item(frame=6 if command == WAYPOINT else 2, command=command, autocontinue=1, params=params, x=1, y=1, z=1.0)
        for command, params in commands
    ]


@pytest.mark.parametrize(
    ("before", "goes_back_to"),
    [
        ((START, (0.0, 1.0, 0.0, 0.0)), 0),
        ((START, (0.0, 0.0, 1.0, 0.0)), 0),
        ((DISTANCE, (3.0, 0.0, 0.0, 0.0)), 0),
        ((DISTANCE, (0.0, 0.0, 0.0, 0.0)), None),
        ((STOP, (0.0, 0.0, 0.0, 0.0)), None),
        ((SPEED, (1.0, 3.0, 0.0, 0.0)), None),
    ],
    ids=["pictures", "one-picture", "by-distance", "by-distance-off", "stopped", "speed"],
)
def test_it_goes_back_to_the_place_before_only_while_pictures_are_taken(before, goes_back_to):
    there = (WAYPOINT, (0.0,) * 4)
    plan = items_of(there, before, there, there)

    went = resume(plan, 2, 2)

    assert went.goes_back is (goes_back_to is not None)
    assert went.at == (goes_back_to if goes_back_to is not None else 2)


def test_an_item_chosen_by_hand_is_flown_as_it_is():
    there = (WAYPOINT, (0.0,) * 4)
    plan = items_of(there, (START, (0.0,) * 4), there)

    went = resume(plan, 2, None)

    assert (went.at, went.goes_back) == (2, False)
    assert went.pictures is plan[1]


def test_a_survey_that_was_paused_is_flown_again_from_the_place_before(flying):
    flying.upload([place(40), do(START, 0.0, 2.0), do(SPEED, 1.0, 3.0, -1.0), place(40, 60), place(0, 60)])
    flying.run(1.2)
    flying.set_mode(4, 4)
    flying.run_until(lambda: flying.pilot.mission.current == 3, 40.0)
    flying.run(3.0)
    flying.set_mode(4, 3)
    flying.run(4.0)
    paused = flying.last("MISSION_CURRENT").seq
    flying.set_mode(4, 4)
    flying.run(1.2)
    went_on = flying.last("MISSION_CURRENT").seq
    flying.run_until(lambda: flying.pilot.mission.current == 3, 40.0)
    place_m = flying.vehicle.body.north_m, flying.vehicle.body.east_m
    heading_deg = math.degrees(flying.pilot.estimate.yaw_rad)
    flying.run_until(lambda: flying.pilot.mode.name == "HOLD", 90.0)

    assert (paused, went_on) == (3, 0)
    assert place_m == pytest.approx((40.0, 0.0), abs=5.0)
    assert heading_deg == pytest.approx(90.0, abs=15.0)
    assert flying.pilot.mission.finished
