"""Water, roads and avalanche debris: what lies on the ground or in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera import radiance
from firmware_sim.scenario_tables import BuildingSpec, CabinSpec, LakeSpec, RoadSpec, SunSpec
from firmware_sim.world.ground import COVER_CELL_M, Ground
from firmware_sim.world.outlines import along, inside, rounded
from firmware_sim.world.terrain import Terrain, smooth_noise

if TYPE_CHECKING:
    from firmware_sim.scenario import Scenario

Array = NDArray[np.float64]
Image = NDArray[np.float32]
Floats = TypeVar("Floats", Array, Image)

_SHORE_M = 0.4
_CLEARED_ROAD_M = 3.0
_CLEARED_HOUSE_M = 4.0
_WATER_REFLECTS = 0.01
"""Straight down in the band; it grows to all towards the horizon (Fresnel in Schlick's form, EG 1994)."""
_SUN_CELSIUS = 5500.0
_SUN_STERADIANS = 6.8e-5
_SUN_THROUGH_AIR = 0.7
_MIRROR_SPREAD_RAD = 0.02


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sunlight:
    """The sun in the camera's band."""

    towards: Array
    """(3,) north, east, up."""
    irradiance: float
    """W m-2 on a surface that faces it."""

    def mirrored(self, directions: Array, normal: Array, spread_rad: float) -> Array:
        """Radiance that a perfect mirror, rough by `spread_rad`, throws along rays (n, 3) that come from the eye."""
        length = np.sqrt(np.einsum("ij,ij->i", directions, directions))
        return self.glint((directions @ self.behind(normal)) / length, spread_rad)

    def behind(self, normal: Array) -> Array:
        """Towards the sun's picture behind a mirror: a ray that goes there is thrown to the sun itself."""
        towards: Array = self.towards - 2 * float(self.towards @ normal) * normal
        return towards

    def glint(self, cosine: Floats, spread_rad: float) -> Floats:
        """Radiance where a mirror rough by `spread_rad` is met by rays with this cosine to the sun's picture."""
        peak = self.irradiance / (np.pi * spread_rad**2)
        thrown: Floats = peak * np.exp((cosine - 1) * (2 / spread_rad**2))
        return thrown


def sunlight(spec: SunSpec | None) -> Sunlight | None:
    """The sun of a scenario; None when there is none."""
    if spec is None:
        return None
    azimuth, elevation = np.radians([spec.azimuth_deg, spec.elevation_deg])
    towards = np.array([np.cos(azimuth) * np.cos(elevation), np.sin(azimuth) * np.cos(elevation), np.sin(elevation)])
    disc = float(radiance.band_radiance(_SUN_CELSIUS + radiance.ZERO_CELSIUS_K))
    return Sunlight(towards=towards, irradiance=disc * _SUN_STERADIANS * _SUN_THROUGH_AIR)


def shape_terrain(terrain: Terrain, scenario: Scenario) -> Terrain:
    """The terrain with level water in its lakes, and lumps where an avalanche stopped."""
    heights = terrain.heights_m.copy()
    cells = heights.shape[0]
    for lake in scenario.lakes:
        wet = inside(rounded(lake.outline), cells, terrain.cell_m)
        level = np.float32(np.percentile(heights[wet > 0.5], 20)) if (wet > 0.5).any() else np.float32(0)
        # Banks rise from the water within some metres, whatever the ground did there.
        near = np.asarray(cv2.GaussianBlur(wet, (0, 0), 5.0 / terrain.cell_m))
        heights += np.clip(2.2 * near, 0, 1) * (np.maximum(level + 0.3, np.minimum(heights, level + 6)) - heights)
        heights += np.clip(2 * wet, 0, 1) * (level - heights)
    for debris in scenario.debris:
        where = inside(rounded(debris.outline), cells, terrain.cell_m, 2.0)
        rng = np.random.default_rng([len(debris.name), *debris.name.encode()])
        lumps = np.abs(smooth_noise(rng, cells, 5.0)) + 0.6 * np.abs(smooth_noise(rng, cells, 2.6))
        heights += where * np.float32(debris.lump_m) * (0.8 + lumps)
    return replace(terrain, heights_m=heights)


def lay_surfaces(ground: Ground, scenario: Scenario, rng: np.random.Generator) -> Ground:
    """`ground` with the scenario's roads, lakes and debris on it."""
    if not (scenario.lakes or scenario.roads or scenario.debris):
        return ground
    cover, cells = ground.cover.copy(), ground.cover.shape[0]
    evenness = np.ones_like(cover)
    air = scenario.air
    sky = radiance.radiance_of_celsius(air.sky_celsius)
    per_kelvin = radiance.radiance_of_celsius(air.temperature_celsius + 1) - radiance.radiance_of_celsius(
        air.temperature_celsius
    )
    for debris in scenario.debris:
        where = inside(rounded(debris.outline), cells, COVER_CELL_M, 1.5)
        lumps = smooth_noise(rng, cells, 3.2 / COVER_CELL_M) + smooth_noise(rng, cells, 1.1 / COVER_CELL_M)
        cover += where * np.float32(per_kelvin) * (np.float32(debris.celsius_above_air) + 0.9 * lumps)
    for road in scenario.roads:
        on_it = along(road.line, road.width_m, cells, COVER_CELL_M, 0.2)
        surface = road.emissivity * radiance.radiance_of_celsius(road.temperature_celsius)
        surface += (1 - road.emissivity) * sky
        wear = 0.35 * smooth_noise(rng, cells, 7 / COVER_CELL_M)
        cover += on_it * (np.float32(surface) + np.float32(per_kelvin) * wear - cover)
        evenness *= 1 - 0.6 * on_it
    water = np.zeros_like(cover)
    for lake in scenario.lakes:
        wet = inside(rounded(lake.outline), cells, COVER_CELL_M, _SHORE_M)
        surface = radiance.radiance_of_celsius(lake.temperature_celsius)
        streaks = 0.12 * smooth_noise(rng, cells, 25 / COVER_CELL_M)
        cover += wet * (np.float32(surface) + np.float32(per_kelvin) * streaks - cover)
        np.maximum(water, wet, out=water)
    evenness *= 1 - 0.95 * water
    waves = max((lake.waves for lake in scenario.lakes), default=0.0)
    return replace(ground, cover=cover, evenness=evenness, water=water if scenario.lakes else None, waves=waves)


def cleared_of_trees(
    lakes: tuple[LakeSpec, ...],
    roads: tuple[RoadSpec, ...],
    houses: tuple[CabinSpec | BuildingSpec, ...],
    cells: int,
    cell_m: float,
) -> Image:
    """Where no tree stands: on water, roads and beside houses (n, n), 0 to 1."""
    clear = np.zeros((cells, cells), np.float32)
    for lake in lakes:
        np.maximum(clear, inside(rounded(lake.outline), cells, cell_m), out=clear)
    for road in roads:
        np.maximum(clear, along(road.line, road.width_m + 2 * _CLEARED_ROAD_M, cells, cell_m), out=clear)
    for house in houses:
        reach = max(house.width_m, house.length_m) + 2 * _CLEARED_HOUSE_M
        place = (house.north_m, house.east_m)
        np.maximum(clear, along((place, place), reach, cells, cell_m), out=clear)
    return clear


def reflect_in_water(
    seen: Image,
    wet: Image,
    sinks: Image,
    to_sun: Image | None,
    waves: float,
    sky: tuple[float, float],
    sun: Sunlight | None,
) -> None:
    """Add to the picture `seen` what water throws back of the sky (zenith and horizon) and the sun.

    `wet` is the part of each pixel that is water, `sinks` the sine by which its ray goes down, and `to_sun` its cosine
    to the sun's picture behind level water.
    """
    # Waves turn some of the water towards the eye, so that it never is a full mirror (Cox & Munk, JOSA 44, 1954).
    flat = 1 - np.maximum(sinks, np.float32(0.12 + 0.1 * waves))
    flat *= (flat * flat) ** 2
    part = wet * np.float32(1 - _WATER_REFLECTS)
    part *= flat
    part += np.float32(_WATER_REFLECTS) * wet
    zenith, horizon = sky
    thrown = np.float32(horizon - zenith) * flat + np.float32(zenith)
    if sun is not None and to_sun is not None:
        thrown += sun.glint(to_sun, _MIRROR_SPREAD_RAD + 0.12 * waves)
    seen += part * (thrown - seen)
