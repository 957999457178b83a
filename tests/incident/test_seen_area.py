from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from shapely import Point, Polygon

from ground_station.incident.seen_area import SeenGround, inside
from missions.geo import GeoPoint, LocalFrame
from vision.seen import Glimpse

FRAME = LocalFrame(origin=GeoPoint(latitude_deg=60.39, longitude_deg=5.36))
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def area(*corners: tuple[float, float], holes: tuple[tuple[tuple[float, float], ...], ...] = ()) -> dict:
    def ring(points):
        latitude, longitude = FRAME.to_geographic([p[0] for p in points], [p[1] for p in points])
        closed = [[float(x), float(y)] for x, y in zip(longitude, latitude, strict=True)]
        return [*closed, closed[0]]

    return {"type": "Polygon", "coordinates": [ring(corners), *(ring(hole) for hole in holes)]}


def look(ground: SeenGround, ring, at: datetime, sample_m: float = 0.1) -> None:
    """A frame that shows all that is within `ring`."""
    window = ground.near(ring)
    is_seen = inside(ring, window.north_m, window.east_m)
    glimpse = Glimpse(
        is_seen=is_seen,
        sample_m=np.where(is_seen, sample_m, np.inf),
        incidence_rad=np.where(is_seen, 1.0, 0.0),
    )
    ground.look(window, glimpse, at)


SQUARE = area((0, 0), (0, 90), (90, 90), (90, 0))


@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=3, max_size=9),
    st.floats(-60, 60),
    st.floats(-60, 60),
)
@example([(0.0, 0.0), (0.0, 2.2250738585e-313), (1.0, 0.0)], 0.0, 1.0)
@example([(0.0, 0.0), (0.0, 10.0), (1e-3, 10.0), (10.0, 2.2250738585e-313)], 3.0, 1.0)
def test_inside_agrees_with_shapely(corners, north, east):
    polygon = Polygon(corners)
    if not polygon.is_valid or polygon.boundary.distance(Point(north, east)) < 1e-6:
        return

    ours = bool(inside(corners, np.array([north]), np.array([east]))[0])

    assert ours == polygon.contains(Point(north, east))


def test_nothing_is_seen_before_a_look():
    ground = SeenGround(FRAME, SQUARE)

    assert ground.fraction == 0.0
    assert ground.geojson()["features"] == []


def test_a_footprint_over_a_third_of_the_area_is_a_third_seen():
    ground = SeenGround(FRAME, SQUARE, cell_m=1.0)

    look(ground, [(-10, -10), (-10, 30), (100, 30), (100, -10)], NOON)

    assert ground.fraction == pytest.approx(1 / 3, abs=0.01)
    assert ground.version == 1


def test_ground_in_a_hole_is_not_asked_for():
    hole = ((30, 30), (30, 60), (60, 60), (60, 30))
    ground = SeenGround(FRAME, area((0, 0), (0, 90), (90, 90), (90, 0), holes=(hole,)), cell_m=1.0)

    look(ground, hole, NOON)

    assert ground.fraction == 0.0


def test_looking_again_at_seen_ground_renews_its_time_only():
    ground = SeenGround(FRAME, SQUARE)
    look(ground, [(0, 0), (0, 30), (30, 30), (30, 0)], NOON)
    before = (ground.version, ground.fraction)

    look(ground, [(0, 0), (0, 30), (30, 30), (30, 0)], NOON.replace(hour=13))

    assert (ground.version, ground.fraction) == before
    assert all(f["properties"]["seen_at"].startswith("2026-06-01T13") for f in ground.geojson()["features"])


def test_a_footprint_beside_the_area_changes_nothing():
    ground = SeenGround(FRAME, SQUARE)

    look(ground, [(200, 200), (200, 230), (230, 230), (230, 200)], NOON)

    assert ground.fraction == 0.0


def test_the_seen_rectangles_cover_what_was_seen():
    ground = SeenGround(FRAME, SQUARE, cell_m=1.0)
    look(ground, [(10, 10), (10, 50), (40, 50), (40, 10)], NOON)

    square_metres = sum(
        Polygon(np.column_stack(FRAME.to_local(*np.array(f["geometry"]["coordinates"][0])[:, ::-1].T))).area
        for f in ground.geojson()["features"]
    )

    assert square_metres == pytest.approx(1200, rel=0.03)


def test_the_finest_look_stays_and_the_newest_time():
    ground = SeenGround(FRAME, SQUARE)
    ring = [(0, 0), (0, 30), (30, 30), (30, 0)]
    look(ground, ring, NOON, sample_m=0.1)

    look(ground, ring, NOON.replace(hour=13), sample_m=0.4)

    properties = ground.geojson()["features"][0]["properties"]
    assert properties["sample_m"] == 0.1
    assert properties["person_probability"] > 0.99
    assert properties["seen_at"].startswith("2026-06-01T13")
    assert properties["incidence_deg"] == pytest.approx(57.3)


def test_what_was_kept_is_there_after_a_restart():
    ground, again = SeenGround(FRAME, SQUARE), SeenGround(FRAME, SQUARE)
    look(ground, [(0, 0), (0, 30), (30, 30), (30, 0)], NOON)

    again.restore(ground.kept())

    assert again.geojson() == ground.geojson() and again.version == 1


def test_what_was_kept_of_another_area_is_left_alone():
    ground, other = SeenGround(FRAME, SQUARE), SeenGround(FRAME, area((0, 0), (0, 60), (90, 60), (90, 0)))
    look(ground, [(0, 0), (0, 30), (30, 30), (30, 0)], NOON)

    other.restore(ground.kept())

    assert other.fraction == 0.0 and other.version == 0
