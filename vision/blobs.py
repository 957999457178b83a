"""Connected hot pixels, measured without looking at the rest of the frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from vision.background import Background
from vision.frames import Pixels
from vision.runs import connected

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]

LARGE_PX = 24
"""What is smaller is one place."""
MOST_CELLS = 16
"""Of the grid over a large blob, along its longer side."""
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
    spots: NDArray[np.object_]
    """Tuples of points (x, y) all over what is large, else empty tuples."""
    is_capped: bool = False
    """There were more than `MOST_BLOBS`."""

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

    def where(self, chosen: NDArray[np.bool_] | Ints | slice, is_capped: bool = False) -> Blobs:
        """Only the `chosen` blobs, in that order."""
        return Blobs(**{name: getattr(self, name)[chosen] for name in _ARRAYS}, is_capped=self.is_capped or is_capped)

    def overlap(self, other: Blobs, margin_px: int = 0) -> NDArray[np.bool_]:
        """Which of these have a box that overlaps one of the `other`s', or is so near to it."""
        return np.asarray(
            (
                (self.left[:, None] - margin_px <= other.right)
                & (self.right[:, None] + margin_px >= other.left)
                & (self.top[:, None] - margin_px <= other.bottom)
                & (self.bottom[:, None] + margin_px >= other.top)
            ).any(axis=1)
        )


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
    spots=np.zeros(0, object),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is worth measuring: a blob beyond these is dropped as soon as its area and peak are known."""

    largest_px: float | Callable[[], float] = np.inf
    """Asked for only where there is a blob of the right peak."""
    coolest_peak: float = -np.inf
    warmest_peak: float = np.inf


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class HotPixels:
    """The pixels of a frame that passed one of several thresholds: a list for each, one laid below the other."""

    places: Ints
    """Ascending (list * (height + 1) + y) * (width + 1) + x: an empty row and column between what is apart."""
    values: Pixels
    shape: tuple[int, int]
    """Height and width of what they are in."""


def nonzero(mask: NDArray[np.uint8] | NDArray[np.bool_]) -> Ints:
    """Flat indices of the pixels of a contiguous `mask` that are not 0, in order.

    Looks at eight pixels at a time, since hot pixels are rare, and asks numpy for booleans, which it finds fastest.
    """
    flat = mask.reshape(-1)
    whole = len(flat) // 8 * 8
    eights = flat[:whole].view(np.uint64)
    held = np.flatnonzero(eights != 0)
    at = np.flatnonzero(eights.take(held).view(np.bool_))
    indices = held.take(at // 8) * 8 + at % 8
    if whole < len(flat):
        indices = np.concatenate([indices, whole + np.flatnonzero(flat[whole:])])
    return np.asarray(indices, np.intp)


def hot_in(mask: NDArray[np.uint8] | NDArray[np.bool_], pixels: Pixels, number: int = 0) -> HotPixels:
    """The pixels where a contiguous `mask` is not 0, as list `number`."""
    height, width = mask.shape
    flat = nonzero(mask)
    places = flat + flat // width + number * (height + 1) * (width + 1)
    return HotPixels(places=places, values=pixels.reshape(-1)[flat], shape=mask.shape)


def blobs(
    mask: NDArray[np.uint8] | NDArray[np.bool_], pixels: Pixels, background: Background, limits: Limits = NO_LIMITS
) -> Blobs:
    """The 8-connected blobs of `mask` (height, width; 0 or not) within `limits`."""
    [found] = measured(hot_in(mask, pixels), [limits], background)
    return found


def measured(hot: HotPixels, limits: Sequence[Limits], background: Background, step: int = 1) -> list[Blobs]:
    """The blobs of each list of hot pixels within its limits; the `MOST_BLOBS` hottest of them where there are more.

    All lists are labelled and measured in one go: numpy's calls on a few hundred pixels cost no more than on a few.
    `step`: the pixels are those of a frame so many times smaller; what is returned is not.
    """
    if not len(hot.places):
        return [NO_BLOBS] * len(limits)
    height, width = hot.shape
    runs = connected(hot.places, width + 1)
    # Blob by blob, each from its first row down: then every sum is one call.
    order = np.argsort(runs.blob, kind="stable")
    length: Ints = runs.length[order]
    runs_of = np.bincount(runs.blob)
    begin = runs_of.cumsum() - runs_of
    area = np.asarray(np.add.reduceat(length, begin), np.intp)
    peak = np.maximum.reduceat(np.maximum.reduceat(hot.values, runs.start)[order], begin)
    owner = runs.first[runs.of_blob] // ((width + 1) * (height + 1))
    kept, capped = _worth_measuring(owner, area, peak, limits)
    if not kept.any():
        return [NO_BLOBS] * len(limits)
    of_kept = kept.repeat(runs_of)
    start, length = runs.start[order][of_kept], length[of_kept]
    # From each run's first pixel on, one by one.
    before: Ints = length.cumsum() - length
    pixels = np.asarray(np.arange(int(length.sum())) + (start - before).repeat(length), np.intp)
    found = _measured(hot, pixels, area[kept], peak[kept], background, step)
    ends = owner[kept].searchsorted(np.arange(len(limits) + 1)).tolist()
    return [_part(found, ends[k], ends[k + 1], capped[k]) for k in range(len(limits))]


def _part(found: Blobs, begin: int, end: int, is_capped: bool) -> Blobs:
    """The blobs of one list among those of all."""
    if begin == end:
        return NO_BLOBS
    is_all = end - begin == len(found)
    return found if is_all and not is_capped else found.where(slice(begin, end), is_capped=is_capped)


def _worth_measuring(
    owner: Ints, area: Ints, peak: Pixels, limits: Sequence[Limits]
) -> tuple[NDArray[np.bool_], list[bool]]:
    """Which blobs keep to the limits of their list, of each list at most the hottest; which lists were cut."""
    coolest, warmest = np.array([(each.coolest_peak, each.warmest_peak) for each in limits]).T
    kept = (peak >= coolest.take(owner)) & (peak <= warmest.take(owner))
    counts = np.bincount(owner[kept], minlength=len(limits)).tolist()
    largest = [_largest_px(each) if count else np.inf for count, each in zip(counts, limits, strict=True)]
    kept &= area <= np.array(largest).take(owner)
    capped = [False] * len(limits)
    if np.count_nonzero(kept) > MOST_BLOBS:
        for k in range(len(limits)):
            of_this = np.flatnonzero(kept & (owner == k))
            if len(of_this) > MOST_BLOBS:
                kept[of_this[np.argpartition(peak[of_this], -MOST_BLOBS)[:-MOST_BLOBS]]] = False
                capped[k] = True
    return kept, capped


def _largest_px(limits: Limits) -> float:
    return limits.largest_px() if callable(limits.largest_px) else limits.largest_px


def _measured(hot: HotPixels, pixels: Ints, area: Ints, peak: Pixels, background: Background, step: int) -> Blobs:
    """Blobs of `area` and `peak` (n,) whose `pixels`, as indices, follow each other, each blob's from its first row."""
    height, width = hot.shape
    places = hot.places[pixels]
    row = places // (width + 1)
    # Not the remainder: numpy divides by one number several times faster than it takes that.
    x, y = places - row * (width + 1), row - row // (height + 1) * (height + 1)
    values = hot.values[pixels].astype(np.float64)
    end = area.cumsum()
    begin = end - area
    coolest, hottest = np.minimum.reduceat(values, begin).repeat(area), peak.repeat(area)
    level = background.level_at(y * step, x * step)
    is_own = level >= coolest
    if is_own.any():
        # A fire over most of the frame is its own background: it is weighed against its own coolest pixels instead.
        is_own = np.logical_or.reduceat(is_own, begin).repeat(area)
        level = np.where(is_own, coolest, level).astype(np.float32)
    weight = np.maximum(values - level, 1e-3)
    sums = np.add.reduceat(
        np.array((weight, weight * x, weight * y, weight * weight, values == hottest)), begin, axis=1
    )
    total, across, down, squares, at_peak = sums
    left, right = np.minimum.reduceat(x, begin), np.maximum.reduceat(x, begin)
    top, bottom = y[begin], y[end - 1]
    middle = (step - 1) / 2
    x_px, y_px = across / total * step + middle, down / total * step + middle
    at_y, at_x = np.rint(y_px).astype(np.intp), np.rint(x_px).astype(np.intp)
    return Blobs(
        area_px=area * step**2,
        left=left * step,
        top=top * step,
        right=right * step + (step - 1),
        bottom=bottom * step + (step - 1),
        x_px=x_px.astype(np.float32),
        y_px=y_px.astype(np.float32),
        peak=peak.astype(np.float32),
        peak_count=at_peak.astype(np.intp),
        core_excess=(squares / total).astype(np.float32),
        level=background.level_at(at_y, at_x),
        spread=background.spread_at(at_y, at_x),
        spots=_spots(x, y, begin, end, (left, right, top, bottom), step),
    )


