"""What is broken on one aircraft: set by faults, felt by its sensors, motors, gimbal, camera and links."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(slots=True)
class PathCondition:
    """One link's way through the air."""

    lost: bool = False
    delay_s: float = 0.0
    drop_fraction: float = 0.0
    """Share of the datagrams that never arrive."""


@dataclass(slots=True)
class Condition:
    """All is well unless something says otherwise."""

    paths: dict[str, PathCondition] = field(default_factory=dict)
    gnss_lost: bool = False
    gnss_noise_m: float = 0.0
    """More noise in each fix (jamming)."""
    gnss_drift_ms: tuple[float, float] = (0.0, 0.0)
    """North and east speed with which the fixes walk away."""
    compass_rad: float = 0.0
    motor_share: float = 1.0
    """Share of its thrust that one motor still gives."""
    gimbal_stuck: bool = False
    camera_frozen: bool = False
    camera_drop_fraction: float = 0.0
    battery_sag_ohm: float = 0.0
    wrecked: bool = False
    """Whether it hit the ground so hard that nothing turns any more."""
    restarting: bool = False
    """Whether the autopilot is down: no thrust, no word."""

    @property
    def gnss_is_usable(self) -> bool:
        """Whether fixes come that can be flown by."""
        return not self.gnss_lost and self.gnss_noise_m < MOST_NOISE_M

    def path(self, name: str) -> PathCondition:
        """The way of one link."""
        return self.paths.setdefault(name, PathCondition())


MOST_NOISE_M = 15.0
"""A receiver whose fixes are noisier has lost its fix: PX4's EKF2 asks for 3 to 5 m."""
NO_DRIFT = (0.0, 0.0)


def drift_of(speed_ms: float, towards_deg: float) -> tuple[float, float]:
    """North and east parts of a drift."""
    return speed_ms * math.cos(math.radians(towards_deg)), speed_ms * math.sin(math.radians(towards_deg))
