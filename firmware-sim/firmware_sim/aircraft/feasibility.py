"""What PX4's navigator checks of a mission after it has acknowledged it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from firmware_sim.aircraft.course import Place
from firmware_sim.aircraft.geofence import LocalFromDegrees
from firmware_sim.aircraft.plans import RELATIVE_FRAMES, Do, Item, Nav, is_finite

VTOL_COMMANDS = (Nav.VTOL_TAKEOFF, Nav.VTOL_LAND, Do.VTOL_TRANSITION)
LEAST_TAKEOFF_M = 1.2e-7
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


TAKES_NO_PLACE = frozenset(
    {
        *(93, 177, 178, 179, 189, 2003, 203, 2000, 2001, 2500, 2501, 200, 204, 205, 1000, 1001, 201, 195, 196, 197),
        *(206, 260, 214, 530, 534, 531, 532, 3000),
    }
)
"""Commands behind which PX4 still takes a take-off for the first place."""
NOT_FLOWN = (112, 114)
"""Conditions, which the protocol takes and the navigator then refuses."""
TAKEOFF_NEEDED, LANDING_NEEDED, BOTH_NEEDED, BOTH_OR_NEITHER, BOTH_OR_NEITHER_ON_GROUND = range(1, 6)
"""MIS_TKO_LAND_REQ."""


def refusal(
    items: Sequence[Item], home_amsl_m: float, *, landed: bool = True, needs: int = 0
) -> tuple[str, bytes] | None:
    """Name and arguments of the event that tells why the mission cannot be flown; None when it can be.

    `needs` is MIS_TKO_LAND_REQ. PX4 tells none of these as text.
    """
    if not items:
        return NOTHING_TO_FLY, b""
    unsupported = next((index for index, item in enumerate(items) if item.command in NOT_FLOWN), None)
    if unsupported is not None:
        return "navigator_mis_unsup_cmd", struct.pack("<HH", unsupported + 1, items[unsupported].command)
    if items[0].command == Nav.LAND and landed:
        return "navigator_mis_starts_w_landing", b""
    if any(item.command in VTOL_COMMANDS for item in items):
        return "navigator_mis_vtol_items", b""
    return _take_off_refusal(items, home_amsl_m) or _ends_refusal(items, needs, landed=landed)


def _take_off_refusal(items: Sequence[Item], home_amsl_m: float) -> tuple[str, bytes] | None:
    placed = False
    for item in items:
        if item.command == Nav.TAKEOFF:
            if not _climbs(item, home_amsl_m):
                # The least height, in the item's own frame.
                least_m = 0.0 if item.frame in RELATIVE_FRAMES else home_amsl_m
                return "navigator_mis_takeoff_too_low", struct.pack("<f", least_m)
            if placed:
                return "navigator_mis_takeoff_not_first", b""
        placed = placed or item.command not in TAKES_NO_PLACE
    return None


def _ends_refusal(items: Sequence[Item], needs: int, *, landed: bool) -> tuple[str, bytes] | None:
    """What MIS_TKO_LAND_REQ asks for and is not there."""
    takes_off = any(item.command == Nav.TAKEOFF for item in items)
    lands = any(item.command == Nav.LAND for item in items)
    if needs == TAKEOFF_NEEDED and not takes_off:
        return "navigator_mis_takeoff_missing", b""
    if needs == LANDING_NEEDED and not lands:
        return "navigator_mis_land_missing", b""
    if needs == BOTH_NEEDED and not (takes_off and lands):
        return "navigator_mis_takeoff_or_land_missing", b""
    if needs == BOTH_OR_NEITHER or (needs == BOTH_OR_NEITHER_ON_GROUND and landed):
        if takes_off and not lands:
            return "navigator_mis_add_land_or_rm_to", b""
        return ("navigator_mis_add_to_or_rm_land", b"") if lands and not takes_off else None
    if needs == BOTH_OR_NEITHER_ON_GROUND and not lands:
        return "feasibility_mis_in_air_landing_req", b""
    return None


def _climbs(takeoff: Item, home_amsl_m: float) -> bool:
    height_m = takeoff.z if takeoff.frame in RELATIVE_FRAMES else takeoff.z - home_amsl_m
    # PX4 refuses what is too low, so that no number at all passes.
    return not height_m < LEAST_TAKEOFF_M


def first_outside(
    items: Sequence[Item],
    home_amsl_m: float,
    local_from_degrees: LocalFromDegrees,
    allows: Callable[[Place], bool],
) -> int | None:
    """The first item (from 0) whose place is forbidden; legs between are not looked at."""
    for sequence, item in enumerate(items):
        if item.command not in PLACED_COMMANDS or not item.has_place:
            continue
        latitude_deg, longitude_deg = item.latitude_deg, item.longitude_deg
        if abs(latitude_deg) > 90.0 or not is_finite(latitude_deg, longitude_deg):
            continue
        amsl_m = item.z + home_amsl_m if item.frame in RELATIVE_FRAMES else item.z
        if (item.x, item.y) != (0, 0) and not allows((*local_from_degrees(latitude_deg, longitude_deg), amsl_m)):
            return sequence
    return None
