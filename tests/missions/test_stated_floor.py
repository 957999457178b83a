"""A floor height stated by hand stands in for ground that no elevation model knows, and nothing claims to know more."""

import json
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.commands import plan_files
from ground_station.fleet.state import Home
from ground_station.flying.preflight import PlanFacts, start_checks
from ground_station.safety.preflight import Status, start_check
from missions.catalogue import find_template
from missions.document import plan_document
from missions.errors import FormatError, ParameterError
from missions.formats import dji_wpml
from missions.geo import GeoPoint, LocalFrame
from missions.items import DO_SET_ROI_LOCATION, FRAME_GLOBAL, NAV_TAKEOFF, NAV_WAYPOINT
from missions.obstacles import Obstacle
from missions.planner import make_plan
from missions.stated_floor import HOME_ERROR_M, with_starts
from missions.terrain import LevelGround, Terrain

AT = (60.0, 5.0)
FRAME = LocalFrame(origin=GeoPoint(latitude_deg=AT[0], longitude_deg=AT[1]))
MOP_UP = find_template("mop-up")


class Known:
    """An elevation model that knows the ground only east of a line."""

    path, cell_m, bounds = "east of it", 10.0, (-180.0, -90.0, 180.0, 90.0)

    def __init__(self, amsl_m, *, from_east_m, ridge_m=0.0):
        self.amsl_m, self.from_east_m, self.ridge_m = amsl_m, from_east_m, ridge_m

    def height_m(self, latitude, longitude, blur_m=0.0):
        _, east = FRAME.to_local(latitude, longitude)
        ground = self.amsl_m + self.ridge_m * (east < self.from_east_m + 40.0)
        return np.where(east >= self.from_east_m, ground, math.nan)


def codes(plan):
    return {problem.code for problem in plan.problems}


def waypoints(plan):
    return [item for vehicle in plan.vehicles for item in vehicle.items if item.command == NAV_WAYPOINT]


def test_with_no_elevation_model_a_floor_is_planned_over_and_said_to_be_unchecked(draw):
    area = draw.square(80)

    refused = make_plan(MOP_UP, area)
    stated = make_plan(MOP_UP, area, floor_amsl_m=120.0)
    known = make_plan(MOP_UP, area, terrain=Terrain([LevelGround(amsl_m=120.0)]))

    assert codes(refused) == {"terrain_missing"}
    [told] = [problem for problem in stated.problems if problem.code == "floor_by_hand"]
    assert stated.is_flyable and (told.severity, told.details["floor_m"]) == ("warning", 120.0)
    assert "nothing was checked" in told.message
    assert plan_document(stated)["floor_amsl_m"] == 120.0
    assert [item.altitude_m for item in waypoints(stated)[1:]] == [item.altitude_m for item in waypoints(known)]


def test_where_the_start_may_lie_lower_the_aircraft_first_climbs_straight_up_to_a_height_above_the_sea(draw):
    plan = make_plan(MOP_UP, draw.square(80), floor_amsl_m=120.0)

    [vehicle] = plan.vehicles
    take_off, up = [item for item in vehicle.items if item.command in {NAV_TAKEOFF, NAV_WAYPOINT}][:2]
    assert (up.frame, up.latitude_deg, up.longitude_deg) == (
        FRAME_GLOBAL,
        take_off.latitude_deg,
        take_off.longitude_deg,
    )
    assert up.altitude_m == pytest.approx(120.0 + take_off.altitude_m, abs=0.11)
    assert not vehicle.is_home_surveyed
    with pytest.raises(FormatError, match="unknown height"):
        dji_wpml.write(plan, 0)


def test_where_a_model_knows_all_the_ground_the_floor_changes_nothing(draw, level):
    area = draw.square(80)

    with_floor = make_plan(MOP_UP, area, terrain=level, floor_amsl_m=900.0)

    assert with_floor.vehicles == make_plan(MOP_UP, area, terrain=level).vehicles
    assert "floor_by_hand" not in codes(with_floor)


@settings(max_examples=5, deadline=None)
@given(st.floats(-45.0, 30.0), st.floats(0.0, 80.0), st.floats(0.0, 80.0))
def test_partly_known_ground_is_flown_over_as_known_and_the_rest_as_stated(from_east_m, known_m, floor_m):
    terrain = Terrain([Known(known_m, from_east_m=from_east_m)])
    latitude, longitude = FRAME.to_geographic([-40, -40, 40, 40], [-40, 40, 40, -40])
    ring = [[float(x), float(y)] for x, y in zip(longitude, latitude, strict=True)]

    plan = make_plan(
        MOP_UP, {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}, terrain=terrain, floor_amsl_m=floor_m
    )

    for item in waypoints(plan):
        known = float(terrain.height_m(item.latitude_deg, item.longitude_deg))
        # On the climb out it is as high as the take-off at least.
        assert item.altitude_m >= (floor_m if math.isnan(known) else known) + 15.0 - 0.1
        assert not math.isnan(known) or "floor_by_hand" in codes(plan)


