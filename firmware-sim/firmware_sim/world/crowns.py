"""Where crowns stand in one picture, and how much they hide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera.lens import Lens
from firmware_sim.world.canopy import CELL_M, Canopy, Layer
from firmware_sim.world.drawing import Look, Roof
from firmware_sim.world.sight import FAR_M, Eye, Sight
from firmware_sim.world.terrain import Terrain
from firmware_sim.world.texture import repeated

Array = NDArray[np.float64]
Image = NDArray[np.float32]

_STRIDE_PX = 8
"""How far crowns stand out changes slowly over the picture."""
_RAGGED = 256
_RAGGED_CELL_M = 0.2
_NEAREST_M = 1e-2


class Crowns:
    """The trees of one world through one lens."""

    def __init__(self, terrain: Terrain, lens: Lens, rng: np.random.Generator) -> None:
        self._terrain, self._lens = terrain, lens
        self._raggedness = rng.uniform(-0.5, 0.5, (_RAGGED, _RAGGED)).astype(np.float32)
        self._sparse_rays = lens.pixel_rays[_STRIDE_PX // 2 :: _STRIDE_PX, _STRIDE_PX // 2 :: _STRIDE_PX]

    def over(self, canopy: Canopy, look: Look, roofs: list[Roof]) -> Iterator[tuple[Layer, Image, Any]]:
        """Each layer from the lowest: what it hides of each pixel, and the heights of the crowns there in bytes."""
        sight, eye = look.sight, look.eye
        depth = sight.depth_m[_STRIDE_PX // 2 :: _STRIDE_PX, _STRIDE_PX // 2 :: _STRIDE_PX].astype(np.float64)
        down = -(self._sparse_rays @ eye.neu_from_camera[2].astype(np.float32))
        ground_seen = depth < FAR_M / 2
        steep = np.where(ground_seen & (down > 0), down / np.linalg.norm(self._sparse_rays, axis=2), 1.0)
        slant = float(1 / max(np.median(steep), 0.05))
        sky = np.asarray(sight.depth_m > FAR_M / 2) if not ground_seen.all() else None
        half = np.float32((canopy.heights.shape[0] - 1) / 2)
        ragged = self._ragged(sight)
        for layer in canopy.layers(look.middle_m):
            part = self._part_of_the_way(depth, down, eye, layer.height_m, ground_seen)
            if part is None:
                continue
            # Boughs do not end on level planes.
            part = part - cv2.multiply(ragged, 1 - part, scale=layer.thickness_m / layer.height_m)
            at = []
            for axis, start in ((sight.east_m, eye.position[1]), (sight.north_m, eye.position[0])):
                offset = cv2.multiply(axis - np.float32(start), part)
                at.append(cv2.addWeighted(offset, 1 / CELL_M, offset, 0.0, float(start / CELL_M + half)))
            steps = cv2.remap(canopy.heights, at[0], at[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
            opacity: Image = np.asarray(cv2.LUT(steps, canopy.opacities(layer, slant)), np.float32)
            if sky is not None:
                opacity[sky] = 0
            for window, cover, top_m in roofs:
                if top_m > layer.height_m:
                    np.multiply(opacity[window.slices], 1 - cover, out=opacity[window.slices])
            yield layer, opacity, steps

    def _ragged(self, sight: Sight) -> Image:
        """-0.5 to 0.5 at each pixel, the same for the same ground."""
        scale = np.float32(1 / _RAGGED_CELL_M)
        return repeated(self._raggedness, sight.east_m * scale, sight.north_m * scale)

    def _part_of_the_way(
        self, depth: Array, down: Image, eye: Eye, height_m: float, ground_seen: NDArray[np.bool_]
    ) -> Image | None:
        """What part of its way to the ground a ray has gone when it is `height_m` above it, at every pixel."""
        directions = self._sparse_rays.reshape(-1, 3).astype(np.float64) @ eye.neu_from_camera.T
        # An aircraft that stands may be a little in the ground.
        far = np.where(ground_seen, np.maximum(depth, _NEAREST_M), 1.0).ravel()
        drop = np.maximum(far * down.ravel(), 1e-3)
        first = far * np.clip(1 - height_m / drop, 0.02, 1)
        for _ in range(2):
            at = eye.position + first[:, np.newaxis] * directions
            gap = np.maximum(at[:, 2] - self._terrain.height_m(at[:, 0], at[:, 1]), 0.05)
            first = np.clip(far - (far - first) * np.minimum(height_m / gap, 8.0), 0.02 * far, far)
        part = (first / far).reshape(depth.shape)
        if float(part.max()) <= 0.02:
            return None
        size = (self._lens.width_px, self._lens.height_px)
        return np.asarray(cv2.resize(part.astype(np.float32), size, interpolation=cv2.INTER_LINEAR), np.float32)
