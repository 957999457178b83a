"""The gimbal: where the camera really looks, what the gimbal says of it, and who may turn it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_sim.aircraft.dynamics import Body
from firmware_sim.aircraft.estimator import Drift

PITCH_RANGE_DEG = (-120.0, 30.0)
RATE_RADS = math.radians(60.0)
Place = tuple[float, float, float]
YAW_LOCK_FLAG = 16
RETRACT_FLAG, NEUTRAL_FLAG = 1, 2
MANUAL_RATE_DEGS = 30.0
"""How fast a fully deflected stick turns it: MNT_RATE_PITCH and MNT_RATE_YAW."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attitude:
    """Gimbal angles: roll and pitch against the horizon, yaw against the aircraft's nose."""

    roll_rad: float
    pitch_rad: float
    yaw_rad: float


class Gimbal:
    """A three-axis gimbal, level in roll and pitch, following the nose in yaw unless locked to the earth."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.wished_pitch_rad = math.radians(-90.0)
        self.wished_yaw_rad = 0.0
        self.rates_rads = (0.0, 0.0)
        self.yaw_locked = False
        self.primary: tuple[int, int] = (0, 0)
        """System and component that may turn it."""
        self.interest: Callable[[], Place | None] | None = None
        """Where the place is that it follows: north, east and up in the world's frame; None when it follows none."""
        self._pitch_rad = self.wished_pitch_rad
        self._yaw_rad = 0.0
        self._shake = tuple(Drift(math.radians(0.06), 0.4, rng, smooth_s=0.1) for _ in range(3))
        # A calibration error the gimbal does not know of.
        self._offset_rad = tuple(math.copysign(math.radians(rng.uniform(0.2, 0.35)), rng.gauss(0, 1)) for _ in range(3))
        self.true = Attitude(roll_rad=0.0, pitch_rad=self._pitch_rad, yaw_rad=0.0)
        self.pitch_rads = 0.0
        self._lag_rad = 0.0

    def step(self, body: Body, dt_s: float) -> None:
        """Turn towards what is wished, and shake a little."""
        pitch_rate, yaw_rate = self.rates_rads
        self.wished_pitch_rad = _within_range(self.wished_pitch_rad + pitch_rate * dt_s)
        self.wished_yaw_rad += yaw_rate * dt_s
        most = RATE_RADS * dt_s
        move = min(max(self.wished_pitch_rad - self._pitch_rad, -most), most)
        self._pitch_rad += move
        self.pitch_rads = move / dt_s
        against_nose_rad = self.wished_yaw_rad - (body.yaw_rad if self.yaw_locked else 0.0)
        self._yaw_rad += min(max(math.remainder(against_nose_rad - self._yaw_rad, math.tau), -most), most)
        # The yaw motor trails the turning nose by a few hundredths of a second.
        self._lag_rad = -0.04 * body.yaw_rads
        shake = [drift.step(dt_s) for drift in self._shake]
        self.true = Attitude(
            roll_rad=shake[0],
            pitch_rad=self._pitch_rad + shake[1],
            yaw_rad=self._yaw_rad + self._lag_rad + shake[2],
        )

    def reported(self) -> Attitude:
        """What the gimbal says of itself."""
        roll_rad, pitch_rad, yaw_rad = self._offset_rad
        return Attitude(
            roll_rad=self.true.roll_rad + roll_rad,
            pitch_rad=self.true.pitch_rad + pitch_rad,
            yaw_rad=self.true.yaw_rad + yaw_rad,
        )

    def point(self, pitch_deg: float, yaw_deg: float, pitch_rate_degs: float, yaw_rate_degs: float, flags: int) -> None:
        """Take a DO_GIMBAL_MANAGER_PITCHYAW; NaN leaves an axis as it is. A place of interest is forgotten."""
        self.interest = None
        if flags & (RETRACT_FLAG | NEUTRAL_FLAG):
            pitch_deg, yaw_deg, flags = 0.0, 0.0, 0
        self.yaw_locked = bool(flags & YAW_LOCK_FLAG)
        if math.isfinite(pitch_deg):
            self.wished_pitch_rad = _within_range(math.radians(pitch_deg))
        if math.isfinite(yaw_deg):
            self.wished_yaw_rad = math.radians(yaw_deg)
        self.rates_rads = (
            math.radians(pitch_rate_degs) if math.isfinite(pitch_rate_degs) else 0.0,
            math.radians(yaw_rate_degs) if math.isfinite(yaw_rate_degs) else 0.0,
        )

    def aim(self, pitch_rad: float, heading_rad: float) -> None:
        """Look along a direction against horizon and north, whichever way the aircraft turns."""
        self.yaw_locked, self.rates_rads = True, (0.0, 0.0)
        self.wished_pitch_rad, self.wished_yaw_rad = _within_range(pitch_rad), heading_rad

    def ned_from_camera(self, body: Body) -> NDArray[np.float64]:
        """The true rotation; camera x right, y down, z along the line of sight."""
        heading_rad = body.yaw_rad + self.true.yaw_rad
        sin_y, cos_y = math.sin(heading_rad), math.cos(heading_rad)
        sin_p, cos_p = math.sin(self.true.pitch_rad), math.cos(self.true.pitch_rad)
        sin_r, cos_r = math.sin(self.true.roll_rad), math.cos(self.true.roll_rad)
        ned_from_gimbal = np.array(
            [
                [cos_y * cos_p, cos_y * sin_p * sin_r - sin_y * cos_r, cos_y * sin_p * cos_r + sin_y * sin_r],
                [sin_y * cos_p, sin_y * sin_p * sin_r + cos_y * cos_r, sin_y * sin_p * cos_r - cos_y * sin_r],
                [-sin_p, cos_p * sin_r, cos_p * cos_r],
            ]
        )
        # Gimbal axes are forward, right, down; the camera's are right, down, forward.
        return ned_from_gimbal[:, [1, 2, 0]]


def _within_range(pitch_rad: float) -> float:
    low, high = PITCH_RANGE_DEG
    return min(max(pitch_rad, math.radians(low)), math.radians(high))


def quaternion(roll_rad: float, pitch_rad: float, yaw_rad: float) -> tuple[float, float, float, float]:
    """w, x, y, z of the rotation yaw, then pitch, then roll."""
    sin_r, cos_r = math.sin(0.5 * roll_rad), math.cos(0.5 * roll_rad)
    sin_p, cos_p = math.sin(0.5 * pitch_rad), math.cos(0.5 * pitch_rad)
    sin_y, cos_y = math.sin(0.5 * yaw_rad), math.cos(0.5 * yaw_rad)
    return (
        cos_r * cos_p * cos_y + sin_r * sin_p * sin_y,
        sin_r * cos_p * cos_y - cos_r * sin_p * sin_y,
        cos_r * sin_p * cos_y + sin_r * cos_p * sin_y,
        cos_r * cos_p * sin_y - sin_r * sin_p * cos_y,
    )
