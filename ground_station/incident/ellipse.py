"""From an error ellipse back to the covariance it was drawn from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vision.ellipse import CHI2_95


def covariance_of(semi_major_m: float, semi_minor_m: float, orientation_deg: float) -> NDArray[np.float64]:
    """The covariance (2, 2) in north, east (m2) whose 95 % ellipse this is; the inverse of `ellipse_95`."""
    angle = np.radians(orientation_deg)
    axes = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    variances = np.diag([semi_major_m**2, semi_minor_m**2]) / CHI2_95
    covariance: NDArray[np.float64] = axes @ variances @ axes.T
    return covariance
