"""The score of findings against the truth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from firmware_sim.scenario import Scenario
from firmware_sim.score import assign, score
from firmware_sim.world.world import Kind, World

SEED = 4
KINDS = {Kind.FIRE: "hotspot", Kind.PERSON: "person"}


def feature(scenario: Scenario, kind: str, north_m: float, east_m: float, status: str = "new") -> dict[str, Any]:
    latitude_deg, longitude_deg = scenario.frame.wgs84_from_local(north_m, east_m)
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


@given(st.integers(1, 9), st.integers(0, 5), st.integers(0, 2**32 - 1))
def test_the_assignment_costs_what_scipys_costs(rows: int, more_columns: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    cost = rng.uniform(0, 20, (rows, rows + more_columns))
    cost[rng.random(cost.shape) < 0.5] = 1e6

    pairs = assign(cost)

    assert sorted(row for row, _ in pairs) == list(range(rows))
    assert len({column for _, column in pairs}) == rows
    assert sum(cost[pair] for pair in pairs) == pytest.approx(cost[linear_sum_assignment(cost)].sum())
