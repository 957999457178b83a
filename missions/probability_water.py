"""Where somebody in the water may be by now, and what looking at the sea has told.

Someone who went in at a place known to some metres drifts with a steady, unknown velocity: one of two normal
distributions (`missions.leeway`). So where they are is a sum of two normal distributions that move and widen with the
time. What was seen counts where the person would have been *then*: the cell is followed back along its drift.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from missions.errors import ParameterError
from missions.geo import GeoPoint, LocalFrame
from missions.leeway import Branch, Sea, branches
from missions.probability import MOST_DETECTED, ProbabilityMap, empty_map, person_probability, ring_in

Array = NDArray[np.float64]

REACH_SIGMAS = 3.0
ACROSS = 48
"""Cells over the map each way, about: eight for a standard deviation."""
LOOK_TOGETHER_S = 20.0
"""Looks within so many seconds count as one moment: the fastest drift is some metres in that time."""
SIGMA_POINTS = ((0.0, 0.0, 0.5), (1.5, 0.0, 0.125), (-1.5, 0.0, 0.125), (0.0, 1.5, 0.125), (0.0, -1.5, 0.125))
"""Where in the uncertainty of the first place a cell's person may have begun, and with what weight."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaterDrift:
    """Somebody in the water, from when they were last seen."""

    last_seen: GeoPoint
    first_error_m: float
    """Standard deviation of that place, each way."""
    ways: tuple[Branch, Branch]

    def at(self, elapsed_s: float) -> ProbabilityMap:
        """Where they may be so long after."""
        centres = [way.velocity * elapsed_s for way in self.ways]
        spreads = [self._spread(way, elapsed_s) for way in self.ways]
        reach = [REACH_SIGMAS * np.sqrt(np.diag(spread)) for spread in spreads]
        low = np.min([centre - far for centre, far in zip(centres, reach, strict=True)], axis=0)
        high = np.max([centre + far for centre, far in zip(centres, reach, strict=True)], axis=0)
        frame = LocalFrame(origin=self.last_seen)
        empty = empty_map(frame, low[0], low[1], high[0], high[1], float((high - low).max()) / ACROSS)
        on_map = 1.0 - math.exp(-0.5 * REACH_SIGMAS**2)
        shares = [_normal(empty, centre, spread) for centre, spread in zip(centres, spreads, strict=True)]
        return replace(empty, chance=on_map * np.mean(shares, axis=0), elsewhere=1.0 - on_map)

    def detection(self, chances: ProbabilityMap, elapsed_s: float, seen: Mapping[str, Any], since: datetime) -> Array:
        """The chance (rows, columns) that who is in a cell now was noticed by one of the looks before.

        `seen` is what the station says of seen ground; `since` is when they were last seen. What was seen before that
        says nothing. Of several looks the best counts. Raises ParameterError.
        """
        moments = _moments(seen, since, elapsed_s, chances.frame)
        missed = np.ones(chances.chance.shape)
        if not moments:
            return 1.0 - missed
        north, east = chances.centres
        now = np.stack([north, east], axis=-1)
        weights = self._weights(now, elapsed_s)
        found = np.zeros(chances.chance.shape)
        for way, weight in zip(self.ways, weights, strict=True):
            for began, share in self._beginnings(way, now, elapsed_s):
                found += weight * share * _best_look(moments, began, now, elapsed_s)
        return np.asarray(np.clip(found, 0.0, MOST_DETECTED))

    def _spread(self, way: Branch, elapsed_s: float) -> Array:
        return np.asarray(self.first_error_m**2 * np.eye(2) + way.spread * elapsed_s**2)

    def _weights(self, now: Array, elapsed_s: float) -> tuple[Array, Array]:
        """How much each way has to do with who is in a cell now."""
        densities = [_density(now, way.velocity * elapsed_s, self._spread(way, elapsed_s)) for way in self.ways]
        total = np.maximum(densities[0] + densities[1], np.finfo(np.float64).tiny)
        return densities[0] / total, densities[1] / total

    def _beginnings(self, way: Branch, now: Array, elapsed_s: float) -> Sequence[tuple[Array, float]]:
        """Places where who is in a cell now may have been at first, given that they have gone this way."""
        spread = self._spread(way, elapsed_s)
        gain = self.first_error_m**2 * np.linalg.inv(spread)
        mean = (now - way.velocity * elapsed_s) @ gain.T
        left = self.first_error_m**2 * (np.eye(2) - gain)
        root = np.linalg.cholesky(left + 1e-9 * np.eye(2))
        return [(mean + root @ np.array([along, aside]), share) for along, aside, share in SIGMA_POINTS]


