"""The fence that goes with a plan: its own, or one around everything that it flies and home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ground_station.flying.remaining import is_place
from ground_station.safety.fence import POLYGON_IN, Degrees, fence_around
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
