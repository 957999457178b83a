"""How likely something of a given size is noticed at a given sample distance: Johnson's criterion."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

CYCLES_FOR_HALF = 0.75
"""Cycles (pairs of samples) across the target that half of observers need to detect it in two dimensions."""
STANDING_PERSON_M = 0.5
"""Across a person who stands, from above: the smallest that a person shows. The root of height times width."""


def detection_probability(sample_m: ArrayLike, target_m: float = STANDING_PERSON_M) -> NDArray[np.float64]:
    """Chance (same shape, 0 to 1) that a target `target_m` across is detected where a pixel covers `sample_m`.

    The target transfer probability function of Johnson (1958) as given by Ratches (1976): with r the cycles on the
    target over those that half of observers need, r^E / (1 + r^E), E = 2.7 + 0.7 r. It holds for a target with good
    contrast that nothing covers; leaves and bushes do.
    """
    with np.errstate(divide="ignore"):
        cycles = target_m / (2.0 * np.asarray(sample_m, np.float64))
    ratio = np.minimum(cycles / CYCLES_FOR_HALF, 20.0)
    power = ratio ** (2.7 + 0.7 * ratio)
    return np.asarray(power / (1.0 + power), np.float64)
