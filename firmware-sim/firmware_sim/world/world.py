"""The simulated world: the ground, and everything on it as it truly is."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol, overload

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import Transformer

from firmware_sim.camera import radiance
from firmware_sim.scenario import Scenario
from firmware_sim.scenario_placement import MOST_SHIFT_M
from firmware_sim.scenario_tables import (
    BuildingSpec,
    CabinSpec,
    ForestSpec,
    LakeSpec,
    RoadSpec,
    TerrainFileSpec,
)
from firmware_sim.world.bodies import build_animal, build_boulder, build_building
from firmware_sim.world.burning import Zone, front_smoke, gas_plume, gas_zone, smoke, spread
from firmware_sim.world.canopy import CELL_M, HALF_SIZE_M, Canopy, grow_canopy
from firmware_sim.world.elevation_file import read_terrain
from firmware_sim.world.fire_front import FireFront
from firmware_sim.world.objects import Solid, build_cabin, build_car, build_person
from firmware_sim.world.plumes import Plume
from firmware_sim.world.sources import Patch, lay_patch
from firmware_sim.world.surfaces import cleared_of_trees, shape_terrain, sunlight
from firmware_sim.world.terrain import Relief, Terrain, raise_terrain, smooth_noise

Array = NDArray[np.float64]

_DEM_CELL_M = 2.0
_DEM_NODATA = -9999.0
_DEM_WHITE_ERROR_M = 0.12
_DEM_SMOOTH_ERROR_M = 0.16
_PROJECTED_EVERY = 25
_SMOKE_EVERY_S = 2.0
_LOOKED_FROM = 0.7
"""Metres to the side per metre up: 35 degrees from straight down."""


class Kind(StrEnum):
    """What a thing in the world is."""

    FIRE = "fire"
    """Burning, glowing or smouldering."""
    PERSON = "person"
    """Somebody."""
    DECOY = "decoy"
    """Warm, but neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where one thing truly is."""

    name: str
    kind: Kind
    north_m: float
    east_m: float
    from_s: float = -math.inf
    """When it is there to be seen."""
    until_s: float = math.inf


class _Located(Protocol):
    """A row of a scenario with a name and a place."""

    @property
    def name(self) -> str: ...
    @property
    def north_m(self) -> float: ...
    @property
    def east_m(self) -> float: ...


class World:
    """A scenario as it turned out with one seed."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.seed = seed
        self.terrain = terrain_of(scenario)
        self.sun = sunlight(scenario.sun)
        self._places: list[Placed] = []
        self.sky_radiance = radiance.radiance_of_celsius(scenario.air.sky_celsius)
        self.patches: tuple[Patch, ...] = tuple(
            lay_patch(spec, self._place(spec, kind, spec.from_s, spec.until_s), scenario.air, self.rng(spec.name))
            for kind, specs in ((Kind.FIRE, scenario.fires), (Kind.DECOY, scenario.warm_rocks))
            for spec in specs
        )
        self.solids: tuple[Solid, ...] = tuple(self._build())
        self.placed: tuple[Placed, ...] = tuple(self._places)
        self._smoke: tuple[float, list[Plume]] = (math.nan, [])

    def _build(self) -> Iterator[Solid]:
        scenario, sky = self.scenario, self.sky_radiance
        for cabin in scenario.cabins:
            yield build_cabin(cabin, self._foot(cabin, Kind.DECOY, 3.0), sky)
        for car in scenario.cars:
            yield build_car(car, self._foot(car, Kind.DECOY, 1.0), sky)
        for person in scenario.people:
            yield build_person(person, self._foot(person, Kind.PERSON, 0.0), sky)
        for building in scenario.buildings:
            reach_m = min(building.width_m, building.length_m) / 2
            yield build_building(building, self._foot(building, Kind.DECOY, reach_m), sky, self.sun)
        for animal in scenario.animals:
            yield build_animal(animal, self._foot(animal, Kind.DECOY, 0.0), scenario.air.temperature_celsius, sky)
        for boulder in scenario.boulders:
            place = (boulder.north_m, boulder.east_m, float(self.height_m(boulder.north_m, boulder.east_m)))
            yield build_boulder(boulder, place, sky, self.rng(boulder.name))

    @functools.cached_property
    def fronts(self) -> tuple[FireFront, ...]:
        """The spreading fires, computed once."""
        return tuple(
            spread(spec, self.scenario, self.terrain, self.rng(f"front {spec.name}")) for spec in self.scenario.fronts
        )

    @functools.cached_property
    def canopy(self) -> Canopy | None:
        """The trees; None where there are none."""
        scenario = self.scenario
        if not scenario.forests:
            return None
        houses = (*scenario.cabins, *scenario.buildings)
        return _trees(scenario.forests, scenario.lakes, scenario.roads, houses, self.seed)

    def plumes(self, time_s: float) -> list[Plume]:
        """Smoke and gas at one time; fronts smoke as they did at the last full `_SMOKE_EVERY_S`."""
        at_s = math.floor(time_s / _SMOKE_EVERY_S) * _SMOKE_EVERY_S
        if self._smoke[0] != at_s:
            self._smoke = (at_s, self._plumes_at(at_s))
        return self._smoke[1]

    def _plumes_at(self, time_s: float) -> list[Plume]:
        air = self.scenario.air
        plumes = [gas_plume(spec, air, time_s) for spec in self.scenario.gas_clouds if time_s > spec.from_s]
        for spec, patch in zip((*self.scenario.fires, *self.scenario.warm_rocks), self.patches, strict=True):
            if spec.smoke_gs > 0 and spec.from_s <= time_s < spec.until_s:
                since_s = time_s - spec.from_s
                plumes.append(smoke(spec.name, patch.centroid, spec.diameter_m, spec.smoke_gs, since_s, air))
        for front in self.fronts:
            plumes += front_smoke(front, air, time_s)
        return plumes

    def zones(self, time_s: float) -> list[Zone]:
        """Where nobody should be at one time: too much gas, or fire."""
        gas = (gas_zone(spec, self.scenario.air, time_s) for spec in self.scenario.gas_clouds)
        zones = [zone for zone in gas if zone is not None]
        for front in self.fronts:
            for ring in front.perimeter(time_s):
                outline = tuple((float(north), float(east)) for north, east in ring)
                zones.append(Zone(name=front.name, kind="fire", outline=outline))
        return zones

    def openness(self, thing: Placed) -> float:
        """The best part of its heat that leaves the trees in any direction within `_LOOKED_FROM` of straight up."""
        if self.canopy is None:
            return 1.0
        tilts = [(0.0, 0.0)] + [
            (tilt * math.cos(math.radians(bearing)), tilt * math.sin(math.radians(bearing)))
            for tilt in (_LOOKED_FROM / 2, _LOOKED_FROM)
            for bearing in range(0, 360, 45)
        ]
        return max(self.canopy.transmittance(thing.north_m, thing.east_m, *tilt) for tilt in tilts)

    @overload
    def height_m(self, north_m: float, east_m: float) -> float: ...
    @overload
    def height_m(self, north_m: Array, east_m: Array) -> Array: ...
    def height_m(self, north_m: float | Array, east_m: float | Array) -> float | Array:
        """Height of the bare ground in metres above sea level."""
        return self.terrain.height_m(north_m, east_m)  # type: ignore[arg-type]

    def rng(self, purpose: str) -> np.random.Generator:
        """Random numbers for one purpose, the same in every process."""
        return np.random.default_rng([self.seed, *purpose.encode()])

    def of_kind(self, kind: Kind) -> tuple[Placed, ...]:
        """All things of one kind."""
        return tuple(thing for thing in self.placed if thing.kind is kind)

    def _place(
        self, thing: _Located, kind: Kind, from_s: float = -math.inf, until_s: float = math.inf
    ) -> tuple[float, float]:
        bearing_rad, part = self.rng(f"place {thing.name}").uniform(0, 1, 2) * (2 * np.pi, 1)
        shift_m = MOST_SHIFT_M * np.sqrt(part)
        north_m = thing.north_m + float(shift_m * np.cos(bearing_rad))
        east_m = thing.east_m + float(shift_m * np.sin(bearing_rad))
        self._places.append(
            Placed(name=thing.name, kind=kind, north_m=north_m, east_m=east_m, from_s=from_s, until_s=until_s)
        )
        return north_m, east_m

    def _foot(self, thing: _Located, kind: Kind, reach_m: float) -> tuple[float, float, float]:
        """Where a solid stands: on the ground, on its mean height when it is wide."""
        north, east = self._place(thing, kind)
        around = np.array([(0, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)]) * reach_m
        return north, east, float(self.height_m(north + around[:, 0], east + around[:, 1]).mean())


