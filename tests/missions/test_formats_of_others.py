"""Formats of other programs, read back by GDAL and by their own rules, and drawings read from them."""

import io
import json
import zipfile
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from pyogrio.raw import read as gdal_read

from missions.errors import FormatError
from missions.formats import FORMATS, dji_wpml, gpx, kml, kmz, writer
from missions.formats.drawings import from_gpx, from_kml, from_kmz, read_drawing_file
from missions.formats.route_line import route_line
from missions.planner import make_plan

RING = [(0, 0), (300, 0), (250, 200), (0, 240)]
HOLE = [(100, 80), (140, 80), (120, 120)]


@pytest.fixture(scope="module")
def plan(draw):
    from missions.catalogue import find_template
    from missions.terrain import LevelGround, Terrain

    return make_plan(
        find_template("thermal-area-search"), draw.polygon(RING, HOLE), terrain=Terrain([LevelGround(amsl_m=100.0)])
    )


def by_gdal(path, layer=None):
    """Geometries of a layer as GDAL reads them."""
    _, _, geometries, _ = gdal_read(path, layer=layer)
    return shapely.from_wkb(geometries)


def test_gdal_reads_the_route_from_gpx(plan, tmp_path):
    path = tmp_path / "search.gpx"
    path.write_text(gpx.write(plan, 0))

    [home] = by_gdal(path, "waypoints")
    meta, _, points, fields = gdal_read(path, layer="route_points", columns=["ele"])

    line = np.array(route_line(plan.vehicles[0]))
    assert shapely.get_coordinates(shapely.from_wkb(points)) == pytest.approx(line[:, :2], abs=1e-7)
    assert list(meta["fields"]) == ["ele"]
    assert fields[0] == pytest.approx(line[:, 2])
    assert (home.x, home.y) == pytest.approx(tuple(line[0, :2]), abs=1e-7)


@pytest.mark.parametrize("ending", ["kml", "kmz"])
def test_gdal_reads_area_hole_and_route_from_kml_and_kmz(plan, tmp_path, ending):
    path = tmp_path / f"search.{ending}"
    content = FORMATS[ending][1](plan, 0)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    shapes = {shape.geom_type: shape for shape in by_gdal(path)}

    assert len(shapes["Polygon"].interiors) == 1
    assert shapely.force_2d(shapes["Polygon"]).equals_exact(shapely.geometry.shape(plan.area), 1e-7)
    line = np.array(route_line(plan.vehicles[0]))
    assert shapely.get_coordinates(shapes["LineString"], include_z=True) == pytest.approx(line, abs=1e-2)


def test_what_is_exported_can_be_drawn_with_again(plan):
    polygons = [
        next(shape["geometry"] for shape in found["features"] if shape["geometry"]["type"] == "Polygon")
        for found in (from_kml(kml.write(plan, 0).encode()), from_kmz(kmz.write(plan, 0)))
    ]

    for polygon in polygons:
        assert shapely.geometry.shape(polygon).equals_exact(shapely.geometry.shape(plan.area), 1e-7)


def test_a_dji_route_has_the_plan_s_points_at_heights_above_the_take_off_place(plan):
    data = dji_wpml.write(plan, 0)

    items = dji_wpml.read(data)

    flown = [item for item in plan.vehicles[0].items if item.command == 16]
    assert len(items) == len(flown)
    for ours, theirs in zip(flown, items, strict=True):
        height_m = ours.altitude_m - (0.0 if ours.frame == 3 else plan.vehicles[0].home_amsl_m)
        assert (theirs.latitude_deg, theirs.longitude_deg) == pytest.approx((ours.latitude_deg, ours.longitude_deg))
        assert theirs.altitude_m == pytest.approx(height_m, abs=0.01)


def test_gdal_sees_the_same_points_in_a_dji_route(plan, tmp_path):
    with zipfile.ZipFile(io.BytesIO(dji_wpml.write(plan, 0))) as archive:
        assert archive.namelist() == ["wpmz/template.kml", "wpmz/waylines.wpml"]
        (tmp_path / "waylines.kml").write_bytes(archive.read("wpmz/waylines.wpml"))

    points = by_gdal(tmp_path / "waylines.kml")

    flown = [(item.longitude_deg, item.latitude_deg) for item in plan.vehicles[0].items if item.command == 16]
    assert shapely.get_coordinates(points) == pytest.approx(np.array(flown), abs=1e-7)


