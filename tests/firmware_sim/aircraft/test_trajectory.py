"""Laws of the jerk-limited trajectory, and its speeds against arithmetic of their own."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from firmware_sim.aircraft.course import Course, Kind
from firmware_sim.aircraft.smoothing import AxisSmoothing, end_together
from firmware_sim.aircraft.trajectory import Trajectory, speed_from_distance, speed_in_turn

speeds = st.floats(-8.0, 8.0)
accelerations = st.floats(-2.9, 2.9)


def _axis(v: float = 0.0, a: float = 0.0) -> AxisSmoothing:
    return AxisSmoothing(v=v, a=a, most_v=12.0, most_a=3.0, jerk=4.0)


@settings(max_examples=60)
@given(v=speeds, a=accelerations, wished=speeds)
def test_a_plan_ends_at_the_wished_velocity_without_acceleration(v, a, wished):
    axis = _axis(v, a)

    axis.aim(wished)
    axis.advance(axis.total_s + 1e-6)

    assert axis.v == pytest.approx(wished, abs=1e-3)
    assert axis.a == pytest.approx(0.0, abs=1e-3)


@settings(max_examples=40)
@given(v=speeds, a=accelerations, wished=speeds)
def test_no_step_exceeds_acceleration_or_jerk_and_the_place_is_their_integral(v, a, wished):
    axis, dt_s = _axis(v, a), 0.02
    last_a, last_v, last_x = a, v, 0.0

    for _ in range(200):
        axis.aim(wished)
        axis.advance(dt_s)
        assert abs(axis.a) <= 3.0 + 1e-6
        assert abs(axis.a - last_a) <= 4.0 * dt_s + 1e-6
        assert axis.x - last_x == pytest.approx(0.5 * (axis.v + last_v) * dt_s, abs=4.0 * dt_s**3)
        last_a, last_v, last_x = axis.a, axis.v, axis.x


@settings(max_examples=40)
@given(wished=st.tuples(speeds, speeds, speeds))
def test_axes_that_end_together_take_the_time_of_the_longest(wished):
    axes = tuple(_axis() for _ in wished)
    for axis, v in zip(axes, wished, strict=True):
        axis.aim(v)
    longest_s = max(axis.total_s for axis in axes)

    end_together(axes)
    for axis in axes:
        axis.advance(longest_s + 1e-6)

    assert [axis.v for axis in axes] == pytest.approx(list(wished), abs=1e-2)


def test_the_braking_speed_is_the_root_of_its_equation():
    for distance_m in (0.5, 3.0, 20.0, 100.0):
        wanted = brentq(lambda v, d=distance_m: v * v / 6.0 + 2.0 * v * 3.0 / 4.0 - d, 0.0, 100.0)

        assert speed_from_distance(4.0, 3.0, distance_m, 0.0) == pytest.approx(wanted)


def test_a_corner_is_taken_on_the_circle_that_touches_both_legs():
    for degrees in (30.0, 90.0, 150.0):
        # Tangent length d of a circle of radius r in a corner of angle a: d = r / tan(a / 2).
        radius_m = 2.0 * math.tan(math.radians(degrees) / 2.0)

        assert speed_in_turn(math.radians(degrees), 1.5, 2.0) == pytest.approx(math.sqrt(1.5 * radius_m))


def test_a_trajectory_comes_to_its_target_and_stays():
    trajectory, course = Trajectory(), Course(kind=Kind.LOITER, target=(30.0, -10.0, 8.0))
    trajectory.set_limits(12.0, 3.0, 4.0)

    path = []
    for _ in range(1500):
        trajectory.step(trajectory.place, course, None, 0.02)
        path.append(trajectory.place)

    assert path[-1] == pytest.approx((30.0, -10.0, 8.0), abs=0.05)
    assert np.abs(np.diff(np.array(path), axis=0)).max() < 5.0 * 0.02 + 1e-6


def test_the_trajectory_waits_for_an_aircraft_that_is_left_behind():
    trajectory, course = Trajectory(), Course(kind=Kind.POSITION, target=(100.0, 0.0, 0.0))
    trajectory.set_limits(12.0, 3.0, 4.0)

    for _ in range(1000):
        trajectory.step((0.0, 0.0, 0.0), course, None, 0.02)

    assert trajectory.place[0] == pytest.approx(2.0, abs=0.1)
