"""What PX4's navigator commands by itself when it leaves a mission, returns or lands: camera off, gimbal to neutral.

PX4 SITL has neither, and the commands are seen on its links all the same (`COMMAND_LONG` from 1/1 to 1/0). Where a
gimbal is fitted they take it from whoever had it, turn it ahead and let go of it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from firmware_sim.aircraft.modes import Mode
from firmware_sim.mavlink.codec import AUTOPILOT, Message, dialect
from firmware_sim.mavlink.link import Link

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

NEUTRAL_AFTER_S = 0.25
NEUTRAL_FLAG = 2
IDLE = 0
"""NAV_CMD_IDLE: the item that a return ends with, issued as if it were a command."""
ISSUED_LOITER_DIRECTION = 2.0


class NavigatorCommands:
    """Watches the flight and commands what PX4 commands."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot
        self._mode = vehicle.autopilot.mode
        self._flew_mission = False
        self._moves_to_land = 0
        self._was_in_air = False
        self._neutral_s: float | None = None
        self._ticked_s = -1.0

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """Nothing: nobody asks for these."""
        return False

    def tick(self, link: Link, now_s: float) -> None:
        """Look once a step, whatever the number of links."""
        if now_s == self._ticked_s:
            return
        self._ticked_s = now_s
        self._watch_mode(now_s)
        self._watch_landing(now_s)
        if self._neutral_s is not None and now_s > self._neutral_s + NEUTRAL_AFTER_S:
            self._neutral_s = None
            self._neutralise(now_s)

    def _watch_mode(self, now_s: float) -> None:
        pilot, before = self._pilot, self._mode
        flies_mission = pilot.armed and pilot.mode is Mode.MISSION
        left_mission, self._flew_mission = self._flew_mission and not flies_mission, flies_mission
        self._mode = pilot.mode
        if left_mission:
            self._send(dialect.MAV_CMD_DO_TRIGGER_CONTROL, (-1.0, 0.0, 1.0), now_s)
            pilot.mission.actions.stop_capturing()
        comes_home = pilot.armed and pilot.mode is not before and pilot.mode in (Mode.RETURN, Mode.LAND)
        moves = pilot.mission.moves_to_land != self._moves_to_land
        self._moves_to_land = pilot.mission.moves_to_land
        if ((left_mission and pilot.in_air) or comes_home or moves) and self._neutral_s is None:
            self._neutral_s = now_s

    def _watch_landing(self, now_s: float) -> None:
        in_air = self._pilot.in_air
        if self._was_in_air and not in_air and self._pilot.armed and self._mode is Mode.RETURN:
            radius_m = self._pilot.parameters.real("NAV_LOITER_RAD")
            params = (0.0, ISSUED_LOITER_DIRECTION, radius_m, math.nan, 0.0, 0.0, self._pilot.estimate.up_m)
            self._send(IDLE, params, now_s)
        self._was_in_air = in_air

    def _neutralise(self, now_s: float) -> None:
        """Take the gimbal, turn it ahead, and let go of it."""
        itself = (float(self._vehicle.system_id), float(AUTOPILOT))
        self._send(dialect.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE, (*itself, -1.0, -1.0), now_s)
        point = (*[math.nan] * 4, float(NEUTRAL_FLAG))
        self._send(dialect.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW, point, now_s, repeated=False)
        release = (-3.0, -3.0, -1.0, -1.0)
        self._send(dialect.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE, release, now_s, repeated=False)
        if self._vehicle.gimbal_fitted:
            self._vehicle.gimbal.point(math.nan, math.nan, math.nan, math.nan, NEUTRAL_FLAG)
            self._vehicle.gimbal.primary = (0, 0)

    def _send(self, command: int, params: tuple[float, ...], now_s: float, *, repeated: bool = True) -> None:
        self._vehicle.own_commands.send(0, command, params, now_s, repeated=repeated)