class Pond(LevelGround):
    """Level, but nothing is known within 25 m of the middle."""

    def height_m(self, latitude, longitude, blur_m=0.0):
        return np.where(np.hypot(*FRAME.to_local(latitude, longitude)) < 25.0, math.nan, self.amsl_m)


def test_a_place_of_unknown_height_is_not_looked_at_without_a_floor_either():
    overview, point = find_template("incident-overview"), {"type": "Point", "coordinates": [AT[1], AT[0]]}
    pond = Terrain([Pond(amsl_m=100.0)])

    refused = make_plan(overview, point, terrain=pond)
    stated = make_plan(overview, point, terrain=pond, floor_amsl_m=90.0)

    assert "terrain_missing" in codes(refused)
    assert stated.is_flyable and "floor_by_hand" in codes(stated)
    assert {item.altitude_m for item in stated.vehicles[0].items if item.command == DO_SET_ROI_LOCATION} == {90.0}


def test_a_way_home_that_only_the_return_height_would_lift_is_refused_from_a_start_of_unknown_height(draw):
    ridge = Terrain([Known(20.0, from_east_m=-100.0, ridge_m=38.0)])
    start = [GeoPoint(latitude_deg=AT[0], longitude_deg=AT[1] - 0.005)]
    parameters = {"height_agl_m": 30.0, "return_height_m": 110.0}

    plan = make_plan(MOP_UP, draw.square(80), parameters, homes=start, terrain=ridge, floor_amsl_m=0.0)

    assert "return_unsure" in codes(plan) and not plan.is_flyable
    assert "return_below_terrain" not in codes(plan)


@pytest.mark.parametrize(
    ("above_floor_m", "is_let_fly"), [(-80.0, True), (HOME_ERROR_M - 0.1, True), (HOME_ERROR_M + 0.1, False)]
)
def test_an_aircraft_that_stands_higher_than_the_floor_is_refused_it(draw, above_floor_m, is_let_fly):
    plan = make_plan(MOP_UP, draw.square(80), floor_amsl_m=120.0)
    [vehicle] = plan.vehicles

    held = with_starts(plan, [(vehicle.home, 120.0 + above_floor_m)])

    assert held.is_flyable is is_let_fly
    assert ("floor_below_start" in codes(held)) is not is_let_fly
    status = start_check(120.0 + above_floor_m, vehicle.home_amsl_m, HOME_ERROR_M).status
    assert status is (Status.OK if is_let_fly else Status.BLOCKING)


def test_only_a_plan_that_goes_by_a_floor_holds_the_aircraft_s_start_against_it():
    home = Home(latitude_deg=60.0, longitude_deg=5.0, altitude_amsl_m=180.0)

    by_floor = PlanFacts(id="p", vehicle={"home": [5.0, 60.0, 120.0], "is_home_surveyed": False}, checklist=[])
    by_model = PlanFacts(id="p", vehicle={"home": [5.0, 60.0, 120.0]}, checklist=[])

    assert [check.status for check in start_checks(home, by_floor)] == [Status.BLOCKING]
    assert [check.status for check in start_checks(None, by_floor)] == [Status.BLOCKING]
    assert start_checks(home, by_model) == start_checks(home, None) == []


@pytest.mark.parametrize("unknown", [None, math.nan])
def test_a_start_that_says_no_height_blocks_a_plan_that_goes_by_a_floor(unknown):
    check = start_check(unknown, 120.0, HOME_ERROR_M)

    assert (check.status, check.details["start"]) == (Status.BLOCKING, "?")


@pytest.mark.parametrize("floor_m", [-501.0, 9001.0, math.nan, math.inf])
def test_a_floor_that_is_no_height_on_earth_is_refused(draw, floor_m):
    with pytest.raises(ParameterError, match="-500 to 9000"):
        make_plan(MOP_UP, draw.square(80), floor_amsl_m=floor_m)


def test_a_mast_on_ground_of_unknown_height_is_kept_out_of_with_a_floor_too(draw):
    latitude, longitude = FRAME.to_geographic(0.0, 0.0)
    mast = Obstacle(
        name="mast", shape=shapely.Point(float(longitude), float(latitude)), top_agl_m=1.0, top_amsl_m=math.inf
    )

    plan = make_plan(MOP_UP, draw.square(160), floor_amsl_m=0.0, obstacles=[mast])

    north, east = FRAME.to_local([i.latitude_deg for i in waypoints(plan)], [i.longitude_deg for i in waypoints(plan)])
    assert np.hypot(north, east).min() >= 30.0


def test_the_command_takes_a_floor_and_says_what_was_not_checked(draw, tmp_path):
    area = tmp_path / "area.geojson"
    area.write_text(json.dumps(draw.square(80)))

    document, problems = plan_files(
        "mop-up", area=area, out=tmp_path / "a.plan", assignments=(), vehicles=1, home=None, terrain_files=[],
        wind=None, language="nb", templates=tmp_path / "templates", floor_amsl_m=40.0,
    )  # fmt: skip

    assert document["floor_amsl_m"] == 40.0 and document["vehicles"][0]["is_home_surveyed"] is False
    assert [problem.code for problem in problems] == ["floor_by_hand"]
    assert (tmp_path / "a.plan").is_file()
