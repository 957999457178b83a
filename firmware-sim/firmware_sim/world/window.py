"""A part of the picture that is sampled more finely than its pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Window:
    """Part of the picture, sampled more finely than pixels."""

    left: int
    top: int
    right: int
    bottom: int
    samples: int
    """Per pixel and direction."""

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns in the picture."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def finer(self, image: NDArray[np.float32]) -> NDArray[np.float32]:
        """The part of `image`, interpolated at the samples."""
        height, width = image.shape[:2]
        top, left = max(self.top - 1, 0), max(self.left - 1, 0)
        cut = image[top : min(self.bottom + 1, height), left : min(self.right + 1, width)]
        size = (cut.shape[1] * self.samples, cut.shape[0] * self.samples)
        fine = cv2.resize(cut, size, interpolation=cv2.INTER_LINEAR)
        row, column = (self.top - top) * self.samples, (self.left - left) * self.samples
        rows, columns = (self.bottom - self.top) * self.samples, (self.right - self.left) * self.samples
        return np.asarray(fine[row : row + rows, column : column + columns], np.float32)

    def coarser(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """The mean of the samples of each pixel."""
        size = (self.right - self.left, self.bottom - self.top)
        return np.asarray(cv2.resize(samples, size, interpolation=cv2.INTER_AREA), np.float32)
