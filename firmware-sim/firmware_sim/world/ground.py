"""How the cool ground looks in the camera's band: heather, moss, bare rock, juniper, cold hollows."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera import radiance
from firmware_sim.scenario import AirSpec
from firmware_sim.world.terrain import Terrain, smooth_noise
from firmware_sim.world.texture import held, mirrored, repeated

Image = NDArray[np.float32]

COVER_CELL_M = 0.25
COVER_HALF_SIZE_M = 300.0
DETAIL_CELL_M = 0.08
_DETAIL_CELLS = 1024
_DETAIL_K = 0.55
_JUNIPERS = 3500


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What grows or lies where: kelvin above the air, emissivity."""

    open: tuple[float, float]
    wet: tuple[float, float]
    rock: tuple[float, float]
    shrub_k: float
    """How much warmer shrubs are."""
    rockiness: float = 1.0
    """How readily the bare rock shows; 0 hardly ever."""
    contrast: float = 1.0
    """Of the small differences everywhere."""


GROWTHS = {
    "heath": Growth(open=(-2.0, 0.97), wet=(-0.6, 0.985), rock=(2.6, 0.93), shrub_k=2.2),
    "forest floor": Growth(open=(0.4, 0.98), wet=(0.9, 0.985), rock=(1.4, 0.95), shrub_k=0.8, rockiness=0.7),
    "grass": Growth(open=(-2.6, 0.98), wet=(-1.4, 0.985), rock=(1.8, 0.94), shrub_k=1.8, rockiness=0.5),
    "snow": Growth(open=(-3.2, 0.985), wet=(-2.4, 0.98), rock=(0.8, 0.95), shrub_k=0.7, rockiness=0.55, contrast=0.5),
    "paved": Growth(open=(1.8, 0.95), wet=(0.6, 0.96), rock=(2.8, 0.93), shrub_k=-0.6, rockiness=0.6, contrast=0.6),
}


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Radiance of the ground without fires."""

    cover: Image
    """(n, n) W m-2 sr-1, rows north, columns east, cells of `COVER_CELL_M` about the origin."""
    detail: Image
    """(m, m) to be added, repeating, cells of `DETAIL_CELL_M`."""
    evenness: Image | None = None
    """(n, n): how much of the detail shows where; None everywhere all."""
    water: Image | None = None
    """(n, n): what part of each cell is water; None nowhere."""
    waves: float = 0.0

    def radiance_at(self, north_m: Image, east_m: Image, sharpness: float) -> Image:
        """Radiance at each point; `sharpness` in 0 to 1 fades the finest detail out as pixels grow."""
        half = (self.cover.shape[0] - 1) / 2
        at_x, at_y = _cells(east_m, COVER_CELL_M, half), _cells(north_m, COVER_CELL_M, half)
        seen = mirrored(self.cover, at_x, at_y)
        if sharpness > 0.05:
            at_x, at_y = _cells(east_m, DETAIL_CELL_M, 0.0), _cells(north_m, DETAIL_CELL_M, 0.0)
            fine = repeated(self.detail, at_x, at_y)
            if self.evenness is not None:
                fine = fine * self._over(self.evenness, north_m, east_m)
            seen = np.asarray(cv2.scaleAdd(fine, sharpness, seen), np.float32)
        return seen

    def water_at(self, north_m: Image, east_m: Image) -> Image | None:
        """What part of each pixel is water; None where the world has none."""
        return None if self.water is None else self._over(self.water, north_m, east_m)

    def _over(self, values: Image, north_m: Image, east_m: Image) -> Image:
        half = (values.shape[0] - 1) / 2
        at_x, at_y = _cells(east_m, COVER_CELL_M, half), _cells(north_m, COVER_CELL_M, half)
        return held(values, at_x, at_y)


def _cells(metres: Image, cell_m: float, offset: float) -> Image:
    return np.asarray(cv2.addWeighted(metres, 1 / cell_m, metres, 0.0, offset), np.float32)


def grow_ground(terrain: Terrain, air: AirSpec, rng: np.random.Generator, growth: Growth = GROWTHS["heath"]) -> Ground:
    """The ground of `terrain` on an evening with this air."""
    cells = 2 * round(COVER_HALF_SIZE_M / COVER_CELL_M) + 1
    rock, moss = memberships(terrain, cells, rng, growth.rockiness)
    kelvin = (
        air.temperature_celsius + radiance.ZERO_CELSIUS_K + growth.open[0] + rock * (growth.rock[0] - growth.open[0])
    )
    kelvin += moss * (growth.wet[0] - growth.open[0]) + _pooling(terrain, cells)
    noise = 0.5 * smooth_noise(rng, cells, 9 / COVER_CELL_M) + 0.4 * smooth_noise(rng, cells, 2.5 / COVER_CELL_M)
    kelvin += np.float32(growth.contrast) * noise
    _plant_shrubs(kelvin, growth.shrub_k, rng)
    emissivity = growth.open[1] + rock * (growth.rock[1] - growth.open[1]) + moss * (growth.wet[1] - growth.open[1])
    sky = radiance.radiance_of_celsius(air.sky_celsius)
    cover = emissivity * radiance.radiance_of(kelvin) + (1 - emissivity) * sky
    per_kelvin = radiance.radiance_of_celsius(air.temperature_celsius + 1) - radiance.radiance_of_celsius(
        air.temperature_celsius
    )
    return Ground(
        cover.astype(np.float32), repeating_detail(rng) * np.float32(_DETAIL_K * growth.contrast * per_kelvin)
    )


def _heights(terrain: Terrain, cells: int) -> tuple[Image, int]:
    """The terrain's heights under the cover texture at 1 m, and the texture's size there."""
    nodes = round(COVER_HALF_SIZE_M / terrain.cell_m)
    middle = terrain.heights_m.shape[0] // 2
    cut = terrain.heights_m[middle - nodes : middle + nodes + 1, middle - nodes : middle + nodes + 1]
    return cut, cells


def _enlarge(values: Image, cells: int) -> Image:
    return np.asarray(cv2.resize(values, (cells, cells), interpolation=cv2.INTER_LINEAR), np.float32)


def memberships(terrain: Terrain, cells: int, rng: np.random.Generator, rockiness: float) -> tuple[Image, Image]:
    """How much each cell is bare rock and how much moss."""
    heights, _ = _heights(terrain, cells)
    rise_north, rise_east = np.gradient(cv2.GaussianBlur(heights, (0, 0), 2.0), terrain.cell_m)
    slope = _enlarge(np.hypot(rise_north, rise_east).astype(np.float32), cells)
    patches = smooth_noise(rng, cells, 46 / COVER_CELL_M) + 0.6 * smooth_noise(rng, cells, 13 / COVER_CELL_M)
    patches += 0.3 * smooth_noise(rng, cells, 3 / COVER_CELL_M)
    rock = 1 / (1 + np.exp(-9 * (patches - 1.1 + 1.2 * slope - 0.35 - 2.0 * (1 - rockiness))))
    wet = smooth_noise(rng, cells, 60 / COVER_CELL_M) + 0.5 * smooth_noise(rng, cells, 15 / COVER_CELL_M)
    moss = (1 - rock) / (1 + np.exp(-6 * (wet - 0.9 * slope)))
    return rock.astype(np.float32), moss.astype(np.float32)


def _pooling(terrain: Terrain, cells: int) -> Image:
    """Kelvin by which knolls stay warmer and hollows get colder on a clear evening."""
    heights, _ = _heights(terrain, cells)
    above = heights - cv2.GaussianBlur(heights, (0, 0), 18.0)
    return _enlarge(np.clip(0.35 * above, -1.6, 1.2).astype(np.float32), cells)


def _plant_shrubs(kelvin: Image, shrub_k: float, rng: np.random.Generator) -> None:
    """Draw shrubs, whose tops lose less heat to the sky than the ground between them."""
    cells = kelvin.shape[0]
    for _ in range(_JUNIPERS):
        radius = rng.uniform(0.35, 1.5) / COVER_CELL_M
        reach = int(radius * 1.6) + 1
        row, column = rng.uniform(reach + 1, cells - reach - 2, 2)
        r0, c0 = int(row) - reach, int(column) - reach
        y, x = np.ogrid[: 2 * reach + 1, : 2 * reach + 1]
        shape = np.exp(-((((y + r0 - row) ** 2 + (x + c0 - column) ** 2) / radius**2) ** 2))
        warm = shrub_k * rng.uniform(0.3, 1.0)
        kelvin[r0 : r0 + 2 * reach + 1, c0 : c0 + 2 * reach + 1] += np.float32(warm) * shape.astype(np.float32)


def repeating_detail(rng: np.random.Generator) -> Image:
    """Noise of standard deviation 1 between 0.2 m and 6 m that joins itself at its edges."""
    spectrum = np.fft.rfft2(rng.standard_normal((_DETAIL_CELLS, _DETAIL_CELLS)))
    per_m = np.hypot(
        np.fft.fftfreq(_DETAIL_CELLS, DETAIL_CELL_M)[:, np.newaxis], np.fft.rfftfreq(_DETAIL_CELLS, DETAIL_CELL_M)
    )
    spectrum *= np.exp(-((per_m * 0.2) ** 2)) / (per_m + 1 / 6)
    spectrum[0, 0] = 0
    noise = np.fft.irfft2(spectrum, (_DETAIL_CELLS, _DETAIL_CELLS))
    return np.asarray(noise / noise.std(), np.float32)
