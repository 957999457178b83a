"""A frame in tiles: the few that can hold something are known from their hottest pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.background import TILE_PX, Background, Field
from vision.blobs import NO_BLOBS, Blobs, HotPixels, Limits, measured, nonzero
from vision.frames import Pixels

SPARSE_SHARE = 1 / 8
"""With more candidate tiles than this, going through the whole frame is faster than picking them out."""
HOT_SHARE = 1 / 8
"""With more hot pixels than this, outlines are drawn in larger steps, so that the work stays bounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to outline in a frame, in its own units."""

    threshold: Field
    """What a pixel must pass, for each tile."""
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """A frame (height, width) cut into tiles of `TILE_PX` pixels, those at the right and the lower edge filled up."""

    pixels: Pixels
    """(tile rows * TILE_PX, tile columns * TILE_PX)."""
    hottest: Pixels
    """(tile rows, tile columns)."""

    @classmethod
    def of(cls, pixels: Pixels) -> Tiles:
        """Tiles of a contiguous frame without NaN."""
        height, width = pixels.shape
        if height % TILE_PX or width % TILE_PX:
            below, beside = -height % TILE_PX, -width % TILE_PX
            coldest = cv2.minMaxLoc(pixels)[0]
            pixels = np.asarray(
                cv2.copyMakeBorder(pixels, 0, below, 0, beside, cv2.BORDER_CONSTANT, value=[coldest])
            ).astype(pixels.dtype, copy=False)
            height, width = pixels.shape
        # Rows first, then columns as the rows of the transposed: both run along memory.
        by_row = pixels.reshape(-1, TILE_PX, width).max(axis=1)
        by_column = np.asarray(cv2.transpose(by_row)).reshape(-1, TILE_PX, len(by_row)).max(axis=1)
        return cls(pixels=pixels, hottest=np.ascontiguousarray(by_column.T))

    def outlined(self, wanted: Sequence[Wanted], shape: tuple[int, int], background: Background) -> list[Blobs]:
        """What is wanted of a frame of `shape` (height, width), in the same order."""
        found = [NO_BLOBS] * len(wanted)
        candidates = [self.hottest > each.threshold for each in wanted]
        fine: list[int] = []
        hot: list[HotPixels] = []
        if not candidates:
            return found
        if sum(np.count_nonzero(each) for each in candidates) <= SPARSE_SHARE * self.hottest.size:
            fine = list(range(len(wanted)))
            hot = self._picked(np.logical_or.reduce(candidates), wanted)
        else:
            for k, each in enumerate(wanted):
                mask = self._above(each.threshold)
                if cv2.countNonZero(mask) <= HOT_SHARE * mask.size:
                    fine.append(k)
                    hot.append(_hot_pixels(mask, self.pixels, each.limits))
                else:
                    coarse = _hot_pixels(candidates[k].view(np.uint8), self.hottest, each.limits)
                    found[k] = measured([coarse], shape, background, TILE_PX)[0]
        for k, blobs in zip(fine, measured(hot, shape, background), strict=True):
            found[k] = blobs
        return found

    def _picked(self, chosen: NDArray[np.bool_], wanted: Sequence[Wanted]) -> list[HotPixels]:
        """The pixels above each threshold, from the `chosen` tiles only."""
        tile = np.flatnonzero(chosen)
        columns = chosen.shape[1]
        # A tile's row of pixels is one word; sorted, the words run along the frame's rows.
        word = (tile // columns * (TILE_PX * columns) + tile % columns)[:, None] + np.arange(TILE_PX) * columns
        word = np.sort(word.reshape(-1))
        values = self.pixels.reshape(-1, TILE_PX).take(word, axis=0)
        tile = word // (TILE_PX * columns) * columns + word % columns
        width = self.pixels.shape[1]
        result = []
        for each in wanted:
            index = np.flatnonzero(values > each.threshold.reshape(-1)[tile][:, None])
            y, x = np.divmod(word[index // TILE_PX] * TILE_PX + index % TILE_PX, width)
            result.append(HotPixels(y=y, x=x, values=values.reshape(-1)[index], limits=each.limits))
        return result

    def _above(self, threshold: Field) -> NDArray[np.uint8]:
        """255 where a pixel of the frame is above its tile's threshold."""
        height, width = self.pixels.shape
        if self.pixels.dtype.kind == "u":
            most = np.iinfo(self.pixels.dtype).max
            threshold = np.clip(np.floor(threshold), 0, most).astype(self.pixels.dtype)
        full = cv2.resize(threshold, (width, height), interpolation=cv2.INTER_NEAREST)
        return np.asarray(cv2.compare(self.pixels, full, cv2.CMP_GT), np.uint8)


def _hot_pixels(mask: NDArray[np.uint8], pixels: Pixels, limits: Limits) -> HotPixels:
    flat = nonzero(mask)
    y, x = np.divmod(flat, mask.shape[1])
    return HotPixels(y=y, x=x, values=pixels.reshape(-1)[flat], limits=limits)
