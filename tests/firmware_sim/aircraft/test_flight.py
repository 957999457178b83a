"""Flying: take-off, missions, return, landing, and what takes over by itself. All in simulated time."""

import math
from itertools import pairwise

import pytest

from firmware_sim.aircraft.dynamics import WORK_QUADROTOR
from firmware_sim.aircraft.wind import Wind
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation

ORIGIN = (60.3913, 5.3221)
NAN = math.nan
REACHED = "MISSION_ITEM_REACHED"


def _item(north_m: float, east_m: float, up_m: float, command: int = 16, params=(0.0, 0.0, 0.0, NAN), frame: int = 6):
    latitude_e7 = round((ORIGIN[0] + north_m / 111_412) * 1e7)
    longitude_e7 = round((ORIGIN[1] + east_m / (111_320 * math.cos(math.radians(ORIGIN[0])) * 1.0025)) * 1e7)
    return (frame, command, params, latitude_e7, longitude_e7, up_m)


def _do(command: int, *params: float):
    return (2, command, (*params, *[0.0] * (4 - len(params))), 0, 0, 0.0)


def _fly(station, items) -> float:
    """Upload, start from the ground, wait until it stands there disarmed; seconds it took."""
    station.listen_seldom()
    assert station.upload(items).type == 0
    station.run(1.2)
    assert station.command(d.MAV_CMD_MISSION_START) == [0]
    return station.run_until(lambda: not station.pilot.armed, 300.0)


def test_take_off_to_fifteen_metres_takes_about_as_long_as_px4s(station):
    station.command(400, 1.0)
    amsl_m = station.pilot.estimate.up_m + 15.0
    station.command(22, 0, 0, 0, NAN, NAN, NAN, amsl_m)

    took_s = station.run_until(lambda: station.pilot.mode.name == "HOLD" and station.pilot.in_air, 40.0)
    station.run(4.0)

    assert 12.0 < took_s < 20.0
    assert station.pilot.estimate.up_m == pytest.approx(amsl_m, abs=0.4)
    assert "Takeoff detected\t" in station.texts()


def test_a_whole_mission_is_flown_from_the_ground_to_the_ground(station):
    items = [
        _item(0, 0, 15, command=22),
        _do(178, 1.0, 7.0, -1.0),
        _item(60, 0, 15),
        _item(60, 60, 20, params=(3.0, 0.0, 0.0, NAN)),
        _item(0, 60, 20),
        _do(20),
    ]

    _fly(station, items)

    body, texts = station.vehicle.body, station.texts()
    reached = list(dict.fromkeys(m.seq for m in station.all(REACHED)))
    assert math.hypot(body.north_m, body.east_m) < 5.0 and body.on_ground and body.touchdown_ms < 1.2
    assert reached == [1, 2, 3, 5] or reached == [0, 1, 2, 3, 5] or reached[-1] >= 4
    for text in ("Executing Mission\t", "Climb to 15.0 meters above home\t", "Mission finished, loitering\t"):
        assert text in texts
    assert texts.index("Returning to launch\t") < texts.index("RTL: land at destination\t")
    assert texts[-2:] == ["Landing detected\t", "Disarmed by landing\t"]
    assert max(math.hypot(m.vx, m.vy) for m in station.all("LOCAL_POSITION_NED")) == pytest.approx(7.0, abs=1.3)


def test_the_path_of_a_leg_stays_on_its_line_also_in_wind(make_station):
    wind = Wind(from_deg=270.0, speed_ms=7.0)
    simulation = Simulation(
        origin=ORIGIN, ground_height_m=lambda n, e: 0.0, vehicles=1, seed=3, wind=wind, airframe=WORK_QUADROTOR
    )
    station = make_station(simulation)
    station.listen_seldom()
    station.run(6.0)
    station.upload([_item(0, 0, 20, command=22), _item(150, 0, 20), _do(20)])
    station.run(1.2)
    station.command(d.MAV_CMD_MISSION_START)

    beside_m = []
    while station.pilot.mode.name == "MISSION":
        station.run(0.5)
        if 15.0 < station.pilot.estimate.north_m < 145.0:
            beside_m.append(abs(station.pilot.estimate.east_m))

    assert len(beside_m) > 30
    assert max(beside_m) < 2.0
    # It leans into the wind: from the west, so to the left of its course north.
    assert station.vehicle.battery.fraction < 0.99


def test_jumps_delays_and_a_landing_item_are_done(station):
    items = [
        _item(0, 0, 10, command=22),
        _item(15, 0, 10),
        _item(15, 15, 10),
        _do(177, 1.0, 1.0),
        _do(93, 2.0),
        _item(0, 15, 0, command=21, params=(0.0, 0.0, 0.0, NAN)),
    ]

    _fly(station, items)

    body = station.vehicle.body
    currents = [m.seq for m in station.all("MISSION_CURRENT")]
    turns = [seq for before, seq in pairwise(currents) if seq != before]
    assert turns[:6] == [1, 2, 1, 2, 4, 5]
    assert (body.north_m, body.east_m) == pytest.approx((0.0, 15.0), abs=3.0)
    assert body.on_ground


