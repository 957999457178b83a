"""PX4's events (https://mavlink.io/en/services/events.html) in plain English: why not fly the plan, why not arm.

PX4 tells these reasons by event only; its texts say just that there are some. An event is known by a hash of its
name. Words for all of them can be fetched from the aircraft; here are those that a crew meets, in words of our own.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import Final

from ground_station.link.event_metadata import EventBook
from ground_station.link.messages import Message
from ground_station.link.statustext import Text

HOLD_GROUP: Final = 1 << 4
"""Bit of PX4's hold mode among the mode groups of an arming check."""
ALL_GROUPS: Final = 0xFFFFFFFF
ERROR: Final = 3
WARNING: Final = 4
"""Log levels. PX4 tells the cause behind an error as a warning, and what stops nothing as one for all modes."""
_CHECK: Final = struct.Struct("<IB")
_SUMMARY: Final = struct.Struct("<BIIII")
_NUMBER: Final = struct.Struct("<h")


def event_id(name: str) -> int:
    """PX4's number for an event: 24 bits of FNV-1a over its name, component 1 above them."""
    value = 0x811C9DC5
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value & 0xFFFFFF | 1 << 24


ARMING_REPORT_BEGINS: Final = event_id("commander_arming_check_summary")
REPORT_ENDS: Final = event_id("commander_health_summary")

FENCE_REFUSALS: Final = frozenset(
    {event_id("navigator_geofence_invalid_against_home"), event_id("navigator_geofence_invalid_against_cur_pos")}
)
"""PX4 took a fence and does not enforce it."""

PLAN_REFUSALS: Final[dict[int, str]] = {
    event_id(name): words
    for name, words in {
        "navigator_mis_starts_w_landing": "The plan begins with a landing.",
        "navigator_mis_starts_w_landing2": "The plan begins with a landing.",
        "navigator_mis_takeoff_not_first": "The take-off is not the first place of the plan.",
        "navigator_mis_takeoff_too_low": "The take-off height is at or below the ground.",
        "navigator_mis_takeoff_missing": "This aircraft wants a take-off in every plan.",
        "navigator_mis_land_missing": "This aircraft wants a landing in every plan.",
        "navigator_mis_takeoff_or_land_missing": "This aircraft wants both a take-off and a landing in every plan.",
        "navigator_mis_add_land_or_rm_to": "The plan takes off but does not land: add a landing.",
        "navigator_mis_add_to_or_rm_land": "The plan lands but does not take off: add a take-off.",
        "navigator_mis_vtol_items": "The plan has steps for a vertical-take-off aeroplane, which this aircraft is not.",
        "navigator_mis_no_pos_lock": "The aircraft does not know its position yet.",
        "navigator_mis_no_home_rel_alt": "Item {0} counts its height from home, and the aircraft has no home yet.",
        "navigator_mis_unsup_cmd": "Item {0} is a command this aircraft cannot do in a plan.",
        "navigator_mis_geofence_no_home": "The fence needs a home position, which the aircraft does not have yet.",
        "navigator_mis_geofence_no_home2": "The fence needs a home position, which the aircraft does not have yet.",
        "navigator_mis_approach_wp_below_land": "The last place before the landing lies below it.",
        "navigator_mis_multiple_land": "The plan has more than one beginning of a landing.",
        "navigator_mis_land_before_rtl": "The plan begins a landing before it returns home.",
        "navigator_mis_invalid_land": "The plan's landing is not complete.",
        "navigator_mis_first_wp_far": "The first place is farther from home than the aircraft allows.",
        "navigator_mis_wp_gate_too_close": "Two places of the plan lie too close together.",
    }.items()
}
"""Why PX4 judges that a plan cannot be flown."""

