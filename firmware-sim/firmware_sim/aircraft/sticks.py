"""Position mode: sticks ask for acceleration, drag gives the speed its limit, centred sticks brake and hold.

After PX4's `StickAccelerationXY` and `ManualVelocitySmoothingZ` (MPC_POS_MODE 4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firmware_sim.aircraft.setpoint import Setpoint
from firmware_sim.aircraft.smoothing import AxisSmoothing
from firmware_sim.aircraft.way import Way

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

DEAD_ZONE, EXPO, YAW_EXPO = 0.1, 0.6, 0.6
MOST_YAW_RADS = math.radians(150.0)
YAW_TIME_S = 0.08
JERK_MS3 = 8.0
BOOST_TIME_S = 0.8
LIFTING_STICK = 0.3
"""Throttle above its middle that means to take off."""
DEFLECTED = 0.3
"""COM_RC_STICK_OV: more than this in an automatic mode takes over."""
STILL_MS = 1e-3


@dataclass(slots=True)
class StickPositions:
    """Pitch forward, roll right, throttle up and yaw right, each -1 to 1."""

    forward: float = 0.0
    right: float = 0.0
    up: float = 0.0
    turn: float = 0.0


def curved(value: float, expo: float) -> float:
    """A stick's value behind its dead zone and its curve."""
    beyond = max(abs(value) - DEAD_ZONE, 0.0) / (1.0 - DEAD_ZONE)
    return math.copysign((1.0 - expo) * beyond + expo * beyond**3, value)


