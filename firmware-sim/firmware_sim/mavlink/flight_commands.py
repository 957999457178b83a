"""Commands that change where and how fast it flies, and where home is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from firmware_sim.aircraft.course import Place
from firmware_sim.aircraft.hold import Reposition, stop_place
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.command_frame import HALF, Params, Row, rounded, truncated
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.results import Ack

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

D = dialect
GROUND_SPEED = 1
CHANGE_MODE_FLAG = 1


class FlightCommands:
    """Speed, home, another place to hold at, another height."""

    def __init__(self, pilot: Autopilot) -> None:
        self._pilot = pilot

    def commands(self) -> dict[int, Row]:
        """What each command does, by its number."""
        return {
            D.MAV_CMD_DO_CHANGE_SPEED: self._change_speed,
            D.MAV_CMD_DO_SET_HOME: self._set_home,
            D.MAV_CMD_DO_REPOSITION: self._reposition,
            D.MAV_CMD_DO_CHANGE_ALTITUDE: self._change_altitude,
        }

    def _change_speed(self, link: Link, message: Message, params: Params) -> Ack:
        """The speed of the next course, and of this one if it is a speed over the ground."""
        pilot, speed_ms = self._pilot, params[1] if params[1] > 0.0 else None
        if speed_ms is not None and rounded(params[0]) == GROUND_SPEED:
            pilot.change_speed(speed_ms)
        pilot.cruise_ms = speed_ms
        return Ack.ACCEPTED

    def _set_home(self, link: Link, message: Message, params: Params) -> Ack:
        pilot = self._pilot
        if not pilot.parameters.integer("COM_HOME_EN"):
            return Ack.DENIED
        if params[0] > HALF:
            pilot.set_home()
        elif all(map(math.isfinite, params[4:7])):
            yaw_rad = math.radians(params[3]) if math.isfinite(params[3]) else math.nan
            pilot.set_home_at(*pilot.local_from_degrees(params[4], params[5]), params[6], yaw_rad)
        else:
            return Ack.DENIED
        return Ack.ACCEPTED

    def _reposition(self, link: Link, message: Message, params: Params) -> Ack:
        if truncated(params[1]) != CHANGE_MODE_FLAG:
            return Ack.UNSUPPORTED
        to = Reposition(
            target=self._reposition_target(params),
            yaw_rad=params[3] if math.isfinite(params[3]) else None,
            cruise_ms=params[0] if params[0] > 0.0 else None,
        )
        return Ack.ACCEPTED if self._pilot.reposition(to) else Ack.TEMPORARILY_REJECTED

    def _reposition_target(self, params: Params) -> Place:
        """The place that is named; the present target if only a height or a heading is; a stop if nothing is."""
        pilot = self._pilot
        up_m = params[6] if math.isfinite(params[6]) else pilot.here[2]
        if math.isfinite(params[4]) and math.isfinite(params[5]):
            return (*pilot.local_from_degrees(params[4], params[5]), up_m)
        if math.isfinite(params[6]) or math.isfinite(params[3]):
            north_m, east_m, _ = pilot.course.target if pilot.in_air else pilot.here
            return north_m, east_m, up_m
        return self._stop(up_m)

    def _stop(self, up_m: float) -> Place:
        pilot = self._pilot
        north_m, east_m, _ = stop_place(pilot.here, pilot.moving, pilot.parameters.real("MPC_ACC_HOR"))
        return north_m, east_m, up_m

    def _change_altitude(self, link: Link, message: Message, params: Params) -> Ack:
        up_m = params[0] if math.isfinite(params[0]) else self._pilot.here[2]
        to = Reposition(target=self._stop(up_m), yaw_rad=None, cruise_ms=None)
        return Ack.ACCEPTED if self._pilot.reposition(to, what="Altitude change") else Ack.TEMPORARILY_REJECTED
