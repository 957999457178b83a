import math
import zlib
from itertools import pairwise

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from rasterio.warp import transform
from scipy.ndimage import map_coordinates
from shapely.geometry import LineString, Point, Polygon

from missions.area_reading import read_area
from missions.catalogue import find_template
from missions.errors import AreaError, ParameterError
from missions.flight_time import Wind
from missions.geo import GeoPoint
from missions.plan import Severity
from missions.planner import make_plan
from missions.terrain import LevelGround, Terrain

LEVEL = Terrain([LevelGround(amsl_m=100.0)])
NAV_WAYPOINT, NAV_RETURN_TO_LAUNCH, NAV_TAKEOFF, DO_CHANGE_SPEED = 16, 20, 22, 178
RANDOM = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def waypoints(vehicle):
    """Latitude, longitude and height above sea level (n, 3) of the waypoints."""
    rows = [(i.latitude_deg, i.longitude_deg, i.altitude_m) for i in vehicle.items if i.command == NAV_WAYPOINT]
    return np.array(rows)


def flown(vehicle, area):
    """The waypoints as a line in the area's frame, without the way home."""
    points = waypoints(vehicle)[:-1]
    north, east = area.frame.to_local(points[:, 0], points[:, 1])
    return LineString(np.column_stack([east, north]))


def footprints(plan, area):
    half = plan.footprint_width_m / 2
    return shapely.union_all(
        [
            LineString(pair).buffer(half, cap_style="square")
            for vehicle in plan.vehicles
            for pair in zip(flown(vehicle, area).coords, flown(vehicle, area).coords[1:], strict=False)
        ]
    )


def codes(plan):
    return {problem.code for problem in plan.problems}


@st.composite
def areas(draw):
    """Areas in metres: a star of any number of bays, sometimes with a hole."""
    count = draw(st.integers(3, 9))
    radii = draw(st.lists(st.floats(100.0, 400.0), min_size=count, max_size=count))
    angles = np.arange(count) * 2 * math.pi / count
    rings = [[(r * math.sin(a), r * math.cos(a)) for r, a in zip(radii, angles, strict=True)]]
    if count > 5 and draw(st.booleans()):
        size = draw(st.floats(10.0, 35.0))
        rings.append([(-size, -size), (size, -size), (0.0, size)])
    return rings


@RANDOM
@given(areas(), st.integers(1, 3))
def test_whatever_the_area_all_of_it_is_seen_and_no_hole_is_crossed(draw, rings, vehicles):
    drawn = draw.polygon(*rings)
    area = read_area(drawn)

    plan = make_plan(find_template("thermal-area-search"), drawn, vehicles=vehicles, terrain=LEVEL)

    seen = footprints(plan, area).intersection(area.polygon).area / area.size_m2
    assert seen >= 0.995
    assert plan.covered_fraction == pytest.approx(seen, abs=0.006)
    lines = shapely.union_all([flown(vehicle, area) for vehicle in plan.vehicles])
    assert not any(lines.intersects(Polygon(hole)) for hole in area.polygon.interiors)
    assert area.polygon.buffer(plan.line_spacing_m + 1).covers(lines)


@RANDOM
@given(areas(), st.integers(1, 3))
def test_items_begin_with_a_take_off_end_with_the_return_and_have_places_on_earth(draw, rings, vehicles):
    plan = make_plan(find_template("thermal-area-search"), draw.polygon(*rings), vehicles=vehicles, terrain=LEVEL)

    for vehicle in plan.vehicles:
        commands = [item.command for item in vehicle.items]
        assert commands[0] == NAV_TAKEOFF
        assert commands[-1] == NAV_RETURN_TO_LAUNCH
        assert commands[1] == DO_CHANGE_SPEED
        assert 10.0 <= vehicle.items[0].altitude_m <= 15.0
        assert set(commands) <= {NAV_TAKEOFF, DO_CHANGE_SPEED, 1000, 1001, NAV_WAYPOINT, NAV_RETURN_TO_LAUNCH}
        assert np.abs(waypoints(vehicle)[:, 0] - 60.0).max() < 0.02


