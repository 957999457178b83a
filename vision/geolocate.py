"""Where on the ground a pixel lies, and how sure that is (see `docs/explanation/geolocation.md`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Terrain = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""Height (m, up, same zero as the pose's -down) at north and east (m) in the local frame; NaN off the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraPose:
    """Where a camera was and how it looked at one instant, in the local north-east-down frame."""

    north_m: float
    east_m: float
    down_m: float
    ned_from_camera: NDArray[np.float64]
    """Rotation (3, 3); camera frame x right, y down, z forward."""
    velocity_ned_ms: tuple[float, float, float] = (0.0, 0.0, 0.0)
    angular_rate_rads: float = 0.0
    """Magnitude of the camera's turning rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseSigmas:
    """One standard deviation of each source of error, split by how fast it forgets.

    `common` parts stay the same during a pass (GNSS, heading, barometer, boresight, terrain): no number of looks
    averages them away. `independent` parts are new in each frame.
    """

    horizontal_common_m: float = 1.5
    vertical_common_m: float = 2.0
    heading_common_rad: float = 0.035
    tilt_common_rad: float = 0.010
    terrain_common_m: float = 1.0
    tilt_independent_rad: float = 0.005
    heading_independent_rad: float = 0.005
    pixel_independent_px: float = 0.7
    time_independent_s: float = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundPoint:
    """A place on the ground with its uncertainty."""

    north_m: float
    east_m: float
    up_m: float
    range_m: float
    depression_rad: float
    """How far below the horizontal the ray pointed."""
    common: NDArray[np.float64]
    """(2, 2) covariance in north, east of what a whole pass shares."""
    independent: NDArray[np.float64]
    """(2, 2) covariance in north, east of what is new in each frame."""


@dataclass(frozen=True, slots=True)
class NoGround:
    """A ray that gives no trustworthy place, and why."""

    reason: str
    """One of: above_horizon, grazing, off_model, too_far, gap_in_model, rising_ground."""
