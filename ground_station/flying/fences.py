"""The fence that goes with a plan: its own, or one around everything that it flies and home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ground_station.flying.orders import wire_items
from ground_station.flying.remaining import is_place
from ground_station.link.mission_items import plan_checksum
from ground_station.safety.fence import POLYGON_IN, Degrees, fence_around, fence_of
from missions.plan import MissionItem

FRAME_GLOBAL: Final = 0
MOST_CORNERS: Final = 64
"""PX4 holds no more."""


def fence_items(corners: Sequence[Degrees]) -> list[MissionItem]:
    """An inclusion polygon as an aircraft gets it."""
    count = float(len(corners))
    return [
        MissionItem(
            command=POLYGON_IN,
            frame=FRAME_GLOBAL,
            params=(count, 0.0, 0.0, 0.0),
            latitude_deg=round(latitude, 7),
            longitude_deg=round(longitude, 7),
        )
        for latitude, longitude in corners
    ]


def around_plan(items: Sequence[MissionItem], others: Sequence[Degrees], margin_m: float) -> list[MissionItem]:
    """A fence `margin_m` around a plan's places and `others` (home, the aircraft)."""
    places = [(item.latitude_deg, item.longitude_deg) for item in items if is_place(item)]
    places = [place for place in places if place != (0.0, 0.0)] + list(others)
    corners = fence_around(places, margin_m)
    if len(corners) > MOST_CORNERS:
        # Corners of the box around it: larger, never smaller.
        south, north = min(c[0] for c in corners), max(c[0] for c in corners)
        west, east = min(c[1] for c in corners), max(c[1] for c in corners)
        corners = ((south, west), (south, east), (north, east), (north, west))
    return fence_items(corners)


class DrawnFences:
    """The fence last drawn around each aircraft's plan.

    It is drawn again only where it must be: a fence that follows every wobble of a position would be another one at
    each upload, and an aircraft that holds it already would be sent it again.
    """

    def __init__(self) -> None:
        self._drawn: dict[int, tuple[int, list[MissionItem]]] = {}
        """By aircraft: the plan's checksum, and the fence."""

    def around(
        self, system_id: int, items: Sequence[MissionItem], others: Sequence[Degrees], margin_m: float
    ) -> list[MissionItem]:
        """The fence around a plan and `others`; the one drawn before while they keep half of the margin to it."""
        plan = plan_checksum(wire_items(items))
        before = self._drawn.get(system_id)
        if before is not None and before[0] == plan and has_room(before[1], others, margin_m / 2.0):
            return before[1]
        drawn = around_plan(items, others, margin_m)
        self._drawn[system_id] = (plan, drawn)
        return drawn


def has_room(fence: Sequence[MissionItem], places: Sequence[Degrees], margin_m: float) -> bool:
    """Whether every place is so far inside."""
    drawn = fence_of(fence)
    return all(drawn.margin_m(place) >= margin_m for place in places)
