"""From a wished velocity to tilt and thrust: jerk-limited trajectory, then a PI velocity controller."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from firmware_sim.aircraft.dynamics import GRAVITY_MS2, AttitudeCommand
from firmware_sim.aircraft.estimator import Estimate

GAIN_XY, GAIN_Z = 1.8, 4.0
INTEGRAL_XY, INTEGRAL_Z = 0.4, 2.0
YAW_GAIN = 1.6


@dataclass(slots=True, kw_only=True)
class ControlLimits:
    """Limits of the trajectory and of the attitude."""

    acceleration_ms2: float = 3.0
    acceleration_up_ms2: float = 4.0
    acceleration_down_ms2: float = 3.0
    jerk_ms3: float = 4.0
    tilt_rad: float = math.radians(45.0)
    yaw_rate_rads: float = math.radians(60.0)
    yaw_acceleration_rads2: float = math.radians(20.0)


@dataclass(slots=True)
class Controller:
    """The trajectory's present velocity and acceleration, and the controller's memory of wind and drag."""

    velocity: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    acceleration: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    integral: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    yaw_rads: float = 0.0
    command: AttitudeCommand = field(default_factory=AttitudeCommand)

    def reset(self, estimate: Estimate) -> None:
        """Start from the present motion."""
        self.velocity = [estimate.north_ms, estimate.east_ms, estimate.up_ms]
        self.acceleration = [0.0, 0.0, 0.0]
        self.integral = [0.0, 0.0, 0.0]
        self.yaw_rads = 0.0

    def step(
        self,
        wished: tuple[float, float, float],
        yaw_rad: float | None,
        estimate: Estimate,
        limits: ControlLimits,
        dt_s: float,
    ) -> AttitudeCommand:
        """Tilt, turn and thrust for the next `dt_s`; `yaw_rad` None keeps the heading."""
        self._follow(wished, limits, dt_s)
        believed = (estimate.north_ms, estimate.east_ms, estimate.up_ms)
        wanted = [0.0, 0.0, 0.0]
        for axis, (gain, integral) in enumerate(((GAIN_XY, INTEGRAL_XY), (GAIN_XY, INTEGRAL_XY), (GAIN_Z, INTEGRAL_Z))):
            error = self.velocity[axis] - believed[axis]
            self.integral[axis] = min(max(self.integral[axis] + integral * error * dt_s, -6.0), 6.0)
            wanted[axis] = self.acceleration[axis] + gain * error + self.integral[axis]
        return self._attitude(wanted, yaw_rad, estimate, limits, dt_s)

    def _follow(self, wished: tuple[float, float, float], limits: ControlLimits, dt_s: float) -> None:
        """Bend the trajectory's velocity towards the wished one within acceleration and jerk."""
        off_n, off_e = wished[0] - self.velocity[0], wished[1] - self.velocity[1]
        off_ms = math.hypot(off_n, off_e)
        level = _approach_acceleration(off_ms, limits.acceleration_ms2, limits.jerk_ms3)
        goal_n, goal_e = (off_n / off_ms * level, off_e / off_ms * level) if off_ms > 1e-6 else (0.0, 0.0)
        off_u = wished[2] - self.velocity[2]
        top = limits.acceleration_up_ms2 if off_u > 0.0 else limits.acceleration_down_ms2
        goal_u = math.copysign(_approach_acceleration(abs(off_u), top, limits.jerk_ms3), off_u)
        change = [goal_n - self.acceleration[0], goal_e - self.acceleration[1]]
        size = math.hypot(change[0], change[1])
        most = limits.jerk_ms3 * dt_s
        scale = most / size if size > most else 1.0
        self.acceleration[0] += change[0] * scale
        self.acceleration[1] += change[1] * scale
        self.acceleration[2] += min(max(goal_u - self.acceleration[2], -most), most)
        for axis in range(3):
            self.velocity[axis] += self.acceleration[axis] * dt_s

    def _attitude(
        self, wanted: list[float], yaw_rad: float | None, estimate: Estimate, limits: ControlLimits, dt_s: float
    ) -> AttitudeCommand:
        lift = max(wanted[2] + GRAVITY_MS2, 0.2 * GRAVITY_MS2)
        level = math.hypot(wanted[0], wanted[1])
        most = lift * math.tan(limits.tilt_rad)
        if level > most:
            wanted[0] *= most / level
            wanted[1] *= most / level
        cos_y, sin_y = math.cos(estimate.yaw_rad), math.sin(estimate.yaw_rad)
        ahead = wanted[0] * cos_y + wanted[1] * sin_y
        right = -wanted[0] * sin_y + wanted[1] * cos_y
        thrust = math.sqrt(ahead * ahead + right * right + lift * lift)
        self.command.pitch_rad = -math.atan2(ahead, lift)
        self.command.roll_rad = math.asin(min(max(right / thrust, -1.0), 1.0))
        self.command.thrust_ms2 = thrust
        self.command.yaw_rads = self._yaw_rate(yaw_rad, estimate, limits, dt_s)
        return self.command

    def _yaw_rate(self, yaw_rad: float | None, estimate: Estimate, limits: ControlLimits, dt_s: float) -> float:
        goal = 0.0
        if yaw_rad is not None:
            off = math.remainder(yaw_rad - estimate.yaw_rad, math.tau)
            fastest = math.sqrt(2.0 * limits.yaw_acceleration_rads2 * abs(off)) * 0.8
            goal = math.copysign(min(abs(off) * YAW_GAIN, fastest, limits.yaw_rate_rads), off)
        most = limits.yaw_acceleration_rads2 * dt_s
        self.yaw_rads += min(max(goal - self.yaw_rads, -most), most)
        return self.yaw_rads


def _approach_acceleration(off_ms: float, acceleration_ms2: float, jerk_ms3: float) -> float:
    """The acceleration that still can be taken back, within the jerk, before the wished speed is passed."""
    return min(acceleration_ms2, math.sqrt(2.0 * jerk_ms3 * off_ms) * 0.9, off_ms * 3.0)
