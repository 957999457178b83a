"""Commands that choose a mode, arm or disarm, or begin a mission."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from firmware_sim.aircraft.modes import STANDARD_MODES, Mode, mode_from_base, mode_from_main_and_sub
from firmware_sim.aircraft.orbit import OrbitCommand
from firmware_sim.aircraft.voice import CRITICAL, NOTICE
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.command_frame import HALF, Params, Row, acknowledge, byte, rounded
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.results import Ack

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

D = dialect
FORCE_MAGIC = 21196
NAV_PRECISION_LAND = 23
DO_SET_STANDARD_MODE = 262
CUSTOM_MODE_FLAG = 1
PLANNER = 190
"""The component to which PX4 says why it refused a mode that was set."""


class ModeCommands:
    """Modes as commands and SET_MODE name them, arming, and the start of a mission."""

    def __init__(self, pilot: Autopilot) -> None:
        self._pilot = pilot

    def commands(self) -> dict[int, Row]:
        """What each command does, by its number."""
        return {
            D.MAV_CMD_NAV_RETURN_TO_LAUNCH: self._told_mode(Mode.RETURN, "Returning to launch"),
            D.MAV_CMD_NAV_LAND: self._told_mode(Mode.LAND, "Landing at current position"),
            NAV_PRECISION_LAND: self._told_mode(Mode.PRECISION_LAND, "Precision landing"),
            D.MAV_CMD_NAV_VTOL_TAKEOFF: lambda link, message, params: self._mode(Mode.VTOL_TAKEOFF),
            D.MAV_CMD_NAV_TAKEOFF: self._takeoff,
            D.MAV_CMD_DO_ORBIT: self._orbit,
            D.MAV_CMD_DO_SET_MODE: self._set_mode,
            DO_SET_STANDARD_MODE: self._set_standard_mode,
            D.MAV_CMD_MISSION_START: self._mission_start,
            D.MAV_CMD_COMPONENT_ARM_DISARM: self._arm,
            D.MAV_CMD_DO_FLIGHTTERMINATION: self._terminate,
        }

    def named_mode(self, message: Message, base_mode: int, main: int, sub: int) -> Ack:
        """Change the mode as MAVLink names it."""
        mode = mode_from_main_and_sub(main, sub) if base_mode & CUSTOM_MODE_FLAG else mode_from_base(base_mode)
        if isinstance(mode, str):
            self._pilot.say(CRITICAL, mode)
            return Ack.TEMPORARILY_REJECTED
        return self._mode(mode, tells=message.get_srcComponent() == PLANNER)

    def _mode(self, mode: Mode, *, tells: bool = True) -> Ack:
        granted = self._pilot.request_mode(mode, from_station=tells)
        return Ack.ACCEPTED if granted else Ack.TEMPORARILY_REJECTED

    def _told_mode(self, mode: Mode, text: str) -> Row:
        """A command that is nothing but a mode, and says so."""

        def change(link: Link, message: Message, params: Params) -> Ack:
            result = self._mode(mode)
            if result is Ack.ACCEPTED:
                self._pilot.say(NOTICE, f"{text}\t")
            return result

        return change

    def _set_mode(self, link: Link, message: Message, params: Params) -> Ack:
        # The receiver acknowledges at once; the second acknowledgement is the commander's own.
        acknowledge(link, message, Ack.ACCEPTED)
        return self.named_mode(message, *(byte(param) for param in params[:3]))

    def _set_standard_mode(self, link: Link, message: Message, params: Params) -> Ack:
        mode = STANDARD_MODES.get(rounded(params[0]))
        return Ack.FAILED if mode is None else self._mode(mode, tells=False)

    def _takeoff(self, link: Link, message: Message, params: Params) -> Ack:
        taken = self._pilot.take_off_to(params[6], is_nowhere=params[4] == 0.0 and params[5] == 0.0)
        return Ack.ACCEPTED if taken else Ack.TEMPORARILY_REJECTED

    def _orbit(self, link: Link, message: Message, params: Params) -> Ack:
        pilot = self._pilot
        centre = None
        if math.isfinite(params[4]) and math.isfinite(params[5]):
            centre = pilot.local_from_degrees(params[4], params[5])
        command = OrbitCommand(radius_m=params[0], speed_ms=params[1], yaw=params[2], centre=centre, amsl_m=params[6])
        # PX4's commander changes the mode; the flight task looks at the numbers afterwards, and says so in a text.
        pilot.orbiting.command(command)
        result = self._mode(Mode.ORBIT, tells=False)
        if result is not Ack.ACCEPTED:
            pilot.say(CRITICAL, "Orbit command rejected")
        return result

    def _mission_start(self, link: Link, message: Message, params: Params) -> Ack:
        pilot = self._pilot
        if not pilot.mission_valid:
            pilot.say(CRITICAL, "Mission start denied! No valid mission\t")
            return Ack.DENIED
        first = params[0]
        # NaN is none of them: only -1 keeps the item that is current, and 0, which most send, begins anew.
        if not -1.0 <= first < len(pilot.mission.items):
            return Ack.DENIED
        if first >= 0.0:
            pilot.mission.start_at(int(first))
        if pilot.request_mode(Mode.MISSION, from_station=False) and pilot.arm("mission start"):
            return Ack.ACCEPTED
        pilot.mode_switch.tell_refusal(Mode.MISSION)
        return Ack.TEMPORARILY_REJECTED

    def _arm(self, link: Link, message: Message, params: Params) -> Ack | None:
        wish = rounded(params[0])
        if wish not in (0, 1):
            self._pilot.say(CRITICAL, f"Unsupported ARM_DISARM param: {params[0]:.3f}\t")
            return None
        forced = rounded(params[1]) == FORCE_MAGIC
        done = self._pilot.arm() if wish == 1 else self._pilot.disarm(forced=forced)
        return Ack.ACCEPTED if done else Ack.TEMPORARILY_REJECTED

    def _terminate(self, link: Link, message: Message, params: Params) -> Ack:
        return Ack.ACCEPTED if params[0] > HALF and self._pilot.terminate_by_command() else Ack.DENIED
