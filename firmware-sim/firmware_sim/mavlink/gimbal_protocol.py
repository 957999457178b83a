"""The gimbal protocol's second version as PX4's gimbal manager speaks it (https://mavlink.io/en/services/gimbal_v2.html).

Whoever is in primary control may turn it, others are refused. PX4 knows no secondary control and tells 0/0 for it.
Places of interest come from the navigator and need no control.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from firmware_sim.mavlink.builders import Builder, boot_ms
from firmware_sim.mavlink.codec import AUTOPILOT, Message, dialect
from firmware_sim.mavlink.gimbal import MANUAL_RATE_DEGS, NEUTRAL_FLAG, PITCH_RANGE_DEG, Gimbal, Place, quaternion
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.results import Ack

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect
DEVICE_ID = 1
CAPABILITIES = (
    D.GIMBAL_MANAGER_CAP_FLAGS_HAS_RETRACT
    | D.GIMBAL_MANAGER_CAP_FLAGS_HAS_NEUTRAL
    | D.GIMBAL_MANAGER_CAP_FLAGS_HAS_ROLL_LOCK
    | D.GIMBAL_MANAGER_CAP_FLAGS_HAS_PITCH_AXIS
    | D.GIMBAL_MANAGER_CAP_FLAGS_HAS_PITCH_LOCK
    | D.GIMBAL_MANAGER_CAP_FLAGS_HAS_YAW_AXIS
    | D.GIMBAL_MANAGER_CAP_FLAGS_HAS_YAW_FOLLOW
    | D.GIMBAL_MANAGER_CAP_FLAGS_HAS_YAW_LOCK
)
CAN_POINT_AT_PLACES = D.GIMBAL_MANAGER_CAP_FLAGS_CAN_POINT_LOCATION_GLOBAL
ROLL_LOCK, PITCH_LOCK, YAW_LOCK = 4, 8, 16
YAW_IN_VEHICLE_FRAME, YAW_IN_EARTH_FRAME = 32, 64
UNCHANGED, SENDER, RELEASE = -1, -2, -3
"""What DO_GIMBAL_MANAGER_CONFIGURE may say instead of an id."""
NEXT_WAYPOINT_PITCH_RAD = math.radians(-10.0)
MOUNT_NEUTRAL, MOUNT_TARGETING, MOUNT_PLACE = (0, 1), 2, 4
"""MAV_MOUNT_MODE, of the protocol's first version that old missions use."""
ROI_LOCATION = 3
"""MAV_ROI, for DO_SET_ROI."""
MESSAGES = frozenset(
    {"GIMBAL_MANAGER_SET_ATTITUDE", "GIMBAL_MANAGER_SET_PITCHYAW", "GIMBAL_MANAGER_SET_MANUAL_CONTROL"}
)
Params = tuple[float, ...]
Sender = tuple[int, int]
"""System and component."""
Row = Callable[[Sender, Params], Ack]


def _limits() -> tuple[float, ...]:
    """Least and greatest roll, pitch and yaw."""
    low, high = PITCH_RANGE_DEG
    return 0.0, 0.0, math.radians(low), math.radians(high), -math.pi, math.pi


