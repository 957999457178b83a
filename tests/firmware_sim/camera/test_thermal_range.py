"""The coldest and the hottest point of a picture."""

import numpy as np
import pytest

from firmware_sim.camera.detector import Reading
from firmware_sim.camera.thermal_range import thermal_range_of


class Span:
    """A table that tells a count as so many hundredths of a kelvin."""

    centikelvin = np.arange(1 << 14, dtype=np.uint16) + 20_000


def test_the_places_are_fractions_and_the_values_those_of_the_cameras_table():
    counts = np.full((4, 8), 8000, np.uint16)
    counts[3, 1], counts[0, 6] = 7315, 9000
    reading = Reading(counts=counts, span=Span(), boot_s=0.0, shutter=False, saturated_px=0, housing_celsius=20.0)

    told = thermal_range_of(reading)

    assert told.coldest_celsius == pytest.approx(0.0)
    assert told.hottest_celsius == pytest.approx(290.0 - 273.15)
    assert (told.coldest_at, told.hottest_at) == ((1.5 / 8, 3.5 / 4), (6.5 / 8, 0.5 / 4))
