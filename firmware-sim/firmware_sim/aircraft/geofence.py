"""A fence of polygons and circles, and what PX4 makes of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from firmware_sim.aircraft.plans import Fence, Item

PlaceOnMap = tuple[float, float]
LocalFromDegrees = Callable[[float, float], PlaceOnMap]


@dataclass(frozen=True, slots=True, kw_only=True)
class Polygon:
    """Corners north and east in metres; inside must be stayed in, or kept out of."""

    corners: tuple[PlaceOnMap, ...]
    keep_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A centre and a radius."""

    centre: PlaceOnMap
    radius_m: float
    keep_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Geofence:
    """Every part must be kept: PX4 does not unite inclusion polygons."""

    polygons: tuple[Polygon, ...] = ()
    circles: tuple[Circle, ...] = ()
    broken: bool = False
    """A polygon whose vertex counts do not fit: PX4 takes it as violated everywhere."""

    def __bool__(self) -> bool:
        return bool(self.polygons or self.circles or self.broken)

    def contains(self, place: PlaceOnMap) -> bool:
        """Whether the aircraft may be there."""
        if self.broken:
            return False
        return all(_inside(polygon.corners, place) == polygon.keep_in for polygon in self.polygons) and all(
            _in_circle(circle, place) for circle in self.circles
        )


def geofence_from_items(items: Sequence[Item], local_from_degrees: LocalFromDegrees) -> Geofence:
    """The fence that uploaded items mean; items that are no fence, and the return point, mean nothing."""
    polygons: list[Polygon] = []
    circles: list[Circle] = []
    index = 0
    while index < len(items):
        item = items[index]
        if item.command in (Fence.INCLUSION_VERTEX, Fence.EXCLUSION_VERTEX):
            count = int(item.params[0])
            part = items[index : index + count]
            if len(part) < count or any(vertex.command != item.command for vertex in part):
                return Geofence(broken=True)
            corners = tuple(local_from_degrees(vertex.latitude_deg, vertex.longitude_deg) for vertex in part)
            polygons.append(Polygon(corners=corners, keep_in=item.command == Fence.INCLUSION_VERTEX))
            index += count
            continue
        if item.command in (Fence.INCLUSION_CIRCLE, Fence.EXCLUSION_CIRCLE):
            centre = local_from_degrees(item.latitude_deg, item.longitude_deg)
            keep_in = item.command == Fence.INCLUSION_CIRCLE
            circles.append(Circle(centre=centre, radius_m=item.params[0], keep_in=keep_in))
        index += 1
    return Geofence(polygons=tuple(polygons), circles=tuple(circles))


def _in_circle(circle: Circle, place: PlaceOnMap) -> bool:
    distance_m = math.hypot(place[0] - circle.centre[0], place[1] - circle.centre[1])
    return (distance_m < circle.radius_m) == circle.keep_in


def _inside(corners: tuple[PlaceOnMap, ...], place: PlaceOnMap) -> bool:
    """Whether a place is inside, by the parity of crossings."""
    inside = False
    north, east = place
    for (north_a, east_a), (north_b, east_b) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (east_a > east) != (east_b > east):
            crossing = north_a + (east - east_a) / (east_b - east_a) * (north_b - north_a)
            inside ^= north < crossing
    return inside
