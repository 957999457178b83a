"""Profiles of the ground before one eye: where the rays of a whole picture meet it, found all at once.

Along one bearing the steepest line of sight so far only grows with the distance, so that the first ground a ray meets
is found by halving (the running maximum of viewshed algorithms: Franklin & Ray, "Higher isn't necessarily better",
SDH 1994).
"""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray

from firmware_sim.world.terrain import LEAST_STEP_M, LEAST_STEP_PER_M, Terrain
from firmware_sim.world.texture import held

Array = NDArray[np.float64]
Image = NDArray[np.float32]
Places = NDArray[np.int32]

_MOST_BEARINGS = 1600
"""More are needed only where the ground right below is in the picture, and there marching is fast."""
_LEAST_SLOPE = 1e-3


class Profiles:
    """The ground as far as some rays from one eye can see it."""

    def __init__(self, terrain: Terrain, start_neu_m: Array, towards_rad: float, sides_rad: Array, away_m: Array):
        """Look from a place along bearings and over level distances, both ascending and the bearings evenly spaced.

        Args:
            terrain: what is looked at.
            start_neu_m: (3,) north, east, up.
            towards_rad: the bearing that the others are counted from.
            sides_rad: (m,) bearings beside it, clockwise.
            away_m: (k,) how far.
        """
        self._towards_rad, self._away_m = towards_rad, away_m
        self._agl_m = start_neu_m[2] - terrain.height_m(float(start_neu_m[0]), float(start_neu_m[1]))
        self._first_rad = float(sides_rad[0])
        self._per_rad = (len(sides_rad) - 1) / float(sides_rad[-1] - sides_rad[0])
        middle = (terrain.heights_m.shape[0] - 1) / 2
        bearings = sides_rad + towards_rad
        row, column = (
            np.outer(away_m, way / terrain.cell_m).astype(np.float32) + np.float32(at / terrain.cell_m + middle)
            for way, at in ((np.cos(bearings), start_neu_m[0]), (np.sin(bearings), start_neu_m[1]))
        )
        slopes = held(terrain.heights_m, column, row)
        slopes -= np.float32(start_neu_m[2])
        slopes /= away_m[:, np.newaxis].astype(np.float32)
        # Row by row, which is several times as fast as numpy's accumulate down a tall array.
        for before, here in itertools.pairwise(slopes):
            np.maximum(before, here, out=here)
        self._slopes = slopes

    def hits(self, directions_neu: Array) -> Array:
        """Multiples of each direction (n, 3) at which its ray meets the ground; inf: never."""
        level = np.hypot(directions_neu[:, 0], directions_neu[:, 1])
        rises = (directions_neu[:, 2] / level).astype(np.float32)
        at = (sides_of(directions_neu, self._towards_rad) - self._first_rad) * self._per_rad
        column = np.clip(at, 0, self._slopes.shape[1] - 2).astype(np.int32)
        part = np.clip(at - column, 0, 1).astype(np.float32)
        passed = self._passed(rises, column, part)
        count = len(self._away_m)
        last = np.minimum(passed, count - 1)
        before_m, after_m = np.where(passed > 0, self._away_m[last - 1], 0.0), self._away_m[last]
        # Ground is taken for straight between two distances.
        above = np.where(passed > 0, (rises - self._slope(last - 1, column, part)) * before_m, self._agl_m)
        under = (self._slope(last, column, part) - rises) * after_m
        met_m = before_m + (after_m - before_m) * above / np.maximum(above + under, 1e-9)
        multiples: Array = np.where(passed < count, met_m / level, np.inf)
        return multiples

    def _passed(self, rises: Image, column: Places, part: Image) -> Places:
        """How many distances lie before the first at which each ray is under ground, by halving."""
        count = len(self._away_m)
        passed = np.zeros(len(rises), np.int32)
        for step in (np.int32(1 << k) for k in reversed(range(count.bit_length()))):
            tried = passed + step
            further = self._slope(np.minimum(tried, count) - 1, column, part) < rises
            further &= tried <= count
            passed += step * further
        return passed

    def _slope(self, distance: Places, column: Places, part: Image) -> Image:
        """Of the steepest line of sight up to a distance, between two bearings."""
        place = distance * np.int32(self._slopes.shape[1]) + column
        flat = self._slopes.ravel()
        one, other = flat.take(place), flat.take(place + 1)
        other -= one
        other *= part
        other += one
        return other


def sides_of(directions_neu: Array, towards_rad: float) -> Array:
    """Angle (n,) of each direction clockwise from a bearing."""
    c, s = math.cos(towards_rad), math.sin(towards_rad)
    ahead = directions_neu[:, 0] * c + directions_neu[:, 1] * s
    aside = directions_neu[:, 1] * c - directions_neu[:, 0] * s
    sides: Array = np.arctan2(aside, ahead)
    return sides


class Surveyor:
    """Draws the profiles of one terrain for pictures taken anywhere above it."""

    def __init__(self, terrain: Terrain, range_m: float, pitch_rad: float) -> None:
        """Bearings will be `pitch_rad` apart."""
        self._terrain, self._range_m, self._pitch_rad = terrain, range_m, pitch_rad
        self._lowest_m = float(terrain.heights_m.min())
        self._steepest = terrain.steepest_slope()

    def before(self, start_neu_m: Array, directions_neu: Array) -> Profiles | None:
        """The profiles that rays among `directions_neu` (n, 3) need; None where marching each is faster."""
        towards_rad = math.atan2(*directions_neu[:, 1::-1].sum(axis=0))
        sides = sides_of(directions_neu, towards_rad)
        first, last = float(sides.min()), float(sides.max())
        count = math.ceil((last - first) / self._pitch_rad) + 2
        agl_m = float(start_neu_m[2] - self._terrain.height_m(float(start_neu_m[0]), float(start_neu_m[1])))
        if count > _MOST_BEARINGS or agl_m <= 0:
            return None
        rises = directions_neu[:, 2] / np.hypot(directions_neu[:, 0], directions_neu[:, 1])
        # No ground is nearer than where the steepest ray would meet the steepest slope towards it.
        nearest_m = max(agl_m / max(self._steepest - float(rises.min()), _LEAST_SLOPE), LEAST_STEP_M)
        depth_m = float(start_neu_m[2]) - self._lowest_m
        furthest_m = min(self._range_m, depth_m / max(-float(rises.max()), _LEAST_SLOPE))
        away_m = _distances(nearest_m, max(furthest_m, nearest_m))
        return Profiles(self._terrain, start_neu_m, towards_rad, np.linspace(first, last, count), away_m)


def _distances(nearest_m: float, furthest_m: float) -> Array:
    """From one to beyond the other, in steps that may be passed through, which grow with the distance."""
    offset_m = LEAST_STEP_M / LEAST_STEP_PER_M
    steps = math.log((furthest_m + offset_m) / (nearest_m + offset_m)) / math.log1p(LEAST_STEP_PER_M)
    grown = (1 + LEAST_STEP_PER_M) ** np.arange(math.ceil(steps) + 2)
    return np.asarray((nearest_m + offset_m) * grown - offset_m, np.float64)
