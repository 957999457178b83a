"""A fence of polygons and circles, and what PX4 makes of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from firmware_sim.aircraft.plans import Fence, Item

PlaceOnMap = tuple[float, float]
HALF = 0.5
LocalFromDegrees = Callable[[float, float], PlaceOnMap]


@dataclass(frozen=True, slots=True, kw_only=True)
class Polygon:
    """Corners north and east in metres; inside must be stayed in, or kept out of."""

    corners: tuple[PlaceOnMap, ...]
    keep_in: bool

    def allows(self, place: PlaceOnMap) -> bool:
        """Whether the aircraft may be there."""
        return _inside(self.corners, place) == self.keep_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A centre and a radius."""

    centre: PlaceOnMap
    radius_m: float
    keep_in: bool

    def allows(self, place: PlaceOnMap) -> bool:
        """Whether the aircraft may be there."""
        distance_m = math.hypot(place[0] - self.centre[0], place[1] - self.centre[1])
        return (distance_m < abs(self.radius_m)) == self.keep_in


Part = Polygon | Circle


@dataclass(frozen=True, slots=True, kw_only=True)
class Geofence:
    """Every part must be kept: PX4 does not unite inclusion polygons."""

    parts: tuple[Part, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    def contains(self, place: PlaceOnMap) -> bool:
        """Whether the aircraft may be there."""
        return all(part.allows(place) for part in self.parts)


def parts_from_items(items: Sequence[Item], local_from_degrees: LocalFromDegrees) -> list[Part]:
    """The parts that uploaded items mean; items that are no fence, and the return point, mean nothing.

    PX4 takes as many items as the first corner says, whatever they are. Behind a circle it goes on by one item
    instead, so that each corner of a later polygon begins a polygon of its own.
    """
    parts: list[Part] = []
    index, behind_circle = 0, False
    while index < len(items):
        item, step = items[index], 1
        if item.command in (Fence.INCLUSION_VERTEX, Fence.EXCLUSION_VERTEX):
            count = int(item.params[0] + HALF)
            corners = [local_from_degrees(one.latitude_deg, one.longitude_deg) for one in items[index : index + count]]
            # One with less than its corners holds nothing.
            whole = tuple(corners) if len(corners) == count else ()
            parts.append(Polygon(corners=whole, keep_in=item.command == Fence.INCLUSION_VERTEX))
            step = 1 if behind_circle else count
        elif item.command in (Fence.INCLUSION_CIRCLE, Fence.EXCLUSION_CIRCLE):
            centre = local_from_degrees(item.latitude_deg, item.longitude_deg)
            keep_in = item.command == Fence.INCLUSION_CIRCLE
            parts.append(Circle(centre=centre, radius_m=item.params[0], keep_in=keep_in))
            behind_circle = True
        index += step
    return parts


def _inside(corners: tuple[PlaceOnMap, ...], place: PlaceOnMap) -> bool:
    """Whether a place is inside, by the parity of crossings."""
    inside = False
    north, east = place
    for (north_a, east_a), (north_b, east_b) in zip(corners, (*corners[1:], *corners[:1]), strict=True):
        if (east_a > east) != (east_b > east):
            crossing = north_a + (east - east_a) / (east_b - east_a) * (north_b - north_a)
            inside ^= north < crossing
    return inside