class GimbalControl:
    """Commands and messages about the gimbal; a service of the aircraft."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot
        self._gimbal: Gimbal = vehicle.gimbal
        self._aimed_s = -1.0

    def builders(self) -> dict[int, Builder]:
        """By message number."""
        return {
            D.MAVLINK_MSG_ID_GIMBAL_MANAGER_INFORMATION: self._information,
            D.MAVLINK_MSG_ID_GIMBAL_MANAGER_STATUS: self._status,
            D.MAVLINK_MSG_ID_GIMBAL_DEVICE_INFORMATION: self._device_information,
            D.MAVLINK_MSG_ID_GIMBAL_DEVICE_ATTITUDE_STATUS: self._attitude_status,
        }

    def commands(self) -> dict[int, Callable[[Link, Message, Params], Ack]]:
        """What each command from outside does, by its number."""

        def of(row: Row) -> Callable[[Link, Message, Params], Ack]:
            return lambda link, message, params: row(_sender(message), params)

        return {command: of(row) for command, row in self._rows().items()}

    def obey(self, command: int, params: Params) -> bool:
        """Take a command of the autopilot's own, as its missions give; False when it is none for a gimbal."""
        row = self._rows().get(command)
        if row is not None:
            row((self._vehicle.system_id, AUTOPILOT), params)
        return row is not None

    def _rows(self) -> dict[int, Row]:
        return {
            D.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW: self._pitch_yaw,
            D.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE: self._configure,
            D.MAV_CMD_DO_MOUNT_CONTROL: self._mount_control,
            D.MAV_CMD_DO_SET_ROI_LOCATION: self._roi_location,
            D.MAV_CMD_DO_SET_ROI_WPNEXT_OFFSET: self._roi_next_waypoint,
            D.MAV_CMD_DO_SET_ROI_NONE: self._roi_none,
            D.MAV_CMD_DO_SET_ROI: self._roi,
        }

    # --- a service ---

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """GIMBAL_MANAGER_SET_*; PX4 gives no answer to them, taken or not."""
        kind = message.get_type()
        if kind not in MESSAGES:
            return False
        if message.target_component not in (0, AUTOPILOT) or self._gimbal.primary != _sender(message):
            return True
        pitch_rad, yaw_rad, pitch_rads, yaw_rads = _wished(message)
        turn = (math.degrees(pitch_rad), math.degrees(yaw_rad), math.degrees(pitch_rads), math.degrees(yaw_rads))
        self._gimbal.point(*turn, message.flags)
        return True

    def tick(self, link: Link, now_s: float) -> None:
        """Follow the place of interest, once a step."""
        if self._aimed_s == now_s or self._gimbal.interest is None:
            return
        self._aimed_s = now_s
        place = self._gimbal.interest()
        if place is None:
            return
        here = self._pilot.here
        north_m, east_m, up_m = (there - mine for there, mine in zip(place, here, strict=True))
        self._gimbal.aim(math.atan2(up_m, math.hypot(north_m, east_m)), math.atan2(east_m, north_m))

    # --- commands ---

    def _configure(self, sender: Sender, params: Params) -> Ack:
        itself = (self._vehicle.system_id, AUTOPILOT)
        old = self._gimbal.primary
        self._gimbal.primary = (
            _configured(params[0], old[0], itself[0], sender[0]),
            _configured(params[1], old[1], itself[1], sender[1]),
        )
        return Ack.ACCEPTED

    def _pitch_yaw(self, sender: Sender, params: Params) -> Ack:
        if self._gimbal.primary != sender:
            return Ack.DENIED
        flags = int(params[4]) if math.isfinite(params[4]) else 0
        self._gimbal.point(params[0], params[1], params[2], params[3], flags)
        return Ack.ACCEPTED

    def _mount_control(self, sender: Sender, params: Params) -> Ack:
        mode = round(params[6]) if math.isfinite(params[6]) else None
        if mode in MOUNT_NEUTRAL:
            self._neutral()
        elif mode == MOUNT_TARGETING:
            self._gimbal.point(params[0], params[2], math.nan, math.nan, 0)
        elif mode == MOUNT_PLACE:
            self._follow_degrees(params[4], params[5], params[3])
        return Ack.ACCEPTED

    def _roi(self, sender: Sender, params: Params) -> Ack:
        if params[0] == ROI_LOCATION:
            self._follow_degrees(*params[4:7])
        elif params[0] == 0:
            self._roi_none(sender, params)
        return Ack.ACCEPTED

    def _roi_location(self, sender: Sender, params: Params) -> Ack:
        self._follow_degrees(*params[4:7])
        return Ack.ACCEPTED

    def _roi_next_waypoint(self, sender: Sender, params: Params) -> Ack:
        """Towards where it flies to, at PX4's fixed pitch, turned by pitch and yaw in degrees."""
        pitch_rad, yaw_rad = (math.radians(part) if math.isfinite(part) else 0.0 for part in (params[4], params[6]))

        def place() -> Place | None:
            target = self._pilot.target
            return None if target is None else _turned(self._pilot.here, target, pitch_rad, yaw_rad)

        self._gimbal.interest = place
        return Ack.ACCEPTED

    def _roi_none(self, sender: Sender, params: Params) -> Ack:
        self._neutral()
        return Ack.ACCEPTED

    def _neutral(self) -> None:
        self._gimbal.point(math.nan, math.nan, math.nan, math.nan, NEUTRAL_FLAG)

    def _follow_degrees(self, latitude_deg: float, longitude_deg: float, up_m: float) -> None:
        if not (math.isfinite(latitude_deg) and math.isfinite(longitude_deg)):
            return
        north_m, east_m = self._pilot.local_from_degrees(latitude_deg, longitude_deg)
        place = (north_m, east_m, up_m if math.isfinite(up_m) else self._pilot.home_amsl_m)
        self._gimbal.interest = lambda: place

    # --- messages ---

    def _information(self) -> Message:
        capabilities = CAPABILITIES | CAN_POINT_AT_PLACES
        now_ms = boot_ms(self._pilot.now_s)
        return D.MAVLink_gimbal_manager_information_message(now_ms, capabilities, DEVICE_ID, *_limits())

    def _flags(self) -> int:
        return ROLL_LOCK | PITCH_LOCK | (YAW_LOCK if self._gimbal.yaw_locked else 0)

    def _status(self) -> Message:
        now_ms = boot_ms(self._pilot.now_s)
        return D.MAVLink_gimbal_manager_status_message(now_ms, self._flags(), DEVICE_ID, *self._gimbal.primary, 0, 0)

    def _device_information(self) -> Message:
        names = (name.ljust(32, b"\0") for name in (b"Varde", b"Simulated gimbal", b""))
        versions = (0x00000001, 0x00000001)
        uid = self._vehicle.system_id
        now_ms = boot_ms(self._pilot.now_s)
        return D.MAVLink_gimbal_device_information_message(
            now_ms, *names, *versions, uid, CAPABILITIES, 0, *_limits(), DEVICE_ID
        )

    def _attitude_status(self) -> Message:
        """Roll and pitch against the horizon; yaw against the nose, or against north when it is locked."""
        gimbal, e = self._gimbal, self._pilot.estimate
        told = gimbal.reported()
        frame = YAW_IN_EARTH_FRAME if gimbal.yaw_locked else YAW_IN_VEHICLE_FRAME
        yaw_rad = told.yaw_rad + (e.yaw_rad if gimbal.yaw_locked else 0.0)
        return D.MAVLink_gimbal_device_attitude_status_message(
            *(0, 0, boot_ms(self._pilot.now_s)),
            self._flags() | frame,
            list(quaternion(told.roll_rad, told.pitch_rad, yaw_rad)),
            *(0.0, gimbal.pitch_rads, 0.0, 0),
            e.yaw_rad,
            e.yaw_rads,
            DEVICE_ID,
        )


