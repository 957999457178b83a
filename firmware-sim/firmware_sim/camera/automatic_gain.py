"""Sixteen thousand counts into the greys of a video: plateau equalisation, as thermal cores do it.

The histogram is cut off at a plateau, so that a large even ground does not take all greys, mixed with a straight line,
kept from stretching noise without end, and followed slowly in time: the parameters that FLIR's Tau 2 manual
("FLIR Camera Adjustments", 102-PS242-100-01, section 2) names plateau value, linear percent, maximum gain and
AGC filter.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera.calibration import MOST_COUNTS, Gain
from firmware_sim.camera.detector import Reading

Greys = NDArray[np.uint8]

BLACK, WHITE = 16, 235
"""Of a video with limited range (ITU-R BT.601)."""

_BIN_COUNTS = 4
_BINS = (MOST_COUNTS + 1) // _BIN_COUNTS
_PLATEAU_SHARE = 0.01
"""No bin counts for more than this share of the picture."""
_LINEAR_SHARE = 0.2
_MOST_GREYS_PER_KELVIN = 40.0
_NEAR_CELSIUS = (9.0, 10.0)
_DAMPING = 0.7
"""How much of the last picture's table is kept."""


class AutomaticGain:
    """Greys of one camera's pictures, white is hot; remembers the last picture's table."""

    def __init__(self) -> None:
        self._table: NDArray[np.float32] | None = None
        self._gain: Gain | None = None

    def greys(self, reading: Reading) -> Greys:
        """The picture (height, width) in limited-range greys, never darker where the counts are higher."""
        wished = self._wished(reading)
        if self._table is None or reading.span.gain is not self._gain:
            self._table = wished
        elif not reading.shutter:
            self._table = _DAMPING * self._table + (1 - _DAMPING) * wished
        self._gain = reading.span.gain
        table = np.rint(BLACK + (WHITE - BLACK) * self._table).astype(np.uint8)
        return np.take(np.repeat(table, _BIN_COUNTS), reading.counts)

    @staticmethod
    def _wished(reading: Reading) -> NDArray[np.float32]:
        """(bins,) part of full white for each bin, by every second pixel each way."""
        counts = np.ascontiguousarray(reading.counts[::2, ::2])
        histogram = cv2.calcHist([counts], [0], None, [_BINS], [0, MOST_COUNTS + 1]).ravel()
        clipped = np.minimum(histogram, _PLATEAU_SHARE * counts.size)
        risen = np.cumsum(clipped)
        equalised = risen / risen[-1]
        filled = np.flatnonzero(histogram)
        line = np.clip((np.arange(_BINS) - filled[0]) / max(filled[-1] - filled[0], 1), 0, 1)
        mixed = (1 - _LINEAR_SHARE) * equalised + _LINEAR_SHARE * line
        return _held(mixed, _most_rise(reading)).astype(np.float32)


def _most_rise(reading: Reading) -> float:
    """The most that white may rise from one bin to the next."""
    low, high = reading.span.counts_of_celsius(_NEAR_CELSIUS)
    kelvin = _BIN_COUNTS / float(high - low)
    return _MOST_GREYS_PER_KELVIN * kelvin / (WHITE - BLACK)


def _held(table: NDArray[np.float64], most: float) -> NDArray[np.float64]:
    """`table` with no step above `most`, about the same middle."""
    steps = np.minimum(np.diff(table, prepend=0.0), most)
    held: NDArray[np.float64] = np.cumsum(steps)
    held += (1.0 - held[-1]) / 2
    return held
