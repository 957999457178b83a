"""Points of heat too weak to pass a threshold, found as the lens draws a point."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.background import Field, background
from vision.blobs import Blobs, Limits
from vision.frames import Pixels
from vision.scene import Scene
from vision.tiles import Tiles, Wanted

LENS_SIGMA_PX = 0.7
"""Diffraction at 10 micrometres through a fast lens, and the pixel's own width (12 micrometres), as a Gaussian."""
HOLE_PX, RING_PX = 5, 9
"""The surroundings are a square ring: its hole holds nearly all that the lens makes of a point."""
NEARBY_TILES = 5
"""Noise is judged over so many tiles each way: a tree's crown is another ground than the road beside it."""
LARGEST_PX = 49
"""The outline of the brightest point fills the hole and a little of the ring."""
LONGEST_TO_WIDEST = 3
LEAST_SPILL = 0.25
"""Share of a point's excess that its four neighbours must hold together: less is a defect of the pixel, since the
sharpest lens gives them a half."""

COOL_SHARE = 0.9
"""Of the surroundings: an edge or a wire through them takes an eighth and more."""


def points(scene: Scene, spreads: float) -> tuple[Blobs, NDArray[np.float32]]:
    """Points at least `spreads` deviations over the noise around them, and how many; `peak` is the frame's own.

    The matched filter for a small known shape in noise that is rougher over long ways than over short ones: the
    shape itself less the mean of what is just around it, against the deviation of just that difference, from which
    hot things are left out.
    """
    response = pointed(scene.pixels)
    noise = background(response, None, 0.0, NEARBY_TILES)
    wanted = Wanted(threshold=noise.threshold(0.0, spreads), limits=Limits(largest_px=LARGEST_PX))
    [found], _ = Tiles.of(response).outlined([wanted], noise)
    is_round = np.maximum(found.width, found.height) <= LONGEST_TO_WIDEST * np.minimum(found.width, found.height)
    found = found.where(is_round & ~scene.touches_border(found))
    strength = (found.peak - found.level) / np.maximum(found.spread, np.float32(1e-6))
    y, x = np.rint(found.y_px).astype(np.intp), np.rint(found.x_px).astype(np.intp)
    found = replace(found, peak=scene.pixels[y, x].astype(np.float32))
    level, cool = scene.surroundings(found)
    spill = sum(scene.pixels[y + dy, x + dx] - level for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0)))
    is_point = (cool >= COOL_SHARE) & (spill >= LEAST_SPILL * (found.peak - level))
    return replace(found, level=level).where(is_point), strength[is_point].astype(np.float32)


def pointed(pixels: Pixels) -> Field:
    """How much each pixel (height, width) looks like a point: the frame as through the lens once more, less a ring."""
    hole, ring = HOLE_PX**2, RING_PX**2
    sharp = cv2.GaussianBlur(pixels.astype(np.float32), (3, 3), LENS_SIGMA_PX)
    around = cv2.addWeighted(
        cv2.blur(pixels, (RING_PX, RING_PX)),
        ring / (ring - hole),
        cv2.blur(pixels, (HOLE_PX, HOLE_PX)),
        -hole / (ring - hole),
        0.0,
        dtype=cv2.CV_32F,
    )
    return np.asarray(cv2.subtract(sharp, around), np.float32)
