"""A frame in tiles: the few that can hold something are known from their hottest pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.background import TILE_PX, Background, Field
from vision.blobs import NO_BLOBS, Blobs, HotPixels, Ints, Limits, hot_in, measured, nonzero
from vision.frames import Pixels

SPARSE_SHARE = 1 / 8
"""With more candidate tiles than this, going through the whole frame is faster than picking them out."""
HOT_SHARE = 1 / 8
"""With more hot pixels than this, outlines are drawn in larger steps, so that the work stays bounded."""
SAMPLED_ROW, SAMPLED_COLUMNS = 3, (2, 3)
"""Of a tile."""
CLEARLY = 2
"""So many times `HOT_SHARE` of the sampled pixels, and there is no need to count all of them."""


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
        most = SPARSE_SHARE * anywhere.size
        if np.count_nonzero(anywhere) <= most:
            return measured(self._picked(anywhere, thresholds), limits, background), False
        of_each = [int(np.count_nonzero(tiles)) for tiles in candidates]
        found = [NO_BLOBS] * len(wanted)
        is_coarse = False
        sparse = [k for k, count in enumerate(of_each) if 0 < count <= most]
        dense = [k for k, count in enumerate(of_each) if count > most]
        if sparse:
            hot = self._picked(np.logical_or.reduce(candidates[sparse]), thresholds[sparse])
            _put(found, sparse, measured(hot, [limits[k] for k in sparse], background))
        if dense:
            blobs, is_coarse = self._in_dense(
                thresholds[dense], candidates[dense], [limits[k] for k in dense], background
            )
            _put(found, dense, blobs)
        return found, is_coarse

    def _in_dense(
        self, thresholds: Field, candidates: NDArray[np.bool_], limits: Sequence[Limits], background: Background
    ) -> tuple[list[Blobs], bool]:
        """What passes thresholds (n, tile rows, tile columns) that many of the tiles may pass."""
        is_much = self._is_clearly_much(thresholds)
        if not any(is_much):
            above_any = self._above(thresholds.min(axis=0))
            if np.count_nonzero(above_any) <= HOT_SHARE * above_any.size:
                return measured(self._sifted(above_any, thresholds), limits, background), False
        found = [NO_BLOBS] * len(limits)
        for k, limit in enumerate(limits):
            if not is_much[k]:
                mask = self._above(thresholds[k])
                is_much[k] = bool(np.count_nonzero(mask) > HOT_SHARE * mask.size)
                if not is_much[k]:
                    _put(found, [k], measured(hot_in(mask, self.pixels), [limit], background))
        coarse = [k for k, much in enumerate(is_much) if much]
        hot = _hot_tiles(candidates[coarse], self.hottest)
        _put(found, coarse, measured(hot, [limits[k] for k in coarse], background, TILE_PX))
        return found, bool(coarse)

    def _is_clearly_much(self, thresholds: Field) -> list[bool]:
        """Which thresholds (n, tile rows, tile columns) so much passes that two pixels of each tile tell.

        Two side by side, or on a checkerboard all would be of one colour.
        """
        sampled = [self.pixels[SAMPLED_ROW::TILE_PX, column::TILE_PX] for column in SAMPLED_COLUMNS]
        most = CLEARLY * HOT_SHARE * len(sampled) * self.hottest.size
        return [bool(sum(np.count_nonzero(pixels > limit) for pixels in sampled) > most) for limit in thresholds]

    def _picked(self, chosen: NDArray[np.bool_], thresholds: Field) -> HotPixels:
        """The pixels above each of the thresholds (n, tile rows, tile columns), from the `chosen` tiles only."""
        columns = chosen.shape[1]
        # A tile's row of pixels is one word; so the words run along the frame's rows.
        word = np.flatnonzero(chosen.repeat(TILE_PX, axis=0))
        row = word // columns
        tile = row // TILE_PX * columns + word - row * columns
        values = self.pixels.reshape(-1, TILE_PX).take(word, axis=0).reshape(-1)
        lowest = np.minimum.reduce(thresholds).reshape(-1).take(tile)
        at = nonzero(values > lowest.repeat(TILE_PX))
        of_word = at // TILE_PX
        flat = word.take(of_word) * TILE_PX + at % TILE_PX
        return self._listed(flat + row.take(of_word), tile.take(of_word), values.take(at), thresholds)

    def _sifted(self, above_any: NDArray[np.bool_], thresholds: Field) -> HotPixels:
        """The pixels above each of the thresholds (n, tile rows, tile columns), which are among those `above_any`."""
        width = self.pixels.shape[1]
        flat = nonzero(above_any)
        row = flat // width
        tile = row // TILE_PX * (width // TILE_PX) + (flat - row * width) // TILE_PX
        return self._listed(flat + row, tile, self.pixels.reshape(-1).take(flat), thresholds)

    def _listed(self, places: Ints, tile: Ints, values: Pixels, thresholds: Field) -> HotPixels:
        """Those of some pixels (m,) that are above each of the thresholds, by their places in one list and tiles."""
        height, width = self.pixels.shape
        count = len(thresholds)
        index = np.flatnonzero(values > thresholds.reshape(count, -1).take(tile, axis=1))
        places = (places + np.arange(count)[:, None] * ((height + 1) * (width + 1))).reshape(-1).take(index)
        return HotPixels(places=places, values=values.take(index, mode="wrap"), shape=self.pixels.shape)

    def _above(self, threshold: Field) -> NDArray[np.bool_]:
        """Where a pixel of the frame is above its tile's threshold."""
        width = self.pixels.shape[1]
        if self.pixels.dtype.kind == "u":
            # Above it are the same pixels, and comparing is several times faster.
            most = np.iinfo(self.pixels.dtype).max
            threshold = np.clip(np.floor(threshold), 0, most).astype(self.pixels.dtype)
        across = threshold.repeat(TILE_PX, axis=1)
        return np.asarray(self.pixels.reshape(-1, TILE_PX, width) > across[:, None]).reshape(-1, width)


def _hot_tiles(candidates: NDArray[np.bool_], hottest: Pixels) -> HotPixels:
    """The tiles that may hold something (n, tile rows, tile columns), as the pixels of a small frame."""
    height, width = hottest.shape
    flat = np.flatnonzero(candidates)
    row = flat // width
    return HotPixels(
        places=flat + row + row // height * (width + 1),
        values=hottest.reshape(-1).take(flat, mode="wrap"),
        shape=(height, width),
    )


def _put(found: list[Blobs], at: Sequence[int], blobs: Sequence[Blobs]) -> None:
    for k, each in zip(at, blobs, strict=True):
        found[k] = each
