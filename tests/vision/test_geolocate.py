from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.terrain import LocalTerrain
from vision.attitude import ned_from_camera, turned
from vision.camera import Camera
from vision.ellipse import CHI2_95
from vision.geolocate import CameraPose, GroundPoint, NoGround, PoseSigmas, locate, locate_many
from vision.walk import Reason, ground_hits

CAMERA = Camera(width_px=640, height_px=512, fx_px=770.0, fy_px=770.0, cx_px=319.5, cy_px=255.5)
CENTRE = (319.5, 255.5)


def flat(north_m, east_m):
    return np.zeros(np.broadcast(north_m, east_m).shape)


def slope(rise_north: float, rise_east: float = 0.0):
    return lambda north_m, east_m: rise_north * np.asarray(north_m) + rise_east * np.asarray(east_m)


def hills(north_m, east_m):
    """Relief of 15 m over 90 m, as smooth as a laser model of a hillside."""
    return 15 * np.sin(np.asarray(north_m) / 28) * np.cos(np.asarray(east_m) / 33) + 0.1 * np.asarray(north_m)


def pose(depression_deg=45.0, yaw_deg=0.0, up_m=80.0, **more):
    rotation = ned_from_camera(np.radians(yaw_deg), np.radians(-depression_deg), 0.0)
    return CameraPose(north_m=0.0, east_m=0.0, down_m=-up_m, ned_from_camera=rotation, **more)


def place(result):
    assert isinstance(result, GroundPoint), result
    return result.north_m, result.east_m, result.up_m


@given(depression=st.floats(15, 90), yaw=st.floats(0, 360), x=st.floats(200, 440), y=st.floats(240, 500))
def test_on_flat_ground_a_pixel_lies_where_its_ray_meets_the_plane(depression, yaw, x, y):
    at = pose(depression, yaw)
    ray = (CAMERA.rays([[x, y]]) @ at.ned_from_camera.T)[0]

    result = locate((x, y), CAMERA, at, PoseSigmas(), flat, 10.0)

    expected = ray * 80.0 / ray[2]
    np.testing.assert_allclose(place(result), [expected[0], expected[1], 0.0], atol=1e-3)


@given(rise=st.floats(-0.3, 0.5), depression=st.floats(30, 80))
def test_on_a_slope_the_place_is_the_lines_crossing(rise, depression):
    result = locate(CENTRE, CAMERA, pose(depression), PoseSigmas(), slope(rise), 10.0)

    north = 80.0 / (np.tan(np.radians(depression)) + rise)
    np.testing.assert_allclose(place(result), [north, 0.0, rise * north], atol=1e-3)


def test_the_first_crossing_wins_over_ground_behind_a_ridge():
    def ridge(north_m, east_m):
        return np.where(abs(np.asarray(north_m) - 60) < 6, 40.0 - abs(np.asarray(north_m) - 60) * 5, 0.0)

    north, _, up = place(locate(CENTRE, CAMERA, pose(45.0), PoseSigmas(), ridge, 2.0))

    assert 54 < north < 66
    assert up > 10


def test_a_thin_ridge_of_one_cell_is_not_stepped_over():
    def wall(north_m, east_m):
        return np.maximum(0.0, 60.0 - 12 * abs(np.asarray(north_m) - 50))

    ranges, _ = ground_hits(np.array([[0.0, 0.0, -80.0]]), np.array([[0.6, 0.0, 0.8]]), wall, step_m=2.5)

    assert np.isclose(ranges[0] * 0.6, 47, atol=3)


@given(seed=st.integers(0, 200))
def test_projecting_the_place_back_gives_the_pixel(seed):
    rng = np.random.default_rng(seed)
    at = pose(rng.uniform(40, 85), rng.uniform(0, 360), 90.0)
    pixel = (rng.uniform(0, 639), rng.uniform(150, 511))

    result = locate(pixel, CAMERA, at, PoseSigmas(), hills, 5.0)

    if isinstance(result, GroundPoint):
        offset = np.array([result.north_m, result.east_m, -result.up_m]) - [0, 0, at.down_m]
        np.testing.assert_allclose(CAMERA.project(at.ned_from_camera.T @ offset)[0], pixel, atol=1e-2)
        assert abs(result.up_m - hills(result.north_m, result.east_m)) < 1e-3


