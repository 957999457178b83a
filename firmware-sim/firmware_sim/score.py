"""How well findings match what is truly in the world; the only place where the truth leaves it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_sim.scenario import Scenario
from firmware_sim.world.world import Kind, Placed, World

GATE_M = 15.0
"""A finding further than this from the truth is not of it."""
_KIND_OF_FINDING = {"hotspot": Kind.FIRE, "person": Kind.PERSON}
_OUT_OF_REACH = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding in the world's local frame."""

    label: str
    kind: Kind
    north_m: float
    east_m: float

    def distance_m(self, thing: Placed) -> float:
        """From `thing` over the ground."""
        return math.hypot(self.north_m - thing.north_m, self.east_m - thing.east_m)


def score(scenario: Scenario, seed: int, findings: dict[str, Any]) -> dict[str, Any]:
    """Compare a GeoJSON FeatureCollection of findings with the world of `scenario` and `seed`.

    Dismissed findings are left out. A second finding of the same thing is false.

    Raises:
        ValueError: a feature has no point, or a kind other than hotspot and person.
    """
    world = World(scenario, seed)
    found = _read(scenario, findings)
    truths = (*world.of_kind(Kind.FIRE), *world.of_kind(Kind.PERSON))
    pairs = _matches(found, truths)
    errors_m = [found[i].distance_m(truths[k]) for i, k in pairs]
    matched_truths, matched_found = {k for _, k in pairs}, {i for i, _ in pairs}
    false = [_describe(one, world.placed) for i, one in enumerate(found) if i not in matched_found]
    return {
        "sources_in_world": len(world.of_kind(Kind.FIRE)),
        "people_in_world": len(world.of_kind(Kind.PERSON)),
        "findings": len(found),
        "matched": len(pairs),
        "sources_matched": sum(truths[k].kind is Kind.FIRE for k in matched_truths),
        "people_matched": sum(truths[k].kind is Kind.PERSON for k in matched_truths),
        "false_findings": len(false),
        "median_error_m": round(float(np.median(errors_m)), 2) if errors_m else None,
        "p95_error_m": round(float(np.percentile(errors_m, 95)), 2) if errors_m else None,
        "missed": [thing.name for k, thing in enumerate(truths) if k not in matched_truths],
        "false": false,
    }


def _read(scenario: Scenario, findings: dict[str, Any]) -> list[Found]:
    frame = scenario.frame
    found = []
    for i, feature in enumerate(findings.get("features", [])):
        properties = feature.get("properties") or {}
        if properties.get("status") == "dismissed":
            continue
        kind = _KIND_OF_FINDING.get(str(properties.get("kind")))
        if kind is None:
            raise ValueError(f"features[{i}].properties.kind: must be hotspot or person, is {properties.get('kind')!r}")
        geometry = feature.get("geometry") or {}
        if geometry.get("type") != "Point":
            raise ValueError(f"features[{i}].geometry: must be a Point, is {geometry.get('type')!r}")
        longitude_deg, latitude_deg = geometry["coordinates"][:2]
        north_m, east_m = frame.local_from_wgs84(latitude_deg, longitude_deg)
        label = str(feature.get("id") or properties.get("id") or f"features[{i}]")
        found.append(Found(label=label, kind=kind, north_m=north_m, east_m=east_m))
    return found


def _describe(one: Found, placed: tuple[Placed, ...]) -> dict[str, Any]:
    """A false finding and what it may have been."""
    nearest = min(placed, key=one.distance_m)
    return {
        "id": one.label,
        "kind": "person" if one.kind is Kind.PERSON else "hotspot",
        "north_m": round(one.north_m, 1),
        "east_m": round(one.east_m, 1),
        "nearest": nearest.name,
        "nearest_kind": nearest.kind.value,
        "nearest_m": round(one.distance_m(nearest), 1),
    }


def _matches(found: list[Found], truths: tuple[Placed, ...]) -> list[tuple[int, int]]:
    """Pairs of indices: as many as the gate allows, and of these the ones least far apart in sum."""
    if not found or not truths:
        return []
    cost = np.full((len(found), len(truths)), _OUT_OF_REACH)
    for i, one in enumerate(found):
        for k, thing in enumerate(truths):
            distance_m = one.distance_m(thing)
            if one.kind is thing.kind and distance_m <= GATE_M:
                cost[i, k] = distance_m
    pairs = assign(cost) if len(found) <= len(truths) else [(i, k) for k, i in assign(cost.T)]
    return sorted((i, k) for i, k in pairs if cost[i, k] < _OUT_OF_REACH)


def assign(cost: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The cheapest one-to-one assignment of all rows to columns; no more rows than columns.

    Shortest augmenting paths with potentials: Jonker & Volgenant, Computing 38 (1987). Row and column 0 stand for none.
    """
    rows, columns = cost.shape
    row_price, column_price = np.zeros(rows + 1), np.zeros(columns + 1)
    row_of = np.zeros(columns + 1, np.int_)
    for row in range(1, rows + 1):
        row_of[0], column = row, 0
        shortest, before = np.full(columns + 1, np.inf), np.zeros(columns + 1, np.int_)
        used = np.zeros(columns + 1, bool)
        while row_of[column]:
            used[column] = True
            reduced = np.append(np.inf, cost[row_of[column] - 1] - row_price[row_of[column]] - column_price[1:])
            better = ~used & (reduced < shortest)
            shortest[better], before[better] = reduced[better], column
            nearest = int(np.where(used, np.inf, shortest).argmin())
            step = shortest[nearest]
            row_price[row_of[used]] += step
            column_price[used] -= step
            shortest[~used] -= step
            column = nearest
        while column:
            row_of[column] = row_of[before[column]]
            column = int(before[column])
    return [(int(row_of[column]) - 1, column - 1) for column in range(1, columns + 1) if row_of[column]]
