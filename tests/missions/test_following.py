"""Plans are such that an autopilot can follow them: climb, spacing and acceptance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.following import (
    CLIMB_MS,
    LEVEL_BELOW_M,
    MARGIN,
    SINK_MS,
    acceptance_radii,
    least_spacing_m,
    leg_speeds,
    round_corner_m,
    settling_s,
    steepest_unfollowed,
    with_braking_points,
    without_short_climbs,
)
from missions.heights import bake
from missions.legs import Leg
from missions.route import Route


def baked(seed, speed_ms, relief_m):
    rng = np.random.default_rng(seed)
    phase, length = rng.uniform(0, 6, 4), rng.uniform(80, 400, 4)

    def ground(north, east):
        return 500 + relief_m * (np.sin(north / length[0] + phase[0]) + np.sin(east / length[1] + phase[1]))

    lines = [[[-20.0, 40.0 * n], [260.0, 40.0 * n + 5]] for n in range(4)]
    points = np.array(
        [[-60.0, -30.0], *[p for n, line in enumerate(lines) for p in line[:: 1 - 2 * (n % 2)]], [-60.0, -30.0]]
    )
    legs = [
        Leg(start=points[index], end=points[index + 1], agl_m=60.0) if index % 2 == 1 else None
        for index in range(len(points) - 1)
    ]
    route = Route(points=points, legs=tuple(legs), dwell_s=np.zeros(len(points)))
    return bake(route, ground, transit_agl_m=60.0, take_off_m=15.0, step_m=4.0, band_m=3.0, speed_ms=speed_ms)


cases = given(st.integers(0, 10_000), st.floats(3.0, 14.0), st.floats(0.0, 40.0))


def test_a_leg_too_steep_for_the_slowest_speed_is_named_and_one_straight_up_is_not():
    cliff = np.array([[0, 0, 50], [100, 0, 50], [110, 0, 90], [200, 0, 90.0]])
    gentle = np.array([[0, 0, 50], [100, 0, 50], [200, 0, 60], [300, 0, 60.0]])
    upward = np.array([[0, 0, 50], [0, 0, 120], [100, 0, 120.0]])

    assert steepest_unfollowed(cliff, 8.0) == (1, pytest.approx(4.0))
    assert steepest_unfollowed(gentle, 8.0) is None
    assert steepest_unfollowed(upward, 8.0) is None


@settings(max_examples=30, deadline=None)
@cases
def test_over_hills_no_leg_is_too_steep(seed, speed_ms, relief_m):
    assert steepest_unfollowed(baked(seed, speed_ms, relief_m).points, speed_ms) is None


@settings(max_examples=30, deadline=None)
@cases
def test_no_leg_needs_a_faster_climb_or_sink_than_the_autopilot_flies(seed, speed_ms, relief_m):
    points = baked(seed, speed_ms, relief_m).points

    speeds = leg_speeds(points, speed_ms)

    lengths = np.linalg.norm(np.diff(points[:, :2], axis=0), axis=1)
    rates = np.diff(points[:, 2]) * speeds / lengths
    assert (speeds <= speed_ms + 1e-9).all()
    assert rates.max() <= MARGIN * CLIMB_MS + 1e-6
    assert rates.min() >= -MARGIN * SINK_MS - 1e-6


@settings(max_examples=30, deadline=None)
@cases
def test_points_put_in_for_the_heights_stand_far_enough_apart(seed, speed_ms, relief_m):
    profile = baked(seed, speed_ms, relief_m)

    radii = acceptance_radii(profile.points, leg_speeds(profile.points, speed_ms))

    corners = profile.samples[profile.vertices, :2]
    is_corner = [bool((np.linalg.norm(corners - point, axis=1) < 0.01).any()) for point in profile.points[:, :2]]
    lengths = np.linalg.norm(np.diff(profile.points[:, :2], axis=0), axis=1)
    for leg, length in enumerate(lengths):
        assert radii[leg] < length and radii[leg + 1] < length
        if not (is_corner[leg] and is_corner[leg + 1]):
            assert length >= least_spacing_m(speed_ms) - 1e-6


@settings(max_examples=30, deadline=None)
@cases
def test_nowhere_is_the_route_lower_than_wanted(seed, speed_ms, relief_m):
    profile = baked(seed, speed_ms, relief_m)

    assert profile.working_heights_agl_m.min() >= 60.0 - 1e-6


@pytest.mark.parametrize(("before_ms", "after_ms"), [(0.0, 2.4), (-1.2, 2.4), (1.0, -1.2), (2.0, 0.0)])
def test_settling_takes_as_long_as_a_climb_simulated_under_the_same_limits(before_ms, after_ms):
    quarter_s, step_s = 0.0, 0.001

    predicted_s = settling_s(before_ms, after_ms)

    # Double triangle of the jerk: the least time in which the climb rate alone can change.
    change = abs(after_ms - before_ms)
    rate = acceleration = 0.0
    while rate < change / 2:
        acceleration = min(acceleration + 4.0 * step_s, 3.0)
        rate += acceleration * step_s
        quarter_s += step_s
    assert predicted_s >= 2 * quarter_s - 0.02


def test_between_corners_too_close_to_climb_the_legs_are_level_and_nothing_comes_lower():
    points = np.array([[0.0, 0.0, 60.0], [50.0, 0.0, 62.0], [54.0, 0.0, 70.0], [54.0, 5.0, 64.0], [0.0, 5.0, 60.0]])

    raised = without_short_climbs(points)

    lengths = np.linalg.norm(np.diff(points[:, :2], axis=0), axis=1)
    assert (np.diff(raised[:, 2])[lengths < LEVEL_BELOW_M] == 0).all()
    assert (raised[:, 2] >= points[:, 2]).all()


def test_a_long_leg_before_a_steep_one_is_flown_fast_to_near_its_end():
    points = np.array([[0.0, 0.0, 60.0], [900.0, 0.0, 60.0], [925.0, 0.0, 82.0], [1200.0, 0.0, 82.0]])

    braked, legs = with_braking_points(points, 8.0)

    assert leg_speeds(points, 8.0)[0] < 8.0
    assert leg_speeds(braked, 8.0)[0] == 8.0
    assert legs.tolist() == [0, 0, 1, 2]


def test_a_line_s_end_is_cut_no_further_than_the_picture_allows_nor_half_way_to_the_next_point():
    there_and_back = np.array([[0, 0, 60], [100, 0, 60], [100, 40, 60], [0, 40, 60], [0, 50, 60]], float)
    wide = np.array([0.0, 8.0, 8.0, 8.0, 0.0])

    radii = acceptance_radii(there_and_back, np.full(4, 8.0), wide)

    assert radii[1:4].tolist() == [8.0, 8.0, 4.5]
    assert acceptance_radii(there_and_back, np.full(4, 8.0))[1:4].tolist() == [2.0, 2.0, 2.0]
    assert [round_corner_m(length) for length in (5.0, 20.0, 40.5)] == [2.0, 4.0, 8.0]
