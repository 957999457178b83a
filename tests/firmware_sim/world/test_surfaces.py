"""Water, roads, roofs, animals, cooling embers: how they look to the camera."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from firmware_sim import scenario
from firmware_sim.camera.radiance import band_radiance, temperature_of
from firmware_sim.camera.thermal_camera import ThermalCamera
from firmware_sim.scenario import Scenario
from firmware_sim.scenario_tables import (
    AnimalSpec,
    BuildingSpec,
    GroundSpec,
    LakeSpec,
    PatchSpec,
    PersonSpec,
    RoadSpec,
    SunSpec,
)
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.bodies import build_building
from firmware_sim.world.objects import build_person
from firmware_sim.world.sources import lay_patch
from firmware_sim.world.surfaces import sunlight
from firmware_sim.world.world import Kind, World

MakePose = Callable[..., TrueCameraPose]
SHORE = ((-40.0, 10.0), (40.0, 10.0), (40.0, 90.0), (-40.0, 90.0))


@pytest.fixture(scope="module")
def shore(flat: Scenario) -> ThermalCamera:
    lake = LakeSpec(name="lake", outline=SHORE, temperature_celsius=14.0, waves=0.1)
    road = RoadSpec(name="road", line=((-90.0, -20.0), (90.0, -20.0)), width_m=6.0, temperature_celsius=20.0)
    sheep = AnimalSpec(name="ewe", north_m=-20.0, east_m=-40.0, kind="sheep")
    return ThermalCamera(
        World(
            replace(
                flat,
                fires=(),
                people=(),
                lakes=(lake,),
                roads=(road,),
                animals=(sheep,),
                ground=GroundSpec(kind="grass"),
            ),
            seed=4,
        ),
        1,
    )


def celsius_at(camera: ThermalCamera, pose: TrueCameraPose) -> np.ndarray:
    return np.asarray(temperature_of(camera.scene(pose))) - 273.15


def test_water_is_level_as_warm_as_it_is_and_evener_than_land(shore: ThermalCamera, make_pose: MakePose) -> None:
    world = shore._world
    north, east = np.random.default_rng(1).uniform([-25, 30], [25, 70], (500, 2)).T

    picture = celsius_at(shore, make_pose(0.0, 50.0, 50.0 + 40.0))
    land = celsius_at(shore, make_pose(-120.0, -60.0, 50.0 + 40.0))

    assert np.ptp(world.height_m(north, east)) < 0.02
    middle = picture[200:312, 260:380]
    assert np.median(middle) == pytest.approx(14.0, abs=0.7)
    assert middle.std() < 0.4 * land[200:312, 260:380].std()


def test_towards_the_horizon_water_mirrors_the_cold_sky(shore: ThermalCamera, make_pose: MakePose) -> None:
    steep = celsius_at(shore, make_pose(0.0, 50.0, 50.0 + 30.0))[256, 320]

    flat_view = celsius_at(shore, make_pose(-160.0, 50.0, 50.0 + 12.0, pitch_deg=-4.0))

    on_water = flat_view[256, 300:340]
    assert on_water.mean() < steep - 0.5


def test_the_sun_glints_on_water_where_a_level_mirror_throws_it(shore: ThermalCamera, make_pose: MakePose) -> None:
    # The sun in the north, 30 degrees high: its picture lies 30 degrees below the horizon there.
    pose = make_pose(-30.0, 50.0, 50.0 + 20.0, pitch_deg=-30.0)
    without = shore.scene(pose)
    shore._world.sun = sunlight(SunSpec(azimuth_deg=0.0, elevation_deg=30.0))

    glint = shore.scene(pose) - without

    shore._world.sun = None
    row, column = np.unravel_index(cv2.GaussianBlur(glint, (0, 0), 5.0).argmax(), glint.shape)
    assert glint.max() > 1.0
    # Nearer the horizon water mirrors more, so that the brightest place lies a little above the sun's picture.
    assert abs(column - 320) < 6
    assert 0 <= 256 - row < 25
    assert np.abs(glint[:, :120]).max() < 0.05


def test_a_road_is_seen_as_a_warm_band_of_its_width(shore: ThermalCamera, make_pose: MakePose) -> None:
    agl_m = 50.0
    picture = celsius_at(shore, make_pose(-60.0, -20.0, 50.0 + agl_m))

    warm = (picture[200:300] > 13).sum(axis=1) * agl_m / shore.spec.fx_px

    assert np.median(warm) == pytest.approx(6.0, abs=0.6)


def test_a_sheep_is_warmer_than_grass_longer_than_wide_and_nobody(shore: ThermalCamera, make_pose: MakePose) -> None:
    world = shore._world
    [ewe] = [thing for thing in world.placed if thing.name == "ewe"]

    picture = celsius_at(shore, make_pose(ewe.north_m, ewe.east_m, 50.0 + 30.0))

    cut = picture[216:296, 280:360]
    rows, columns = np.nonzero(cut > np.median(cut) + 4)
    pixel_m = 30.0 / shore.spec.fx_px
    assert ewe.kind is Kind.DECOY
    assert 0.9 < np.ptp(rows) * pixel_m < 1.7
    assert 0.4 < np.ptp(columns) * pixel_m < 0.8


def test_a_metal_roof_throws_the_sun_only_where_a_mirror_would() -> None:
    sun = sunlight(SunSpec(azimuth_deg=180.0, elevation_deg=40.0))
    shed = BuildingSpec(
        name="shed",
        north_m=0,
        east_m=0,
        width_m=20,
        length_m=20,
        eaves_m=5,
        ridge_m=5,
        roof_celsius=20,
        wall_celsius=15,
        roof_mirrors=0.6,
    )
    solid = build_building(shed, (0.0, 0.0, 0.0), 10.0, sun)

    def seen(elevation_deg: float, bearing_deg: float) -> float:
        """Looking at the roof's middle from a bearing and a height angle."""
        elevation, bearing = math.radians(elevation_deg), math.radians(bearing_deg)
        eye = 100 * np.array(
            [math.cos(elevation) * math.cos(bearing), math.cos(elevation) * math.sin(bearing), math.sin(elevation)]
        )
        eye[2] += 5
        _, radiance = solid.hit(eye, (np.array([[0.0, 0.0, 5.0]]) - eye))
        return float(radiance[0])

    plain = seen(40.0, 180.0)
    # The sun in the south: its mirror image is seen from the north, as high.
    assert seen(40.0, 0.0) > plain + 100
    assert seen(44.0, 0.0) < plain + 5
    assert seen(40.0, 6.0) < plain + 5
    assert sunlight(None) is None


