"""The pinhole camera with Brown's lens distortion, in OpenCV's conventions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

UNDISTORTED_WELL_ENOUGH = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 60, 1e-10)
"""OpenCV's own five rounds leave 0.7 px in the corners of a wide lens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """Intrinsics of one camera at one zoom.

    Pixel (0, 0) is the centre of the upper left pixel. The camera frame has x to the right, y down and z forward.
    """

    width_px: int
    height_px: int
    fx_px: float
    fy_px: float
    cx_px: float
    cy_px: float
    distortion: tuple[float, float, float, float, float] = (0.0, 0.0, 0.0, 0.0, 0.0)
    """k1, k2, p1, p2, k3 of Brown's model as OpenCV orders them."""

    @property
    def matrix(self) -> NDArray[np.float64]:
        """The 3x3 camera matrix."""
        return np.array([[self.fx_px, 0, self.cx_px], [0, self.fy_px, self.cy_px], [0, 0, 1]])

    def rays(self, pixels: ArrayLike) -> NDArray[np.float64]:
        """Unit directions (n, 3) in the camera frame through `pixels` (n, 2) given as x, y."""
        points = np.asarray(pixels, np.float64).reshape(-1, 1, 2)
        if not len(points):
            return np.empty((0, 3))
        matrix, distortion = _lens(self)
        normalised = cv2.undistortPoints(points, matrix, distortion, criteria=UNDISTORTED_WELL_ENOUGH)
        across, down = np.asarray(normalised, np.float64).reshape(-1, 2).T
        forward = 1 / np.sqrt(across * across + down * down + 1)
        # Components first: so they are turned and walked.
        return np.array((across * forward, down * forward, forward)).T

    def project(self, points: ArrayLike) -> NDArray[np.float64]:
        """Pixels (n, 2) of `points` (n, 3) in the camera frame; NaN for points behind the camera."""
        array = np.asarray(points, np.float64).reshape(-1, 3)
        projected, _ = cv2.projectPoints(
            array.reshape(-1, 1, 3), np.zeros(3), np.zeros(3), self.matrix, np.array(self.distortion)
        )
        pixels: NDArray[np.float64] = np.asarray(projected, np.float64).reshape(-1, 2)
        pixels[array[:, 2] <= 0] = np.nan
        return pixels


@lru_cache(maxsize=64)
def _lens(camera: Camera) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A camera's matrix and distortion as OpenCV takes them."""
    return camera.matrix, np.array(camera.distortion)