def test_each_reached_item_is_told_eleven_times_unless_another_is_reached(flying):
    flying.upload([_item(20, 0, 15), _item(40, 0, 15, params=(20.0, 0.0, 0.0, NAN))])
    flying.run(1.2)
    flying.set_mode(4, 4)
    flying.run_until(lambda: flying.pilot.mission.finished, 90.0)
    flying.run(15.0)

    told = [m.seq for m in flying.all(REACHED)]
    assert told.count(1) == 11
    assert 1 <= told.count(0) <= 11


def test_pausing_and_going_on_keeps_the_item(flying):
    flying.upload([_item(40, 0, 15), _item(80, 0, 15), _item(80, 40, 15)])
    flying.run(1.2)
    flying.set_mode(4, 4)
    flying.run_until(lambda: flying.pilot.mission.current == 1, 40.0)
    flying.set_mode(4, 3)
    flying.run(5.0)
    paused = flying.last("MISSION_CURRENT")
    speed_ms = math.hypot(flying.vehicle.body.north_ms, flying.vehicle.body.east_ms)
    flying.set_mode(4, 4)
    flying.run_until(lambda: flying.pilot.mode.name == "HOLD", 60.0)

    assert (paused.seq, paused.mission_state, paused.mission_mode) == (1, 4, 2)
    assert speed_ms < 0.5
    assert flying.pilot.mission.finished


def test_a_new_mission_in_the_air_is_flown_at_once_and_clearing_it_holds(flying):
    flying.upload([_item(80, 0, 15), _item(80, 40, 15)])
    flying.run(1.2)
    flying.set_mode(4, 4)
    flying.run(5.0)
    flying.upload([_item(-80, 0, 15)])
    flying.run(8.0)
    heading = flying.vehicle.body.north_ms
    flying.send(d.MAVLink_mission_clear_all_message(1, 1, 0))
    flying.run(2.0)

    assert heading < -2.0
    assert flying.pilot.mode.name == "HOLD"
    assert "No valid mission available, loitering\t" in flying.texts()


def test_right_after_an_upload_in_the_air_the_mission_mode_is_not_yet_there(flying):
    flying.upload([_item(80, 0, 15)])
    at_once = flying.set_mode(4, 4)
    flying.run(1.0)

    assert at_once == [0, 1]
    assert flying.set_mode(4, 4) == [0, 0]


def test_return_climbs_thirty_metres_over_home_crosses_and_lands_there(flying):
    flying.command_int(192, 5, 603919000, 53221000, 45.0, -1.0, 1.0, 0.0, NAN)
    flying.run(30.0)
    flying.set_mode(4, 5)

    took_s = flying.run_until(lambda: not flying.pilot.armed, 150.0)

    highest_m = max(m.relative_alt for m in flying.all("GLOBAL_POSITION_INT")) / 1000
    assert highest_m == pytest.approx(30.0, abs=1.0)
    assert math.hypot(flying.vehicle.body.north_m, flying.vehicle.body.east_m) < 3.0
    assert 40.0 < took_s < 75.0
    assert flying.pilot.mode.name == "HOLD"


def test_a_flown_mission_keeps_its_item_on_the_ground_and_starts_over_when_flown_again(station):
    here = (603913000, 53221000)
    station.upload([(6, 22, (0.0, 0.0, 0.0, NAN), *here, 4.0), (6, 21, (0.0, 0.0, 0.0, NAN), *here, 0.0)])
    station.run(1.0)
    station.set_mode(4, 4)
    station.command(400, 1.0)
    station.run_until(lambda: station.pilot.in_air, 20.0)
    station.run_until(lambda: not station.pilot.armed, 60.0)
    kept = station.pilot.mission.current

    station.command(400, 1.0)

    assert (kept, station.pilot.mission.current) == (1, 0)


def test_return_goes_to_a_nearer_rally_point(flying):
    flying.upload([_item(70, 30, 10, command=5100, params=(0.0, 0.0, 0.0, 0.0), frame=3)], mission_type=2)
    flying.command_int(192, 5, 603919000, 53221000, 45.0, -1.0, 1.0, 0.0, NAN)
    flying.run(30.0)
    flying.set_mode(4, 5)
    flying.run_until(lambda: not flying.pilot.armed, 150.0)

    assert (flying.vehicle.body.north_m, flying.vehicle.body.east_m) == pytest.approx((70, 30), abs=3.0)