_CHECK_WORDS: Final[dict[str, str]] = {
    "check_modes_angular_velocity": "The turning rate is not measured well enough.",
    "check_modes_attitude": "The attitude is not known.",
    "check_modes_local_pos": "The position is not known: wait for satellites, away from walls and metal.",
    "check_modes_global_pos": "The position on the map is not known: wait for satellites, in open sky.",
    "check_modes_local_alt": "The height is not known.",
    "check_modes_mission": "There is no plan on board that can be flown.",
    "check_modes_home_position": "The home position is not set.",
    "check_modes_manual_control": "The hand controller is not heard.",
    "check_modes_cannot_takeoff": "One cannot take off in this flight mode.",
    "check_system_no_home_pos": "The home position is not set.",
    "check_rc_dl_no_dllink": "The aircraft does not hear this ground station.",
    "check_estimator_gps_fix_too_low": "Too little satellite reception for a position.",
    "check_estimator_gps_num_sats_too_low": "Too few satellites.",
    "check_estimator_gps_hor_pos_err_too_high": "The satellite position is too uncertain.",
    "check_estimator_gps_vert_pos_err_too_high": "The satellite height is too uncertain.",
    "check_estimator_gps_hor_pos_drift_too_high": "The satellite position drifts.",
    "check_estimator_gps_pdop_too_high": "The satellites stand badly in the sky.",
    "check_estimator_gps_generic": "Satellite reception is poor.",
    "check_estimator_gps_not_fusing": "The satellite position is not used yet.",
    "check_estimator_gps_jammed": "Satellite reception is jammed.",
    "check_estimator_gps_jamming_critical": "Satellite reception is jammed.",
    "check_estimator_gps_spoofed": "Somebody sends false satellite signals.",
    "check_estimator_heading_not_stable": "The heading is not steady yet: keep it still, away from metal.",
    "check_estimator_mag_interference": "Something magnetic disturbs the compass: move the aircraft.",
    "check_estimator_hgt_not_stable": "The height is not steady yet.",
    "check_estimator_hor_pos_not_stable": "The position is not steady yet.",
    "check_estimator_hor_vel_not_stable": "The speed estimate is not steady yet: keep the aircraft still.",
    "check_estimator_vert_vel_not_stable": "The climb estimate is not steady yet: keep the aircraft still.",
    "check_estimator_high_accel_bias": "The accelerometer is off: calibrate it.",
    "check_estimator_high_gyro_bias": "The gyroscope is off: keep the aircraft still, or calibrate it.",
    "check_estimator_missing_data": "The aircraft is still starting.",
    "check_accel_missing": "An accelerometer is missing.",
    "check_accel_not_calibrated": "The accelerometer is not calibrated.",
    "check_gyro_missing": "A gyroscope is missing.",
    "check_gyro_not_calibrated": "The gyroscope is not calibrated.",
    "check_mag_missing": "The compass is missing.",
    "check_mag_not_calibrated": "The compass is not calibrated.",
    "check_mag_consistency": "The compasses disagree: move away from metal, or calibrate them.",
    "check_battery_low": "The battery is low.",
    "check_battery_critical": "The battery is nearly empty.",
    "check_battery_emergency": "The battery is empty.",
    "check_battery_missing": "The battery is not seen.",
    "check_battery_disconnected": "The battery is not connected.",
    "check_battery_unhealthy": "The battery reports a fault.",
    "check_gf_violation_custom_gf": "The aircraft is at the fence or outside it.",
    "check_gf_violation_max_hor_dist": "The aircraft is farther from home than it may be.",
    "check_gf_violation_max_alt": "The aircraft is higher above home than it may be.",
    "check_gf_no_home": "The fence needs a home position.",
    "check_wind_too_high": "The wind is stronger than the aircraft's limit.",
    "check_man_control_kill_engaged": "The kill switch is on.",
    "check_man_control_rtl_engaged": "The return switch is on.",
    "check_missing_fmu_sdcard": "The memory card is missing.",
    "check_avionics_power_low": "The autopilot's supply voltage is low.",
    "check_open_drone_id_missing": "The remote-identification sender is missing.",
    "check_parachute_missing": "The parachute is missing.",
    "check_parachute_unhealthy": "The parachute is not ready.",
    "check_escs_offline": "A motor controller does not answer.",
    "check_flight_time_limit": "The longest allowed flight time is reached.",
    "check_failure_detector_motor": "A motor has failed.",
}
"""Words of our own for what PX4 checks before it arms, by the event's name."""
CHECKS: Final = {event_id(name): words for name, words in _CHECK_WORDS.items()}
_CHECK_NAMES: Final = {event_id(name): name for name in _CHECK_WORDS}
CHECK_GROUPS: Final = frozenset({"arming_check", "health"})
"""Event groups of PX4's metadata that make up its report."""
NO_REASON: Final = "The aircraft would not arm and gives no reason that this station knows."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why the aircraft would not arm."""

    id: str
    """The event's name: stable, so that words in other languages can be keyed by it."""
    text: str
    """Words of our own where there are some, else those of the aircraft's metadata, in English."""
    remedy: str = ""
    """What the aircraft's metadata says to do about it."""
    level: int
    """0 emergency to 7 debug; 4 is a warning."""
    groups: int
    """Bit mask of PX4's mode groups that it concerns; bit 4 is hold, 3 mission, 17 take-off."""


