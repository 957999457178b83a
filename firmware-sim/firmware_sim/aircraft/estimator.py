"""What the autopilot believes: the truth with errors of the size that GNSS, barometer and compass have.

The errors drift slowly (a first-order Gauss-Markov process smoothed by a second pole), because that is what a filter
lets through of GNSS multipath, ionosphere, air pressure and magnetic disturbance; white noise on top is small.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from firmware_sim.aircraft.condition import Condition
from firmware_sim.aircraft.dynamics import Body

UPDATE_S = 0.1

HORIZONTAL_SIGMA_M, HORIZONTAL_TIME_S = 1.2, 180.0
"""Each axis. Data sheets of single-band receivers without corrections give 2.5 m (u-blox NEO-M8, UBX-15031086) and
1.5 m (NEO-M9N) CEP, which is 1.18 sigma; what the ionosphere and slow multipath leave of it turns over in minutes."""
VERTICAL_SIGMA_M, VERTICAL_TIME_S = 1.7, 180.0
"""GNSS height with a barometer: the height above home of the recorded PX4 wanders 1.5 m over a flight."""
HEADING_OFFSET_RAD, HEADING_DRIFT_RAD = math.radians(1.2), math.radians(0.8)
"""What is left of iron and currents near the compass after its calibration, and what turns with place and load:
1.4 degrees together."""


WITHOUT_FIX_S, FIX_AGAIN_S = 5.3, 2.0
"""Measured on PX4 SITL: the position is given up 5.3 s after GNSS went."""
BIAS_MS2 = 0.06
"""An accelerometer bias of 6 mg that the filter has not learned: what consumer MEMS leave after calibration."""
RECOVERY_S, COMPASS_TIME_S, JAMMING_SHARE = 4.0, 2.0, 0.35


class Drift:
    """One slowly wandering error: `sigma` in its own unit, `time_s` how long it remembers."""

    def __init__(self, sigma: float, time_s: float, rng: random.Random, smooth_s: float = 3.0) -> None:
        self._rng = rng
        self._keep = math.exp(-UPDATE_S / time_s)
        self._kick = sigma * math.sqrt(1.0 - self._keep * self._keep)
        self._smooth_s = smooth_s
        self._raw = rng.gauss(0.0, sigma)
        self.value = self._raw
        self.rate = 0.0
        self._wait_s = 0.0

    def step(self, dt_s: float) -> float:
        """The error after `dt_s`."""
        self._wait_s += dt_s
        if self._wait_s >= UPDATE_S:
            self._wait_s -= UPDATE_S
            self._raw = self._raw * self._keep + self._kick * self._rng.gauss(0.0, 1.0)
        self.rate = (self._raw - self.value) / self._smooth_s
        self.value += self.rate * dt_s
        return self.value


@dataclass(slots=True, kw_only=True)
class Estimate:
    """What the autopilot believes of its own motion; the same axes as the truth."""

    north_m: float = 0.0
    east_m: float = 0.0
    up_m: float = 0.0
    north_ms: float = 0.0
    east_ms: float = 0.0
    up_ms: float = 0.0
    roll_rad: float = 0.0
    pitch_rad: float = 0.0
    yaw_rad: float = 0.0
    roll_rads: float = 0.0
    pitch_rads: float = 0.0
    yaw_rads: float = 0.0


class Estimator:
    """Turns the truth into what the autopilot believes, and into raw GNSS fixes."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._north = Drift(HORIZONTAL_SIGMA_M, HORIZONTAL_TIME_S, rng)
        self._east = Drift(HORIZONTAL_SIGMA_M, HORIZONTAL_TIME_S, rng)
        self._up = Drift(VERTICAL_SIGMA_M, VERTICAL_TIME_S, rng)
        self._roll = Drift(math.radians(0.25), 40.0, rng)
        self._pitch = Drift(math.radians(0.25), 40.0, rng)
        self._yaw = Drift(HEADING_DRIFT_RAD, 60.0, rng)
        self._yaw_offset_rad = rng.gauss(0.0, HEADING_OFFSET_RAD)
        self.estimate = Estimate()
        self.knows_place = True
        self._without_s = 0.0
        self._push_m, self._push_ms = [0.0, 0.0], [0.0, 0.0]
        self._bias_rad = rng.uniform(-math.pi, math.pi)
        self._compass_rad = 0.0
        self._jam: tuple[Drift, Drift] | None = None
        self._jam_rng = random.Random(self._bias_rad)

    def disturb(self, condition: Condition, dt_s: float) -> None:
        """Let faults of GNSS and compass into the belief."""
        push, speed, estimate = self._push_m, self._push_ms, self.estimate
        self._compass_rad += (condition.compass_rad - self._compass_rad) * min(dt_s / COMPASS_TIME_S, 1.0)
        self._watch_fix(condition.gnss_is_usable, dt_s)
        if condition.gnss_is_usable:
            for axis in (0, 1):
                wished_ms = condition.gnss_drift_ms[axis]
                speed[axis] = wished_ms if wished_ms else -push[axis] / RECOVERY_S
        else:
            # Dead reckoning: what is left of the accelerometers' bias adds up.
            speed[0] += BIAS_MS2 * math.cos(self._bias_rad) * dt_s
            speed[1] += BIAS_MS2 * math.sin(self._bias_rad) * dt_s
        push[0] += speed[0] * dt_s
        push[1] += speed[1] * dt_s
        estimate.north_m += push[0]
        estimate.east_m += push[1]
        estimate.north_ms += speed[0]
        estimate.east_ms += speed[1]
        estimate.yaw_rad = math.remainder(estimate.yaw_rad + self._compass_rad, math.tau)
        self._let_jamming_in(condition.gnss_noise_m if condition.gnss_is_usable else 0.0, dt_s)

    def _watch_fix(self, is_usable: bool, dt_s: float) -> None:
        """PX4's EKF2 gives the position up some seconds after the last fix, and takes it up again after some."""
        if is_usable == self.knows_place:
            self._without_s = 0.0
            return
        self._without_s += dt_s
        if self._without_s > (FIX_AGAIN_S if is_usable else WITHOUT_FIX_S):
            self.knows_place, self._without_s = is_usable, 0.0

    def _let_jamming_in(self, noise_m: float, dt_s: float) -> None:
        if noise_m <= 0.0:
            self._jam = None
            return
        if self._jam is None:
            sigma_m = JAMMING_SHARE * noise_m
            self._jam = Drift(sigma_m, 8.0, self._jam_rng), Drift(sigma_m, 8.0, self._jam_rng)
        self.estimate.north_m += self._jam[0].step(dt_s)
        self.estimate.east_m += self._jam[1].step(dt_s)

    def step(self, body: Body, dt_s: float) -> Estimate:
        """The belief after `dt_s`, given where `body` really is."""
        gauss = self._rng.gauss
        estimate = self.estimate
        estimate.north_m = body.north_m + self._north.step(dt_s)
        estimate.east_m = body.east_m + self._east.step(dt_s)
        estimate.up_m = body.up_m + self._up.step(dt_s)
        estimate.north_ms = body.north_ms + self._north.rate + gauss(0.0, 0.02)
        estimate.east_ms = body.east_ms + self._east.rate + gauss(0.0, 0.02)
        estimate.up_ms = body.up_ms + self._up.rate + gauss(0.0, 0.02)
        estimate.roll_rad = body.roll_rad + self._roll.step(dt_s)
        estimate.pitch_rad = body.pitch_rad + self._pitch.step(dt_s)
        estimate.yaw_rad = math.remainder(body.yaw_rad + self._yaw.step(dt_s) + self._yaw_offset_rad, math.tau)
        estimate.roll_rads = body.roll_rads + gauss(0.0, 0.002)
        estimate.pitch_rads = body.pitch_rads + gauss(0.0, 0.002)
        estimate.yaw_rads = body.yaw_rads + gauss(0.0, 0.002)
        return estimate

    def gnss_fix(self, noise_m: float = 0.0) -> tuple[float, float, float]:
        """A raw fix, north, east and up in metres: noisier than the filtered estimate, by `noise_m` more."""
        gauss = self._rng.gauss
        estimate = self.estimate
        fix = (
            estimate.north_m + gauss(0.0, 0.25),
            estimate.east_m + gauss(0.0, 0.25),
            estimate.up_m + gauss(0.0, 0.4),
        )
        if noise_m <= 0.0:
            return fix
        jam = self._jam_rng.gauss
        return fix[0] + jam(0.0, noise_m), fix[1] + jam(0.0, noise_m), fix[2] + jam(0.0, 1.5 * noise_m)
