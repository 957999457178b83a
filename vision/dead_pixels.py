"""Pixels that measure nothing, learned while the scene moves: what stays odd at the same place is the camera's own.

In measurements these are single pixels that stand out from all their neighbours. The lens spreads even a point over
several pixels, so that nothing real does that. In gain-controlled video they are borders, logos and writing: greys near
the frame's edge that stay the same while the rest changes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.frames import Frame, Pixels, Unit

EVERY = 5
"""Frames from one that is learned from to the next."""
THUMB = (40, 32)
"""Columns, rows."""
MOVED_LEAST, MOVED_SHARE = 1.5, 0.25
"""The scene has moved when so much of the thumbnail has changed by more than so many times the usual change."""
LEAST = {Unit.CENTIKELVIN: 300.0, Unit.KELVIN: 3.0, Unit.CELSIUS: 3.0, Unit.COUNTS: 60.0}
"""How far a pixel must stand out from the median of its surroundings, in the unit's own steps,"""
SPREADS = 12.0
"""and in usual differences of a pixel from them."""
SHARED = 0.35
"""What stands out half so far beside it makes it the image of something."""
MOST_ODD = 400
SURE_SAMPLES, SURE_SHARE = 10, 0.8
"""So often looked at in vain, and odd in such a share of them."""
HALVED_AT = 60
"""Samples after which older ones count half: a pixel may come back to life."""
STILL_GREYS, STILL_SAMPLES = 6, 24
EDGE_SHARE = 0.2
"""Borders, logos and writing lie in this outer share; further in, what stays white may be a fire under the camera."""


class DeadPixels:
    """The mask of one camera's pixels that measure nothing."""

    def __init__(self, known: Iterable[tuple[int, int]] = ()) -> None:
        """`known` are columns and rows from the maker's list."""
        self._known = tuple(known)
        self._frames = 0
        self._samples = 0
        self._thumb: NDArray[np.float32] | None = None
        self._odd: NDArray[np.int16] | None = None
        self._least: NDArray[np.uint8] | None = None
        self._most: NDArray[np.uint8] | None = None
        self._mask: NDArray[np.bool_] | None = None

    def marked(self, frame: Frame) -> Frame:
        """The frame with what is known to measure nothing left out of `valid`; learns from it too."""
        if frame.pixels.ndim != 2:
            return frame
        if self._odd is None or self._odd.shape != frame.pixels.shape:
            self._begin(frame.pixels.shape)
        if self._frames % EVERY == 0 and self._has_moved(frame.pixels):
            self._learn(frame)
        self._frames += 1
        if self._mask is None:
            return frame
        valid = ~self._mask if frame.valid is None else frame.valid & ~self._mask
        return dataclasses.replace(frame, valid=valid)

    @property
    def places(self) -> list[tuple[int, int]]:
        """Column and row of each."""
        return [] if self._mask is None else [(int(x), int(y)) for y, x in np.argwhere(self._mask)]

    def _begin(self, shape: tuple[int, ...]) -> None:
        self._odd, self._samples, self._thumb, self._mask = np.zeros(shape, np.int16), 0, None, None
        self._least, self._most = np.full(shape, 255, np.uint8), np.zeros(shape, np.uint8)
        self._set(np.zeros(shape, np.bool_))

    def _set(self, learned: NDArray[np.bool_]) -> None:
        rows, columns = learned.shape
        for column, row in self._known:
            if 0 <= column < columns and 0 <= row < rows:
                learned[row, column] = True
        self._mask = learned if learned.any() else None

    def _has_moved(self, pixels: Pixels) -> bool:
        thumb: NDArray[np.float32] = np.asarray(
            cv2.resize(np.asarray(pixels, np.float32), THUMB, interpolation=cv2.INTER_AREA), np.float32
        )
        last, usual = self._thumb, float(np.nanstd(thumb))
        if last is None:
            self._thumb = thumb
            return False
        # A change of gain or of the housing shifts all alike.
        change = np.abs((thumb - np.nanmedian(thumb)) - (last - np.nanmedian(last)))
        if np.mean(change > 0.25 * MOVED_LEAST * usual) < MOVED_SHARE:
            return False
        self._thumb = thumb
        return True

    def _learn(self, frame: Frame) -> None:
        self._samples += 1
        if frame.unit is Unit.AGC8:
            learned = self._still(np.asarray(frame.pixels, np.uint8))
        else:
            learned = self._stuck(frame.pixels, frame.unit)
        if learned is not None:
            self._set(learned)

    def _stuck(self, pixels: Pixels, unit: Unit) -> NDArray[np.bool_] | None:
        assert self._odd is not None
        kind = np.uint16 if pixels.dtype == np.uint16 else np.float32
        # No other depths for so small a median; what is no number stands out nowhere.
        values: Any = np.ascontiguousarray(np.nan_to_num(pixels) if kind is np.float32 else pixels, kind)
        apart = cv2.subtract(values, cv2.medianBlur(values, 3), dtype=cv2.CV_32F)
        away = np.abs(apart)
        least = max(LEAST[unit], SPREADS * float(np.median(away[::7, ::7])))
        rows, columns = np.nonzero(away[1:-1, 1:-1] > least)
        if len(rows) > MOST_ODD:
            return None
        rows, columns = rows + 1, columns + 1
        beside = np.stack([apart[rows + down, columns + right] for down, right in ((0, 1), (0, -1), (1, 0), (-1, 0))])
        alone = (beside * np.sign(apart[rows, columns])).max(axis=0, initial=0) < SHARED * away[rows, columns]
        self._odd[rows[alone], columns[alone]] += 1
        learned = self._odd >= max(SURE_SAMPLES, SURE_SHARE * self._samples)
        if self._samples >= HALVED_AT:
            self._samples //= 2
            self._odd //= 2
        return np.asarray(learned)

    def _still(self, pixels: NDArray[np.uint8]) -> NDArray[np.bool_] | None:
        assert self._least is not None and self._most is not None
        cv2.min(self._least, pixels, dst=self._least)
        cv2.max(self._most, pixels, dst=self._most)
        if self._samples < STILL_SAMPLES:
            return None
        still = cv2.subtract(self._most, self._least) <= STILL_GREYS
        rows, columns = still.shape
        still[
            round(EDGE_SHARE * rows) : round((1 - EDGE_SHARE) * rows),
            round(EDGE_SHARE * columns) : round((1 - EDGE_SHARE) * columns),
        ] = False
        # Codecs smear the edges of what is written; single pixels that happen to stay are none of it.
        solid = cv2.morphologyEx(still.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
        return np.asarray(cv2.dilate(solid, np.ones((5, 5), np.uint8)) > 0)
