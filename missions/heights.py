"""Absolute heights for a route, from the ground below it.

PX4 follows no terrain: it flies straight between the heights that it is given. So the ground is sampled along every leg
and points are inserted until the straight line between them nowhere comes below the wanted height above ground.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from missions.following import (
    least_spacing_m,
    with_braking_points,
    with_steep_ends_upright,
    without_short_climbs,
)
from missions.legs import Purpose
from missions.route import Route

Array = NDArray[np.float64]
Ground = Callable[[Array, Array], Array]
"""Height above sea level (m) at north and east (m); NaN where unknown."""

STEEPEST = 1.0
"""Rise over run that a route may have; over a cliff it begins to climb earlier and descends later."""
CLIMB_OUT = 0.5
"""Rise over run of the climb from the take-off height to the working height."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """A route with heights."""

    points: Array
    """(n, 3): north, east, height above sea level in metres."""
    route: Route
    """What it was made from."""
    leg_of: NDArray[np.intp]
    """(n - 1,): which of the route's legs each leg between `points` is part of."""
    dwell_s: Array
    """(n,): how long to stay at each point."""
    samples: Array
    """(m, 4): north, east, height of the route, height of the ground, densely along the route."""
    vertices: NDArray[np.intp]
    """Which samples are the route's own points (before heights put more between them)."""
    is_climb_out: NDArray[np.bool_]
    """(m,): samples on the way up from home."""
    unknown: Array
    """(k, 2): places under the route, or looked at from it, of which no height is known; then `points` are not to be
    used."""

    @property
    def take_off_m(self) -> float:
        """How far straight up from home the route begins; the first leg is flown from there."""
        return float(self.points[0, 2] - self.samples[0, 3])

    @property
    def heights_agl_m(self) -> Array:
        """Height above ground (m,) at the samples."""
        return np.asarray(self.samples[:, 2] - self.samples[:, 3])

    @property
    def working_heights_agl_m(self) -> Array:
        """Height above ground at the samples, infinite on the climb out from home."""
        return np.where(self.is_climb_out, np.inf, self.heights_agl_m)


def bake(
    route: Route,
    ground: Ground,
    *,
    transit_agl_m: float,
    take_off_m: float,
    step_m: float,
    band_m: float,
    speed_ms: float,
) -> Profile:
    """Heights such that the route is nowhere lower above ground than its legs want, `transit_agl_m` out and back.

    It is at most `band_m` too high, where that takes no points closer than an autopilot at `speed_ms` follows.
    `step_m` is the sampling distance along the route. On the way out the wanted height rises from `take_off_m`.
    """
    north_east, leg, along = _samples(route.points, step_m)
    below = ground(north_east[:, 0], north_east[:, 1])
    looked_at = route.looked_at
    aimed = ground(looked_at[:, 0], looked_at[:, 1])
    unknown = np.concatenate([north_east[~np.isfinite(below)], looked_at[~np.isfinite(aimed)]])
    if len(unknown):
        return _unusable(route, unknown)
    vertices, least_m = _vertices(leg), least_spacing_m(speed_ms)
    agl = _wanted_agl(route, transit_agl_m, leg, along, vertices)
    is_climb_out = take_off_m + CLIMB_OUT * along < agl
    # The climb out ends at a sample, so that on level ground it is one straight line.
    top = _top(int(np.count_nonzero(is_climb_out)), along, vertices, least_m)
    is_climb_out = np.arange(len(along)) < top
    agl[:top] = take_off_m + (agl[top] - take_off_m) * along[:top] / max(along[top], 1e-9)
    wanted = _gentle(below + agl, along)
    fixed = np.union1d(vertices, [top])
    kept, lifted = _thinned(wanted, along, fixed, band_m, least_m)
    points = without_short_climbs(np.column_stack([north_east[kept], lifted]))
    points = with_steep_ends_upright(points, speed_ms)
    height = np.interp(along, along[kept], points[:, 2])
    points, parts = with_braking_points(points, speed_ms)
    return Profile(
        points=points,
        route=route,
        leg_of=leg[kept[1:]][parts],
        dwell_s=_dwells(route, vertices, kept, parts),
        samples=np.column_stack([north_east, height, below]),
        vertices=vertices,
        is_climb_out=is_climb_out,
        unknown=unknown,
    )


def _top(top: int, along: Array, vertices: NDArray[np.intp], least_m: float) -> int:
    """Where the climb out ends: at the route's own next point where one is too close for another."""
    top = min(top, len(along) - 1)
    corners = vertices[1:]
    nearest = int(corners[np.argmin(np.abs(along[corners] - along[top]))])
    return nearest if top > 0 and abs(along[nearest] - along[top]) < least_m else top


