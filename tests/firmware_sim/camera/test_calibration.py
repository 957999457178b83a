"""Counts and the published constants that turn them into degrees, held against Planck's law by scipy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import constants, integrate

from firmware_sim import scenario
from firmware_sim.camera.calibration import MOST_COUNTS, Gain, Range
from firmware_sim.scenario import CameraSpec


def planck_in_band(celsius: float) -> float:
    """Radiance of a black body between 8 and 14 micrometres."""
    h, c, k = constants.h, constants.c, constants.k
    kelvin = constants.convert_temperature(celsius, "Celsius", "Kelvin")

    def spectral(wavelength_m: float) -> float:
        return 2 * h * c**2 / wavelength_m**5 / np.expm1(h * c / (wavelength_m * k * kelvin))

    return float(integrate.quad(spectral, 8e-6, 14e-6, epsrel=1e-10)[0])


@pytest.fixture(scope="module", params=list(Gain))
def span(request: pytest.FixtureRequest, spec: CameraSpec) -> Range:
    return Range(request.param, spec)


def counts_of(radiance: float, span: Range) -> float:
    """By two points: the coldest temperature is 400 counts, the hottest all fourteen bits."""
    low, high = planck_in_band(span.coldest_celsius), planck_in_band(span.hottest_celsius)
    return 400 + (radiance - low) / (high - low) * (2**14 - 1 - 400)


@settings(max_examples=40)
@given(part=st.floats(0.0, 1.0))
def test_the_published_constants_give_the_temperature_of_a_black_body(span: Range, part: float) -> None:
    celsius = span.coldest_celsius + part * (span.hottest_celsius - span.coldest_celsius)

    told = float(span.planck.celsius(counts_of(planck_in_band(celsius), span)))

    assert told == pytest.approx(celsius, abs=span.planck.worst_k + 0.01)


def test_the_formulas_error_is_within_the_noise_in_high_gain(spec: CameraSpec) -> None:
    high = Range(Gain.HIGH, spec)

    assert high.planck.worst_k < 0.06
    assert float(
        np.abs(high.planck.celsius(high.counts_of_celsius(np.arange(-15.0, 60))) + 15 - np.arange(75)).max()
    ) < (spec.netd_k)


@pytest.mark.parametrize("celsius", [-20.0, 5.0, 37.0, 120.0])
def test_the_cameras_own_table_knows_the_temperature_to_half_a_count(span: Range, celsius: float) -> None:
    count = round(counts_of(planck_in_band(celsius), span))

    told = span.centikelvin[count] / 100 - 273.15

    per_count = 1 / (counts_of(planck_in_band(celsius + 0.5), span) - counts_of(planck_in_band(celsius - 0.5), span))
    assert told == pytest.approx(celsius, abs=0.51 * per_count + 0.006)


def surface_celsius(counts: float, calibration: dict[str, Any], emissivity: float, distance_m: float) -> float:
    """By docs/reference/thermal-stream.md and nothing but what the camera tells."""
    r, b, f, o = (calibration["planck"][name] for name in "RBFO")
    air = calibration["atmosphere"]
    t = np.exp(-air["extinction_per_km"] * distance_m / 1000)
    reflected, between = (
        r / (np.exp(b / (celsius + 273.15)) - f)
        for celsius in (calibration["reflected_celsius"], air["temperature_celsius"])
    )
    own = (counts - o - (1 - emissivity) * t * reflected - (1 - t) * between) / (emissivity * t)
    return float(b / np.log(r / own + f) - 273.15)


@pytest.mark.parametrize(
    ("celsius", "emissivity", "distance_m"), [(12.0, 0.95, 80.0), (60.0, 0.9, 80.0), (33.0, 0.7, 900.0)]
)
def test_air_and_reflected_sky_are_taken_off_a_surface(
    spec: CameraSpec, celsius: float, emissivity: float, distance_m: float
) -> None:
    span = Range(Gain.HIGH, spec)
    told_of = span.described(scenario.load("hillside").air)
    leaving = emissivity * planck_in_band(celsius) + (1 - emissivity) * planck_in_band(-32.0)
    kept = np.exp(-0.3 * distance_m / 1000)
    arriving = kept * leaving + (1 - kept) * planck_in_band(8.0)

    told = surface_celsius(counts_of(arriving, span), told_of, emissivity, distance_m)

    apparent = float(span.planck.celsius(counts_of(arriving, span)))
    assert told == pytest.approx(celsius, abs=0.15)
    assert abs(apparent - celsius) > 4 * abs(told - celsius)


def test_low_gain_reaches_further_and_is_coarser(spec: CameraSpec) -> None:
    high, low = Range(Gain.HIGH, spec), Range(Gain.LOW, spec)

    assert low.counts_of_celsius(550.0) == pytest.approx(MOST_COUNTS, abs=0.1)
    assert high.counts_of_celsius(150.0) == pytest.approx(MOST_COUNTS, abs=0.1)
    assert high.per_radiance > 6 * low.per_radiance