def test_landing_on_a_slope_ends_on_the_ground_where_it_is(make_station):
    simulation = Simulation(origin=ORIGIN, ground_height_m=lambda n, e: 40.0 + 0.3 * n, vehicles=1, seed=5)
    station = make_station(simulation)
    station.arm_and_take_off(25.0)
    station.command_int(192, 5, 603917000, 53221000, 65.0 + 20.0, -1.0, 1.0, 0.0, NAN)
    station.run(25.0)
    station.set_mode(4, 6)
    station.run_until(lambda: not station.pilot.armed, 90.0)

    body = station.vehicle.body
    assert body.up_m == pytest.approx(40.0 + 0.3 * body.north_m, abs=0.05)
    assert body.north_m > 30.0 and body.touchdown_ms < 1.2


# --- failsafes ---


def test_a_fence_holds_it_and_says_so_and_a_person_may_take_over(flying):
    circle = (3, 5003, (30.0, 0.0, 0.0, 0.0), 603913000, 53221000, 0.0)
    flying.upload([circle], mission_type=1)
    flying.run(1.0)
    flying.command_int(192, 5, 603919000, 53221000, 40.0, -1.0, 1.0, 0.0, NAN)
    refused_text = flying.texts()[-1]
    flying.run(3.0)
    stayed_m = flying.vehicle.body.north_m
    flying.vehicle.parameters.integers["GF_ACTION"] = 3
    flying.upload([_item(50, 0, 15)])
    flying.run(1.2)
    before = flying.set_mode(4, 4)

    assert refused_text == "Reposition is outside geofence\t"
    assert abs(stayed_m) < 3.0
    # A mission beyond the fence is no mission.
    assert before == [0, 1]
    assert any("Geofence violation for waypoint 1" in text for text in flying.texts())


def test_crossing_a_fence_returns_after_a_hold_when_so_set(flying):
    flying.upload([_item(60, 0, 15), _item(90, 0, 15)])
    flying.run(1.2)
    flying.set_mode(4, 4)
    flying.run(2.0)
    flying.vehicle.parameters.integers["GF_ACTION"] = 3
    flying.vehicle.parameters.reals["GF_MAX_HOR_DIST"] = 30.0
    flying.run_until(lambda: flying.pilot.mode.name == "HOLD", 30.0)
    flying.run(1.1)
    beat, out_m = flying.last("HEARTBEAT"), flying.vehicle.body.north_m
    waited_s = flying.run_until(lambda: flying.pilot.mode.name == "RETURN", 10.0)

    assert (beat.system_status, beat.custom_mode) == (5, 0x03040000)
    assert 29.0 < out_m < 40.0
    assert waited_s + 1.1 == pytest.approx(5.0, abs=0.3)
    assert "Geofence: approaching or outside geofence\t" in flying.texts()


def test_a_fence_without_home_is_accepted_and_not_enforced(flying):
    far = (3, 5003, (20.0, 0.0, 0.0, 0.0), 603933000, 53221000, 0.0)

    ack = flying.upload([far], mission_type=1)
    flying.run(2.0)

    assert ack.type == 0
    assert "Geofence invalid, doesn't contain Home position\t" in flying.texts()
    assert flying.pilot.mode.name == "HOLD" and not flying.pilot.failsafes.acts


@pytest.mark.parametrize(("action", "mode"), [(0, "HOLD"), (2, "RETURN"), (3, "LAND")])
def test_losing_every_ground_station_does_what_the_parameter_says(flying, action, mode):
    flying.vehicle.parameters.integers["NAV_DLL_ACT"] = action
    flying.heartbeat = False

    flying.run(11.4)
    early = flying.pilot.failsafes.acts
    flying.run(8.0)

    assert not early
    assert flying.pilot.mode.name == mode
    assert flying.pilot.failsafes.acts == (action != 0)


def test_a_station_that_comes_back_does_not_end_the_failsafe_but_a_person_does(flying):
    flying.vehicle.parameters.integers["NAV_DLL_ACT"] = 2
    flying.heartbeat = False
    flying.run(19.0)
    flying.heartbeat = True
    flying.run(2.0)
    still = flying.last("HEARTBEAT").system_status
    flying.set_mode(4, 3)
    flying.run(1.1)

    assert "GCS connection regained\t" in flying.texts()
    assert (still, flying.last("HEARTBEAT").system_status) == (5, 4)


def test_an_empty_battery_brings_it_home_and_then_down(flying):
    flying.vehicle.battery.used_wh = 0.86 * 178.0
    flying.run(2.0)
    low = flying.texts()[-1]
    flying.vehicle.battery.used_wh = 0.932 * 178.0
    flying.run(1.5)
    held = flying.pilot.mode.name
    flying.run(5.0)
    returning = flying.pilot.mode.name
    flying.vehicle.battery.used_wh = 0.952 * 178.0
    flying.run(0.5)

    assert "Low battery" in low
    assert (held, returning, flying.pilot.mode.name) == ("HOLD", "RETURN", "LAND")
    assert "Emergency battery level\t" in flying.texts()
