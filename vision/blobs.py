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
    """Blobs as parallel arrays."""

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
    core_excess: Floats
    """Mean excess over the background, weighted by itself: what most of the blob has, without its blurred edge."""
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


_NO_INTS, _NO_FLOATS = np.zeros(0, np.intp), np.zeros(0, np.float32)
NO_BLOBS = Blobs(
    area_px=_NO_INTS,
    left=_NO_INTS,
    top=_NO_INTS,
    right=_NO_INTS,
    bottom=_NO_INTS,
    x_px=_NO_FLOATS,
    y_px=_NO_FLOATS,
    peak=_NO_FLOATS,
    peak_count=_NO_INTS,
    core_excess=_NO_FLOATS,
    level=_NO_FLOATS,
    spread=_NO_FLOATS,
)


def nonzero(mask: NDArray[np.uint8]) -> Ints:
    """Flat indices of the pixels of a contiguous `mask` that are not 0, in order.

    Looks at eight pixels at a time, since hot pixels are rare, and asks numpy for booleans, which it finds fastest.
    """
    flat = mask.reshape(-1)
    whole = len(flat) // 8 * 8
    words = np.flatnonzero(flat[:whole].view(np.uint64) != 0)
    indices = (words[:, None] * 8 + np.arange(8)).ravel()
    indices = indices[flat[indices] != 0]
    if whole < len(flat):
        indices = np.concatenate([indices, whole + np.flatnonzero(flat[whole:])])
    return np.asarray(indices, np.intp)


def blobs(
    mask: NDArray[np.uint8],
    pixels: Pixels,
    background: Background,
    largest_px: float = np.inf,
    most: int = MOST_BLOBS,
) -> Blobs:
    """The 8-connected blobs of `mask` (height, width; 0 or 255) of at most `largest_px` pixels.

    Labels are 32 bits wide without OpenCV's statistics: 16 bits overflow on noise, and the statistics visit every
    pixel of the background. Whatever the mask, the work is a few passes over its pixels.
    """
    hot = nonzero(mask)
    if not len(hot):
        return NO_BLOBS
    count, labels = cv2.connectedComponents(mask, connectivity=8, ltype=cv2.CV_32S)
    label = labels.reshape(-1)[hot]
    is_kept = np.bincount(label, minlength=count) <= largest_px
    is_kept[0] = False
    values = pixels.reshape(-1)[hot]
    if is_capped := int(is_kept.sum()) > most:
        is_kept = _hottest(is_kept, label, values, most)
    chosen = is_kept[label]
    # At most `most` labels are left: in 16 bits the sort by label is a radix sort.
    rank = (np.cumsum(is_kept) - 1).astype(np.uint16)[label[chosen]]
    order = np.argsort(rank, kind="stable")
    return _measured(hot[chosen][order], values[chosen][order], rank[order], pixels.shape[1], background, is_capped)


def _hottest(is_kept: NDArray[np.bool_], label: Pixels, values: Pixels, most: int) -> NDArray[np.bool_]:
    """Of the kept labels the `most` with the highest peaks."""
    peaks = np.full(len(is_kept), -np.inf)
    np.maximum.at(peaks, label, values.astype(np.float64))
    peaks[~is_kept] = -np.inf
    hottest = np.zeros(len(is_kept), bool)
    hottest[np.argpartition(-peaks, most)[:most]] = True
    return hottest & is_kept


def _measured(
    hot: Ints, values: Pixels, rank: NDArray[np.uint16], width_px: int, background: Background, is_capped: bool
) -> Blobs:
    """Blobs of the pixels `hot`, which are sorted by their blob's `rank`."""
    if not len(hot):
        return replace(NO_BLOBS, is_capped=is_capped)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(rank)) + 1])
    area = np.diff(starts, append=len(hot))
    y, x = np.divmod(hot.astype(np.int32), np.int32(width_px))
    peak = np.maximum.reduceat(values, starts)
    weight = np.maximum(values.astype(np.float64) - background.level_at(y, x), 1e-3)
    total = np.add.reduceat(weight, starts)
    centre_x = np.add.reduceat(weight * x, starts) / total
    centre_y = np.add.reduceat(weight * y, starts) / total
    at_y, at_x = np.rint(centre_y).astype(np.intp), np.rint(centre_x).astype(np.intp)
    return Blobs(
        area_px=area,
        left=np.minimum.reduceat(x, starts).astype(np.intp),
        top=np.minimum.reduceat(y, starts).astype(np.intp),
        right=np.maximum.reduceat(x, starts).astype(np.intp),
        bottom=np.maximum.reduceat(y, starts).astype(np.intp),
        x_px=centre_x.astype(np.float32),
        y_px=centre_y.astype(np.float32),
        peak=peak.astype(np.float32),
        peak_count=np.add.reduceat((values == np.repeat(peak, area)).astype(np.intp), starts),
        core_excess=(np.add.reduceat(weight * weight, starts) / total).astype(np.float32),
        level=background.level_at(at_y, at_x),
        spread=background.spread_at(at_y, at_x),
        is_capped=is_capped,
    )
