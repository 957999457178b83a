"""Forest between the camera and the ground: crowns with gaps, seen through from above and hardly from the side.

The crowns are a raster of heights. A ray is followed through a few layers of it; in each it loses what leaves on its
way there hold back by Beer's law (Nilson, Agric. Meteorol. 8, 1971: leaves that face all ways have a projection of
one half), so that the loss grows with the slant of the view and where crowns stand one behind the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.scenario_tables import ForestSpec
from firmware_sim.world.outlines import inside, rounded

Array = NDArray[np.float64]
Image = NDArray[np.float32]
Heights = NDArray[np.uint8]

CELL_M = 0.25
HALF_SIZE_M = 300.0
_STEP_M = 0.2
"""Of the heights, which are kept in bytes."""
_PROJECTION = 0.5
_LAYERS = 6
_FAR_LAYERS = 3
FAR_M = 220.0
"""Further away fewer layers do."""
_BARE_STEM_PART = 0.22
_GAPS = 0.12
"""Part of a crown's area where one sees deep into it."""
_MOST_SLANT = 6.0
# Crown radius as a part of the height, and how its outline narrows towards the top (1 a cone, 0.5 a dome).
_CROWNS = {"spruce": (0.13, 1.0), "pine": (0.15, 0.5), "birch": (0.16, 0.6)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """One level of the crowns."""

    height_m: float
    thickness_m: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Canopy:
    """All trees."""

    heights: Heights
    """(n, n) in steps of 0.2 m, rows north, columns east, cells of `CELL_M` about the origin."""
    top_m: float
    leaf_density_m2_m3: float
    celsius_above_air: float

    def layers(self, distance_m: float) -> list[Layer]:
        """Levels to look at from some distance, the lowest first."""
        count = _FAR_LAYERS if distance_m > FAR_M else _LAYERS
        lowest_m = 2.0
        thickness_m = (self.top_m - lowest_m) / count
        return [Layer(height_m=lowest_m + (k + 0.5) * thickness_m, thickness_m=thickness_m) for k in range(count)]

    def opacities(self, layer: Layer, slant: float) -> Image:
        """(256,): what part of a ray a layer holds back where the crowns are so many steps high.

        `slant` is the length of the ray in the layer over the layer's thickness.
        """
        height_m = np.arange(256) * _STEP_M
        depth_m = height_m - (layer.height_m - layer.thickness_m / 2)
        filled_m = np.clip(depth_m, 0, layer.thickness_m)
        filled_m[layer.height_m + layer.thickness_m / 2 < _BARE_STEM_PART * height_m] = 0
        passed = np.exp(-_PROJECTION * self.leaf_density_m2_m3 * filled_m * min(slant, _MOST_SLANT))
        return np.asarray(1 - passed, np.float32)

    def transmittance(self, north_m: float, east_m: float, from_north: float, from_east: float) -> float:
        """What part of a ray from a place on the ground towards the sky gets through the crowns.

        `from_north` and `from_east` are how far the ray goes that way per metre that it rises.
        """
        slant = math.hypot(1.0, from_north, from_east)
        half = (self.heights.shape[0] - 1) / 2
        passed = 1.0
        for layer in self.layers(0.0):
            row = round((north_m + from_north * layer.height_m) / CELL_M + half)
            column = round((east_m + from_east * layer.height_m) / CELL_M + half)
            if 0 <= row < len(self.heights) and 0 <= column < len(self.heights):
                passed *= 1 - float(self.opacities(layer, slant)[self.heights[row, column]])
        return passed


def grow_canopy(forests: tuple[ForestSpec, ...], cleared: Image | None, rng: np.random.Generator) -> Canopy | None:
    """The trees of all `forests`; none stands where `cleared` (n, n) is above one half."""
    if not forests:
        return None
    cells = 2 * round(HALF_SIZE_M / CELL_M) + 1
    heights = np.zeros((cells, cells), np.float32)
    for forest in forests:
        stand = inside(rounded(forest.outline), cells, CELL_M) > 0.5
        if cleared is not None:
            stand &= cleared < 0.5
        _plant(heights, stand, forest, rng)
    gaps = rng.random((cells // 3 + 1, cells // 3 + 1), np.float32)
    deep = cv2.resize(gaps, (cells, cells), interpolation=cv2.INTER_LINEAR) < _GAPS
    heights[deep] *= 0.35
    density = float(np.mean([forest.leaf_density_m2_m3 for forest in forests]))
    return Canopy(
        heights=np.clip(np.rint(heights / _STEP_M), 0, 255).astype(np.uint8),
        top_m=max(forest.height_m for forest in forests),
        leaf_density_m2_m3=density,
        celsius_above_air=float(np.mean([forest.celsius_above_air for forest in forests])),
    )


def _plant(heights: Image, stand: NDArray[np.bool_], forest: ForestSpec, rng: np.random.Generator) -> None:
    """Raise `heights` to the crowns of one forest."""
    rows, columns = np.nonzero(stand)
    if not len(rows):
        return
    count = round(forest.stems_per_ha * len(rows) * CELL_M**2 / 10_000)
    spread, narrowing = _CROWNS[forest.kind]
    for k in rng.integers(0, len(rows), count):
        height_m = forest.height_m * (1 - 0.5 * rng.random() ** 1.5)
        reach = spread * height_m * rng.uniform(0.8, 1.2) / CELL_M
        size = int(reach) + 1
        row, column = rows[k], columns[k]
        if not (size < row < len(heights) - size - 1 and size < column < len(heights) - size - 1):
            continue
        y, x = np.ogrid[-size : size + 1, -size : size + 1]
        # Boughs stick out unevenly.
        around = np.arctan2(y, x)
        bough = 1 + 0.07 * np.cos(rng.integers(3, 6) * around + rng.uniform(0, 6.3))
        bough += 0.07 * np.cos(rng.integers(7, 12) * around + rng.uniform(0, 6.3))
        inwards = np.clip(1 - np.hypot(y, x) / (reach * bough), 0, 1)
        crown = np.where(inwards > 0, height_m * (0.25 + 0.75 * inwards**narrowing), 0).astype(np.float32)
        part = heights[row - size : row + size + 1, column - size : column + size + 1]
        np.maximum(part, crown, out=part)