def terrain_of(scenario: Scenario) -> Terrain:
    """The ground of `scenario`, built once in a process."""
    key = (
        scenario.terrain,
        scenario.lakes,
        scenario.debris,
        scenario.origin_latitude_deg,
        scenario.origin_longitude_deg,
    )
    if key not in _TERRAINS:
        while len(_TERRAINS) >= _MOST_TERRAINS:
            _TERRAINS.pop(next(iter(_TERRAINS)))
        bare = _bare_terrain(scenario)
        _TERRAINS[key] = shape_terrain(bare, scenario) if scenario.lakes or scenario.debris else bare
    return _TERRAINS[key]


_TERRAINS: dict[tuple[object, ...], Terrain] = {}
_MOST_TERRAINS = 4


def _bare_terrain(scenario: Scenario) -> Terrain:
    spec = scenario.terrain
    if isinstance(spec, TerrainFileSpec):
        origin = (scenario.origin_latitude_deg, scenario.origin_longitude_deg)
        known = read_terrain(spec.file, origin, spec.half_size_m)
        if not spec.roughness:
            return known
        knolls = Relief(
            seed=spec.seed,
            mean_amsl_m=0.0,
            rise_m=0.0,
            slope=0.0,
            uphill_deg=0.0,
            roughness=spec.roughness,
            half_size_m=spec.half_size_m,
        )
        return replace(known, heights_m=known.heights_m + raise_terrain(knolls).heights_m)
    return raise_terrain(
        Relief(
            seed=spec.seed,
            mean_amsl_m=spec.mean_amsl_m,
            rise_m=spec.rise_m,
            slope=spec.slope,
            uphill_deg=spec.uphill_deg,
            roughness=spec.roughness,
            half_size_m=spec.half_size_m,
        )
    )


