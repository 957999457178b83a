"""Textures that go on beyond their edges: repeated, mirrored or held.

OpenCV's own border modes do the same, but take several times as long for each place that lies outside, and most do.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]


def repeated(texture: Image, x: Image, y: Image) -> Image:
    """`texture` (rows, columns) at places counted in its cells, repeating without end."""
    rows, columns = texture.shape[:2]
    return _between(texture, _wrapped(x, columns), _wrapped(y, rows), cv2.BORDER_WRAP)


def mirrored(texture: Image, x: Image, y: Image) -> Image:
    """`texture` (rows, columns) or (rows, columns, 3), mirrored at its outermost cells' middles."""
    rows, columns = texture.shape[:2]
    return _between(texture, _folded(x, columns), _folded(y, rows), cv2.BORDER_REPLICATE)


def held(texture: Image, x: Image, y: Image) -> Image:
    """`texture` (rows, columns), with the values of its edge beyond it."""
    rows, columns = texture.shape[:2]
    return _between(
        texture,
        np.clip(x, 0, np.float32(columns - 1)),
        np.clip(y, 0, np.float32(rows - 1)),
        cv2.BORDER_REPLICATE,
    )


def _between(texture: Image, x: Image, y: Image, border: int) -> Image:
    return np.asarray(cv2.remap(texture, x, y, cv2.INTER_LINEAR, borderMode=border), np.float32)


def _wrapped(at: Image, size: int) -> Image:
    turns = at * np.float32(1 / size)
    turns -= np.floor(turns)
    turns *= np.float32(size)
    return turns


def _folded(at: Image, size: int) -> Image:
    there_and_back = _wrapped(at, 2 * (size - 1))
    there_and_back -= np.float32(size - 1)
    np.abs(there_and_back, out=there_and_back)
    return np.subtract(np.float32(size - 1), there_and_back, out=there_and_back)
