"""Which of a frame's few hot pixels hang together, without a look at the rest of the frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Hot pixels in rows: each run's pixels are neighbours in one row."""

    start: Ints
    """Index of each run's first pixel in the list of hot pixels."""
    first: Ints
    """Place of that pixel."""
    length: Ints
    blob: Ints
    """Number of the blob that each run belongs to; blobs are numbered in the order of their first runs."""
    of_blob: Ints
    """Index of each blob's first run."""


def connected(places: Ints, stride: int) -> Runs:
    """The 8-connected blobs of pixels at ascending `places` = y * stride + x, where x < stride - 1; at least one.

    The column that is always empty keeps the end of a row from touching the next. The work is proportional to the
    number of hot pixels: runs of neighbouring rows that touch are found by two binary searches.
    """
    breaks = np.flatnonzero(places[1:] != places[:-1] + 1)
    start = np.empty(len(breaks) + 1, np.intp)
    start[0], start[1:] = 0, breaks + 1
    end = np.empty_like(start)
    end[:-1], end[-1] = breaks, len(places) - 1
    first, last = places[start], places[end]
    near = last.searchsorted(first + (stride - 1))
    # Few touch at all where there are many.
    above = np.flatnonzero(first.take(near, mode="clip") <= last + (stride + 1))
    near = near[above]
    touching = first.searchsorted(last[above] + (stride + 1), side="right") - near
    upper = above.repeat(touching)
    lower = np.arange(len(upper)) + (near - (touching.cumsum() - touching)).repeat(touching)
    root = _roots(len(start), upper, lower)
    is_root = root == np.arange(len(start))
    number = is_root.cumsum() - 1
    return Runs(start=start, first=first, length=last - first + 1, blob=number[root], of_blob=np.flatnonzero(is_root))


def _roots(count: int, upper: Ints, lower: Ints) -> Ints:
    """The smallest member of each of `count` things' set, where `upper` and `lower` are pairs that hang together.

    In each pair `upper` is the smaller, and the pairs are in its order. Roots are hooked to the smallest they touch and
    paths are halved, in turns, as in the parallel union-find of Shiloach and Vishkin: a few rounds, however long the
    chains are.
    """
    root = np.arange(count)
    # Each is its own root at first: of several pairs the one that is written last, the first, has the smallest.
    root[lower[::-1]] = upper[::-1]
    while True:
        above = root[root]
        while not (above == root).all():
            root, above = above, above[above]
        one, other = root[upper], root[lower]
        apart = np.flatnonzero(one != other)
        if not len(apart):
            return root
        upper, lower, one, other = upper[apart], lower[apart], one[apart], other[apart]
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