def ground_by_rasterio(path, latitude, longitude):
    """An authority of its own: GDAL's transform and scipy's bilinear interpolation."""
    with rasterio.open(path) as dataset:
        x, y = transform("EPSG:4326", dataset.crs, longitude, latitude)
        column, row = ~dataset.transform @ (np.array(x), np.array(y))
        return map_coordinates(dataset.read(1).astype(float), [row - 0.5, column - 0.5], order=1, cval=np.nan)


def dense(points, step_m=3.0):
    """Points (m, 3) along straight lines between waypoints, along geodesics."""
    geod = Geod(ellps="WGS84")
    rows = []
    for start, end in pairwise(points):
        _, _, length = geod.inv(start[1], start[0], end[1], end[0])
        fractions = np.linspace(0, 1, max(int(length / step_m), 1) + 1)[:, None]
        rows.append(start + fractions * (end - start))
    return np.concatenate(rows)


@pytest.mark.parametrize(
    ("model", "place", "side_m"),
    [
        ("davos_srtm30_utm32.tif", (46.80, 9.85), 200),
        ("davos_srtm30_utm32.tif", (46.76, 9.93), 1000),
        ("davos_srtm30_utm32.tif", (46.85, 9.88), 600),
        ("finse_norway_aster_100m_utm32.tif", (60.60, 7.52), 1000),
        ("finse_norway_aster_100m_utm32.tif", (60.56, 7.62), 400),
    ],
)
def test_every_leg_keeps_the_wanted_height_above_the_real_ground(draw, shared, model, place, side_m):
    path = shared("terrain", model)

    plan = make_plan(
        find_template("thermal-area-search"), draw.square(side_m, at=place), vehicles=2, terrain=Terrain.open([path])
    )

    for vehicle in plan.vehicles:
        line = dense(waypoints(vehicle))
        height = line[:, 2] - ground_by_rasterio(path, line[:, 0], line[:, 1])
        climbed_out = np.cumsum(height > 59.6) > 0
        assert height[climbed_out].min() > 59.5
        assert height[~climbed_out].min(initial=15.0) > 14.0
        assert height.max() < plan.vehicles[0].max_height_agl_m + 45.0
        assert vehicle.min_height_agl_m == pytest.approx(height[climbed_out].min(), abs=0.6)
    assert plan.covered_fraction > 0.99
    assert "too_low" not in codes(plan)


def test_points_are_put_where_the_ground_bends_and_nowhere_else(draw, davos_file):
    template = find_template("thermal-area-search")

    on_level = make_plan(template, draw.square(400), terrain=LEVEL)
    on_slopes = make_plan(template, draw.square(400, at=(46.8, 9.85)), terrain=Terrain.open([davos_file]))

    assert len(on_level.vehicles[0].items) < 35
    assert len(on_slopes.vehicles[0].items) > 2 * len(on_level.vehicles[0].items)


def test_without_an_elevation_model_there_is_no_plan(draw, search):
    plan = make_plan(search, draw.square(200), terrain=None)

    assert not plan.is_flyable
    assert codes(plan) == {"terrain_missing"}
    assert plan.vehicles == ()


def test_an_area_half_off_the_model_is_an_error_with_the_place(draw, search, davos_file):
    terrain = Terrain.open([davos_file])
    west, south, _, _ = terrain.bounds()

    plan = make_plan(search, draw.square(600, at=(south + 0.05, west)), terrain=terrain)

    [problem] = [problem for problem in plan.problems if problem.code == "terrain_missing"]
    assert problem.severity is Severity.ERROR
    assert math.isnan(float(terrain.height_m(*problem.where["coordinates"][::-1])))


