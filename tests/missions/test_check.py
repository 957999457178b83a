import json

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.warp import transform

from missions.catalogue import find_template
from missions.document import plan_document
from missions.geo import GeoPoint
from missions.plan import Severity
from missions.planner import make_plan
from missions.terrain import Terrain


@pytest.fixture
def made_ground(tmp_path):
    """An elevation model from a function of metres east and north of 60 N 5 E."""

    def make(height):
        [x0], [y0] = transform("EPSG:4326", "EPSG:32631", [5.0], [60.0])
        east, north = np.meshgrid(np.arange(-2000, 2000, 10.0) + 5, np.arange(2000, -2000, -10.0) - 5)
        profile = {"driver": "GTiff", "height": 400, "width": 400, "count": 1, "dtype": "float32", "crs": "EPSG:32631"}
        path = tmp_path / "made.tif"
        with rasterio.open(path, "w", transform=Affine(10, 0, x0 - 2000, 0, -10, y0 + 2000), **profile) as dataset:
            dataset.write(height(east, north).astype(np.float32), 1)
        return Terrain.open([path])

    return make


def problem(plan, code):
    [found] = [problem for problem in plan.problems if problem.code == code]
    return found


def test_a_plan_on_level_ground_has_no_problems(draw, search, level):
    plan = make_plan(search, draw.square(250), terrain=level)

    assert plan.problems == ()
    assert plan.is_flyable


def test_a_ridge_between_the_area_and_home_names_the_return_height_and_the_place(draw, search, made_ground):
    terrain = made_ground(lambda east, north: np.where(np.abs(east - 400) < 40, 150.0, 10.0))
    beyond = GeoPoint(latitude_deg=60.0, longitude_deg=5.0125)

    plan = make_plan(search, draw.square(200), terrain=terrain, homes=[beyond])

    found = problem(plan, "return_below_terrain")
    assert found.severity is Severity.ERROR
    assert 155.0 <= found.details["needed_m"] <= 170.0
    assert f"{found.details['needed_m']:g} m" in found.message
    assert found.where["coordinates"][0] == pytest.approx(5.0 + 400 / 55800, abs=0.0012)


def test_the_return_height_that_was_named_mends_it(draw, search, made_ground):
    terrain = made_ground(lambda east, north: np.where(np.abs(east - 400) < 40, 150.0, 10.0))
    beyond = GeoPoint(latitude_deg=60.0, longitude_deg=5.0125)
    refused = make_plan(search, draw.square(200), terrain=terrain, homes=[beyond])
    needed = problem(refused, "return_below_terrain").details["needed_m"]

    mended = make_plan(search, draw.square(200), {"return_height_m": needed}, terrain=terrain, homes=[beyond])

    assert "return_below_terrain" not in {found.code for found in mended.problems}
    assert mended.vehicles[0].return_height_m == needed


def test_over_a_cliff_the_limit_above_ground_is_an_error_with_its_place(draw, search, made_ground):
    terrain = made_ground(lambda east, north: np.where(east > 0, 400.0, 0.0))

    plan = make_plan(search, draw.square(400), terrain=terrain)

    found = problem(plan, "too_high")
    assert found.severity is Severity.ERROR
    assert found.where["coordinates"][0] < 5.0
    assert found.details["height_m"] == pytest.approx(plan.vehicles[0].max_height_agl_m, abs=1.0)


def test_much_work_for_one_battery_says_how_many_flights_and_where_to_swap(draw, search, level):
    plan = make_plan(search, draw.square(1000), terrain=level)

    found = problem(plan, "battery")
    assert found.severity is Severity.WARNING
    assert found.details["sorties"] == plan.vehicles[0].sorties > 1
    assert found.where["type"] == "Point"
    assert plan.is_flyable


def test_an_area_out_of_reach_is_an_error(draw, search, level):
    far = GeoPoint(latitude_deg=60.09, longitude_deg=5.0)

    plan = make_plan(search, draw.square(200), terrain=level, homes=[far])

    assert problem(plan, "out_of_reach").severity is Severity.ERROR
    assert problem(plan, "far_from_home").details["distance_m"] > 9000


