"""The level and the spread of the ground around each pixel, hot things left out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.frames import Pixels

Field = NDArray[np.float32]
Indices = NDArray[np.intp] | NDArray[np.int32]

SHRINK = 4
"""Every fourth pixel of every fourth row is enough for a background, at a sixteenth of the cost."""
WINDOW = 41
"""Side of the neighbourhood in samples (about a quarter of a 640 pixel frame): wider than a roof or a rock."""
MIN_SHARE = 0.25
"""Share of the neighbourhood that must be ground, as the MODIS fire product asks of its windows."""
GROSS_SPREADS = 6.0
"""Beyond this many robust spreads from the median a sample cannot pull the first estimate further."""
LEFT_OUT_SPREADS = 2.5
"""Samples this far above the first estimate are not ground."""
SPREAD_OF_MAD = 1.4826


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What the ground looks like around each pixel, sampled every `SHRINK` pixels, in the frame's own units."""

    level: Field
    spread: Field
    """One standard deviation of single pixels around `level`: noise and texture together."""
    median: float
    """Of the whole frame."""

    def threshold(self, excess: float, spreads: float) -> Field:
        """The value a pixel must pass to be `excess` and `spreads` deviations above its ground, as sampled."""
        return np.asarray(self.level + np.maximum(np.float32(excess), np.float32(spreads) * self.spread), np.float32)

    def level_at(self, y_px: Indices, x_px: Indices) -> Field:
        """The ground's level at pixels."""
        return np.asarray(self.level[y_px // SHRINK, x_px // SHRINK], np.float32)

    def spread_at(self, y_px: Indices, x_px: Indices) -> Field:
        """The ground's spread at pixels."""
        return np.asarray(self.spread[y_px // SHRINK, x_px // SHRINK], np.float32)


def background(pixels: Pixels, valid: NDArray[np.bool_] | None, excess: float) -> Background:
    """The background of a frame (height, width) of any numeric dtype without NaN.

    Two passes as in the contextual fire products (MODIS, VIIRS): a first local mean of clipped samples, then mean and
    deviation of what lies less than `excess` (or `LEFT_OUT_SPREADS`) above it. Where too little ground is left, the
    median and the spread of the whole frame stand in.
    """
    samples = np.ascontiguousarray(pixels[::SHRINK, ::SHRINK], np.float32)
    usable = None if valid is None else np.ascontiguousarray(valid[::SHRINK, ::SHRINK])
    median, spread = _median_and_spread(samples[::2, ::2], None if usable is None else usable[::2, ::2])
    reach = max(excess, GROSS_SPREADS * spread)
    clipped = np.clip(samples, median - reach, median + reach)
    first_level, first_spread, _ = _local(clipped, usable)
    ground = samples < first_level + np.maximum(np.float32(excess), LEFT_OUT_SPREADS * first_spread)
    if usable is not None:
        ground &= usable
    level, local_spread, share = _local(clipped, ground)
    scarce = share < MIN_SHARE
    level[scarce] = median
    local_spread[scarce] = spread
    return Background(level=level, spread=local_spread, median=median)


def _median_and_spread(samples: Field, usable: NDArray[np.bool_] | None) -> tuple[float, float]:
    values = samples.ravel() if usable is None else samples[usable]
    if not len(values):
        return 0.0, 0.0
    middle = len(values) // 2
    median = np.partition(values, middle)[middle]
    return float(median), float(SPREAD_OF_MAD * np.partition(np.abs(values - median), middle)[middle])


def _local(samples: Field, usable: NDArray[np.bool_] | None) -> tuple[Field, Field, Field]:
    """Mean, deviation and share of `usable` samples in the window around each."""
    # Squares are taken around a common centre, or float32 loses the variance of 16-bit values.
    centre = np.float32(samples.mean())
    centred = samples - centre
    weight = np.ones_like(samples) if usable is None else usable.astype(np.float32)
    share = _mean(weight)
    safe = np.maximum(share, np.float32(1e-6))
    mean = _mean(centred * weight) / safe
    variance = _mean(centred * centred * weight) / safe - mean * mean
    level = np.asarray(mean + centre, np.float32)
    return level, np.sqrt(np.maximum(variance, np.float32(0)), dtype=np.float32), share


def _mean(field: Field) -> Field:
    height, width = field.shape
    return np.asarray(cv2.blur(field, (min(WINDOW, width), min(WINDOW, height)), borderType=cv2.BORDER_REFLECT_101))
