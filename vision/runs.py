"""Which of a frame's few hot pixels hang together, without a look at the rest of the frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Hot pixels in rows: the pixels from `start` up to the next are neighbours in one row."""

    start: Ints
    """Index of each run's first pixel in the list of hot pixels."""
    blob: Ints
    """Number of the blob that each run belongs to; blobs are numbered in the order of their first runs."""
    first: Ints
    """Index of each blob's first run."""


def connected(places: Ints, stride: int) -> Runs:
    """The 8-connected blobs of pixels at ascending `places` = y * stride + x, where x < stride - 1.

    The column that is always empty keeps the end of a row from touching the next. The work is proportional to the
    number of hot pixels. Runs of neighbouring rows that touch are found by two binary searches; roots are then
    hooked to the smallest they touch and paths halved, as in the parallel union-find of Shiloach and Vishkin.
    """
    is_first = np.empty(len(places), bool)
    is_first[:1] = True
    np.not_equal(places[1:], places[:-1] + 1, out=is_first[1:])
    start = np.flatnonzero(is_first)
    first = places[start]
    last = places[np.append(start[1:], len(places)) - 1]
    near = np.searchsorted(last, first + (stride - 1))
    touching = np.searchsorted(first, last + (stride + 2)) - near
    upper = np.repeat(np.arange(len(start)), touching)
    lower = np.arange(len(upper)) + np.repeat(near - (np.cumsum(touching) - touching), touching)
    root = _roots(len(start), upper, lower)
    is_root = root == np.arange(len(start))
    number = np.cumsum(is_root) - 1
    return Runs(start=start, blob=number[root], first=np.flatnonzero(is_root))


def _roots(count: int, upper: Ints, lower: Ints) -> Ints:
    """The smallest member of each of `count` things' set, where `upper` and `lower` are pairs that hang together."""
    root = np.arange(count)
    while len(upper):
        one, other = root[upper], root[lower]
        apart = one != other
        if not apart.any():
            break
        upper, lower, one, other = upper[apart], lower[apart], one[apart], other[apart]
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        above = root[root]
        while not np.array_equal(above, root):
            root, above = above, above[above]
    return root
