"""Tells a picture that stands still while its camera moves on: a camera that hangs behind an encoder that does not.

An encoder sends a picture that never changes with new codes and new times, and smooths away the noise by which a live
one would be known: pixels alone say nothing. But where metadata has moved by a tenth of the picture and the ground in
it has not, the metadata is not of that picture.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.frames import GeoPose

BLOCK_PX = 8
SAME_GREYS = 3
"""What keyframes change in the mean of a block, and more."""
LEAST_TEXTURE_GREYS = 4 * SAME_GREYS
"""Deviation of the blocks; what is smoother (fog, calm water) looks the same wherever the camera looks."""
MOVED_SHARE = 0.1
"""Of the picture's width: more than compass and position wander while a camera hovers."""
FARTHEST_M = 1000.0
"""How far the ground may be where nobody tells."""
METRES_PER_DEGREE = 111_320.0


class Standstill:
    """One stream's pictures, beside what is told of its camera's pose."""

    def __init__(self) -> None:
        self._blocks: NDArray[np.int16] | None = None
        self._pose: GeoPose | None = None

    def is_repeat(self, grey: NDArray[np.uint8], pose: GeoPose | None, fx_px: float | None, range_m: float) -> bool:
        """Whether the picture is still the one that was taken where its camera no longer is."""
        if pose is None or fx_px is None:
            self._blocks = self._pose = None
            return False
        height, width = grey.shape
        size = max(1, width // BLOCK_PX), max(1, height // BLOCK_PX)
        blocks = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.int16)
        last, where = self._blocks, self._pose
        if last is None or where is None or last.shape != blocks.shape or np.abs(blocks - last).max() > SAME_GREYS:
            self._blocks, self._pose = blocks, pose
            return False
        if float(blocks.std()) < LEAST_TEXTURE_GREYS:
            return False
        return bool(_moved_rad(where, pose, range_m) * fx_px > MOVED_SHARE * width)


def _moved_rad(one: GeoPose, other: GeoPose, range_m: float) -> float:
    """By what angle at least the ground has moved in the picture; turning and flying may undo each other."""
    forward = one.ned_from_camera[:, 2], other.ned_from_camera[:, 2]
    turned = math.acos(float(np.clip(forward[0] @ forward[1], -1.0, 1.0)))
    north = (other.latitude_deg - one.latitude_deg) * METRES_PER_DEGREE
    east = (other.longitude_deg - one.longitude_deg) * METRES_PER_DEGREE * math.cos(math.radians(one.latitude_deg))
    return abs(turned - math.hypot(north, east) / max(range_m, 1.0))
