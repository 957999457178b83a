"""What each message changes, with the odd values that a real PX4 sends."""

from __future__ import annotations

import math

from ground_station.fleet.reducer import HANDLERS, apply
from ground_station.fleet.state import VehicleState

HEARTBEAT = {"type": 2, "autopilot": 12, "base_mode": 157, "custom_mode": 0x04040000, "system_status": 4}


def after(heard, *messages, state=None):
    state = state or VehicleState(system_id=7)
    for kind, fields in messages:
        state = apply(state, heard(kind, **fields), 5.0)
    return state


def test_a_heartbeat_tells_mode_and_arming(heard):
    state = after(heard, ("HEARTBEAT", HEARTBEAT))

    assert (state.autopilot, state.mode, state.is_armed, state.is_failsafe) == ("px4", "mission", True, False)
    assert state.last_heard_s == state.last_heartbeat_s == 5.0


def test_a_critical_status_is_a_failsafe(heard):
    states = [after(heard, ("HEARTBEAT", HEARTBEAT | {"system_status": status})) for status in (3, 4, 5, 6, 8)]

    assert [state.is_failsafe for state in states] == [False, False, True, True, True]


def test_a_ground_stations_heartbeat_changes_no_aircraft(heard):
    state = after(heard, ("HEARTBEAT", HEARTBEAT), ("HEARTBEAT", {"type": 6, "autopilot": 8}))

    assert state.mode == "mission"


def test_readiness_is_the_prearm_bit(heard):
    ready = after(heard, ("SYS_STATUS", {"onboard_control_sensors_health": 0x10000000, "battery_remaining": -1}))
    not_ready = after(heard, ("SYS_STATUS", {"onboard_control_sensors_health": 0x0FFFFFFF}))

    assert (ready.is_ready_to_arm, not_ready.is_ready_to_arm) == (True, False)


def test_unknown_battery_values_stay_unknown(heard):
    state = after(
        heard,
        ("SYS_STATUS", {"battery_remaining": -1, "voltage_battery": 65535}),
        ("BATTERY_STATUS", {"battery_remaining": -1, "voltages": (65535,) * 10, "current_battery": -100}),
    )

    assert (state.battery_fraction, state.battery_v) == (None, None)


def test_battery_cells_that_are_there_are_summed(heard):
    cells = (4050, 4050, 4050, 4050) + (65535,) * 6

    state = after(heard, ("BATTERY_STATUS", {"battery_remaining": 71, "voltages": cells, "temperature": 32767}))

    assert (state.battery_fraction, state.battery_v) == (0.71, 16.2)


def test_a_second_battery_does_not_overwrite_the_first(heard):
    first = ("BATTERY_STATUS", {"id": 0, "battery_remaining": 71, "voltages": (4000,) + (65535,) * 9})
    second = ("BATTERY_STATUS", {"id": 1, "battery_remaining": 12, "voltages": (3000,) + (65535,) * 9})

    state = after(heard, first, second)

    assert state.battery_fraction == 0.71


def test_an_airspeed_that_is_not_a_number_is_unknown(heard):
    state = after(heard, ("VFR_HUD", {"airspeed": math.nan, "throttle": 40}))

    assert state.airspeed_ms is None


def test_an_unknown_heading_keeps_the_old_one(heard):
    known = (
        "GLOBAL_POSITION_INT",
        {"lat": 603913000, "lon": 53221000, "alt": 45_250, "relative_alt": 20_000, "hdg": 9000},
    )
    unknown = (known[0], known[1] | {"hdg": 65535, "vx": -150, "vz": 25})

    state = after(heard, known, unknown)

    assert state.heading_deg == 90.0
    assert (state.latitude_deg, state.longitude_deg, state.altitude_amsl_m) == (60.3913, 5.3221, 45.25)
    assert state.height_above_home_m == 20.0
    assert state.velocity_ned_ms == (-1.5, 0.0, 0.25)


def test_no_satellite_count_is_unknown(heard):
    state = after(heard, ("GPS_RAW_INT", {"fix_type": 3, "satellites_visible": 255}))

    assert (state.gnss_fix, state.satellites) == (3, None)


def test_landed_state_decides_and_is_not_undone_by_an_unknown_one(heard):
    flying = ("EXTENDED_SYS_STATE", {"landed_state": 2})
    unknown = ("EXTENDED_SYS_STATE", {"landed_state": 0})

    states = [
        after(heard, ("EXTENDED_SYS_STATE", {"landed_state": 1}), ("HEARTBEAT", HEARTBEAT)),
        after(heard, flying, unknown),
        after(heard, ("EXTENDED_SYS_STATE", {"landed_state": 3})),
        after(heard, ("EXTENDED_SYS_STATE", {"landed_state": 4})),
    ]

    assert [state.is_in_air for state in states] == [False, True, True, True]


def test_px4_without_a_mission_has_none(heard):
    flown = ("MISSION_CURRENT", {"seq": 3, "total": 6, "mission_state": 3, "mission_id": 0x3A1ABA13})
    none = ("MISSION_CURRENT", {"seq": 0, "total": 65535, "mission_state": 1, "mission_id": 0})

    with_plan, without = after(heard, flown), after(heard, flown, none)

    assert (with_plan.mission_total, with_plan.mission_checksum) == (6, 0x3A1ABA13)
    assert (without.mission_total, without.mission_checksum) == (0, None)


def test_an_autopilot_that_does_not_tell_the_total_says_nothing_about_it(heard):
    state = after(heard, ("MISSION_CURRENT", {"seq": 4}))

    assert (state.mission_seq, state.mission_total, state.mission_checksum) == (4, None, None)


def test_what_was_reached_in_another_plan_does_not_count_for_this_one(heard):
    one = ("MISSION_CURRENT", {"seq": 3, "total": 6, "mission_state": 3, "mission_id": 11})
    other = ("MISSION_CURRENT", {"seq": 0, "total": 4, "mission_state": 2, "mission_id": 12})

    kept = after(heard, one, ("MISSION_ITEM_REACHED", {"seq": 3}), one)
    renewed = after(heard, one, ("MISSION_ITEM_REACHED", {"seq": 3}), other)

    assert (kept.mission_reached, renewed.mission_reached) == (3, None)


def test_only_a_thermal_stream_is_a_thermal_stream(heard):
    daylight = ("VIDEO_STREAM_INFORMATION", {"flags": 1, "uri": "rtsp://10.0.0.2/day"})
    thermal = ("VIDEO_STREAM_INFORMATION", {"flags": 3, "uri": "rtsp://10.0.0.2/heat"})

    assert after(heard, daylight).thermal_stream_uri is None
    assert after(heard, daylight, thermal, daylight).thermal_stream_uri == "rtsp://10.0.0.2/heat"


def test_a_message_that_says_nothing_leaves_the_state_as_it_is(heard):
    state = VehicleState(system_id=7)

    assert apply(state, heard("SERVO_OUTPUT_RAW"), 5.0) is state
    assert apply(state, heard("COMMAND_LONG", command=178), 5.0) is state


def test_every_message_with_nothing_but_zeros_is_survived(heard):
    state = VehicleState(system_id=7)

    for kind in HANDLERS:
        state = apply(state, heard(kind), 5.0)

    assert state.system_id == 7