def test_too_many_items_for_an_autopilot_are_an_error(draw, search, made_ground):
    bumps = made_ground(lambda east, north: 100 + 15 * np.sin(east / 25) * np.sin(north / 25))

    plan = make_plan(search, draw.square(1000), {"height_agl_m": 50, "overlap": 0.5}, terrain=bumps)

    assert problem(plan, "too_many_items").details["items"] > 500


def test_fast_and_low_warns_of_blur_and_names_a_speed_that_is_sharp(draw, search, level):
    plan = make_plan(search, draw.square(200), {"height_agl_m": 30, "speed_ms": 12}, terrain=level)
    slower = problem(plan, "motion_blur").details["sharp_speed_ms"]

    mended = make_plan(search, draw.square(200), {"height_agl_m": 30, "speed_ms": slower}, terrain=level)

    assert mended.problems == ()


def test_two_aircraft_from_one_spot_are_too_close(draw, search, level):
    spot = GeoPoint(latitude_deg=60.003, longitude_deg=5.0)

    plan = make_plan(search, draw.square(400), vehicles=2, terrain=level, homes=[spot, spot])

    found = problem(plan, "separation")
    assert found.details["distance_m"] < 15
    assert {found.details["vehicle"], found.details["other"]} == {1, 2}


def test_a_start_inside_a_hole_is_refused(draw, search, level):
    drawn = draw.polygon(
        [(-200, -200), (200, -200), (200, 200), (-200, 200)], [(-60, -60), (60, -60), (60, 60), (-60, 60)]
    )

    plan = make_plan(search, drawn, terrain=level, homes=[GeoPoint(latitude_deg=60.0, longitude_deg=5.0)])

    crossing = problem(plan, "crosses_hole")
    assert not plan.is_flyable
    assert crossing.where["type"] == "MultiLineString"
    assert len(crossing.where["coordinates"]) == crossing.details["legs"] > 1


def test_a_plan_that_sees_next_to_nothing_of_what_it_promises_is_refused(draw, level):
    plan = make_plan(find_template("industrial-gas"), draw.square(500), terrain=level)

    found = problem(plan, "sees_nothing")
    assert plan.covered_fraction < 0.1
    assert found.severity is Severity.ERROR and not plan.is_flyable


def test_errors_come_before_warnings(draw, search, level):
    far = GeoPoint(latitude_deg=60.09, longitude_deg=5.0)

    plan = make_plan(search, draw.square(200), {"height_agl_m": 30, "speed_ms": 12}, terrain=level, homes=[far])

    severities = [found.severity for found in plan.problems]
    assert severities == sorted(severities, key=lambda severity: severity is not Severity.ERROR)
    assert len(set(severities)) == 2


@pytest.mark.parametrize("with_ground", [True, False])
def test_the_document_has_what_the_contract_names_and_only_json(draw, level, with_ground):
    plan = make_plan(find_template("mop-up"), draw.square(150), vehicles=2, terrain=level if with_ground else None)

    document = json.loads(json.dumps(plan_document(plan), allow_nan=False))

    assert {
        "template", "template_version", "line_spacing_m", "footprint_width_m", "vehicles", "makespan_s",
        "covered_fraction", "seen_outside_m2", "ground_sample_distance_m", "compute_s", "problems",
    } <= set(document)  # fmt: skip
    for vehicle in document["vehicles"]:
        assert {
            "items", "distance_m", "duration_s", "sorties", "energy_wh", "min_height_agl_m", "max_height_agl_m",
        } <= set(vehicle)  # fmt: skip
    for found in document["problems"]:
        assert {"code", "severity", "message", "where"} <= set(found)
        assert found["severity"] in {"error", "warning"}
    assert len(document["vehicles"]) == (2 if with_ground else 0)
