import numpy as np
import pytest

from vision.footprint import POINTS_PER_EDGE, footprint


def flat(north_m, east_m):
    return np.zeros(np.broadcast(north_m, east_m).shape)


def test_straight_down_over_flat_ground_it_is_the_frames_shape_at_its_scale(camera, looking):
    straight = type(camera)(width_px=640, height_px=512, fx_px=800, fy_px=800, cx_px=319.5, cy_px=255.5)

    found = footprint(straight, looking(90.0), flat, 10.0)

    assert found is not None and found.is_whole
    north, east = np.array(found.outline).T
    np.testing.assert_allclose([np.ptp(north), np.ptp(east)], [512 * 0.1, 640 * 0.1], atol=1e-3)


def test_the_outline_projects_back_onto_the_frames_border(camera, looking):
    pose = looking(40.0, yaw_deg=70.0, roll_deg=3.0)

    found = footprint(camera, pose, flat, 5.0)

    assert found is not None
    assert len(found.outline) == 4 * POINTS_PER_EDGE
    places = np.column_stack([np.array(found.outline), np.zeros(len(found.outline))])
    x, y = camera.project((places - [0, 0, pose.down_m]) @ pose.ned_from_camera).T
    to_border = np.min(np.abs([x + 0.5, y + 0.5, x - 639.5, y - 511.5]), axis=0)
    assert to_border.max() < 0.01


def test_at_the_horizon_it_ends_at_the_useful_range(camera, looking):
    found = footprint(camera, looking(5.0), flat, 10.0, max_range_m=500.0)

    assert found is not None and not found.is_whole
    ranges = np.hypot(np.hypot(*np.array(found.outline).T), 80.0)
    assert 440 < ranges.max() <= 500.1


def test_off_the_model_it_ends_where_the_model_does(camera, looking):
    def half(north_m, east_m):
        return np.where(np.asarray(north_m) > 70, np.nan, 0.0)

    found = footprint(camera, looking(45.0), half, 5.0)

    assert found is not None and not found.is_whole
    northmost = max(north for north, _ in found.outline)
    assert 60 < northmost <= 70.1


@pytest.mark.parametrize("depression_deg", [-40.0, -80.0])
def test_looking_up_there_is_none(camera, looking, depression_deg):
    assert footprint(camera, looking(depression_deg), flat, 10.0) is None
