"""Who the aircraft is and what it can do: versions, modes, flights, remote identification."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firmware_sim.aircraft.modes import Mode
from firmware_sim.mavlink.builders import Builder, boot_ms
from firmware_sim.mavlink.codec import Message, dialect

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect
CAPABILITIES = 0xE8FF
FIRMWARE_VERSION = 0x01110040
"""1.17.0 alpha."""
UID_BASE = 0x5641524445000000
NOT_KNOWN_MAC = [0] * 20
REMOTE_ID_EPOCH_UNIX_S = 1_546_300_800
"""OPEN_DRONE_ID_SYSTEM counts seconds from 2019-01-01."""
NO_OPERATOR_LIMIT_M = -1000.0
NO_UTC = 65535.0
HORIZONTAL_WITHIN_1_M, VERTICAL_WITHIN_3_M, SPEED_WITHIN_1_MS = 12, 5, 3
"""MAV_ODID_HOR_ACC, _VER_ACC and _SPEED_ACC for the accuracies that the receiver tells."""
ADVANCED, NOT_USER_SELECTABLE = 1, 2
"""MAV_MODE_PROPERTY."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeEntry:
    """One mode as AVAILABLE_MODES tells it; a standard mode needs no name."""

    custom_mode: int
    standard_mode: int = 0
    properties: int = ADVANCED
    name: str = ""


def _external(number: int) -> ModeEntry:
    return ModeEntry(
        custom_mode=(0x0B + number) << 24 | 4 << 16, properties=NOT_USER_SELECTABLE, name="(Mode not available)"
    )


VTOL_TAKEOFF = 0x0A040000
AVAILABLE_MODES = (
    ModeEntry(custom_mode=Mode.MANUAL, name="Manual"),
    ModeEntry(custom_mode=Mode.ALTITUDE, standard_mode=4, properties=0),
    ModeEntry(custom_mode=Mode.POSITION, standard_mode=1, properties=0),
    ModeEntry(custom_mode=Mode.MISSION, standard_mode=6),
    ModeEntry(custom_mode=Mode.HOLD, name="Hold"),
    ModeEntry(custom_mode=Mode.RETURN, standard_mode=5),
    ModeEntry(custom_mode=Mode.POSITION_SLOW, name="Position Slow"),
    ModeEntry(custom_mode=Mode.ALTITUDE_CRUISE, name="Altitude Cruise"),
    ModeEntry(custom_mode=Mode.ACRO, name="Acro"),
    ModeEntry(custom_mode=Mode.TERMINATION, properties=ADVANCED | NOT_USER_SELECTABLE, name="Termination"),
    ModeEntry(custom_mode=Mode.OFFBOARD, name="Offboard"),
    ModeEntry(custom_mode=Mode.STABILIZED, name="Stabilized"),
    ModeEntry(custom_mode=Mode.TAKEOFF, standard_mode=8),
    ModeEntry(custom_mode=Mode.LAND, standard_mode=7),
    ModeEntry(custom_mode=Mode.FOLLOW, name="Follow Target"),
    ModeEntry(custom_mode=Mode.PRECISION_LAND, name="Precision Landing"),
    ModeEntry(custom_mode=Mode.ORBIT, standard_mode=2),
    ModeEntry(custom_mode=VTOL_TAKEOFF, name="VTOL Takeoff"),
    *(_external(number) for number in range(8)),
)
"""PX4's 26, in its order, as it told them."""
STANDARD_MODES = {entry.custom_mode: entry.standard_mode for entry in AVAILABLE_MODES}
"""MAV_STANDARD_MODE by custom mode."""


def available_modes(index: int) -> list[Message]:
    """AVAILABLE_MODES for one mode, counted from 1, or for all with 0; none when there is no such mode."""
    chosen = range(1, len(AVAILABLE_MODES) + 1) if index == 0 else [index]
    return [_available_mode(number) for number in chosen if 1 <= number <= len(AVAILABLE_MODES)]


def _available_mode(number: int) -> Message:
    entry = AVAILABLE_MODES[number - 1]
    return D.MAVLink_available_modes_message(
        len(AVAILABLE_MODES),
        number,
        entry.standard_mode,
        int(entry.custom_mode),
        entry.properties,
        entry.name.encode(),
    )


