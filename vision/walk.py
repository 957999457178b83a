"""Rays walked over the terrain until they meet the ground."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Terrain = Callable[[Array, Array], Array]
"""Height (m, up, same zero as the pose's -down) at north and east (m) in the local frame; NaN off the model."""

MAX_RANGE_M = 2500.0
"""Farther off a pixel of a thermal camera is metres wide."""
MOST_STEPS_AT_ONCE = 128
"""Of a walk that are looked at together."""
NARROWINGS = 40
ON_THE_GROUND_M = 1e-7
"""So near to the ground a crossing is found, mostly long before `NARROWINGS` rounds."""


class Reason(StrEnum):
    """Why a ray gives no trustworthy place."""

    ABOVE_HORIZON = "above_horizon"
    """It points above the horizontal and meets no hill."""
    GRAZING = "grazing"
    """It meets the ground at so small an angle that a little tilt moves the place far."""
    OFF_MODEL = "off_model"
    """The terrain model ends before the ray meets the ground."""
    TOO_FAR = "too_far"
    """It meets no ground within the range."""
    GAP_IN_MODEL = "gap_in_model"
    """The terrain model has a hole on the way."""
    RISING_GROUND = "rising_ground"
    """It passes so close to a rise that either side of it may be what was seen."""
    BELOW_GROUND = "below_ground"
    """The camera itself would be in the ground: pose or model is wrong."""


def ground_hits(
    origins_ned: Array,
    directions_ned: Array,
    terrain: Terrain,
    step_m: float,
    max_range_m: float = MAX_RANGE_M,
    within_m: float = ON_THE_GROUND_M,
) -> tuple[Array, list[Reason | None]]:
    """Ranges (n,) at which rays first meet the ground, NaN with a reason where they do not.

    Each ray (unit `directions_ned` (n, 3) from `origins_ned` (n, 3), or all from one) is walked in steps of at most
    `step_m` over the ground, which must be at most half a cell of the terrain or thin ridges are jumped over; the
    first crossing is then narrowed down to a clearance of `within_m`.
    """
    origins = np.broadcast_to(origins_ned, directions_ned.shape).T
    directions = np.ascontiguousarray(directions_ned.T)
    start = -origins[2] - terrain(origins[0], origins[1])
    walk = Walk(origins, directions, terrain, step_m, max_range_m)
    walk.go(start)
    ranges = np.full(len(directions_ned), np.nan)
    met = np.flatnonzero(walk.is_met)
    if len(met):
        ranges[met] = walk.narrowed(met, within_m)
    return ranges, walk.why_not(ranges)


class Walk:
    """Rays (3, n) walked over the ground until each has stepped into it; arrays are components first."""

    def __init__(self, origins: Array, directions: Array, terrain: Terrain, step_m: float, max_range_m: float) -> None:
        count = directions.shape[1]
        self._origins, self._directions, self._terrain, self._max_range_m = origins, directions, terrain, max_range_m
        # Steps are along the ground; a steep ray goes down many metres in one, which narrowing mends.
        level = np.sqrt(directions[0] ** 2 + directions[1] ** 2)
        self._step = np.minimum(step_m / np.maximum(level, 1e-3), step_m * 8)
        self.near, self.far = np.full((2, count), np.nan), np.full((2, count), np.nan)
        """Range and clearance of the last step above the ground, and of the first in it."""
        self.is_met = np.zeros(count, np.bool_)
        self.reasons: dict[int, Reason] = {}

    def go(self, start: Array) -> None:
        """Walk, with clearances `start` (n,) at the origins."""
        is_up = start > 0
        if is_up.all():
            active = np.arange(len(start))
        else:
            for i in np.flatnonzero(~is_up).tolist():
                self.reasons[i] = Reason.OFF_MODEL if np.isnan(start[i]) else Reason.BELOW_GROUND
            active = np.flatnonzero(is_up)
        if not len(active):
            return
        # As many steps at once as most rays should need over level ground, and a few more.
        awaited = start[active] / np.maximum(self._directions[2, active], 0.05) / self._step[active]
        done, at_once = 0, min(MOST_STEPS_AT_ONCE, 4 + int(1.4 * min(1e6, float(awaited.mean()))))
        while len(active):
            active = self._steps(active, done, at_once)
            done += at_once
            at_once = min(2 * at_once, MOST_STEPS_AT_ONCE)

    def _steps(self, active: NDArray[np.intp], done: int, at_once: int) -> NDArray[np.intp]:
        """Walk so many steps after the first `done`; returns the rays that go on."""
        grid = self._step[active, None] * (done + np.arange(at_once + 1.0))
        is_all = len(active) == len(self._step)
        origins = self._origins if is_all else self._origins[:, active]
        directions = self._directions if is_all else self._directions[:, active]
        clear = clearance(origins[:, :, None], directions[:, :, None], grid, self._terrain)
        is_clear = clear > 0
        row = np.arange(len(active))
        # The first step is the last of those before, or the start: clear in any case.
        is_clear[:, 0] = True
        first = is_clear.argmin(axis=1)
        stopped = first > 0
        if stopped.all():
            onward = active[:0]
        else:
            is_far = ~stopped & (grid[:, -1] >= self._max_range_m)
            for i in active[is_far].tolist():
                self.reasons[i] = Reason.TOO_FAR
            onward = active[~stopped & ~is_far]
            active, grid, clear = active[stopped], grid[stopped], clear[stopped]
            first, row = first[stopped], row[: len(active)]
        self.near[:, active] = grid[row, first - 1], clear[row, first - 1]
        self.far[:, active] = grid[row, first], clear[row, first]
        unknown = np.isnan(clear[row, first])
        self.is_met[active] = ~unknown
        for i in np.flatnonzero(unknown).tolist():
            self.reasons[int(active[i])] = self._hole(int(active[i]), float(grid[i, first[i]]))
        return onward

    def _hole(self, ray: int, at_m: float) -> Reason:
        """Whether the model ends at `at_m` along a ray or goes on behind a gap."""
        on = at_m + np.arange(MOST_STEPS_AT_ONCE) * self._step[ray]
        beyond = clearance(self._origins[:, ray, None], self._directions[:, ray, None], on, self._terrain)
        return Reason.OFF_MODEL if np.isnan(beyond).all() else Reason.GAP_IN_MODEL

    def guessed(self) -> Array:
        """Ranges (n,) of the crossings, taken as even between the two steps; NaN where there is none."""
        guess = self.near[0] + (self.far[0] - self.near[0]) * (self.near[1] / (self.near[1] - self.far[1]))
        return guess if self.is_met.all() else np.where(self.is_met, guess, np.nan)

    def narrowed(self, rays: NDArray[np.intp] | list[int], within_m: float) -> Array:
        """Ranges at which `rays` that have met the ground are within so much of it.

        The Illinois form of false position: always between the two steps as in bisection, and a few rounds on smooth
        ground.
        """
        origins, directions = self._origins[:, rays], self._directions[:, rays]
        (low, above), (high, below) = self.near[:, rays], self.far[:, rays]
        middle, was_clear = high, np.full(len(low), np.nan)
        for _ in range(NARROWINGS):
            middle = low + (high - low) * (above / (above - below))
            clear = clearance(origins, directions, middle, self._terrain)
            if (np.abs(clear) < within_m).all():
                break
            is_clear = clear > 0
            clear = np.where(np.isnan(clear), -1.0, clear)
            # An end that stays twice counts half, or it would stay for ever.
            again = np.where(is_clear == was_clear, 0.5, 1.0)
            low, high = np.where(is_clear, middle, low), np.where(is_clear, high, middle)
            above, below = np.where(is_clear, clear, above * again), np.where(is_clear, below * again, clear)
            was_clear = is_clear
        return np.asarray(middle)

    def why_not(self, ranges: Array) -> list[Reason | None]:
        """Of each ray; of `ranges` (n,), those that are found to be too far are lost."""
        beyond = ranges > self._max_range_m
        if beyond.any():
            ranges[beyond] = np.nan
            self.reasons.update(dict.fromkeys(np.flatnonzero(beyond).tolist(), Reason.TOO_FAR))
        reasons: list[Reason | None] = [None] * len(ranges)
        for i, reason in self.reasons.items():
            is_up = self._directions[2, i] <= 0 and reason in (Reason.TOO_FAR, Reason.OFF_MODEL)
            reasons[i] = Reason.ABOVE_HORIZON if is_up else reason
        return reasons


def clearance(origins: Array, directions: Array, ranges: Array, terrain: Terrain) -> Array:
    """How far points along rays, components first, lie above the ground."""
    north, east, down = origins + directions * ranges
    return np.asarray(-down - terrain(north, east))
