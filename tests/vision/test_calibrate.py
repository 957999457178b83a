import dataclasses

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from vision.attitude import ned_from_camera
from vision.calibrate import PRIOR_PICTURE, Calibration, KnownPoint, TooFewPoints, calibrate, corrected, rotation
from vision.camera import Camera
from vision.geolocate import CameraPose

CAMERA = Camera(width_px=640, height_px=512, fx_px=770.0, fy_px=770.0, cx_px=319.5, cy_px=255.5)
BORESIGHT_RAD = np.radians([0.8, -1.1, 0.5])
LATE_S = 0.12


def looks(pictures: int, rng, *, boresight=BORESIGHT_RAD, late_s=LATE_S, speed_ms=9.0, noise=0.0) -> list[KnownPoint]:
    """Four points in each picture, from 80 m up and every heading; the told pose lacks boresight and delay.

    `noise` is the share of the usual position and heading errors.
    """
    points = []
    for picture in range(pictures):
        yaw = rng.uniform(0, 2 * np.pi)
        velocity = (speed_ms * np.cos(yaw), speed_ms * np.sin(yaw), 0.0)
        pitch = -np.radians(rng.uniform(50, 90))
        at = np.array([rng.uniform(-50, 50), rng.uniform(-50, 50), -80.0])
        truth = ned_from_camera(yaw, pitch, 0.0) @ Rotation.from_rotvec(boresight).as_matrix()
        north, east, down, heading = rng.normal(0, noise * PRIOR_PICTURE)
        told = CameraPose(
            north_m=at[0] + north,
            east_m=at[1] + east,
            down_m=at[2] + down,
            ned_from_camera=ned_from_camera(yaw + heading, pitch, 0.0),
            velocity_ned_ms=velocity,
        )
        for pixel in rng.uniform([40, 40], [600, 470], (4, 2)):
            ray = truth @ CAMERA.rays([pixel])[0]
            if ray[2] > 0.3:
                origin = at + np.array(velocity) * late_s
                place = origin + ray * (-origin[2] / ray[2])
                seen = pixel + rng.normal(0, 3.0 * noise, 2)
                points.append(
                    KnownPoint(
                        pixel=tuple(seen.tolist()),
                        camera=CAMERA,
                        pose=told,
                        place_ned_m=tuple(place.tolist()),
                        picture=picture,
                    )
                )
    return points


def test_a_rotation_vector_turns_as_scipy_has_it():
    vector = np.array([0.3, -0.2, 0.9])

    np.testing.assert_allclose(rotation(vector), Rotation.from_rotvec(vector).as_matrix(), atol=1e-12)


def test_boresight_and_delay_are_found_where_poses_are_exact():
    found = calibrate(looks(40, np.random.default_rng(1)))

    # The prior pulls a little towards nothing.
    np.testing.assert_allclose(found.boresight_rad, BORESIGHT_RAD, atol=np.radians(0.1))
    assert found.time_offset_s == pytest.approx(LATE_S, abs=0.02)
    assert found.is_boresight_determined and found.is_time_determined
    assert found.is_explained and found.median_px < 0.5


def test_with_position_errors_the_told_sigmas_hold_the_truth():
    z = []
    for seed in range(12):
        found = calibrate(looks(12, np.random.default_rng(seed), noise=1.0))
        errors = np.array([*(np.array(found.boresight_rad) - BORESIGHT_RAD), found.time_offset_s - LATE_S])
        z.append(errors / [*found.sigma_boresight_rad, found.sigma_time_s])

    assert 0.6 < np.sqrt(np.mean(np.square(z))) < 1.3


def test_one_click_on_the_wrong_point_carries_nothing_away():
    points = looks(30, np.random.default_rng(2))
    wrong = dataclasses.replace(points[0], pixel=(points[0].pixel[0] + 150.0, points[0].pixel[1] - 120.0))

    found = calibrate([wrong, *points[1:]])

    np.testing.assert_allclose(found.boresight_rad, BORESIGHT_RAD, atol=np.radians(0.2))


def test_standing_still_tells_no_delay_and_says_so():
    found = calibrate(looks(30, np.random.default_rng(3), speed_ms=0.0))

    assert not found.is_time_determined
    assert found.is_boresight_determined


def test_the_corrected_pose_sees_the_point_where_it_was_seen():
    [point, *_] = points = looks(30, np.random.default_rng(4))

    pose = corrected(point.pose, calibrate(points))

    offset = np.array(point.place_ned_m) - [pose.north_m, pose.east_m, pose.down_m]
    np.testing.assert_allclose(CAMERA.project(pose.ned_from_camera.T @ offset)[0], point.pixel, atol=1.5)


def test_two_points_are_too_few():
    with pytest.raises(TooFewPoints, match="2 of 2"):
        calibrate(looks(1, np.random.default_rng(5))[:2])


def test_nothing_to_correct_changes_nothing():
    found = calibrate(looks(20, np.random.default_rng(6), boresight=np.zeros(3), late_s=0.0))

    assert isinstance(found, Calibration)
    np.testing.assert_allclose([*found.boresight_rad, found.time_offset_s], 0.0, atol=1e-6)
