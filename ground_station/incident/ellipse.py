"""Error ellipses: what a covariance means on a map."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

CHI_95 = 2.447746830680816
"""Square root of chi-square's 95 % point, two degrees of freedom: sqrt(-2 ln 0.05)."""


def ellipse_95(covariance: ArrayLike) -> tuple[float, float, float]:
    """Semi-axes (m) and direction of the 95 % ellipse of a (2, 2) covariance in north, east (m2).

    The direction is that of the major axis, degrees clockwise from north, 0 to 180.
    """
    values, vectors = np.linalg.eigh(np.asarray(covariance, np.float64))
    minor, major = CHI_95 * np.sqrt(np.maximum(values, 0.0))
    north, east = vectors[:, 1]
    return float(major), float(minor), float(np.degrees(np.arctan2(east, north)) % 180.0)


def covariance_of(semi_major_m: float, semi_minor_m: float, orientation_deg: float) -> NDArray[np.float64]:
    """The covariance (2, 2) in north, east (m2) whose 95 % ellipse this is."""
    angle = np.radians(orientation_deg)
    axes = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    variances = np.diag([(semi_major_m / CHI_95) ** 2, (semi_minor_m / CHI_95) ** 2])
    covariance: NDArray[np.float64] = axes @ variances @ axes.T
    return covariance
