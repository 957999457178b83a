"""What is really so in the simulated world: never sent, only looked at by the simulator's own camera and score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_sim.belief import CameraBelief


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueCameraPose:
    """Where an aircraft's camera really is at one instant."""

    system_id: int
    boot_s: float
    """The aircraft's time since boot."""
    north_m: float
    east_m: float
    up_m: float
    """Above sea level, in the world's local frame (origin: the scenario's `origin`)."""
    ned_from_camera: NDArray[np.float64]
    """Rotation (3, 3); camera frame x right, y down, z forward."""
    velocity_ned_ms: tuple[float, float, float]
    angular_rate_rads: NDArray[np.float64]
    """(3,) turning rate of the camera in the camera frame."""
    world_s: float | None = None
    """The world's time, which goes on while an aircraft starts anew; None where it is `boot_s`."""
    belief: CameraBelief | None = None
    """What the aircraft believes at the same instant, which is all that its video tells."""

    @property
    def time_s(self) -> float:
        """The world's time."""
        return self.boot_s if self.world_s is None else self.world_s

    @property
    def position(self) -> NDArray[np.float64]:
        """(3,) north, east, up."""
        return np.array([self.north_m, self.east_m, self.up_m])

    @property
    def neu_from_camera(self) -> NDArray[np.float64]:
        """Rotation (3, 3)."""
        return np.diag([1.0, 1.0, -1.0]) @ self.ned_from_camera
