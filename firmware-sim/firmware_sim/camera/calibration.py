"""From radiance to a core's 14-bit counts in either gain, and back to degrees by the constants that makers publish.

The formula for a black body, S = R / (exp(B / T) - F) + O, and the one that takes emissivity, reflection and air into
account are those of the makers' own documents: FLIR, "Tau 2 / Quark 2: radiometry" application notes; the constants
PlanckR1, R2, B, F and O of their radiometric files; written out by Minkina & Dudzik, "Infrared Thermography: Errors
and Uncertainties" (2009), chapter 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from firmware_sim.camera.radiance import ZERO_CELSIUS_K, band_radiance, temperature_of
from firmware_sim.scenario import AirSpec, CameraSpec

Array = NDArray[np.float64]

MOST_COUNTS = (1 << 14) - 1
_LEAST_COUNTS = 400
"""Of the coldest temperature; below lies what noise needs."""
_FIT_TEMPERATURES = 300
_FIT_ROUNDS = 30
_FIT_START = np.array([1400.0, 1.0])


class Gain(StrEnum):
    """Which of its two ranges the detector is read in."""

    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanckConstants:
    """What turns counts into the temperature of a black body."""

    r: float
    b: float
    f: float
    o: float
    worst_k: float
    """The largest error of the formula within the range: the detector's band is wider than one wavelength."""

    def celsius(self, counts: ArrayLike) -> Array:
        """Apparent temperature; NaN where the counts are below what the formula knows."""
        signal = np.asarray(counts, np.float64) - self.o
        with np.errstate(divide="ignore", invalid="ignore"):
            kelvin: Array = self.b / np.log(self.r / signal + self.f)
        return kelvin - ZERO_CELSIUS_K


class Range:
    """One gain's range: counts linear in radiance, from the coldest to the hottest temperature."""

    def __init__(self, gain: Gain, camera: CameraSpec) -> None:
        hottest = {Gain.HIGH: camera.high_gain_hottest_celsius, Gain.LOW: camera.low_gain_hottest_celsius}[gain]
        self.gain = gain
        self.coldest_celsius, self.hottest_celsius = camera.coldest_celsius, hottest
        low, high = (float(band_radiance(celsius + ZERO_CELSIUS_K)) for celsius in (self.coldest_celsius, hottest))
        self.per_radiance = (MOST_COUNTS - _LEAST_COUNTS) / (high - low)
        self.zero = _LEAST_COUNTS - low * self.per_radiance
        """Counts of no radiance at all."""
        self.planck = _fit(self.coldest_celsius, hottest, self)
        kelvin = temperature_of((np.arange(MOST_COUNTS + 1) - self.zero) / self.per_radiance)
        coldest, warmest = (round((limit + ZERO_CELSIUS_K) * 100) for limit in (-60.0, camera.hottest_celsius))
        self.centikelvin: NDArray[np.uint16] = np.clip(
            np.rint(kelvin * 100), coldest, min(warmest, int(np.iinfo(np.uint16).max))
        ).astype(np.uint16)
        """(16384,) what the camera's own processor makes of each count."""

    def counts_of_celsius(self, celsius: ArrayLike) -> Array:
        """Counts of a black body, not rounded."""
        kelvin = np.asarray(celsius, np.float64) + ZERO_CELSIUS_K
        return np.asarray(band_radiance(kelvin) * self.per_radiance + self.zero, np.float64)

    def described(self, air: AirSpec) -> dict[str, Any]:
        """The calibration as a reader is told."""
        planck = self.planck
        return {
            "planck": {"R": planck.r, "B": planck.b, "F": planck.f, "O": planck.o},
            "formula_error_k": round(planck.worst_k, 3),
            "coldest_celsius": self.coldest_celsius,
            "hottest_celsius": self.hottest_celsius,
            "saturated_count": MOST_COUNTS,
            "emissivity": 1.0,
            "reflected_celsius": air.sky_celsius,
            "atmosphere": {
                "temperature_celsius": air.temperature_celsius,
                "extinction_per_km": air.extinction_per_km,
            },
        }


def _fit(coldest_celsius: float, hottest_celsius: float, span: Range) -> PlanckConstants:
    """The constants that give the least squared error in kelvin (Gauss-Newton; R and O are linear given B and F)."""
    celsius = np.linspace(coldest_celsius, hottest_celsius, _FIT_TEMPERATURES)
    counts = span.counts_of_celsius(celsius)
    kelvin = celsius + ZERO_CELSIUS_K
    per_kelvin = np.gradient(counts, kelvin)

    def solved(shape: Array) -> tuple[Array, Array]:
        column = 1 / (np.exp(shape[0] / kelvin) - shape[1])
        matrix = np.column_stack([column, np.ones_like(column)]) / per_kelvin[:, np.newaxis]
        linear = np.linalg.lstsq(matrix, counts / per_kelvin, rcond=None)[0]
        return linear, matrix @ linear - counts / per_kelvin

    shape = _FIT_START
    steps = np.diag([0.1, 1e-4])
    for _ in range(_FIT_ROUNDS):
        _, error = solved(shape)
        slope = np.column_stack([(solved(shape + step)[1] - error) / step.sum() for step in steps])
        shape = shape - np.linalg.lstsq(slope, error, rcond=None)[0]
    r, o = solved(shape)[0]
    fitted = PlanckConstants(r=float(r), b=float(shape[0]), f=float(shape[1]), o=float(o), worst_k=math.nan)
    return replace(fitted, worst_k=float(np.abs(fitted.celsius(counts) - celsius).max()))
