"""Planck's law, held against scipy's constants and its numerical integration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants, integrate

from firmware_sim.camera.radiance import band_radiance, radiance_of, temperature_of


def planck(wavelength_m: float, temperature_k: float) -> float:
    """Spectral radiance of a black body."""
    h, c, k = constants.h, constants.c, constants.k
    return 2 * h * c**2 / wavelength_m**5 / np.expm1(h * c / (wavelength_m * k * temperature_k))


@pytest.mark.parametrize("temperature_k", [160.0, 233.15, 280.0, 300.0, 305.3, 420.0, 655.35, 950.0, 1400.0])
def test_the_band_radiance_is_the_integral_of_plancks_law(temperature_k: float) -> None:
    expected, _ = integrate.quad(planck, 8e-6, 14e-6, args=(temperature_k,), epsrel=1e-11)

    radiance = float(band_radiance(temperature_k))

    assert radiance == pytest.approx(expected, rel=1e-7)


@given(st.floats(151, 1499))
def test_the_tables_undo_each_other(temperature_k: float) -> None:
    there = radiance_of(temperature_k)

    back = float(temperature_of(there))

    assert back == pytest.approx(temperature_k, abs=1e-6)


def test_half_a_pixel_of_fire_is_hotter_than_the_mean_temperature() -> None:
    ground_k, fire_k = 280.0, 700.0

    mixed_k = float(temperature_of((band_radiance(ground_k) + band_radiance(fire_k)) / 2))

    integral = (
        integrate.quad(planck, 8e-6, 14e-6, args=(ground_k,))[0]
        + integrate.quad(planck, 8e-6, 14e-6, args=(fire_k,))[0]
    ) / 2
    assert integrate.quad(planck, 8e-6, 14e-6, args=(mixed_k,))[0] == pytest.approx(integral, rel=1e-5)
    assert mixed_k > (ground_k + fire_k) / 2
