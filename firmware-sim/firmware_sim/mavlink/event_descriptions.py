"""What each event means, for stations that only know its number: the rows behind `all_events.json.xz`.

Names and arguments are PX4's, because an event's number is the hash of its name; the words are our own.
"""

from __future__ import annotations

from dataclasses import dataclass

from firmware_sim.aircraft.events import event_id

DEFAULT, ARMING_CHECK, HEALTH = "default", "arming_check", "health"
MODES = (("modes", "navigation_mode_group_t"), ("health_component_index", "uint8_t"))


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDescription:
    """One event: `{1}` in its message stands for its first argument."""

    name: str
    message: str
    group: str = DEFAULT
    arguments: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    """`summary` marks the first and last event of a health and arming report."""

    @property
    def number(self) -> int:
        """As EVENT carries it."""
        return event_id(self.name)


def _row(name: str, message: str, *arguments: tuple[str, str]) -> EventDescription:
    return EventDescription(name=name, message=message, arguments=arguments)


def _check(name: str, message: str) -> EventDescription:
    return EventDescription(name=name, message=message, group=ARMING_CHECK, arguments=MODES)


DESCRIPTIONS: tuple[EventDescription, ...] = (
    _row("commander_armed_by", "Armed by {1}", ("reason", "px4::arm_disarm_reason_t")),
    _row("commander_disarmed_by", "Disarmed by {1}", ("reason", "px4::arm_disarm_reason_t")),
    _row("commander_takeoff_detected", "Takeoff detected"),
    _row("commander_landing_detected", "Landing detected"),
    _row("commander_arm_denied_resolve_failures", "Arming refused: something is not healthy"),
    _row("commander_mission_start_denied_no_mission", "Mission not started: none is valid"),
    _row("commander_gcs_lost", "No ground station is heard"),
    _row("commander_dl_regained", "A ground station is heard again"),
    _row(
        "logger_open_file_time",
        "Recording the flight in log/{1}-{2}-{3}/{4}_{5}_{6}.ulg",
        ("year", "uint16_t"),
        *((name, "uint8_t") for name in ("month", "day", "hour", "minute", "second")),
    ),
    _row("rtl_land_at_destination", "Return: landing at the destination"),
    _row(
        "vrtl_return_at",
        "Return: starting at {1m_v}, {2m_v} above the destination",
        ("height_m", "int32_t"),
        ("above_m", "int32_t"),
    ),
    _row("mission_climb_before_start", "Climbing to {1:.1m_v} above home", ("height_m", "float")),
    _row("mission_execute", "Flying the mission"),
    _row("mission_finished_loiter", "Mission done, holding"),
    _row("mavlink_mission_mis_item_invalid", "A mission item was refused: it is not valid"),
    _row("mavlink_mission_no_transfer", "A mission item was refused: no transfer is open"),
    _row("mavlink_mission_op_timeout", "A plan's transfer was given up: nothing came any more"),
    _row("mavlink_mission_req_ignored", "A plan's download was refused: another is open"),
    _row("mavlink_mission_wp_unexpected", "A plan's transfer was given up: an item was asked for out of order"),
    _row("mavlink_mission_seq_out_of_bounds", "The current item was not changed: the mission is shorter"),
    _row("navigator_geofence_invalid_against_home", "The geofence does not hold home and is not in force"),
    _row("navigator_mis_geofence_violation", "The geofence forbids waypoint {1}", ("waypoint", "int16_t")),
    _row("navigator_reposition_outside_geofence", "The place to fly to is outside the geofence"),
    _row("navigator_mis_starts_w_landing", "Mission refused: it begins with a landing"),
    _row("navigator_mis_vtol_items", "Mission refused: it has items for aircraft with wings"),
    _row("navigator_mis_takeoff_too_low", "Mission refused: the take-off is too low", ("least_m", "float")),
    _row("navigator_mis_takeoff_not_first", "Mission refused: the take-off is not its first item"),
    _row(
        "navigator_mis_unsup_cmd",
        "Mission refused: command {2} of item {1} cannot be flown",
        ("item", "uint16_t"),
        ("command", "uint16_t"),
    ),
    _row("navigator_mis_takeoff_missing", "Mission refused: it has no take-off"),
    _row("navigator_mis_land_missing", "Mission refused: it has no landing"),
    _row("navigator_mis_takeoff_or_land_missing", "Mission refused: it lacks a take-off or a landing"),
    _row("navigator_mis_add_land_or_rm_to", "Mission refused: it takes off and does not land"),
    _row("navigator_mis_add_to_or_rm_land", "Mission refused: it lands and does not take off"),
    _row("feasibility_mis_in_air_landing_req", "Mission refused: it has no landing"),
    _row("mission_finished", "Mission finished, landed"),
    _row("mission_not_valid_refuse", "No valid mission, not taking off"),
    _row("mission_not_valid_loiter", "No valid mission, holding"),
    _row("commander_rtl", "Returning"),
    _row("commander_landing_current_pos", "Landing here"),
    _row("commander_landing_prec_land", "Landing precisely"),
    _row("commander_unsupported_auto_mode", "There is no such automatic mode"),
    _row("commander_unsupported_main_mode", "There is no such mode"),
    _row("commander_unsupported_base_mode", "These flags name no mode"),
    _row("navigator_change_altitude_outside_geofence", "The new height is beyond the fence"),
    EventDescription(
        name="commander_arming_check_summary",
        message="Arming checks",
        group=ARMING_CHECK,
        arguments=(
            ("chunk_idx", "uint8_t"),
            ("error", "px4::health_component_t"),
            ("warning", "px4::health_component_t"),
            ("can_arm", "px4::navigation_mode_group_t"),
            ("can_run", "px4::navigation_mode_group_t"),
        ),
        kind="summary",
    ),
    EventDescription(
        name="commander_health_summary",
        message="Health report",
        group=HEALTH,
        arguments=(
            ("chunk_idx", "uint8_t"),
            ("is_present", "px4::health_component_t"),
            ("error", "px4::health_component_t"),
            ("warning", "px4::health_component_t"),
        ),
        kind="summary",
    ),
    _check("check_modes_mission", "There is no valid mission"),
    _check("check_modes_offboard_signal", "No offboard setpoints arrive"),
    _check("check_modes_manual_control", "No sticks are heard"),
    _check("check_modes_local_pos", "The local position is not known well enough"),
    _check("check_modes_global_pos", "The global position is not known well enough"),
    _check("check_estimator_heading_not_stable", "The heading is not stable yet"),
    _check("check_battery_critical", "The battery is nearly empty"),
    _check("check_rc_dl_no_dllink", "No ground station is heard"),
)
ARMING_REASONS = {
    1: "stick_gesture",
    2: "rc_switch",
    3: "command_internal",
    4: "command_external",
    5: "mission_start",
    6: "landing",
    7: "preflight_inaction",
    8: "kill_switch",
    13: "rc_button",
    14: "failsafe",
}
MODE_GROUPS = {
    0: ("manual", 0x00010000),
    1: ("altctl", 0x00020000),
    2: ("posctl", 0x00030000),
    3: ("mission", 0x04040000),
    4: ("loiter", 0x03040000),
    5: ("rtl", 0x05040000),
    10: ("acro", 0x00050000),
    14: ("offboard", 0x00060000),
    15: ("stab", 0x00070000),
    17: ("takeoff", 0x02040000),
    18: ("land", 0x06040000),
    19: ("follow_target", 0x08040000),
    20: ("precland", 0x09040000),
    21: ("orbit", 0x01030000),
}
"""Bit number of a mode group, its name, and the mode in HEARTBEAT.custom_mode."""
HEALTH_COMPONENTS = {
    0: "none",
    1: "absolute_pressure",
    2: "differential_pressure",
    3: "gps",
    4: "optical_flow",
    5: "vision_position",
    6: "distance_sensor",
    7: "remote_control",
    8: "motors_escs",
    9: "utm",
    10: "logging",
    11: "battery",
    12: "communication_links",
    13: "rate_controller",
    14: "attitude_controller",
    15: "position_controller",
    16: "attitude_estimate",
    17: "local_position_estimate",
    18: "mission",
    19: "avoidance",
    20: "system",
    21: "camera",
    22: "gimbal",
    23: "payload",
    24: "global_position_estimate",
    25: "storage",
    26: "parachute",
    27: "magnetometer",
    28: "accel",
    29: "gyro",
    30: "open_drone_id",
    31: "traffic_avoidance",
}
