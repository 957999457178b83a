"""Modes flown by sticks, held against the same minute flown by a real PX4 (1.17 alpha, SIH quadrotor, no wind)."""

import math

import pytest

from firmware_sim.mavlink.codec import dialect as d

ARMED = 128


def _steer(station, seconds: float, forward: int = 0, throttle: int = 500, turn: int = 0) -> None:
    for _ in range(round(seconds * 20)):
        station.send(d.MAVLink_manual_control_message(1, forward, 0, throttle, turn, 0))
        station.run(0.05)


def _lean_deg(station) -> float:
    return math.degrees(station.vehicle.body.pitch_rad)


def _speed_ms(station) -> float:
    return math.hypot(station.vehicle.body.north_ms, station.vehicle.body.east_ms)


@pytest.mark.parametrize(("main", "name"), [(2, "Altitude"), (7, "Stabilized"), (1, "Manual")])
def test_without_sticks_they_are_refused_in_the_air(flying, main, name):
    assert flying.set_mode(main) == [0, 1]
    flying.run(0.5)

    assert f"Switching to {name} is currently not available\t" in flying.texts()
    assert flying.pilot.mode.name == "HOLD"


@pytest.mark.parametrize(("main", "base_mode"), [(2, 81), (7, 81), (1, 81), (5, 65)])
def test_with_sticks_they_are_entered_and_told(flying, main, base_mode):
    _steer(flying, 0.5)
    answers = flying.set_mode(main)
    _steer(flying, 1.2)

    told = flying.last("HEARTBEAT")
    assert answers == [0, 0]
    assert (told.custom_mode, told.base_mode) == (main << 16, ARMED | base_mode)


def test_altitude_mode_leans_by_the_stick_holds_the_height_and_lets_the_speed_run_out(flying):
    _steer(flying, 0.5)
    flying.set_mode(2)
    _steer(flying, 1.0)
    before_m = flying.vehicle.body.up_m
    _steer(flying, 6.0, forward=500)
    lean_deg, speed_ms, height_m = _lean_deg(flying), _speed_ms(flying), flying.vehicle.body.up_m
    _steer(flying, 1.0)
    after_1_s = _speed_ms(flying)

    assert lean_deg == pytest.approx(-19.3, abs=0.7)
    assert speed_ms == pytest.approx(3.5, abs=0.35)
    assert height_m == pytest.approx(before_m, abs=0.5)
    assert after_1_s == pytest.approx(1.9, abs=0.5)  # PX4: 1.84; position mode would have braked


def test_stabilized_is_tilt_and_thrust_and_a_hold_catches_it(flying):
    _steer(flying, 0.5)
    flying.set_mode(7)
    _steer(flying, 1.0)
    _steer(flying, 4.0, forward=300, throttle=600)
    lean_deg, climb_ms = _lean_deg(flying), flying.vehicle.body.up_ms
    flying.set_mode(4, 3)
    _steer(flying, 5.0)

    assert lean_deg == pytest.approx(-10.5, abs=0.5)
    assert 1.2 < climb_ms < 3.0  # PX4: 2.3, and its hover estimate is a little off
    assert flying.pilot.mode.name == "HOLD"
    assert _speed_ms(flying) < 0.3 and abs(flying.vehicle.body.up_ms) < 0.3


def test_acro_keeps_the_tilt_when_the_stick_is_let_go(flying):
    _steer(flying, 0.5)
    flying.set_mode(5)
    _steer(flying, 0.2, forward=500)
    _steer(flying, 0.5)

    assert _lean_deg(flying) == pytest.approx(-10.0, abs=4.0)


def test_lost_sticks_hold_and_then_return_as_in_position_mode(flying):
    _steer(flying, 0.5)
    flying.set_mode(2)
    _steer(flying, 1.0)
    flying.run(0.8)
    held = flying.pilot.mode.name
    flying.run(5.2)

    assert (held, flying.pilot.mode.name) == ("HOLD", "RETURN")
