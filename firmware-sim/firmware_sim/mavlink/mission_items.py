"""One item of a plan on the wire: what PX4 takes, how it keeps it, and how it gives it back."""

from __future__ import annotations

import struct
from enum import IntEnum

from firmware_sim.aircraft.plans import (
    DO_COMMANDS,
    FENCE_COMMANDS,
    INT32_MAX,
    MISSION_FRAME,
    RALLY_POINT,
    Do,
    Fence,
    Item,
    Nav,
    PlanType,
)
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.command_frame import truncated

FLOAT_FRAMES, INT_FRAMES = (0, 3), (5, 6)


class Result(IntEnum):
    """MAV_MISSION_RESULT."""

    ACCEPTED = 0
    ERROR = 1
    UNSUPPORTED_FRAME = 2
    UNSUPPORTED = 3
    NO_SPACE = 4
    INVALID_PARAM1 = 6
    CANCELLED = 15


NOT_HERE = (*FENCE_COMMANDS, RALLY_POINT)
PLACED = frozenset({16, 17, 19, 21, 22, 31, 80, 84, 85, 195, 201, 212, 400, 4501, *NOT_HERE})
"""The commands that PX4 takes in a frame with a place."""
PLACELESS = frozenset(
    {
        *(20, 80, 93, 112, 114, 177, 178, 179, 187, 189, 196, 197, 200, 201, 203, 204, 205, 206, 211, 212, 214, 260),
        *(400, 530, 532, 534, 1000, 1001, 2000, 2001, 2003, 2500, 2501, 3000, 42600),
    }
)
"""Those that it takes without one."""
ROI_COMMANDS = (80, Do.SET_ROI)
PLACED_ROI, PLACELESS_ROI = (0, 3), (0, 1, 2)
"""MAV_ROI that a region of interest may have."""
LEAST_VERTICES = 2.5
"""PX4 rounds the number of corners, and wants three."""


def refusal(plan_type: PlanType, item: Item, *, is_float: bool = False) -> tuple[Result, bool]:
    """What the protocol finds wrong with one item, ACCEPTED when nothing; and whether a text says so."""
    placed = item.frame in FLOAT_FRAMES or (item.frame in INT_FRAMES and not is_float)
    if not placed and item.frame != MISSION_FRAME:
        return Result.UNSUPPORTED_FRAME, True
    if item.command not in (PLACED if placed else PLACELESS):
        return Result.UNSUPPORTED, True
    if item.command in ROI_COMMANDS and truncated(item.params[0]) not in (PLACED_ROI if placed else PLACELESS_ROI):
        return Result.INVALID_PARAM1, True
    if plan_type is PlanType.MISSION and item.command in NOT_HERE and item.command != Fence.RETURN_POINT:
        return Result.ERROR, False
    corner = item.command in (Fence.INCLUSION_VERTEX, Fence.EXCLUSION_VERTEX)
    if plan_type is PlanType.FENCE and corner and not item.params[0] >= LEAST_VERTICES:
        return Result.ERROR, False
    return Result.ACCEPTED, False


def item_from(message: Message) -> Item:
    """What a MISSION_ITEM or MISSION_ITEM_INT carries."""
    is_float = message.get_type() == "MISSION_ITEM"
    scale = 1 if message.frame == MISSION_FRAME else 10_000_000
    return Item(
        frame=message.frame,
        command=message.command,
        autocontinue=message.autocontinue,
        params=(message.param1, message.param2, message.param3, message.param4),
        x=round(message.x * scale) if is_float else message.x,
        y=round(message.y * scale) if is_float else message.y,
        z=message.z,
        float_xy=(message.x, message.y) if is_float else None,
    )


STORED_PARAMS: dict[int, tuple[int, ...]] = {
    Nav.WAYPOINT: (0, 1, 3),
    Nav.LOITER_UNLIMITED: (2, 3),
    Nav.LOITER_TIME: (0, 1, 2),
    Nav.LAND: (0, 1, 3),
    Nav.TAKEOFF: (3,),
    Nav.LOITER_TO_ALTITUDE: (0, 1),
    Nav.VTOL_LAND: (),
}
"""Which parameters PX4 keeps of an item that moves the aircraft; the others come back as 0."""


SWITCHES: dict[int, int] = {Nav.LOITER_TIME: 1, Nav.LOITER_TO_ALTITUDE: 0}
"""The parameter that says whether to leave only with the right heading."""


def message_from(
    partner: tuple[int, int], sequence: int, plan_type: PlanType, item: Item, current: int, as_float: bool
) -> Message:
    """An item as PX4 gives it back: its frames and fields, not always the sender's.

    Whatever the plan, the item is told as current whose number is that of the mission's current one.
    """
    frame, params, autocontinue = _given_back(plan_type, item)
    place: tuple[float, float] | tuple[int, int] = (item.x, item.y)
    if frame == MISSION_FRAME:
        # Without a place the two are kept as numbers of single precision.
        place = (_single(item.x), _single(item.y))
    kind = dialect.MAVLink_mission_item_int_message
    if as_float:
        frame = {5: 0, 6: 3}.get(frame, frame)
        kind = dialect.MAVLink_mission_item_message
        place = (item.x * 1e-7, item.y * 1e-7)
    return kind(*partner, sequence, frame, item.command, current, autocontinue, *params, *place, item.z, int(plan_type))


def _single(number: int) -> int:
    """What single precision leaves of a whole number, where MAVLink can still carry it."""
    return min(int(struct.unpack("<f", struct.pack("<f", number))[0]), INT32_MAX)


def _given_back(plan_type: PlanType, item: Item) -> tuple[int, tuple[float, ...], int]:
    frame = {3: 6, 0: 5}.get(item.frame, item.frame)
    if plan_type is not PlanType.MISSION:
        # Whatever came, a fence is told above sea level.
        frame = 5 if plan_type is PlanType.FENCE else frame
        kept = (0,) if item.command in FENCE_COMMANDS and item.command != Fence.RETURN_POINT else ()
        return frame, _kept(item, kept), 0 if plan_type is PlanType.FENCE else item.autocontinue
    if item.command in DO_COMMANDS:
        return MISSION_FRAME if not item.has_place else frame, item.params, item.autocontinue
    if item.command == Nav.RETURN:
        frame = MISSION_FRAME
    params = list(_kept(item, STORED_PARAMS.get(item.command, (0, 1, 2, 3))))
    if item.command in SWITCHES:
        # PX4 keeps no more of it than whether it is above 0.
        params[SWITCHES[item.command]] = float(params[SWITCHES[item.command]] > 0.0)
    return frame, tuple(params), item.autocontinue


def _kept(item: Item, indices: tuple[int, ...]) -> tuple[float, ...]:
    return tuple(value if index in indices else 0.0 for index, value in enumerate(item.params))
