"""Checks before the flight: each row at its limits, and PX4's own defaults."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ground_station.fleet.state import Home, VehicleState
from ground_station.flying.assumptions import ALWAYS, assumed_by
from ground_station.flying.preflight import check_view
from ground_station.safety.fence import Circle, Fence
from ground_station.safety.preflight import (
    FAILSAFES,
    FOLLOWING,
    Check,
    Status,
    aircraft_checks,
    aircraft_storage_check,
    battery_check,
    checklist_checks,
    failsafe_checks,
    fence_checks,
    following_checks,
    plan_check,
    storage_check,
    unfit_following,
    unsafe_failsafes,
    wind_check,
)
from ground_station.safety.rules import SafetySettings
from missions.plan import MissionItem

SETTINGS = SafetySettings()
PX4_DEFAULTS = {
    "NAV_DLL_ACT": 0, "COM_DL_LOSS_T": 10, "NAV_RCL_ACT": 2, "GF_ACTION": 2, "COM_LOW_BAT_ACT": 0,
    "BAT_LOW_THR": 0.15, "BAT_CRIT_THR": 0.07, "BAT_EMERGEN_THR": 0.05, "RTL_RETURN_ALT": 60.0,
}  # fmt: skip
READY = VehicleState(
    system_id=1,
    last_heard_s=10.0,
    gnss_fix=3,
    satellites=14,
    is_ready_to_arm=True,
    home=Home(latitude_deg=60.39, longitude_deg=5.32, altitude_amsl_m=20.0),
)


def blocking(checks):
    return {check.name for check in checks if check.status is Status.BLOCKING}


def test_px4s_defaults_are_unsafe_for_this_use():
    assert blocking(failsafe_checks(PX4_DEFAULTS, 30.0)) == {"nav-dll-act", "com-low-bat-act"}


def test_what_is_set_makes_every_row_safe_and_touches_nothing_that_was():
    wanted = unsafe_failsafes(PX4_DEFAULTS, 75.2)

    assert set(wanted) == {
        "NAV_DLL_ACT", "COM_LOW_BAT_ACT", "BAT_LOW_THR", "BAT_CRIT_THR", "RTL_RETURN_ALT",
    }  # fmt: skip
    assert wanted["RTL_RETURN_ALT"] == 76
    assert all(check.status is Status.OK for check in failsafe_checks(PX4_DEFAULTS | wanted, 75.2))
    assert unsafe_failsafes(PX4_DEFAULTS | wanted, 75.2) == {}


@pytest.mark.parametrize("row", FAILSAFES, ids=lambda row: row.parameter)
def test_every_row_wants_what_it_calls_safe(row):
    assert row.is_safe(row.wanted(40.0), 40.0)


PX4_FOLLOWS = {
    "MPC_Z_V_AUTO_UP": 3.0, "MPC_Z_V_AUTO_DN": 1.5, "NAV_MC_ALT_RAD": 0.8, "MPC_JERK_AUTO": 4.0, "MPC_ACC_UP_MAX": 4.0,
    "MPC_ACC_DOWN_MAX": 3.0, "MPC_XY_VEL_MAX": 12.0, "MPC_XY_CRUISE": 5.0, "NAV_ACC_RAD": 10.0,
}  # fmt: skip
"""PX4's own defaults."""
ROUND_POINT = MissionItem(command=16, frame=0, params=(0.0, 2.0, 0.0, 0.0), latitude_deg=60.0)
POINT = MissionItem(command=16, frame=0, latitude_deg=60.0)


def at_speed(speed_ms):
    return MissionItem(command=178, frame=2, params=(1.0, speed_ms, -1.0, 0.0))


def test_a_plan_assumes_what_it_does_not_set_itself():
    own = assumed_by([at_speed(8.0), ROUND_POINT, at_speed(3.0), ROUND_POINT])
    left = assumed_by([POINT, at_speed(8.0), ROUND_POINT])

    assert own == ALWAYS | {"MPC_XY_VEL_MAX": 8.0}
    assert left == ALWAYS | {"MPC_XY_VEL_MAX": 8.0, "MPC_XY_CRUISE": 8.0, "NAV_ACC_RAD": 2.0}


def test_px4s_defaults_follow_a_plan_that_sets_its_speed_and_radii_and_not_one_that_leaves_them():
    own = assumed_by([at_speed(8.0), ROUND_POINT])
    left = assumed_by([POINT, at_speed(8.0)])

    assert {check.status for check in following_checks(PX4_FOLLOWS, own)} == {Status.OK}
    assert unfit_following(PX4_FOLLOWS, left) == {"MPC_XY_CRUISE": 8.0, "NAV_ACC_RAD": 2.0}
    assert unfit_following(PX4_FOLLOWS | unfit_following(PX4_FOLLOWS, left), left) == {}


