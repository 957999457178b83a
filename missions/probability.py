"""Where somebody who is missing may be: a map of chances, and what a search that found nobody does to it.

Bayes' rule as search theory writes it (B. O. Koopman, Search and Screening, 1946; IAMSAR Manual vol. II, updating of
probability maps): a cell with the chance p, searched with the probability of detection d, keeps p (1 - d), and all is
divided by what is left. Whatever is taken from a searched cell is given to all others, those outside of the map too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeGuard

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from missions.area_reading import read_area
from missions.errors import ParameterError
from missions.geo import GeoPoint, LocalFrame

Array = NDArray[np.float64]

MOST_CELLS = 250_000
FINEST_CELL_M = 10.0
MOST_DETECTED = 0.95
"""However good the picture: people lie under bushes and in ditches. Our choice, not a measurement."""
SAMPLES = 4
"""A cell is divided so many times each way to see how much of it lies in a ring."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProbabilityMap:
    """Square cells, each with the chance that the person is in it."""

    frame: LocalFrame
    south_m: float
    """Southern edge of the first row, in the frame."""
    west_m: float
    cell_m: float
    chance: Array
    """(rows, columns), from the south and from the west."""
    elsewhere: float
    """The chance that they are not on the map at all; with all cells it makes 1."""

    @property
    def centres(self) -> tuple[Array, Array]:
        """North and east (rows, columns) of the cells' middles."""
        rows, columns = self.chance.shape
        norths = self.south_m + (np.arange(rows) + 0.5) * self.cell_m
        easts = self.west_m + (np.arange(columns) + 0.5) * self.cell_m
        north, east = np.meshgrid(norths, easts, indexing="ij")
        return north, east

    def inside(self, shape: BaseGeometry) -> NDArray[np.bool_]:
        """Which cells' middles are inside of a shape (x east, y north, in the frame)."""
        north, east = self.centres
        return np.asarray(shapely.contains_xy(shape, east, north))

    def chance_in(self, shape: BaseGeometry) -> float:
        """The chance that the person is inside of a shape."""
        return float(self.chance[self.inside(shape)].sum())

    def gained(self, detection: Array) -> float:
        """The chance that a search with these probabilities of detection (rows, columns) finds the person."""
        return float((self.chance * detection).sum())

    def after(self, detection: Array) -> ProbabilityMap:
        """What is believed when such a search has found nobody. Raises ParameterError where that cannot be."""
        if not (np.isfinite(detection) & (detection >= 0.0) & (detection <= 1.0)).all():
            raise ParameterError(
                "detection_limits",
                "A probability of detection is no number from 0 to 1.",
                remedy="Give the share of such people that the search would have found.",
            )
        left = self.chance * (1.0 - detection)
        total = float(left.sum()) + self.elsewhere
        if total <= 0.0:
            raise ParameterError(
                "probability_exhausted",
                "Everything on the map was searched with certainty and nobody was found.",
                remedy="Draw a larger map, or give it a chance of being wrong.",
            )
        return replace(self, chance=left / total, elsewhere=self.elsewhere / total)


def empty_map(frame: LocalFrame, south: float, west: float, north: float, east: float, cell_m: float) -> ProbabilityMap:
    """Empty cells over a rectangle; larger ones where there would be too many."""
    cell = max(cell_m, FINEST_CELL_M, math.sqrt((north - south) * (east - west) / MOST_CELLS))
    shape = (max(math.ceil((north - south) / cell), 1), max(math.ceil((east - west) / cell), 1))
    return ProbabilityMap(frame=frame, south_m=south, west_m=west, cell_m=cell, chance=np.zeros(shape), elsewhere=1.0)


def by_distance(
    last_seen: GeoPoint, within_m: Sequence[float], chances: Sequence[float], *, reach_m: float, cell_m: float = 50.0
) -> ProbabilityMap:
    """Rings round where somebody was last seen: found within so many metres with such a chance.

    A ring's chance lies evenly on its ground. What lies further than `reach_m` is elsewhere.
    """
    empty = empty_map(LocalFrame(origin=last_seen), -reach_m, -reach_m, reach_m, reach_m, cell_m)
    away = _fine_distances(empty)
    chance = np.zeros(empty.chance.shape)
    for (inner, before), (outer, until) in pairwise([(0.0, 0.0), *zip(within_m, chances, strict=True)]):
        share = ((away >= inner) & (away < min(outer, reach_m))).mean(axis=(2, 3))
        if share.sum() > 0:
            on_map = (min(outer, reach_m) ** 2 - inner**2) / (outer**2 - inner**2)
            chance += (until - before) * on_map * share / share.sum()
    return replace(empty, chance=chance, elsewhere=1.0 - float(chance.sum()))


def _fine_distances(grid: ProbabilityMap) -> Array:
    """(rows, columns, n, n): how far from the frame's origin the parts of each cell are."""
    north, east = grid.centres
    aside = ((np.arange(SAMPLES) + 0.5) / SAMPLES - 0.5) * grid.cell_m
    return np.asarray(np.hypot(north[..., None, None] + aside[:, None], east[..., None, None] + aside[None, :]))


