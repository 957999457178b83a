"""What is sent at a steady rate, and what is sent because somebody asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firmware_sim.mavlink.builders import Builder, LinkBuilder, boot_us, payload_of
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.gimbal_protocol import GimbalControl
from firmware_sim.mavlink.identity_messages import IdentityMessages, available_modes
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.motion_messages import MotionMessages
from firmware_sim.mavlink.state_messages import StateMessages

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect
<<<<<<< ours
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
=======
>>>>>>> theirs


class Telemetry:
    """The messages of one aircraft: made once for all links that they are due on at the same instant."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot
        self._pings: dict[str, int] = {}
        self._sent_fixes: dict[str, int] = {}
        self._made: dict[int, bytes] = {}
        self._made_s = -1.0
        self._state = StateMessages(vehicle)
        self.builders: dict[int, Builder] = {
            **self._state.builders(),
            **MotionMessages(vehicle).builders(),
            **IdentityMessages(vehicle).builders(),
        }
        """By message number; services put theirs here too."""
        self.link_builders: dict[int, LinkBuilder] = {D.MAVLINK_MSG_ID_PING: self._ping}
        """Those that differ from link to link."""
        if vehicle.gimbal_fitted:
            self.builders |= GimbalControl(vehicle).builders()

    @property
    def base_mode(self) -> int:
        """HEARTBEAT.base_mode."""
        return self._state.base_mode

    def knows(self, message_id: int) -> bool:
        """Whether there is such a message."""
        return message_id in self.builders or message_id in self.link_builders

    def tick(self, link: Link) -> None:
        """Send what is due on a link."""
        now_s = self._pilot.now_s
        for message_id, stream in link.streams.items():
            if stream.due_s <= now_s:
                stream.due_s += stream.interval_s
                if stream.due_s <= now_s:
                    stream.due_s = now_s + stream.interval_s
                self._send(link, message_id, self._shared(message_id, now_s))

    def request(self, link: Link, message_id: int, which: int = 0) -> bool:
        """Send one message because somebody asked; False when there is none such or it has nothing new to say."""
        if message_id == D.MAVLINK_MSG_ID_AVAILABLE_MODES:
            modes = available_modes(which)
            for mode in modes:
                link.send(mode)
            return bool(modes)
        is_fix = message_id == D.MAVLINK_MSG_ID_GPS_RAW_INT
        if is_fix and self._sent_fixes.get(link.name) == self._vehicle.fix_number:
            # PX4 has nothing when the sample was sent already.
            return False
<<<<<<< ours
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
=======
        return self._send(link, message_id, self._payload(message_id))
>>>>>>> theirs

    def item_reached(self) -> Message:
        """MISSION_ITEM_REACHED for the item reached last."""
        return D.MAVLink_mission_item_reached_message(self._pilot.mission.reached)

    def _send(self, link: Link, message_id: int, payload: bytes | None) -> bool:
        link_builder = self.link_builders.get(message_id)
        if link_builder is not None:
            payload = payload_of(link_builder(link))
        if payload is None:
            return False
        if message_id == D.MAVLINK_MSG_ID_GPS_RAW_INT:
            self._sent_fixes[link.name] = self._vehicle.fix_number
        link.send_payload(message_id, payload)
        return True

    def _shared(self, message_id: int, now_s: float) -> bytes | None:
        """The payload of this instant, made by whichever link was first."""
        if now_s != self._made_s:
            self._made.clear()
            self._made_s = now_s
        payload = self._made.get(message_id)
        if payload is None:
            payload = self._payload(message_id)
            if payload is not None:
                self._made[message_id] = payload
        return payload

    def _payload(self, message_id: int) -> bytes | None:
        builder = self.builders.get(message_id)
        made = builder() if builder is not None else None
        return None if made is None else payload_of(made)

    def _ping(self, link: Link) -> Message:
        number = self._pings.get(link.name, 0)
        self._pings[link.name] = number + 1
        return D.MAVLink_ping_message(boot_us(self._pilot.now_s), number, 0, 0)
