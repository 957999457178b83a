"""Where aircraft have been in the air: thinned while it is kept, and bounded. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, hypot, radians

STEP_M = 3.0
"""Nearer to the last point is no news."""
MOST_POINTS = 1_200
"""Per aircraft; then every other point of the older half goes, again and again: the newest half stays fine."""
METRES_PER_DEGREE = 111_320.0

Point = tuple[float, float, int]
"""Longitude, latitude (degrees), milliseconds since 1970."""


@dataclass(slots=True)
class TrailBook:
    """The trail of every aircraft, oldest point first."""

    _trails: dict[int, list[Point]] = field(default_factory=dict)

    def add(self, vehicle_id: int, point: Point) -> bool:
        """Note where an aircraft is; whether that was worth keeping."""
        trail = self._trails.setdefault(vehicle_id, [])
        if trail and (point[2] <= trail[-1][2] or distance_m(trail[-1], point) < STEP_M):
            return False
        trail.append((round(point[0], 6), round(point[1], 6), point[2]))
        if len(trail) > MOST_POINTS:
            self._trails[vehicle_id] = thinned(trail)
        return True

    def trails(self, since_ms: int = 0) -> dict[int, list[Point]]:
        """Every trail from `since_ms` on; aircraft that have none are left out."""
        found = {vehicle: [point for point in trail if point[2] >= since_ms] for vehicle, trail in self._trails.items()}
        return {vehicle: trail for vehicle, trail in sorted(found.items()) if trail}


def thinned(trail: Sequence[Point]) -> list[Point]:
    """The trail with every other point of its older half gone; its beginning stays."""
    half = len(trail) // 2
    return [*trail[:half:2], *trail[half:]]


def distance_m(one: Point, other: Point) -> float:
    """Over ground, good to a per cent within an incident."""
    north = (other[1] - one[1]) * METRES_PER_DEGREE
    east = (other[0] - one[0]) * METRES_PER_DEGREE * cos(radians(one[1]))
    return hypot(north, east)
