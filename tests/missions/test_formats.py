import json
import math
from xml.etree import ElementTree

import pytest
from fastkml import KML, Placemark
from fastkml.utils import find_all
from mavsdk.component_type import ComponentType
from mavsdk.mavsdk import Configuration, Mavsdk
from mavsdk.plugins.mission_raw import MissionRaw
from pymavlink import mavwp
from pymavlink.dialects.v20 import common
from shapely.geometry import shape

from missions.catalogue import find_template
from missions.errors import FormatError
from missions.formats import READERS, kml, plan_files, qgc_plan, read_items, waypoints, write_plan
from missions.formats import geojson as geojson_format
from missions.plan import MissionItem
from missions.planner import make_plan


@pytest.fixture
def plan(draw, level, search):
    return make_plan(
        search,
        draw.polygon([(0, 0), (300, 0), (250, 200), (0, 240)], [(100, 80), (140, 80), (120, 120)]),
        terrain=level,
    )


def numbers(item):
    return [*item.params, item.latitude_deg, item.longitude_deg, item.altitude_m]


def assert_same(found, wanted):
    assert [(i.command, i.frame, i.autocontinue) for i in found] == [
        (i.command, i.frame, i.autocontinue) for i in wanted
    ]
    for one, other in zip(found, wanted, strict=True):
        assert numbers(one) == pytest.approx(numbers(other), abs=1e-8, nan_ok=True)


def test_mavsdk_imports_the_fence_and_the_rally_points_of_a_qgroundcontrol_plan(plan):
    station, aircraft = aircraft_heard_by_mavsdk()
    corners = [(60.0, 5.0), (60.0, 5.01), (60.01, 5.01)]
    fence = [
        MissionItem(command=5001, frame=0, params=(3.0, 0.0, 0.0, 0.0), latitude_deg=lat, longitude_deg=lon)
        for lat, lon in corners
    ]
    rally = MissionItem(command=5100, frame=0, latitude_deg=60.005, longitude_deg=5.008, altitude_m=62.0)

    text = qgc_plan.write_items(
        plan.vehicles[0].items, home=(60.0, 5.0, 50.0), speed_ms=5.0, fence=fence, rally=[rally]
    )
    imported = MissionRaw(aircraft).import_qgroundcontrol_mission_from_string(text)

    assert [(item.command, item.param1) for item in imported.geofence_items] == [(5001, 3.0)] * 3
    assert [(item.x / 1e7, item.y / 1e7) for item in imported.geofence_items] == corners
    assert [(item.x / 1e7, item.y / 1e7, item.z) for item in imported.rally_items] == [(60.005, 5.008, 12.0)]
    assert qgc_plan.read(text)[0].command == plan.vehicles[0].items[0].command
    station.destroy()


@pytest.mark.parametrize("module", [qgc_plan, waypoints])
def test_what_is_written_is_read_back_the_same(plan, module):
    items = module.read(module.write(plan, 0))

    assert_same(items, plan.vehicles[0].items)


def aircraft_heard_by_mavsdk():
    """MAVSDK imports plans only for an aircraft that it has heard: one heartbeat as bytes, no socket."""
    station = Mavsdk(Configuration.create_with_component_type(ComponentType.GROUND_STATION))
    station.add_any_connection("raw://")
    mavlink = common.MAVLink(None, srcSystem=1, srcComponent=1)
    beat = common.MAVLink_heartbeat_message(2, 12, 0, 0, 3, 3).pack(mavlink)
    for _ in range(3):
        station.pass_received_raw_bytes(beat)
    return station, station.first_autopilot(timeout_s=5.0)


def test_mavsdk_imports_the_qgroundcontrol_plan_item_by_item(plan):
    station, aircraft = aircraft_heard_by_mavsdk()

    imported = MissionRaw(aircraft).import_qgroundcontrol_mission_from_string(qgc_plan.write(plan, 0))

    items = plan.vehicles[0].items
    assert len(imported.mission_items) == len(items)
    assert imported.geofence_items == []
    for theirs, ours in zip(imported.mission_items, items, strict=True):
        scale = 1e7 if ours.frame != 2 else 1
        assert (theirs.command, theirs.frame) == (ours.command, ours.frame)
        assert [theirs.param1, theirs.param2, theirs.param3, theirs.param4] == pytest.approx(
            list(ours.params), nan_ok=True
        )
        assert theirs.z == pytest.approx(ours.altitude_m, abs=1e-3)
        assert (theirs.x, theirs.y) == (round(ours.latitude_deg * scale), round(ours.longitude_deg * scale))
    station.destroy()


