"""The picture: where things appear in it, held against OpenCV's projection, and how warm."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from firmware_sim.camera.radiance import band_radiance
from firmware_sim.camera.thermal_camera import ThermalCamera
from firmware_sim.scenario import CameraSpec, Scenario
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.terrain import RayCaster
from firmware_sim.world.world import Kind, Placed, World

MakePose = Callable[..., TrueCameraPose]
SMALL_FIRES = ("glowing root", "ember under a stone", "smouldering stump")


def projected(place_neu: tuple[float, float, float], pose: TrueCameraPose, camera: CameraSpec) -> np.ndarray:
    """The pixel of a place, by OpenCV alone."""
    north, east, up = place_neu
    camera_from_ned = np.asarray(pose.ned_from_camera).T
    rotation, _ = cv2.Rodrigues(camera_from_ned)
    translation = -camera_from_ned @ np.array([pose.north_m, pose.east_m, -pose.up_m])
    matrix = np.array([[camera.fx_px, 0, camera.cx_px], [0, camera.fx_px, camera.cy_px], [0, 0, 1]])
    pixels, _ = cv2.projectPoints(
        np.array([[[north, east, -up]]], float), rotation, translation, matrix, np.array(camera.distortion)
    )
    return np.asarray(pixels).reshape(2)


def centroid_px(counts: np.ndarray, about: np.ndarray, reach_px: int) -> np.ndarray:
    """Centroid of what radiates more than its surroundings within `reach_px` of `about`."""
    x0, y0 = (int(value) - reach_px for value in about)
    cut = counts[max(y0, 0) : y0 + 2 * reach_px + 1, max(x0, 0) : x0 + 2 * reach_px + 1]
    radiance = band_radiance(cut / 100)
    excess = np.clip(radiance - np.median(radiance) - 2.0, 0, None)
    y, x = np.indices(excess.shape)
    return np.array([(x * excess).sum(), (y * excess).sum()]) / excess.sum() + [max(x0, 0), max(y0, 0)]


def placed(world: World, name: str) -> Placed:
    [thing] = [thing for thing in world.placed if thing.name == name]
    return thing


@pytest.mark.parametrize("name", SMALL_FIRES)
@pytest.mark.parametrize(
    ("back_m", "right_m", "agl_m", "yaw_deg", "pitch_deg", "roll_deg"),
    [
        (0, 0, 60, 0, -90, 0),
        (9, -12, 60, 70, -90, 0),
        (-14, 17, 70, 200, -88, 3),
        (45, 5, 60, 330, -55, -4),
        (90, -10, 50, 130, -32, 6),
        (140, 20, 60, 85, -30, 2),
    ],
)
def test_a_fire_appears_at_the_pixel_where_opencv_projects_it(
    hillside_world: World,
    hillside_camera: ThermalCamera,
    make_pose: MakePose,
    name: str,
    back_m: float,
    right_m: float,
    agl_m: float,
    yaw_deg: float,
    pitch_deg: float,
    roll_deg: float,
) -> None:
    fire = placed(hillside_world, name)
    yaw = np.radians(yaw_deg)
    north = fire.north_m - back_m * np.cos(yaw) - right_m * np.sin(yaw)
    east = fire.east_m - back_m * np.sin(yaw) + right_m * np.cos(yaw)
    ground_m = hillside_world.height_m(fire.north_m, fire.east_m)
    pose = make_pose(north, east, ground_m + agl_m, yaw_deg=yaw_deg, pitch_deg=pitch_deg, roll_deg=roll_deg)
    expected = projected((fire.north_m, fire.east_m, ground_m), pose, hillside_camera.spec)

    counts = hillside_camera.expose(pose)

    if not (8 <= expected[0] <= 631 and 8 <= expected[1] <= 503):
        pytest.fail(f"the pose does not look at the fire: {expected}")
    if pose.up_m < hillside_world.height_m(float(north), float(east)) + 5:
        pytest.fail("the camera is in the hill")
    assert np.linalg.norm(centroid_px(counts, expected, 16) - expected) < 0.5


def test_people_appear_where_they_are_and_as_large_as_they_are(
    hillside_world: World, hillside_camera: ThermalCamera, make_pose: MakePose
) -> None:
    lying = placed(hillside_world, "walker lying")
    ground_m = hillside_world.height_m(lying.north_m, lying.east_m)
    pose = make_pose(lying.north_m - 8, lying.east_m + 5, ground_m + 60)
    expected = projected((lying.north_m, lying.east_m, ground_m), pose, hillside_camera.spec)

    celsius = hillside_camera.expose(pose) / 100 - 273.15

    x, y = (round(value) for value in expected)
    around = celsius[y - 40 : y + 41, x - 40 : x + 41]
    warm = around > np.median(around) + 8
    area_m2 = warm.sum() * (60 / hillside_camera.spec.fx_px) ** 2
    assert np.linalg.norm(np.argwhere(warm).mean(axis=0) - 40) < 4
    assert 0.3 < area_m2 < 1.1
    assert 20 < around.max() < 34


def test_no_decoy_is_as_hot_as_any_fire(
    hillside_world: World, hillside_camera: ThermalCamera, make_pose: MakePose
) -> None:
    def hottest(thing: Placed) -> float:
        ground_m = hillside_world.height_m(thing.north_m, thing.east_m)
        counts = hillside_camera.expose(make_pose(thing.north_m, thing.east_m, ground_m + 60))
        return float(counts[196:316, 260:380].max()) / 100 - 273.15

    fires = [hottest(fire) for fire in hillside_world.of_kind(Kind.FIRE)]
    decoys = [hottest(decoy) for decoy in hillside_world.of_kind(Kind.DECOY)]

    assert min(fires) > 80
    assert max(decoys) < 50


def test_the_noise_of_one_pixel_is_the_cameras_netd(flat_camera: ThermalCamera, make_pose: MakePose) -> None:
    pose = make_pose(-150.0, 150.0, 50.0 + 40.0)

    stack = np.stack([flat_camera.expose(pose).astype(float) for _ in range(24)]) / 100

    ground_k = float(np.median(stack))
    step = (band_radiance([ground_k + 0.5]) - band_radiance([ground_k - 0.5]))[0]
    step_25 = (band_radiance([298.65]) - band_radiance([297.65]))[0]
    expected_k = flat_camera.spec.netd_k * step_25 / step
    assert stack.std(axis=0, ddof=1).mean() == pytest.approx(expected_k, rel=0.05)


def test_the_ground_varies_by_a_few_kelvin_about_the_air(
    hillside_world: World, hillside_camera: ThermalCamera, make_pose: MakePose
) -> None:
    celsius = (
        hillside_camera.expose(make_pose(-200.0, 160.0, hillside_world.height_m(-200.0, 160.0) + 80)) / 100 - 273.15
    )

    low, high = np.percentile(celsius, [2, 98])

    assert 1.5 < high - low < 9
    assert abs(np.median(celsius) - hillside_world.scenario.air.temperature_celsius) < 4


def test_flames_saturate_the_camera(hillside_world: World, hillside_camera: ThermalCamera, make_pose: MakePose) -> None:
    flames = placed(hillside_world, "open flames in the heather")
    pose = make_pose(flames.north_m, flames.east_m, hillside_world.height_m(flames.north_m, flames.east_m) + 60)

    counts = hillside_camera.expose(pose)

    assert counts.max() == 65535
    assert (counts == 65535).sum() > 100


def test_an_ember_smaller_than_a_pixel_looks_cooler_the_further_away(
    hillside_world: World, hillside_camera: ThermalCamera, make_pose: MakePose
) -> None:
    ember = placed(hillside_world, "ember under a stone")
    ground_m = hillside_world.height_m(ember.north_m, ember.east_m)

    peaks = [
        hillside_camera.expose(make_pose(ember.north_m, ember.east_m, ground_m + agl_m))[236:276, 300:340].max() / 100
        for agl_m in (60, 200, 600)
    ]

    assert peaks[0] > peaks[1] + 40
    assert peaks[1] > peaks[2] + 10


def test_what_a_subpixel_ember_adds_is_its_radiance_times_the_part_of_the_pixel_that_it_fills(
    hillside_world: World, hillside_camera: ThermalCamera, unburnt_camera: ThermalCamera, make_pose: MakePose
) -> None:
    ember = placed(hillside_world, "ember under a stone")
    [patch] = [patch for patch in hillside_world.patches if patch.name == ember.name]
    agl_m = 600.0
    pose = make_pose(ember.north_m, ember.east_m, hillside_world.height_m(ember.north_m, ember.east_m) + agl_m)

    added = hillside_camera.scene(pose).astype(float) - unburnt_camera.scene(pose)

    air = hillside_world.scenario.air
    kept = np.exp(-air.extinction_per_km * agl_m / 1000)
    pixel_m2 = (agl_m / hillside_camera.spec.fx_px) ** 2
    below = float(np.median(unburnt_camera.scene(pose)[251:261, 315:325]))
    ground = (below - (1 - kept) * float(band_radiance(air.temperature_celsius + 273.15))) / kept
    sent = (patch.emitted * patch.brightness(pose.boot_s) - patch.cover * ground).sum() * patch.cell_m**2
    assert added[246:266, 310:330].sum() == pytest.approx(sent / pixel_m2 * kept, rel=0.05)


@pytest.mark.parametrize("name", ["open flames in the heather", "smouldering peat", "hot ash"])
def test_a_large_fire_is_where_the_middle_of_its_radiance_is(
    hillside_world: World,
    hillside_camera: ThermalCamera,
    unburnt_camera: ThermalCamera,
    make_pose: MakePose,
    name: str,
) -> None:
    fire = placed(hillside_world, name)
    up_m = hillside_world.height_m(fire.north_m, fire.east_m) + 60
    pose = make_pose(fire.north_m, fire.east_m, up_m, yaw_deg=0)

    added = hillside_camera.scene(pose).astype(float) - unburnt_camera.scene(pose)

    row, column = np.argwhere(added > 1).T
    flat = cv2.undistortPoints(
        np.column_stack([column, row]).astype(float).reshape(-1, 1, 2),
        hillside_camera.lens.matrix,
        hillside_camera.lens.distortion,
    ).reshape(-1, 2)
    # The picture's top is north here.
    rays = np.column_stack([-flat[:, 1], flat[:, 0], -np.ones(len(flat))])
    start = np.array([pose.north_m, pose.east_m, pose.up_m])
    ground = start + RayCaster(hillside_world.terrain, 500.0).hits(start, rays)[:, np.newaxis] * rays
    centroid = np.average(ground[:, :2], axis=0, weights=added[row, column])
    assert np.linalg.norm(centroid - [fire.north_m, fire.east_m]) < 0.03


def test_a_crest_hides_what_lies_behind_it(
    hillside_world: World, hillside_camera: ThermalCamera, make_pose: MakePose
) -> None:
    flames = placed(hillside_world, "open flames in the heather")
    ground_m = hillside_world.height_m(flames.north_m, flames.east_m)
    bearing = np.radians(258.0)
    # From down the hill, and then from so low that the hill itself is in between.
    place = flames.north_m + 70 * np.cos(bearing), flames.east_m + 70 * np.sin(bearing)
    low_m = hillside_world.height_m(float(place[0]), float(place[1])) - 6
    seen = hillside_camera.expose(make_pose(*place, ground_m + 50, yaw_deg=78.0, pitch_deg=-35))

    hidden = hillside_camera.expose(make_pose(*place, low_m, yaw_deg=78.0, pitch_deg=20))

    assert (seen > 57315).sum() > 20
    assert (hidden > 57315).sum() == 0


def test_the_sky_is_colder_the_higher_one_looks(
    hillside_world: World, hillside_camera: ThermalCamera, make_pose: MakePose
) -> None:
    pose = make_pose(0.0, 0.0, hillside_world.height_m(0.0, 0.0) + 150, yaw_deg=258, pitch_deg=15)

    celsius = hillside_camera.expose(pose) / 100 - 273.15

    rows = celsius[:200].mean(axis=1)
    assert rows[0] < rows[199] - 5
    assert rows[0] < -8


def test_flying_faster_smears_the_picture_along_the_flight_and_moves_nothing(
    hillside_world: World, hillside_camera: ThermalCamera, unburnt_camera: ThermalCamera, make_pose: MakePose
) -> None:
    ember = placed(hillside_world, "ember under a stone")
    spec = hillside_camera.spec
    at = (ember.north_m, ember.east_m, hillside_world.height_m(ember.north_m, ember.east_m) + 60)
    speed_ms = 25.0

    def moments(velocity_north_ms: float) -> tuple[np.ndarray, np.ndarray]:
        """Middle and variance, column and row, of what the ember adds at the detector."""
        pose = make_pose(*at, velocity_ned_ms=(velocity_north_ms, 0.0, 0.0))
        added = hillside_camera.arriving(pose).astype(float) - unburnt_camera.arriving(pose)
        y, x = np.indices(added.shape)
        weights = added / added.sum()
        middle = np.array([(x * weights).sum(), (y * weights).sum()])
        return middle, np.array([((x - middle[0]) ** 2 * weights).sum(), ((y - middle[1]) ** 2 * weights).sum()])

    still_at, still = moments(0.0)
    flying_at, flying = moments(speed_ms)

    # A box of the integration time and an exponential of the time constant, one after the other.
    lasting_s2 = spec.integration_s**2 / 12 + spec.time_constant_s**2
    longer_px2 = (speed_ms / 60 * spec.fx_px) ** 2 * lasting_s2
    assert flying[1] - still[1] == pytest.approx(longer_px2, rel=0.15)
    assert flying[0] == pytest.approx(still[0], abs=0.02)
    assert np.linalg.norm(flying_at - still_at) < 0.05


def test_the_same_seed_gives_the_same_pictures_and_another_gives_others(flat: Scenario, make_pose: MakePose) -> None:
    pose = make_pose(5.0, 5.0, 110.0)

    first, again, other_seed, other_aircraft = (
        ThermalCamera(World(flat, seed), system_id).expose(pose) for seed, system_id in ((1, 1), (1, 1), (2, 1), (1, 2))
    )

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other_seed)
    assert not np.array_equal(first, other_aircraft)
