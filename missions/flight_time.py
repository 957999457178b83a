"""How long a multirotor takes along a route: speed, acceleration, corners, climbs and wind.

Corner speed as in PX4's position smoothing: the aircraft cuts a corner within its acceptance radius at the speed that
the acceleration allows, sqrt(a * r * tan(interior / 2)), and nearly stops in a reversal. PX4 slows the whole motion,
not only the vertical part, when a leg is steeper than the climb rate allows, so a leg takes at least its climb's time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wind:
    """Wind over the whole area, as meteorology writes it."""

    from_deg: float
    speed_ms: float

    @property
    def towards(self) -> tuple[float, float]:
        """North and east speed (m/s) of the air."""
        return (
            -self.speed_ms * math.cos(math.radians(self.from_deg)),
            -self.speed_ms * math.sin(math.radians(self.from_deg)),
        )


SPOOL_UP_S, TAKE_OFF_MS, TAKE_OFF_SLOWLY_BELOW_M = 5.0, 1.3, 15.0
LAND_SLOWLY_BELOW_M = 10.0
LANDED_S = 11.0
"""Turning to the landing, feeling the ground and stopping the motors."""
BEND_RAD = math.radians(20.0)
"""A smaller turn is no corner."""
NARROW_M, ROUNDED = 2.0, 0.5
"""Up to this acceptance radius a corner costs what it costs; of each metre more, so much counts for the speed kept.
Flown in simulation, corners of 6, 8 and 10 m save at least what this says (`docs/explanation/planning.md`)."""
CALM = Wind(from_deg=0.0, speed_ms=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """What the aircraft can do; the defaults were fitted to a PX4 quadrotor (1.17, simulated) flying a search."""

    speed_ms: float = 8.0
    """Wanted speed over ground."""
    acceleration_ms2: float = 1.25
    """Effective: PX4 may use 3 m/s2, but its jerk limit and its careful approach to a point make it this."""
    corner_radius_m: float = 0.5
    """Effective, for the speed kept in a narrow corner."""
    bend_radius_m: float = 4.0
    """Effective, where the way only bends: the acceptance radius is wider there (`following.acceptance_radii`)."""
    climb_ms: float = 3.0
    descent_ms: float = 1.5
    land_ms: float = 0.7
    airspeed_limit_ms: float = 15.0
    """Against a strong wind the speed over ground falls below the wanted one."""
    wind: Wind = CALM

    def leg_speeds(self, legs: Array) -> Array:
        """Speed over ground (m/s) along horizontal legs (n, 2: north, east), as far as the wind allows."""
        length = np.maximum(np.linalg.norm(legs, axis=-1), 1e-9)
        along = legs / length[..., None]
        north, east = self.wind.towards
        tail = along[..., 0] * north + along[..., 1] * east
        cross = along[..., 1] * north - along[..., 0] * east
        reachable = tail + np.sqrt(np.maximum(self.airspeed_limit_ms**2 - cross**2, 0.0))
        # A leg that the wind forbids still needs a number: crawling makes it the last choice and the check reports it.
        return np.asarray(np.clip(reachable, 0.3, self.speed_ms))

    def airspeeds(self, legs: Array) -> Array:
        """Speed through the air (m/s) along horizontal legs (n, 2) flown at `leg_speeds`."""
        length = np.maximum(np.linalg.norm(legs, axis=-1), 1e-9)
        over_ground = legs / length[..., None] * self.leg_speeds(legs)[..., None]
        return np.asarray(np.linalg.norm(over_ground - np.array(self.wind.towards), axis=-1))

    def leg_times(
        self,
        points: Array,
        speeds: Array | None = None,
        stops: NDArray[np.bool_] | None = None,
        acceptance_m: Array | None = None,
    ) -> Array:
        """Seconds (n - 1,) for each leg of a route (n, 2 or 3: north, east and perhaps up), from rest to rest.

        `speeds` (n - 1) are what the legs are to be flown at, else as fast as wanted; `stops` (n) are halts;
        `acceptance_m` (n) is how near to a point counts as there, else narrow.
        """
        legs = np.diff(points, axis=0)
        flat = legs[:, :2]
        length = np.linalg.norm(flat, axis=1)
        top = self.leg_speeds(flat) if speeds is None else np.minimum(self.leg_speeds(flat), speeds)
        if legs.shape[1] > 2:
            rate = np.where(legs[:, 2] > 0, self.climb_ms, self.descent_ms)
            vertical_s = np.abs(legs[:, 2]) / rate
            top = np.minimum(top, np.where(vertical_s > 0, length / np.maximum(vertical_s, 1e-9), np.inf))
        else:
            vertical_s = np.zeros(len(length))
        corner_m = np.full(max(len(flat) - 1, 0), self.corner_radius_m)
        if acceptance_m is not None:
            corner_m += ROUNDED * np.maximum(acceptance_m[1:-1] - NARROW_M, 0.0)
        corners = np.concatenate([[0.0], self._corner_speeds(flat, length, corner_m), [0.0]])
        if stops is not None:
            corners = np.where(stops, 0.0, corners)
        first, last = np.minimum(corners[:-1], top), np.minimum(corners[1:], top)
        flat_s = _trapezoid_s(length, np.maximum(top, 1e-3), first, last, self.acceleration_ms2)
        return np.asarray(np.maximum(flat_s, vertical_s))

    def take_off_time(self, height_m: float) -> float:
        """Seconds from the command to hovering at `height_m`; 15 m took PX4 15 to 16 s, 60 m 31 s."""
        slow_m = min(height_m, TAKE_OFF_SLOWLY_BELOW_M)
        return SPOOL_UP_S + slow_m / TAKE_OFF_MS + (height_m - slow_m) / self.climb_ms

    def landing_time(self, height_m: float) -> float:
        """Seconds from above home to standing with the motors off."""
        slow = min(height_m, LAND_SLOWLY_BELOW_M)
        return (height_m - slow) / self.descent_ms + slow / self.land_ms + LANDED_S

    def with_corners(self, acceptance_m: float) -> Motion:
        """The same where every corner may be cut from `acceptance_m` on."""
        wider_m = ROUNDED * max(acceptance_m - NARROW_M, 0.0)
        return replace(self, corner_radius_m=self.corner_radius_m + wider_m)

    def _corner_speeds(self, flat: Array, length: Array, corner_m: Array) -> Array:
        before, after = flat[:-1], flat[1:]
        product = np.maximum(length[:-1] * length[1:], 1e-9)
        turn = np.arccos(np.clip((before * after).sum(axis=1) / product, -1.0, 1.0))
        half_interior = np.clip((math.pi - turn) / 2, 1e-3, math.pi / 2 - 1e-6)
        radius_m = np.where(turn < BEND_RAD, self.bend_radius_m, corner_m)
        speed = np.sqrt(self.acceleration_ms2 * radius_m * np.tan(half_interior))
        return np.asarray(np.minimum(speed, self.speed_ms))

    def route_time(self, points: Array) -> float:
        """Seconds for a whole route (n, 2 or 3), from rest to rest."""
        return float(self.leg_times(points).sum()) if len(points) > 1 else 0.0


def draped(points: Array, height: Callable[[Array, Array], Array], step_m: float) -> tuple[Array, NDArray[np.intp]]:
    """A route (n, 2) with a point at least every `step_m`, on a surface: (m, 3), and where the n points are in it."""
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
    counts = np.maximum(np.ceil(lengths / step_m), 1).astype(np.intp)
    places = np.concatenate([[0], np.cumsum(counts)])
    at = np.arange(places[-1] + 1)
    flat = np.column_stack([np.interp(at, places, points[:, axis]) for axis in (0, 1)])
    up = height(flat[:, 0], flat[:, 1])
    # Ground that is not known cannot slow the estimate; the check refuses the plan anyhow.
    return np.column_stack(
        [flat, np.where(np.isfinite(up), up, np.nanmin(up) if np.isfinite(up).any() else 0.0)]
    ), places


def _trapezoid_s(length: Array, top: Array, first: Array, last: Array, acceleration: float) -> Array:
    """Time to cover `length` from speed `first` to `last`, never above `top` (m/s)."""
    # The highest speed that still leaves room to brake; below `top` the profile is a triangle.
    peak = np.minimum(top, np.sqrt(np.maximum(acceleration * length + (first**2 + last**2) / 2, 0.0)))
    peak = np.maximum(peak, np.maximum(first, last))
    ramps = (2 * peak**2 - first**2 - last**2) / (2 * acceleration)
    cruise = np.maximum(length - ramps, 0.0)
    return np.asarray((2 * peak - first - last) / acceleration + cruise / np.maximum(peak, 1e-9))
