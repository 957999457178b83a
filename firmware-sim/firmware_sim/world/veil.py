"""How much of the light of each pixel smoke and gas let pass."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera.lens import Lens
from firmware_sim.world.plumes import Plume, optical_depth
from firmware_sim.world.sight import Eye, Sight
from firmware_sim.world.terrain import Terrain

Image = NDArray[np.float32]

_STRIDE_PX = 16
"""Smoke changes slowly over the picture."""
_SAMPLES = 10
_RANGE_M = 700.0
_LEAST_OPTICAL_DEPTH = 0.004


def passed_by_smoke(plumes: list[Plume], terrain: Terrain, lens: Lens, sight: Sight, eye: Eye) -> Image | None:
    """What part of each pixel's light comes through all `plumes`; None where they hide nothing."""
    if not plumes:
        return None
    sparse = slice(_STRIDE_PX // 2, None, _STRIDE_PX)
    rays = lens.pixel_rays[sparse, sparse]
    directions = rays.reshape(-1, 3).astype(np.float64) @ eye.neu_from_camera.T
    depth = sight.depth_m[sparse, sparse].ravel().astype(np.float64)
    lengths = np.minimum(depth, _RANGE_M)
    ends = eye.position + lengths[:, np.newaxis] * directions
    ground = terrain.height_m(ends[:, 0], ends[:, 1])
    lost = optical_depth(plumes, eye.position, directions, lengths, ground, _SAMPLES)
    if float(lost.max()) < _LEAST_OPTICAL_DEPTH:
        return None
    passed = np.exp(-lost).reshape(rays.shape[:2]).astype(np.float32)
    return np.asarray(cv2.resize(passed, (lens.width_px, lens.height_px), interpolation=cv2.INTER_CUBIC), np.float32)
