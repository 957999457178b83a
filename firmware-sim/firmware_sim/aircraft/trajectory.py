"""The trajectory towards a course: how fast, which way, within speed, acceleration and jerk on three axes.

Follows PX4's `PositionSmoothing`: the speed is the highest from which it can still brake or turn, the way into a leg is
found by looking ahead along it, and the trajectory's time runs slower while the aircraft lags behind it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from firmware_sim.aircraft.course import Course, Place
from firmware_sim.aircraft.smoothing import AxisSmoothing, end_together

LOOK_AHEAD_M = 5.0
TURNING_COSINE = 0.98
TURNING_MS = 0.2
SMALL_SPEED_MS = 0.5
NEARLY_HALF_TURN_RAD = math.pi - 1e-6


@dataclass(slots=True, kw_only=True)
class TrajectoryLimits:
    """PX4's parameters of automatic flight."""

    cruise_ms: float = 5.0
    up_ms: float = 3.0
    down_ms: float = 1.5
    acceleration_ms2: float = 3.0
    up_ms2: float = 4.0
    down_ms2: float = 3.0
    jerk_ms3: float = 4.0
    turn_gain: float = 0.5
    """Share of the acceleration that a turn may use (MPC_XY_TRAJ_P)."""
    altitude_acceptance_m: float = 0.8
    most_lag_m: float = 2.0
    """MPC_XY_ERR_MAX: this far behind, the trajectory waits."""


def speed_from_distance(jerk_ms3: float, acceleration_ms2: float, distance_m: float, final_ms: float) -> float:
    """The highest speed from which it can still brake to `final_ms` within `distance_m`.

    The root of v²/2a + 2av/j = d + final²/2a: constant braking plus the time it takes to build it up.
    """
    b = 4.0 * acceleration_ms2 * acceleration_ms2 / jerk_ms3
    c = 2.0 * acceleration_ms2 * distance_m + final_ms * final_ms
    return max(0.5 * (math.sqrt(b * b + 4.0 * c) - b), final_ms)


def speed_in_turn(angle_rad: float, acceleration_ms2: float, radius_m: float) -> float:
    """Speed on the circle that touches both legs `radius_m` from the corner; `angle_rad` is between the legs."""
    return math.sqrt(acceleration_ms2 * radius_m * math.tan(0.5 * min(max(angle_rad, 0.0), NEARLY_HALF_TURN_RAD)))


def braking_distance_m(speed_ms: float, acceleration_ms2: float) -> float:
    """How far ahead PX4 puts the place to stop at: constant braking, and six tenths of a second for building it up."""
    return speed_ms * (0.5 * speed_ms / acceleration_ms2 + 0.6)


def _angle(ax: float, ay: float, bx: float, by: float) -> float:
    size = math.hypot(ax, ay) * math.hypot(bx, by)
    return math.acos(min(max((ax * bx + ay * by) / size, -1.0), 1.0)) if size > 1e-12 else 0.5 * math.pi


