"""How the aircraft does: mode, health, battery, plans, sensors."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

from firmware_sim.aircraft.modes import ROWS, Mode
from firmware_sim.aircraft.plans import PlanType
from firmware_sim.mavlink.builders import Builder, boot_ms, boot_us, payload_of
from firmware_sim.mavlink.codec import TIME_ESTIMATE_TO_TARGET, Message, dialect
from firmware_sim.mavlink.gimbal import quaternion
from firmware_sim.mavlink.identity_messages import STANDARD_MODES
from firmware_sim.mavlink.motion_messages import pressure_hpa

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect
NO_ITEM = 65535
NO_FIX, FIX_3D = 1, 3
UNKNOWN_VOLTAGE, UNKNOWN_TEMPERATURE = 65535, 32767
HEALTH_READY, HEALTH_UNREADY = 0x1320C83F, 0x0320C83F
PRESENT, ENABLED, MOTORS_ON = 0x0200402F, 0x0201402F, 0x01000000
UNINIT, STANDBY, ACTIVE, FAILSAFE, TERMINATED = 0, 3, 4, 5, 8
ESTIMATOR_GOOD = 831
CUSTOM_MODE = 1
FARTHEST_CM = 10000
FACING_DOWN = 25
NO_ESTIMATE = -1


class StateMessages:
    """Builders of one aircraft."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot
        self._estimate = vehicle.autopilot.estimate

    def builders(self) -> dict[int, Builder]:
        """By message number."""
        return {
            D.MAVLINK_MSG_ID_HEARTBEAT: self._heartbeat,
            D.MAVLINK_MSG_ID_SYS_STATUS: self._sys_status,
            D.MAVLINK_MSG_ID_SYSTEM_TIME: self._system_time,
            D.MAVLINK_MSG_ID_TIMESYNC: self._timesync,
            D.MAVLINK_MSG_ID_GPS_RAW_INT: self._gps_raw_int,
            D.MAVLINK_MSG_ID_SCALED_PRESSURE: self._scaled_pressure,
            D.MAVLINK_MSG_ID_MISSION_CURRENT: self._mission_current,
            D.MAVLINK_MSG_ID_GPS_GLOBAL_ORIGIN: self._gps_global_origin,
            D.MAVLINK_MSG_ID_DISTANCE_SENSOR: self._distance_sensor,
            D.MAVLINK_MSG_ID_ALTITUDE: self._altitude,
            D.MAVLINK_MSG_ID_BATTERY_STATUS: self._battery_status,
            D.MAVLINK_MSG_ID_ESTIMATOR_STATUS: self._estimator_status,
            D.MAVLINK_MSG_ID_VIBRATION: self._vibration,
            D.MAVLINK_MSG_ID_HOME_POSITION: self._home_position,
            D.MAVLINK_MSG_ID_EXTENDED_SYS_STATE: self._extended_sys_state,
            D.MAVLINK_MSG_ID_CURRENT_MODE: self._current_mode,
            TIME_ESTIMATE_TO_TARGET: self._time_estimate,
        }

    @property
    def base_mode(self) -> int:
        """HEARTBEAT.base_mode."""
        pilot = self._pilot
        base_mode = ROWS[pilot.mode].base_mode
        if pilot.mode is Mode.OFFBOARD and not pilot.offboard.is_alive:
            base_mode = CUSTOM_MODE
        return base_mode | (128 if pilot.armed else 0)

    def _heartbeat(self) -> Message:
        return D.MAVLink_heartbeat_message(2, 12, self.base_mode, int(self._pilot.mode), self._system_status(), 3)

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
            *(0, 0, 0, 0, 0, 0),
        )

    def _system_time(self) -> Message:
        unix_us = round((self._vehicle.start_unix_s + self._pilot.now_s) * 1e6)
        return D.MAVLink_system_time_message(unix_us, boot_ms(self._pilot.now_s))

    def _timesync(self) -> Message:
        return D.MAVLink_timesync_message(0, boot_us(self._pilot.now_s) * 1000)

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
        up_m = self._estimate.up_m
        celsius = 15.0 - 0.0065 * up_m
        now_ms = boot_ms(self._pilot.now_s)
        return D.MAVLink_scaled_pressure_message(now_ms, pressure_hpa(up_m), 0.0, round(celsius * 100.0), 0)

    def _mission_current(self) -> bytes:
        """With the plans' checksums behind it, which the dialect does not know."""
        pilot, ids = self._pilot, self._pilot.plans.ids
        count = len(pilot.plans.items[PlanType.MISSION])
        active = pilot.mode in (Mode.MISSION, Mode.TAKEOFF, Mode.LAND)
        current = D.MAVLink_mission_current_message(
            pilot.mission.current if count else 0, count or NO_ITEM, int(pilot.mission_state), 1 if active else 2
        )
        extension = struct.pack("<III", ids[PlanType.MISSION], ids[PlanType.FENCE], ids[PlanType.RALLY])
        return payload_of(current) + extension

    def _gps_global_origin(self) -> Message:
        north_m, east_m, up_m = self._vehicle.local_origin
        latitude_deg, longitude_deg = self._vehicle.frame.wgs84_from_local(north_m, east_m)
        return D.MAVLink_gps_global_origin_message(
            round(latitude_deg * 1e7), round(longitude_deg * 1e7), round(up_m * 1000.0), boot_us(self._pilot.now_s)
        )

    def _distance_sensor(self) -> Message:
        height_cm = min(max(self._pilot.height_above_ground_m * 100.0, 0.0), FARTHEST_CM)
        now_ms = boot_ms(self._pilot.now_s)
        return D.MAVLink_distance_sensor_message(now_ms, 0, FARTHEST_CM, round(height_cm), 0, 0, FACING_DOWN, 0)

    def _altitude(self) -> Message:
        up_m, pilot = self._estimate.up_m, self._pilot
        height_m = pilot.height_above_ground_m
        return D.MAVLink_altitude_message(
            boot_us(pilot.now_s),
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
            UNKNOWN_TEMPERATURE,
            [round(battery.voltage_v * 1000.0)] + [UNKNOWN_VOLTAGE] * 9,
            round(battery.current_a * 100.0),
            round(battery.consumed_mah),
            -1,
            math.ceil(battery.fraction * 100.0),
            round(battery.remaining_s) if self._pilot.in_air else 0,
            int(self._pilot.failsafes.charge),
        )

    def _estimator_status(self) -> Message:
        ratios = (0.01, 0.02, 0.02, 0.02, 0.01, math.nan)
        return D.MAVLink_estimator_status_message(boot_us(self._pilot.now_s), ESTIMATOR_GOOD, *ratios, 0.6, 0.9)

    def _vibration(self) -> Message:
        level = 1.3 if self._pilot.in_air else 0.02
        now_us = boot_us(self._pilot.now_s)
        return D.MAVLink_vibration_message(now_us, 0.05 * level, 0.08 * level, level, 0, 0, 0)

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
            *(0.0, 0.0, 0.0),
            round(home.set_s * 1e6),
        )

    def _extended_sys_state(self) -> Message:
        return D.MAVLink_extended_sys_state_message(0, int(self._pilot.landed))

    def _current_mode(self) -> Message:
        pilot = self._pilot
        standard = STANDARD_MODES.get(pilot.mode, 0)
        return D.MAVLink_current_mode_message(standard, int(pilot.mode), int(pilot.wished_mode))

    def _time_estimate(self) -> bytes:
        """TIME_ESTIMATE_TO_TARGET: only how long a safe return would take; PX4 knows no others."""
        return struct.pack("<5i", self._return_s(), *(NO_ESTIMATE,) * 4)

    def _return_s(self) -> int:
        """Climb, cross and descend, with PX4's factor and margin; 0 on the ground."""
        pilot, home = self._pilot, self._pilot.home
        if not pilot.in_air or home is None:
            return 0
        real = pilot.parameters.real
        north_m, east_m, up_m = pilot.here
        distance_m = math.hypot(north_m - home.north_m, east_m - home.east_m)
        near = distance_m < real("RTL_MIN_DIST")
        height_m = max(up_m - home.up_m, 0.0)
        return_m = max(height_m, 0.0 if near else real("RTL_RETURN_ALT"))
        flight_s = (
            (return_m - height_m) / real("MPC_Z_V_AUTO_UP")
            + distance_m / real("MPC_XY_CRUISE")
            + return_m / real("MPC_Z_V_AUTO_DN")
        )
        return round(flight_s * real("RTL_TIME_FACTOR")) + pilot.parameters.integer("RTL_TIME_MARGIN")