def test_pymavlink_loads_the_waypoint_list(plan, tmp_path):
    path = tmp_path / "search.waypoints"
    path.write_text(waypoints.write(plan, 0))

    loader = mavwp.MAVWPLoader()
    count = loader.load(str(path))

    assert count == len(plan.vehicles[0].items)
    assert [loader.wp(n).command for n in range(count)] == [item.command for item in plan.vehicles[0].items]
    assert loader.wp(count - 2).z == pytest.approx(plan.vehicles[0].items[-2].altitude_m)


def test_shapely_reads_the_area_and_the_route_from_geojson(plan):
    document = json.loads(geojson_format.write(plan, 0))

    shapes = {feature["properties"]["kind"]: shape(feature["geometry"]) for feature in document["features"]}
    assert shapes["area"].is_valid
    assert len(shapes["area"].interiors) == 1
    assert shapes["route"].has_z
    assert shapes["route"].coords[0][2] == pytest.approx(100.0 + 15.0)
    assert max(z for *_, z in shapes["route"].coords) == pytest.approx(160.0, abs=1.0)


def test_fastkml_reads_the_route_in_absolute_heights(plan):
    text = kml.write(plan, 0)

    document = KML.from_string(text)

    shapes = {mark.name: mark.geometry for mark in find_all(document, of_type=Placemark)}
    assert set(shapes) == {"Area", "Route", "Home"}
    flown = [item for item in plan.vehicles[0].items if item.frame in (0, 3)]
    assert len(shapes["Route"].coords) == len(flown)
    assert shapes["Route"].coords[1] == pytest.approx(
        (flown[1].longitude_deg, flown[1].latitude_deg, flown[1].altitude_m)
    )
    assert ElementTree.fromstring(text).find(".//{*}altitudeMode").text == "absolute"


def test_several_aircraft_get_several_files(draw, level, search, tmp_path):
    plan = make_plan(search, draw.square(300), vehicles=3, terrain=level)

    written = write_plan(plan, tmp_path / "slope.plan")

    assert [path.name for path in written] == ["slope-1.plan", "slope-2.plan", "slope-3.plan"]
    assert_same(read_items(written[2]), plan.vehicles[2].items)


def test_a_plan_that_must_not_be_flown_is_not_written(draw, search, tmp_path):
    plan = make_plan(search, draw.square(300), terrain=None)

    with pytest.raises(FormatError) as caught:
        write_plan(plan, tmp_path / "blind.plan")

    assert caught.value.code == "plan_not_flyable"
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_ending_names_those_that_are_known(plan, tmp_path):
    with pytest.raises(FormatError, match=r"\.docx.*\.plan, \.waypoints, \.geojson, \.kml"):
        plan_files(plan, tmp_path / "plan.docx")


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        (".plan", "not json"),
        (".plan", "[]"),
        (".plan", '{"mission": {"items": [{"type": "ComplexItem"}]}}'),
        (".plan", '{"mission": {"items": [3]}}'),
        (".plan", '{"mission": {"items": [{"type": "SimpleItem", "frame": 10, "params": [0,0,0,0,0,0,0]}]}}'),
        (".plan", '{"mission": {"items": [{"type": "SimpleItem", "frame": 3, "params": [0,0,0,0,0,0,"x"]}]}}'),
        (".waypoints", "QGC WPL 100"),
        (".waypoints", "QGC WPL 110\n0\t1\t0\t16"),
        (".waypoints", ""),
    ],
)
def test_a_file_that_is_no_plan_is_refused(ending, text):
    with pytest.raises(FormatError):
        READERS[ending](text)


def test_no_number_in_a_plan_file_is_written_as_nan(draw, level):
    plan = make_plan(find_template("thermal-area-search"), draw.square(150), terrain=level)

    text = qgc_plan.write(plan, 0)

    assert "NaN" not in text
    assert any(math.isnan(value) for item in plan.vehicles[0].items for value in item.params)
