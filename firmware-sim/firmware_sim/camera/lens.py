"""Pixels and rays of the simulated camera: a pinhole with Brown's distortion, in OpenCV's conventions."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from firmware_sim.scenario import CameraSpec

Array = NDArray[np.float64]
Image = NDArray[np.float32]

COARSE_PX = 8
"""Distance of the rays that are cast first."""
_UNBENDINGS = 15
"""Each takes off at least nine tenths of what is left for the mild lenses that a scenario may have."""


class Lens:
    """What each pixel looks along, in the camera frame: x right, y down, z forward."""

    def __init__(self, spec: CameraSpec) -> None:
        self.width_px, self.height_px = spec.width_px, spec.height_px
        self.matrix = np.array([[spec.fx_px, 0, spec.cx_px], [0, spec.fx_px, spec.cy_px], [0, 0, 1]])
        self.distortion = np.array(spec.distortion)
        self.focal_px = spec.fx_px
        # Nodes lie so that cv2.resize by COARSE_PX, whose samples sit at half cells, meets pixel centres.
        self.coarse_x = np.arange(-COARSE_PX + 3.5, spec.width_px + COARSE_PX, COARSE_PX)
        self.coarse_y = np.arange(-COARSE_PX + 3.5, spec.height_px + COARSE_PX, COARSE_PX)
        self.coarse_rays = self._grid_rays(self.coarse_x, self.coarse_y)
        rays = self._grid_rays(np.arange(spec.width_px, dtype=float), np.arange(spec.height_px, dtype=float))
        self.pixel_rays: Image = rays.reshape(spec.height_px, spec.width_px, 3).astype(np.float32)

    def _grid_rays(self, x_px: Array, y_px: Array) -> Array:
        x, y = np.meshgrid(x_px, y_px)
        return self.rays(np.column_stack([x.ravel(), y.ravel()]))

    def rays(self, pixels: ArrayLike) -> Array:
        """Directions (n, 3) with z = 1 through `pixels` (n, 2), x and y."""
        points = np.asarray(pixels, np.float64).reshape(-1, 2)
        x_bent, y_bent = (points.T - self.matrix[:2, 2:]) / self.focal_px
        k1, k2, p1, p2, k3 = self.distortion
        x, y = x_bent, y_bent
        for _ in range(_UNBENDINGS):
            square = x * x + y * y
            radial = 1 + square * (k1 + square * (k2 + square * k3))
            x, y = (
                (x_bent - 2 * p1 * x * y - p2 * (square + 2 * x * x)) / radial,
                (y_bent - p1 * (square + 2 * y * y) - 2 * p2 * x * y) / radial,
            )
        return np.column_stack([x, y, np.ones(len(x))])

    def project(self, points_camera: ArrayLike) -> Array:
        """Pixels (n, 2) of points (n, 3) in front of the camera."""
        points = np.asarray(points_camera, np.float64).reshape(-1, 1, 3)
        pixels, _ = cv2.projectPoints(points, np.zeros(3), np.zeros(3), self.matrix, self.distortion)
        return np.asarray(pixels, np.float64).reshape(-1, 2)

    def spread(self, coarse: Array) -> Image:
        """Values at every pixel (height, width) from values at the coarse rays."""
        rows, columns = len(self.coarse_y), len(self.coarse_x)
        size = (columns * COARSE_PX, rows * COARSE_PX)
        grid = coarse.reshape(rows, columns).astype(np.float32)
        full = cv2.resize(grid, size, interpolation=cv2.INTER_LINEAR)
        return np.asarray(
            full[COARSE_PX : COARSE_PX + self.height_px, COARSE_PX : COARSE_PX + self.width_px], np.float32
        )
