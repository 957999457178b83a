"""Cutting an area into parallel strips, and finding how little of each must be flown for all of it to be seen."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from missions.area import Area

Array = NDArray[np.float64]
Stretch = tuple[int, float, float]
"""Strip, from where and to where along the heading."""

SHORTEST_FLOWN_M = 4.0
CRUMB_M2 = 1.0
"""No line is flown longer for a piece of ground smaller than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """How far one surely sees from a line, to its sides and ahead of its end."""

    aside_m: float
    ahead_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Strips:
    """Parallel strips over an area, in axes along and to the right of `heading_rad`."""

    heading_rad: float
    middles_m: Array
    """Each strip's middle, to the right of the frame's origin."""
    stretches: tuple[Stretch, ...]
    """Where each strip has ground to see, in order of strip and place."""
    flown: tuple[tuple[float, float], ...]
    """Of each stretch, from where to where the aircraft must fly to see it."""

    def point(self, strip: int, along_m: float) -> tuple[float, float]:
        """North and east of a place on a strip's middle line."""
        c, s = math.cos(self.heading_rad), math.sin(self.heading_rad)
        across = float(self.middles_m[strip])
        return along_m * c - across * s, along_m * s + across * c


def cut_into_strips(
    area: Area,
    heading_rad: float,
    spacing_m: float,
    keep_out_m: float,
    picture: Picture | None = None,
    *,
    is_rough: bool = False,
) -> Strips:
    """Strips at most `spacing_m` apart, and where each has ground to see.

    Every stretch spans all of the area within its strip, so that lines along the strips' middles leave no corner out;
    it stops `keep_out_m` before a hole that the middle line would run into. Each is flown from end to end, or, where
    the `picture` is known, only as far as it shows ground that no other line shows; the outermost lines then lie as
    far inside the area as their picture reaches. `is_rough` leaves the lines long, which is quicker.
    """
    sine, cosine = math.sin(heading_rad), math.cos(heading_rad)
    turn = np.array([[sine, cosine], [cosine, -sine]])  # (along, to the right) from (east, north)
    flat = shapely.transform(area.polygon, lambda xy: xy @ turn.T)
    west, low, east, high = flat.bounds
    middles = _middles(low, high, spacing_m, picture)
    edges = np.concatenate([[low], (middles[:-1] + middles[1:]) / 2, [high]])
    parts, strip = shapely.get_parts(
        shapely.intersection(flat, shapely.box(west - 1, edges[:-1], east + 1, edges[1:])), return_index=True
    )
    bounds = shapely.bounds(parts)
    stretches = _joined(
        [
            (int(index), float(start), float(end))
            for index, start, end, size in zip(strip, bounds[:, 0], bounds[:, 2], shapely.area(parts), strict=True)
            if end > start and size > 1e-6
        ]
    )
    if area.has_holes:
        kept_out = shapely.transform(area.kept_out, lambda xy: xy @ turn.T)
        stretches = _cut(stretches, middles, kept_out.buffer(keep_out_m, join_style="mitre"))
    flown = [(start, end) for _, start, end in stretches]
    if picture is not None and not is_rough:
        stretches, flown = _fitted(stretches, middles, flat, picture)
    return Strips(heading_rad=heading_rad, middles_m=middles, stretches=tuple(stretches), flown=tuple(flown))


def _middles(low: float, high: float, spacing_m: float, picture: Picture | None) -> Array:
    """Where the lines lie between the area's sides: evenly, the outermost as far from the side as may be."""
    extent = high - low
    if picture is None or 2 * picture.aside_m <= spacing_m:
        count = max(math.ceil(extent / spacing_m - 1e-9), 1)
        return np.asarray(low + (np.arange(count) + 0.5) * extent / count)
    between = extent - 2 * picture.aside_m
    if between <= 0:
        return np.array([(low + high) / 2])
    count = math.ceil(between / spacing_m - 1e-9) + 1
    return np.linspace(low + picture.aside_m, high - picture.aside_m, count)


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """Join what overlaps within a strip."""
    joined: list[Stretch] = []
    for strip, start, end in sorted(stretches):
        if joined and joined[-1][0] == strip and start <= joined[-1][2]:
            joined[-1] = (strip, joined[-1][1], max(end, joined[-1][2]))
        else:
            joined.append((strip, start, end))
    return joined


def _cut(stretches: list[Stretch], middles: Array, holes: BaseGeometry) -> list[Stretch]:
    """Take out of each strip's middle line what runs through a hole."""
    lines = [LineString([(start, middles[strip]), (end, middles[strip])]) for strip, start, end in stretches]
    left, index = shapely.get_parts(shapely.difference(np.array(lines), holes), return_index=True)
    bounds = shapely.bounds(left)
    return sorted(
        (stretches[which][0], float(west), float(east))
        for which, west, east in zip(index, bounds[:, 0], bounds[:, 2], strict=True)
        if east > west
    )


def _fitted(
    stretches: list[Stretch], middles: Array, flat: BaseGeometry, picture: Picture
) -> tuple[list[Stretch], list[tuple[float, float]]]:
    """Shorten each line, the shortest first, to what the others as they now are do not show; drop what shows nothing.

    Whatever all lines together show they still show, but for crumbs.
    """
    rows = np.array(stretches).reshape(-1, 3)
    across = middles[rows[:, 0].astype(np.intp)]
    first, last = rows[:, 1] - picture.ahead_m, rows[:, 2] + picture.ahead_m
    low, high = across - picture.aside_m, across + picture.aside_m
    wanted = shapely.intersection(flat, shapely.box(first, low, last, high))
    for line in np.argsort(last - first, kind="stable"):
        beside = (np.abs(across - across[line]) < 2 * picture.aside_m) & (first < last[line]) & (last > first[line])
        beside[line] = False
        left = wanted[line]
        for box in shapely.box(first[beside], low[beside], last[beside], high[beside]):
            left = left.difference(box)
            if left.is_empty:
                break
        parts = shapely.get_parts(left)
        bounds = shapely.bounds(parts[shapely.area(parts) > CRUMB_M2])
        if len(bounds):
            first[line], last[line] = bounds[:, 0].min(), bounds[:, 2].max()
        else:
            last[line] = first[line]
    kept = [line for line in range(len(stretches)) if last[line] > first[line]]
    flown = [
        _within(stretches[line], float(first[line]) + picture.ahead_m, float(last[line]) - picture.ahead_m)
        for line in kept
    ]
    return [stretches[line] for line in kept], flown


def _within(stretch: Stretch, first: float, last: float) -> tuple[float, float]:
    """A line's two ends: never shorter than can be flown, nor beyond where it may be flown."""
    _, start, end = stretch
    if last - first >= SHORTEST_FLOWN_M:
        return max(first, start), min(last, end)
    half = min(SHORTEST_FLOWN_M, end - start) / 2
    middle = min(max((first + last) / 2, start + half), end - half)
    return middle - half, middle + half
