"""The payload's side of MAVLink: camera and gimbal of the aircraft that carries them, never a ground station."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from firmware_sim.aircraft.dynamics import Body
from firmware_sim.belief import CameraBelief, ned_from_angles
from firmware_sim.local_frame import LocalFrame
from firmware_sim.mavlink.camera_description import ThermalRange
from firmware_sim.mavlink.camera_protocol import CameraComponent, CameraDescription
from firmware_sim.mavlink.codec import CAMERA, Codec, Message, dialect
from firmware_sim.mavlink.gimbal import PITCH_RANGE_DEG, Gimbal, quaternion
from firmware_sim.mavlink.link import Link
from firmware_sim.payload.track import PoseTrack, VehiclePose
from firmware_sim.truth import TrueCameraPose

D = dialect
GIMBAL = 154
POSE_INTERVAL_US = 50_000
ENOUGH_HZ = 12.0
ASK_EVERY_S = 3.0
GIMBAL_EVERY_S = 0.05
_LONGEST_STEP_S = 0.05

_CAPABILITIES = 1 | 2 | 4 | 16 | 32 | 128 | 256 | 512 | 1024 | 2048
"""GIMBAL_MANAGER_CAP_FLAGS: roll and pitch lock, yaw follow and lock, neutral."""
_ROLL_PITCH_LOCK, _YAW_LOCK, _YAW_IN_VEHICLE, _YAW_IN_EARTH = 4 | 8, 16, 32, 64
_ACCEPTED, _DENIED = 0, 2
_POSES = {
    "GLOBAL_POSITION_INT": D.MAVLINK_MSG_ID_GLOBAL_POSITION_INT,
    "ATTITUDE_QUATERNION": D.MAVLINK_MSG_ID_ATTITUDE_QUATERNION,
}

Params = tuple[float, float, float, float, float, float, float]


@dataclass(slots=True)
class _Heard:
    """How often a message came since somebody last looked."""

    count: int = 0


class Payload:
    """Camera (component 100) and gimbal (154) under the system id of the vehicle; no sockets, no clock."""

    def __init__(
        self,
        system_id: int,
        frame: LocalFrame,
        camera: CameraDescription,
        seed: int,
        thermal_range: Callable[[], ThermalRange | None] = lambda: None,
    ) -> None:
        self.system_id = system_id
        self.track = PoseTrack()
        self.link = Link(name="payload", codec=Codec(system_id), streams={})
        self._frame = frame
        self._camera = CameraComponent(camera, thermal_range=thermal_range)
        self._gimbal = Gimbal(random.Random(f"payload {seed}/{system_id}"))
        self._body = Body(north_m=0.0, east_m=0.0, up_m=0.0)
        self._boot_s: float | None = None
        self._world_began_s: float | None = None
        """Unix time; the vehicle may start anew, the world does not."""
        self._asked_s: float | None = None
        self._gimbal_told_s = -math.inf
        self._gimbal_every_s = GIMBAL_EVERY_S
        self._beaten_s = -math.inf
        self._heard = {kind: _Heard() for kind in _POSES}
        self._gimbal_commands: dict[int, Callable[[Message, Params], int]] = {
            D.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW: self._point,
            D.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE: self._configure,
            D.MAV_CMD_DO_MOUNT_CONTROL: self._mount_control,
            D.MAV_CMD_SET_MESSAGE_INTERVAL: self._set_interval,
            D.MAV_CMD_REQUEST_MESSAGE: self._request,
        }

    def receive(self, message: Message, unix_s: float) -> None:
        """Take one message that came on the vehicle's link."""
        if message.get_srcSystem() == self.system_id and message.get_srcComponent() == 1:
            self.track.take(message, unix_s)
            heard = self._heard.get(message.get_type())
            if heard is not None:
                heard.count += 1
        if message.get_type() in ("COMMAND_LONG", "COMMAND_INT") and message.target_system in (0, self.system_id):
            self._command(message, unix_s)

    def tick(self, unix_s: float) -> None:
        """Ask for poses and send what is due; `self.link.take()` has it."""
        boot_s = self.track.boot_s(unix_s)
        self._ask(unix_s)
        if boot_s is not None:
            self._camera.tick(self.link, max(boot_s, 1.0))
        if unix_s - self._beaten_s >= 1.0:
            self._beaten_s = unix_s
            self.link.send(D.MAVLink_heartbeat_message(D.MAV_TYPE_GIMBAL, 8, 0, 0, 4, 3), GIMBAL)

    def pose(self, boot_s: float) -> TrueCameraPose | None:
        """Turn the gimbal on to `boot_s` and say where the camera is then; None where the vehicle is not known."""
        vehicle = self.track.at(boot_s)
        if vehicle is None:
            return None
        self._turn(vehicle)
        if boot_s - self._gimbal_told_s >= self._gimbal_every_s - 1e-3 or boot_s < self._gimbal_told_s:
            self._gimbal_told_s = boot_s
            self.link.send(self._attitude_status(vehicle), GIMBAL)
        return self._camera_pose(vehicle)

    # --- where it looks ---

    def _turn(self, vehicle: VehiclePose) -> None:
        body = self._body
        body.yaw_rad, body.yaw_rads = vehicle.yaw_rad, vehicle.yaw_rads
        elapsed_s = 0.0 if self._boot_s is None else vehicle.boot_s - self._boot_s
        self._boot_s = vehicle.boot_s
        if not 0.0 <= elapsed_s < 2.0:
            return
        while elapsed_s > 1e-4:
            step_s = min(elapsed_s, _LONGEST_STEP_S)
            self._gimbal.step(body, step_s)
            elapsed_s -= step_s

    def _world_s(self, boot_s: float) -> float:
        """The world is as old as the vehicle was when it was met, and grows older by the clock."""
        unix_s = self.track.unix_s(boot_s)
        if self._world_began_s is None:
            self._world_began_s = unix_s - boot_s
        return unix_s - self._world_began_s

    def _camera_pose(self, vehicle: VehiclePose) -> TrueCameraPose:
        north_m, east_m = self._frame.local_from_wgs84(vehicle.latitude_deg, vehicle.longitude_deg)
        ned_from_camera = self._gimbal.ned_from_camera(self._body)
        told = self._gimbal.reported()
        turning = ned_from_camera.T @ np.array([0.0, 0.0, vehicle.yaw_rads])
        return TrueCameraPose(
            system_id=self.system_id,
            boot_s=vehicle.boot_s,
            north_m=north_m,
            east_m=east_m,
            up_m=vehicle.amsl_m,
            ned_from_camera=ned_from_camera,
            velocity_ned_ms=vehicle.velocity_ned_ms,
            angular_rate_rads=turning + np.array([self._gimbal.pitch_rads, 0.0, 0.0]),
            world_s=self._world_s(vehicle.boot_s),
            belief=CameraBelief(
                latitude_deg=vehicle.latitude_deg,
                longitude_deg=vehicle.longitude_deg,
                amsl_m=vehicle.amsl_m,
                roll_rad=vehicle.roll_rad,
                pitch_rad=vehicle.pitch_rad,
                yaw_rad=vehicle.yaw_rad,
                ground_speed_ms=math.hypot(*vehicle.velocity_ned_ms[:2]),
                ned_from_view=ned_from_angles(told.roll_rad, told.pitch_rad, vehicle.yaw_rad + told.yaw_rad),
            ),
        )

    # --- MAVLink ---

    def _ask(self, unix_s: float) -> None:
        """Have the autopilot send its pose often enough; asked again as long as it does not."""
        if self._asked_s is None:
            # Nothing is known yet of what it sends by itself.
            self._asked_s = unix_s
            return
        elapsed_s = unix_s - self._asked_s
        if elapsed_s < ASK_EVERY_S:
            return
        self._asked_s = unix_s
        for kind, heard in self._heard.items():
            if heard.count < ENOUGH_HZ * elapsed_s:
                interval = (float(_POSES[kind]), float(POSE_INTERVAL_US), 0.0, 0.0, 0.0, 0.0, 0.0)
                self.link.send(
                    D.MAVLink_command_long_message(self.system_id, 1, D.MAV_CMD_SET_MESSAGE_INTERVAL, 0, *interval),
                    CAMERA,
                )
            heard.count = 0

    def _command(self, message: Message, unix_s: float) -> None:
        params = _params(message)
        now_s = self.track.boot_s(unix_s) or 0.0
        if message.target_component == CAMERA:
            self._camera.command(self.link, message, params, now_s)
            return
        answer = self._gimbal_commands.get(message.command)
        is_for_all = message.target_component == 0 and message.command not in (
            D.MAV_CMD_SET_MESSAGE_INTERVAL,
            D.MAV_CMD_REQUEST_MESSAGE,
        )
        if answer is None or (message.target_component != GIMBAL and not is_for_all):
            return
        result = answer(message, params)
        sender = (message.get_srcSystem(), message.get_srcComponent())
        self.link.send(D.MAVLink_command_ack_message(message.command, result, 0, 0, *sender), GIMBAL)

    def _point(self, message: Message, params: Params) -> int:
        self._gimbal.point(params[0], params[1], params[2], params[3], int(params[4]))
        return _ACCEPTED

    def _configure(self, message: Message, params: Params) -> int:
        self._gimbal.primary = (int(params[0]), int(params[1]))
        return _ACCEPTED

    def _mount_control(self, message: Message, params: Params) -> int:
        self._gimbal.point(params[0], params[2], math.nan, math.nan, 0)
        return _ACCEPTED

    def _set_interval(self, message: Message, params: Params) -> int:
        if int(params[0]) != D.MAVLINK_MSG_ID_GIMBAL_DEVICE_ATTITUDE_STATUS:
            return _DENIED
        interval_s = params[1] / 1e6
        self._gimbal_every_s = math.inf if interval_s < 0 else interval_s or GIMBAL_EVERY_S
        return _ACCEPTED

    def _request(self, message: Message, params: Params) -> int:
        boot_ms = int((self._boot_s or 0.0) * 1000.0)
        low_rad, high_rad = map(math.radians, PITCH_RANGE_DEG)
        if int(params[0]) == D.MAVLINK_MSG_ID_GIMBAL_MANAGER_INFORMATION:
            limits = (0.0, 0.0, low_rad, high_rad, -math.pi, math.pi)
            reply = D.MAVLink_gimbal_manager_information_message(boot_ms, _CAPABILITIES, GIMBAL, *limits)
        elif int(params[0]) == D.MAVLINK_MSG_ID_GIMBAL_MANAGER_STATUS:
            flags = _ROLL_PITCH_LOCK | (_YAW_LOCK if self._gimbal.yaw_locked else 0)
            reply = D.MAVLink_gimbal_manager_status_message(boot_ms, flags, GIMBAL, *self._gimbal.primary, 0, 0)
        else:
            return _DENIED
        self.link.send(reply, GIMBAL)
        return _ACCEPTED

    def _attitude_status(self, vehicle: VehiclePose) -> Message:
        told, locked = self._gimbal.reported(), self._gimbal.yaw_locked
        flags = _ROLL_PITCH_LOCK | (_YAW_LOCK | _YAW_IN_EARTH if locked else _YAW_IN_VEHICLE)
        yaw_rad = told.yaw_rad + (vehicle.yaw_rad if locked else 0.0)
        turned = list(quaternion(told.roll_rad, told.pitch_rad, yaw_rad))
        rates = (0.0, self._gimbal.pitch_rads, 0.0)
        boot_ms = round(vehicle.boot_s * 1000.0)
        return D.MAVLink_gimbal_device_attitude_status_message(
            0, 0, boot_ms, flags, turned, *rates, 0, vehicle.yaw_rad, vehicle.yaw_rads, 0
        )


def _params(message: Message) -> Params:
    if message.get_type() == "COMMAND_LONG":
        last = (message.param5, message.param6, message.param7)
    else:
        last = (message.x / 1e7, message.y / 1e7, message.z)
    return (message.param1, message.param2, message.param3, message.param4, *last)