def _wanted_agl(
    route: Route, transit_agl_m: float, leg: NDArray[np.intp], along: Array, vertices: NDArray[np.intp]
) -> Array:
    """Wanted height above ground (m,) at the samples: even on work, `transit_agl_m` out and back, straight between."""
    starts, ends = np.full(len(route.legs), np.nan), np.full(len(route.legs), np.nan)
    for index, work in enumerate(route.legs):
        if work is not None:
            ends[index] = work.agl_m
            starts[index] = work.agl_m if work.purpose is Purpose.LOOK else np.nan
    survey = np.flatnonzero(route.is_survey)
    first, last = (survey[0], survey[-1]) if len(survey) else (len(ends), -1)
    before = transit_agl_m
    for index in range(len(ends)):
        if np.isnan(ends[index]):
            is_transfer = index < first or index > last
            following = transit_agl_m if is_transfer else ends[survey[np.searchsorted(survey, index)]]
            starts[index] = transit_agl_m if is_transfer else before
            ends[index] = following
        elif np.isnan(starts[index]):
            starts[index] = before
        before = ends[index]
    begin, length = along[vertices[:-1]], np.diff(along[vertices])
    share = np.concatenate([[0.0], ((along[1:] - begin[leg[1:]]) / np.maximum(length[leg[1:]], 1e-9))])
    agl = starts[leg] + share * (ends - starts)[leg]
    # A vertex belongs to two legs: the higher demand holds there.
    agl[vertices[1:-1]] = np.maximum(ends[:-1], starts[1:])
    return np.asarray(agl)


def _dwells(route: Route, vertices: NDArray[np.intp], kept: NDArray[np.intp], parts: NDArray[np.intp]) -> Array:
    """How long to stay at each point: what the route says of it, and nowhere between."""
    at_kept = np.zeros(len(kept))
    at_kept[np.searchsorted(kept, vertices)] = route.dwell_s
    is_end = np.append(np.diff(parts) > 0, True)
    return np.concatenate([[at_kept[0]], np.where(is_end, at_kept[parts + 1], 0.0)])


def _unusable(route: Route, unknown: Array) -> Profile:
    return Profile(
        points=np.column_stack([route.points, np.full(len(route.points), np.nan)]),
        route=route,
        leg_of=np.arange(len(route.legs)),
        dwell_s=route.dwell_s,
        samples=np.empty((0, 4)),
        vertices=np.empty(0, np.intp),
        is_climb_out=np.empty(0, np.bool_),
        unknown=unknown,
    )


def _samples(points: Array, step_m: float) -> tuple[Array, NDArray[np.intp], Array]:
    """Places (m, 2) at most `step_m` apart, the leg of each, and the distance flown; every vertex ends its leg."""
    legs = np.diff(points, axis=0)
    lengths = np.linalg.norm(legs, axis=1)
    places, numbers = [points[:1]], [np.zeros(1, np.intp)]
    for index, (start, leg, length) in enumerate(zip(points[:-1], legs, lengths, strict=True)):
        count = max(int(np.ceil(length / step_m)), 1)
        fractions = np.arange(1, count + 1)[:, None] / count
        places.append(start + fractions * leg)
        numbers.append(np.full(count, index, np.intp))
    all_places = np.concatenate(places)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(all_places, axis=0), axis=1))])
    return all_places, np.concatenate(numbers), along


def _vertices(leg: NDArray[np.intp]) -> NDArray[np.intp]:
    """Indices of the samples at the route's own points."""
    ends = np.flatnonzero(np.diff(leg))
    return np.concatenate([[0], ends, [len(leg) - 1]]).astype(np.intp)


def _gentle(wanted: Array, along: Array) -> Array:
    """The lowest heights that are nowhere below `wanted` and nowhere steeper than STEEPEST."""
    rising = np.maximum.accumulate(wanted + STEEPEST * along) - STEEPEST * along
    falling = np.maximum.accumulate((wanted - STEEPEST * along)[::-1])[::-1] + STEEPEST * along
    return np.maximum(rising, falling)


def _thinned(
    wanted: Array, along: Array, fixed: NDArray[np.intp], band_m: float, least_m: float
) -> tuple[NDArray[np.intp], Array]:
    """Few samples whose straight connections stay within `band_m` above `wanted`, and their heights.

    Douglas-Peucker to half the band between the samples that are `fixed`, with no others closer than `least_m` to any;
    then every kept point is lifted by what its legs lack.
    """
    kept = set(fixed.tolist())
    stack = list(pairwise(fixed.tolist()))
    while stack:
        first, last = stack.pop()
        begin = int(np.searchsorted(along, along[first] + least_m))
        end = int(np.searchsorted(along, along[last] - least_m, side="right"))
        if begin >= end:
            continue
        inside = slice(begin, end)
        line = np.interp(along[inside], along[[first, last]], wanted[[first, last]])
        off = np.abs(wanted[inside] - line)
        worst = int(np.argmax(off))
        if off[worst] > band_m / 2:
            middle = begin + worst
            kept.add(middle)
            stack += [(first, middle), (middle, last)]
    indices = np.array(sorted(kept), np.intp)
    line = np.interp(along, along[indices], wanted[indices])
    lacking = np.maximum.reduceat(np.maximum(wanted - line, 0.0), indices[:-1])
    lift = np.maximum(np.concatenate([[0.0], lacking]), np.concatenate([lacking, [0.0]]))
    return indices, wanted[indices] + lift
