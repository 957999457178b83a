"""How each message is made from the aircraft's state."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING

from firmware_sim.aircraft.dynamics import GRAVITY_MS2
from firmware_sim.aircraft.modes import ROWS, Mode
from firmware_sim.aircraft.plans import PlanType
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.gimbal import quaternion
from firmware_sim.mavlink.link import Link

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect
NO_ITEM = 65535
NO_FIX, FIX_3D = 1, 3
UNKNOWN_VOLTAGE = 65535
HEALTH_READY, HEALTH_UNREADY = 0x1320C83F, 0x0320C83F
PRESENT, ENABLED, MOTORS_ON = 0x0200402F, 0x0201402F, 0x01000000
UNINIT, STANDBY, ACTIVE, FAILSAFE, TERMINATED = 0, 3, 4, 5, 8
CAPABILITIES = 0xE8FF
FIRMWARE_VERSION = 0x01110040
"""1.17.0 alpha."""
EXTENDED_IDS = frozenset({D.MAVLINK_MSG_ID_MISSION_CURRENT})


class Telemetry:
    """Makes the messages of one aircraft."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot
        self._estimate = vehicle.autopilot.estimate
        self._place: tuple[float, float, float] | None = None
        self._ping = 0
        self._sent_fixes: dict[str, int] = {}
        self.builders: dict[int, Callable[[], Message | None]] = {
            D.MAVLINK_MSG_ID_HEARTBEAT: self._heartbeat,
            D.MAVLINK_MSG_ID_SYS_STATUS: self._sys_status,
            D.MAVLINK_MSG_ID_SYSTEM_TIME: self._system_time,
            D.MAVLINK_MSG_ID_PING: self._ping_message,
            D.MAVLINK_MSG_ID_GPS_RAW_INT: self._gps_raw_int,
            D.MAVLINK_MSG_ID_SCALED_PRESSURE: self._scaled_pressure,
            D.MAVLINK_MSG_ID_ATTITUDE: self._attitude,
            D.MAVLINK_MSG_ID_ATTITUDE_QUATERNION: self._attitude_quaternion,
            D.MAVLINK_MSG_ID_LOCAL_POSITION_NED: self._local_position_ned,
            D.MAVLINK_MSG_ID_GLOBAL_POSITION_INT: self._global_position_int,
            D.MAVLINK_MSG_ID_SERVO_OUTPUT_RAW: self._servo_output_raw,
            D.MAVLINK_MSG_ID_MISSION_CURRENT: self._mission_current,
            D.MAVLINK_MSG_ID_GPS_GLOBAL_ORIGIN: self._gps_global_origin,
            D.MAVLINK_MSG_ID_VFR_HUD: self._vfr_hud,
            D.MAVLINK_MSG_ID_ATTITUDE_TARGET: self._attitude_target,
            D.MAVLINK_MSG_ID_POSITION_TARGET_LOCAL_NED: self._position_target_local_ned,
            D.MAVLINK_MSG_ID_POSITION_TARGET_GLOBAL_INT: self._position_target_global_int,
            D.MAVLINK_MSG_ID_HIGHRES_IMU: self._highres_imu,
            D.MAVLINK_MSG_ID_TIMESYNC: self._timesync,
            D.MAVLINK_MSG_ID_DISTANCE_SENSOR: self._distance_sensor,
            D.MAVLINK_MSG_ID_ALTITUDE: self._altitude,
            D.MAVLINK_MSG_ID_BATTERY_STATUS: self._battery_status,
            D.MAVLINK_MSG_ID_AUTOPILOT_VERSION: self._autopilot_version,
            D.MAVLINK_MSG_ID_ESTIMATOR_STATUS: self._estimator_status,
            D.MAVLINK_MSG_ID_VIBRATION: self._vibration,
            D.MAVLINK_MSG_ID_HOME_POSITION: self._home_position,
            D.MAVLINK_MSG_ID_EXTENDED_SYS_STATE: self._extended_sys_state,
            D.MAVLINK_MSG_ID_FLIGHT_INFORMATION: self._flight_information,
            D.MAVLINK_MSG_ID_ODOMETRY: self._odometry,
            D.MAVLINK_MSG_ID_CURRENT_MODE: self._current_mode,
        }
        self.payload_builders: dict[int, Callable[[], bytes]] = {}
        """Messages that the dialect lacks; services put theirs here."""
        if vehicle.gimbal_fitted:
            self.builders[D.MAVLINK_MSG_ID_GIMBAL_MANAGER_INFORMATION] = self._gimbal_manager_information
            self.builders[D.MAVLINK_MSG_ID_GIMBAL_MANAGER_STATUS] = self._gimbal_manager_status
            self.builders[D.MAVLINK_MSG_ID_GIMBAL_DEVICE_ATTITUDE_STATUS] = self._gimbal_device_attitude_status

    def tick(self, link: Link) -> None:
        """Send what is due on a link."""
        now_s = self._pilot.now_s
        self._place = None
        for message_id, stream in link.streams.items():
            if stream.due_s <= now_s:
                stream.due_s += stream.interval_s
                if stream.due_s <= now_s:
                    stream.due_s = now_s + stream.interval_s
                self.send(link, message_id)

    def send(self, link: Link, message_id: int) -> bool:
        """Send one message now; False when there is none such or it has nothing to say."""
        payload_builder = self.payload_builders.get(message_id)
        if payload_builder is not None:
            link.send_payload(message_id, payload_builder())
            return True
        builder = self.builders.get(message_id)
        message = builder() if builder is not None else None
        if message is None:
            return False
        if message_id == D.MAVLINK_MSG_ID_GPS_RAW_INT:
            self._sent_fixes[link.name] = self._vehicle.fix_number
        if message_id in EXTENDED_IDS:
            ids = self._pilot.plans.ids
            link.send_extended(message, ids[PlanType.MISSION], ids[PlanType.FENCE], ids[PlanType.RALLY])
        else:
            link.send(message)
        return True

    def request(self, link: Link, message_id: int) -> bool:
        """Send one message because somebody asked; PX4 has nothing when the sample was sent already."""
        is_fix = message_id == D.MAVLINK_MSG_ID_GPS_RAW_INT
        if is_fix and self._sent_fixes.get(link.name) == self._vehicle.fix_number:
            return False
        self._place = None
        return self.send(link, message_id)

    # --- time and place ---

    @property
    def _boot_ms(self) -> int:
        return round(self._pilot.now_s * 1000.0)

    @property
    def _boot_us(self) -> int:
        return round(self._pilot.now_s * 1e6)

    def _degrees(self) -> tuple[float, float, float]:
        """Latitude and longitude in 1e-7 degrees and height above sea level in metres, as believed."""
        if self._place is None:
            estimate = self._estimate
            latitude_deg, longitude_deg = self._vehicle.frame.wgs84_from_local(estimate.north_m, estimate.east_m)
            self._place = latitude_deg * 1e7, longitude_deg * 1e7, estimate.up_m
        return self._place

    # --- messages ---

    def _heartbeat(self) -> Message:
        pilot = self._pilot
        base_mode = ROWS[pilot.mode].base_mode | (128 if pilot.armed else 0)
        return D.MAVLink_heartbeat_message(2, 12, base_mode, int(pilot.mode), self._system_status(), 3)

    def _system_status(self) -> int:
        pilot = self._pilot
        if pilot.terminated:
            return TERMINATED
        if pilot.armed:
            return FAILSAFE if pilot.failsafes.acts else ACTIVE
        ready = pilot.healthy and ROWS[pilot.mode].arms and (pilot.mode is not Mode.MISSION or pilot.mission_valid)
        return STANDBY if ready else UNINIT

    def _sys_status(self) -> Message:
        pilot, battery = self._pilot, self._vehicle.battery
        motors = MOTORS_ON if pilot.in_air else 0
        health = HEALTH_READY if pilot.armed or pilot.may_arm else HEALTH_UNREADY
        return D.MAVLink_sys_status_message(
            PRESENT | motors,
            ENABLED | motors,
            health,
            180,
            round(battery.voltage_v * 1000.0),
            round(battery.current_a * 100.0),
            math.ceil(battery.fraction * 100.0),
            0,
            0,
            0,
            0,
            0,
            0,
        )

    def _system_time(self) -> Message:
        unix_us = round((self._vehicle.start_unix_s + self._pilot.now_s) * 1e6)
        return D.MAVLink_system_time_message(unix_us, self._boot_ms)

    def _ping_message(self) -> Message:
        self._ping += 1
        return D.MAVLink_ping_message(self._boot_us, self._ping - 1, 0, 0)

    def _timesync(self) -> Message:
        return D.MAVLink_timesync_message(0, self._boot_us * 1000)

    def _gps_raw_int(self) -> Message:
        estimate, (north_m, east_m, up_m) = self._estimate, self._vehicle.fix
        latitude_deg, longitude_deg = self._vehicle.frame.wgs84_from_local(north_m, east_m)
        speed_ms = math.hypot(estimate.north_ms, estimate.east_ms)
        course_deg = math.degrees(math.atan2(estimate.east_ms, estimate.north_ms)) % 360.0
        condition = self._vehicle.condition
        has_fix = condition.gnss_is_usable
        return D.MAVLink_gps_raw_int_message(
            0,
            FIX_3D if has_fix else NO_FIX,
            round(latitude_deg * 1e7),
            round(longitude_deg * 1e7),
            round(up_m * 1000.0),
            70 if has_fix else 9999,
            110 if has_fix else 9999,
            round(speed_ms * 100.0),
            round(course_deg * 100.0) % 36000,
            (16 if condition.gnss_noise_m <= 0.0 else 6) if has_fix else 0,
            round(up_m * 1000.0),
            900 + round(condition.gnss_noise_m * 1000.0),
            1780,
            400,
            0,
        )

    def _scaled_pressure(self) -> Message:
        # International standard atmosphere.
        pressure_hpa = 1013.25 * (1.0 - 2.25577e-5 * self._estimate.up_m) ** 5.25588
        celsius = 15.0 - 0.0065 * self._estimate.up_m
        return D.MAVLink_scaled_pressure_message(self._boot_ms, pressure_hpa, 0.0, round(celsius * 100.0), 0)

    def _attitude(self) -> Message:
        e = self._estimate
        return D.MAVLink_attitude_message(
            self._boot_ms, e.roll_rad, e.pitch_rad, e.yaw_rad, e.roll_rads, e.pitch_rads, e.yaw_rads
        )

    def _attitude_quaternion(self) -> Message:
        e = self._estimate
        return D.MAVLink_attitude_quaternion_message(
            self._boot_ms,
            *quaternion(e.roll_rad, e.pitch_rad, e.yaw_rad),
            e.roll_rads,
            e.pitch_rads,
            e.yaw_rads,
            [0.0, 0.0, 0.0, 0.0],
        )

    def _local_position_ned(self) -> Message:
        e, (north_m, east_m, up_m) = self._estimate, self._vehicle.local_origin
        return D.MAVLink_local_position_ned_message(
            self._boot_ms,
            e.north_m - north_m,
            e.east_m - east_m,
            up_m - e.up_m,
            e.north_ms,
            e.east_ms,
            -e.up_ms,
        )

    def _global_position_int(self) -> Message | None:
        if self._pilot.home is None or not self._pilot.knows_place:
            return None
        e = self._estimate
        latitude_e7, longitude_e7, up_m = self._degrees()
        return D.MAVLink_global_position_int_message(
            self._boot_ms,
            round(latitude_e7),
            round(longitude_e7),
            round(up_m * 1000.0),
            round((up_m - self._pilot.home.up_m) * 1000.0),
            round(e.north_ms * 100.0),
            round(e.east_ms * 100.0),
            round(-e.up_ms * 100.0),
            round(math.degrees(e.yaw_rad) % 360.0 * 100.0) % 36000,
        )

    def _servo_output_raw(self) -> Message:
        command = self._pilot.controller.command
        share = 0.5 * command.thrust_ms2 / GRAVITY_MS2 if self._pilot.armed else 0.0
        outputs = [1000 + round(1000.0 * min(share, 1.0)) if self._pilot.armed else 900] * 4 + [900] * 4
        return D.MAVLink_servo_output_raw_message(self._boot_us & 0xFFFFFFFF, 0, *outputs, *[900] * 8)

    def _mission_current(self) -> Message:
        pilot = self._pilot
        count = len(pilot.plans.items[PlanType.MISSION])
        active = pilot.mode in (Mode.MISSION, Mode.TAKEOFF, Mode.LAND)
        return D.MAVLink_mission_current_message(
            pilot.mission.current if count else 0,
            count or NO_ITEM,
            int(pilot.mission_state),
            1 if active else 2,
        )

    def item_reached(self) -> Message:
        """MISSION_ITEM_REACHED for the item reached last."""
        return D.MAVLink_mission_item_reached_message(self._pilot.mission.reached)

    def _gps_global_origin(self) -> Message:
        north_m, east_m, up_m = self._vehicle.local_origin
        latitude_deg, longitude_deg = self._vehicle.frame.wgs84_from_local(north_m, east_m)
        return D.MAVLink_gps_global_origin_message(
            round(latitude_deg * 1e7), round(longitude_deg * 1e7), round(up_m * 1000.0), self._boot_us
        )

    def _vfr_hud(self) -> Message:
        e, pilot = self._estimate, self._pilot
        thrust = pilot.controller.command.thrust_ms2 if pilot.armed else 0.0
        return D.MAVLink_vfr_hud_message(
            math.nan,
            math.hypot(e.north_ms, e.east_ms),
            int(math.degrees(e.yaw_rad) % 360.0),
            round(50.0 * thrust / GRAVITY_MS2),
            e.up_m,
            e.up_ms,
        )

    def _attitude_target(self) -> Message:
        command = self._pilot.controller.command
        angles = (command.roll_rad, command.pitch_rad, self._estimate.yaw_rad)
        thrust = 0.5 * command.thrust_ms2 / GRAVITY_MS2 if self._pilot.armed else 0.001
        return D.MAVLink_attitude_target_message(
            self._boot_ms, 0, list(quaternion(*angles)), 0.0, 0.0, command.yaw_rads, thrust
        )

    def _position_target_local_ned(self) -> Message:
        north_m, east_m, up_m = self._vehicle.local_origin
        velocity, acceleration = self._pilot.controller.velocity, self._pilot.controller.acceleration
        target = self._pilot.setpoint.place
        return D.MAVLink_position_target_local_ned_message(
            self._boot_ms,
            1,
            0 if self._pilot.armed else 63,
            target[0] - north_m,
            target[1] - east_m,
            up_m - target[2],
            velocity[0],
            velocity[1],
            -velocity[2],
            acceleration[0],
            acceleration[1],
            -acceleration[2],
            self._estimate.yaw_rad,
            self._pilot.controller.yaw_rads,
        )

    def _position_target_global_int(self) -> Message | None:
        target = self._pilot.target
        if target is None or not self._pilot.armed:
            return None
        latitude_deg, longitude_deg = self._vehicle.frame.wgs84_from_local(target[0], target[1])
        velocity, acceleration = self._pilot.controller.velocity, self._pilot.controller.acceleration
        return D.MAVLink_position_target_global_int_message(
            self._boot_ms,
            5,
            0,
            round(latitude_deg * 1e7),
            round(longitude_deg * 1e7),
            target[2],
            velocity[0],
            velocity[1],
            -velocity[2],
            acceleration[0],
            acceleration[1],
            -acceleration[2],
            self._estimate.yaw_rad,
            self._pilot.controller.yaw_rads,
        )

    def _highres_imu(self) -> Message:
        e, acceleration = self._estimate, self._pilot.controller.acceleration
        lift = self._vehicle.body.thrust_ms2 if self._pilot.in_air else GRAVITY_MS2
        pressure_hpa = 1013.25 * (1.0 - 2.25577e-5 * e.up_m) ** 5.25588
        field = (0.15 * math.cos(e.yaw_rad), -0.15 * math.sin(e.yaw_rad), 0.48)
        return D.MAVLink_highres_imu_message(
            self._boot_us,
            acceleration[0] * 0.0,
            acceleration[1] * 0.0,
            -lift,
            e.roll_rads,
            e.pitch_rads,
            e.yaw_rads,
            *field,
            pressure_hpa,
            0.0,
            e.up_m,
            15.0,
            0x1FFF,
        )

    def _distance_sensor(self) -> Message:
        height_cm = min(max(self._pilot.height_above_ground_m, 0.0) * 100.0, 10000.0)
        return D.MAVLink_distance_sensor_message(self._boot_ms, 0, 10000, round(height_cm), 0, 0, 25, 0)

    def _altitude(self) -> Message:
        up_m, pilot = self._estimate.up_m, self._pilot
        height_m = pilot.height_above_ground_m
        return D.MAVLink_altitude_message(
            self._boot_us,
            up_m,
            up_m,
            up_m - self._vehicle.local_origin[2],
            up_m - pilot.home_amsl_m,
            up_m - height_m,
            height_m,
        )

    def _battery_status(self) -> Message:
        battery = self._vehicle.battery
        return D.MAVLink_battery_status_message(
            0,
            1,
            1,
            32767,
            [round(battery.voltage_v * 1000.0)] + [UNKNOWN_VOLTAGE] * 9,
            round(battery.current_a * 100.0),
            round(battery.consumed_mah),
            -1,
            math.ceil(battery.fraction * 100.0),
            round(battery.remaining_s) if self._pilot.in_air else 0,
            int(self._pilot.failsafes.charge),
        )

    def _autopilot_version(self) -> Message:
        return D.MAVLink_autopilot_version_message(
            CAPABILITIES,
            FIRMWARE_VERSION,
            FIRMWARE_VERSION,
            0,
            1,
            list(struct.pack("<Q", 0)),
            list(struct.pack("<Q", 0)),
            [0] * 8,
            0,
            0,
            0x5641524445000000 + self._vehicle.system_id,
        )

    def _estimator_status(self) -> Message:
        return D.MAVLink_estimator_status_message(self._boot_us, 831, 0.01, 0.02, 0.02, 0.02, 0.01, math.nan, 0.6, 0.9)

    def _vibration(self) -> Message:
        level = 1.3 if self._pilot.in_air else 0.02
        return D.MAVLink_vibration_message(self._boot_us, 0.05 * level, 0.08 * level, level, 0, 0, 0)

    def _home_position(self) -> Message | None:
        home = self._pilot.home
        if home is None:
            return None
        latitude_deg, longitude_deg = self._vehicle.frame.wgs84_from_local(home.north_m, home.east_m)
        north_m, east_m, up_m = self._vehicle.local_origin
        return D.MAVLink_home_position_message(
            round(latitude_deg * 1e7),
            round(longitude_deg * 1e7),
            round(home.up_m * 1000.0),
            home.north_m - north_m,
            home.east_m - east_m,
            up_m - home.up_m,
            list(quaternion(0.0, 0.0, home.yaw_rad)),
            0.0,
            0.0,
            0.0,
            round(home.set_s * 1e6),
        )

    def _extended_sys_state(self) -> Message:
        return D.MAVLink_extended_sys_state_message(0, int(self._pilot.landed))

    def _flight_information(self) -> Message:
        return D.MAVLink_flight_information_message(self._boot_ms, 0, 0, self._pilot.flights)

    def _odometry(self) -> Message:
        e, (north_m, east_m, up_m) = self._estimate, self._vehicle.local_origin
        unknown = [math.nan] * 21
        sin_y, cos_y = math.sin(e.yaw_rad), math.cos(e.yaw_rad)
        return D.MAVLink_odometry_message(
            self._boot_us,
            D.MAV_FRAME_LOCAL_NED,
            D.MAV_FRAME_BODY_FRD,
            e.north_m - north_m,
            e.east_m - east_m,
            up_m - e.up_m,
            list(quaternion(e.roll_rad, e.pitch_rad, e.yaw_rad)),
            e.north_ms * cos_y + e.east_ms * sin_y,
            -e.north_ms * sin_y + e.east_ms * cos_y,
            -e.up_ms,
            e.roll_rads,
            e.pitch_rads,
            e.yaw_rads,
            unknown,
            unknown,
        )

    def _current_mode(self) -> Message:
        pilot = self._pilot
        return D.MAVLink_current_mode_message(ROWS[pilot.mode].standard_mode, int(pilot.mode), int(pilot.wished_mode))

    def _gimbal_manager_information(self) -> Message:
        # Roll and pitch lock, yaw follow and lock, neutral, points at places on the map.
        capabilities = 1 | 2 | 4 | 16 | 32 | 128 | 256 | 512 | 1024 | 2048
        return D.MAVLink_gimbal_manager_information_message(
            self._boot_ms,
            capabilities,
            1,
            0.0,
            0.0,
            math.radians(-120.0),
            math.radians(30.0),
            math.radians(-180.0),
            math.radians(180.0),
        )

    def _gimbal_manager_status(self) -> Message:
        gimbal = self._vehicle.gimbal
        flags = 4 | 8 | (16 if gimbal.yaw_locked else 0)
        return D.MAVLink_gimbal_manager_status_message(self._boot_ms, flags, 1, *gimbal.primary, 0, 0)

    def _gimbal_device_attitude_status(self) -> Message:
        gimbal, e = self._vehicle.gimbal, self._estimate
        told = gimbal.reported()
        # Roll and pitch are against the horizon; yaw against the nose (32) or against north (16 | 64).
        flags = 4 | 8 | (16 | 64 if gimbal.yaw_locked else 32)
        yaw_rad = told.yaw_rad + (e.yaw_rad if gimbal.yaw_locked else 0.0)
        return D.MAVLink_gimbal_device_attitude_status_message(
            0,
            0,
            self._boot_ms,
            flags,
            list(quaternion(told.roll_rad, told.pitch_rad, yaw_rad)),
            0.0,
            gimbal.pitch_rads,
            0.0,
            0,
            e.yaw_rad,
            e.yaw_rads,
            1,
        )
