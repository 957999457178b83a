"""What PX4 answers to each command: done, refused, unknown, or not a word."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from firmware_sim.aircraft.course import Place
from firmware_sim.aircraft.hold import Reposition, stop_place
from firmware_sim.aircraft.modes import STANDARD_MODES, Mode, mode_from_base, mode_from_main_and_sub
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
NAV_PRECISION_LAND = 23
DO_SET_STANDARD_MODE = 262
COMMAND_INT_FRAME = 5
"""This PX4 takes COMMAND_INT only in MAV_FRAME_GLOBAL_INT, whatever the command."""
CUSTOM_MODE_FLAG = 1
GROUND_SPEED = 1
PLANNER = 190
"""The component to which PX4 says why it refused a mode that was set."""
STORAGE_REQUESTS = range(5)
SHUT_DOWN = 2
GRIPPER_S = 0.7
HALF = 0.5
Params = tuple[float, float, float, float, float, float, float]


SIMPLY_ACCEPTED = frozenset({187, 191, 401, 519, 2510, 5300, 43003})
"""Commands that PX4 accepts and that change nothing here."""
UNOWNED = frozenset(
    {
        *(0, 1, 2, 203, 204, 205, 206, 214, 220, 242, 243, 260, 310, 420, 500, 521, 530, 531, 1000, 1001),
        *(2003, 2511, 3000, 30001, 42600),
    }
)
"""Commands that belong to a part this aircraft lacks: nobody answers."""
FIXED = {189: Ack.CANCELLED, 212: Ack.IN_PROGRESS, 2600: Ack.FAILED}
CAMERA_COMMANDS = frozenset({521, 522, 525, 526, 527, 529, 530, 531, 532, 534, 2000, 2001, *range(2500, 2506)})
"""What a camera answers when it is asked of every component."""
ROI_COMMANDS = (195, 196, 197, 201)


class Commands:
    """COMMAND_LONG, COMMAND_INT and SET_MODE of one aircraft."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot
        self._table: dict[int, Callable[[Link, Message, Params], Ack | None]] = {
            D.MAV_CMD_NAV_RETURN_TO_LAUNCH: self._told_mode(Mode.RETURN, "Returning to launch"),
            D.MAV_CMD_NAV_LAND: self._told_mode(Mode.LAND, "Landing at current position"),
            NAV_PRECISION_LAND: self._told_mode(Mode.PRECISION_LAND, "Precision landing"),
            D.MAV_CMD_NAV_VTOL_TAKEOFF: lambda link, message, params: self._mode(Mode.VTOL_TAKEOFF),
            D.MAV_CMD_DO_ORBIT: self._orbit,
            D.MAV_CMD_NAV_TAKEOFF: self._takeoff,
            D.MAV_CMD_DO_SET_MODE: self._set_mode,
            D.MAV_CMD_DO_CHANGE_SPEED: self._change_speed,
            D.MAV_CMD_DO_SET_HOME: self._set_home,
            D.MAV_CMD_DO_REPOSITION: self._reposition,
            D.MAV_CMD_DO_CHANGE_ALTITUDE: self._change_altitude,
            D.MAV_CMD_DO_FLIGHTTERMINATION: self._terminate,
            D.MAV_CMD_PREFLIGHT_CALIBRATION: self._on_ground,
            D.MAV_CMD_PREFLIGHT_STORAGE: self._storage,
            D.MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN: self._reboot,
            D.MAV_CMD_MISSION_START: self._mission_start,
            D.MAV_CMD_COMPONENT_ARM_DISARM: self._arm,
            DO_SET_STANDARD_MODE: self._set_standard_mode,
            D.MAV_CMD_GET_HOME_POSITION: self._home_position,
            D.MAV_CMD_GET_MESSAGE_INTERVAL: self._get_interval,
            D.MAV_CMD_SET_MESSAGE_INTERVAL: self._set_interval,
            D.MAV_CMD_REQUEST_MESSAGE: self._request_message,
            D.MAV_CMD_REQUEST_AUTOPILOT_CAPABILITIES: self._capabilities,
            D.MAV_CMD_REQUEST_FLIGHT_INFORMATION: self._flight_information,
            D.MAV_CMD_DO_GRIPPER: self._gripper,
        }
        self._late: list[tuple[float, Link, Message]] = []
        """What is accepted later, and when."""
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

    def tick(self, now_s: float) -> None:
        """Say that what took some time is done."""
        while self._late and now_s >= self._late[0][0]:
            _, link, message = self._late.pop(0)
            self._acknowledge(link, message, Ack.ACCEPTED)

    def set_mode(self, link: Link, message: Message) -> None:
        """SET_MODE: one acknowledgement, of DO_SET_MODE."""
        main, sub = message.custom_mode >> 16 & 0xFF, message.custom_mode >> 24
        self._send_ack(link, message, D.MAV_CMD_DO_SET_MODE, self._named_mode(message, message.base_mode, main, sub))

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

    def _mode(self, mode: Mode) -> Ack:
        return Ack.ACCEPTED if self._pilot.request_mode(mode) else Ack.TEMPORARILY_REJECTED

    def _told_mode(self, mode: Mode, text: str) -> Callable[[Link, Message, Params], Ack | None]:
        """A command that is nothing but a mode, and says so."""

        def change(link: Link, message: Message, params: Params) -> Ack:
            result = self._mode(mode)
            if result is Ack.ACCEPTED:
                self._pilot.say(NOTICE, f"{text}\t")
            return result

        return change

    def _named_mode(self, message: Message, base_mode: int, main: int, sub: int) -> Ack:
        """Change the mode as MAVLink names it."""
        mode = mode_from_main_and_sub(main, sub) if base_mode & CUSTOM_MODE_FLAG else mode_from_base(base_mode)
        if isinstance(mode, str):
            self._pilot.say(CRITICAL, mode)
            return Ack.TEMPORARILY_REJECTED
        granted = self._pilot.request_mode(mode, from_station=message.get_srcComponent() == PLANNER)
        return Ack.ACCEPTED if granted else Ack.TEMPORARILY_REJECTED

    def _set_mode(self, link: Link, message: Message, params: Params) -> Ack:
        # The receiver acknowledges at once; the second acknowledgement is the commander's own.
        self._acknowledge(link, message, Ack.ACCEPTED)
        return self._named_mode(message, *(_byte(param) for param in params[:3]))

    def _set_standard_mode(self, link: Link, message: Message, params: Params) -> Ack:
        mode = STANDARD_MODES.get(_rounded(params[0]))
        return Ack.FAILED if mode is None else self._mode(mode)

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
        if pilot.request_mode(Mode.ORBIT, from_station=False):
            return Ack.ACCEPTED
        pilot.say(CRITICAL, "Orbit command rejected")
        return Ack.TEMPORARILY_REJECTED

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
        wish = _rounded(params[0])
        if wish not in (0, 1):
            self._pilot.say(CRITICAL, f"Unsupported ARM_DISARM param: {params[0]:.3f}\t")
            return None
        forced = _rounded(params[1]) == FORCE_MAGIC
        done = self._pilot.arm() if wish == 1 else self._pilot.disarm(forced=forced)
        return Ack.ACCEPTED if done else Ack.TEMPORARILY_REJECTED

    # --- flying ---

    def _change_speed(self, link: Link, message: Message, params: Params) -> Ack:
        """The speed of the next course, and of this one if it is a speed over the ground."""
        pilot, speed_ms = self._pilot, params[1] if params[1] > 0.0 else None
        if speed_ms is not None and _rounded(params[0]) == GROUND_SPEED:
            pilot.change_speed(speed_ms)
        pilot.cruise_ms = speed_ms
        return Ack.ACCEPTED

    def _set_home(self, link: Link, message: Message, params: Params) -> Ack:
        if params[0] > HALF:
            self._pilot.set_home()
        elif all(map(math.isfinite, params[4:7])):
            self._pilot.set_home_at(*self._pilot.local_from_degrees(params[4], params[5]), params[6])
        else:
            return Ack.DENIED
        return Ack.ACCEPTED

    def _reposition(self, link: Link, message: Message, params: Params) -> Ack:
        if params[1] != 1.0:
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

    def _terminate(self, link: Link, message: Message, params: Params) -> Ack:
        return Ack.ACCEPTED if params[0] > HALF and self._pilot.terminate_by_command() else Ack.DENIED

    # --- on the ground ---

    def _on_ground(self, link: Link, message: Message, params: Params) -> Ack:
        return Ack.TEMPORARILY_REJECTED if self._pilot.armed else Ack.ACCEPTED

    def _storage(self, link: Link, message: Message, params: Params) -> Ack | None:
        if self._pilot.armed:
            return Ack.TEMPORARILY_REJECTED
        known = math.isfinite(params[0]) and int(params[0]) in STORAGE_REQUESTS
        return Ack.ACCEPTED if known else None

    def _reboot(self, link: Link, message: Message, params: Params) -> Ack:
        """PX4 SITL cannot start anew by itself, but it can end."""
        if not params[0]:
            return Ack.ACCEPTED
        if int(params[0]) != SHUT_DOWN or self._pilot.armed:
            return Ack.DENIED
        self._vehicle.go_down()
        return Ack.ACCEPTED

    # --- messages ---

    def _home_position(self, link: Link, message: Message, params: Params) -> Ack:
        self._vehicle.telemetry.request(link, D.MAVLINK_MSG_ID_HOME_POSITION)
        return Ack.ACCEPTED

    def _capabilities(self, link: Link, message: Message, params: Params) -> Ack:
        self._vehicle.telemetry.request(link, D.MAVLINK_MSG_ID_AUTOPILOT_VERSION)
        return Ack.ACCEPTED

    def _flight_information(self, link: Link, message: Message, params: Params) -> Ack:
        self._vehicle.telemetry.request(link, D.MAVLINK_MSG_ID_FLIGHT_INFORMATION)
        return Ack.ACCEPTED

    def _gripper(self, link: Link, message: Message, params: Params) -> Ack:
        """The payload's part answers twice: that it begins, and that it is done."""
        self._late.append((self._pilot.now_s + GRIPPER_S, link, message))
        return Ack.IN_PROGRESS

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


def _rounded(param: float) -> int:
    """The nearest whole number, halves away from zero; what is no number counts as 0, as on PX4's processor."""
    return int(math.copysign(math.floor(abs(param) + HALF), param)) if math.isfinite(param) else 0


def _byte(param: float) -> int:
    """What is left of a parameter in eight bits."""
    return int(param) & 0xFF if math.isfinite(param) else 0


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
