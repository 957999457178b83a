"""Rays walked over the terrain until they meet the ground."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Terrain = Callable[[Array, Array], Array]
"""Height (m, up, same zero as the pose's -down) at north and east (m) in the local frame; NaN off the model.

One that also has `highest_m(north_m, east_m, reach_m)`, a height that no ground so far around passes, is walked faster.
"""

MAX_RANGE_M = 2500.0
"""Farther off a pixel of a thermal camera is metres wide."""
MOST_STEPS_AT_ONCE = 128
"""Of a walk that are looked at together."""
WORTH_SPARING = 96
"""With fewer rays, all steps are walked sooner than the highest ground around is looked up."""
FARTHEST_SPARED_M = 500.0
"""Farther around, the highest ground is rarely below the camera."""
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
        level = np.hypot(directions[0], directions[1])
        self._step_m = step_m
        self._step = np.minimum(step_m / np.maximum(level, 1e-3), step_m * 8)
        ends = np.full((4, count), np.nan)
        self.ranges, self.clear = ends[:2], ends[2:]
        """Range and clearance (2, n) of the last step above the ground, and of the first in it."""
        self.is_met = np.zeros(count, np.bool_)
        self.reasons: dict[int, Reason] = {}

    def go(self, start: Array) -> None:
        """Walk, with clearances `start` (n,) at the origins."""
        is_up = start > 0
        active = np.flatnonzero(is_up)
        if len(active) < len(start):
            for i in np.flatnonzero(~is_up).tolist():
                self.reasons[i] = Reason.OFF_MODEL if np.isnan(start[i]) else Reason.BELOW_GROUND
            if not len(active):
                return
            start = start[active]
        # As many steps at once as most rays should need over level ground, and a few more.
        awaited = start / np.maximum(self._directions[2, active], 0.05) / self._step[active]
        mean = float(np.add.reduce(awaited)) / len(active)
        done, spared = self._spared(active, mean) if len(active) >= WORTH_SPARING else (np.zeros(len(active)), 0.0)
        at_once = min(MOST_STEPS_AT_ONCE, 4 + int(min(1e6, 1.4 * mean - 0.7 * spared)))
        while len(active):
            active, done = self._steps(active, done, at_once)
            at_once = min(2 * at_once, MOST_STEPS_AT_ONCE)

    def _spared(self, active: NDArray[np.intp], awaited: float) -> tuple[Array, float]:
        """How many of its first steps each active ray is above all ground around for certain, and their mean.

        Around is as far as the rays reach on average over level ground, in `awaited` steps, from where all begin. None
        are spared where they begin apart, or where the terrain does not know its heights.
        """
        none = np.zeros(len(active)), 0.0
        highest_m = getattr(self._terrain, "highest_m", None)
        reach_m = awaited * self._step_m
        north, east, down = self._origins
        is_one_place = (north == north[0]).all() and (east == east[0]).all()
        if highest_m is None or reach_m > FARTHEST_SPARED_M or not is_one_place:
            return none
        above_all = -highest_m(float(north[0]), float(east[0]), reach_m) - down[active]
        if not (above_all > 0).any():
            return none
        sinking = np.maximum(self._directions[2, active], 1e-6) * self._step[active]
        spared = np.floor(np.maximum(np.minimum(above_all / sinking, awaited), 0.0))
        return spared, float(np.add.reduce(spared)) / len(active)

    def _steps(self, active: NDArray[np.intp], done: Array, at_once: int) -> tuple[NDArray[np.intp], Array]:
        """Walk so many steps after the first `done` of each active ray; returns the rays that go on, and from where."""
        is_all = len(active) == len(self._step)
        origins = self._origins if is_all else self._origins[:, active]
        directions = self._directions if is_all else self._directions[:, active]
        step = self._step if is_all else self._step[active]
        # All places are one product: a begin and a step for each ray, by ones and the steps' numbers.
        lines, numbers = np.empty((3, len(active), 2)), np.ones((2, at_once + 1))
        np.multiply(directions, step, out=lines[:, :, 1])
        np.multiply(lines[:, :, 1], done, out=lines[:, :, 0])
        lines[:, :, 0] += origins
        numbers[1] = np.arange(at_once + 1)
        north, east, down = (lines.reshape(-1, 2) @ numbers).reshape(3, -1)
        below = down + self._terrain(north, east)
        is_clear = (below < 0).reshape(len(active), -1)
        # The first step is the last of those before, or the start: clear in any case.
        is_clear[:, 0] = True
        first = is_clear.argmin(axis=1)
        begin = np.arange(0, len(below), at_once + 1)
        if first.all():
            onward, far = active[:0], done[:0]
        else:
            stopped = first > 0
            is_far = ~stopped & (step * (done + at_once) >= self._max_range_m)
            for i in active[is_far].tolist():
                self.reasons[i] = Reason.TOO_FAR
            goes_on = ~stopped & ~is_far
            onward, far = active[goes_on], done[goes_on] + at_once
            active, step, first, begin, done = (each[stopped] for each in (active, step, first, begin, done))
            is_all = False
        at = slice(None) if is_all else active
        into = begin + first
        clear = -below.take(into)
        self.ranges[1, at] = range_m = step * (first + done)
        self.ranges[0, at] = range_m - step
        self.clear[0, at], self.clear[1, at] = -below.take(into - 1), clear
        known = clear <= 0
        self.is_met[at] = known
        if not known.all():
            for i in np.flatnonzero(~known).tolist():
                self.reasons[int(active[i])] = self._hole(int(active[i]), float(range_m[i]))
        return onward, far

    def _hole(self, ray: int, at_m: float) -> Reason:
        """Whether the model ends at `at_m` along a ray or goes on behind a gap."""
        on = at_m + np.arange(MOST_STEPS_AT_ONCE) * self._step[ray]
        beyond = clearance(self._origins[:, ray, None], self._directions[:, ray, None], on, self._terrain)
        return Reason.OFF_MODEL if np.isnan(beyond).all() else Reason.GAP_IN_MODEL

    def guessed(self) -> Array:
        """Ranges (n,) of the crossings, taken as even between the two steps; NaN where there is none."""
        (near, far), (above, below) = self.ranges, self.clear
        guess = near + (far - near) * (above / (above - below))
        return guess if not self.reasons else np.where(self.is_met, guess, np.nan)

    def narrowed(self, rays: NDArray[np.intp] | list[int], within_m: float) -> Array:
        """Ranges at which `rays` that have met the ground are within so much of it.

        The Illinois form of false position: always between the two steps as in bisection, and a few rounds on smooth
        ground.
        """
        origins, directions = self._origins[:, rays], self._directions[:, rays]
        (low, high), (above, below) = self.ranges[:, rays], self.clear[:, rays]
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
        if not self.reasons:
            return reasons
        for i, reason in self.reasons.items():
            is_up = self._directions[2, i] <= 0 and reason in (Reason.TOO_FAR, Reason.OFF_MODEL)
            reasons[i] = Reason.ABOVE_HORIZON if is_up else reason
        return reasons


def clearance(origins: Array, directions: Array, ranges: Array, terrain: Terrain) -> Array:
    """How far points along rays, components first, lie above the ground."""
    north, east, down = origins + directions * ranges
    return np.asarray(-down - terrain(north, east))
