"""How well findings match what is truly in the world; the only place where the truth leaves it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely import transform, union_all
from shapely.geometry import Polygon, shape

from firmware_sim.marking import GATE_M, Hit, mark
from firmware_sim.scenario import Scenario
from firmware_sim.world.fire_front import FireFront
from firmware_sim.world.world import Kind, Placed, World

LEAST_OPENNESS = 0.15
"""What lets less of its heat through the trees in every direction cannot be found from the air."""
_KIND_OF_FINDING = {"hotspot": Kind.FIRE, "person": Kind.PERSON}
_OUT_OF_REACH = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding in the world's local frame."""

    label: str
    kind: Kind
    north_m: float
    east_m: float
    first_at: datetime | None = None

    def distance_m(self, thing: Placed) -> float:
        """From `thing` over the ground."""
        return math.hypot(self.north_m - thing.north_m, self.east_m - thing.east_m)


def score(
    scenario: Scenario,
    seed: int,
    findings: dict[str, Any],
    *,
    start: datetime | None = None,
    seen: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Compare a GeoJSON FeatureCollection of findings with the world of `scenario` and `seed`.

    Dismissed findings are left out. A second finding of the same thing is false, but a front may be found in many
    places. What the trees hide and, given the time, what had not begun by the last finding, does not count.

    Args:
        scenario: what was flown.
        seed: with which its world was laid out.
        findings: a FeatureCollection as the station exports it.
        start: when the aircraft started; without it nothing is said about times.
        seen: a FeatureCollection of the ground that was seen.

    Raises:
        ValueError: a feature has no point, a kind other than hotspot and person, or a time that is none.
    """
    world = World(scenario, seed)
    found = _read(scenario, findings)
    last_s = _last_s(found, start)
    truths, hidden = _to_be_found(world, last_s)
    fronts = [front for front in world.fronts if front.first_s() <= last_s]
    pairs = _matches(found, truths)
    hits = [_hit(found[i], truths[k], start) for i, k in pairs]
    matched_found = {i for i, _ in pairs}
    rest = [one for i, one in enumerate(found) if i not in matched_found]
    on_fronts, rest = _of_fronts(rest, fronts, start, last_s)
    hits += on_fronts
    expected = [(thing.name, thing.kind) for thing in truths] + [(front.name, Kind.FIRE) for front in fronts]
    seen_fraction = None if seen is None else _seen_fraction(scenario, seen)
    false = [_describe(one, world.placed) for one in rest]
    marked = None if scenario.course is None else mark(scenario.course, expected, hits, len(false), seen_fraction)
    return {
        **_counts(expected, hits),
        "findings": len(found),
        "false_findings": len(false),
        "false": false,
        "hidden": [thing.name for thing in hidden],
        "found": [_row(hit) for hit in hits],
        "area_seen_fraction": None if seen_fraction is None else round(seen_fraction, 4),
        "mark": marked,
    }


def _to_be_found(world: World, last_s: float) -> tuple[tuple[Placed, ...], list[Placed]]:
    """Fires and people that began by `last_s`: those that can be found from the air, and those that trees hide."""
    truths: list[Placed] = []
    hidden: list[Placed] = []
    for thing in (*world.of_kind(Kind.FIRE), *world.of_kind(Kind.PERSON)):
        if thing.from_s <= last_s and thing.until_s > 0:
            (truths if world.openness(thing) >= LEAST_OPENNESS else hidden).append(thing)
    return tuple(truths), hidden


def _counts(expected: list[tuple[str, Kind]], hits: list[Hit]) -> dict[str, Any]:
    """What there was and what of it was found; a front counts once, in however many places it was found."""
    errors_m = [hit.error_m for hit in hits]
    matched = {hit.name: hit.kind for hit in hits}
    return {
        "sources_in_world": sum(kind is Kind.FIRE for _, kind in expected),
        "people_in_world": sum(kind is Kind.PERSON for _, kind in expected),
        "matched": len(matched),
        "sources_matched": sum(kind is Kind.FIRE for kind in matched.values()),
        "people_matched": sum(kind is Kind.PERSON for kind in matched.values()),
        "median_error_m": round(float(np.median(errors_m)), 2) if errors_m else None,
        "p95_error_m": round(float(np.percentile(errors_m, 95)), 2) if errors_m else None,
        "missed": [name for name, _ in expected if name not in matched],
    }


def _last_s(found: list[Found], start: datetime | None) -> float:
    """When the last finding was made; infinite when nothing says."""
    times = [_after_s(one, start) for one in found]
    known = [time for time in times if time is not None]
    return max(known) if known else math.inf


def _after_s(one: Found, start: datetime | None) -> float | None:
    if start is None or one.first_at is None:
        return None
    return (one.first_at - start).total_seconds()


def _hit(one: Found, thing: Placed, start: datetime | None) -> Hit:
    after_s = _after_s(one, start)
    return Hit(
        name=thing.name,
        kind=thing.kind,
        error_m=one.distance_m(thing),
        after_s=after_s,
        since_visible_s=None if after_s is None else max(after_s - max(thing.from_s, 0.0), 0.0),
    )


def _of_fronts(
    found: list[Found], fronts: list[FireFront], start: datetime | None, last_s: float
) -> tuple[list[Hit], list[Found]]:
    """Findings of spreading fires, each as far off as it is from where that burnt, and the rest."""
    hits, rest = [], []
    for one in found:
        after_s = _after_s(one, start)
        at_s = last_s if after_s is None else after_s
        near = [(_off_m(front, one, at_s), front) for front in fronts if one.kind is Kind.FIRE]
        off_m, front = min(near, key=lambda pair: pair[0], default=(math.inf, None))
        if front is None or off_m > GATE_M:
            rest.append(one)
            continue
        since_s = None if after_s is None else max(after_s - max(front.first_s(), 0.0), 0.0)
        hits.append(Hit(name=front.name, kind=Kind.FIRE, error_m=off_m, after_s=after_s, since_visible_s=since_s))
    return hits, rest


def _off_m(front: FireFront, one: Found, at_s: float) -> float:
    """How far a finding is from ground that has burnt by then: embers glow behind the front."""
    rows, columns = np.nonzero(front.burnt(at_s) & front.burnt(1e6))
    if not len(rows):
        return math.inf
    north, east = front.north_m + rows * front.cell_m, front.east_m + columns * front.cell_m
    return float(np.hypot(north - one.north_m, east - one.east_m).min())


def _row(hit: Hit) -> dict[str, Any]:
    return {
        "name": hit.name,
        "kind": "person" if hit.kind is Kind.PERSON else "hotspot",
        "error_m": round(hit.error_m, 2),
        "after_s": None if hit.after_s is None else round(hit.after_s, 1),
        "since_visible_s": None if hit.since_visible_s is None else round(hit.since_visible_s, 1),
    }


def _seen_fraction(scenario: Scenario, seen: dict[str, Any]) -> float:
    """What part of the search area lies in the polygons of `seen`."""
    frame = scenario.frame

    def to_local(longitudes_latitudes: NDArray[np.float64]) -> NDArray[np.float64]:
        north_m, east_m = frame.local_from_wgs84(longitudes_latitudes[:, 1], longitudes_latitudes[:, 0])
        return np.column_stack([east_m, north_m])

    area = Polygon([(east, north) for north, east in scenario.search_area])
    # Neighbouring cells share edges only up to rounding.
    parts = [transform(shape(one["geometry"]), to_local).buffer(0.02) for one in seen.get("features", [])]
    return float(union_all(parts).intersection(area).area / area.area) if parts else 0.0


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
        first_at = time_of(properties.get("first_seen_at"), f"features[{i}].properties.first_seen_at")
        found.append(Found(label=label, kind=kind, north_m=north_m, east_m=east_m, first_at=first_at))
    return found


def time_of(text: Any, field: str) -> datetime | None:
    """The moment that an RFC 3339 text says; None for None.

    Raises:
        ValueError: it says none, or not in which zone; the text names `field`.
    """
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"{field}: must be an RFC 3339 time such as 2026-11-23T12:00:00Z, is {text!r}")
    return moment


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