def off_the_map(north_m, east_m):
    return np.where(np.asarray(north_m) > 50, np.nan, 0.0)


def with_a_hole(north_m, east_m):
    return np.where(abs(np.asarray(north_m) - 40) < 10, np.nan, 0.0)


def behind_a_crest(north_m, east_m):
    """The centre ray passes a metre over a crest 30 m high."""
    north = np.asarray(north_m)
    return np.where(
        north < 50.0, np.clip(29.0 - 1.2 * (50.0 - north), 0, None), np.clip(29 - 3 * (north - 50), -60, 29)
    )


@pytest.mark.parametrize(
    ("terrain", "depression_deg", "up_m", "reason"),
    [
        (flat, -5.0, 80.0, Reason.ABOVE_HORIZON),
        (flat, 5.0, 80.0, Reason.GRAZING),
        (flat, 1.0, 80.0, Reason.TOO_FAR),
        (off_the_map, 45.0, 80.0, Reason.OFF_MODEL),
        (with_a_hole, 45.0, 80.0, Reason.GAP_IN_MODEL),
        (behind_a_crest, 45.0, 80.0, Reason.RISING_GROUND),
        (flat, 45.0, -2.0, Reason.BELOW_GROUND),
        (slope(-0.95), 45.0, 80.0, Reason.GRAZING),
    ],
)
def test_a_ray_that_gives_no_trustworthy_place_says_why(terrain, depression_deg, up_m, reason):
    assert locate(CENTRE, CAMERA, pose(depression_deg, up_m=up_m), PoseSigmas(), terrain, 2.0) == NoGround(reason)


def test_a_level_camera_before_a_steep_hillside_has_an_answer():
    def hillside(north_m, east_m):
        return np.maximum(0.0, np.asarray(north_m) - 100)

    north, _, up = place(locate(CENTRE, CAMERA, pose(0.0), PoseSigmas(), hillside, 2.0))

    np.testing.assert_allclose([north, up], [180, 80], atol=1e-2)


def test_the_covariance_on_flat_ground_is_the_published_error_budget():
    depression, height = np.radians(45.0), 80.0
    sigmas = PoseSigmas(
        horizontal_common_m=1.5, vertical_common_m=3.0, terrain_common_m=3.0, heading_common_rad=np.radians(3.0),
        tilt_common_rad=np.radians(0.5), tilt_independent_rad=0.0, heading_independent_rad=0.0,
        pixel_independent_px=0.0, time_independent_s=0.0,
    )  # fmt: skip

    result = locate(CENTRE, CAMERA, pose(45.0), sigmas, flat, 10.0)

    assert isinstance(result, GroundPoint)
    along = np.sqrt((height / np.sin(depression) ** 2 * np.radians(0.5)) ** 2 + 3**2 + 3**2 + 1.5**2)
    across = np.sqrt((height * np.radians(3.0)) ** 2 + (height * np.radians(0.5)) ** 2 + 1.5**2)
    np.testing.assert_allclose(np.sqrt(np.diag(result.common)), [along, across], rtol=0.01)
    np.testing.assert_allclose(result.independent, 0, atol=1e-9)


@pytest.mark.parametrize("terrain", [flat, slope(0.35, -0.2), hills])
@pytest.mark.parametrize("depression_deg", [40.0, 65.0])
def test_the_covariance_is_that_of_a_monte_carlo_of_the_whole_chain(terrain, depression_deg):
    sigmas = PoseSigmas()
    at = pose(depression_deg, 30.0, 90.0, velocity_ned_ms=(6.0, 2.0, 0.0), angular_rate_rads=0.1)
    pixel = (400.0, 300.0)
    result = locate(pixel, CAMERA, at, sigmas, terrain, 5.0)
    assert isinstance(result, GroundPoint)

    errors = monte_carlo(pixel, at, sigmas, terrain) - [result.north_m, result.east_m]

    covariance = np.cov(errors.T)
    np.testing.assert_allclose(np.trace(result.covariance), np.trace(covariance), rtol=0.12)
    inside = np.einsum("ni,ij,nj->n", errors, np.linalg.inv(result.covariance), errors) <= CHI2_95
    assert 0.93 < inside.mean() < 0.97