BLOCKS_AT_ANY_LEVEL: Final = frozenset({"check_modes_mission"})
"""PX4 tells this one as mere information even where COM_ARM_MIS_REQ makes it refuse arming in every mode."""


class EventReader:
    """Reads one aircraft's events: plan refusals at once, arming checks report by report.

    With the aircraft's own `book` it knows every event, without one those that a crew meets.
    """

    def __init__(self) -> None:
        self.book: EventBook | None = None
        self.reasons: tuple[Reason, ...] = ()
        """Everything that the newest whole report finds at fault, whichever flight mode it concerns."""
        self.blockers: tuple[str, ...] = ()
        """Why the aircraft would not arm in hold mode, as its newest whole report says."""
        self.can_arm_groups: int | None = None
        """Mode groups in which it would arm now, as its newest whole report says."""
        self._failing: dict[str, Reason] = {}
        self._can_arm = 0
        self._newest: int | None = None

    def receive(self, message: Message) -> list[Text]:
        """The refusal that an EVENT tells, if it does; a repeat of the last one tells nothing."""
        if message.sequence == self._newest:
            return []
        self._newest = message.sequence
        arguments = bytes(message.arguments)
        if message.id == ARMING_REPORT_BEGINS:
            _, _, _, self._can_arm, _ = _SUMMARY.unpack_from(arguments)
            self._failing = {}
        elif message.id == REPORT_ENDS:
            self._conclude()
        elif message.id in PLAN_REFUSALS:
            (number,) = _NUMBER.unpack_from(arguments)
            return [Text(severity=message.log_levels & 0x0F, text=PLAN_REFUSALS[message.id].format(number))]
        elif (reason := self._reason(message)) is not None:
            self._failing[reason.text] = _joined(self._failing.get(reason.text), reason)
        return []

    def _conclude(self) -> None:
        self.reasons = tuple(self._failing.values())
        self.can_arm_groups = self._can_arm
        if self._can_arm & HOLD_GROUP:
            self.blockers = ()
            return
        against = tuple(reason.text for reason in self.reasons if stands_against(reason, HOLD_GROUP))
        self.blockers = against or (NO_REASON,)

    def _reason(self, message: Message) -> Reason | None:
        told = self.book.read(message) if self.book is not None else None
        if message.id not in CHECKS and (told is None or told.group not in CHECK_GROUPS):
            return None
        groups, _ = _CHECK.unpack_from(bytes(message.arguments))
        return Reason(
            id=told.name if told is not None else _CHECK_NAMES[message.id],
            text=CHECKS.get(message.id) or (told.text if told is not None else ""),
            remedy=told.description if told is not None else "",
            level=message.log_levels & 0x0F,
            groups=groups,
        )


def _joined(before: Reason | None, reason: Reason) -> Reason:
    """A check that a report tells twice, for other modes or more gravely, as one."""
    if before is None:
        return reason
    return replace(reason, level=min(before.level, reason.level), groups=before.groups | reason.groups)


def stands_against(reason: Reason, group: int) -> bool:
    """Whether it keeps the aircraft from arming in a mode group (a bit): errors, and the warnings that cause them."""
    is_blocking = (
        reason.level <= ERROR
        or (reason.level == WARNING and reason.groups != ALL_GROUPS)
        or reason.id in BLOCKS_AT_ANY_LEVEL
    )
    return bool(reason.groups & group) and is_blocking
