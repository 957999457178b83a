"""Nothing flies into a mast or a wire: round it, or over it with room, and never past one of unknown height."""

import json
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from ground_station.problem_words import said
from missions.catalogue import find_template
from missions.errors import AreaError
from missions.geo import GeoPoint, LocalFrame
from missions.obstacles import ABOVE_M, ASIDE_M, ObstacleError, read_obstacle_file, read_obstacles
from missions.plan import Severity
from missions.planner import make_plan
from missions.terrain import LevelGround, Terrain

FRAME = LocalFrame(origin=GeoPoint(latitude_deg=60.0, longitude_deg=5.0))
LEVEL = Terrain([LevelGround(amsl_m=100.0)])
SEARCH, ROUND = find_template("thermal-area-search"), find_template("incident-overview")
HERE = {"type": "Point", "coordinates": [5.0, 60.0]}
FEW = settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def degrees(*east_north):
    east, north = np.array(east_north, float).T
    latitude, longitude = FRAME.to_geographic(north, east)
    return [[float(x), float(y)] for x, y in zip(longitude, latitude, strict=True)]


def feature(kind, coordinates, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def mast(east, north, **properties):
    return feature("Point", degrees((east, north))[0], **properties)


def wire(*east_north, **properties):
    return feature("LineString", degrees(*east_north), **properties)


def standing(*features):
    return tuple(read_obstacles({"type": "FeatureCollection", "features": list(features)}, "test"))


def plan(draw, obstacles, side_m=220.0, **more):
    return make_plan(SEARCH, draw.square(side_m), more, terrain=LEVEL, obstacles=obstacles)


def flown(made):
    """Legs from home to home as shapely lines with heights above sea level, by the items alone."""
    for vehicle in made.vehicles:
        rows = [(i.latitude_deg, i.longitude_deg, i.altitude_m) for i in vehicle.items if i.command == 16]
        rows = [(vehicle.home.latitude_deg, vehicle.home.longitude_deg, 115.0), *rows]
        latitude, longitude, height = np.array(rows).T
        north, east = FRAME.to_local(latitude, longitude)
        points = np.column_stack([east, north, height])
        yield from pairwise(points)


def closest(made, shape, below_m):
    """How near to a shape anything flies lower than `below_m`."""
    return min(
        (LineString([a[:2], b[:2]]).distance(shape) for a, b in flown(made) if min(a[2], b[2]) < below_m),
        default=math.inf,
    )


def codes(made):
    return {problem.code for problem in made.problems}


@FEW
@given(st.floats(-80, 80), st.floats(-80, 80), st.floats(50.0, 200.0))
def test_a_mast_that_is_too_high_is_flown_round(draw, east, north, height):
    made = plan(draw, standing(mast(east, north, height_agl_m=height, name="Masta")))

    assert closest(made, Point(east, north), 100.0 + height + ABOVE_M) >= ASIDE_M - 0.5
    assert "obstacle" not in codes(made)


def test_what_is_low_enough_is_flown_over_and_changes_nothing(draw):
    low = standing(mast(20, 10, vertikalUtstrekning=40.0), wire((-300, 0), (300, 30), height_agl_m=30))

    made, free = plan(draw, low), plan(draw, ())

    assert made.vehicles == free.vehicles
    assert codes(made) == codes(free)


@pytest.mark.parametrize(
    "properties", [{}, {"height_agl_m": None}, {"height": "high"}, {"height_agl_m": -3}, {"height_agl_m": True}]
)
def test_a_height_that_is_not_told_or_not_understood_is_unknown(properties):
    [obstacle] = standing(mast(20, 10, **properties))

    assert math.isinf(obstacle.top_agl_m) and math.isinf(obstacle.top_amsl_m)


def test_a_mast_of_unknown_height_has_every_height(draw):
    made = plan(draw, standing(mast(20, 10)))

    assert closest(made, Point(20, 10), math.inf) >= ASIDE_M - 0.5


def test_a_wire_across_the_whole_area_is_refused_and_one_into_it_is_flown_round(draw):
    with pytest.raises(AreaError) as caught:
        plan(draw, standing(wire((-600, 0), (600, 0), height_agl_m=80)))
    made = plan(draw, standing(wire((-600, 0), (0, 0), height_agl_m=80)))

    assert caught.value.code == "area_in_pieces"
    assert closest(made, LineString([(-600, 0), (0, 0)]), 195.0) >= ASIDE_M - 0.5


def test_over_a_valley_a_wire_is_as_high_as_its_higher_end(draw):
    class Valley(LevelGround):
        def height_m(self, latitude_deg, longitude_deg, blur_m=0.0):
            north, _ = FRAME.to_local(latitude_deg, longitude_deg)
            return 100.0 + 0.2 * np.abs(north)

    low = standing(wire((-80, -160), (-80, 160), height_agl_m=20))

    made = make_plan(SEARCH, draw.square(400.0), terrain=Terrain([Valley(amsl_m=100.0)]), obstacles=low)

    # Its ends are at 152 m above the sea; flown at 60 m above the bottom is no more than 8 m above.
    assert closest(made, LineString([(-80, -160), (-80, 160)]), 152.0 + ABOVE_M) >= ASIDE_M - 0.5


def test_a_start_beside_a_mast_is_an_error_that_names_it_and_its_place():
    home = GeoPoint(latitude_deg=60.0 - 0.0025, longitude_deg=5.0)
    north, east = FRAME.to_local(home.latitude_deg, home.longitude_deg)
    beside = standing(mast(float(east) + 10, float(north), height_agl_m=25, navn="Sendar"))

    made = make_plan(ROUND, HERE, terrain=LEVEL, homes=[home], obstacles=beside)

    [found] = [problem for problem in made.problems if problem.code == "obstacle"]
    assert found.severity is Severity.ERROR
    assert not made.is_flyable
    assert "Sendar" in found.message
    for language in ("nb", "nn", "en"):
        assert "Sendar" in said(found, language) and "30" in said(found, language)
    longitude, latitude = found.where["coordinates"]
    at = FRAME.to_local(latitude, longitude)
    assert math.hypot(at[0] - north, at[1] - east - 10) <= ASIDE_M + 0.5


def test_a_mast_on_the_straight_way_home_is_said():
    home = GeoPoint(latitude_deg=60.0 - 0.009, longitude_deg=5.0)
    on_the_way = standing(mast(0, -600, top_amsl_m=160.0, name="Kran"))

    made = make_plan(ROUND, HERE, terrain=LEVEL, homes=[home], obstacles=on_the_way)

    assert "Kran" in " ".join(problem.message for problem in made.problems)


def test_a_top_above_the_sea_may_be_told_by_the_coordinates_where_they_say_so():
    place = degrees((0, 0))[0]
    told, untold = standing(feature("Point", [*place, 140.0], hoydereferanse="topp"), feature("Point", [*place, 140.0]))

    assert told.top_amsl_m == 140.0
    assert math.isinf(untold.top_amsl_m) and math.isinf(untold.top_agl_m)


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "{}",
        json.dumps({"type": "FeatureCollection", "features": [mast(0, 0), {"type": "Feature", "geometry": None}]}),
        json.dumps({"type": "FeatureCollection", "features": [feature("Point", [500.0, 60.0])]}),
    ],
)
def test_a_file_with_something_that_cannot_be_placed_is_refused_whole(tmp_path, text):
    path = tmp_path / "hinder.geojson"
    path.write_text(text)

    with pytest.raises(ObstacleError) as caught:
        read_obstacle_file(path)

    assert "hinder.geojson" in str(caught.value)
