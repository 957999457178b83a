"""From the mission items alone: what an aircraft is asked to climb and sink between two places is what it can."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from missions.catalogue import find_template
from missions.following import (
    CLIMB_MS,
    SINK_MS,
    acceptance_radii,
    leg_speeds,
    steepest_unfollowed,
    with_steep_ends_upright,
)
from missions.geo import GeoPoint, LocalFrame
from missions.heights import bake
from missions.items import NAV_TAKEOFF, NAV_WAYPOINT, mission_items
from missions.legs import Leg
from missions.planner import make_plan
from missions.route import Route
from missions.terrain import Terrain

FRAME = LocalFrame(origin=GeoPoint(latitude_deg=60.0, longitude_deg=5.0))
GEOD = Geod(ellps="WGS84")
CHANGE_SPEED = 178
ROUNDED_M = 0.1
"""Items' heights are given to this."""


class Hills:
    """An elevation model of waves and one cliff."""

    path, cell_m, bounds = "hills", 10.0, (-180.0, -90.0, 180.0, 90.0)

    def __init__(self, relief_m, wave_m, cliff_m, cliff_at_m):
        self.relief_m, self.wave_m, self.cliff_m, self.cliff_at_m = relief_m, wave_m, cliff_m, cliff_at_m

    def local(self, north, east):
        waves = self.relief_m * (np.sin(north / self.wave_m) + np.sin(east / self.wave_m + 1.0))
        return 300.0 + waves + self.cliff_m * (north + 0.3 * east > self.cliff_at_m)

    def height_m(self, latitude, longitude, blur_m=0.0):
        return self.local(*FRAME.to_local(latitude, longitude))


hills = st.builds(
    Hills, st.floats(0.0, 40.0), st.floats(40.0, 300.0), st.sampled_from([0.0, 25.0, 60.0]), st.floats(-60.0, 60.0)
)


def asked_climbs_ms(items, home_amsl_m):
    """The climb rate on every leg between two places, the first from the take-off's top; up on the spot is none."""
    rates, before, speed_ms = [], None, None
    for item in items:
        if item.command == CHANGE_SPEED:
            speed_ms = item.params[1]
        if item.command not in {NAV_TAKEOFF, NAV_WAYPOINT}:
            continue
        amsl_m = item.altitude_m + (home_amsl_m if item.command == NAV_TAKEOFF else 0.0)
        here = (item.longitude_deg, item.latitude_deg, amsl_m)
        if before is not None:
            length_m = GEOD.inv(*before[:2], *here[:2])[2]
            if length_m > 0.1:
                climb_m = here[2] - before[2]
                rates.append(np.sign(climb_m) * max(abs(climb_m) - ROUNDED_M, 0.0) * speed_ms / length_m)
        before = here
    return np.array(rates)


def baked(home_to_work_m, heading, agl_m, model, speed_ms):
    start = home_to_work_m * np.array([np.cos(heading), np.sin(heading)])
    ends = start + np.array([(0.0, 0.0), (90.0, 20.0), (92.0, 26.0), (4.0, 9.0)])
    points = np.vstack([[0.0, 0.0], ends, [0.0, 0.0]])
    legs = (
        None,
        Leg(start=ends[0], end=ends[1], agl_m=agl_m),
        None,
        Leg(start=ends[2], end=ends[3], agl_m=agl_m),
        None,
    )
    route = Route(points=points, legs=legs, dwell_s=np.zeros(len(points)))
    return bake(route, model.local, transit_agl_m=agl_m, take_off_m=15.0, step_m=2.0, band_m=3.0, speed_ms=speed_ms)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.1, 60.0), st.floats(0.0, 6.28), st.floats(20.0, 110.0), hills, st.sampled_from([3.0, 8.0, 12.0]))