def _sender(message: Message) -> Sender:
    return message.get_srcSystem(), message.get_srcComponent()


def _wished(message: Message) -> tuple[float, float, float, float]:
    """Pitch and yaw and their rates in radians that a GIMBAL_MANAGER_SET_* asks for; NaN for "as it is"."""
    if message.get_type() == "GIMBAL_MANAGER_SET_ATTITUDE":
        _, pitch_rad, yaw_rad = _euler(message.q)
        return pitch_rad, yaw_rad, message.angular_velocity_y, message.angular_velocity_z
    rate = 1.0
    if message.get_type() == "GIMBAL_MANAGER_SET_MANUAL_CONTROL":
        # A stick's deflection, -1 to 1.
        rate = math.radians(MANUAL_RATE_DEGS)
    return message.pitch, message.yaw, rate * message.pitch_rate, rate * message.yaw_rate


def _configured(wished: float, old: int, itself: int, sender: int) -> int:
    """The new system or component in control, for one parameter of DO_GIMBAL_MANAGER_CONFIGURE."""
    if not math.isfinite(wished):
        return old
    number = round(wished)
    if number == SENDER:
        # PX4 takes "the sender" for itself.
        return itself
    if number == RELEASE:
        return 0 if old == sender else old
    return number if 0 <= number <= 255 else old


def _turned(here: Place, target: Place, pitch_rad: float, yaw_rad: float) -> Place:
    """A place in the direction of `target`, turned by these angles from it and from the fixed pitch."""
    north_m, east_m = target[0] - here[0], target[1] - here[1]
    level_m = max(math.hypot(north_m, east_m), 1.0)
    heading_rad = math.atan2(east_m, north_m) + yaw_rad
    rise_m = level_m * math.tan(min(max(NEXT_WAYPOINT_PITCH_RAD + pitch_rad, -1.5), 1.5))
    return here[0] + level_m * math.cos(heading_rad), here[1] + level_m * math.sin(heading_rad), here[2] + rise_m


def _euler(q: list[float]) -> tuple[float, float, float]:
    """Roll, pitch and yaw of a quaternion; NaN where it has NaN."""
    w, x, y, z = q
    if not all(map(math.isfinite, q)):
        return math.nan, math.nan, math.nan
    roll_rad = math.atan2(2.0 * (w * x + y * z), 1.0 - 2.0 * (x * x + y * y))
    pitch_rad = math.asin(min(max(2.0 * (w * y - z * x), -1.0), 1.0))
    return roll_rad, pitch_rad, math.atan2(2.0 * (w * z + x * y), 1.0 - 2.0 * (y * y + z * z))