class Sticks(Way):
    """PX4's position mode, and whether there are sticks at all."""

    follows_course = False

    def __init__(self, pilot: Autopilot) -> None:
        super().__init__(pilot)
        self.heard_s = -math.inf
        self.positions = StickPositions()
        self._boost = 1.0
        self._north_ms = self._east_ms = 0.0
        self._north_ms2 = self._east_ms2 = 0.0
        self._hold: tuple[float, float] | None = None
        self._height = AxisSmoothing()
        self._height_held = False
        self._yaw_rad = math.nan
        self._yaw_rads = 0.0

    @property
    def are_valid(self) -> bool:
        """Whether they moved lately enough to fly by."""
        return self.pilot.now_s - self.heard_s < self.pilot.parameters.real("COM_RC_LOSS_T")

    @property
    def input(self) -> StickPositions:
        """The sticks as they are, or centred when they are gone."""
        sticks = self.pilot.sticks
        return sticks.positions if sticks.are_valid else StickPositions()

    def take(self, positions: StickPositions) -> None:
        """MANUAL_CONTROL came."""
        self.positions = positions
        self.heard_s = self.pilot.now_s

    @property
    def are_deflected(self) -> bool:
        """Whether somebody steers."""
        sticks = self.positions
        return self.are_valid and max(abs(sticks.forward), abs(sticks.right), abs(sticks.turn)) > DEFLECTED

    def enter(self) -> None:
        """Go on from the present motion."""
        setpoint, estimate = self.pilot.setpoint, self.pilot.estimate
        known = all(map(math.isfinite, setpoint.velocity))
        self._north_ms, self._east_ms, up_ms = setpoint.velocity if known else self.pilot.moving
        self._north_ms2 = self._east_ms2 = 0.0
        self._hold, self._height_held, self._boost = None, False, 1.0
        self._height.reset(estimate.up_m, up_ms, 0.0)
        self._yaw_rad, self._yaw_rads = math.nan, 0.0

    def setpoint(self, dt_s: float) -> Setpoint:
        """What the sticks ask for."""
        sticks = self.input
        self._move_level(sticks, dt_s)
        self._move_up(sticks, dt_s)
        self._turn(sticks, dt_s)
        north_m, east_m = self._hold if self._hold is not None else (math.nan, math.nan)
        height = self._height
        return Setpoint(
            place=(north_m, east_m, height.x if self._height_held else math.nan),
            velocity=(self._north_ms, self._east_ms, height.v),
            acceleration=(self._north_ms2, self._east_ms2, height.a),
            yaw_rad=self._yaw_rad,
            yaw_rads=self._yaw_rads,
            wants_to_lift=sticks.up > LIFTING_STICK,
        )

    def _move_level(self, sticks: StickPositions, dt_s: float) -> None:
        """Acceleration by the sticks against a drag that is stronger while they are centred."""
        real, yaw_rad = self.pilot.parameters.real, self.pilot.estimate.yaw_rad
        ahead, right = curved(sticks.forward, EXPO), curved(sticks.right, EXPO)
        size = math.hypot(ahead, right)
        if size > 1.0:
            ahead, right = ahead / size, right / size
        most_ms, push_ms2 = real("MPC_VEL_MANUAL"), 2.0 * real("MPC_ACC_HOR")
        goal = max(2.0, math.sqrt(most_ms)) if size < 1e-6 else 1.0
        self._boost += (goal - self._boost) * dt_s / (BOOST_TIME_S + dt_s)
        cos_y, sin_y = math.cos(yaw_rad), math.sin(yaw_rad)
        speed_ms = math.hypot(self._north_ms, self._east_ms)
        braking = min(max(self._boost - 1.0, 0.0), 1.0)
        felt_ms = braking * math.sqrt(speed_ms) + (1.0 - braking) * speed_ms if speed_ms < 1.0 else speed_ms
        drag = push_ms2 / most_ms * self._boost * (felt_ms / speed_ms if speed_ms > 1e-9 else 0.0)
        if size < 1e-6 and speed_ms < drag * speed_ms * dt_s:
            drag, self._north_ms, self._east_ms = 0.0, 0.0, 0.0
        wished_n = push_ms2 * (ahead * cos_y - right * sin_y) - drag * self._north_ms
        wished_e = push_ms2 * (ahead * sin_y + right * cos_y) - drag * self._east_ms
        change_n, change_e = wished_n - self._north_ms2, wished_e - self._east_ms2
        change, most = math.hypot(change_n, change_e), JERK_MS3 * dt_s
        scale = most / change if change > most else 1.0
        self._north_ms2 += change_n * scale
        self._east_ms2 += change_e * scale
        self._north_ms += self._north_ms2 * dt_s
        self._east_ms += self._east_ms2 * dt_s
        self._lock(size)

    def _lock(self, size: float) -> None:
        is_still = size < 1e-6 and math.hypot(self._north_ms, self._east_ms) < 0.05
        if is_still and self._hold is None:
            self._north_ms = self._east_ms = self._north_ms2 = self._east_ms2 = 0.0
            self._hold = (self.pilot.estimate.north_m, self.pilot.estimate.east_m)
        elif not is_still:
            self._hold = None

    def _move_up(self, sticks: StickPositions, dt_s: float) -> None:
        real, height, up = self.pilot.parameters.real, self._height, curved(sticks.up, EXPO)
        climbs = up > 0.0
        height.most_v = real("MPC_Z_VEL_MAX_UP") if climbs else real("MPC_Z_VEL_MAX_DN")
        height.most_a = real("MPC_ACC_UP_MAX") if climbs else real("MPC_ACC_DOWN_MAX")
        height.jerk = JERK_MS3
        height.aim(up * height.most_v)
        height.advance(dt_s)
        held = up == 0.0 and abs(height.v) < 0.1 and abs(height.a) < 0.2
        if not held:
            height.x = self.pilot.estimate.up_m
        self._height_held = held

    def _turn(self, sticks: StickPositions, dt_s: float) -> None:
        wished = curved(sticks.turn, YAW_EXPO) * MOST_YAW_RADS
        self._yaw_rads += (wished - self._yaw_rads) * dt_s / (YAW_TIME_S + dt_s)
        if wished != 0.0 or abs(self._yaw_rads) > 0.02:
            self._yaw_rad = math.nan
        elif self._yaw_rad != self._yaw_rad:
            self._yaw_rad = self.pilot.estimate.yaw_rad