def test_no_leg_asks_for_more_climb_than_the_aircraft_has_unless_the_check_names_one(
    home_to_work_m, heading, agl_m, model, speed_ms
):
    profile = baked(home_to_work_m, heading, agl_m, model, speed_ms)
    speeds = leg_speeds(profile.points, speed_ms)

    items = mission_items(
        profile,
        FRAME,
        speeds=speeds,
        acceptance_m=acceptance_radii(profile.points, speeds),
        gimbal=True,
        ground=model.local,
    )

    rates = asked_climbs_ms(items, float(profile.samples[0, 3]))
    is_refused = steepest_unfollowed(profile.points, speed_ms) is not None
    assert is_refused or (rates.max() <= CLIMB_MS and rates.min() >= -SINK_MS)
    # From home it climbs straight up as far as it must: there is always room for that.
    assert rates[0] <= CLIMB_MS


@settings(max_examples=8, deadline=None)
@example("building-fire", 60.0, 4.0, 0.0, Hills(0.0, 100.0, 0.0, 0.0), 3)
@given(
    st.sampled_from(["building-fire", "wildfire-front", "missing-person-forest"]),
    st.floats(15.0, 120.0),
    st.floats(3.0, 14.0),
    st.floats(0.0, 3.1),
    hills,
    st.integers(1, 3),
)
def test_plans_of_slivers_ask_for_no_more_climb_than_the_aircraft_has_or_are_refused(
    template, length_m, width_m, heading, model, vehicles
):
    corners = np.array([(-1, -0.5), (1, -0.3), (1, 0.5), (-1, 0.4)]) * [length_m / 2, width_m]
    turned = corners @ [[np.cos(heading), -np.sin(heading)], [np.sin(heading), np.cos(heading)]]
    latitude, longitude = FRAME.to_geographic(*turned.T)
    ring = [[float(x), float(y)] for x, y in zip(longitude, latitude, strict=True)]
    area = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}

    plan = make_plan(find_template(template), area, vehicles=vehicles, terrain=Terrain([model]))

    for vehicle in plan.vehicles if plan.is_flyable else ():
        rates = asked_climbs_ms(vehicle.items, vehicle.home_amsl_m)
        assert rates.max() <= CLIMB_MS and rates.min() >= -SINK_MS


def test_a_short_leg_that_is_no_leg_straight_up_is_named_when_it_is_too_steep():
    points = np.array([[0, 0, 15], [100, 0, 15], [101.5, 0, 75], [200, 0, 75.0]])

    assert steepest_unfollowed(points, 8.0) == (1, pytest.approx(40.0))


def test_two_turns_within_one_corner_are_no_leg_unless_they_climb():
    level = np.array([[0, 0, 90], [30, 0, 73.3], [30, 0.9, 73.3], [-50, 0.9, 100.0]])
    climbing = level + np.array([[0, 0, 0], [0, 0, 0], [0, 0, 1.0], [0, 0, 0]])

    assert steepest_unfollowed(level, 5.0) is None
    assert steepest_unfollowed(climbing, 5.0)[0] == 1


def test_where_the_leg_before_is_the_steep_one_its_slope_is_told():
    points = np.array([[0, 0, 60], [40, 0, 100], [42.3, 0, 100], [120, 0, 100.0]])

    leg, slope = steepest_unfollowed(points, 8.0)

    assert (leg, slope) == (1, pytest.approx(1.0))


def test_ends_too_steep_to_follow_are_climbed_and_sunk_on_the_spot_and_others_are_left():
    steep = np.array([[0, 0, 15], [9, 0, 75], [200, 0, 75], [209, 0, 20.0]])
    gentle = np.array([[0, 0, 15], [200, 0, 75], [400, 0, 75], [800, 0, 20.0]])

    upright = with_steep_ends_upright(steep, 8.0)

    assert upright[:, 2].tolist() == [75.0, 75.0, 75.0, 75.0]
    assert (with_steep_ends_upright(gentle, 8.0) == gentle).all()