@functools.lru_cache(maxsize=2)
def _trees(
    forests: tuple[ForestSpec, ...],
    lakes: tuple[LakeSpec, ...],
    roads: tuple[RoadSpec, ...],
    houses: tuple[CabinSpec | BuildingSpec, ...],
    seed: int,
) -> Canopy | None:
    cells = 2 * round(HALF_SIZE_M / CELL_M) + 1
    cleared = cleared_of_trees(lakes, roads, houses, cells, CELL_M)
    return grow_canopy(forests, cleared, np.random.default_rng([seed, *b"forest"]))


def utm_crs(latitude_deg: float, longitude_deg: float) -> str:
    """The coordinate system of a survey there: ETRS89 in UTM over Europe, WGS 84 elsewhere."""
    zone = int((longitude_deg + 180) // 6) % 60 + 1
    if 56 <= latitude_deg < 64 and 3 <= longitude_deg < 12:
        zone = 32  # zone 32V is wider, so that southern Norway lies in one
    if 28 <= zone <= 38 and latitude_deg > 30:
        return f"EPSG:258{zone}"
    return f"EPSG:{326 if latitude_deg >= 0 else 327}{zone:02d}"


def write_terrain(scenario: Scenario, path: str | Path) -> None:
    """Write a GeoTIFF elevation model of the neighbourhood, as a public laser survey would have it.

    Bare ground without buildings, in UTM with 2 m cells, about 0.2 m of error: not the truth itself.
    """
    terrain = terrain_of(scenario)
    crs = utm_crs(scenario.origin_latitude_deg, scenario.origin_longitude_deg)
    to_utm = Transformer.from_crs(scenario.frame.crs, crs, always_xy=True)
    middle_x, middle_y = to_utm.transform(0.0, 0.0)
    # Cells that the turn between the two norths takes out of the known square would be made up.
    half_m = int((terrain.half_size_m * 0.94) / _DEM_CELL_M) * _DEM_CELL_M
    left, top = np.floor(middle_x) - half_m, np.floor(middle_y) + half_m
    cells = round(2 * half_m / _DEM_CELL_M)
    north_m, east_m = _cell_centres(to_utm, left, top, cells)
    rng = np.random.default_rng([scenario.terrain.seed, 1])
    error = _DEM_WHITE_ERROR_M * rng.standard_normal((cells, cells))
    smooth = smooth_noise(rng, cells, 12 / _DEM_CELL_M)
    heights = terrain.height_m(north_m, east_m) + error + _DEM_SMOOTH_ERROR_M * smooth / smooth.std()
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=cells,
        height=cells,
        count=1,
        dtype="float32",
        crs=crs,
        transform=rasterio.Affine(_DEM_CELL_M, 0, left, 0, -_DEM_CELL_M, top),
        nodata=_DEM_NODATA,
        tiled=True,
        blockxsize=256,
        blockysize=256,
        compress="deflate",
        predictor=3,
    ) as file:
        file.write(heights.astype(np.float32), 1)
        file.update_tags(AREA_OR_POINT="Area", varde_scenario=scenario.name)


def _cell_centres(to_utm: Transformer, left: float, top: float, cells: int) -> tuple[Array, Array]:
    """North and east in the local frame of each cell; projected sparsely, since it is almost linear in between."""
    knots = np.unique(np.append(np.arange(0, cells, _PROJECTED_EVERY), cells - 1))
    x, y = np.meshgrid(left + (knots + 0.5) * _DEM_CELL_M, top - (knots + 0.5) * _DEM_CELL_M)
    east, north = to_utm.transform(x, y, direction="INVERSE")
    return _between(knots, north, cells), _between(knots, east, cells)


def _between(knots: NDArray[np.int_], values: Array, cells: int) -> Array:
    every = np.arange(cells)
    rows = np.array([np.interp(every, knots, row) for row in values])
    return np.array([np.interp(every, knots, column) for column in rows.T]).T
