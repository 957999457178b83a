import numpy as np
import pytest

from vision.footprint import footprint
from vision.geolocate import MIN_INCIDENCE_RAD
from vision.seen import CLEAR_M, glimpse
from vision.walk import ground_hits


def flat(north_m, east_m):
    return np.zeros(np.broadcast(north_m, east_m).shape)


def ridge(north_m, east_m):
    """Flat, with a wall of hill 30 m high across the view, its crest 60 m to the north."""
    return 30.0 * np.exp(-(((np.asarray(north_m) - 60.0) / 8.0) ** 2)) + 0.0 * np.asarray(east_m)


def grid(north, east, cell_m=2.0):
    norths, easts = np.meshgrid(np.arange(*north, cell_m), np.arange(*east, cell_m), indexing="ij")
    return norths.ravel(), easts.ravel()


def test_straight_down_the_seen_cells_are_those_within_the_outline(camera, looking):
    north, east = grid((-60, 60), (-60, 60), 1.0)
    pose = looking(90.0, yaw_deg=30.0)

    seen = glimpse(camera, pose, flat, north, east, 5.0)

    outline = footprint(camera, pose, flat, 5.0)
    assert outline is not None
    ring = np.array(outline.outline)
    area_m2 = 0.5 * abs(np.sum(ring[:, 0] * np.roll(ring[:, 1], -1) - ring[:, 1] * np.roll(ring[:, 0], -1)))
    assert seen.is_seen.sum() == pytest.approx(area_m2, rel=0.03)


def test_a_pixel_covers_the_range_over_the_focal_length_and_more_at_the_edge(camera, looking):
    pose = looking(90.0)

    seen = glimpse(camera, pose, flat, np.array([0.0, 20.0]), np.array([0.0, 0.0]), 5.0)

    focal_px = np.sqrt(camera.fx_px * camera.fy_px)
    assert seen.sample_m * focal_px == pytest.approx([-pose.down_m - CLEAR_M, np.hypot(20, -pose.down_m - CLEAR_M)])
    assert seen.incidence_rad[0] == pytest.approx(np.pi / 2, abs=0.01)


def test_what_lies_behind_a_ridge_is_not_seen_and_what_rays_meet_is(camera, looking):
    pose = looking(25.0)
    north, east = grid((10, 300), (-40, 40))

    seen = glimpse(camera, pose, ridge, north, east, 2.0)
    without = glimpse(camera, pose, flat, north, east, 2.0)

    origin = np.array([pose.north_m, pose.east_m, pose.down_m])
    to_places = np.column_stack([north, east, -(ridge(north, east) + CLEAR_M)]) - origin
    ranges = np.linalg.norm(to_places, axis=1)
    hits, _ = ground_hits(np.broadcast_to(origin, to_places.shape), to_places / ranges[:, None], ridge, 0.5)
    is_hidden = hits < ranges - 3.0
    hidden_behind = without.is_seen & is_hidden
    assert hidden_behind.sum() > 200
    # Lines of sight are sampled: those that just touch the crest may pass.
    assert (seen.is_seen & is_hidden).sum() < 0.02 * hidden_behind.sum()
    assert (seen.incidence_rad[seen.is_seen] >= MIN_INCIDENCE_RAD).all()
    assert seen.is_seen[north > 150].any()


def test_ground_that_is_met_at_a_grazing_angle_is_not_called_seen(camera, looking):
    north, east = grid((100, 590), (-10, 10), 5.0)

    seen = glimpse(camera, looking(10.0), flat, north, east, 5.0)

    farthest_m = north[seen.is_seen].max()
    assert 80.0 / np.tan(MIN_INCIDENCE_RAD) - 10 < farthest_m <= 80.0 / np.tan(MIN_INCIDENCE_RAD)


def test_nothing_is_seen_off_the_model(camera, looking):
    north, east = grid((-20, 20), (-20, 20))

    seen = glimpse(camera, looking(90.0), lambda n, e: np.where(np.asarray(n) > 0, np.nan, 0.0), north, east, 5.0)

    assert not seen.is_seen[north > -2.6].any()
    assert seen.is_seen[north < -3].any()
