"""Error ellipses of places on the ground."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

CHI2_95 = 5.991464547107979
"""95 % point of chi-squared with two degrees of freedom."""


class Ellipse(NamedTuple):
    """Semi-axes and direction of the major one, turned clockwise from north, 0 to 180."""

    semi_major_m: float
    semi_minor_m: float
    orientation_deg: float


def ellipse_95(covariance: NDArray[np.float64]) -> Ellipse:
    """The ellipse that holds the truth 95 times in a hundred, of a (2, 2) covariance in north and east (m²)."""
    variances, axes = np.linalg.eigh(covariance)
    minor, major = np.sqrt(np.maximum(variances, 0.0) * CHI2_95)
    north, east = axes[:, 1]
    return Ellipse(float(major), float(minor), float(np.degrees(np.arctan2(east, north)) % 180.0))
