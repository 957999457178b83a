"""The level and the spread of the ground around each pixel, hot things left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.frames import Pixels

Field = NDArray[np.float32]
Indices = NDArray[np.intp] | NDArray[np.int32]

TILE_PX = 8
"""The ground is known for each tile of so many pixels each way."""
SAMPLE_PX = 4
"""Every fourth pixel of every fourth row is sampled: a sixteenth of the cost, and finer than what repeats on ground."""
WINDOW = 21
"""Side of the neighbourhood in tiles (about a quarter of a 640 pixel frame): wider than a roof or a rock."""
MIN_SHARE = 0.25
"""Share of the neighbourhood that must be ground, as the MODIS fire product asks of its windows."""
GROSS_SPREADS = 6.0
"""Beyond this many robust spreads from the median a sample cannot pull the first estimate further."""
LEFT_OUT_SPREADS = 2.5
"""Samples this far above the first estimate are not ground."""
SPREAD_OF_MAD = 1.4826
ENOUGH_FOR_A_MEDIAN = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What the ground looks like around each pixel, for each tile of `TILE_PX` pixels, in the frame's own units."""

    level: Field
    spread: Field
    """One standard deviation of single pixels around `level`: noise and texture together."""
    median: float
    """Of the whole frame."""

    def threshold(self, excess: float, spreads: float) -> Field:
        """The value a pixel must pass to be `excess` and `spreads` deviations above its ground, per tile."""
        return np.asarray(self.level + np.maximum(np.float32(excess), np.float32(spreads) * self.spread), np.float32)

    def level_at(self, y_px: Indices, x_px: Indices) -> Field:
        """The ground's level at pixels."""
        return self.level.take(self._tile(y_px, x_px))

    def spread_at(self, y_px: Indices, x_px: Indices) -> Field:
        """The ground's spread at pixels."""
        return self.spread.take(self._tile(y_px, x_px))

    def _tile(self, y_px: Indices, x_px: Indices) -> Indices:
        """Number of the tile that a pixel lies in."""
        return np.asarray(y_px // TILE_PX * self.level.shape[1] + x_px // TILE_PX)


def background(pixels: Pixels, valid: NDArray[np.bool_] | None, excess: float, window: int = WINDOW) -> Background:
    """The background of a frame (height, width) of any numeric dtype, without NaN where `valid`.

    Two passes as in the contextual fire products (MODIS, VIIRS): a first, coarser local mean of clipped samples, then
    mean and deviation of what lies less than `excess` (or `LEFT_OUT_SPREADS`) above it. Where too little ground is
    left, the median and the spread of the whole frame stand in.
    """
    samples = _sampled(pixels).astype(np.float32)
    usable = None if valid is None else _sampled(valid)
    median, spread = _median_and_spread(samples[::2, ::2] if usable is None else samples[usable])
    # Squares are taken around the median, or float32 loses the variance of 16-bit values.
    samples -= np.float32(median)
    if usable is not None:
        samples[~usable] = 0
    reach = max(excess, GROSS_SPREADS * spread)
    clipped = np.clip(samples, np.float32(-reach), np.float32(reach))
    ground = samples < _first_limit(clipped, usable, excess, window)
    if usable is not None:
        ground &= usable
    weight = ground.astype(np.float32)
    weighted = np.multiply(clipped, weight, out=samples)
    clipped *= weighted
    level, local_spread, share = _local((weight, weighted, clipped), window)
    if share.min() < MIN_SHARE:
        scarce = share < MIN_SHARE
        level[scarce] = 0
        local_spread[scarce] = spread
    level += np.float32(median)
    return Background(level=level, spread=local_spread, median=median)


def _sampled(pixels: Pixels) -> Pixels:
    """Every `SAMPLE_PX`th pixel each way, the last repeated so that each tile has as many samples."""
    samples = pixels[::SAMPLE_PX, ::SAMPLE_PX]
    if samples.shape[0] % 2 or samples.shape[1] % 2:
        samples = np.pad(samples, ((0, samples.shape[0] % 2), (0, samples.shape[1] % 2)), mode="edge")
    return samples


def _halved(samples: Field) -> Field:
    """Means of 2x2 samples: one per tile."""
    height, width = samples.shape
    size = (max(1, width // 2), max(1, height // 2))
    return np.asarray(cv2.resize(samples, size, interpolation=cv2.INTER_AREA), np.float32)


def _first_limit(clipped: Field, usable: NDArray[np.bool_] | None, excess: float, window: int) -> Field:
    """What the samples of ground lie below, as known for squares of two tiles each way."""
    means, squares = _halved(clipped), _halved(clipped * clipped)
    if usable is None:
        level, square = _blurred((_halved(means), _halved(squares)), window // 2 + 1)
        spread = _deviation(level, square)
    else:
        level, spread, _ = _local((_halved(usable.astype(np.float32)), means, squares), window // 2 + 1)
    spread *= np.float32(LEFT_OUT_SPREADS)
    level += np.maximum(np.float32(excess), spread, out=spread)
    return np.asarray(cv2.resize(level, clipped.shape[::-1]), np.float32)


def _median_and_spread(samples: Field) -> tuple[float, float]:
    values = samples.reshape(-1)
    values = values[:: 1 + len(values) // ENOUGH_FOR_A_MEDIAN]
    if not len(values):
        return 0.0, 0.0
    middle = len(values) // 2
    median = np.partition(values, middle)[middle]
    apart = np.abs(values - median)
    apart.partition(middle)
    return float(median), float(SPREAD_OF_MAD * apart[middle])


def _local(sums: tuple[Field, Field, Field], window: int) -> tuple[Field, Field, Field]:
    """Mean, deviation and mean weight in the window around each 2x2 samples, from `sums`.

    These are of each sample its weight, its weighted value and its weighted square.
    """
    share, mean, square = _blurred([_halved(each) for each in sums], window)
    safe = np.maximum(share, np.float32(1e-6))
    mean /= safe
    square /= safe
    return mean, _deviation(mean, square), share


def _blurred(fields: Sequence[Field], window: int) -> list[Field]:
    """Means in the window around each, all of them in one go as the channels of a picture."""
    height, width = fields[0].shape
    size = (min(window, width), min(window, height))
    blurred = cv2.blur(cv2.merge(fields), size, borderType=cv2.BORDER_REFLECT_101)
    return [np.asarray(each, np.float32) for each in cv2.split(blurred)]


def _deviation(mean: Field, square: Field) -> Field:
    """Of a mean and a mean square; the square is used up."""
    square -= mean * mean
    return np.asarray(np.sqrt(np.maximum(square, np.float32(0), out=square), out=square))
