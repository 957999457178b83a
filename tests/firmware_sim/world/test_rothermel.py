"""Rates of spread held against the figures of the Fire Lab's own programs and reports, and Anderson's ellipse."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_sim.world.rothermel import (
    FT_PER_MIN_MS,
    FUELS,
    fuel_bed,
    length_to_breadth,
    midflame_wind_ms,
    wavelet,
)

CHAIN_PER_HOUR_MS = 20.1168 / 3600
MILE_PER_HOUR_MS = 0.44704
LEVEL = np.zeros(1)


def head_chains_per_hour(fuel: int, dead: float, live: float, wind_ms: float, rise_north: float) -> float:
    spread = wavelet(fuel_bed(FUELS[fuel], dead, live), wind_ms, math.pi / 2, np.array([rise_north]), LEVEL)
    return float(spread.head_ms[0]) / CHAIN_PER_HOUR_MS


def test_short_grass_in_a_calm_on_the_level_spreads_as_behave_says() -> None:
    # Behave 7's own regression: fuel 1, 5 % moisture, no wind, no slope: 4.42627 chains an hour.
    assert head_chains_per_hour(1, 0.05, 1.0, 0.0, 0.0) == pytest.approx(4.42627, rel=1e-3)


def test_chaparral_in_a_wind_across_a_steep_slope_spreads_as_behave_says() -> None:
    # The same (firelab/behave, surface.csv): fuel 4, 6/7/8 % dead and 90 % live, 5 mile/h at 20 ft across 30 degrees,
    # sheltered by 40 % crowns 30 ft high: 46.631688 chains an hour. Albini & Baughman's sheltered wind by hand:
    filled = 0.5 * 0.4 / 3
    sheltered = 0.555 / (math.sqrt(filled * 30) * math.log((20 + 0.36 * 30) / (0.13 * 30)))

    rate = head_chains_per_hour(4, 0.06, 0.90, 5 * MILE_PER_HOUR_MS * sheltered, math.tan(math.radians(30)))

    assert rate == pytest.approx(46.631688, rel=0.02)


def test_grass_under_timber_on_a_slope_spreads_as_albini_worked_out_by_nomogram() -> None:
    # INT-30 (1976), example 2: fuel 2, 8 % and 50 %, calm, 70 % slope: 34 chains an hour, read off a graph.
    assert head_chains_per_hour(2, 0.08, 0.50, 0.0, 0.70) == pytest.approx(34, rel=0.06)


def test_wind_at_midflame_height_is_albinis_and_baughmans() -> None:
    # An open bed a foot deep: 1.83 / ln(20.36 / 0.13) = 0.3622.
    assert midflame_wind_ms(1.0, 10.0) == pytest.approx(3.622, abs=2e-3)


def test_length_to_breadth_is_andersons() -> None:
    # INT-305 in miles an hour: 0.936 exp(0.1147 U) + 0.461 exp(-0.0692 U) - 0.397.
    miles = np.array([0.0, 2.0, 5.0, 10.0, 15.0])
    expected = 0.936 * np.exp(0.1147 * miles) + 0.461 * np.exp(-0.0692 * miles) - 0.397

    assert length_to_breadth(miles * MILE_PER_HOUR_MS) == pytest.approx(expected, rel=2e-3)
    assert length_to_breadth(np.array([60.0])) == 8.0


def test_fuel_at_its_moisture_of_extinction_does_not_burn() -> None:
    assert fuel_bed(FUELS[1], 0.12, 1.0).calm_ms == pytest.approx(0, abs=1e-5)
    assert fuel_bed(FUELS[1], 0.30, 1.0).calm_ms == pytest.approx(0, abs=1e-5)


@given(
    st.sampled_from(sorted(FUELS)),
    st.floats(0.02, 0.10),
    st.floats(0.0, 6.0),
    st.floats(0.0, 2 * math.pi),
    st.floats(-0.7, 0.7),
    st.floats(-0.7, 0.7),
)
def test_a_fire_is_fastest_ahead_slowest_behind_and_never_slower_for_wind_or_slope(
    fuel: int, moisture: float, wind_ms: float, towards_rad: float, north: float, east: float
) -> None:
    bed = fuel_bed(FUELS[fuel], moisture, 0.9)
    spread = wavelet(bed, wind_ms, towards_rad, np.array([north]), np.array([east]))
    ahead = float(spread.towards_rad[0])

    rates = [float(spread.rate_ms(ahead + turn)[0]) for turn in np.linspace(0, np.pi, 13)]

    assert rates[0] == pytest.approx(float(spread.head_ms[0]))
    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(rates))
    assert rates[-1] >= 0
    assert rates[0] >= bed.calm_ms
    assert bed.calm_ms < 100 * FT_PER_MIN_MS


def test_upslope_is_faster_than_down_and_wind_up_the_slope_fastest() -> None:
    bed = fuel_bed(FUELS[5], 0.08, 0.9)
    up = np.array([0.4])

    calm = wavelet(bed, 0.0, 0.0, up, LEVEL)
    behind = wavelet(bed, 2.0, 0.0, up, LEVEL)
    against = wavelet(bed, 2.0, math.pi, up, LEVEL)

    assert calm.rate_ms(0.0) > 3 * calm.rate_ms(math.pi)
    assert behind.head_ms > calm.head_ms > bed.calm_ms
    assert against.head_ms < behind.head_ms
