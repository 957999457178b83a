"""Times, energy, ways home and the division of work."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.endurance import Aircraft, divide_into_sorties
from missions.flight_time import Motion, Wind
from missions.legs import Leg, ends_of
from missions.partition import divide
from missions.ways_home import WANTED_CLEARANCE_M, ways_home


def level_ground(north, _east):
    return np.zeros(np.shape(north))


def simulated_s(length_m, top_ms, acceleration_ms2, step_s=0.001):
    """Time to fly a straight leg from rest to rest, in small steps."""
    done, speed, elapsed = 0.0, 0.0, 0.0
    while done < length_m and elapsed < 1000:
        braking = speed**2 / (2 * acceleration_ms2) >= length_m - done
        speed = (
            max(speed - acceleration_ms2 * step_s, 1e-3) if braking else min(speed + acceleration_ms2 * step_s, top_ms)
        )
        done += speed * step_s
        elapsed += step_s
    return elapsed


@pytest.mark.parametrize("length_m", [3.0, 25.6, 60.0, 400.0])
def test_a_straight_leg_takes_as_long_as_a_simulated_one(length_m):
    motion = Motion(speed_ms=8.0, acceleration_ms2=2.5)

    [time_s] = motion.leg_times(np.array([[0.0, 0.0], [length_m, 0.0]]))

    assert time_s == pytest.approx(simulated_s(length_m, 8.0, 2.5), rel=0.03)


def test_a_point_in_the_middle_of_a_straight_leg_costs_nothing():
    motion = Motion()

    whole = motion.route_time(np.array([[0.0, 0.0], [200.0, 0.0]]))
    in_parts = motion.route_time(np.array([[0.0, 0.0], [80.0, 0.0], [200.0, 0.0]]))

    assert in_parts == pytest.approx(whole, rel=1e-6)


@given(st.floats(0.0, math.pi))
def test_the_sharper_the_corner_the_longer_it_takes(turn):
    motion = Motion()

    def bent(angle):
        return motion.route_time(
            np.array([[0.0, 0.0], [200.0, 0.0], [200.0 + 200 * math.cos(angle), 200 * math.sin(angle)]])
        )

    assert bent(turn) >= bent(0.7 * turn) - 1e-6


def test_a_steep_leg_takes_its_climb_s_time():
    motion = Motion(climb_ms=3.0, descent_ms=1.5)

    [up] = motion.leg_times(np.array([[0.0, 0.0, 0.0], [30.0, 0.0, 90.0]]))
    [down] = motion.leg_times(np.array([[0.0, 0.0, 90.0], [30.0, 0.0, 0.0]]))

    assert up == pytest.approx(30.0, rel=0.1)
    assert down == pytest.approx(60.0, rel=0.1)


@pytest.mark.parametrize(("height_m", "px4_s"), [(15.0, 16.3), (59.9, 31.0)])
def test_a_take_off_takes_as_long_as_px4_took_straight_up(height_m, px4_s):
    assert Motion().take_off_time(height_m) == pytest.approx(px4_s, rel=0.1)


def test_against_the_wind_the_speed_over_ground_is_what_the_air_leaves():
    motion = Motion(speed_ms=12.0, airspeed_limit_ms=15.0, wind=Wind(from_deg=0.0, speed_ms=9.0))

    north, south, east = motion.leg_speeds(np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0]]))

    assert (north, south, east) == pytest.approx((6.0, 12.0, 12.0))
    assert motion.airspeeds(np.array([[1.0, 0.0]]))[0] == pytest.approx(15.0)


def test_hovering_takes_the_hovering_power_and_climbing_its_work():
    aircraft = Aircraft(hover_power_w=360.0, mass_kg=3.0, drag_area_m2=0.0)
    climb = np.array([[0.0, 0.0, 0.0], [0.001, 0.0, 100.0]])

    [energy] = aircraft.leg_energies_wh(climb, np.array([100.0]), Motion())

    assert energy == pytest.approx((360 * 100 + 3.0 * 9.81 * 100 / 0.6) / 3600)


@pytest.mark.parametrize(("amsl_m", "density_kg_m3"), [(0.0, 1.225), (1000.0, 1.112), (2850.0, 0.924)])
def test_in_thin_air_hovering_takes_the_more_power_that_momentum_theory_says(amsl_m, density_kg_m3):
    aircraft = Aircraft(hover_power_w=400.0, drag_area_m2=0.06).at(amsl_m)

    assert aircraft.hover_power_w == pytest.approx(400.0 * math.sqrt(1.225 / density_kg_m3), rel=0.002)
    assert aircraft.drag_area_m2 == pytest.approx(0.06 * density_kg_m3 / 1.225, rel=0.002)


def test_a_flight_that_one_battery_carries_is_one_sortie():
    found = divide_into_sorties(np.full(10, 5.0), np.full(11, 4.0), 2.0, usable_wh=60.0)

    assert (found.count, found.swap_after_leg, found.out_of_reach) == (1, None, False)
    assert found.energy_wh == pytest.approx(52.0)


@given(
    st.lists(st.floats(0.1, 20.0), min_size=2, max_size=40),
    st.floats(0.0, 10.0),
    st.floats(45.0, 200.0),
)
def test_no_sortie_uses_more_than_a_battery_holds(legs, home, usable):
    legs_wh, home_wh = np.array(legs), np.full(len(legs) + 1, home)

    found = divide_into_sorties(legs_wh, home_wh, 2.0, usable)

    assert not found.out_of_reach
    assert found.energy_wh <= found.count * usable
    assert found.energy_wh == pytest.approx(legs_wh.sum() + 2.0 + (found.count - 1) * (2 * home + 2.0))


def test_a_place_beyond_one_battery_is_out_of_reach():
    found = divide_into_sorties(np.array([30.0, 30.0]), np.array([0.0, 30.0, 60.0]), 2.0, usable_wh=50.0)

    assert found.out_of_reach


def ridge(height_m):
    """A ridge across the way, 200 m north of home."""
    return lambda north, _east: np.where(np.abs(np.asarray(north) - 200.0) < 20.0, height_m, 0.0)


def test_a_ridge_on_the_way_home_says_how_high_the_return_must_be():
    route = np.array([[400.0, -50.0, 60.0], [400.0, 50.0, 60.0]])

    back = ways_home(route, np.zeros(2), 0.0, set_height_m=30.0, ground=ridge(100.0), step_m=5.0)

    assert back.lowest[2] == pytest.approx(-40.0)
    assert abs(back.lowest[0] - 200.0) < 21.0
    assert back.needed_height_m == pytest.approx(100.0 + WANTED_CLEARANCE_M)


def test_from_lower_down_the_aircraft_first_climbs_to_the_return_height():
    route = np.array([[400.0, -50.0, 10.0], [400.0, 50.0, 10.0]])

    back = ways_home(route, np.zeros(2), 0.0, set_height_m=30.0, ground=ridge(40.0), step_m=5.0)

    assert back.lowest[2] == pytest.approx(-10.0)
    assert back.needed_height_m == pytest.approx(55.0)


def test_the_height_that_is_needed_is_enough():
    route = np.array([[400.0, -50.0, 60.0], [400.0, 50.0, 60.0]])
    needed = ways_home(route, np.zeros(2), 0.0, set_height_m=30.0, ground=ridge(97.0), step_m=5.0).needed_height_m

    again = ways_home(route, np.zeros(2), 0.0, set_height_m=needed, ground=ridge(97.0), step_m=5.0)

    assert again.lowest[2] >= WANTED_CLEARANCE_M
    assert again.needed_height_m == needed


def sweep_lines(count, length_m=300.0, spacing_m=40.0):
    rows = [[[0.0, spacing_m * n], [length_m, spacing_m * n]] for n in range(count)]
    turned = [row if n % 2 == 0 else row[::-1] for n, row in enumerate(rows)]
    return [Leg(start=np.array(start), end=np.array(end), agl_m=60.0) for start, end in turned]


@given(st.integers(1, 6), st.integers(1, 25), st.integers(0, 1000))
def test_divided_work_is_all_the_work_in_order_and_without_overlap(vehicles, count, seed):
    lines = sweep_lines(count)
    homes = np.random.default_rng(seed).uniform(-300, 600, (vehicles, 2))

    pieces = [ends_of(work) for work in divide(lines, homes, Motion(), level_ground)]

    assert len(pieces) == vehicles
    lengths = [np.linalg.norm(piece[:, 1] - piece[:, 0], axis=1).sum() for piece in pieces]
    assert sum(lengths) == pytest.approx(300.0 * count)
    for piece in pieces:
        if len(piece) > 1:
            assert np.linalg.norm(piece[1:, 0] - piece[:-1, 1], axis=1).max() == pytest.approx(40.0)


@pytest.mark.parametrize("vehicles", [2, 3, 4])
def test_with_enough_work_nobody_is_home_much_later_than_the_others(vehicles):
    lines = sweep_lines(30, length_m=600.0)
    homes = np.array([[-20.0, 20.0 * n] for n in range(vehicles)])
    motion = Motion()

    pieces = [ends_of(work) for work in divide(lines, homes, motion, level_ground)]

    times = [
        motion.route_time(np.concatenate([home[None], piece.reshape(-1, 2), home[None]]))
        for piece, home in zip(pieces, homes, strict=True)
    ]
    assert max(times) / min(times) < 1.12
