"""Whether two things in the air will come too close: predicted along straight pieces of their ways. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

ALWAYS: Final = (-math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Knot:
    """Where something will be `at_s` from now: metres north, east and above the sea in a common frame."""

    at_s: float
    north_m: float
    east_m: float
    up_m: float | None
    """None: its height is not known, so it may be at any."""


Path = Sequence[Knot]
"""In order of time; before the first and after the last knot it stays where it is."""


@dataclass(frozen=True, slots=True)
class Approach:
    """Two things closer than they may be."""

    in_s: float
    """From now until they are."""
    horizontal_m: float
    """The least distance over ground from then on, while they are too close."""


def straight(
    north_m: float, east_m: float, up_m: float | None, velocity_ned_ms: tuple[float, float, float], horizon_s: float
) -> tuple[Knot, Knot]:
    """The way of something that keeps its velocity for `horizon_s`."""
    north, east, down = (speed * horizon_s for speed in velocity_ned_ms)
    there = Knot(horizon_s, north_m + north, east_m + east, None if up_m is None else up_m - down)
    return Knot(0.0, north_m, east_m, up_m), there


def first_approach(
    one: Path, other: Path, *, horizontal_m: float, vertical_m: float, horizon_s: float
) -> Approach | None:
    """When both distances first fall below their limits within `horizon_s`, or None.

    Between the knots of both the relative motion is straight, so each piece is solved exactly.
    """
    times = sorted({0.0, horizon_s, *(k.at_s for k in (*one, *other) if 0.0 < k.at_s < horizon_s)})
    for start_s, end_s in pairwise(times):
        found = _within_piece(_relative(one, other, start_s), _relative(one, other, end_s), horizontal_m, vertical_m)
        if found is not None:
            share, closest_m = found
            return Approach(start_s + share * (end_s - start_s), closest_m)
    return None


@dataclass(frozen=True, slots=True)
class Closest:
    """The least distance over ground that two things come to."""

    in_s: float
    horizontal_m: float
    vertical_m: float | None
    """Between them at that moment; None where a height is not known."""


def closest_approach(one: Path, other: Path, *, horizon_s: float) -> Closest:
    """When two things are nearest to each other over ground within `horizon_s`, however far that is."""
    times = sorted({0.0, horizon_s, *(k.at_s for k in (*one, *other) if 0.0 < k.at_s < horizon_s)})
    found: Closest | None = None
    for start_s, end_s in pairwise(times):
        start, end = _relative(one, other, start_s), _relative(one, other, end_s)
        share = _nearest_share(start, end)
        in_s = start_s + share * (end_s - start_s)
        north, east, up = _relative(one, other, in_s)
        apart_m = math.hypot(north, east)
        if found is None or apart_m < found.horizontal_m:
            found = Closest(in_s, apart_m, None if up is None else abs(up))
    assert found is not None
    return found


def _nearest_share(start: Relative, end: Relative) -> float:
    """Share of a piece of straight relative motion at which the distance over ground is least."""
    north, east = end[0] - start[0], end[1] - start[1]
    speed2 = north**2 + east**2
    share = 0.0 if speed2 == 0.0 else -(start[0] * north + start[1] * east) / speed2
    return min(1.0, max(0.0, share))


def place_at(path: Path, at_s: float) -> Knot:
    """Where something is on its way."""
    if at_s <= path[0].at_s:
        return path[0]
    for before, after in pairwise(path):
        if at_s <= after.at_s:
            share = (at_s - before.at_s) / max(after.at_s - before.at_s, 1e-9)
            up_m = None if before.up_m is None or after.up_m is None else _between(before.up_m, after.up_m, share)
            return Knot(
                at_s,
                _between(before.north_m, after.north_m, share),
                _between(before.east_m, after.east_m, share),
                up_m,
            )
    return path[-1]


Relative = tuple[float, float, float | None]


def _relative(one: Path, other: Path, at_s: float) -> Relative:
    a, b = place_at(one, at_s), place_at(other, at_s)
    return (
        b.north_m - a.north_m,
        b.east_m - a.east_m,
        None if a.up_m is None or b.up_m is None else b.up_m - a.up_m,
    )


def _within_piece(start: Relative, end: Relative, horizontal_m: float, vertical_m: float) -> tuple[float, float] | None:
    """Share of the piece at which both limits are first broken and the least distance from there on, or None."""
    near = _horizontally(start, end, horizontal_m)
    level = _vertically(start[2], end[2], vertical_m)
    if near is None or level is None:
        return None
    first, last = max(0.0, near[0], level[0]), min(1.0, near[1], level[1])
    if first > last:
        return None
    north, east = end[0] - start[0], end[1] - start[1]
    share = min(last, max(first, _nearest_share(start, end)))
    return first, math.hypot(start[0] + share * north, start[1] + share * east)


def _horizontally(start: Relative, end: Relative, limit_m: float) -> tuple[float, float] | None:
    north, east = end[0] - start[0], end[1] - start[1]
    a = north**2 + east**2
    c = start[0] ** 2 + start[1] ** 2 - limit_m**2
    if a < 1e-12:
        return ALWAYS if c <= 0.0 else None
    half_b = start[0] * north + start[1] * east
    root2 = half_b**2 - a * c
    if root2 < 0.0:
        return None
    root = math.sqrt(root2)
    return (-half_b - root) / a, (-half_b + root) / a


def _vertically(start: float | None, end: float | None, limit_m: float) -> tuple[float, float] | None:
    if start is None or end is None:
        return ALWAYS
    climb = end - start
    if abs(climb) < 1e-9:
        return ALWAYS if abs(start) <= limit_m else None
    shares = ((-limit_m - start) / climb, (limit_m - start) / climb)
    return min(shares), max(shares)


def _between(one: float, other: float, share: float) -> float:
    return one + (other - one) * share
