"""Poses between messages, held against scipy's rotations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation, Slerp

from ground_station.fleet import rotations
from ground_station.fleet.poses import AircraftPose, PoseGap, PoseHistory
from ground_station.fleet.track import CAPACITY, Track

angles = st.floats(-3.1, 3.1)
tilts = st.floats(-1.4, 1.4)
VEHICLE_YAW, EARTH_YAW, YAW_LOCK = 32, 64, 16


def scipy_of(q):
    return Rotation.from_quat([q[1], q[2], q[3], q[0]])


def euler(roll, pitch, yaw):
    return Rotation.from_euler("ZYX", [yaw, pitch, roll])


def wxyz(rotation):
    x, y, z, w = rotation.as_quat()
    return float(w), float(x), float(y), float(z)


def position(heard, boot_s, *, north_m=0.0, **fields):
    lat = round((60.0 + north_m / 111_000) * 1e7)
    return heard("GLOBAL_POSITION_INT", time_boot_ms=round(boot_s * 1000), lat=lat, lon=53_000_000, **fields)


def attitude(heard, boot_s, rotation):
    w, x, y, z = wxyz(rotation)
    return heard("ATTITUDE_QUATERNION", time_boot_ms=round(boot_s * 1000), q1=w, q2=x, q3=y, q4=z)


def gimbal(heard, boot_s, rotation, flags, **sender):
    return heard(
        "GIMBAL_DEVICE_ATTITUDE_STATUS",
        time_boot_ms=round(boot_s * 1000),
        q=wxyz(rotation),
        flags=flags,
        delta_yaw=math.nan,
        **sender,
    )


def history(*messages):
    poses = PoseHistory()
    for message in messages:
        poses.receive(message)
    return poses


@given(angles, tilts, angles)
def test_quaternions_from_angles_are_scipys(roll, pitch, yaw):
    q = rotations.from_euler(roll, pitch, yaw)

    assert np.allclose(rotations.matrix(q), euler(roll, pitch, yaw).as_matrix(), atol=1e-12)
    assert np.allclose(rotations.matrix(rotations.from_euler(*rotations.to_euler(q))), rotations.matrix(q), atol=1e-9)


@given(angles, tilts, angles, angles, tilts, angles, st.floats(0.0, 1.0))
def test_turning_between_two_attitudes_is_scipys(r1, p1, y1, r2, p2, y2, fraction):
    one, other = rotations.from_euler(r1, p1, y1), rotations.from_euler(r2, p2, y2)
    theirs = Slerp([0.0, 1.0], Rotation.concatenate([scipy_of(one), scipy_of(other)]))(fraction)
    angle = (scipy_of(one).inv() * scipy_of(other)).magnitude()

    ours = scipy_of(rotations.slerp(one, other, fraction))

    assert rotations.angle_between(one, other) == pytest.approx(angle, abs=1e-7)
    if angle < math.pi - 1e-3:  # opposite attitudes have no one shorter way
        assert (ours.inv() * theirs).magnitude() < 1e-6


def test_position_and_velocity_lie_between_their_neighbours(heard):
    poses = history(
        position(heard, 10.0, north_m=0.0, alt=100_000, vx=500),
        position(heard, 10.2, north_m=2.0, alt=101_000, vx=700),
        attitude(heard, 10.0, euler(0, 0, 0)),
        attitude(heard, 10.2, euler(0, 0, 0)),
    )

    pose = poses.at(10.05)

    assert pose.latitude_deg == pytest.approx(60.0 + 0.5 / 111_000, abs=2e-7)
    assert pose.altitude_amsl_m == pytest.approx(100.25)
    assert pose.velocity_ned_ms[0] == pytest.approx(5.5)
    assert pose.oldest_bracket_s == pytest.approx(0.2)


def test_a_body_that_noses_up_points_its_nose_at_the_sky(heard):
    nose_up_facing_east = euler(0.0, math.radians(30), math.radians(90))
    poses = history(position(heard, 1.0), attitude(heard, 1.0, nose_up_facing_east))

    forward_ned = poses.at(1.0).ned_from_body @ [1.0, 0.0, 0.0]

    assert np.allclose(forward_ned, [0.0, math.cos(math.radians(30)), -0.5], atol=1e-6)


@pytest.mark.parametrize(
    ("flags", "is_earth"),
    [(VEHICLE_YAW, False), (EARTH_YAW, True), (0, False), (YAW_LOCK, True), (VEHICLE_YAW | YAW_LOCK, False)],
)
def test_a_gimbals_yaw_counts_from_the_nose_or_from_north_as_its_flags_say(heard, flags, is_earth):
    heading, down_ahead = math.radians(120), euler(0.0, math.radians(-60), math.radians(10))
    poses = history(
        position(heard, 1.0),
        attitude(heard, 1.0, euler(math.radians(20), math.radians(-5), heading)),
        gimbal(heard, 1.0, down_ahead, flags),
    )
    expected = euler(0.0, math.radians(-60), math.radians(10) + (0.0 if is_earth else heading))

    pose = poses.at(1.0)

    assert np.allclose(pose.ned_from_gimbal, expected.as_matrix(), atol=1e-6)


def test_an_aircraft_without_a_gimbal_has_no_gimbal_pose(heard):
    poses = history(position(heard, 1.0), attitude(heard, 1.0, euler(0, 0, 0)))

    assert poses.at(1.0).ned_from_gimbal is None


def test_a_gimbal_that_does_not_know_itself_is_no_gimbal(heard):
    lost = heard("GIMBAL_DEVICE_ATTITUDE_STATUS", time_boot_ms=1000, q=(math.nan,) * 4)
    poses = history(position(heard, 1.0), attitude(heard, 1.0, euler(0, 0, 0)), lost)

    assert poses.at(1.0).ned_from_gimbal is None


def test_a_gimbal_with_a_clock_of_its_own_is_taken_when_it_comes(heard):
    poses = history(
        position(heard, 500.0),
        attitude(heard, 500.0, euler(0, 0, 0)),
        gimbal(heard, 3.0, euler(0, -1.0, 0), EARTH_YAW, component=154),
    )

    assert np.allclose(poses.at(500.0).ned_from_gimbal, euler(0, -1.0, 0).as_matrix(), atol=1e-6)


@pytest.mark.parametrize(
    ("boot_s", "reason"),
    [(9.9, "position_too_old"), (10.15, "position_gap"), (10.36, "position_too_new")],
)
def test_what_was_not_told_closely_enough_is_not_guessed(heard, boot_s, reason):
    level = euler(0, 0, 0)
    times = [9.8 + 0.05 * step for step in range(20)]
    poses = history(position(heard, 10.0), position(heard, 10.3), *(attitude(heard, time_s, level) for time_s in times))

    assert poses.at(boot_s) == PoseGap(reason)
    assert poses.at(boot_s).may_come_yet == (reason == "position_too_new")


def test_a_moment_past_the_newest_message_may_be_told(heard):
    poses = history(
        position(heard, 10.0, north_m=0.0),
        position(heard, 10.1, north_m=1.0),
        attitude(heard, 10.0, euler(0, 0, 0.0)),
        attitude(heard, 10.1, euler(0, 0, 0.1)),
    )

    pose, too_new = poses.at(10.14), poses.at(10.16)

    assert isinstance(pose, AircraftPose)
    assert pose.latitude_deg == pytest.approx(60.0 + 1.4 / 111_000, abs=2e-7)
    assert math.atan2(pose.ned_from_body[1, 0], pose.ned_from_body[0, 0]) == pytest.approx(0.14, abs=1e-4)
    assert too_new == PoseGap("position_too_new")


def test_attitude_and_gimbal_gaps_have_their_own_names(heard):
    steady = [position(heard, 10.0 + 0.1 * step) for step in range(11)]
    no_attitude = history(*steady)
    gap = history(*steady, attitude(heard, 10.0, euler(0, 0, 0)), attitude(heard, 11.0, euler(0, 0, 0)))
    old = history(
        *steady,
        *(attitude(heard, 10.0 + 0.1 * step, euler(0, 0, 0)) for step in range(11)),
        gimbal(heard, 10.0, euler(0, -1, 0), EARTH_YAW),
    )

    assert no_attitude.at(10.5) == PoseGap("attitude_unknown")
    assert gap.at(10.5) == PoseGap("attitude_gap")
    assert old.at(10.5) == PoseGap("gimbal_too_new")


def test_a_restarted_autopilot_begins_a_new_history(heard):
    poses = history(position(heard, 500.0), attitude(heard, 500.0, euler(0, 0, 0)), position(heard, 2.0))

    assert poses.at(500.0) == PoseGap("position_too_new")


def test_euler_attitudes_serve_where_no_quaternions_come(heard):
    told = heard("ATTITUDE", time_boot_ms=1000, roll=0.1, pitch=-0.2, yaw=2.0)
    poses = history(position(heard, 1.0), told)

    assert np.allclose(poses.at(1.0).ned_from_body, euler(0.1, -0.2, 2.0).as_matrix(), atol=1e-6)


def test_the_turning_rate_is_that_of_the_view(heard):
    messages = []
    for step in range(3):
        time_s = 1.0 + 0.05 * step
        messages += [
            position(heard, time_s),
            attitude(heard, time_s, euler(0, 0, 0.5 * step * 0.05)),
            gimbal(heard, time_s, euler(0, -0.5, 0), VEHICLE_YAW),
        ]

    pose = history(*messages).at(1.06)

    assert pose.angular_rate_rads == pytest.approx(0.5, rel=0.02)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=80))
def test_late_and_repeated_samples_find_their_place(ticks):
    track = Track()
    for tick in ticks:
        track.add(tick / 10, tick)
    ordered = sorted(set(ticks))

    assert len(track) == len(ordered)
    for tick in ordered:
        bracket = track.bracket(tick / 10)
        assert bracket.before + (bracket.after - bracket.before) * bracket.fraction == pytest.approx(tick)


def test_a_history_is_bounded():
    track = Track()
    for tick in range(10 * CAPACITY):
        track.add(tick * 0.02, tick)

    assert len(track) <= 1.25 * CAPACITY
    assert track.newest() == 10 * CAPACITY - 1