def test_ground_unknown_only_on_the_way_home_is_an_error_too(draw, search, davos_file):
    terrain = Terrain.open([davos_file])
    west, south, _, _ = terrain.bounds()
    beside_the_model = GeoPoint(latitude_deg=south + 0.05, longitude_deg=west - 0.004)

    plan = make_plan(
        search, draw.square(200, at=(south + 0.05, west + 0.01)), homes=[beside_the_model], terrain=terrain
    )

    assert "terrain_missing" in codes(plan)
    assert not plan.is_flyable


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("height_agl_m", 500, "120"),
        ("height_agl_m", "high", "number"),
        ("overlap", 0.95, "0.8"),
        ("speed_ms", math.nan, "number"),
        ("speed_ms", True, "number"),
        ("gimbal", "perhaps", "true or gimbal=false"),
        ("altitude", 60, "height_agl_m"),
    ],
)
def test_a_value_that_the_template_does_not_allow_is_refused_by_name(draw, search, name, value, said):
    with pytest.raises(ParameterError) as caught:
        make_plan(search, draw.square(200), {name: value}, terrain=LEVEL)

    assert name in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize("vehicles", [0, 21, -1])
def test_a_number_of_aircraft_that_cannot_be_is_refused(draw, search, vehicles):
    with pytest.raises(ParameterError, match="vehicles"):
        make_plan(search, draw.square(200), vehicles=vehicles, terrain=LEVEL)


def test_an_area_that_crosses_itself_is_refused(draw, search):
    with pytest.raises(AreaError, match="crosses itself"):
        make_plan(search, draw.polygon([(0, 0), (100, 100), (100, 0), (0, 100)]), terrain=LEVEL)


def test_parameters_change_what_they_name(draw, search):
    usual = make_plan(search, draw.square(300), terrain=LEVEL)

    lower = make_plan(search, draw.square(300), {"height_agl_m": "40"}, terrain=LEVEL)
    overlapping = make_plan(search, draw.square(300), {"overlap": 0.6}, terrain=LEVEL)
    slower = make_plan(search, draw.square(300), {"speed_ms": 4}, terrain=LEVEL)

    assert lower.ground_sample_distance_m == pytest.approx(usual.ground_sample_distance_m * 40 / 60)
    assert lower.vehicles[0].max_height_agl_m == pytest.approx(40, abs=0.01)
    assert overlapping.line_spacing_m == pytest.approx(usual.line_spacing_m / 2)
    assert slower.makespan_s > 1.5 * usual.makespan_s
    assert [item.params[1] for item in slower.vehicles[0].items if item.command == DO_CHANGE_SPEED] == [4.0]


def test_the_picture_s_width_and_pixel_size_follow_from_the_lens(draw, search):
    plan = make_plan(search, draw.square(200), {"focal_length_mm": 13.0, "height_agl_m": 65}, terrain=LEVEL)

    assert plan.ground_sample_distance_m == pytest.approx(65 * 12e-6 / 13e-3)
    assert plan.footprint_width_m == pytest.approx(640 * 0.06)


def test_the_gimbal_is_left_alone_when_asked(draw, search):
    plan = make_plan(search, draw.square(200), {"gimbal": False}, terrain=LEVEL)

    assert not {1000, 1001} & {item.command for item in plan.vehicles[0].items}


@pytest.mark.parametrize("vehicles", [2, 3, 5])
def test_several_aircraft_share_the_work_evenly_and_see_everything(draw, search, vehicles):
    drawn = draw.square(900)
    alone = make_plan(search, drawn, terrain=LEVEL)

    together = make_plan(search, drawn, vehicles=vehicles, terrain=LEVEL)

    times = [vehicle.duration_s for vehicle in together.vehicles]
    assert len(times) == vehicles
    assert max(times) / np.mean(times) < 1.08
    assert together.makespan_s < 1.35 * alone.makespan_s / vehicles + 60
    assert together.covered_fraction >= 0.995


def test_aircraft_start_and_land_where_they_are_said_to(draw, search):
    homes = [GeoPoint(latitude_deg=60.004, longitude_deg=4.995), GeoPoint(latitude_deg=59.996, longitude_deg=5.006)]

    plan = make_plan(search, draw.square(600), vehicles=2, homes=homes, terrain=LEVEL)

    for vehicle, home in zip(plan.vehicles, homes, strict=True):
        take_off = vehicle.items[0]
        assert (take_off.latitude_deg, take_off.longitude_deg) == pytest.approx((home.latitude_deg, home.longitude_deg))
        assert waypoints(vehicle)[-1, :2] == pytest.approx((home.latitude_deg, home.longitude_deg))


