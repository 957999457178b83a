import numpy as np
import pytest

from vision.detect import look
from vision.detections import Kind
from vision.scale import COLUMNS, ROWS, ground_scale, scale_at


def flat(north_m, east_m):
    return np.zeros(np.broadcast(north_m, east_m).shape)


def test_straight_down_over_flat_ground_it_is_height_over_focal_length_everywhere(camera, looking):
    scale = ground_scale(camera, looking(90.0, up_m=80.0), flat, 5.0)

    assert scale.shape == (ROWS, COLUMNS)
    np.testing.assert_allclose(scale, 80.0 / np.sqrt(770.0 * 768.0), rtol=1e-4)


def test_two_places_a_metre_apart_lie_one_over_the_scale_pixels_apart(camera, looking):
    pose = looking(50.0, yaw_deg=20.0)
    right = pose.ned_from_camera[:, 0]
    for pixel in [(322.0, 254.0), (322.0, 60.0), (322.0, 480.0)]:
        ray = (camera.rays([pixel]) @ pose.ned_from_camera.T)[0]
        offset = ray * 80.0 / ray[2]
        left, beside = camera.project(np.stack([offset - right / 2, offset + right / 2]) @ pose.ned_from_camera)

        [metres] = scale_at(
            ground_scale(camera, pose, flat, 5.0), np.array([pixel[0]]), np.array([pixel[1]]), (512, 640)
        )

        assert abs(np.linalg.norm(beside - left) * metres - 1) < 0.12


def test_above_the_horizon_there_is_no_scale(camera, looking):
    scale = ground_scale(camera, looking(5.0), flat, 10.0)

    assert np.isnan(scale[0]).all()
    assert np.isfinite(scale[-1]).all()


@pytest.mark.parametrize(("y", "kinds"), [(400, [Kind.PERSON]), (60, [])])
def test_the_same_blob_is_a_body_near_by_and_a_rock_far_away(night, y, kinds):
    scale = np.linspace(0.3, 0.05, 5)[:, None] * np.ones((1, 6))

    found = look(night().box(300, y, 6, 14, 21.0).frame(), metres_per_pixel=scale)

    assert [item.kind for item in found.items] == kinds


def test_an_unknown_scale_in_part_of_the_frame_is_as_none_at_all(night):
    frame = night().box(300, 60, 6, 14, 21.0).frame()
    scale = np.full((5, 6), np.nan)

    assert look(frame, metres_per_pixel=scale).items[0].box_px == look(frame).items[0].box_px


@pytest.mark.parametrize(("celsius", "times"), [(150.0, 0), (21.0, 1)])
def test_the_scale_is_found_once_and_only_where_a_size_must_be_judged(night, celsius, times):
    asked = []

    def scale():
        asked.append(1)
        return 0.1

    frame = night().box(300, 200, 6, 14, celsius).frame()

    found = look(frame, metres_per_pixel=scale)

    assert len(asked) == times
    assert found == look(frame, metres_per_pixel=0.1)
