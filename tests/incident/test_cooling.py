from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import theilslopes

from ground_station.incident.cooling import cooling_curve
from ground_station.incident.events import FindingMerged


@pytest.fixture
def looked(make_updated, noon):
    """Updates of finding 1 at minutes and temperatures."""

    def events(*looks, number=1):
        return [
            make_updated(
                number,
                last_celsius=celsius,
                peak_celsius=max(c for m, c in looks if m <= minute),
                looks=index + 1,
                last_seen_at=noon + timedelta(minutes=minute),
            )
            for index, (minute, celsius) in enumerate(looks)
        ]

    return events


def test_a_curve_holds_what_each_look_showed_in_order(looked):
    curve = cooling_curve("finding-1", looked((0, 300.0), (10, 250.0), (20, 180.0)))

    assert [each.celsius for each in curve.temperatures] == [300.0, 250.0, 180.0]
    assert [each.peak_celsius for each in curve.temperatures] == [300.0] * 3
    assert curve.kelvin_per_hour == pytest.approx(-360.0)


def test_the_rate_is_scipy_s_and_one_odd_look_hardly_moves_it(looked):
    rng = np.random.default_rng(3)
    minutes = np.arange(0.0, 40.0, 2.0)
    celsius = 300.0 - 3.0 * minutes + rng.normal(0, 4, len(minutes))
    celsius[7] = 60.0

    curve = cooling_curve("finding-1", looked(*zip(minutes.tolist(), celsius.tolist(), strict=True)))

    assert curve.kelvin_per_hour == pytest.approx(theilslopes(celsius, minutes / 60.0).slope, abs=0.1)
    assert curve.kelvin_per_hour == pytest.approx(-180.0, rel=0.15)


def test_too_few_looks_or_too_short_a_time_give_no_rate(looked):
    assert cooling_curve("finding-1", looked((0, 300.0), (30, 100.0))).kelvin_per_hour is None
    assert cooling_curve("finding-1", looked((0, 300.0), (0.3, 280.0), (0.6, 290.0))).kelvin_per_hour is None


def test_what_became_part_of_a_finding_brings_its_temperatures(looked, noon):
    one, other = looked((0, 300.0), (20, 200.0)), looked((5, 280.0), number=2)
    merged = FindingMerged(at=noon, actor="station", finding_id="finding-2", into="finding-1")

    curve = cooling_curve("finding-1", [*one, *other, merged])

    assert [each.celsius for each in curve.temperatures] == [300.0, 280.0, 200.0]
    assert cooling_curve("finding-2", [*one, *other, merged]).temperatures == []
