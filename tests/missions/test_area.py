import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Polygon

from missions.area import coverage
from missions.area_reading import read_area
from missions.errors import AreaError
from missions.free_space import FreeSpace

TRIANGLE = [[5.0, 60.0], [5.01, 60.0], [5.005, 60.005], [5.0, 60.0]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def test_a_polygon_a_feature_and_a_collection_of_one_are_the_same_area():
    bare = polygon(TRIANGLE)
    feature = {"type": "Feature", "properties": {}, "geometry": bare}

    areas = [read_area(source) for source in (bare, feature, {"type": "FeatureCollection", "features": [feature]})]

    assert len({area.size_m2 for area in areas}) == 1
    assert areas[2].geojson == bare


def test_the_size_is_that_of_the_ellipsoid():
    area = read_area(polygon(TRIANGLE))

    truth, _ = Geod(ellps="WGS84").geometry_area_perimeter(Polygon(TRIANGLE))

    assert area.size_m2 == pytest.approx(abs(truth), rel=1e-5)


REFUSED = {
    "area_not_geojson": {"coordinates": []},
    "area_not_polygon": {"type": "Point", "coordinates": [5, 60]},
    "area_not_one": {"type": "FeatureCollection", "features": []},
    "area_too_few_points": polygon([[5.0, 60.0], [5.01, 60.0], [5.0, 60.0]]),
    "area_coordinate_invalid": polygon([[5.0, 60.0], [5.01, math.nan], [5.0, 60.01]]),
    "area_swapped": polygon([[60.0, 105.0], [60.0, 105.01], [60.01, 105.0]]),
    "area_out_of_range": polygon([[5.0, 60.0], [205.0, 60.0], [5.0, 60.01]]),
    "area_crosses_itself": polygon([[5.0, 60.0], [5.01, 60.01], [5.01, 60.0], [5.0, 60.012]]),
    "area_hole_outside": polygon(TRIANGLE, [[5.1, 60.1], [5.11, 60.1], [5.1, 60.11]]),
    "area_without_surface": polygon([[5.0, 60.0], [5.01, 60.0], [5.02, 60.0]]),
    "area_across_180": polygon([[179.99, -16.8], [-179.99, -16.8], [-179.99, -16.79], [179.99, -16.79]]),
    "area_too_large": polygon([[5.0, 60.0], [6.0, 60.0], [6.0, 60.5]]),
}


@pytest.mark.parametrize("code", REFUSED)
def test_an_area_that_cannot_be_used_is_refused_with_its_reason(code):
    with pytest.raises(AreaError) as caught:
        read_area(REFUSED[code])

    assert caught.value.code == code
    assert caught.value.remedy.endswith(".")
    assert str(caught.value).startswith(caught.value.message)


@pytest.mark.parametrize(
    "junk", [None, 3, "text", [], {"type": "Feature"}, {"type": "Polygon"}, {"type": "Polygon", "coordinates": "ab"}]
)
def test_junk_is_refused_and_does_not_crash(junk):
    with pytest.raises(AreaError):
        read_area(junk)


def test_a_crossing_is_named_with_its_place():
    bow_tie = polygon([[5.0, 60.0], [5.01, 60.01], [5.01, 60.0], [5.0, 60.01]])

    with pytest.raises(AreaError) as caught:
        read_area(bow_tie)

    longitude, latitude = caught.value.where["coordinates"]
    assert (latitude, longitude) == (pytest.approx(60.005, abs=1e-5), pytest.approx(5.005, abs=1e-5))
    assert "60.005" in str(caught.value)


@given(
    st.recursive(
        st.none() | st.floats() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=4), max_leaves=12
    )
)
def test_no_coordinates_whatever_raise_anything_but_an_area_error(coordinates):
    try:
        area = read_area(
            polygon(coordinates) if isinstance(coordinates, list) else {"type": "Polygon", "coordinates": coordinates}
        )
    except AreaError:
        return

    assert area.polygon.is_valid


def test_coverage_is_what_the_union_of_footprints_leaves(draw):
    area = read_area(draw.square(100.0))
    left_half = np.array([[-60.0, -60.0], [60.0, -60.0], [60.0, 0.0], [-60.0, 0.0]])

    seen = coverage(area, [left_half])

    assert seen.covered_fraction == pytest.approx(0.5, abs=1e-6)
    assert seen.outside_m2 == pytest.approx(60 * 120 - 5000, rel=1e-5)
    assert len(seen.gaps) == 1


def test_a_way_leads_round_a_hole(draw):
    area = read_area(
        draw.polygon([(0, 0), (300, 0), (300, 300), (0, 300)], [(100, 50), (200, 50), (200, 250), (100, 250)])
    )
    north, east = area.rings[0].min(axis=0)
    start, end = np.array([north + 150, east + 50]), np.array([north + 150, east + 250])

    way = np.array(FreeSpace(area, margin_m=5.0, apron_m=20.0).way(start, end))

    line = shapely.LineString(way[:, ::-1])
    assert not line.crosses(Polygon(area.polygon.interiors[0]))
    assert line.length == pytest.approx(2 * math.hypot(45, 105) + 110, rel=0.02)


def test_a_way_stays_inside_a_bent_area_when_it_can(draw):
    area = read_area(
        draw.polygon([(0, 0), (600, 0), (600, 500), (400, 500), (400, 200), (200, 200), (200, 500), (0, 500)])
    )
    north, east = area.rings[0].min(axis=0)
    start, end = np.array([north + 450, east + 100]), np.array([north + 450, east + 500])

    way = np.array(FreeSpace(area, margin_m=5.0, apron_m=20.0).way(start, end))

    assert area.polygon.buffer(21.0, join_style="mitre").covers(shapely.LineString(way[:, ::-1]))
    assert len(way) == 4
