"""Closest approach, fences and the way ahead, against numbers from elsewhere."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.fleet.state import Home, VehicleState
from ground_station.fleet.traffic import Traffic
from ground_station.safety.approach import Knot, first_approach, place_at, straight
from ground_station.safety.fence import STEP_M, Circle, Fence, Polygon
from ground_station.safety.geometry import distance_m, from_plane, to_plane
from ground_station.safety.rules import SafetySettings
from ground_station.safety.surroundings import Known, facts_of, way_ahead

HERE = (60.3913, 5.3221)
SETTINGS = SafetySettings()
FLYING = VehicleState(
    system_id=1,
    is_armed=True,
    is_in_air=True,
    mode="mission",
    latitude_deg=HERE[0],
    longitude_deg=HERE[1],
    altitude_amsl_m=100.0,
    velocity_ned_ms=(10.0, 0.0, 0.0),
    last_heard_s=50.0,
    home=Home(latitude_deg=HERE[0] - 0.005, longitude_deg=HERE[1], altitude_amsl_m=20.0),
)
SPEED = st.floats(-40.0, 40.0)
PLACE = st.floats(-3000.0, 3000.0)


def north_of_here(metres, east_m=0.0):
    return from_plane(HERE, (metres, east_m))


def sampled_approach(one, other, limits, horizon_s):
    """The first moment at which both limits are broken, in small steps."""
    for at_s in np.linspace(0.0, horizon_s, 2001):
        a, b = place_at(one, at_s), place_at(other, at_s)
        near = math.hypot(a.north_m - b.north_m, a.east_m - b.east_m) <= limits[0]
        if near and abs(a.up_m - b.up_m) <= limits[1]:
            return at_s
    return None


@settings(max_examples=60)
@given(PLACE, PLACE, st.floats(-200.0, 200.0), SPEED, SPEED, st.floats(-5.0, 5.0))
def test_the_solved_approach_is_that_of_small_steps(north, east, up, v_north, v_east, v_down):
    one = (Knot(0.0, 0.0, 0.0, 0.0), Knot(20.0, 200.0, 0.0, 0.0), Knot(60.0, 200.0, 300.0, 20.0))
    other = straight(north, east, up, (v_north, v_east, v_down), 60.0)

    solved = first_approach(one, other, horizontal_m=300.0, vertical_m=60.0, horizon_s=60.0)

    sampled = sampled_approach(one, other, (300.0, 60.0), 60.0)
    if sampled is not None:
        assert solved is not None
        assert solved.in_s == pytest.approx(sampled, abs=0.04)
    if solved is not None and sampled is None:
        # A graze shorter than a step.
        at = place_at(one, solved.in_s), place_at(other, solved.in_s)
        assert math.hypot(at[0].north_m - at[1].north_m, at[0].east_m - at[1].east_m) <= 300.1


def test_an_unknown_height_may_be_any():
    one, other = straight(0, 0, 50.0, (0, 0, 0), 60.0), straight(900, 0, None, (-30, 0, 0), 60.0)

    approach = first_approach(one, other, horizontal_m=300.0, vertical_m=50.0, horizon_s=60.0)

    assert approach is not None
    assert approach.in_s == pytest.approx(20.0)
    assert approach.horizontal_m == pytest.approx(0.0)


@given(st.floats(-10_000, 10_000), st.floats(-10_000, 10_000))
def test_the_plane_agrees_with_the_ellipsoid_to_half_a_percent(north, east):
    latitude, longitude = from_plane(HERE, (north, east))

    _, _, exact = pyproj.Geod(ellps="WGS84").inv(HERE[1], HERE[0], longitude, latitude)

    assert distance_m(HERE, (latitude, longitude)) == pytest.approx(exact, rel=0.005, abs=0.01)
    assert to_plane(HERE, latitude, longitude) == pytest.approx((north, east), abs=1e-6)


def test_a_leg_through_an_excluded_circle_is_seen_although_both_ends_are_outside_it():
    fence = Fence((Circle(north_of_here(500.0), 50.0, keeps_in=False),))

    assert fence.margin_m(HERE) > 0
    assert fence.margin_m(north_of_here(1000.0)) > 0
    assert fence.least_margin_m(HERE, north_of_here(1000.0)) < 0
    assert not fence.is_kept_by([HERE, north_of_here(1000.0)])
    assert fence.is_kept_by([HERE, north_of_here(1000.0, 1000.0)])


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.floats(-900.0, 900.0), st.floats(-900.0, 900.0)), min_size=3, max_size=9),
    st.booleans(),
    st.tuples(st.floats(-800.0, 800.0), st.floats(-800.0, 800.0)),
    st.tuples(st.floats(-800.0, 800.0), st.floats(-800.0, 800.0)),
)
def test_places_that_are_left_out_along_a_leg_hide_no_smaller_margin(corners, keeps_in, start, end):
    parts = (
        Polygon(tuple(from_plane(HERE, corner) for corner in corners), keeps_in),
        Circle(HERE, 300.0, keeps_in=False),
    )
    a, b = from_plane(HERE, start), from_plane(HERE, end)

    least_m = Fence(parts).least_margin_m(a, b)

    count = max(1, math.ceil(distance_m(a, b) / STEP_M))
    north, east = to_plane(a, *b)
    every = [from_plane(a, (north * i / count, east * i / count)) for i in range(count + 1)]
    assert least_m == pytest.approx(min(Fence(parts).margin_m(place) for place in every), abs=1e-6)
    assert Fence(()).least_margin_m(a, b) == math.inf


def test_a_polygon_keeps_in_and_tells_how_far_it_is_to_its_edge():
    corners = tuple(north_of_here(n, e) for n, e in ((-100, -100), (-100, 100), (100, 100), (100, -100)))

    assert Fence((Polygon(corners, keeps_in=True),)).margin_m(HERE) == pytest.approx(100.0, abs=0.5)
    assert Fence((Polygon(corners, keeps_in=True),)).margin_m(north_of_here(130.0)) == pytest.approx(-30.0, abs=0.5)
    assert Fence((Polygon(corners, keeps_in=False),)).margin_m(HERE) == pytest.approx(-100.0, abs=0.5)


def facts(state, known=Known(), traffic=(), now_s=50.0, ground=lambda places: [0.0 for _ in places], others=()):
    states = {each.system_id: each for each in (state, *others)}
    return facts_of(states, {1: known}, traffic, now_s, SETTINGS, ground=ground, home_cost=lambda _: 0.2)[1]


def test_the_way_ahead_turns_with_the_plan():
    known = Known(ahead=((*north_of_here(50.0), 100.0), (*north_of_here(50.0, 500.0), 100.0)))

    way = way_ahead(FLYING, known, HERE, 50.0, 20.0)

    at_10_s = place_at(way, 10.0)
    assert (at_10_s.north_m, at_10_s.east_m) == (pytest.approx(50.0, abs=0.1), pytest.approx(50.0, abs=0.5))


def test_old_telemetry_is_carried_forward():
    way = way_ahead(replace(FLYING, mode="position"), Known(), HERE, 55.0, 20.0)

    assert way[0].north_m == pytest.approx(50.0, abs=0.1)


def test_a_leg_that_leaves_the_fence_is_seen_before_the_aircraft_is_outside():
    known = Known(fence=Fence((Circle(HERE, 100.0, keeps_in=True),)), ahead=((*north_of_here(400.0), 100.0),))

    found = facts(FLYING, known)

    assert found.fence_margin_m == pytest.approx(100.0)
    assert found.fence_margin_ahead_m < 0
    assert found.fence_margin_return_m < 0  # home lies 556 m south


def test_a_hill_on_the_straight_way_home_is_seen_from_the_far_side():
    def ridge(places):
        return [95.0 if HERE[0] - 0.003 < latitude < HERE[0] - 0.002 else 10.0 for latitude, _ in places]

    low = facts(FLYING, Known(return_height_m=30.0), ground=ridge)
    high = facts(FLYING, Known(return_height_m=100.0), ground=ridge)

    assert low.clearance_return_m == pytest.approx(5.0)
    assert high.clearance_return_m == pytest.approx(25.0)


def test_rising_ground_ahead_is_seen_and_unknown_ground_is_not_taken_for_flat():
    rising = facts(FLYING, ground=lambda places: [98.0 if place > north_of_here(100.0) else 10.0 for place in places])
    unknown = facts(FLYING, ground=lambda places: [math.nan for _ in places])

    assert rising.clearance_ahead_m == pytest.approx(2.0)
    assert math.isnan(unknown.clearance_ahead_m)
    assert math.isnan(unknown.clearance_return_m)


def test_two_aircraft_that_meet_head_on_are_told_of_each_other_and_one_above_is_not():
    latitude, longitude = north_of_here(300.0)
    towards = replace(
        FLYING, system_id=2, latitude_deg=latitude, longitude_deg=longitude, velocity_ned_ms=(-10.0, 0.0, 0.0),
        mode="position",
    )  # fmt: skip
    above = replace(towards, altitude_amsl_m=130.0)
    state = replace(FLYING, mode="position")

    assert facts(state, others=[towards]).own_conflict.in_s == pytest.approx(14.25, abs=0.1)
    assert facts(state, others=[above]).own_conflict is None


def helicopter(**changes):
    latitude, longitude = north_of_here(4000.0)
    sound = Traffic(
        address=0x47F123,
        callsign="LNOOO",
        latitude_deg=latitude,
        longitude_deg=longitude,
        altitude_amsl_m=150.0,
        velocity_ned_ms=(-60.0, 0.0, 0.0),
        heard_s=50.0,
    )
    return replace(sound, **changes)


def test_a_helicopter_that_comes_is_told_by_its_closest_approach_long_before_it_is_near():
    found = facts(replace(FLYING, velocity_ned_ms=(0.0, 0.0, 0.0)), traffic=[helicopter()])

    assert found.traffic_conflict.in_s == pytest.approx((4000.0 - 600.0) / 60.0, abs=0.5)
    assert not found.is_traffic_near


def test_a_helicopter_that_leaves_or_flies_high_above_is_no_conflict():
    for passing in (helicopter(velocity_ned_ms=(60.0, 0.0, 0.0)), helicopter(altitude_amsl_m=900.0)):
        assert facts(FLYING, traffic=[passing]).traffic_conflict is None


def test_a_helicopter_without_a_height_counts_as_level():
    assert facts(FLYING, traffic=[helicopter(altitude_amsl_m=None)]).traffic_conflict is not None


def test_an_old_telling_of_traffic_is_carried_forward():
    fresh = facts(FLYING, traffic=[helicopter()], now_s=50.0).traffic_conflict
    old = facts(FLYING, traffic=[helicopter(heard_s=40.0)], now_s=50.0).traffic_conflict

    assert old.in_s < fresh.in_s - 8.0


def test_an_aircraft_that_runs_past_its_waypoint_is_off_course():
    known = Known(leg_from=north_of_here(-200.0), ahead=((*north_of_here(-30.0), 100.0),))
    on_leg = Known(leg_from=north_of_here(-200.0), ahead=((*north_of_here(200.0, 20.0), 100.0),))

    assert facts(FLYING, known).off_course_m == pytest.approx(30.0, abs=0.1)
    assert facts(FLYING, on_leg).off_course_m == pytest.approx(10.0, abs=0.1)
    assert facts(replace(FLYING, mode="hold"), known).off_course_m is None
