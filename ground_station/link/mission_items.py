"""Mission items as they cross the wire, and the checksum by which PX4 names a whole plan."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from ground_station.link.messages import AUTOPILOT_COMPONENT, Message

FRAME_GLOBAL: Final = 0
FRAME_MISSION: Final = 2
FRAME_RELATIVE: Final = 3
FRAME_GLOBAL_INT: Final = 5
FRAME_RELATIVE_INT: Final = 6
_INT_FRAME: Final = {FRAME_GLOBAL: FRAME_GLOBAL_INT, FRAME_RELATIVE: FRAME_RELATIVE_INT}
_PLAIN_FRAME: Final = {integer: plain for plain, integer in _INT_FRAME.items()}
PLACE_TOLERANCE: Final = 1
"""1e-7 degree: what a round trip through an autopilot's floating point may cost."""
HEIGHT_TOLERANCE_M: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionItem:
    """One MISSION_ITEM_INT: `x` and `y` are degrees * 1e7 where the frame is global."""

    command: int
    frame: int
    params: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    x: int = 0
    y: int = 0
    z: float = 0.0
    current: bool = False
    autocontinue: bool = True

    @staticmethod
    def from_degrees(
        *,
        command: int,
        frame: int,
        params: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0),
        latitude_deg: float = 0.0,
        longitude_deg: float = 0.0,
        altitude_m: float = 0.0,
        autocontinue: bool = True,
    ) -> MissionItem:
        """An item at a place in degrees; its frame becomes the one that says integers are meant."""
        return MissionItem(
            command=command,
            frame=_INT_FRAME.get(frame, frame),
            params=params,
            x=round(latitude_deg * 1e7),
            y=round(longitude_deg * 1e7),
            z=altitude_m,
            autocontinue=autocontinue,
        )

    @staticmethod
    def from_message(message: Message) -> MissionItem:
        """The item in a MISSION_ITEM_INT."""
        return MissionItem(
            command=message.command,
            frame=message.frame,
            params=(message.param1, message.param2, message.param3, message.param4),
            x=message.x,
            y=message.y,
            z=message.z,
            current=bool(message.current),
            autocontinue=bool(message.autocontinue),
        )

    def to_message(self, system_id: int, seq: int, mission_type: int) -> Message:
        """The MISSION_ITEM_INT that puts this item at `seq`; a mission starts at its first item."""
        return Message(
            "MISSION_ITEM_INT",
            target_system=system_id,
            target_component=AUTOPILOT_COMPONENT,
            seq=seq,
            frame=self.frame,
            command=self.command,
            current=int(seq == 0 and mission_type == 0),
            autocontinue=int(self.autocontinue),
            param1=self.params[0],
            param2=self.params[1],
            param3=self.params[2],
            param4=self.params[3],
            x=self.x,
            y=self.y,
            z=self.z,
            mission_type=mission_type,
        )


def for_rally(item: MissionItem) -> MissionItem:
    """A rally point in the frame that PX4 can return to: it stores the integer frames (5, 6) and then ignores them."""
    return replace(item, frame=_PLAIN_FRAME.get(item.frame, item.frame))


def plan_checksum(items: Iterable[MissionItem]) -> int:
    """PX4's CRC-32 of a plan, zero for an empty one.

    `CrcMissionItem` of PX4's navigation.h: frame, command, autocontinue and seven raw 4-byte values per item, packed
    and chained; the table is zlib's, but start value and final complement are absent.
    """
    crc = 0
    for item in items:
        packed = struct.pack(
            "<BHBffffiif", item.frame, item.command, item.autocontinue, *item.params, item.x, item.y, item.z
        )
        crc = zlib.crc32(packed, crc ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
    return crc


def first_difference(sent: tuple[MissionItem, ...], stored: tuple[MissionItem, ...]) -> str | None:
    """What an aircraft stored otherwise than it was sent, in words, or None.

    Autopilots rename frames and drop parameters they do not use (they come back as zero): neither is a difference.
    """
    if len(sent) != len(stored):
        return f"{len(stored)} items are on the aircraft, {len(sent)} were sent"
    for number, (one, other) in enumerate(zip(sent, stored, strict=True), start=1):
        if one.command != other.command:
            return f"item {number} is another command ({other.command} instead of {one.command})"
        if one.frame == FRAME_MISSION:
            # Without a place: ArduPilot gives such items back in frame 0 and drops the last three numbers.
            if not all(map(_is_kept, (*one.params, one.x, one.y, one.z), (*other.params, other.x, other.y, other.z))):
                return f"item {number} has other parameters"
            continue
        if _INT_FRAME.get(one.frame, one.frame) != _INT_FRAME.get(other.frame, other.frame):
            return f"item {number} has its height in another frame"
        if abs(one.x - other.x) > PLACE_TOLERANCE or abs(one.y - other.y) > PLACE_TOLERANCE:
            return f"item {number} is at another place"
        if abs(one.z - other.z) > HEIGHT_TOLERANCE_M or math.isnan(one.z) != math.isnan(other.z):
            return f"item {number} is at another height"
        if not all(map(_is_kept, one.params, other.params)):
            return f"item {number} has other parameters"
    return None


def _is_kept(sent: float, stored: float) -> bool:
    if stored == 0.0 or math.isnan(sent) or math.isnan(stored):
        return True
    return abs(sent - stored) <= 1e-4 * max(1.0, abs(sent))
