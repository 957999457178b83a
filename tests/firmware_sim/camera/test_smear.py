"""Motion during one picture, held against the moments of a box and an exponential."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from firmware_sim.camera.smear import LONGEST_PX, Smear, smear_of

speeds = st.floats(-800, 800)


def moments(smear: Smear) -> tuple[np.ndarray, np.ndarray]:
    """Middle about the anchor and covariance of a kernel, x before y."""
    y, x = np.indices(smear.kernel.shape)
    x, y = x - smear.anchor[0], y - smear.anchor[1]
    middle = np.array([(x * smear.kernel).sum(), (y * smear.kernel).sum()])
    apart = np.stack([x - middle[0], y - middle[1]])
    return middle, np.einsum("iyx,jyx,yx->ij", apart, apart, smear.kernel)


@given(x=speeds, y=speeds)
def test_a_smear_keeps_all_heat_and_its_place(x: float, y: float) -> None:
    smear = smear_of(np.array([x, y]), 0.008, 0.010)
    assume(smear is not None)
    assert smear is not None

    middle, _ = moments(smear)

    assert smear.kernel.sum() == pytest.approx(1.0, abs=1e-4)
    assert np.abs(middle).max() < 1e-3
    assert max(smear.kernel.shape) <= LONGEST_PX + 3


@pytest.mark.parametrize(("integration_s", "time_constant_s"), [(0.008, 0.010), (0.016, 0.0), (0.0, 0.012)])
def test_its_length_is_that_of_the_integration_and_the_bolometers_lag(
    integration_s: float, time_constant_s: float
) -> None:
    velocity = np.array([240.0, 0.0])

    smear = smear_of(velocity, integration_s, time_constant_s)

    assert smear is not None
    _, spread = moments(smear)
    # Spreading over neighbouring pixels adds up to a quarter of a pixel squared.
    expected = 240.0**2 * (integration_s**2 / 12 + time_constant_s**2)
    assert spread[0, 0] == pytest.approx(expected, rel=0.1, abs=0.26)
    assert spread[1, 1] < 0.01


def test_the_tail_lies_behind_what_moves() -> None:
    smear = smear_of(np.array([200.0, 0.0]), 0.002, 0.012)
    assert smear is not None
    scene = np.zeros((21, 61), np.float32)
    scene[10, 30] = 1.0

    seen = cv2.filter2D(scene, -1, smear.kernel, anchor=smear.anchor)[10]

    # It moves to the right, so the tail is on the left: an exponential's skewness is 2.
    x = np.arange(61) - (np.arange(61) * seen).sum()
    skewness = (x**3 * seen).sum() / (x**2 * seen).sum() ** 1.5
    assert -2.1 < skewness < -1.3


def test_what_stands_still_is_left_alone() -> None:
    assert smear_of(np.array([3.0, 2.0]), 0.008, 0.010) is None
    assert smear_of(np.zeros(2), 0.008, 0.010) is None
