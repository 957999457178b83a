"""The coldest and the hottest point of a picture, for CAMERA_THERMAL_RANGE."""

from __future__ import annotations

import numpy as np

from firmware_sim.camera.detector import Reading
from firmware_sim.mavlink.camera_description import ThermalRange

ZERO_CELSIUS_K = 273.15


def thermal_range_of(reading: Reading) -> ThermalRange:
    """In °C by the camera's own table; places as fractions of width and height, from the upper left."""
    counts, table = reading.counts, reading.span.centikelvin
    coldest, hottest = int(np.argmin(counts)), int(np.argmax(counts))

    def celsius(index: int) -> float:
        return float(table[counts.flat[index]]) / 100.0 - ZERO_CELSIUS_K

    def at(index: int) -> tuple[float, float]:
        row, column = divmod(index, counts.shape[1])
        return (column + 0.5) / counts.shape[1], (row + 0.5) / counts.shape[0]

    return ThermalRange(
        coldest_celsius=celsius(coldest),
        coldest_at=at(coldest),
        hottest_celsius=celsius(hottest),
        hottest_at=at(hottest),
    )