def monte_carlo(pixel, at, sigmas, terrain, count=3000):
    """Places from poses, pixels and terrains that are wrong as `sigmas` says, drawn without the code under test."""
    rng = np.random.default_rng(11)
    down = np.array([0.0, 0.0, 1.0])
    right = at.ned_from_camera[:, 0]
    ahead = np.cross(right, down) / np.linalg.norm(np.cross(right, down))
    pixels = np.array(pixel) + rng.normal(0, sigmas.pixel_independent_px, (count, 2))
    rays = CAMERA.rays(pixels) @ at.ned_from_camera.T
    delay = rng.normal(0, sigmas.time_independent_s, count)
    origins = np.array([at.north_m, at.east_m, at.down_m]) + delay[:, None] * np.array(at.velocity_ned_ms)
    origins[:, :2] += rng.normal(0, sigmas.horizontal_common_m, (count, 2))
    # A terrain that is too high everywhere is a camera that is too low.
    origins[:, 2] += rng.normal(0, np.hypot(sigmas.vertical_common_m, sigmas.terrain_common_m), count)
    rate = at.angular_rate_rads * sigmas.time_independent_s
    for k in range(count):
        heading = rng.normal(0, np.hypot(sigmas.heading_common_rad, sigmas.heading_independent_rad))
        tilt = np.sqrt(sigmas.tilt_common_rad**2 + sigmas.tilt_independent_rad**2 + rate**2)
        ray = turned(rays[k][None], down, heading)
        ray = turned(turned(ray, right, rng.normal(0, tilt)), ahead, rng.normal(0, tilt))
        rays[k] = ray[0]
    ranges, _ = ground_hits(origins, rays, terrain, 2.5)
    return (origins + rays * ranges[:, None])[:, :2]


NOTHING = PoseSigmas(
    horizontal_common_m=0, vertical_common_m=0, heading_common_rad=0, tilt_common_rad=0, terrain_common_m=0,
    tilt_independent_rad=0, heading_independent_rad=0, pixel_independent_px=0, time_independent_s=0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("source", "size", "is_common"),
    [
        ("horizontal_common_m", 1.0, True),
        ("vertical_common_m", 1.0, True),
        ("terrain_common_m", 1.0, True),
        ("heading_common_rad", 0.02, True),
        ("tilt_common_rad", 0.01, True),
        ("heading_independent_rad", 0.02, False),
        ("tilt_independent_rad", 0.01, False),
        ("pixel_independent_px", 1.0, False),
        ("time_independent_s", 0.1, False),
    ],
)
def test_each_source_of_error_goes_into_its_own_part(source, size, is_common):
    at = pose(45.0, velocity_ned_ms=(5.0, 0.0, 0.0))

    result = locate(CENTRE, CAMERA, at, replace(NOTHING, **{source: size}), flat, 10.0)

    assert isinstance(result, GroundPoint)
    felt, unfelt = (result.common, result.independent) if is_common else (result.independent, result.common)
    assert 0.01 < np.trace(felt) < 25
    np.testing.assert_allclose(unfelt, 0, atol=1e-9)


def test_both_parts_of_one_source_add_up_as_variances():
    both = replace(NOTHING, tilt_common_rad=0.012, tilt_independent_rad=0.005)
    whole = replace(NOTHING, tilt_common_rad=0.013)

    split = locate(CENTRE, CAMERA, pose(45.0), both, flat, 10.0)
    joint = locate(CENTRE, CAMERA, pose(45.0), whole, flat, 10.0)

    assert isinstance(split, GroundPoint) and isinstance(joint, GroundPoint)
    np.testing.assert_allclose(split.covariance, joint.covariance, rtol=1e-6)
    np.testing.assert_allclose(split.common, joint.common * (12 / 13) ** 2, rtol=1e-6, atol=1e-9)


