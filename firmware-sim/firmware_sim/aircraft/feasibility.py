"""What PX4's navigator checks of a mission after it has acknowledged it."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from firmware_sim.aircraft.geofence import Geofence, LocalFromDegrees
from firmware_sim.aircraft.plans import RELATIVE_FRAMES, Do, Item, Nav, is_finite

VTOL_COMMANDS = (Nav.VTOL_TAKEOFF, Nav.VTOL_LAND, Do.VTOL_TRANSITION)
NOTHING_TO_FLY = ""
"""An empty plan is no plan, and no event tells so."""
PLACED_COMMANDS = (
    Nav.WAYPOINT,
    Nav.LOITER_UNLIMITED,
    Nav.LOITER_TIME,
    Nav.LOITER_TO_ALTITUDE,
    Nav.TAKEOFF,
    Nav.LAND,
)


def refusal(items: Sequence[Item], home_amsl_m: float) -> tuple[str, bytes] | None:
    """Name and arguments of the event that tells why the mission cannot be flown; None when it can be.

    PX4 tells none of these as text.
    """
    moving = [item for item in items if item.command in set(Nav)]
    if not moving:
        return NOTHING_TO_FLY, b""
    if moving[0].command == Nav.LAND:
        return "navigator_mis_starts_w_landing", b""
    if any(item.command in VTOL_COMMANDS for item in items):
        return "navigator_mis_vtol_items", b""
    takeoffs = [index for index, item in enumerate(moving) if item.command == Nav.TAKEOFF]
    low = next((moving[index] for index in takeoffs if not _climbs(moving[index], home_amsl_m)), None)
    if low is not None:
        # The least height, in the item's own frame.
        least_m = 0.0 if low.frame in RELATIVE_FRAMES else home_amsl_m
        return "navigator_mis_takeoff_too_low", struct.pack("<f", least_m)
    return ("navigator_mis_takeoff_not_first", b"") if takeoffs not in ([], [0]) else None


def _climbs(takeoff: Item, home_amsl_m: float) -> bool:
    height_m = takeoff.z if takeoff.frame in RELATIVE_FRAMES else takeoff.z - home_amsl_m
    return height_m > 0.0


def first_outside(items: Sequence[Item], fence: Geofence, local_from_degrees: LocalFromDegrees) -> int | None:
    """The first item (from 0) whose place the fence forbids; legs between are not looked at."""
    if not fence:
        return None
    for sequence, item in enumerate(items):
        if item.command not in PLACED_COMMANDS or not item.has_place:
            continue
        latitude_deg, longitude_deg = item.latitude_deg, item.longitude_deg
        if abs(latitude_deg) > 90.0 or not is_finite(latitude_deg, longitude_deg):
            continue
        if (item.x, item.y) != (0, 0) and not fence.contains(local_from_degrees(latitude_deg, longitude_deg)):
            return sequence
    return None
