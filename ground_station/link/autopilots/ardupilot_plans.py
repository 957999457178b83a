"""ArduPilot's plans: item 0 is home, so everything the crew planned sits one place later, and jumps point one further.

Written from ArduPilot's documented behaviour and QGroundControl's; not tried against a running ArduPilot.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ground_station.link.mission_items import FRAME_GLOBAL, MissionItem

NAV_WAYPOINT: Final = 16
DO_JUMP: Final = 177


def with_home(
    items: tuple[MissionItem, ...], *, latitude_deg: float, longitude_deg: float, altitude_amsl_m: float
) -> tuple[MissionItem, ...]:
    """What is sent: home in front, jumps moved along. An empty plan stays empty (that clears it)."""
    if not items:
        return ()
    home = MissionItem(
        command=NAV_WAYPOINT,
        frame=FRAME_GLOBAL,
        x=round(latitude_deg * 1e7),
        y=round(longitude_deg * 1e7),
        z=altitude_amsl_m,
    )
    return (home, *(_moved(item, 1) for item in items))


def without_home(items: tuple[MissionItem, ...]) -> tuple[MissionItem, ...]:
    """What was planned, from what was read."""
    return tuple(_moved(item, -1) for item in items[1:])


def _moved(item: MissionItem, by: int) -> MissionItem:
    if item.command != DO_JUMP:
        return item
    return replace(item, params=(item.params[0] + by, *item.params[1:]))
