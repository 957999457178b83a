"""What MISSION_CURRENT calls a mission, and when it begins, lands and goes on (each seen on PX4 1.17)."""

import math

import pytest

from firmware_sim.aircraft.feasibility import refusal
from firmware_sim.aircraft.mission_result import MissionResult, MissionState
from firmware_sim.aircraft.plans import Item
from firmware_sim.mavlink.codec import dialect as d

NAN = math.nan
LATITUDE, LONGITUDE = 603913000, 53221000
TAKEOFF, WAYPOINT, LAND, RETURN, DELAY, SPEED = 22, 16, 21, 20, 93, 178


def place(command, north_m, up_m):
    return (6, command, (0.0, 0.0, 0.0, NAN), LATITUDE + round(north_m / 111_412 * 1e7), LONGITUDE, up_m)


def do(command, *params):
    return (2, command, (*params, *[0.0] * (4 - len(params))), 0, 0, 0.0)


def told(result, *, active=False, can_fly=True):
    return result.state(can_fly=can_fly, is_active=active)


def test_a_mission_that_was_reached_nowhere_keeps_its_name_when_it_is_left():
    result = MissionResult()
    result.begin(0)
    fresh = told(result)
    result.begin(2)
    flown = told(result, active=True)
    left = told(result)

    assert (fresh, flown, left) == (MissionState.NOT_STARTED, MissionState.ACTIVE, MissionState.ACTIVE)


def test_a_mission_left_after_an_item_is_paused_until_something_else_begins():
    result = MissionResult()
    result.begin(0)
    result.mark(0)
    result.forget_reached()
    paused = told(result)
    result.begin()
    landing = told(result, active=True)
    result.finish()

    assert (paused, landing) == (MissionState.PAUSED, MissionState.ACTIVE)
    assert told(result) is told(result, active=True) is MissionState.COMPLETE
    assert told(result, can_fly=False) is MissionState.NO_MISSION


def test_any_take_off_and_any_landing_counts_as_complete(station):
    station.upload([place(TAKEOFF, 0, 8.0), place(WAYPOINT, 20, 8.0)])
    station.arm_and_take_off(5.0)
    station.run(1.1)
    up = station.last("MISSION_CURRENT").mission_state
    station.command(LAND)
    station.run(1.1)
    landing = station.last("MISSION_CURRENT").mission_state
    station.run_until(lambda: not station.pilot.armed, 40.0)
    station.run(1.1)

    assert (up, landing, station.last("MISSION_CURRENT").mission_state) == (5, 3, 5)


def test_a_mission_that_lands_half_way_waits_there_and_flies_on(station):
    station.listen_seldom()
    station.upload(
        [place(TAKEOFF, 0, 3.0), place(LAND, 0, 0.0), do(DELAY, 2.0, -1.0, -1.0, -1.0), place(WAYPOINT, 0, 3.0)]
    )
    station.run(0.5)
    home = station.pilot.home
    station.command(300, -1.0)
    station.run_until(lambda: station.pilot.mission.current == 2, 40.0)
    landed = station.pilot.ground_watch.is_landed
    station.run_until(lambda: station.pilot.in_air, 15.0)
    station.run_until(lambda: station.pilot.mode.name == "HOLD", 20.0)

    assert landed
    assert station.texts().count("Takeoff detected\t") == 2
    assert "Armed by mission start\t" in station.texts()
    assert "Mission finished, loitering\t" in station.texts()
    assert not [text for text in station.texts() if text.startswith("Disarmed")]
    assert station.pilot.home != home, "armed in another mode than MISSION, home is set anew"


def test_starting_with_nought_begins_anew_with_minus_one_goes_on_and_with_nothing_is_denied(station):
    station.upload([place(TAKEOFF, 0, 8.0), place(WAYPOINT, 20, 8.0), place(WAYPOINT, 0, 8.0)])
    station.run(0.5)
    station.send(d.MAVLink_mission_set_current_message(1, 1, 2))

    denied = [station.command(300, first) for first in (NAN, 3.0, -2.0)]
    goes_on = (station.command(300, -1.0), station.pilot.mission.current)
    anew = (station.command(300, 0.0), station.pilot.mission.current)
    second = (station.command(300, 1.0), station.pilot.mission.current)

    assert denied == [[2]] * 3
    assert (goes_on, anew, second) == (([0], 2), ([0], 0), ([0], 1))


