"""Connected pixels of a mask, measured without looking at the rest of the frame again."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.background import Background
from vision.frames import Pixels

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]

MOST_BLOBS = 256
"""More than these in one frame is noise or a whole forest alight: the hottest are kept and the cap is reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blobs:
    """Blobs as parallel arrays, hottest first where capped."""

    area_px: Ints
    left: Ints
    top: Ints
    right: Ints
    """Inclusive."""
    bottom: Ints
    x_px: Floats
    """Centre weighted by the excess over the background."""
    y_px: Floats
    peak: Floats
    peak_count: Ints
    """How many pixels have exactly the peak's value."""
    level: Floats
    """Background at the centre."""
    spread: Floats
    is_capped: bool = False

    def __len__(self) -> int:
        return len(self.area_px)

    @property
    def width(self) -> Ints:
        """Of the box, pixels."""
        return self.right - self.left + 1

    @property
    def height(self) -> Ints:
        """Of the box, pixels."""
        return self.bottom - self.top + 1

    def where(self, chosen: NDArray[np.bool_]) -> Blobs:
        """Only the `chosen` blobs."""
        arrays = {f.name: getattr(self, f.name)[chosen] for f in fields(self) if f.name != "is_capped"}
        return replace(self, **arrays)


def nonzero(mask: NDArray[np.uint8]) -> Ints:
    """Flat indices of the pixels of a contiguous `mask` that are not 0, in order.

    Looks at eight pixels at a time: hot pixels are rare.
    """
    flat = mask.reshape(-1)
    whole = len(flat) // 8 * 8
    words = np.flatnonzero(flat[:whole].view(np.uint64))
    indices = (words[:, None] * 8 + np.arange(8)).ravel()
    indices = indices[flat[indices] != 0]
    if whole < len(flat):
        indices = np.concatenate([indices, whole + np.flatnonzero(flat[whole:])])
    return np.asarray(indices, np.intp)


def blobs(mask: NDArray[np.uint8], pixels: Pixels, background: Background, most: int = MOST_BLOBS) -> Blobs:
    """The 8-connected blobs of `mask` (height, width; 0 or 255).

    Labels are 32 bits wide without OpenCV's statistics: 16 bits overflow on noise, and the statistics visit every
    pixel of the background.
    """
    width = mask.shape[1]
    hot = nonzero(mask)
    if not len(hot):
        return _none()
    _, labels = cv2.connectedComponents(mask, connectivity=8, ltype=cv2.CV_32S)
    # Label and index in one number: one fast sort instead of an indirect one.
    packed = (labels.reshape(-1)[hot].astype(np.int64) << 32) | hot
    packed.sort()
    starts = np.concatenate([[0], np.flatnonzero(np.diff(packed >> 32)) + 1])
    hot = packed & 0xFFFFFFFF
    values = pixels.reshape(-1)[hot]
    if is_capped := len(starts) > most:
        hot, values, starts = _hottest(hot, values, starts, most)
    area = np.diff(starts, append=len(hot))
    y, x = np.divmod(hot, width)
    peak = np.maximum.reduceat(values, starts)
    left, right = np.minimum.reduceat(x, starts), np.maximum.reduceat(x, starts)
    top, bottom = np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)
    weight = np.maximum(values.astype(np.float64) - background.level_at(y, x), 1e-3)
    total = np.add.reduceat(weight, starts)
    centre_x = np.add.reduceat(weight * x, starts) / total
    centre_y = np.add.reduceat(weight * y, starts) / total
    at_y, at_x = np.rint(centre_y).astype(np.intp), np.rint(centre_x).astype(np.intp)
    return Blobs(
        area_px=area,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        x_px=centre_x.astype(np.float32),
        y_px=centre_y.astype(np.float32),
        peak=peak.astype(np.float32),
        peak_count=np.add.reduceat((values == np.repeat(peak, area)).astype(np.intp), starts),
        level=background.level_at(at_y, at_x),
        spread=background.spread_at(at_y, at_x),
        is_capped=is_capped,
    )


def _hottest(hot: Ints, values: Pixels, starts: Ints, most: int) -> tuple[Ints, Pixels, Ints]:
    """The pixels of the `most` blobs with the highest peaks (larger first among equals)."""
    area = np.diff(starts, append=len(hot))
    order = np.lexsort((-area, -np.maximum.reduceat(values, starts).astype(np.float64)))
    chosen = np.zeros(len(starts), bool)
    chosen[order[:most]] = True
    kept = np.repeat(chosen, area)
    kept_area = area[chosen]
    return hot[kept], values[kept], np.concatenate([[0], np.cumsum(kept_area)[:-1]])


def _none() -> Blobs:
    ints, floats = np.zeros(0, np.intp), np.zeros(0, np.float32)
    return Blobs(
        area_px=ints, left=ints, top=ints, right=ints, bottom=ints, x_px=floats, y_px=floats, peak=floats,
        peak_count=ints, level=floats, spread=floats,
    )  # fmt: skip
