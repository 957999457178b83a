"""The fence that somebody drew for a plan, and its rally points: as an aircraft gets them, and what is wrong with them.

A rally point lies on the ground: PX4 comes down there to the height that it is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ground_station.flying.fences import FRAME_GLOBAL, MOST_CORNERS, fence_items
from ground_station.flying.remaining import is_place
from ground_station.safety.fence import Degrees, Fence, fence_of
from ground_station.safety.surroundings import Ground
from missions.plan import MissionItem

RALLY_POINT: Final = 5100
"""MAV_CMD_NAV_RALLY_POINT."""


class ZonesRefused(ValueError):
    """Why a fence or rally points do not go with a plan; `words` is a Fluent id."""

    def __init__(self, words: str, **details: int) -> None:
        super().__init__(words)
        self.words = words
        self.details = details


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """What is sent with a plan."""

    fence: tuple[MissionItem, ...] = ()
    rally: tuple[MissionItem, ...] = ()


def zones_for(
    ring: Sequence[Sequence[float]] | None,
    rally: Sequence[tuple[float, float]],
    routes: Iterable[Sequence[MissionItem]],
    homes: Iterable[Degrees],
    ground: Ground | None,
) -> Zones:
    """Fence and rally points for a plan; `ring` is closed and, like `rally`, longitude before latitude.

    Raises:
        ZonesRefused: the fence has too many corners, leaves out what is flown, or a rally point cannot be landed at.
    """
    corners = [(float(latitude), float(longitude)) for longitude, latitude, *_ in (ring or ())[:-1]]
    if len(corners) > MOST_CORNERS:
        raise ZonesRefused("plan-fence-corners", corners=len(corners), most=MOST_CORNERS)
    fence = tuple(fence_items(corners)) if corners else ()
    places = [(latitude, longitude) for longitude, latitude in rally]
    if not all(map(_is_on_earth, (*places, *corners))):
        raise ZonesRefused("plan-zone-place")
    drawn = fence_of(fence)
    if fence and not all(_is_inside(drawn, route) for route in routes):
        raise ZonesRefused("plan-fence-route")
    if fence and any(drawn.margin_m(home) <= 0.0 for home in homes):
        raise ZonesRefused("plan-fence-home")
    if fence and any(drawn.margin_m(place) <= 0.0 for place in places):
        raise ZonesRefused("plan-rally-outside")
    return Zones(fence=fence, rally=_rally_items(places, ground))


def ring_of(fence: Sequence[MissionItem]) -> dict[str, Any] | None:
    """The fence as a GeoJSON Polygon."""
    if not fence:
        return None
    ring = [[item.longitude_deg, item.latitude_deg] for item in fence]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _is_inside(fence: Fence, route: Sequence[MissionItem]) -> bool:
    places = [(item.latitude_deg, item.longitude_deg) for item in route if is_place(item)]
    return fence.is_kept_by([place for place in places if place != (0.0, 0.0)])


def _rally_items(places: Sequence[Degrees], ground: Ground | None) -> tuple[MissionItem, ...]:
    if not places:
        return ()
    heights = [math.nan] * len(places) if ground is None else ground(list(places))
    if any(map(math.isnan, heights)):
        raise ZonesRefused("plan-rally-ground")
    return tuple(
        MissionItem(
            command=RALLY_POINT,
            frame=FRAME_GLOBAL,
            latitude_deg=latitude,
            longitude_deg=longitude,
            altitude_m=round(height, 2),
        )
        for (latitude, longitude), height in zip(places, heights, strict=True)
    )


def _is_on_earth(place: Degrees) -> bool:
    return -90.0 <= place[0] <= 90.0 and -180.0 <= place[1] <= 180.0
