"""Mission, fence and rally items as PX4 keeps them, and the checksum that names a plan."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

INT32_MAX = 2147483647


class PlanType(IntEnum):
    """MAV_MISSION_TYPE."""

    MISSION = 0
    FENCE = 1
    RALLY = 2


CAPACITY = {PlanType.MISSION: 10000, PlanType.FENCE: 64, PlanType.RALLY: 32}
"""How many items of each sort this PX4 takes."""

GLOBAL_FRAMES = (0, 5)
RELATIVE_FRAMES = (3, 6)
MISSION_FRAME = 2


class Nav(IntEnum):
    """Items that move the aircraft."""

    WAYPOINT = 16
    LOITER_UNLIMITED = 17
    LOITER_TIME = 19
    RETURN = 20
    LAND = 21
    TAKEOFF = 22
    LOITER_TO_ALTITUDE = 31
    VTOL_TAKEOFF = 84
    VTOL_LAND = 85
    DELAY = 93
    GATE = 4501


class Do(IntEnum):
    """Items that are done at once, on the way."""

    JUMP = 177
    CHANGE_SPEED = 178
    SET_HOME = 179
    SET_ACTUATOR = 187
    LAND_START = 189
    SET_ROI_LOCATION = 195
    SET_ROI_NEXT = 196
    SET_ROI_NONE = 197
    SET_ROI = 201
    DIGICAM_CONTROL = 203
    MOUNT_CONFIGURE = 204
    MOUNT_CONTROL = 205
    TRIGGER_DISTANCE = 206
    GRIPPER = 211
    TRIGGER_INTERVAL = 214
    OBLIQUE_SURVEY = 260
    SET_CAMERA_MODE = 530
    SET_CAMERA_ZOOM = 531
    SET_CAMERA_FOCUS = 532
    GIMBAL_PITCHYAW = 1000
    GIMBAL_CONFIGURE = 1001
    IMAGE_START = 2000
    IMAGE_STOP = 2001
    TRIGGER_CONTROL = 2003
    VIDEO_START = 2500
    VIDEO_STOP = 2501
    VTOL_TRANSITION = 3000
    WINCH = 42600


class Fence(IntEnum):
    """Items of a fence, and the rally point."""

    RETURN_POINT = 5000
    INCLUSION_VERTEX = 5001
    EXCLUSION_VERTEX = 5002
    INCLUSION_CIRCLE = 5003
    EXCLUSION_CIRCLE = 5004


RALLY_POINT = 5100
NAV_COMMANDS = frozenset(int(command) for command in Nav)
DO_COMMANDS = frozenset(int(command) for command in Do)
FENCE_COMMANDS = frozenset(int(command) for command in Fence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item; x and y in 1e-7 degrees when they are a place."""

    frame: int
    command: int
    autocontinue: int
    params: tuple[float, float, float, float]
    x: int
    y: int
    z: float
    float_xy: tuple[float, float] | None = None
    """What a float MISSION_ITEM carried; PX4's checksum covers these as they came."""

    @property
    def latitude_deg(self) -> float:
        """Latitude of a place."""
        return self.x * 1e-7

    @property
    def longitude_deg(self) -> float:
        """Longitude of a place."""
        return self.y * 1e-7

    @property
    def has_place(self) -> bool:
        """Whether x and y are a place on the ground."""
        return self.frame != MISSION_FRAME and INT32_MAX not in (self.x, self.y)

    def altitude_amsl_m(self, home_amsl_m: float) -> float:
        """Height above sea level, of a frame relative to home too; NaN stays NaN."""
        return self.z + home_amsl_m if self.frame in RELATIVE_FRAMES else self.z


def checksum(items: Iterable[Item]) -> int:
    """PX4's plan id: a chained CRC-32 (no inversion) over each item's packed 32 bytes; 0 for no items."""
    crc = 0
    for item in items:
        place = struct.pack("<ii", item.x, item.y) if item.float_xy is None else struct.pack("<ff", *item.float_xy)
        packed = (
            struct.pack("<BHB4f", item.frame, item.command, item.autocontinue, *item.params)
            + place
            + struct.pack("<f", item.z)
        )
        crc = zlib.crc32(packed, crc ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
    return crc


def is_finite(*values: float) -> bool:
    """Whether every value is a number and none is infinite."""
    return all(math.isfinite(value) for value in values)