def by_leeway(last_seen: GeoPoint, *, floats: str, sea: Sea, first_error_m: float = 50.0) -> WaterDrift:
    """Somebody who went into the water there. Raises ParameterError for a kind of which nothing is known."""
    if not first_error_m > 0.0:
        raise ParameterError(
            "drift_first_error",
            "The place where they were last seen cannot be exact.",
            remedy="Say how many metres it may be wrong.",
        )
    return WaterDrift(last_seen=last_seen, first_error_m=first_error_m, ways=branches(floats, sea))


def _density(places: Array, centre: Array, spread: Array) -> Array:
    away = places - centre
    squared = np.einsum("...i,ij,...j->...", away, np.linalg.inv(spread), away)
    return np.asarray(np.exp(-0.5 * squared) / math.sqrt(float(np.linalg.det(spread))))


def _normal(grid: ProbabilityMap, centre: Array, spread: Array) -> Array:
    """A normal distribution cut off at REACH_SIGMAS, on the cells of a map; it makes 1."""
    north, east = grid.centres
    density = _density(np.stack([north, east], axis=-1), centre, spread)
    edge = math.exp(-0.5 * REACH_SIGMAS**2) / math.sqrt(float(np.linalg.det(spread)))
    density[density < edge] = 0.0
    return np.asarray(density / density.sum())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Moment:
    """What was seen at one moment."""

    after_s: float
    shapes: list[tuple[float, shapely.Geometry]]
    """Probability of detection and the ground, best last."""


def _moments(seen: Mapping[str, Any], since: datetime, elapsed_s: float, frame: LocalFrame) -> list[_Moment]:
    found: dict[int, dict[float, list[shapely.Geometry]]] = defaultdict(lambda: defaultdict(list))
    for number, feature in enumerate(seen.get("features") or [], 1):
        after_s = (datetime.fromisoformat(feature["properties"]["seen_at"]) - since).total_seconds()
        if not 0.0 <= after_s <= elapsed_s:
            continue
        chance = person_probability(feature, number)
        shape = ring_in(feature["geometry"]["coordinates"], frame)
        found[int(after_s // LOOK_TOGETHER_S)][chance].append(shape)
    return [
        _Moment(
            after_s=min((step + 0.5) * LOOK_TOGETHER_S, elapsed_s),
            shapes=[(chance, shapely.union_all(shapes)) for chance, shapes in sorted(by_chance.items())],
        )
        for step, by_chance in sorted(found.items())
    ]


def _best_look(moments: Sequence[_Moment], began: Array, now: Array, elapsed_s: float) -> Array:
    """The best probability (rows, columns) with which one moment saw who has drifted from `began` to `now`."""
    best = np.zeros(now.shape[:2])
    for moment in moments:
        then = began + (now - began) * (moment.after_s / elapsed_s)
        for chance, shape in moment.shapes:
            east_low, north_low, east_high, north_high = shape.bounds
            near = (then[..., 0] >= north_low) & (then[..., 0] <= north_high) & (best < chance)
            near &= (then[..., 1] >= east_low) & (then[..., 1] <= east_high)
            if near.any():
                inside = shapely.contains_xy(shape, then[near][:, 1], then[near][:, 0])
                best[near] = np.where(inside, chance, best[near])
    return best
