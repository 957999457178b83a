"""A frame made ready for looking: junk taken out, background known, warm things outlined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.background import Background, background
from vision.blobs import NO_BLOBS, Blobs, blobs
from vision.frames import Frame, Pixels, Unit
from vision.scale import Scale, scale_at

RING_PX = (3.0, 6.0)
"""How far outside a blob's box its surroundings are sampled."""
RING_SAMPLES = 16

PER_KELVIN = {Unit.CENTIKELVIN: 100.0, Unit.KELVIN: 1.0, Unit.CELSIUS: 1.0}
"""Pixel units per kelvin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A frame ready to be looked at. Values are in the frame's own units."""

    pixels: Pixels
    """Contiguous; where a pixel is not valid it holds the frame's median."""
    valid: NDArray[np.bool_] | None
    unit: Unit
    background: Background
    hottest: float
    metres_per_pixel: Scale | None

    def value(self, celsius: float) -> float:
        """A temperature as a pixel value of a radiometric frame."""
        match self.unit:
            case Unit.CENTIKELVIN:
                return celsius * 100.0 + 27315.0
            case Unit.KELVIN:
                return celsius + 273.15
            case Unit.CELSIUS:
                return celsius
            case _:
                raise ValueError(f"{self.unit} has no temperature")

    def above(self, threshold: float) -> Blobs:
        """Blobs of pixels above one value."""
        if self.hottest <= threshold:
            return NO_BLOBS
        return self._blobs(_greater(self.pixels, float(threshold)), np.inf)

    def warmer(self, excess: float, spreads: float, largest_px: float = np.inf) -> Blobs:
        """Blobs of pixels at least `excess` and `spreads` deviations above their own surroundings, up to a size."""
        threshold = self.background.threshold(excess, spreads)
        if self.hottest <= float(threshold.min()):
            return NO_BLOBS
        height, width = self.pixels.shape
        if self.pixels.dtype.kind == "u":
            threshold = np.clip(threshold, 0, np.iinfo(self.pixels.dtype).max).astype(self.pixels.dtype)
        full = cv2.resize(threshold, (width, height))
        return self._blobs(_greater(self.pixels, full), largest_px)

    def _blobs(self, mask: NDArray[np.uint8], largest_px: float) -> Blobs:
        if self.valid is not None:
            mask[~self.valid] = 0
        return blobs(mask, self.pixels, self.background, largest_px)

    def surroundings(self, found: Blobs) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Median of a ring just outside each blob, and the share of the ring that is nearer to it than to the peak."""
        height, width = self.pixels.shape
        angle = np.arange(RING_SAMPLES) * (2 * np.pi / RING_SAMPLES)
        reach = np.array(RING_PX)[:, None]
        half_width = (found.right - found.left + 1)[:, None, None] / 2 + reach
        half_height = (found.bottom - found.top + 1)[:, None, None] / 2 + reach
        x = (found.left + found.right)[:, None, None] / 2 + half_width * np.cos(angle)
        y = (found.top + found.bottom)[:, None, None] / 2 + half_height * np.sin(angle)
        columns = np.clip(np.rint(x), 0, width - 1).astype(np.intp).reshape(len(found), len(RING_PX) * RING_SAMPLES)
        rows = np.clip(np.rint(y), 0, height - 1).astype(np.intp).reshape(len(found), len(RING_PX) * RING_SAMPLES)
        ring = self.pixels[rows, columns].astype(np.float32)
        level = np.median(ring, axis=1).astype(np.float32)
        halfway = (level + found.peak) / 2
        return level, np.mean(ring < halfway[:, None], axis=1).astype(np.float32)

    def pixels_in(self, square_metres: float, found: Blobs, otherwise: float) -> NDArray[np.float64]:
        """How many pixels an area on the ground fills where each blob lies; `otherwise` where the scale is unknown."""
        if self.metres_per_pixel is None:
            return np.full(len(found), otherwise)
        metres = scale_at(self.metres_per_pixel, found.x_px, found.y_px, self.pixels.shape)
        return np.nan_to_num(square_metres / metres**2, nan=otherwise)

    def most_pixels_in(self, square_metres: float, otherwise: float) -> float:
        """The same where the scale is finest."""
        if self.metres_per_pixel is None or np.isnan(self.metres_per_pixel).all():
            return otherwise
        return max(otherwise, square_metres / float(np.nanmin(self.metres_per_pixel)) ** 2)

    def touches_border(self, found: Blobs) -> NDArray[np.bool_]:
        """Whether the frame's edge cuts a blob, so that its size is not known."""
        height, width = self.pixels.shape
        return np.asarray(
            (found.left == 0) | (found.top == 0) | (found.right == width - 1) | (found.bottom == height - 1)
        )


def _greater(pixels: Pixels, threshold: Any) -> NDArray[np.uint8]:
    """255 where a pixel is above the threshold, a number or a frame of them."""
    return np.asarray(cv2.compare(pixels, threshold, cv2.CMP_GT), np.uint8)


def prepare(frame: Frame, excess_kelvin: float, metres_per_pixel: Scale | None) -> Scene:
    """A scene from a frame; `excess_kelvin` is what is warm enough not to count as ground."""
    pixels, valid = frame.pixels, frame.valid
    if pixels.ndim != 2:
        raise ValueError(f"a thermal frame has two dimensions, not {pixels.shape}")
    if pixels.dtype.kind == "f":
        pixels = np.asarray(pixels, np.float32)
        finite = np.isfinite(pixels)
        if not finite.all():
            valid = finite if valid is None else valid & finite
    pixels = np.ascontiguousarray(pixels)
    if valid is not None:
        usable = pixels[valid]
        fill = np.median(usable[:: max(1, len(usable) // 4096)]) if len(usable) else 0
        pixels = np.where(valid, pixels, pixels.dtype.type(fill))
    excess = excess_kelvin * PER_KELVIN.get(frame.unit, 0.0)
    return Scene(
        pixels=pixels,
        valid=valid,
        unit=frame.unit,
        background=background(pixels, valid, excess),
        hottest=float(cv2.minMaxLoc(pixels)[1]),
        metres_per_pixel=metres_per_pixel,
    )
