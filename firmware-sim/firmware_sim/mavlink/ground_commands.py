"""Commands to the parts of the aircraft: sensors, storage, gripper, logger, safety switch, actuators."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from firmware_sim.aircraft.voice import NOTICE
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.command_frame import Params, Row, acknowledge, rounded, truncated
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.results import Ack

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect
STORAGE_REQUESTS = range(5)
SHUT_DOWN = 2
SAFETY_STATES = (0, 1)
RELEASE, GRAB = 0, 1
GRIPPER_S = 0.7
NO_PROGRESS = 255
"""The progress of what cannot say how far it is."""
MOTORS, SERVOS, FIRST_OF_PX4 = range(1, 13), range(33, 41), 1000
"""ACTUATOR_OUTPUT_FUNCTION, and PX4's own numbers."""
ACTUATOR_TEST, EXTERNAL_POSITION, EXTERNAL_WIND, EXTERNAL_ATTITUDE, FIXED_MAG_CAL_YAW = 310, 43003, 43004, 620, 42006


class GroundCommands:
    """What a part answers; hardly any of them changes the flight."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot
        self._grip = GRAB
        """What the gripper does or has done last; PX4 closes it at the start."""
        self._gripping: tuple[float, Link, Message] | None = None
        """When it has done that, and who is to be told."""

    def commands(self) -> dict[int, Row]:
        """What each command does, by its number."""
        return {
            D.MAV_CMD_PREFLIGHT_CALIBRATION: self._when_disarmed,
            D.MAV_CMD_PREFLIGHT_STORAGE: self._storage,
            D.MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN: self._reboot,
            D.MAV_CMD_DO_GRIPPER: self._gripper,
            D.MAV_CMD_DO_AUTOTUNE_ENABLE: self._autotune,
            D.MAV_CMD_DO_SET_SAFETY_SWITCH_STATE: self._safety_switch,
            D.MAV_CMD_LOGGING_START: self._start_log,
            ACTUATOR_TEST: self._actuator_test,
            EXTERNAL_POSITION: self._external_position,
            EXTERNAL_WIND: self._external_wind,
            EXTERNAL_ATTITUDE: self._external_attitude,
            FIXED_MAG_CAL_YAW: self._magnetometer,
        }

    def tick(self, now_s: float) -> None:
        """Say that the gripper has done it."""
        if self._gripping is not None and now_s >= self._gripping[0]:
            _, link, message = self._gripping
            self._gripping = None
            acknowledge(link, message, Ack.ACCEPTED)

    def _when_disarmed(self, link: Link, message: Message, params: Params) -> Ack:
        return Ack.TEMPORARILY_REJECTED if self._pilot.armed else Ack.ACCEPTED

    def _storage(self, link: Link, message: Message, params: Params) -> Ack | None:
        if self._pilot.armed:
            return Ack.TEMPORARILY_REJECTED
        return Ack.ACCEPTED if truncated(params[0]) in STORAGE_REQUESTS else None

    def _reboot(self, link: Link, message: Message, params: Params) -> Ack:
        """PX4 SITL cannot start anew by itself, but it can end."""
        if not params[0]:
            return Ack.ACCEPTED
        if truncated(params[0]) != SHUT_DOWN or self._pilot.armed:
            return Ack.DENIED
        self._vehicle.go_down()
        return Ack.ACCEPTED

    def _gripper(self, link: Link, message: Message, params: Params) -> Ack | None:
        """The payload's part answers twice: that it begins, and that it is done."""
        wish = rounded(params[1])
        if self._gripping is not None:
            if wish == self._grip:
                return Ack.TEMPORARILY_REJECTED
            _, to_link, before = self._gripping
            acknowledge(to_link, before, Ack.CANCELLED)
        elif wish == self._grip:
            return Ack.ACCEPTED
        if wish not in (RELEASE, GRAB):
            return Ack.DENIED
        self._grip, self._gripping = wish, (self._pilot.now_s + GRIPPER_S, link, message)
        acknowledge(link, message, Ack.IN_PROGRESS, progress=NO_PROGRESS)
        return None

    def _autotune(self, link: Link, message: Message, params: Params) -> Ack:
        """PX4 says that it begins; it would only in a mode and on an airframe that it can."""
        if (params[0], params[1]) == (1.0, 0.0):
            return Ack.IN_PROGRESS
        asks_other = abs(params[0] - 1.0) > 0.0 or abs(params[1]) > 0.0
        return Ack.DENIED if asks_other else Ack.UNSUPPORTED

    def _safety_switch(self, link: Link, message: Message, params: Params) -> Ack:
        if self._pilot.armed:
            return Ack.TEMPORARILY_REJECTED
        return Ack.ACCEPTED if truncated(params[0]) in SAFETY_STATES else Ack.FAILED

    def _start_log(self, link: Link, message: Message, params: Params) -> Ack:
        return Ack.UNSUPPORTED if rounded(params[0]) else Ack.ACCEPTED

    def _actuator_test(self, link: Link, message: Message, params: Params) -> Ack | None:
        if self._pilot.armed:
            return Ack.DENIED
        function = rounded(params[4])
        known = function in MOTORS or function in SERVOS or function >= FIRST_OF_PX4
        return Ack.ACCEPTED if known else None

    def _external_position(self, link: Link, message: Message, params: Params) -> Ack:
        latitude_deg, longitude_deg = params[4], params[5]
        if not all(map(math.isfinite, (params[1], latitude_deg, longitude_deg))):
            return Ack.TEMPORARILY_REJECTED
        on_globe = abs(latitude_deg) <= 90.0 and abs(longitude_deg) <= 180.0
        return Ack.ACCEPTED if on_globe else Ack.FAILED

    def _external_wind(self, link: Link, message: Message, params: Params) -> Ack:
        # The estimator takes it, and the commander does not know it.
        acknowledge(link, message, Ack.ACCEPTED)
        return Ack.UNSUPPORTED

    def _external_attitude(self, link: Link, message: Message, params: Params) -> Ack:
        return Ack.ACCEPTED if math.isfinite(params[2]) else Ack.UNSUPPORTED

    def _magnetometer(self, link: Link, message: Message, params: Params) -> Ack:
        if self._pilot.armed:
            return Ack.TEMPORARILY_REJECTED
        heading_deg = rounded(params[0])
        self._pilot.say(NOTICE, f"Assuming vehicle is facing heading {heading_deg:.1f} degrees")
        self._pilot.say(NOTICE, "Mag quick calibration finished")
        return Ack.ACCEPTED
