"""What PX4 answers to each command: done, refused, unknown, or not a word."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from firmware_sim.aircraft.modes import Mode, mode_from_custom, mode_from_main_and_sub
from firmware_sim.aircraft.orbit import OrbitCommand
from firmware_sim.aircraft.plans import INT32_MAX
from firmware_sim.mavlink.codec import CAMERA, Message, dialect
from firmware_sim.mavlink.gimbal_protocol import GimbalControl
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.results import Ack

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect
CRITICAL, NOTICE = 2, 6
FORCE_MAGIC = 21196
COMMAND_INT_FRAME = 5
"""This PX4 takes COMMAND_INT only in MAV_FRAME_GLOBAL_INT, whatever the command."""
CUSTOM_MODE_FLAG = 1
GROUND_SPEED = 1
Params = tuple[float, float, float, float, float, float, float]


SIMPLY_ACCEPTED = frozenset({186, 187, 191, 211, 241, 245, 401, 2510})
"""Commands that PX4 accepts and that change nothing here."""
UNOWNED = frozenset(
    {203, 204, 205, 206, 214, 220, 242, 243, 310, 420, 500, 521, 530, 531, 1000, 1001, 2003, 2511, 3000, 30001, 42600}
)
"""Commands that belong to a part this aircraft lacks: nobody answers."""
FIXED = {185: Ack.DENIED, 189: Ack.CANCELLED, 212: Ack.IN_PROGRESS, 2600: Ack.FAILED}
CAMERA_COMMANDS = frozenset({521, 522, 525, 526, 527, 529, 530, 531, 532, 534, 2000, 2001, *range(2500, 2506)})
"""What a camera answers when it is asked of every component."""
ROI_COMMANDS = (195, 196, 197, 201)


class Commands:
    """COMMAND_LONG, COMMAND_INT and SET_MODE of one aircraft."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot
        self._table: dict[int, Callable[[Link, Message, Params], Ack | None]] = {
            D.MAV_CMD_NAV_RETURN_TO_LAUNCH: lambda link, message, params: self._mode(Mode.RETURN),
            D.MAV_CMD_NAV_LAND: self._land,
            D.MAV_CMD_DO_ORBIT: self._orbit,
            D.MAV_CMD_NAV_TAKEOFF: self._takeoff,
            D.MAV_CMD_DO_SET_MODE: self._set_mode,
            D.MAV_CMD_DO_CHANGE_SPEED: self._change_speed,
            D.MAV_CMD_DO_SET_HOME: self._set_home,
            D.MAV_CMD_DO_REPOSITION: self._reposition,
            D.MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN: self._reboot,
            D.MAV_CMD_MISSION_START: self._mission_start,
            D.MAV_CMD_COMPONENT_ARM_DISARM: self._arm,
            262: self._set_standard_mode,
            D.MAV_CMD_GET_HOME_POSITION: self._home_position,
            D.MAV_CMD_GET_MESSAGE_INTERVAL: self._get_interval,
            D.MAV_CMD_SET_MESSAGE_INTERVAL: self._set_interval,
            D.MAV_CMD_REQUEST_MESSAGE: self._request_message,
            D.MAV_CMD_REQUEST_AUTOPILOT_CAPABILITIES: self._capabilities,
        }
        if vehicle.gimbal_fitted:
            self._table |= GimbalControl(vehicle).commands()

    def receive(self, link: Link, message: Message) -> None:
        """Answer a COMMAND_LONG or COMMAND_INT that is for this system."""
        params = _params(message)
        camera = self._vehicle.camera
        for_everyone = message.target_component == 0 and message.command in CAMERA_COMMANDS
        if camera is not None and (message.target_component == CAMERA or for_everyone):
            camera.command(link, message, params, self._pilot.now_s)
            return
        if message.target_component not in (0, 1):
            return
        if message.get_type() == "COMMAND_INT" and message.frame != COMMAND_INT_FRAME:
            self._acknowledge(link, message, Ack.UNSUPPORTED_FRAME)
            return
        result = self._result(link, message, params)
        if result is not None:
            self._acknowledge(link, message, result)

    def set_mode(self, link: Link, message: Message) -> None:
        """SET_MODE: one acknowledgement, of DO_SET_MODE."""
        mode = mode_from_custom(message.custom_mode) if message.base_mode & CUSTOM_MODE_FLAG else None
        accepted = self._pilot.request_mode(mode)
        result = Ack.ACCEPTED if accepted else Ack.TEMPORARILY_REJECTED
        self._send_ack(link, message, D.MAV_CMD_DO_SET_MODE, result)

    def _result(self, link: Link, message: Message, params: Params) -> Ack | None:
        command = message.command
        row = self._table.get(command)
        if row is not None:
            return row(link, message, params)
        if command in FIXED:
            return FIXED[command]
        if command in ROI_COMMANDS or command in SIMPLY_ACCEPTED:
            return Ack.ACCEPTED
        return None if command in UNOWNED else Ack.UNSUPPORTED

    def _acknowledge(self, link: Link, message: Message, result: Ack) -> None:
        self._send_ack(link, message, message.command, result)

    @staticmethod
    def _send_ack(link: Link, message: Message, command: int, result: Ack) -> None:
        sender = (message.get_srcSystem(), message.get_srcComponent())
        link.send(D.MAVLink_command_ack_message(command, int(result), 0, 0, *sender))

    # --- modes ---

    def _mode(self, mode: Mode | None) -> Ack:
        return Ack.ACCEPTED if self._pilot.request_mode(mode) else Ack.TEMPORARILY_REJECTED

    def _set_mode(self, link: Link, message: Message, params: Params) -> Ack:
        # The receiver acknowledges at once; the second acknowledgement is the commander's own.
        self._acknowledge(link, message, Ack.ACCEPTED)
        if not int(params[0]) & CUSTOM_MODE_FLAG:
            return Ack.TEMPORARILY_REJECTED
        return self._mode(mode_from_main_and_sub(int(params[1]), int(params[2])))

    def _set_standard_mode(self, link: Link, message: Message, params: Params) -> Ack:
        standard = {1: Mode.POSITION, 5: Mode.RETURN, 6: Mode.MISSION, 7: Mode.LAND, 8: Mode.TAKEOFF}
        mode = standard.get(int(params[0]))
        return Ack.FAILED if mode is None else self._mode(mode)

    def _takeoff(self, link: Link, message: Message, params: Params) -> Ack:
        taken = self._pilot.take_off_to(params[6], is_nowhere=params[4] == 0.0 and params[5] == 0.0)
        return Ack.ACCEPTED if taken else Ack.TEMPORARILY_REJECTED

    def _land(self, link: Link, message: Message, params: Params) -> Ack:
        result = self._mode(Mode.LAND)
        if result is Ack.ACCEPTED and self._pilot.in_air:
            self._pilot.say(NOTICE, "Landing at current position\t")
        return result

    def _orbit(self, link: Link, message: Message, params: Params) -> Ack:
        pilot = self._pilot
        centre = None
        if math.isfinite(params[4]) and math.isfinite(params[5]):
            centre = pilot.local_from_degrees(params[4], params[5])
        command = OrbitCommand(radius_m=params[0], speed_ms=params[1], yaw=params[2], centre=centre, amsl_m=params[6])
        # PX4's commander changes the mode; the flight task looks at the numbers afterwards, and says so in a text.
        pilot.orbiting.command(command)
        return self._mode(Mode.ORBIT)

    def _mission_start(self, link: Link, message: Message, params: Params) -> Ack:
        pilot = self._pilot
        if not pilot.mission_valid:
            pilot.say(CRITICAL, "Mission start denied! No valid mission\t")
            return Ack.DENIED
        if math.isfinite(params[0]) and params[0] > 0:
            pilot.mission.select(int(params[0]))
        if not pilot.request_mode(Mode.MISSION):
            return Ack.TEMPORARILY_REJECTED
        return Ack.ACCEPTED if pilot.arm() else Ack.TEMPORARILY_REJECTED

    def _arm(self, link: Link, message: Message, params: Params) -> Ack | None:
        if params[0] not in (0.0, 1.0):
            self._pilot.say(CRITICAL, f"Unsupported ARM_DISARM param: {params[0]:.3f}\t")
            return None
        forced = round(params[1]) == FORCE_MAGIC if math.isfinite(params[1]) else False
        done = self._pilot.arm() if params[0] == 1.0 else self._pilot.disarm(forced=forced)
        return Ack.ACCEPTED if done else Ack.TEMPORARILY_REJECTED

    # --- flying ---

    def _change_speed(self, link: Link, message: Message, params: Params) -> Ack:
        if math.isfinite(params[1]) and params[1] > 0.0:
            self._pilot.cruise_ms = params[1]
        return Ack.ACCEPTED

    def _set_home(self, link: Link, message: Message, params: Params) -> Ack:
        if params[0] == 1.0 or not all(map(math.isfinite, params[4:7])):
            self._pilot.set_home()
        else:
            self._pilot.set_home_at(*self._pilot.local_from_degrees(params[4], params[5]), params[6])
        return Ack.ACCEPTED

    def _reposition(self, link: Link, message: Message, params: Params) -> Ack:
        if params[1] != 1.0:
            return Ack.UNSUPPORTED
        here = self._pilot.here
        north_m, east_m = here[0], here[1]
        if math.isfinite(params[4]) and math.isfinite(params[5]):
            north_m, east_m = self._pilot.local_from_degrees(params[4], params[5])
        up_m = params[6] if math.isfinite(params[6]) else here[2]
        yaw_rad = params[3] if math.isfinite(params[3]) else None
        cruise_ms = params[0] if math.isfinite(params[0]) and params[0] > 0.0 else None
        self._pilot.reposition((north_m, east_m, up_m), yaw_rad, cruise_ms)
        return Ack.ACCEPTED

    def _reboot(self, link: Link, message: Message, params: Params) -> Ack:
        if self._pilot.armed:
            return Ack.TEMPORARILY_REJECTED if params[0] else Ack.ACCEPTED
        return Ack.DENIED if params[0] else Ack.ACCEPTED

    # --- messages ---

    def _home_position(self, link: Link, message: Message, params: Params) -> Ack:
        self._vehicle.telemetry.request(link, D.MAVLINK_MSG_ID_HOME_POSITION)
        return Ack.ACCEPTED

    def _capabilities(self, link: Link, message: Message, params: Params) -> Ack:
        self._vehicle.telemetry.request(link, D.MAVLINK_MSG_ID_AUTOPILOT_VERSION)
        return Ack.ACCEPTED

    def _request_message(self, link: Link, message: Message, params: Params) -> Ack | None:
        message_id = int(params[0])
        if message_id == D.MAVLINK_MSG_ID_MESSAGE_INTERVAL:
            return self._get_interval(link, message, (params[1], *params[1:]))
        camera = self._vehicle.camera
        # A request to every component is answered by the one that has the message.
        if message.target_component == 0 and camera is not None and camera.has(message_id):
            camera.command(link, message, params, self._pilot.now_s)
            return None
        which = int(params[1]) if math.isfinite(params[1]) else 0
        return Ack.ACCEPTED if self._vehicle.telemetry.request(link, message_id, which) else Ack.DENIED

    def _get_interval(self, link: Link, message: Message, params: Params) -> Ack:
        message_id = int(params[0])
        stream = link.streams.get(message_id)
        interval_us = -1 if stream is None or math.isinf(stream.interval_s) else round(stream.interval_s * 1e6)
        link.send(D.MAVLink_message_interval_message(message_id, interval_us))
        return Ack.ACCEPTED

    def _set_interval(self, link: Link, message: Message, params: Params) -> Ack:
        if not self._vehicle.telemetry.knows(int(params[0])):
            return Ack.FAILED
        link.set_interval(int(params[0]), params[1] * 1e-6, self._pilot.now_s)
        return Ack.ACCEPTED


def _params(message: Message) -> Params:
    if message.get_type() == "COMMAND_LONG":
        return (
            message.param1,
            message.param2,
            message.param3,
            message.param4,
            message.param5,
            message.param6,
            message.param7,
        )
    x = math.nan if message.x == INT32_MAX else message.x * 1e-7
    y = math.nan if message.y == INT32_MAX else message.y * 1e-7
    return message.param1, message.param2, message.param3, message.param4, x, y, message.z
