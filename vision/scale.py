"""How much ground a pixel covers, which in an oblique view changes from the lower to the upper edge."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vision.camera import Camera
from vision.geolocate import CameraPose
from vision.walk import Array, Terrain, ground_hits

Floats = NDArray[np.float32] | NDArray[np.float64]
Scale = float | Array
"""Metres across a pixel: one number for the frame, or a grid over it."""
ScaleSource = Scale | Callable[[], Scale]
"""The same, or how to find it once it is needed: a walk over the ground, which most frames do without."""

ROWS, COLUMNS = 5, 6
FARTHEST_M = 1500.0
NEAR_ENOUGH_M = 0.05
"""Of a pixel's range a decimetre is a thousandth, while a size is judged to a tenth at best."""


def ground_scale(camera: Camera, pose: CameraPose, terrain: Terrain, cell_m: float) -> Array:
    """Metres across one pixel at the distance of the ground, on a grid (5, 6) over the frame; NaN without ground.

    Across the view, not along the ground: what stands or lies on a slope is seen by its silhouette.
    """
    x, y = np.meshgrid(np.linspace(0, camera.width_px - 1, COLUMNS), np.linspace(0, camera.height_px - 1, ROWS))
    rays_in_camera = camera.rays(np.column_stack([x.ravel(), y.ravel()]))
    rays = rays_in_camera @ pose.ned_from_camera.T
    origins = np.broadcast_to([pose.north_m, pose.east_m, pose.down_m], rays.shape)
    ranges, _ = ground_hits(origins, rays, terrain, cell_m / 2, FARTHEST_M, NEAR_ENOUGH_M)
    depths = ranges * rays_in_camera[:, 2]
    return np.asarray(depths.reshape(ROWS, COLUMNS) / np.sqrt(camera.fx_px * camera.fy_px))


def scale_at(scale: Scale, x_px: Floats, y_px: Floats, shape: tuple[int, int]) -> Array:
    """Metres per pixel at places in a frame of `shape` (height, width), between the grid's nodes; NaN where unknown."""
    grid = np.atleast_2d(np.asarray(scale, np.float64))
    row, down = _node(y_px, shape[0], grid.shape[0])
    column, right = _node(x_px, shape[1], grid.shape[1])
    below, beside = np.minimum(row + 1, grid.shape[0] - 1), np.minimum(column + 1, grid.shape[1] - 1)
    upper = grid[row, column] * (1 - right) + grid[row, beside] * right
    lower = grid[below, column] * (1 - right) + grid[below, beside] * right
    return np.asarray(upper * (1 - down) + lower * down)


def _node(at_px: Floats, length_px: int, nodes: int) -> tuple[NDArray[np.intp], Array]:
    """The node before each place, and how far it is to the next."""
    place = np.clip(np.asarray(at_px, np.float64) / max(1, length_px - 1), 0, 1) * (nodes - 1)
    before = np.minimum(place.astype(np.intp), max(0, nodes - 2))
    return before, place - before
