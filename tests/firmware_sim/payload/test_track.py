"""A foreign vehicle's pose between its messages."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymavlink.dialects.v20 import common

from firmware_sim.payload.track import PoseTrack, VehiclePose

UNIX_S = 1_780_000_000.0


def position(boot_s: float, north_ms: float = 5.0) -> common.MAVLink_global_position_int_message:
    """Flying north from 60 N 5 E at 100 m, climbing 1 m/s."""
    latitude_deg = 60.0 + north_ms * boot_s / 111_412.0
    height_mm = round((100.0 + boot_s) * 1000)
    return common.MAVLink_global_position_int_message(
        round(boot_s * 1000), round(latitude_deg * 1e7), 50_000_000, height_mm, 0, round(north_ms * 100), 0, -100, 0
    )


def attitude(boot_s: float, yaw_rad: float) -> common.MAVLink_attitude_message:
    return common.MAVLink_attitude_message(
        round(boot_s * 1000), 0.05, -0.1, math.remainder(yaw_rad, math.tau), 0.0, 0.0, 0.5
    )


def flown(seconds: float, *, late_s: float = 0.0, slowness: float = 1.0) -> PoseTrack:
    """A track of `seconds` at 10 Hz, whose messages come `late_s` after their time."""
    track = PoseTrack()
    for n in range(int(seconds * 10) + 1):
        at = n / 10
        track.take(position(at), UNIX_S + at * slowness + late_s)
        track.take(attitude(at, 3.0 + 0.5 * at), UNIX_S + at * slowness + late_s)
    return track


def known(pose: VehiclePose | None) -> VehiclePose:
    assert pose is not None
    return pose


@settings(max_examples=50)
@given(st.floats(1.0, 4.0))
def test_between_messages_the_pose_lies_between(at_s: float) -> None:
    pose = known(flown(4.0).at(at_s))

    assert (pose.latitude_deg - 60.0) * 111_412.0 == pytest.approx(5.0 * at_s, abs=0.03)
    assert pose.amsl_m == pytest.approx(100 + at_s, abs=0.002)
    assert math.remainder(pose.yaw_rad - (3.0 + 0.5 * at_s), math.tau) == pytest.approx(0.0, abs=1e-4)
    assert pose.velocity_ned_ms == (5.0, 0.0, -1.0)


def test_a_heading_that_passes_south_goes_the_short_way() -> None:
    # It passes half a turn between the messages of 0.2 and 0.3 s.
    pose = known(flown(1.0).at(0.25))

    assert abs(math.remainder(pose.yaw_rad - 3.125, math.tau)) < 1e-3


def test_both_kinds_of_attitude_are_the_same_turn() -> None:
    track = PoseTrack()
    roll, pitch, yaw = 0.2, -0.3, 2.5
    half = [(math.sin(angle / 2), math.cos(angle / 2)) for angle in (roll, pitch, yaw)]
    (sr, cr), (sp, cp), (sy, cy) = half
    q = (
        cr * cp * cy + sr * sp * sy,
        sr * cp * cy - cr * sp * sy,
        cr * sp * cy + sr * cp * sy,
        cr * cp * sy - sr * sp * cy,
    )
    for at in (1.0, 1.1):
        track.take(position(at), UNIX_S + at)
        track.take(common.MAVLink_attitude_quaternion_message(round(at * 1000), *q, 0.0, 0.0, 0.0), UNIX_S + at)

    pose = known(track.at(1.05))

    assert (pose.roll_rad, pose.pitch_rad, pose.yaw_rad) == pytest.approx((roll, pitch, yaw), abs=1e-6)


def test_a_pose_is_carried_on_a_little_and_then_unknown() -> None:
    track = flown(2.0)

    assert known(track.at(2.2)).amsl_m == pytest.approx(102.2, abs=0.01)
    assert track.at(2.5) is None


def test_a_hole_in_the_messages_is_not_bridged() -> None:
    track = flown(2.0)
    for at in (5.0, 5.1):
        track.take(position(at), UNIX_S + at)
        track.take(attitude(at, 0.0), UNIX_S + at)

    assert track.at(3.5) is None
    assert track.at(5.05) is not None


def test_a_vehicle_that_starts_again_starts_a_new_track() -> None:
    track = flown(4.0)
    for at in (0.5, 0.6):
        track.take(position(at), UNIX_S + 20 + at)
        track.take(attitude(at, 0.0), UNIX_S + 20 + at)

    assert track.at(3.0) is None
    assert known(track.at(0.55)).boot_s == 0.55
    assert track.boot_s(UNIX_S + 20.6) == pytest.approx(0.6)


def test_the_vehicles_clock_is_told_by_the_quickest_message() -> None:
    track = flown(2.0, late_s=0.01)
    track.take(position(2.1), UNIX_S + 2.1 + 0.4)

    assert track.boot_s(UNIX_S + 2.1) == pytest.approx(2.09)
    assert track.unix_s(2.09) == pytest.approx(UNIX_S + 2.1)


def test_a_simulated_vehicle_that_runs_slowly_is_not_run_away_from() -> None:
    track = flown(30.0, slowness=1.25)

    newest_s = track.newest_s
    assert newest_s == 30.0
    assert track.boot_s(UNIX_S + 30.0 * 1.25) == pytest.approx(30.0, abs=0.26)
