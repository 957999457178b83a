"""The simulated world: the ground, and everything on it as it truly is."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import overload

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import Transformer

from firmware_sim.camera import radiance
from firmware_sim.scenario import Scenario
from firmware_sim.scenario_placement import MOST_SHIFT_M
from firmware_sim.scenario_tables import TerrainSpec
from firmware_sim.world.objects import Solid, build_cabin, build_car, build_person
from firmware_sim.world.sources import Patch, lay_patch
from firmware_sim.world.terrain import Relief, Terrain, raise_terrain, smooth_noise

Array = NDArray[np.float64]

_DEM_CRS = "EPSG:25832"
_DEM_CELL_M = 2.0
_DEM_NODATA = -9999.0
_DEM_WHITE_ERROR_M = 0.12
_DEM_SMOOTH_ERROR_M = 0.16
_PROJECTED_EVERY = 25


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


class World:
    """A scenario as it turned out with one seed."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.seed = seed
        self.terrain = terrain_of(scenario.terrain)
        self._places: list[Placed] = []
        self.sky_radiance = radiance.radiance_of_celsius(scenario.air.sky_celsius)
        self.patches: tuple[Patch, ...] = tuple(
            lay_patch(spec, self._place(spec.name, kind, spec.north_m, spec.east_m), scenario.air, self.rng(spec.name))
            for kind, specs in ((Kind.FIRE, scenario.fires), (Kind.DECOY, scenario.warm_rocks))
            for spec in specs
        )
        self.solids: tuple[Solid, ...] = (
            *(
                build_cabin(spec, self._foot(spec.name, Kind.DECOY, spec.north_m, spec.east_m, 3.0), self.sky_radiance)
                for spec in scenario.cabins
            ),
            *(
                build_car(spec, self._foot(spec.name, Kind.DECOY, spec.north_m, spec.east_m, 1.0), self.sky_radiance)
                for spec in scenario.cars
            ),
            *(
                build_person(
                    spec, self._foot(spec.name, Kind.PERSON, spec.north_m, spec.east_m, 0.0), self.sky_radiance
                )
                for spec in scenario.people
            ),
        )
        self.placed: tuple[Placed, ...] = tuple(self._places)

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

    def _place(self, name: str, kind: Kind, north_m: float, east_m: float) -> tuple[float, float]:
        bearing_rad, part = self.rng(f"place {name}").uniform(0, 1, 2) * (2 * np.pi, 1)
        shift_m = MOST_SHIFT_M * np.sqrt(part)
        place = (north_m + float(shift_m * np.cos(bearing_rad)), east_m + float(shift_m * np.sin(bearing_rad)))
        self._places.append(Placed(name=name, kind=kind, north_m=place[0], east_m=place[1]))
        return place

    def _foot(self, name: str, kind: Kind, north_m: float, east_m: float, reach_m: float) -> tuple[float, float, float]:
        """Where a solid stands: on the ground, on its mean height when it is wide."""
        north, east = self._place(name, kind, north_m, east_m)
        around = np.array([(0, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)]) * reach_m
        return north, east, float(self.height_m(north + around[:, 0], east + around[:, 1]).mean())


@functools.lru_cache(maxsize=4)
def terrain_of(spec: TerrainSpec) -> Terrain:
    """The terrain of `spec`, built once in a process."""
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


def write_terrain(scenario: Scenario, path: str | Path) -> None:
    """Write a GeoTIFF elevation model of the neighbourhood, as a public laser survey would have it.

    Bare ground without buildings, in UTM zone 32 with 2 m cells, about 0.2 m of error: not the truth itself.
    """
    terrain = terrain_of(scenario.terrain)
    to_utm = Transformer.from_crs(scenario.frame.crs, _DEM_CRS, always_xy=True)
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
        crs=_DEM_CRS,
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