def test_a_fence_that_forbids_the_mission_stops_it_and_one_that_allows_it_lets_it_begin(flying):
    def circle(radius_m):
        flying.upload([(6, 5003, (radius_m, 0.0, 0.0, 0.0), LATITUDE, LONGITUDE, 0.0)], mission_type=1)
        flying.run(1.0)

    flying.upload([place(WAYPOINT, 40, 15.0)])
    flying.run(1.0)
    circle(20.0)
    refused = flying.set_mode(4, 4)
    circle(80.0)
    granted = flying.set_mode(4, 4)
    circle(90.0)
    flies = flying.pilot.mode.name
    circle(25.0)

    assert (refused, granted, flies) == ([0, 1], [0, 0], "MISSION")
    assert flying.pilot.mode.name == "HOLD"
    assert flying.texts()[-1] == "No valid mission available, loitering\t"


def test_after_a_mission_that_returns_the_mode_is_hold_and_the_order_was_seen(flying):
    flying.upload([place(WAYPOINT, 4, 15.0), do(RETURN)])
    flying.run(0.5)
    flying.set_mode(4, 4)
    flying.run_until(lambda: flying.pilot.mode.name == "RETURN", 20.0)
    flying.run(0.2)
    commands = [m.command for m in flying.all("COMMAND_LONG")]
    flying.command(LAND)
    flying.run_until(lambda: not flying.pilot.armed, 60.0)

    assert RETURN in commands
    assert flying.pilot.mode.name == "HOLD"


def test_the_height_of_a_return_is_less_only_near_home(station):
    pilot = station.pilot
    home, estimate, back = pilot.home, pilot.estimate, pilot.return_home
    pilot.arming.armed, pilot.ground_watch.is_landed = True, False
    above_m = []
    for away_m in (12.0, 6.0, 3.0, 1.5):
        estimate.north_m, estimate.east_m, estimate.up_m = home.north_m + away_m, home.east_m, home.up_m + 1.0
        back.enter()
        above_m.append(back.return_amsl_m - home.up_m)

    # Beyond the least distance, within the cone, twice the radius that counts as there, twice the distance.
    assert above_m == pytest.approx([30.0, 6.0, 4.0, 3.0], abs=0.01)


def an_item(command, frame=6, up_m=5.0):
    return Item(frame=frame, command=command, autocontinue=1, params=(0.0,) * 4, x=1, y=1, z=up_m)


@pytest.mark.parametrize(
    ("commands", "needs", "landed", "event"),
    [
        ((SPEED,), 0, True, None),
        ((112, WAYPOINT), 0, True, "navigator_mis_unsup_cmd"),
        ((LAND, WAYPOINT), 0, True, "navigator_mis_starts_w_landing"),
        ((LAND, WAYPOINT), 0, False, None),
        ((SPEED, LAND), 0, True, None),
        ((SPEED, DELAY, TAKEOFF), 0, True, None),
        ((187, TAKEOFF), 0, True, "navigator_mis_takeoff_not_first"),
        ((RETURN, TAKEOFF), 0, True, "navigator_mis_takeoff_not_first"),
        ((WAYPOINT,), 1, True, "navigator_mis_takeoff_missing"),
        ((TAKEOFF,), 2, True, "navigator_mis_land_missing"),
        ((TAKEOFF,), 3, True, "navigator_mis_takeoff_or_land_missing"),
        ((TAKEOFF,), 4, True, "navigator_mis_add_land_or_rm_to"),
        ((WAYPOINT, LAND), 5, True, "navigator_mis_add_to_or_rm_land"),
        ((WAYPOINT,), 5, False, "feasibility_mis_in_air_landing_req"),
        ((TAKEOFF, LAND), 5, True, None),
    ],
)
def test_what_the_navigator_refuses_depends_on_the_ground_and_on_what_is_asked_for(commands, needs, landed, event):
    plan = [an_item(command, 6 if command in (TAKEOFF, WAYPOINT, LAND) else 2) for command in commands]

    found = refusal(plan, 20.0, landed=landed, needs=needs)

    assert (found[0] if found else None) == event
