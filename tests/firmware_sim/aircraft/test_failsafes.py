"""What takes over by itself, as measured on PX4 SITL: sticks, offboard, wind, battery, fence. In simulated time."""

import math

import pytest

from firmware_sim.aircraft.dynamics import WORK_QUADROTOR
from firmware_sim.aircraft.wind import Wind
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation

POSITION_ONLY = 0b110111111000


def _sticks(station, seconds: float, *, forward: int = 0) -> None:
    """MANUAL_CONTROL twenty times a second, throttle centred."""
    for _ in range(round(seconds * 20)):
        station.send(d.MAVLink_manual_control_message(1, forward, 0, 500, 0, 0))
        station.run(0.05)


def _setpoints(station, seconds: float, north_m: float) -> None:
    """A place to be, ten times a second."""
    for _ in range(round(seconds * 10)):
        down_m = -(station.pilot.here[2] - station.vehicle.local_origin[2])
        zeros = (0.0,) * 8
        station.send(
            d.MAVLink_set_position_target_local_ned_message(0, 1, 1, 1, POSITION_ONLY, north_m, 0, down_m, *zeros)
        )
        station.run(0.1)


def test_deflected_sticks_take_over_fly_and_hold_when_let_go(flying):
    _sticks(flying, 4.0, forward=1000)
    mode, speed_ms = flying.pilot.mode.name, math.hypot(flying.vehicle.body.north_ms, flying.vehicle.body.east_ms)
    _sticks(flying, 6.0)

    assert mode == "POSITION"
    assert "Pilot took over using sticks\t" in flying.texts()
    assert 3.0 < speed_ms < 10.0
    assert math.hypot(flying.vehicle.body.north_ms, flying.vehicle.body.east_ms) < 0.5


def test_lost_sticks_hold_for_five_seconds_and_return(flying):
    _sticks(flying, 2.0, forward=800)
    flying.run(1.0)
    held = flying.pilot.mode.name
    waited_s = 1.0 + flying.run_until(lambda: flying.pilot.mode.name == "RETURN", 8.0)
    _sticks(flying, 1.0)

    assert held == "HOLD"
    assert waited_s == pytest.approx(5.5, abs=0.4)
    assert flying.pilot.mode.name == "RETURN"


def test_stick_modes_are_refused_without_sticks(flying):
    assert flying.set_mode(3) == [0, 1]
    assert flying.pilot.mode.name == "HOLD"


def test_offboard_flies_its_setpoints_and_without_them_returns_at_once(flying):
    refused = flying.set_mode(6)
    _setpoints(flying, 1.0, 12.0)
    granted = flying.set_mode(6)
    _setpoints(flying, 9.0, 12.0)
    there_m = flying.pilot.here[0] - flying.vehicle.local_origin[0]
    waited_s = flying.run_until(lambda: flying.pilot.mode.name == "RETURN", 3.0)

    # Measured: one second after the last setpoint, with no hold before.
    assert (refused, granted) == ([0, 1], [0, 0])
    assert there_m == pytest.approx(12.0, abs=1.0)
    assert waited_s == pytest.approx(1.0, abs=0.3)
    assert "Failsafe activated\t" in flying.texts()


@pytest.mark.parametrize(
    ("act", "critical", "emergency"), [(0, "HOLD", "HOLD"), (2, "LAND", "LAND"), (3, "RETURN", "LAND")]
)
def test_a_low_battery_does_what_its_parameter_says(flying, act, critical, emergency):
    flying.vehicle.parameters.integers["COM_LOW_BAT_ACT"] = act
    flying.vehicle.battery.drain_to(0.065)
    flying.run(6.5)
    first = flying.pilot.mode.name
    flying.vehicle.battery.drain_to(0.045)
    flying.run(1.0)

    assert (first, flying.pilot.mode.name) == (critical, emergency)


@pytest.mark.parametrize(("action", "mode"), [(1, "MISSION"), (2, "HOLD"), (3, "RETURN"), (5, "LAND")])
def test_the_fence_does_what_its_parameter_says(flying, action, mode):
    flying.vehicle.parameters.integers["GF_ACTION"] = action
    nan = math.nan
    flying.upload([(6, 16, (0.0, 0.0, 0.0, nan), round((60.3913 + 80 / 111_412) * 1e7), 53221000, 15.0)])
    flying.run(1.2)
    flying.set_mode(4, 4)
    # Only now: PX4 does not begin a mission that leads out of the fence.
    flying.vehicle.parameters.reals["GF_MAX_HOR_DIST"] = 20.0
    flying.run_until(lambda: "Geofence: approaching or outside geofence\t" in flying.texts(), 30.0)
    flying.run(5.6)

    assert flying.pilot.mode.name == mode


def test_a_fence_that_terminates_stops_the_motors_for_good(flying):
    flying.vehicle.parameters.integers["GF_ACTION"] = 4
    flying.vehicle.parameters.reals["GF_MAX_VER_DIST"] = 10.0
    flying.run(1.5)
    beat = flying.last("HEARTBEAT")
    flying.run(4.0)

    assert (beat.system_status, beat.custom_mode, beat.base_mode & 128) == (8, 0x03040000, 128)
    assert flying.vehicle.body.on_ground
    assert flying.set_mode(4, 6) == [0, 1]


def test_too_much_wind_warns_and_then_does_what_its_parameter_says(make_station):
    simulation = Simulation(
        origin=(60.3913, 5.3221),
        ground_height_m=lambda n, e: 25.0,
        vehicles=1,
        seed=2,
        wind=Wind(from_deg=200.0, speed_ms=7.0),
        airframe=WORK_QUADROTOR,
    )
    station = make_station(simulation)
    station.vehicle.parameters.reals["COM_WIND_WARN"] = 5.0
    station.arm_and_take_off()
    station.run(2.0)
    warned = [text for text in station.texts() if "High wind speed detected" in text]
    before = station.pilot.mode.name
    station.vehicle.parameters.reals["COM_WIND_MAX"] = 6.0
    station.vehicle.parameters.integers["COM_WIND_MAX_ACT"] = 3
    station.run(6.0)

    assert warned and before == "HOLD"
    assert station.pilot.mode.name == "RETURN"
