"""A frame in tiles: the few that can hold something are known from their hottest pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.background import TILE_PX, Background, Field
from vision.blobs import Blobs, HotPixels, Limits, hot_in, measured, nonzero
from vision.frames import Pixels

SPARSE_SHARE = 1 / 8
"""With more candidate tiles than this, going through the whole frame is faster than picking them out."""
HOT_SHARE = 1 / 8
"""With more hot pixels than this, outlines are drawn in larger steps, so that the work stays bounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to outline in a frame, in its own units."""

    threshold: Field | float
    """What a pixel must pass, for each tile or everywhere."""
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
        # Rows first, then each tile's columns laid below each other: both run along memory.
        by_row = np.maximum.reduce(pixels.reshape(-1, TILE_PX, width), axis=1)
        hottest = np.maximum.reduce(np.asarray(cv2.transpose(by_row.reshape(-1, TILE_PX))))
        return cls(pixels=pixels, hottest=hottest.reshape(len(by_row), -1))

    def outlined(self, wanted: Sequence[Wanted], background: Background) -> tuple[list[Blobs], bool]:
        """What is wanted, in the same order, and whether some of it was outlined only in steps of a tile."""
        if not wanted:
            return [], False
        limits = [each.limits for each in wanted]
        thresholds = np.empty((len(wanted), *self.hottest.shape), np.float32)
        for threshold, each in zip(thresholds, wanted, strict=True):
            threshold[:] = each.threshold
        candidates = self.hottest > thresholds
        anywhere = np.logical_or.reduce(candidates)
        if np.count_nonzero(anywhere) <= SPARSE_SHARE * anywhere.size:
            return measured(self._picked(anywhere, thresholds), limits, background), False
        above_any = self._above(thresholds.min(axis=0))
        if np.count_nonzero(above_any) <= HOT_SHARE * above_any.size:
            return measured(self._sifted(above_any, thresholds), limits, background), False
        found = []
        for threshold, tiles, limit in zip(thresholds, candidates, limits, strict=True):
            mask = self._above(threshold)
            is_much = np.count_nonzero(mask) > HOT_SHARE * mask.size
            hot = hot_in(tiles, self.hottest) if is_much else hot_in(mask, self.pixels)
            found.append((measured(hot, [limit], background, TILE_PX if is_much else 1)[0], is_much))
        return [blobs for blobs, _ in found], any(is_much for _, is_much in found)

    def _picked(self, chosen: NDArray[np.bool_], thresholds: Field) -> HotPixels:
        """The pixels above each of the thresholds (n, tile rows, tile columns), from the `chosen` tiles only."""
        height, width = self.pixels.shape
        columns = chosen.shape[1]
        tile = np.flatnonzero(chosen)
        # A tile's row of pixels is one word; sorted, the words run along the frame's rows.
        word = (tile // columns * (TILE_PX * columns) + tile % columns)[:, None] + np.arange(TILE_PX) * columns
        word = np.sort(word.reshape(-1))
        values = self.pixels.reshape(-1, TILE_PX).take(word, axis=0)
        y = word // columns
        column = word - y * columns
        limit = thresholds.reshape(len(thresholds), -1)[:, y // TILE_PX * columns + column]
        index = np.flatnonzero(values > limit[:, :, None])
        first = y * (width + 1) + column * TILE_PX
        lists = np.arange(len(thresholds))[:, None] * ((height + 1) * (width + 1))
        places = (first + lists).reshape(-1)[index // TILE_PX] + index % TILE_PX
        return HotPixels(places=places, values=values.reshape(-1)[index % values.size], shape=self.pixels.shape)

    def _sifted(self, above_any: NDArray[np.bool_], thresholds: Field) -> HotPixels:
        """The pixels above each of the thresholds (n, tile rows, tile columns), which are among those `above_any`."""
        height, width = self.pixels.shape
        flat = nonzero(above_any)
        y = flat // width
        tile = y // TILE_PX * (width // TILE_PX) + (flat - y * width) // TILE_PX
        values = self.pixels.reshape(-1).take(flat)
        places = flat + y
        above = [np.flatnonzero(values > limit.take(tile)) for limit in thresholds.reshape(len(thresholds), -1)]
        apart = (height + 1) * (width + 1)
        return HotPixels(
            places=np.concatenate([places.take(own) + k * apart for k, own in enumerate(above)]),
            values=np.concatenate([values.take(own) for own in above]),
            shape=self.pixels.shape,
        )

    def _above(self, threshold: Field) -> NDArray[np.bool_]:
        """Where a pixel of the frame is above its tile's threshold."""
        width = self.pixels.shape[1]
        if self.pixels.dtype.kind == "u":
            most = np.iinfo(self.pixels.dtype).max
            threshold = np.clip(np.floor(threshold), 0, most).astype(self.pixels.dtype)
        across = np.repeat(threshold, TILE_PX, axis=1)
        return np.asarray(self.pixels.reshape(-1, TILE_PX, width) > across[:, None]).reshape(-1, width)