@dataclass(slots=True)
class Trajectory:
    """Three smoothed axes: north, east, up."""

    origin: Place = (0.0, 0.0, 0.0)
    """Where it was switched on; PX4 measures vertical corners in the plane of distance and height from there."""
    north: AxisSmoothing = field(default_factory=AxisSmoothing)
    east: AxisSmoothing = field(default_factory=AxisSmoothing)
    up: AxisSmoothing = field(default_factory=AxisSmoothing)
    limits: TrajectoryLimits = field(default_factory=TrajectoryLimits)
    unsmoothed_up_ms: float = 0.0
    _speed_before_turn_ms: float = 0.0

    def reset(self, place: Place, velocity: Place, acceleration: Place) -> None:
        """Go on from the present motion."""
        for axis, x, v, a in zip((self.north, self.east, self.up), place, velocity, acceleration, strict=True):
            axis.reset(x, v, a)

    @property
    def place(self) -> Place:
        """Where the trajectory is."""
        return self.north.x, self.east.x, self.up.x

    def set_limits(self, speed_ms: float, up_ms: float, up_ms2: float) -> None:
        """Give the axes their limits; `speed_ms` is the greatest level speed."""
        limits = self.limits
        for axis in (self.north, self.east):
            axis.most_v, axis.most_a, axis.jerk = speed_ms, limits.acceleration_ms2, limits.jerk_ms3
        self.up.most_v, self.up.most_a, self.up.jerk = up_ms, up_ms2, limits.jerk_ms3

    def step(self, here: Place, course: Course, climb_ms: float | None, dt_s: float) -> None:
        """Move on by `dt_s` and plan anew; `climb_ms` flies that vertical speed instead of the target's height."""
        wished = self._wished(course, climb_ms)
        self.unsmoothed_up_ms = wished[2]
        stretch = self._time_stretch(here)
        axes = (self.north, self.east, self.up)
        for axis in axes:
            axis.advance(dt_s * stretch)
        for axis, v in zip(axes, wished, strict=True):
            axis.aim(v)
        end_together(axes)

    def _time_stretch(self, here: Place) -> float:
        """How fast its time runs: slower the farther the aircraft is behind."""
        lag_n, lag_e = self.north.x - here[0], self.east.x - here[1]
        if self.limits.most_lag_m <= 0.0 or lag_n * self.north.v + lag_e * self.east.v < 0.0:
            return 1.0
        return 1.0 - min(math.hypot(lag_n, lag_e) / self.limits.most_lag_m, 1.0)

    def _wished(self, course: Course, climb_ms: float | None) -> Place:
        """The velocity to smooth."""
        target = course.target
        before = course.before if course.before is not None else target
        after = course.after if course.after is not None else target
        is_turning = self._is_turning(course)
        aim = self._look_ahead(before, course) if is_turning else target
        speed_ms = self._level_speed(course, after)
        if is_turning:
            speed_ms = min(speed_ms, self._speed_before_turn_ms)
        else:
            self._speed_before_turn_ms = speed_ms
        to_n, to_e = aim[0] - self.north.x, aim[1] - self.east.x
        if climb_ms is not None:
            across_m = math.hypot(to_n, to_e)
            scale = speed_ms / across_m if across_m > 1e-6 else 0.0
            return to_n * scale, to_e * scale, climb_ms
        to_u = aim[2] - self.up.x
        rise_ms = self._climb_speed(target, after)
        distance_m = math.sqrt(to_n * to_n + to_e * to_e + to_u * to_u)
        scale = math.hypot(speed_ms, rise_ms) / distance_m if distance_m > 1e-6 else 0.0
        return _clamped((to_n * scale, to_e * scale, to_u * scale), speed_ms, rise_ms)

    def _is_turning(self, course: Course) -> bool:
        to_n, to_e = course.target[0] - self.north.x, course.target[1] - self.east.x
        speed_ms, left_m = math.hypot(self.north.v, self.east.v), math.hypot(to_n, to_e)
        if speed_ms <= TURNING_MS or left_m <= course.acceptance_m:
            return False
        return (self.north.v * to_n + self.east.v * to_e) / (speed_ms * left_m) < TURNING_COSINE

    def _look_ahead(self, before: Place, course: Course) -> Place:
        """The point of the leg that lies one look-ahead distance away."""
        leg = [course.target[axis] - before[axis] for axis in range(3)]
        length_m = math.sqrt(sum(part * part for part in leg))
        if length_m < 1e-6:
            return before
        along = [part / length_m for part in leg]
        off = [axis.x - before[index] for index, axis in enumerate((self.north, self.east, self.up))]
        done_m = sum(a * o for a, o in zip(along, off, strict=True))
        beside_m = math.sqrt(sum((o - a * done_m) ** 2 for a, o in zip(along, off, strict=True)))
        reach_m = max(course.acceptance_m, LOOK_AHEAD_M)
        ahead_m = done_m + (math.sqrt(reach_m**2 - beside_m**2) if reach_m > beside_m else 0.0)
        return before[0] + along[0] * ahead_m, before[1] + along[1] * ahead_m, before[2] + along[2] * ahead_m

    def _level_speed(self, course: Course, after: Place) -> float:
        """The highest level speed that can still brake for the target, its corner, and the one after."""
        limits, target = self.limits, course.target
        acceleration, jerk = limits.acceleration_ms2, limits.jerk_ms3
        to_n, to_e = target[0] - self.north.x, target[1] - self.east.x
        back_n, back_e = target[0] - after[0], target[1] - after[1]
        next_leg_m, at_target_ms = math.hypot(back_n, back_e), 0.0
        if next_leg_m > 0.001 and next_leg_m >= course.acceptance_m:
            angle_rad = _angle(to_n, to_e, back_n, back_e)
            turn_ms = speed_in_turn(angle_rad, limits.turn_gain * acceleration, course.acceptance_m)
            at_target_ms = min(turn_ms, speed_from_distance(jerk, acceleration, next_leg_m, 0.0), limits.cruise_ms)
        return min(limits.cruise_ms, speed_from_distance(jerk, acceleration, math.hypot(to_n, to_e), at_target_ms))

    def _climb_speed(self, target: Place, after: Place) -> float:
        """The highest vertical speed that can still brake for the target's height."""
        axis = self.up
        arrival_ms = 0.0
        if abs(target[2] - after[2]) > 0.001:
            at, to, on = (self._from_origin(place) for place in (self.place, target, after))
            angle_rad = _angle(to[0] - at[0], to[1] - at[1], to[0] - on[0], to[1] - on[1])
            arrival_ms = min(speed_in_turn(angle_rad, axis.most_a, self.limits.altitude_acceptance_m), axis.most_v)
        return min(axis.most_v, speed_from_distance(axis.jerk, axis.most_a, abs(target[2] - axis.x), arrival_ms))

    def _from_origin(self, place: Place) -> tuple[float, float]:
        return math.hypot(place[0] - self.origin[0], place[1] - self.origin[1]), place[2] - self.origin[2]


def _clamped(velocity: Place, level_ms: float, climb_ms: float) -> Place:
    """Scaled down as a whole to both limits; a slow part alone, so that it does not stop the other."""
    north, east, up = velocity
    speed_ms = math.hypot(north, east)
    if speed_ms > level_ms:
        scale = level_ms / speed_ms
        north, east = north * scale, east * scale
        if not (level_ms < SMALL_SPEED_MS and speed_ms < SMALL_SPEED_MS):
            up *= scale
    rise_ms = abs(up)
    if rise_ms > climb_ms:
        scale = climb_ms / rise_ms
        up *= scale
        if not (climb_ms < SMALL_SPEED_MS and rise_ms < SMALL_SPEED_MS):
            north, east = north * scale, east * scale
    return north, east, up