def test_a_dji_route_keeps_dji_s_rules(plan):
    with zipfile.ZipFile(io.BytesIO(dji_wpml.write(plan, 0))) as archive:
        root = ElementTree.fromstring(archive.read("wpmz/waylines.wpml"))

    def texts(name):
        return [element.text for element in root.iter(f"{{{dji_wpml.WPML}}}{name}")]

    marks = list(root.iter(f"{{{dji_wpml.KML}}}Placemark"))
    required = ("flyToWaylineMode", "finishAction", "exitOnRCLost", "executeRCLostAction", "globalRTHHeight")
    assert all(len(texts(name)) == 1 for name in required)
    assert texts("exitOnRCLost") == ["executeLostAction"]
    assert texts("index") == [str(number) for number in range(len(marks))]
    assert all(0 < float(speed) <= 15 for speed in texts("waypointSpeed"))
    assert texts("gimbalPitchRotateAngle") == ["-90"]
    points = np.array([[float(part) for part in mark.find(".//{*}coordinates").text.split(",")] for mark in marks])
    legs_m = np.hypot(*(np.diff(points, axis=0) * [111_320 * np.cos(np.radians(60)), 111_320]).T)
    turns_m = np.array([float(text) for text in texts("waypointTurnDampingDist")])
    assert (turns_m[:-1] + turns_m[1:] <= np.maximum(legs_m, 0.5)).all()


def test_a_plan_that_looks_at_a_place_is_no_dji_route(plan):
    from dataclasses import replace

    from missions.plan import MissionItem

    looking = replace(
        plan.vehicles[0], items=(MissionItem(command=195, frame=0, latitude_deg=60.0), *plan.vehicles[0].items)
    )

    with pytest.raises(FormatError) as caught:
        dji_wpml.write(replace(plan, vehicles=(looking,)), 0)

    assert caught.value.code == "plan_format_lacks"
    assert route_line(looking) == route_line(plan.vehicles[0])


def test_a_track_that_comes_back_is_an_area_and_one_that_does_not_is_a_line():
    def track(*points):
        steps = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lon, lat in points)
        return f'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{steps}</trkseg></trk></gpx>'.encode()

    round_ = from_gpx(track((5, 60), (5.1, 60), (5.1, 60.1), (5, 60)))
    there = from_gpx(track((5, 60), (5.1, 60), (5.1, 60.1)))

    assert round_ == {"type": "Polygon", "coordinates": [[[5, 60], [5.1, 60], [5.1, 60.1], [5, 60]]]}
    assert there["type"] == "LineString"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.kml", b"<kml>"),
        ("a.kml", b"<kml xmlns='http://www.opengis.net/kml/2.2'/>"),
        ("a.kml", b"<!DOCTYPE x [<!ENTITY a '5,60'>]><kml><Point><coordinates>&a;</coordinates></Point></kml>"),
        ("a.kml", b"<kml><Point><coordinates>north,east</coordinates></Point></kml>"),
        ("a.kmz", b"no archive"),
        ("a.gpx", b"<gpx><rte><rtept lat='60'/><rtept/></rte></gpx>"),
        ("a.geojson", b"[1]"),
        ("a.shp", b""),
    ],
)
def test_a_drawing_that_cannot_be_read_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(FormatError) as caught:
        read_drawing_file(path)

    assert caught.value.code in {"area_file_unreadable", "area_file_ending"}


def test_a_format_is_chosen_by_name_where_two_have_one_ending(tmp_path):
    assert writer(tmp_path / "a.kmz") is kmz.write
    assert writer(tmp_path / "a.kmz", "dji") is dji_wpml.write
    with pytest.raises(FormatError, match="dji"):
        writer(tmp_path / "a.plan", "dji")


def test_a_dji_route_with_heights_above_the_ellipsoid_is_refused(plan):
    with zipfile.ZipFile(io.BytesIO(dji_wpml.write(plan, 0))) as archive:
        text = archive.read(dji_wpml.WAYLINES).decode().replace("relativeToStartPoint", "WGS84")

    with pytest.raises(FormatError, match="take-off place"):
        dji_wpml.read(dji_wpml.zipped({dji_wpml.WAYLINES: text}))
    with pytest.raises(FormatError):
        dji_wpml.read(b"")


def test_geojson_is_passed_on_as_it_is(tmp_path):
    drawn = {"type": "Point", "coordinates": [5.0, 60.0]}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(drawn))

    assert read_drawing_file(path) == drawn
