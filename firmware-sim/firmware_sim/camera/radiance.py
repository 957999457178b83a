"""Temperature and thermal radiance between 8 and 14 µm, tabulated both ways."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import ArrayLike, NDArray

SHORTEST_WAVELENGTH_M = 8e-6
LONGEST_WAVELENGTH_M = 14e-6
SECOND_RADIATION_CONSTANT_MK = 1.438776877e-2  # h c / k, CODATA 2018
STEFAN_BOLTZMANN = 5.670374419e-8  # W m-2 K-4, CODATA 2018
ZERO_CELSIUS_K = 273.15

COLDEST_K = 150.0
HOTTEST_K = 1500.0
_TABLE_STEP_K = 0.1
_SERIES_TERMS = 60


def band_radiance(temperature_k: ArrayLike) -> NDArray[np.float64]:
    """Radiance of a black body in the band, W m-2 sr-1.

    The series of the black-body fraction: Chang & Rhee, "Blackbody radiation functions",
    Int. Comm. Heat Mass Transfer 11 (1984).
    """
    temperature = np.asarray(temperature_k, np.float64)
    total: NDArray[np.float64] = STEFAN_BOLTZMANN * temperature**4 / np.pi
    return total * (
        _fraction_below(LONGEST_WAVELENGTH_M, temperature) - _fraction_below(SHORTEST_WAVELENGTH_M, temperature)
    )


def _fraction_below(wavelength_m: float, temperature_k: NDArray[np.float64]) -> NDArray[np.float64]:
    x = SECOND_RADIATION_CONSTANT_MK / (wavelength_m * temperature_k)
    fraction = np.zeros_like(x)
    for n in range(1, _SERIES_TERMS + 1):
        fraction += np.exp(-n * x) * (x**3 / n + 3 * x**2 / n**2 + 6 * x / n**3 + 6 / n**4)
    return 15 / np.pi**4 * fraction


@functools.cache
def _table() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    temperatures = np.arange(COLDEST_K, HOTTEST_K + _TABLE_STEP_K / 2, _TABLE_STEP_K)
    return temperatures, band_radiance(temperatures)


def radiance_of(temperature_k: ArrayLike) -> NDArray[np.float64]:
    """Band radiance looked up in the table; temperatures beyond its ends are held there."""
    temperatures, radiances = _table()
    return np.interp(np.asarray(temperature_k, np.float64), temperatures, radiances)


def radiance_of_celsius(temperature_celsius: float) -> float:
    """Band radiance of a black body at `temperature_celsius`."""
    return float(band_radiance(temperature_celsius + ZERO_CELSIUS_K))


def temperature_of(radiance: ArrayLike) -> NDArray[np.float64]:
    """Temperature in kelvin of a black body with `radiance`."""
    temperatures, radiances = _table()
    return np.interp(np.asarray(radiance, np.float64), radiances, temperatures)
