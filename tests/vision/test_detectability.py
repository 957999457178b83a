import numpy as np
import pytest

from vision.detectability import CYCLES_FOR_HALF, detection_probability


def test_at_johnson_s_cycles_half_of_observers_detect_it():
    sample_m = 1.2 / (2 * CYCLES_FOR_HALF)

    assert detection_probability(sample_m, target_m=1.2) == pytest.approx(0.5)


def test_twice_the_cycles_are_almost_certain_and_half_of_them_hardly_enough():
    # Published: 0.95 at twice and 0.10 at half of the cycles for a half chance.
    at_half_m = 1.0 / (2 * CYCLES_FOR_HALF)

    assert detection_probability([at_half_m / 2, at_half_m * 2], 1.0) == pytest.approx([0.95, 0.10], abs=0.02)


def test_finer_is_never_worse_and_the_ends_are_sure():
    probability = detection_probability(np.geomspace(1e-3, 1e3, 200))

    assert (np.diff(probability) <= 0).all()
    assert probability[0] == pytest.approx(1.0) and probability[-1] == pytest.approx(0.0, abs=1e-6)


def test_ground_that_was_never_seen_has_none():
    assert detection_probability(np.inf) == 0.0
