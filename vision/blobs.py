"""Connected hot pixels, measured without looking at the rest of the frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from vision.background import Background
from vision.frames import Pixels
from vision.runs import connected

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
    """There were more than `MOST_BLOBS`."""
    is_coarse: bool = False
    """So much was hot that it was outlined in steps of several pixels."""

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

    def where(self, chosen: NDArray[np.bool_] | Ints | slice) -> Blobs:
        """Only the `chosen` blobs."""
        arrays = {name: getattr(self, name)[chosen] for name in _ARRAYS}
        return Blobs(**arrays, is_capped=self.is_capped, is_coarse=self.is_coarse)


_ARRAYS = tuple(field.name for field in fields(Blobs) if not field.name.startswith("is_"))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is worth measuring: a blob beyond these is dropped as soon as its area and peak are known."""

    largest_px: float = np.inf
    coolest_peak: float = -np.inf
    warmest_peak: float = np.inf


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class HotPixels:
    """The pixels that passed one threshold."""

    y: Ints
    x: Ints
    """Row by row and from left to right, as `nonzero` of a frame finds them."""
    values: Pixels
    limits: Limits


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


def blobs(mask: NDArray[np.uint8], pixels: Pixels, background: Background, limits: Limits = NO_LIMITS) -> Blobs:
    """The 8-connected blobs of `mask` (height, width; 0 or not) within `limits`."""
    y, x = np.divmod(nonzero(mask), mask.shape[1])
    [found] = measured([HotPixels(y=y, x=x, values=pixels[y, x], limits=limits)], mask.shape, background)
    return found


def measured(
    hot: Sequence[HotPixels], shape: tuple[int, int], background: Background, step: int = 1, most: int = MOST_BLOBS
) -> list[Blobs]:
    """The blobs of several lists of hot pixels of one frame of `shape` (height, width), each within its own limits.

    All lists are labelled and measured in one go, one laid below the other: numpy's calls on a few hundred pixels cost
    no more than on a few. `step`: the pixels are those of a frame so many times smaller; what is returned is not.
    """
    if not any(len(each.y) for each in hot):
        return [NO_BLOBS] * len(hot)
    height, width = shape
    places = np.concatenate([(each.y + k * (height + 1)) * (width + 1) + each.x for k, each in enumerate(hot)])
    values = np.concatenate([each.values for each in hot])
    runs = connected(places, width + 1)
    lengths = np.diff(runs.start, append=len(places))
    area = np.bincount(runs.blob, lengths).astype(np.intp)
    peak = np.full(len(area), -np.inf)
    np.maximum.at(peak, runs.blob, np.maximum.reduceat(values, runs.start))
    owner = places[runs.start[runs.first]] // ((width + 1) * (height + 1))
    kept, capped = _worth_measuring(owner, area, peak, [each.limits for each in hot], most)
    rank = np.cumsum(kept) - 1
    is_kept_run = kept[runs.blob]
    is_kept = np.repeat(is_kept_run, lengths)
    all_kept = _measured(
        places[is_kept],
        values[is_kept],
        np.repeat(rank[runs.blob[is_kept_run]], lengths[is_kept_run]),
        int(rank[-1]) + 1,
        shape,
        background,
        step,
    )
    ends = np.searchsorted(owner[kept], np.arange(len(hot) + 1)).tolist()
    return [
        replace(all_kept.where(slice(ends[k], ends[k + 1])), is_capped=capped[k], is_coarse=step > 1)
        for k in range(len(hot))
    ]


def _worth_measuring(
    owner: Ints, area: Ints, peak: NDArray[np.float64], limits: Sequence[Limits], most: int
) -> tuple[NDArray[np.bool_], list[bool]]:
    """Which blobs keep to the limits of their list, of each list at most the `most` hottest; which lists were cut."""
    largest = np.array([each.largest_px for each in limits])[owner]
    coolest = np.array([each.coolest_peak for each in limits])[owner]
    warmest = np.array([each.warmest_peak for each in limits])[owner]
    kept = (area <= largest) & (peak >= coolest) & (peak <= warmest)
    capped = [False] * len(limits)
    if np.count_nonzero(kept) > most:
        for k in range(len(limits)):
            of_this = np.flatnonzero(kept & (owner == k))
            if len(of_this) > most:
                kept[of_this[np.argpartition(-peak[of_this], most)[most:]]] = False
                capped[k] = True
    return kept, capped


def _measured(
    places: Ints,
    values: Pixels,
    rank: Ints,
    count: int,
    shape: tuple[int, int],
    background: Background,
    step: int,
) -> Blobs:
    """Blobs of the pixels at ascending `places`, each with its blob's number `rank`, numbered by their first pixels."""
    height, width = shape
    row, x = np.divmod(places, width + 1)
    y = row % (height + 1)
    values = values.astype(np.float64)
    weight = np.maximum(values - background.level_at(y * step, x * step), 1e-3)
    total = np.bincount(rank, weight, count)
    centre_x = np.bincount(rank, weight * x, count) / total
    centre_y = np.bincount(rank, weight * y, count) / total
    left, top, peak = np.full(count, width), np.full(count, height), np.full(count, -np.inf)
    right, bottom = np.zeros(count, np.intp), np.zeros(count, np.intp)
    np.minimum.at(left, rank, x)
    np.maximum.at(right, rank, x)
    np.minimum.at(top, rank, y)
    np.maximum.at(bottom, rank, y)
    np.maximum.at(peak, rank, values)
    middle = (step - 1) / 2
    x_px, y_px = centre_x * step + middle, centre_y * step + middle
    at_y = np.minimum(np.rint(y_px).astype(np.intp), height - 1)
    at_x = np.minimum(np.rint(x_px).astype(np.intp), width - 1)
    return Blobs(
        area_px=np.bincount(rank, minlength=count) * step**2,
        left=left * step,
        top=top * step,
        right=np.minimum(right * step + step - 1, width - 1),
        bottom=np.minimum(bottom * step + step - 1, height - 1),
        x_px=x_px.astype(np.float32),
        y_px=y_px.astype(np.float32),
        peak=peak.astype(np.float32),
        peak_count=np.bincount(rank[values == peak[rank]], minlength=count),
        core_excess=(np.bincount(rank, weight * weight, count) / total).astype(np.float32),
        level=background.level_at(at_y, at_x),
        spread=background.spread_at(at_y, at_x),
    )