def _spots(x: Ints, y: Ints, begin: Ints, end: Ints, box: tuple[Ints, ...], step: int) -> NDArray[np.object_]:
    """Where each large blob is, from its pixels and its `box`: the middle of its pixels in each cell of a grid."""
    left, right, top, bottom = box
    longest = np.maximum(right - left, bottom - top) + 1
    spots = np.empty(len(longest), object)
    spots.fill(())
    middle = (step - 1) / 2
    for k in np.flatnonzero(longest * step >= LARGE_PX).tolist():
        own_x, own_y = x[begin[k] : end[k]], y[begin[k] : end[k]]
        # What fills its box has a spot in each cell; what is a line has a finer grid.
        is_full = 4 * len(own_x) > longest[k] ** 2
        cell = max(LARGE_PX // 2 // step, int(longest[k]) // (MOST_CELLS // 2 if is_full else MOST_CELLS) + 1)
        columns = int(right[k] - left[k]) // cell + 1
        number = (own_y - top[k]) // cell * columns + (own_x - left[k]) // cell
        count = np.bincount(number)
        held = np.flatnonzero(count)
        of_each = count[held] / step
        x_px, y_px = (np.bincount(number, own_at)[held] / of_each + middle for own_at in (own_x, own_y))
        spots[k] = tuple(zip(x_px.tolist(), y_px.tolist(), strict=True))
    return spots
