"""Steering from outside: a person's sticks (MANUAL_CONTROL) and another computer's setpoints (SET_POSITION_TARGET_*).

https://mavlink.io/en/messages/common.html#MANUAL_CONTROL and #SET_POSITION_TARGET_LOCAL_NED; frames as PX4 takes them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from firmware_sim.aircraft.course import Place
from firmware_sim.aircraft.sticks import StickPositions
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.link import Link

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect
NAN = math.nan
STICK_FULL = 1000.0
IGNORED_FULL = 32767
NO_PLACE, NO_SPEED, NO_ACCELERATION = (1, 2, 4), (8, 16, 32), (64, 128, 256)
NO_YAW, NO_YAW_RATE = 1024, 2048
LOCAL_FRAMES = (D.MAV_FRAME_LOCAL_NED, D.MAV_FRAME_BODY_NED)
ABOVE_SEA = (D.MAV_FRAME_GLOBAL, D.MAV_FRAME_GLOBAL_INT)
ABOVE_HOME = (D.MAV_FRAME_GLOBAL_RELATIVE_ALT, D.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT)


class Steering:
    """Passes sticks and setpoints on to the autopilot."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """Take what steers."""
        kind = message.get_type()
        if kind == "MANUAL_CONTROL":
            if message.target == self._vehicle.system_id:
                self._sticks(message)
            return True
        if kind == "SET_POSITION_TARGET_LOCAL_NED":
            self._local(message)
            return True
        if kind == "SET_POSITION_TARGET_GLOBAL_INT":
            self._global(message)
            return True
        return False

    def tick(self, link: Link, now_s: float) -> None:
        """Nothing to send."""

    def _sticks(self, message: Message) -> None:
        values = (message.x, message.y, message.z, message.r)
        if IGNORED_FULL in values:
            return
        forward, right, throttle, turn = (min(max(value / STICK_FULL, -1.0), 1.0) for value in values)
        # MANUAL_CONTROL's throttle runs from 0 to 1000.
        self._pilot.sticks.take(
            StickPositions(forward=forward, right=right, up=min(max(2.0 * throttle - 1.0, -1.0), 1.0), turn=turn)
        )

    def _local(self, message: Message) -> None:
        if message.coordinate_frame not in LOCAL_FRAMES:
            return
        mask, turn_rad = message.type_mask, 0.0
        place = _part(mask, NO_PLACE, (message.x, message.y, message.z))
        if message.coordinate_frame == D.MAV_FRAME_BODY_NED:
            # PX4 takes velocity and acceleration in the body frame, and no place.
            place, turn_rad = (NAN, NAN, NAN), self._pilot.estimate.yaw_rad
        origin = self._vehicle.local_origin
        self._take(message, (place[0] + origin[0], place[1] + origin[1], origin[2] - place[2]), turn_rad)

    def _global(self, message: Message) -> None:
        if message.coordinate_frame in ABOVE_SEA:
            up_m = message.alt
        elif message.coordinate_frame in ABOVE_HOME and self._pilot.home is not None:
            up_m = message.alt + self._pilot.home.up_m
        else:
            return
        north_m, east_m = self._pilot.local_from_degrees(message.lat_int * 1e-7, message.lon_int * 1e-7)
        self._take(message, _part(message.type_mask, NO_PLACE, (north_m, east_m, up_m)), 0.0)

    def _take(self, message: Message, place: Place, turn_rad: float) -> None:
        mask = message.type_mask
        velocity = _part(mask, NO_SPEED, (message.vx, message.vy, message.vz))
        acceleration = _part(mask, NO_ACCELERATION, (message.afx, message.afy, message.afz))
        self._pilot.offboard.take(
            place,
            _turned(velocity, turn_rad),
            _turned(acceleration, turn_rad),
            NAN if mask & NO_YAW else message.yaw + turn_rad,
            NAN if mask & NO_YAW_RATE else message.yaw_rate,
        )


def _part(mask: int, bits: tuple[int, int, int], values: Place) -> Place:
    first, second, third = (NAN if mask & bit else value for bit, value in zip(bits, values, strict=True))
    return first, second, third


def _turned(values: Place, turn_rad: float) -> Place:
    """North, east and up of ahead, right and down."""
    ahead, right, down = values
    cos_t, sin_t = math.cos(turn_rad), math.sin(turn_rad)
    return ahead * cos_t - right * sin_t, ahead * sin_t + right * cos_t, -down
