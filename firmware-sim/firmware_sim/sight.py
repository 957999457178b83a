"""What ground each pixel of one picture sees."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.lens import COARSE_PX, Lens
from firmware_sim.terrain import RayCaster, Terrain

Array = NDArray[np.float64]
Image = NDArray[np.float32]

_ON_THE_GROUND_M = 0.06
_ON_THE_GROUND_PER_M = 4e-4
FAR_M = 1e9
"""Depth of the sky."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """Where pixels meet the ground, (height, width) each."""

    north_m: Image
    east_m: Image
    depth_m: Image
    """Along the camera's axis; `FAR_M` where the sky is seen."""


class Seer:
    """Finds what ground a camera sees: rays cast coarsely, pixel by pixel only where the ground hides other ground."""

    def __init__(self, terrain: Terrain, lens: Lens, range_m: float) -> None:
        self._terrain = terrain
        self._lens = lens
        self._caster = RayCaster(terrain, range_m)

    def look(self, position_neu_m: Array, neu_from_camera: Array) -> Sight:
        """The ground in the picture from this place."""
        directions = self._lens.coarse_rays @ neu_from_camera.T
        depth = self._caster.hits(position_neu_m, directions)
        missed = ~np.isfinite(depth)
        shown = np.where(missed, 0.0, depth)
        points = position_neu_m + shown[:, np.newaxis] * directions
        broken = self._broken_blocks(points, missed, depth)
        depth = np.where(missed, FAR_M, depth)
        sight = Sight(*(self._lens.spread(values) for values in (points[:, 0], points[:, 1], depth)))
        if broken.any():
            self._look_closely(sight, broken, position_neu_m, neu_from_camera)
        return sight

    def _broken_blocks(self, points: Array, missed: NDArray[np.bool_], depth: Array) -> NDArray[np.bool_]:
        """Blocks between coarse rays (rows - 1, columns - 1) whose middle is not on the ground."""
        shape = (len(self._lens.coarse_y), len(self._lens.coarse_x))
        corners = points.reshape(*shape, 3)
        middle = (corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:] + corners[1:, 1:]) / 4
        gap = np.abs(middle[..., 2] - self._terrain.height_m(middle[..., 0], middle[..., 1]))
        sky = missed.reshape(shape)
        missing = sky[:-1, :-1].astype(int) + sky[1:, :-1] + sky[:-1, 1:] + sky[1:, 1:]
        reach = np.where(missed, 0.0, depth).reshape(shape)[:-1, :-1]
        broken: NDArray[np.bool_] = (gap > _ON_THE_GROUND_M + _ON_THE_GROUND_PER_M * reach) & (missing == 0)
        return broken | ((missing > 0) & (missing < 4))

    def _look_closely(self, sight: Sight, broken: NDArray[np.bool_], position: Array, rotation: Array) -> None:
        """Cast a ray for each pixel of the broken blocks."""
        block_x, block_y = self._lens.coarse_x[:-1], self._lens.coarse_y[:-1]
        size = (len(block_x) * COARSE_PX, len(block_y) * COARSE_PX)
        mask = cv2.resize(broken.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
        # The first block's first pixel is half a pixel after its first ray.
        x0, y0 = int(-block_x[0] - 0.5), int(-block_y[0] - 0.5)
        rows, columns = np.nonzero(mask[y0 : y0 + self._lens.height_px, x0 : x0 + self._lens.width_px])
        directions = self._lens.pixel_rays[rows, columns].astype(np.float64) @ rotation.T
        depth = self._caster.hits(position, directions)
        missed = ~np.isfinite(depth)
        points = position + np.where(missed, 0.0, depth)[:, np.newaxis] * directions
        sight.north_m[rows, columns] = points[:, 0]
        sight.east_m[rows, columns] = points[:, 1]
        sight.depth_m[rows, columns] = np.where(missed, FAR_M, depth)
