"""Scenario files: what they may say, and what people are told when they are wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pyproj import Geod
from shapely.geometry import Point, shape

from firmware_sim import scenario
from firmware_sim.scenario import SCENARIOS, Scenario
from firmware_sim.world.world import Kind, World

GAS = {"north_m": 0.0, "east_m": 0.0, "release_kg_s": 1.0, "limit_mg_m3": 200.0}


@pytest.fixture
def document() -> dict[str, Any]:
    return tomllib.loads((SCENARIOS / "flat-calm.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", scenario.names())
def test_each_scenario_that_comes_with_the_simulator_loads(name: str) -> None:
    loaded = scenario.load(name)

    assert loaded.name == name
    assert len(loaded.homes) >= 4


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="unknown scenario 'hillsid': choose one of avalanche, flat-calm, hillside, "):
        scenario.load("hillsid")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"nowhere.toml cannot be read: No such file"):
        scenario.load(tmp_path / "nowhere.toml")


def test_a_file_that_is_not_toml_is_named_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("title = 'x'\nhomes = what\n")

    with pytest.raises(ValueError, match=r"broken.toml is not TOML: .*line 2"):
        scenario.load(path)


def test_a_scenario_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "our-exercise.toml"
    path.write_text((SCENARIOS / "mop-up.toml").read_text("utf-8"))

    loaded = scenario.load(path)

    assert loaded.name == "our-exercise"
    assert loaded.fires == scenario.load("mop-up").fires


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("fires", 0, "diameter_m"), -1.0, r"fires\[0\]\.diameter_m: .*greater than or equal to 0.1"),
        (("fires", 0, "temperature_celsius"), "hot", r"fires\[0\]\.temperature_celsius: .*number"),
        (("fires", 0, "diametre_m"), 1.0, r"fires\[0\]\.diametre_m: Unexpected keyword"),
        (("people", 0, "posture"), "sitting", r"people\[0\]\.posture: .*'standing' or 'lying'"),
        (("people", 0, "north_m"), 60.0, r"people\[0\] \(person\): must lie 12 m inside search_area, is -20\.\d m"),
        (("people", 0, "name"), "fire", r"people\[0\]\.name: 'fire' is used by fires\[0\] too"),
        (("people", 0, "east_m"), 20.0, None),
        (("homes",), [[0.0, -70.0]], r"homes: .*at least 4"),
        (("homes", 2), [0.0, 0.0], r"homes\[2\]: must lie outside search_area"),
        (("origin_latitude_deg",), 95.0, r"origin_latitude_deg: .*less than or equal to 85"),
        (("air", "wind_speed_ms"), float("nan"), r"air\.wind_speed_ms: .*finite"),
        (("camera", "hottest_celsius"), -50.0, r"camera\.hottest_celsius: must be above"),
        (("fires", 0, "diametre_m"), 1.0, r"fires\[0\]\.diametre_m: .*did you mean diameter_m\?"),
        (("terrain", "sede"), 1, r"terrain\.sede: .*did you mean seed\?"),
        (("weather",), {}, r"weather: Unexpected keyword argument: remove it, see docs/reference/scenarios.md"),
        (("lakes",), [{"name": "a"}], r"lakes\[0\]\.outline: Field required: add it, see docs"),
        (("gas_clouds",), [{"name": "fire", **GAS}], r"gas_clouds\[0\]\.name: 'fire' is used by fires\[0\] too"),
        (("airframe",), "glider", r"airframe: .*'work' or 'sih'"),
        (("fronts",), [{"name": "a", "line": [[0, 0]], "fuel": 14}], r"fronts\[0\]\.fuel: .*less than or equal to 13"),
    ],
)
def test_a_wrong_field_is_named(
    document: dict[str, Any], path: tuple[str | int, ...], value: Any, message: str | None
) -> None:
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    if message is None:
        assert scenario.parse("test", document).people[0].east_m == value
        return
    with pytest.raises(ValueError, match=message):
        scenario.parse("test", document)


def test_things_too_close_together_are_both_named(document: dict[str, Any]) -> None:
    document["people"][0].update(north_m=12.0, east_m=20.0)

    with pytest.raises(ValueError, match=r"people\[0\] \(person\): must be 19 m from fires\[0\] \(fire\), is 12.0 m"):
        scenario.parse("test", document)


@pytest.mark.parametrize("name", scenario.names())
@pytest.mark.parametrize("seed", [0, 99])
def test_all_things_lie_inside_the_area_and_apart_whatever_the_seed(name: str, seed: int) -> None:
    loaded = scenario.load(name)
    area = shape({"type": "Polygon", "coordinates": [loaded.search_area]})

    placed = World(loaded, seed).placed
    things = {thing.name: Point(thing.north_m, thing.east_m) for thing in placed}
    sought = [things[thing.name] for thing in placed if thing.kind is not Kind.DECOY]
    assert all(area.contains(thing) and area.exterior.distance(thing) >= 10 for thing in sought)
    assert all(a.distance(b) >= 15 for a in sought for b in things.values() if b is not a)
    assert all(25 <= area.distance(Point(home)) <= 60 for home in loaded.homes)


def test_another_seed_puts_things_elsewhere(hillside: Scenario) -> None:
    one, other = World(hillside, 1).placed, World(hillside, 2).placed

    assert [thing.name for thing in one] == [thing.name for thing in other]
    assert all(a.north_m != b.north_m for a, b in zip(one, other, strict=True))


def test_the_area_is_a_geojson_polygon_of_the_right_size_and_sense(hillside: Scenario) -> None:
    feature = scenario.area_geojson(hillside)

    area_m2, _ = Geod(ellps="WGS84").geometry_area_perimeter(shape(feature["geometry"]))
    expected_m2 = shape({"type": "Polygon", "coordinates": [hillside.search_area]}).area
    ring = feature["geometry"]["coordinates"][0]
    assert area_m2 == pytest.approx(expected_m2, rel=1e-4)  # positive: counterclockwise
    assert ring[0] == ring[-1]
    assert 5.2 < ring[0][0] < 5.5
    assert feature["properties"]["height_agl_m"] == 60
    assert feature["properties"]["speed_ms"] == 10
    assert len(feature["properties"]["home"]) == 2


def test_the_local_frame_measures_true_distances_and_bearings_from_the_origin(hillside: Scenario) -> None:
    frame = hillside.frame
    latitude_deg, longitude_deg = frame.wgs84_from_local(300.0, -400.0)

    bearing_deg, _, distance_m = Geod(ellps="WGS84").inv(
        hillside.origin_longitude_deg, hillside.origin_latitude_deg, longitude_deg, latitude_deg
    )

    assert distance_m == pytest.approx(500.0, abs=1e-3)
    assert bearing_deg % 360 == pytest.approx(306.8699, abs=1e-3)
    assert frame.local_from_wgs84(latitude_deg, longitude_deg) == pytest.approx((300.0, -400.0), abs=1e-6)


def test_a_missing_table_is_named_with_the_remedy(document: dict[str, Any]) -> None:
    del document["terrain"]

    with pytest.raises(ValueError, match=r"terrain: Field required: add it, see docs/reference/scenarios.md"):
        scenario.parse("test", document)


def test_rows_of_traffic_and_faults_are_kept_as_they_stand(document: dict[str, Any]) -> None:
    document["traffic"] = [{"callsign": "LN-OOA", "speed_ms": 45.0}]
    document["faults"] = [{"at_s": 60.0, "what": "gnss loss"}]

    loaded = scenario.parse("test", document)

    assert loaded.traffic == ({"callsign": "LN-OOA", "speed_ms": 45.0},)
    assert loaded.faults == ({"at_s": 60.0, "what": "gnss loss"},)


def test_the_area_says_where_to_keep_out_of_the_gas() -> None:
    industrial = scenario.load("industrial")

    [zone] = scenario.area_geojson(industrial)["properties"]["keep_out"]

    cloud = shape(zone["geometry"])
    leak = industrial.gas_clouds[0]
    latitude_deg, longitude_deg = industrial.frame.wgs84_from_local(leak.north_m, leak.east_m)
    assert zone["name"] == "ammonia"
    assert zone["kind"] == "gas"
    assert cloud.is_valid
    assert cloud.buffer(1e-5).contains(Point(longitude_deg, latitude_deg))
    # The wind comes from the west-south-west: the cloud lies east-north-east of the leak.
    assert cloud.centroid.x > longitude_deg
    assert cloud.centroid.y > latitude_deg
    for home in industrial.homes:
        latitude_deg, longitude_deg = industrial.frame.wgs84_from_local(*home)
        assert not cloud.contains(Point(longitude_deg, latitude_deg))


def test_an_area_without_gas_has_nothing_to_keep_out_of(hillside: Scenario) -> None:
    assert scenario.area_geojson(hillside)["properties"]["keep_out"] == []
