"""The fence that an aircraft carries, judged on the ground as well: PX4 tests waypoints only, not the legs between."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

from ground_station.safety.geometry import distance_m, distance_to_edge_m, from_plane, is_inside, to_plane

RETURN_POINT, POLYGON_IN, POLYGON_OUT, CIRCLE_IN, CIRCLE_OUT = 5000, 5001, 5002, 5003, 5004
"""MAV_CMD_NAV_FENCE_*."""
STEP_M: Final = 5.0
"""How finely a leg is looked at."""
SLACK_M: Final = 0.5
"""By which margins measured from two places may disagree: each is measured on a plane of its own."""
ROUNDED_BY: Final = 8
"""Corners with which a margin goes around a place."""

Degrees = tuple[float, float]
"""Latitude and longitude."""


class FenceItem(Protocol):
    """An item of a fence as plans and aircraft carry it."""

    @property
    def command(self) -> int:
        """As MISSION_ITEM_INT has it, in degrees."""

    @property
    def params(self) -> tuple[float, float, float, float]:
        """As MISSION_ITEM_INT has it, in degrees."""

    @property
    def latitude_deg(self) -> float:
        """As MISSION_ITEM_INT has it, in degrees."""

    @property
    def longitude_deg(self) -> float:
        """As MISSION_ITEM_INT has it, in degrees."""


@dataclass(frozen=True, slots=True)
class Circle:
    """A round part of a fence."""

    centre: Degrees
    radius_m: float
    keeps_in: bool


@dataclass(frozen=True, slots=True)
class Polygon:
    """A part of a fence with corners."""

    corners: tuple[Degrees, ...]
    keeps_in: bool


@dataclass(frozen=True, slots=True)
class Fence:
    """Every part must be kept: PX4 joins them by "and"."""

    parts: tuple[Circle | Polygon, ...]

    def margin_m(self, place: Degrees) -> float:
        """How far inside `place` is; negative outside, infinite without a fence."""
        return min((_margin_m(part, place) for part in self.parts), default=math.inf)

    def least_margin_m(self, start: Degrees, end: Degrees) -> float:
        """The least margin along the straight leg from `start` to `end`, looked at every `STEP_M`."""
        if not self.parts:
            return math.inf
        whole = to_plane(start, *end)
        length_m = math.hypot(*whole)
        count = max(1, math.ceil(length_m / STEP_M))
        least_m, at = math.inf, 0
        while at <= count:
            margin_m = self.margin_m(from_plane(start, (whole[0] * at / count, whole[1] * at / count)))
            # A margin changes by no more than the way flown: where it is large the places after it need no look.
            spare_m = margin_m - least_m - SLACK_M
            least_m = min(least_m, margin_m)
            at += 1 if spare_m <= 0.0 or length_m == 0.0 else 1 + int(min(spare_m / length_m, 1.0) * count)
        return least_m

    def is_kept_by(self, legs: Sequence[Degrees]) -> bool:
        """Whether a whole route stays inside."""
        if len(legs) == 1:
            return self.margin_m(legs[0]) >= 0.0
        return all(self.least_margin_m(a, b) >= 0.0 for a, b in pairwise(legs))


def fence_of(items: Iterable[FenceItem]) -> Fence:
    """The fence that `items` make; a polygon's corners follow each other and each says how many there are."""
    parts: list[Circle | Polygon] = []
    corners: list[Degrees] = []
    for item in items:
        place = (item.latitude_deg, item.longitude_deg)
        if item.command in (CIRCLE_IN, CIRCLE_OUT):
            parts.append(Circle(place, item.params[0], item.command == CIRCLE_IN))
        elif item.command in (POLYGON_IN, POLYGON_OUT):
            corners.append(place)
            if len(corners) == round(item.params[0]):
                parts.append(Polygon(tuple(corners), item.command == POLYGON_IN))
                corners = []
    return Fence(tuple(parts))


def _margin_m(part: Circle | Polygon, place: Degrees) -> float:
    if isinstance(part, Circle):
        inside_m = part.radius_m - distance_m(part.centre, place)
        return inside_m if part.keeps_in else -inside_m
    corners = [to_plane(place, *corner) for corner in part.corners]
    edge_m = distance_to_edge_m(corners, (0.0, 0.0))
    return edge_m if is_inside(corners, (0.0, 0.0)) == part.keeps_in else -edge_m


def fence_around(places: Sequence[Degrees], margin_m: float) -> tuple[Degrees, ...]:
    """The corners of the smallest convex polygon that keeps `margin_m` around every place."""
    origin = places[0]
    reach_m = margin_m / math.cos(math.pi / ROUNDED_BY)
    points = []
    for place in places:
        north, east = to_plane(origin, *place)
        for corner in range(ROUNDED_BY):
            turn = 2 * math.pi * corner / ROUNDED_BY
            points.append((north + reach_m * math.cos(turn), east + reach_m * math.sin(turn)))
    return tuple(from_plane(origin, corner) for corner in _hull(points))


def _hull(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Andrew's monotone chain."""
    ordered = sorted(set(points))
    chains = []
    for sequence in (ordered, ordered[::-1]):
        chain: list[tuple[float, float]] = []
        for point in sequence:
            while len(chain) >= 2 and _turn(chain[-2], chain[-1], point) <= 0.0:
                chain.pop()
            chain.append(point)
        chains.append(chain[:-1])
    return chains[0] + chains[1]


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
