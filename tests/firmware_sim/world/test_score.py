"""The score of findings against the truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from shapely.geometry import Polygon

from firmware_sim import scenario
from firmware_sim.scenario import Scenario
from firmware_sim.scenario_tables import ForestSpec
from firmware_sim.score import assign, score
from firmware_sim.score_text import score_text
from firmware_sim.world.world import Kind, Placed, World

SEED = 4
KINDS = {Kind.FIRE: "hotspot", Kind.PERSON: "person"}


def feature(place: Scenario, kind: str, north_m: float, east_m: float, status: str = "new") -> dict[str, Any]:
    latitude_deg, longitude_deg = place.frame.wgs84_from_local(north_m, east_m)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude_deg, latitude_deg]},
        "properties": {"kind": kind, "status": status},
    }


@pytest.fixture
def perfect(hillside: Scenario, hillside_world: World) -> dict[str, Any]:
    features = [
        feature(hillside, KINDS[thing.kind], thing.north_m, thing.east_m)
        for thing in hillside_world.placed
        if thing.kind in KINDS
    ]
    return {"type": "FeatureCollection", "features": features}


def test_perfect_findings_match_all_without_error(hillside: Scenario, perfect: dict[str, Any]) -> None:
    result = score(hillside, SEED, perfect)

    assert result["sources_in_world"] == 6
    assert result["people_in_world"] == 2
    assert result["matched"] == result["findings"] == 8
    assert result["false_findings"] == 0
    assert result["median_error_m"] == 0
    assert result["missed"] == []


def test_findings_of_another_seed_are_off_by_that_seeds_shifts(hillside: Scenario, perfect: dict[str, Any]) -> None:
    result = score(hillside, SEED + 1, perfect)

    assert result["matched"] == 8
    assert 0.3 < result["median_error_m"] < 4


def test_the_error_is_the_distance_over_the_ground(hillside: Scenario, hillside_world: World) -> None:
    features = [
        feature(hillside, "hotspot", thing.north_m + 3, thing.east_m - 4) for thing in hillside_world.of_kind(Kind.FIRE)
    ]

    result = score(hillside, SEED, {"features": features})

    assert result["median_error_m"] == result["p95_error_m"] == 5.0
    assert len(result["missed"]) == 2


def test_a_finding_beyond_the_gate_is_false_and_its_source_missed(
    hillside: Scenario, hillside_world: World, perfect: dict[str, Any]
) -> None:
    fire = hillside_world.of_kind(Kind.FIRE)[0]
    perfect["features"][0] = feature(hillside, "hotspot", fire.north_m + 15.5, fire.east_m)

    result = score(hillside, SEED, perfect)

    assert result["missed"] == [fire.name]
    assert result["false_findings"] == 1


def test_a_second_finding_of_the_same_fire_is_false(
    hillside: Scenario, hillside_world: World, perfect: dict[str, Any]
) -> None:
    fire = hillside_world.of_kind(Kind.FIRE)[2]
    perfect["features"].insert(0, feature(hillside, "hotspot", fire.north_m + 2, fire.east_m))

    result = score(hillside, SEED, perfect)

    assert result["matched"] == 8
    assert result["median_error_m"] == 0
    [false] = result["false"]
    assert false["nearest"] == fire.name
    assert false["nearest_m"] == 2.0


def test_a_fire_taken_for_a_person_does_not_match(hillside: Scenario, perfect: dict[str, Any]) -> None:
    perfect["features"][0]["properties"]["kind"] = "person"

    result = score(hillside, SEED, perfect)

    assert result["matched"] == 7
    assert result["false_findings"] == 1
    assert len(result["missed"]) == 1


def test_a_finding_on_a_warm_rock_says_so(hillside: Scenario, hillside_world: World, perfect: dict[str, Any]) -> None:
    rock = hillside_world.of_kind(Kind.DECOY)[0]
    perfect["features"].append(feature(hillside, "hotspot", rock.north_m, rock.east_m + 1))

    [false] = score(hillside, SEED, perfect)["false"]

    assert false["nearest"] == rock.name
    assert false["nearest_kind"] == "decoy"


def test_dismissed_findings_do_not_count(hillside: Scenario, perfect: dict[str, Any]) -> None:
    perfect["features"].append(feature(hillside, "hotspot", 0.0, 0.0, status="dismissed"))

    result = score(hillside, SEED, perfect)

    assert result["findings"] == 8
    assert result["false_findings"] == 0


def test_no_findings_miss_everything(hillside: Scenario) -> None:
    result = score(hillside, SEED, {"type": "FeatureCollection", "features": []})

    assert result["matched"] == 0
    assert result["median_error_m"] is None
    assert len(result["missed"]) == 8


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"properties": {"kind": "cow"}}, r"features\[0\].properties.kind: must be hotspot or person, is 'cow'"),
        ({"geometry": None}, r"features\[0\].geometry: must be a Point"),
    ],
)
def test_a_feature_that_is_no_finding_is_named(
    hillside: Scenario, perfect: dict[str, Any], change: dict[str, Any], message: str
) -> None:
    perfect["features"][0].update(change)

    with pytest.raises(ValueError, match=message):
        score(hillside, SEED, perfect)


START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def training() -> Scenario:
    return scenario.load("training")


@pytest.fixture(scope="module")
def training_world(training: Scenario) -> World:
    return World(training, SEED)


def found_at(course: Scenario, thing: Placed, after_s: float, off_m: float = 0.0) -> dict[str, Any]:
    finding = feature(course, KINDS[thing.kind], thing.north_m + off_m, thing.east_m)
    finding["properties"]["first_seen_at"] = (START + timedelta(seconds=after_s)).isoformat()
    return finding


def everything(world: World, after_s: float, off_m: float = 0.0) -> dict[str, Any]:
    sought = [thing for thing in world.placed if thing.kind in KINDS]
    return {
        "features": [found_at(world.scenario, thing, max(after_s, thing.from_s + after_s), off_m) for thing in sought]
    }


def whole_area(course: Scenario) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [scenario.area_geojson(course)]}


def test_a_course_flown_at_once_exactly_and_wholly_is_marked_a_hundred(
    training: Scenario, training_world: World
) -> None:
    result = score(training, SEED, everything(training_world, 0.0), start=START, seen=whole_area(training))

    assert result["matched"] == 8
    assert result["area_seen_fraction"] == pytest.approx(1, abs=1e-3)
    assert result["mark"]["mark"] == pytest.approx(100, abs=0.1)
    assert result["mark"]["of"] == 100


def test_half_of_the_time_costs_half_of_the_points_for_speed(training: Scenario, training_world: World) -> None:
    result = score(training, SEED, everything(training_world, 600.0), start=START, seen=whole_area(training))

    assert result["mark"]["points"]["speed"] == pytest.approx(7.5, abs=0.1)
    assert result["mark"]["mark"] == pytest.approx(92.5, abs=0.2)


def test_points_for_place_fall_from_the_exact_distance_to_the_gate(training: Scenario, training_world: World) -> None:
    result = score(training, SEED, everything(training_world, 0.0, off_m=8.5), start=START, seen=whole_area(training))

    assert result["median_error_m"] == pytest.approx(8.5, abs=0.01)
    assert result["mark"]["points"]["exact"] == pytest.approx(10, abs=0.1)


def test_the_time_runs_from_when_there_was_something_to_find(training: Scenario, training_world: World) -> None:
    late = next(thing for thing in training_world.placed if thing.from_s == 300)

    result = score(training, SEED, {"features": [found_at(training, late, 360)]}, start=START)

    [hit] = result["found"]
    assert hit["after_s"] == 360
    assert hit["since_visible_s"] == 60


def test_what_had_not_begun_when_the_search_ended_is_not_missed(training: Scenario, training_world: World) -> None:
    early = next(thing for thing in training_world.placed if thing.kind is Kind.PERSON)

    result = score(training, SEED, {"features": [found_at(training, early, 120)]}, start=START)

    assert result["sources_in_world"] == 4
    assert "peat that flares up" not in result["missed"]


def test_each_false_alarm_costs_five_points_and_thirty_at_most(training: Scenario, training_world: World) -> None:
    findings = everything(training_world, 0.0)
    wrong = [thing for thing in training_world.placed if thing.kind is Kind.DECOY][:2]
    findings["features"] += [feature(training, "person", thing.north_m, thing.east_m) for thing in wrong]

    two = score(training, SEED, findings, start=START, seen=whole_area(training))["mark"]
    findings["features"] += [feature(training, "hotspot", 300.0 + 40 * k, 0.0) for k in range(20)]
    many = score(training, SEED, findings, start=START, seen=whole_area(training))["mark"]

    assert two["off_for_false_alarms"] == 10
    assert many["off_for_false_alarms"] == 30
    assert two["mark"] - many["mark"] == pytest.approx(20, abs=0.1)


def test_people_count_twice_in_what_was_found(training: Scenario, training_world: World) -> None:
    people = [thing for thing in training_world.placed if thing.kind is Kind.PERSON]
    late = next(thing for thing in training_world.placed if thing.from_s == 300)
    findings = {"features": [found_at(training, thing, 400) for thing in (*people, late)]}

    result = score(training, SEED, findings, start=START)

    # Three people at two and one fire of five, of three at two and five at one.
    assert result["mark"]["points"]["found"] == pytest.approx(50 * 7 / 11, abs=0.1)


def test_without_times_the_other_points_are_scaled_to_a_hundred(training: Scenario, training_world: World) -> None:
    result = score(training, SEED, everything(training_world, 0.0))

    assert result["mark"] == {
        "mark": 100.0,
        "points": {"found": 50.0, "exact": 20.0, "speed": None, "seen": None},
        "of": 70,
        "off_for_false_alarms": 0,
    }


def test_a_crew_reads_its_mark_what_it_missed_and_what_a_false_alarm_was(
    training: Scenario, training_world: World
) -> None:
    findings = everything(training_world, 400.0)
    findings["features"].pop(0)
    decoy = next(thing for thing in training_world.placed if thing.kind is Kind.DECOY)
    findings["features"].append(feature(training, "hotspot", decoy.north_m, decoy.east_m))

    text = score_text(score(training, SEED, findings, start=START))

    assert "of 100" in text.splitlines()[0]
    assert "-5 for false alarms: 1" in text
    assert "seen:   not judged: give --seen" in text
    assert "The 85 points that could be judged were scaled up to 100." in text
    assert "0 m off, after 6 min 40 s" in text
    assert f"m from {decoy.name} (decoy)" in text
    assert f"Missed:\n  {training_world.of_kind(Kind.FIRE)[0].name}" in text


def test_finding_nothing_is_marked_by_what_was_seen_alone(training: Scenario) -> None:
    result = score(training, SEED, {"features": []}, start=START, seen=whole_area(training))

    assert result["mark"]["mark"] == pytest.approx(15, abs=0.1)


def test_a_scenario_that_is_no_course_has_no_mark(hillside: Scenario, perfect: dict[str, Any]) -> None:
    assert score(hillside, SEED, perfect)["mark"] is None


def test_a_part_of_the_area_seen_is_measured(hillside: Scenario) -> None:
    south, north = -82.0, 0.0
    corners = [(south, -100.0), (south, 100.0), (north, 100.0), (north, -100.0)]
    ring = [list(reversed(hillside.frame.wgs84_from_local(*corner))) for corner in (*corners, corners[0])]
    seen = {"features": [{"geometry": {"type": "Polygon", "coordinates": [ring]}}]}
    area = Polygon([(east, north) for north, east in hillside.search_area])
    half = area.intersection(Polygon([(east, north) for north, east in corners]))

    result = score(hillside, SEED, {"features": []}, seen=seen)

    assert result["area_seen_fraction"] == pytest.approx(half.area / area.area, abs=0.002)


def test_a_front_is_one_source_found_wherever_it_has_burnt() -> None:
    wildfire = scenario.load("wildfire")
    front = World(wildfire, SEED).fronts[0]
    rows, columns = np.nonzero(front.burning(300.0))
    places = [(front.north_m + 2.0 * rows[k], front.east_m + 2.0 * columns[k]) for k in (0, len(rows) // 2)]
    findings = [feature(wildfire, "hotspot", *place) for place in places]
    ahead = feature(wildfire, "hotspot", float(front.north_m + 2.0 * rows.max() + 40), places[-1][1])
    for one in (*findings, ahead):
        one["properties"]["first_seen_at"] = (START + timedelta(seconds=300)).isoformat()

    result = score(wildfire, SEED, {"features": [*findings, ahead]}, start=START)

    assert result["matched"] == 1
    assert [hit["name"] for hit in result["found"]] == ["heather fire", "heather fire"]
    assert result["median_error_m"] == 0
    assert result["false_findings"] == 1
    assert "spot fire ahead of the front" in result["missed"]


def test_what_the_trees_hide_from_all_sides_does_not_count(hillside: Scenario) -> None:
    outline = ((-120.0, -120.0), (120.0, -120.0), (120.0, 120.0), (-120.0, 120.0))
    thicket = ForestSpec(name="thicket", outline=outline, height_m=25, stems_per_ha=1300, leaf_density_m2_m3=3)
    overgrown = replace(hillside, forests=(thicket,), cabins=())

    result = score(overgrown, SEED, {"features": []})

    assert len(result["hidden"]) >= 6
    assert result["sources_in_world"] + result["people_in_world"] == 8 - len(result["hidden"])
    assert not set(result["hidden"]) & set(result["missed"])


def test_a_time_without_a_zone_is_named(hillside: Scenario, perfect: dict[str, Any]) -> None:
    perfect["features"][0]["properties"]["first_seen_at"] = "2026-11-23T12:00:00"

    with pytest.raises(ValueError, match=r"features\[0\].properties.first_seen_at: must be an RFC 3339 time"):
        score(hillside, SEED, perfect, start=START)


@given(st.integers(1, 9), st.integers(0, 5), st.integers(0, 2**32 - 1))
def test_the_assignment_costs_what_scipys_costs(rows: int, more_columns: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    cost = rng.uniform(0, 20, (rows, rows + more_columns))
    cost[rng.random(cost.shape) < 0.5] = 1e6

    pairs = assign(cost)

    assert sorted(row for row, _ in pairs) == list(range(rows))
    assert len({column for _, column in pairs}) == rows
    assert sum(cost[pair] for pair in pairs) == pytest.approx(cost[linear_sum_assignment(cost)].sum())