def test_a_turning_camera_with_an_uncertain_exposure_time_is_less_sure():
    sigmas = replace(NOTHING, time_independent_s=0.1)

    turning = locate(CENTRE, CAMERA, pose(90.0, angular_rate_rads=0.2), sigmas, flat, 10.0)

    assert isinstance(turning, GroundPoint)
    np.testing.assert_allclose(turning.independent, np.eye(2) * (80 * 0.02) ** 2, rtol=0.01, atol=0.01)


def test_looks_of_one_pass_share_most_of_their_error():
    result = locate(CENTRE, CAMERA, pose(45.0), PoseSigmas(), flat, 10.0)

    assert isinstance(result, GroundPoint)
    assert np.trace(result.common) > 4 * np.trace(result.independent)


def test_uncertain_exposure_time_hurts_only_a_moving_camera():
    sigmas = replace(PoseSigmas(), time_independent_s=0.2)

    still = locate(CENTRE, CAMERA, pose(45.0), sigmas, flat, 10.0)
    moving = locate(CENTRE, CAMERA, pose(45.0, velocity_ned_ms=(5.0, 0.0, 0.0)), sigmas, flat, 10.0)

    assert isinstance(still, GroundPoint) and isinstance(moving, GroundPoint)
    np.testing.assert_allclose(moving.independent - still.independent, [[1.0, 0.0], [0.0, 0.0]], atol=1e-6)


def test_many_pixels_at_once_are_the_same_as_one_by_one():
    pixels = [(100.0, 200.0), (320.0, 400.0), (600.0, 100.0), (5.0, 5.0)]

    together = locate_many(pixels, CAMERA, pose(35.0), PoseSigmas(), hills, 5.0)

    for pixel, result in zip(pixels, together, strict=True):
        alone = locate(pixel, CAMERA, pose(35.0), PoseSigmas(), hills, 5.0)
        assert type(alone) is type(result)
        if isinstance(result, GroundPoint) and isinstance(alone, GroundPoint):
            np.testing.assert_allclose(place(result), place(alone), atol=1e-6)
            np.testing.assert_allclose(result.covariance, alone.covariance, rtol=1e-3)


@pytest.mark.parametrize(("depression_deg", "up_m"), [(75.0, 80.0), (45.0, 90.0), (25.0, 60.0), (20.0, 200.0)])
def test_steps_spared_above_all_ground_around_change_no_place_and_no_reason(depression_deg, up_m):
    rng = np.random.default_rng(3)
    north, east = np.meshgrid(np.arange(-80, 81) * 5.0, np.arange(-80, 81) * 5.0, indexing="ij")
    grid = hills(north, east) + rng.uniform(0, 6, north.shape)
    grid[120:124, 60:64] = np.nan
    terrain = LocalTerrain(grid=grid.astype(np.float32), south_m=-400.0, west_m=-400.0, cell_m=5.0)
    pixels = np.stack(np.meshgrid(np.linspace(0, 639, 9), np.linspace(0, 511, 8)), axis=-1).reshape(-1, 2)
    at = pose(depression_deg, 30.0, up_m)

    spared = locate_many(pixels, CAMERA, at, PoseSigmas(), terrain, 5.0)
    walked = locate_many(pixels, CAMERA, at, PoseSigmas(), terrain.__call__, 5.0)

    assert any(isinstance(each, GroundPoint) for each in walked)
    for one, other in zip(spared, walked, strict=True):
        assert type(one) is type(other)
        if isinstance(one, GroundPoint):
            np.testing.assert_allclose(place(one), place(other), atol=1e-9)
            np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-6)
        else:
            assert one == other


def test_no_pixels_give_no_places():
    assert locate_many(np.zeros((0, 2)), CAMERA, pose(), PoseSigmas(), flat, 10.0) == []


@pytest.mark.parametrize(("up_m", "is_placed"), [(80.0, True), (6.0, False)])
def test_close_to_the_ground_a_flat_view_is_not_trusted_for_the_height_may_be_wrong(up_m, is_placed):
    result = locate(CENTRE, CAMERA, pose(12.0, up_m=up_m), PoseSigmas(), flat, 5.0)

    assert isinstance(result, GroundPoint) == is_placed
    if not is_placed:
        assert isinstance(result, NoGround) and result.reason is Reason.GRAZING