def by_drift(
    last_seen: GeoPoint,
    *,
    towards_deg: float,
    speed_ms: float,
    hours: float,
    first_error_m: float = 50.0,
    error_share: float = 0.3,
    cell_m: float = 25.0,
) -> ProbabilityMap:
    """A normal distribution round where somebody has drifted to.

    Its standard deviation grows from `first_error_m` by `error_share` of the way; the map reaches three of them, and
    what lies further is elsewhere.
    """
    way_m = speed_ms * hours * 3600.0
    north_m, east_m = way_m * math.cos(math.radians(towards_deg)), way_m * math.sin(math.radians(towards_deg))
    sigma_m = math.hypot(first_error_m, error_share * way_m)
    reach_m = 3 * sigma_m
    frame = LocalFrame(origin=last_seen)
    empty = empty_map(frame, north_m - reach_m, east_m - reach_m, north_m + reach_m, east_m + reach_m, cell_m)
    north, east = empty.centres
    away = np.hypot(north - north_m, east - east_m)
    density = np.exp(-0.5 * (away / sigma_m) ** 2)
    density[away > reach_m] = 0.0
    on_map = 1.0 - math.exp(-0.5 * 3**2)
    return replace(empty, chance=on_map * density / density.sum(), elsewhere=1.0 - on_map)


def drawn(document: Mapping[str, Any], *, cell_m: float = 25.0, across: int | None = None) -> ProbabilityMap:
    """Polygons with a `weight` each: how likely it is that the person is inside, relative to the others.

    The collection's own `elsewhere` (0 if it has none) is the chance that they are in none of them. Where polygons
    overlap, their chances add up. With `across` the cells are so large that no more lie beside each other. Raises
    AreaError, ParameterError.
    """
    features = document.get("features") if document.get("type") == "FeatureCollection" else None
    rows = [(read_area(feature), _weight(feature, number)) for number, feature in enumerate(features or [], 1)]
    elsewhere = document.get("elsewhere", 0.0)
    if not rows or not _is_number(elsewhere) or not 0.0 <= elsewhere < 1.0:
        raise ParameterError(
            "probability_map_form",
            "The map of chances has no polygons, or its `elsewhere` is no number from 0 to 1.",
            remedy="Give a GeoJSON FeatureCollection of polygons with a `weight` among their properties.",
        )
    frame = rows[0][0].frame
    shapes = [_moved(area.polygon, area.frame, frame) for area, _ in rows]
    west, south, east, north = shapely.union_all(shapes).bounds
    if across is not None:
        cell_m = max(cell_m, max(north - south, east - west) / across)
    empty = empty_map(frame, south, west, north, east, cell_m)
    chance = np.zeros(empty.chance.shape)
    total = sum(weight for _, weight in rows)
    for shape, (_, weight) in zip(shapes, rows, strict=True):
        inside = empty.inside(shape).astype(float)
        if not inside.any():
            inside = _nearest(empty, shape)
        chance += weight / total * inside / inside.sum()
    return replace(empty, chance=(1.0 - elsewhere) * chance, elsewhere=float(elsewhere))


def seen_detection(chances: ProbabilityMap, seen: Mapping[str, Any]) -> Array:
    """Probability of detection (rows, columns) from what has really been seen.

    `seen` is what the station says of seen ground: rectangles with `person_probability`. A cell that several show has
    the best of them, and only as much of it as is shown counts. Raises AreaError, ParameterError.
    """
    features = seen.get("features")
    north, east = chances.centres
    half = chances.cell_m / 2
    boxes = shapely.box(east - half, north - half, east + half, north + half).ravel()
    by_chance: dict[float, list[Polygon]] = {}
    for number, feature in enumerate(features if isinstance(features, list) else [], 1):
        shape = ring_in(feature["geometry"]["coordinates"], chances.frame)
        by_chance.setdefault(person_probability(feature, number), []).append(shape)
    detection = np.zeros(chances.chance.size)
    left: Any = boxes.copy()
    tree = shapely.STRtree(boxes)
    # The best look first: what it shows is taken from the cell before a worse one counts.
    for found in sorted(by_chance, reverse=True):
        shape = shapely.union_all(by_chance[found])
        touched = tree.query(shape, predicate="intersects")
        shown = shapely.area(shapely.intersection(left[touched], shape)) / chances.cell_m**2
        detection[touched] += found * shown
        left[touched] = shapely.difference(left[touched], shape)
    return np.asarray(np.clip(detection, 0.0, MOST_DETECTED).reshape(chances.chance.shape))


def person_probability(feature: Mapping[str, Any], number: int) -> float:
    """That a person would have been noticed on this piece of seen ground. Raises ParameterError."""
    found = (feature.get("properties") or {}).get("person_probability")
    if not _is_number(found) or not 0.0 <= found <= 1.0:
        raise ParameterError(
            "detection_limits",
            f"Seen ground number {number} has no person_probability from 0 to 1.",
            remedy="Give the seen ground as the station says it.",
            details={"n": number},
        )
    return float(found)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _weight(feature: Any, number: int) -> float:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    weight = (properties or {}).get("weight")
    if not _is_number(weight) or weight <= 0:
        raise ParameterError(
            "probability_weight",
            f"Polygon {number} of the map of chances has no weight above 0.",
            remedy='Give it `"weight": 2` or the like among its properties.',
            details={"n": number},
        )
    return float(weight)


def ring_in(rings: Any, frame: LocalFrame) -> Polygon:
    """The outer ring of GeoJSON coordinates in a frame (x east, y north)."""
    corners = np.array([point[:2] for point in rings[0]], np.float64)
    north, east = frame.to_local(corners[:, 1], corners[:, 0])
    return Polygon(np.column_stack([east, north]))


def _moved(shape: BaseGeometry, old: LocalFrame, new: LocalFrame) -> BaseGeometry:
    def moved(points: Array) -> Array:
        north, east = new.to_local(*old.to_geographic(points[:, 1], points[:, 0]))
        return np.column_stack([east, north])

    return shapely.transform(shape, moved)


def _nearest(grid: ProbabilityMap, shape: BaseGeometry) -> Array:
    north, east = grid.centres
    chosen = np.zeros(north.shape)
    point = shape.representative_point()
    chosen.flat[int(np.argmin(np.hypot(north - point.y, east - point.x)))] = 1.0
    return chosen
