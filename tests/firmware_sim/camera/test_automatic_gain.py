"""The 8-bit picture, held against the counts that it was made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from firmware_sim.camera.automatic_gain import BLACK, WHITE, AutomaticGain
from firmware_sim.camera.detector import Detector, Reading

RadianceAt = Callable[[NDArray[np.float64]], NDArray[np.float32]]


def test_hotter_is_never_darker(ground_reading: Reading) -> None:
    greys = AutomaticGain().greys(ground_reading).astype(int)

    order = np.argsort(ground_reading.counts, axis=None)
    assert np.diff(greys.ravel()[order]).min() >= 0
    assert greys.min() >= BLACK
    assert greys.max() <= WHITE
    assert stats.spearmanr(greys.ravel(), ground_reading.counts.ravel()).statistic > 0.99


def test_a_small_fire_does_not_take_the_grounds_greys(
    make_detector: Callable[..., Detector], radiance_at: RadianceAt
) -> None:
    y, x = np.mgrid[:128, :160]
    celsius = 7 + 2 * np.sin(x / 17) + 1.5 * np.cos(y / 11)
    celsius[40:44, 100:104] = 140.0
    reading = make_detector(gain="high").read(lambda: radiance_at(celsius), 1.0)

    greys = AutomaticGain().greys(reading)

    ground = np.percentile(np.delete(greys.ravel(), np.flatnonzero(celsius > 100)), [2, 98])
    line = np.interp(np.percentile(celsius, [2, 98]), [celsius.min(), 140.0], [BLACK, WHITE])
    assert np.ptp(ground) > 90
    assert np.ptp(ground) > 5 * np.ptp(line)


def test_the_noise_of_an_even_wall_is_not_stretched_to_black_and_white(
    make_detector: Callable[..., Detector], radiance_at: RadianceAt
) -> None:
    wall = make_detector(bad_pixels_left=0).read(lambda: radiance_at(np.full((128, 160), 9.0)), 1.0)

    greys = AutomaticGain().greys(wall)

    assert np.ptp(greys) < 40
    assert greys.mean() == pytest.approx((BLACK + WHITE) / 2, abs=25)


def test_the_greys_follow_a_change_over_several_pictures(ground_reading: Reading) -> None:
    gain = AutomaticGain()
    dark = replace(ground_reading, counts=(ground_reading.counts - 300).astype(np.uint16))
    wished = AutomaticGain().greys(dark).astype(float)
    gain.greys(ground_reading)

    away = [float(np.abs(gain.greys(dark) - wished).mean()) for _ in range(12)]

    assert away[0] > 30
    assert away[0] > away[2] > away[5]
    assert away[-1] < 5
