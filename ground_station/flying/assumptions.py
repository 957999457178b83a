"""What a plan assumes of the autopilot's parameters: how it climbs and turns, when a point is reached. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ground_station.flying.remaining import is_place
from missions.following import CLIMB_MS, CORNER_M, HEIGHT_TOLERANCE_M, JERK_MS3, SINK_MS, VERTICAL_MS2
from missions.plan import MissionItem

NAV_WAYPOINT: Final = 16
CHANGE_SPEED: Final = 178
"""MAV_CMD_*."""
ALWAYS: Final = {
    "MPC_Z_V_AUTO_UP": CLIMB_MS,
    "MPC_Z_V_AUTO_DN": SINK_MS,
    "NAV_MC_ALT_RAD": HEIGHT_TOLERANCE_M,
    "MPC_JERK_AUTO": JERK_MS3,
    "MPC_ACC_UP_MAX": VERTICAL_MS2,
    "MPC_ACC_DOWN_MAX": VERTICAL_MS2,
}
"""Of every plan, by PX4's names."""


def assumed_by(items: Sequence[MissionItem]) -> dict[str, float]:
    """The values on which the time, the heights and the corners of a plan rest.

    A speed that the plan sets itself is only limited by the autopilot; a point without a radius of its own takes the
    autopilot's.
    """
    assumed = dict(ALWAYS)
    speeds = [item.params[1] for item in items if item.command == CHANGE_SPEED and item.params[1] > 0.0]
    if speeds:
        assumed["MPC_XY_VEL_MAX"] = max(speeds)
        if _begins_without_speed(items):
            assumed["MPC_XY_CRUISE"] = speeds[0]
    if any(item.command == NAV_WAYPOINT and item.params[1] <= 0.0 for item in items):
        assumed["NAV_ACC_RAD"] = CORNER_M
    return assumed


def _begins_without_speed(items: Sequence[MissionItem]) -> bool:
    """Whether a waypoint comes before the first speed."""
    first = next(number for number, item in enumerate(items) if item.command == CHANGE_SPEED and item.params[1] > 0.0)
    return any(item.command == NAV_WAYPOINT and is_place(item) for item in items[:first])
