"""From a FLIR camera's counts to degrees, and how sure these are.

The counts follow Planck's law for one wavelength: kelvin are `B / ln(R1 / (R2 (S + O)) + F)`. What reaches the detector
is the surface's own radiation, what it mirrors, what the air between adds and takes away, and a window; FLIR's formula
for the air has two exponentials of the root of the distance (Minkina & Dudzik, Infrared Thermography, 2009, chapter 2).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vision.meaning import ZERO_CELSIUS

ACCURACY_K, ACCURACY_SHARE = 2.0, 0.02
"""What data sheets promise of FLIR's measuring cameras: the larger of both, the share of the reading in °C."""
CORE_ACCURACY_K, CORE_ACCURACY_SHARE = 5.0, 0.05
"""The same of uncooled cores as aircraft carry them (FLIR Vue Pro R, Tau 2, Boson)."""
EMISSIVITY_SIGMA = 0.03
"""Ground, plants, soot, skin and paint lie between 0.92 and 0.98; bare metal is far outside."""
REFLECTED_SIGMA_K, AIR_SIGMA_K, HUMIDITY_SIGMA = 10.0, 5.0, 0.2
DEFAULT_DISTANCE_M = 2.0
"""Up to here a told distance is the factory's setting, not where an aircraft was."""
UNTOLD_DISTANCE_SIGMA_M, DISTANCE_SIGMA_SHARE = 50.0, 0.25
LEAST_EMISSIVITY, MOST_EMISSIVITY = 0.05, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Radiometry:
    """A camera's constants, and what it was told of the surface and the air. Temperatures in kelvin."""

    r1: float
    r2: float
    b: float
    f: float
    o: float
    emissivity: float = 1.0
    reflected_k: float = 293.15
    air_k: float = 293.15
    humidity: float = 0.5
    """Relative, 0 to 1."""
    distance_m: float = 0.0
    alphas: tuple[float, float] = (0.0, 0.0)
    betas: tuple[float, float] = (0.0, 0.0)
    x: float = 1.0
    window_transmission: float = 1.0
    window_k: float = 293.15
    accuracy_k: float = ACCURACY_K
    accuracy_share: float = ACCURACY_SHARE

    def celsius(self, counts: NDArray[np.uint16]) -> NDArray[np.float32]:
        """Degrees of a black surface's counts as told; NaN where no temperature gives such counts."""
        return _table(self)[counts]

    def counts(self, kelvin: ArrayLike) -> NDArray[np.float64]:
        """What a surface of so many kelvin gives, not rounded."""
        through = self._transmission() * self.window_transmission
        own = self.emissivity * through * self._signal(np.asarray(kelvin, np.float64))
        return own + self._besides() - self.o

    def kelvin(self, counts: ArrayLike) -> NDArray[np.float64]:
        """The surface's temperature; NaN where no temperature gives such counts."""
        through = self._transmission() * self.window_transmission
        own = (np.asarray(counts, np.float64) + self.o - self._besides()) / (self.emissivity * through)
        with np.errstate(all="ignore"):
            return np.where(own > 0, self.b / np.log(self.r1 / (self.r2 * own) + self.f), np.nan)

    def sigma_kelvin(self, celsius: ArrayLike) -> NDArray[np.float64]:
        """How far a reading may be off (one sigma): the camera itself, and what nobody measured of surface and air."""
        kelvin = np.asarray(celsius, np.float64) + ZERO_CELSIUS
        counts = self.counts(kelvin)
        camera = np.maximum(self.accuracy_k, self.accuracy_share * np.abs(kelvin - ZERO_CELSIUS))
        apart = [np.nan_to_num(other.kelvin(counts) - kelvin) for other in self._variations()]
        return np.asarray(np.sqrt(camera**2 + sum(each**2 for each in apart)), np.float64)

    def _variations(self) -> tuple[Radiometry, ...]:
        lower = max(LEAST_EMISSIVITY, self.emissivity - EMISSIVITY_SIGMA)
        is_told = self.distance_m > DEFAULT_DISTANCE_M
        farther_m = DISTANCE_SIGMA_SHARE * self.distance_m if is_told else UNTOLD_DISTANCE_SIGMA_M
        return (
            # Together: what is mirrored only matters where something is mirrored.
            replace(self, emissivity=lower, reflected_k=self.reflected_k - REFLECTED_SIGMA_K),
            replace(self, air_k=self.air_k + AIR_SIGMA_K),
            replace(self, humidity=min(1.0, self.humidity + HUMIDITY_SIGMA)),
            replace(self, distance_m=self.distance_m + farther_m),
        )

    def _transmission(self) -> float:
        celsius = self.air_k - ZERO_CELSIUS
        polynomial = 1.5587 + 0.06939 * celsius - 0.00027816 * celsius**2 + 0.00000068455 * celsius**3
        water, root = self.humidity * exp(polynomial), sqrt(self.distance_m)
        first, second = (
            exp(-root * (alpha + beta * sqrt(water))) for alpha, beta in zip(self.alphas, self.betas, strict=True)
        )
        # Far beyond what the formula was made for it goes below nothing.
        return min(1.0, max(0.05, self.x * first + (1.0 - self.x) * second))

    def _besides(self) -> float:
        """What the detector gets from elsewhere than the surface itself."""
        through, window = self._transmission(), self.window_transmission
        mirrored = (1.0 - self.emissivity) * through * window * float(self._signal(self.reflected_k))
        air = (1.0 - through) * window * float(self._signal(self.air_k))
        return mirrored + air + (1.0 - window) * float(self._signal(self.window_k))

    def _signal(self, kelvin: float | NDArray[np.float64]) -> NDArray[np.float64]:
        with np.errstate(all="ignore"):
            return np.asarray(self.r1 / (self.r2 * (np.exp(self.b / kelvin) - self.f)), np.float64)


UNTOLD = Radiometry(
    r1=1e6,
    r2=1.0,
    b=1438.8,
    f=1.0,
    o=0.0,
    alphas=(0.006569, 0.01262),
    betas=(-0.002276, -0.00667),
    x=1.9,
    accuracy_k=CORE_ACCURACY_K,
    accuracy_share=CORE_ACCURACY_SHARE,
)
"""A camera that gives degrees and tells nothing of them: Planck's law at 10 µm, FLIR's usual air, a black surface."""


@lru_cache(maxsize=4096)
def sigma_of_peak(radiometry: Radiometry | None, whole_celsius: int) -> float:
    """`sigma_kelvin` of a reading of so many whole degrees, remembered: every detection of every frame asks for it.

    None: the camera tells nothing of its degrees.
    """
    return round(float((radiometry or UNTOLD).sigma_kelvin(whole_celsius)), 1)


@lru_cache(maxsize=16)
def _table(radiometry: Radiometry) -> NDArray[np.float32]:
    """°C by count: a frame has more pixels than there are counts."""
    with np.errstate(over="ignore"):
        return np.asarray(radiometry.kelvin(np.arange(65536)) - ZERO_CELSIUS, np.float32)