def test_the_deeper_somebody_has_sunk_in_the_less_is_seen() -> None:
    def visible_m2(sunk_m: float) -> float:
        person = PersonSpec(name="p", north_m=0, east_m=0, posture="lying", heading_deg=0, sunk_m=sunk_m)
        solid = build_person(person, (0.0, 0.0, 0.0), 10.0)
        north, east = np.meshgrid(np.arange(-1.2, 1.2, 0.02), np.arange(-1.2, 1.2, 0.02))
        eye = np.array([0.0, 0.0, 5000.0])
        onto_snow = np.column_stack([north.ravel(), east.ravel(), np.full(north.size, -5000.0)])
        hits, _ = solid.hit(eye, onto_snow)
        return float((hits < 1.0).sum()) * 0.02**2

    whole, half, shoulder, none = (visible_m2(sunk_m) for sunk_m in (0.0, 0.13, 0.18, 0.4))

    assert 0.4 < whole < 0.8
    assert 0.1 * whole < half < 0.9 * whole
    assert 0.01 < shoulder < 0.5 * half
    assert none == 0


def test_embers_cool_towards_the_air_by_newtons_law() -> None:
    air = scenario.load("training").air
    spec = PatchSpec(
        name="ash",
        north_m=0,
        east_m=0,
        diameter_m=2,
        temperature_celsius=200,
        edge_celsius=200,
        mottle=0,
        emissivity=1.0,
        cools_from_s=0.0,
        cooling_min=45.0,
    )
    patch = lay_patch(spec, (0.0, 0.0), air, np.random.default_rng(1))

    def celsius(time_s: float) -> float:
        emitted = patch.emitted_at(time_s)
        assert emitted is not None
        return float(temperature_of(emitted[48, 48] / patch.cover[48, 48])) - 273.15

    assert celsius(0.0) == pytest.approx(200, abs=0.5)
    assert celsius(2700.0) == pytest.approx(9 + 191 * math.exp(-1), abs=0.5)
    assert celsius(10_800.0) == pytest.approx(9 + 191 * math.exp(-4), abs=0.5)
    assert patch.emitted[48, 48] == pytest.approx(float(band_radiance(473.15)), rel=1e-3)


def test_what_has_not_begun_or_is_out_is_not_drawn() -> None:
    air = scenario.load("training").air
    spec = PatchSpec(
        name="late",
        north_m=0,
        east_m=0,
        diameter_m=2,
        temperature_celsius=200,
        edge_celsius=150,
        from_s=300,
        until_s=900,
    )
    patch = lay_patch(spec, (0.0, 0.0), air, np.random.default_rng(1))

    assert patch.emitted_at(299.9) is None
    assert patch.emitted_at(300.0) is not None
    assert patch.emitted_at(900.0) is None


def test_the_spot_fire_of_the_wildfire_appears_in_time_and_smoke_veils_hardly_anything(make_pose: MakePose) -> None:
    wildfire = scenario.load("wildfire")
    world = World(replace(wildfire, forests=(), fronts=()), seed=4)
    camera = ThermalCamera(world, 1)
    spot = world.of_kind(Kind.FIRE)[0]
    pose = make_pose(spot.north_m, spot.east_m, world.height_m(spot.north_m, spot.east_m) + 70)

    before, after = (celsius_at(camera, replace(pose, boot_s=time_s)).max() for time_s in (200.0, 280.0))

    assert before < 40
    assert after > 350


def test_the_same_seed_and_time_give_the_same_picture_however_often_and_in_whatever_order(make_pose: MakePose) -> None:
    training = replace(scenario.load("training"), roads=())
    one, other = (ThermalCamera(World(training, seed=7), 1) for _ in range(2))
    pose = make_pose(0.0, -60.0, one._world.height_m(0.0, -60.0) + 60, pitch_deg=-50)

    later, now = one.scene(replace(pose, boot_s=400.0)), one.scene(pose)

    assert np.array_equal(other.scene(pose), now)
    assert np.array_equal(other.scene(replace(pose, boot_s=400.0)), later)
    assert not np.array_equal(now, later)