class IdentityMessages:
    """Builders of one aircraft."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot

    def builders(self) -> dict[int, Builder]:
        """By message number."""
        return {
            D.MAVLINK_MSG_ID_AUTOPILOT_VERSION: self._autopilot_version,
            D.MAVLINK_MSG_ID_FLIGHT_INFORMATION: self._flight_information,
            D.MAVLINK_MSG_ID_OPEN_DRONE_ID_LOCATION: self._remote_id_location,
            D.MAVLINK_MSG_ID_OPEN_DRONE_ID_SYSTEM: self._remote_id_system,
            D.MAVLINK_MSG_ID_OPEN_DRONE_ID_BASIC_ID: self._remote_id_basic,
        }

    def _autopilot_version(self) -> Message:
        nothing = list(struct.pack("<Q", 0))
        uid = UID_BASE + self._vehicle.system_id
        versions = (FIRMWARE_VERSION, FIRMWARE_VERSION, 0, 1)
        return D.MAVLink_autopilot_version_message(CAPABILITIES, *versions, nothing, nothing, [0] * 8, 0, 0, uid)

    def _flight_information(self) -> Message:
        return D.MAVLink_flight_information_message(boot_ms(self._pilot.now_s), 0, 0, self._pilot.flights)

    # --- remote identification ---

    def _remote_id_status(self) -> int:
        pilot = self._pilot
        if pilot.terminated or (pilot.armed and pilot.failsafes.acts):
            return int(D.MAV_ODID_STATUS_EMERGENCY)
        return int(D.MAV_ODID_STATUS_AIRBORNE if pilot.in_air else D.MAV_ODID_STATUS_GROUND)

    def _remote_id_location(self) -> Message:
        pilot, e = self._pilot, self._pilot.estimate
        north_m, east_m, up_m = self._vehicle.fix
        latitude_deg, longitude_deg = self._vehicle.frame.wgs84_from_local(north_m, east_m)
        course_deg = math.degrees(math.atan2(e.east_ms, e.north_ms)) % 360.0
        return D.MAVLink_open_drone_id_location_message(
            *(0, 0, NOT_KNOWN_MAC),
            self._remote_id_status(),
            min(round(course_deg * 100.0), 35999),
            min(round(math.hypot(e.north_ms, e.east_ms) * 100.0), 25425),
            min(max(round(e.up_ms * 100.0), -6200), 6200),
            round(latitude_deg * 1e7),
            round(longitude_deg * 1e7),
            e.up_m,
            round(up_m),
            D.MAV_ODID_HEIGHT_REF_OVER_TAKEOFF,
            e.up_m - pilot.home_amsl_m,
            HORIZONTAL_WITHIN_1_M,
            VERTICAL_WITHIN_3_M,
            0,
            SPEED_WITHIN_1_MS,
            NO_UTC,
            0,
        )

    def _remote_id_system(self) -> Message:
        """PX4 takes the operator to be where the aircraft took off."""
        pilot = self._pilot
        place = pilot.home if pilot.home is not None else None
        north_m, east_m = (place.north_m, place.east_m) if place is not None else self._vehicle.local_origin[:2]
        latitude_deg, longitude_deg = self._vehicle.frame.wgs84_from_local(north_m, east_m)
        seconds = round(self._vehicle.start_unix_s + pilot.now_s) - REMOTE_ID_EPOCH_UNIX_S
        return D.MAVLink_open_drone_id_system_message(
            *(0, 0, NOT_KNOWN_MAC, 0, 0),
            round(latitude_deg * 1e7),
            round(longitude_deg * 1e7),
            *(1, 0, NO_OPERATOR_LIMIT_M, NO_OPERATOR_LIMIT_M, 0, 0),
            pilot.home_amsl_m,
            max(seconds, 0),
        )

    def _remote_id_basic(self) -> Message:
        helicopter_or_multirotor = D.MAV_ODID_UA_TYPE_HELICOPTER_OR_MULTIROTOR
        serial = f"VARDE{self._vehicle.system_id:04d}".encode().ljust(20, b"\0")
        serial_number = D.MAV_ODID_ID_TYPE_SERIAL_NUMBER
        return D.MAVLink_open_drone_id_basic_id_message(
            0, 0, NOT_KNOWN_MAC, serial_number, helicopter_or_multirotor, list(serial)
        )