def test_an_aircraft_that_sinks_more_slowly_than_the_plan_is_held_back_and_says_why():
    checks = following_checks(PX4_FOLLOWS | {"MPC_Z_V_AUTO_DN": 0.7}, ALWAYS)
    [sinking] = [check for check in checks if check.status is not Status.OK]

    views = [check_view(sinking, language) for language in ("nb", "nn", "en")]

    assert sinking.status is Status.BLOCKING
    assert all(view.can_be_set and "0.7" in view.title and "1.5" in view.remedy for view in views)
    assert len({view.remedy for view in views}) == 3


@pytest.mark.parametrize("row", FOLLOWING, ids=lambda row: row.parameter)
def test_each_row_is_judged_at_its_limit_and_unknown_where_it_was_not_told(row):
    better, worse = (0.9, 1.1) if row.is_upper_limit else (1.1, 0.9)
    assumed = {row.parameter: 2.0}

    statuses = [following_checks({row.parameter: 2.0 * share}, assumed)[0].status for share in (better, 1.0, worse)]

    assert statuses == [Status.OK, Status.OK, row.severity]
    assert following_checks({}, assumed)[0].status is Status.UNKNOWN
    assert following_checks(PX4_FOLLOWS, {}) == []


@pytest.mark.parametrize("action", [0, 1, 4])
def test_a_fence_that_only_warns_or_stops_the_motors_is_unsafe(action):
    assert blocking(failsafe_checks(PX4_DEFAULTS | {"GF_ACTION": action}, 30.0)) >= {"gf-action"}


def test_a_parameter_that_does_not_answer_is_unknown_and_not_safe():
    checks = failsafe_checks({"NAV_DLL_ACT": None}, 30.0)

    assert {check.status for check in checks} == {Status.UNKNOWN}
    assert unsafe_failsafes({"NAV_DLL_ACT": None}, 30.0) == {}


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"last_heard_s": 0.0}, "link"),
        ({"satellites": 5}, "satellites"),
        ({"gnss_fix": 2}, "satellites"),
        ({"home": None}, "home"),
        ({"is_ready_to_arm": False}, "not-ready"),
        ({"is_ready_to_arm": False, "arming_blockers": ("The battery is low.",)}, "arming"),
    ],
)
def test_each_fault_of_the_aircraft_blocks_by_its_name(changes, name):
    assert blocking(aircraft_checks(READY, 10.0, SETTINGS)) == set()
    assert blocking(aircraft_checks(replace(READY, **changes), 10.0, SETTINGS)) == {name}


def test_the_battery_must_hold_the_plan_and_the_reserve():
    assert battery_check(0.70, 0.40, SETTINGS).status is Status.OK
    assert battery_check(0.69, 0.40, SETTINGS).status is Status.BLOCKING
    assert battery_check(None, 0.40, SETTINGS).status is Status.UNKNOWN
    assert battery_check(0.95, 1.0, SETTINGS).status is Status.OK


def test_home_must_lie_inside_a_fence_that_is_kept():
    around, away = (Fence((Circle((60.39 + d, 5.32), 100.0, True),)) for d in (0.0, 0.01))

    assert blocking(fence_checks(around, READY, is_refused=False)) == set()
    assert blocking(fence_checks(away, READY, is_refused=False)) == {"fence-home"}
    assert blocking(fence_checks(around, READY, is_refused=True)) == {"fence-refused"}
    assert [check.status for check in fence_checks(None, READY, is_refused=False)] == [Status.WARNING]


def test_a_plan_that_somebody_else_put_on_board_blocks():
    assert plan_check(0x11, 0x11).status is Status.OK
    assert plan_check(0x12, 0x11).status is Status.BLOCKING
    assert plan_check(None, None).status is Status.WARNING


def test_wind_disk_and_checklist():
    assert wind_check(None, 12.0) == []
    assert [check.status for check in wind_check(12.1, 12.0)] == [Status.BLOCKING]
    assert [storage_check(size).status for size in (3e9, 1e9, 1e8)] == [Status.OK, Status.WARNING, Status.BLOCKING]
    items = checklist_checks([("people", "Nobody below"), ("weather", "Fine")], frozenset({"people"}))
    assert [check.is_ticked for check in items] == [True, False]
    assert [check.status for check in items] == [Status.OK, Status.BLOCKING]


def test_a_card_that_is_nearly_full_warns_and_one_that_is_not_told_of_says_nothing():
    assert [check.status for check in aircraft_storage_check(200.0)] == [Status.OK]
    assert [check.status for check in aircraft_storage_check(199.9)] == [Status.WARNING]
    assert aircraft_storage_check(None) == []


def test_a_reason_without_words_of_ours_comes_with_the_aircrafts_own_remedy():
    own = Check(name="arming", status=Status.BLOCKING, details={"reason": "Winch is not locked"})
    ours = Check(name="arming", status=Status.BLOCKING, details={"reason": "Too few satellites."})
    remedies = {"Winch is not locked": "Close the hook.", "Too few satellites.": "Wait."}

    assert check_view(own, "nb", remedies).remedy == "Close the hook."
    assert check_view(own, "nb", remedies).title == "Winch is not locked"
    assert check_view(ours, "nb", remedies).remedy != "Wait."
