"""Where the aircraft is, how it moves and where it means to go: the fast streams, packed straight into bytes.

Field order is that of the wire, which is that of the dialect's own `unpacker`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from firmware_sim.aircraft.dynamics import GRAVITY_MS2
from firmware_sim.mavlink.builders import Builder, boot_ms, boot_us
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.gimbal import quaternion

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect
MOTORS = 4
OFF, SLOWEST, SPAN = 900, 1000, 1000
"""SERVO_OUTPUT_RAW in microseconds: disarmed, idling, and from there to full."""
NO_TARGET_MASK = 63
UNKNOWN_COVARIANCE = (math.nan,) * 21
FIELD_GAUSS = (0.15, 0.48)
"""The earth's magnetic field about Bergen, level and down."""
NO_THRUST = 0.001
HIL_MODE_ARMED = 128
STANDARD_PRESSURE_HPA = 1013.25


def pressure_hpa(height_amsl_m: float) -> float:
    """The international standard atmosphere."""
    return float(STANDARD_PRESSURE_HPA * (1.0 - 2.25577e-5 * height_amsl_m) ** 5.25588)


class MotionMessages:
    """Builders of one aircraft."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot
        self._estimate = vehicle.autopilot.estimate
        self._place_s = -1.0
        self._place = (0.0, 0.0)

    def builders(self) -> dict[int, Builder]:
        """By message number."""
        return {
            D.MAVLINK_MSG_ID_ATTITUDE: self._attitude,
            D.MAVLINK_MSG_ID_ATTITUDE_QUATERNION: self._attitude_quaternion,
            D.MAVLINK_MSG_ID_LOCAL_POSITION_NED: self._local_position_ned,
            D.MAVLINK_MSG_ID_GLOBAL_POSITION_INT: self._global_position_int,
            D.MAVLINK_MSG_ID_SERVO_OUTPUT_RAW: self._servo_output_raw,
            D.MAVLINK_MSG_ID_ATTITUDE_TARGET: self._attitude_target,
            D.MAVLINK_MSG_ID_POSITION_TARGET_LOCAL_NED: self._position_target_local_ned,
            D.MAVLINK_MSG_ID_POSITION_TARGET_GLOBAL_INT: self._position_target_global_int,
            D.MAVLINK_MSG_ID_HIGHRES_IMU: self._highres_imu,
            D.MAVLINK_MSG_ID_ODOMETRY: self._odometry,
            D.MAVLINK_MSG_ID_VFR_HUD: self._vfr_hud,
            D.MAVLINK_MSG_ID_ORBIT_EXECUTION_STATUS: self._orbit_execution_status,
            D.MAVLINK_MSG_ID_HIL_ACTUATOR_CONTROLS: self._hil_actuator_controls,
            D.MAVLINK_MSG_ID_HIL_STATE_QUATERNION: self._hil_state_quaternion,
            D.MAVLINK_MSG_ID_AUTOPILOT_STATE_FOR_GIMBAL_DEVICE: self._state_for_gimbal,
        }

    def _degrees_e7(self) -> tuple[int, int]:
        """Latitude and longitude as believed, in 1e-7 degrees; looked up once an instant."""
        now_s = self._pilot.now_s
        if self._place_s != now_s:
            self._place_s = now_s
            self._place = self._vehicle.frame.wgs84_from_local(self._estimate.north_m, self._estimate.east_m)
        return round(self._place[0] * 1e7), round(self._place[1] * 1e7)

    def _quaternion(self) -> tuple[float, float, float, float]:
        e = self._estimate
        return quaternion(e.roll_rad, e.pitch_rad, e.yaw_rad)

    def _local(self) -> tuple[float, float, float]:
        """North, east and down of the estimator's origin."""
        e, (north_m, east_m, up_m) = self._estimate, self._vehicle.local_origin
        return e.north_m - north_m, e.east_m - east_m, up_m - e.up_m

    # --- as it is ---

    def _orbit_execution_status(self) -> Message | None:
        """Only while it orbits, on its way to the circle too."""
        status = self._pilot.orbiting.status
        if status is None:
            return None
        radius_m, (north_m, east_m, up_m) = status
        latitude_deg, longitude_deg = self._vehicle.frame.wgs84_from_local(north_m, east_m)
        now_us = boot_us(self._pilot.now_s)
        return D.MAVLink_orbit_execution_status_message(
            now_us, radius_m, D.MAV_FRAME_GLOBAL, round(latitude_deg * 1e7), round(longitude_deg * 1e7), up_m
        )

    def _attitude(self) -> bytes:
        e = self._estimate
        packed: bytes = D.MAVLink_attitude_message.unpacker.pack(
            boot_ms(self._pilot.now_s), e.roll_rad, e.pitch_rad, e.yaw_rad, e.roll_rads, e.pitch_rads, e.yaw_rads
        )
        return packed

    def _attitude_quaternion(self) -> bytes:
        e = self._estimate
        packed: bytes = D.MAVLink_attitude_quaternion_message.unpacker.pack(
            boot_ms(self._pilot.now_s), *self._quaternion(), e.roll_rads, e.pitch_rads, e.yaw_rads, 0.0, 0.0, 0.0, 0.0
        )
        return packed

    def _local_position_ned(self) -> bytes:
        e = self._estimate
        packed: bytes = D.MAVLink_local_position_ned_message.unpacker.pack(
            boot_ms(self._pilot.now_s), *self._local(), e.north_ms, e.east_ms, -e.up_ms
        )
        return packed

    def _global_position_int(self) -> bytes | None:
        home, e = self._pilot.home, self._estimate
        if home is None or not self._pilot.knows_place:
            return None
        packed: bytes = D.MAVLink_global_position_int_message.unpacker.pack(
            boot_ms(self._pilot.now_s),
            *self._degrees_e7(),
            round(e.up_m * 1000.0),
            round((e.up_m - home.up_m) * 1000.0),
            round(e.north_ms * 100.0),
            round(e.east_ms * 100.0),
            round(-e.up_ms * 100.0),
            round(math.degrees(e.yaw_rad) % 360.0 * 100.0) % 36000,
        )
        return packed

    def _odometry(self) -> bytes:
        e = self._estimate
        sin_y, cos_y = math.sin(e.yaw_rad), math.cos(e.yaw_rad)
        packed: bytes = D.MAVLink_odometry_message.unpacker.pack(
            boot_us(self._pilot.now_s),
            *self._local(),
            *self._quaternion(),
            e.north_ms * cos_y + e.east_ms * sin_y,
            -e.north_ms * sin_y + e.east_ms * cos_y,
            -e.up_ms,
            e.roll_rads,
            e.pitch_rads,
            e.yaw_rads,
            *UNKNOWN_COVARIANCE,
            *UNKNOWN_COVARIANCE,
            D.MAV_FRAME_LOCAL_NED,
            D.MAV_FRAME_BODY_FRD,
            0,
            D.MAV_ESTIMATOR_TYPE_AUTOPILOT,
            0,
        )
        return packed

    def _highres_imu(self) -> bytes:
        e = self._estimate
        lift_ms2 = self._vehicle.body.thrust_ms2 if self._pilot.in_air else GRAVITY_MS2
        level, down = FIELD_GAUSS
        packed: bytes = D.MAVLink_highres_imu_message.unpacker.pack(
            boot_us(self._pilot.now_s),
            0.0,
            0.0,
            -lift_ms2,
            e.roll_rads,
            e.pitch_rads,
            e.yaw_rads,
            level * math.cos(e.yaw_rad),
            -level * math.sin(e.yaw_rad),
            down,
            pressure_hpa(e.up_m),
            0.0,
            e.up_m,
            15.0,
            0x1FF,
            0,
        )
        return packed

    def _vfr_hud(self) -> bytes:
        e, pilot = self._estimate, self._pilot
        thrust_ms2 = pilot.controller.command.thrust_ms2 if pilot.armed else 0.0
        packed: bytes = D.MAVLink_vfr_hud_message.unpacker.pack(
            math.nan,
            math.hypot(e.north_ms, e.east_ms),
            e.up_m,
            e.up_ms,
            int(math.degrees(e.yaw_rad) % 360.0),
            round(50.0 * thrust_ms2 / GRAVITY_MS2),
        )
        return packed

    # --- as it is wished ---

    def _thrust(self) -> float:
        return 0.5 * self._pilot.controller.command.thrust_ms2 / GRAVITY_MS2 if self._pilot.armed else 0.0

    def _servo_output_raw(self) -> bytes:
        output = SLOWEST + round(SPAN * min(self._thrust(), 1.0)) if self._pilot.armed else OFF
        motors = (output,) * MOTORS + (OFF,) * (8 - MOTORS)
        packed: bytes = D.MAVLink_servo_output_raw_message.unpacker.pack(
            boot_us(self._pilot.now_s) & 0xFFFFFFFF, *motors, 0, *(OFF,) * 8
        )
        return packed

    def _attitude_target(self) -> bytes:
        command = self._pilot.controller.command
        angles = (command.roll_rad, command.pitch_rad, self._estimate.yaw_rad)
        packed: bytes = D.MAVLink_attitude_target_message.unpacker.pack(
            boot_ms(self._pilot.now_s),
            *quaternion(*angles),
            0.0,
            0.0,
            command.yaw_rads,
            max(self._thrust(), NO_THRUST),
            0,
        )
        return packed

    def _wished_motion(self) -> tuple[float, ...]:
        """Velocity, acceleration (north, east, down), heading and its rate."""
        pilot = self._pilot
        velocity, acceleration = pilot.controller.velocity, pilot.controller.acceleration
        return (
            *(velocity[0], velocity[1], -velocity[2]),
            *(acceleration[0], acceleration[1], -acceleration[2]),
            self._estimate.yaw_rad,
            pilot.controller.yaw_rads,
        )

    def _position_target_local_ned(self) -> bytes:
        pilot, (north_m, east_m, up_m) = self._pilot, self._vehicle.local_origin
        target = pilot.setpoint.place
        packed: bytes = D.MAVLink_position_target_local_ned_message.unpacker.pack(
            boot_ms(pilot.now_s),
            target[0] - north_m,
            target[1] - east_m,
            up_m - target[2],
            *self._wished_motion(),
            0 if pilot.armed else NO_TARGET_MASK,
            D.MAV_FRAME_LOCAL_NED,
        )
        return packed

    def _position_target_global_int(self) -> bytes | None:
        pilot = self._pilot
        target = pilot.target
        if target is None or not pilot.armed:
            return None
        latitude_deg, longitude_deg = self._vehicle.frame.wgs84_from_local(target[0], target[1])
        packed: bytes = D.MAVLink_position_target_global_int_message.unpacker.pack(
            boot_ms(pilot.now_s),
            round(latitude_deg * 1e7),
            round(longitude_deg * 1e7),
            target[2],
            *self._wished_motion(),
            0,
            D.MAV_FRAME_GLOBAL_INT,
        )
        return packed

    # --- for the display and for the gimbal's own computer ---

    def _hil_actuator_controls(self) -> bytes:
        pilot = self._pilot
        mode = self._vehicle.telemetry.base_mode | (HIL_MODE_ARMED if pilot.armed else 0)
        motors = (min(self._thrust(), 1.0),) * MOTORS + (0.0,) * (16 - MOTORS)
        packed: bytes = D.MAVLink_hil_actuator_controls_message.unpacker.pack(boot_us(pilot.now_s), 0, *motors, mode)
        return packed

    def _hil_state_quaternion(self) -> bytes:
        """The truth, for who draws it: PX4's simulation tells it on its display link."""
        body = self._vehicle.body
        latitude_deg, longitude_deg = self._vehicle.frame.wgs84_from_local(body.north_m, body.east_m)
        packed: bytes = D.MAVLink_hil_state_quaternion_message.unpacker.pack(
            0,
            *quaternion(body.roll_rad, body.pitch_rad, body.yaw_rad),
            *(body.roll_rads, body.pitch_rads, body.yaw_rads),
            *(round(latitude_deg * 1e7), round(longitude_deg * 1e7), round(body.up_m * 1000.0)),
            *(round(body.north_ms * 100.0), round(body.east_ms * 100.0), round(-body.up_ms * 100.0)),
            *(0, 0, 0, 0, 0),
        )
        return packed

    def _state_for_gimbal(self) -> bytes:
        pilot, e = self._pilot, self._estimate
        packed: bytes = D.MAVLink_autopilot_state_for_gimbal_device_message.unpacker.pack(
            boot_us(pilot.now_s) & 0xFFFFFFFF,
            *self._quaternion(),
            0,
            e.north_ms,
            e.east_ms,
            -e.up_ms,
            0,
            pilot.controller.yaw_rads,
            D.ESTIMATOR_ATTITUDE | D.ESTIMATOR_VELOCITY_HORIZ | D.ESTIMATOR_VELOCITY_VERT,
            0,
            0,
            int(pilot.landed),
            e.yaw_rads,
        )
        return packed