def test_one_home_for_three_aircraft_puts_them_side_by_side(draw, search):
    home = GeoPoint(latitude_deg=60.003, longitude_deg=5.0)

    plan = make_plan(search, draw.square(400), vehicles=3, homes=[home], terrain=LEVEL)

    geod = Geod(ellps="WGS84")
    places = [vehicle.home for vehicle in plan.vehicles]
    _, _, apart = geod.inv(
        [places[0].longitude_deg, places[1].longitude_deg], [places[0].latitude_deg, places[1].latitude_deg],
        [places[1].longitude_deg, places[2].longitude_deg], [places[1].latitude_deg, places[2].latitude_deg],
    )  # fmt: skip
    assert min(apart) >= 15.0


def test_a_start_outside_stands_outside(draw, search):
    drawn = draw.square(300)

    plan = make_plan(search, drawn, terrain=LEVEL)

    area = read_area(drawn)
    north, east = area.frame.to_local(plan.vehicles[0].home.latitude_deg, plan.vehicles[0].home.longitude_deg)
    assert 5.0 < Point(east, north).distance(area.polygon) < 20.0


def test_wind_costs_time_or_energy_and_a_storm_is_refused(draw, search):
    calm = make_plan(search, draw.square(400), terrain=LEVEL)

    breeze = make_plan(search, draw.square(400), terrain=LEVEL, wind=Wind(from_deg=250, speed_ms=9))
    storm = make_plan(search, draw.square(400), terrain=LEVEL, wind=Wind(from_deg=250, speed_ms=16))

    assert breeze.vehicles[0].energy_wh > calm.vehicles[0].energy_wh
    assert breeze.makespan_s > calm.makespan_s
    assert not storm.is_flyable
    assert "wind" in codes(storm)


def test_the_same_input_gives_the_same_plan(draw, search):
    plans = [make_plan(search, draw.square(400), vehicles=2, terrain=LEVEL, clock=lambda: 0.0) for _ in range(2)]

    assert zlib.crc32(repr(plans[0]).encode()) == zlib.crc32(repr(plans[1]).encode())


def test_corners_are_cut_in_the_open_and_never_closer_to_a_house_than_lines_may_come(draw, search):
    house = [(-60, -45), (40, -60), (60, 30), (-30, 50)]
    drawn = draw.polygon([(-180, -160), (180, -160), (180, 160), (-180, 160)], house)
    area = read_area(drawn)

    [vehicle] = make_plan(search, drawn, terrain=LEVEL).vehicles

    items = [item for item in vehicle.items if item.command == NAV_WAYPOINT]
    places = np.array(flown(vehicle, area).coords)
    wide = [number for number in range(1, len(places) - 1) if items[number].params[1] == 8.0]
    assert len(wide) >= 8
    for number in wide:
        here = places[number]
        legs = places[[number - 1, number + 1]] - here
        begins, ends = here + 8.0 * legs / np.linalg.norm(legs, axis=1)[:, None]
        assert Polygon([begins, here, ends]).distance(area.kept_out) > search.safety.keep_out_m - 0.3


def test_ground_beside_a_hole_that_whole_lines_leave_unseen_too_makes_no_line_longer(draw, search, monkeypatch):
    field = [(3, -188), (-370, -179), (-275, -26), (-181, 82), (129, 277), (151, -147)]
    house = [(-125, 44), (-148, 56), (-189, -27), (-157, -15), (-93, -34), (-86, -31)]
    drawn = draw.polygon(field, house)
    ended_early = make_plan(search, drawn, terrain=LEVEL)

    monkeypatch.setattr("missions.planner.ATTEMPTS", ((1.0, False),))
    whole = make_plan(search, drawn, terrain=LEVEL)

    assert 0.995 <= ended_early.covered_fraction < 0.998
    assert ended_early.covered_fraction >= whole.covered_fraction - 0.002
    assert ended_early.makespan_s < whole.makespan_s - 20.0
    assert ended_early.seen_outside_m2 < whole.seen_outside_m2
