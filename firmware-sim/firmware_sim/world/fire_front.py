"""A fire that spreads: when it reaches each place, where it burns now, and how what it leaves behind cools.

The front is Huygens' envelope of elliptical wavelets (Richards, Int. J. Numer. Meth. Eng. 30, 1990), found as the
least travel time over a lattice (Finney, "Fire growth using minimum travel time methods", Can. J. For. Res. 32, 2002).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera import radiance
from firmware_sim.world.rothermel import Bed, Wavelet

Array = NDArray[np.float64]
Image = NDArray[np.float32]

NEVER_S = 1e7
_REACH = 4
"""Lattice steps go to all places this far away that no nearer place hides: 48 directions."""
_LEAST_RATE_MS = 1e-6
_BUCKET_STEPS = 2.0

FLAME_CELSIUS = 780.0
_FLAME_EMISSIVITY = 0.55
"""Flames a metre deep are not black (Pastor et al., Prog. Energy Combust. Sci. 29, 2003)."""
_CHAR_CELSIUS = 330.0
"""What the surface is at when the flames have passed."""
_CHAR_COOLING_S = 150.0
_GLOW_CELSIUS = 480.0
_GLOWING_PART = 0.03
"""Part of the burnt ground where stumps, roots and peat go on glowing."""
_ASH_EMISSIVITY = 0.94
_AGES, _FUELS = 192, 64
_LONGEST_AGE_S = 2e5
_CONTOUR_EVERY_M = 2.0


def travel_times(rates: Wavelet, speeds: Array, cell_m: float, lit: Array, until_s: float = NEVER_S) -> Array:
    """When the fire reaches each node (n, n), seconds; `NEVER_S` where it does not.

    Args:
        rates: the wavelet at each node.
        speeds: what multiplies the rate of spread there; 0 does not burn.
        cell_m: between nodes; rows run north and columns east.
        lit: (n, n) times at which nodes are lit from outside, `NEVER_S` for most.
        until_s: what burns later is left out.
    """
    steps = _steps()
    padded = (speeds.shape[0] + 2 * _REACH, speeds.shape[1] + 2 * _REACH)
    pace = np.stack([_pace(rates, speeds, step) for step in steps])
    pace = np.pad(pace, ((0, 0), (_REACH, _REACH), (_REACH, _REACH)), constant_values=np.inf).reshape(len(steps), -1)
    arrival = np.pad(lit, _REACH, constant_values=np.inf).ravel()
    arrival[arrival >= NEVER_S] = np.inf
    lengths = np.array([cell_m * math.hypot(*step) for step in steps])
    offsets = np.array([row * padded[1] + column for row, column in steps])
    # Nodes are settled in the order of their times, a bucket at once (delta-stepping: Meyer & Sanders, 1998).
    bucket_s = _BUCKET_STEPS * cell_m * float(pace.min())
    waiting = np.flatnonzero(np.isfinite(arrival))
    while len(waiting):
        times = arrival[waiting]
        due = times <= times.min() + bucket_s
        settling, waiting = waiting[due], waiting[~due]
        ends = settling + offsets[:, np.newaxis]
        # Half of the way is over this node's ground and half over the other's.
        cost = lengths[:, np.newaxis] * (pace[:, settling] + np.take_along_axis(pace, ends, axis=1)) / 2
        reached = arrival[settling] + cost
        flat_ends, flat_reached = ends.ravel(), reached.ravel()
        better = (flat_reached < arrival[flat_ends]) & (flat_reached <= until_s)
        flat_ends, flat_reached = flat_ends[better], flat_reached[better]
        np.minimum.at(arrival, flat_ends, flat_reached)
        waiting = np.union1d(waiting, flat_ends)
    arrival[~np.isfinite(arrival)] = NEVER_S
    return np.ascontiguousarray(arrival.reshape(padded)[_REACH:-_REACH, _REACH:-_REACH])


def _steps() -> list[tuple[int, int]]:
    span = range(-_REACH, _REACH + 1)
    return [(row, column) for row in span for column in span if math.gcd(row, column) == 1]


def _pace(rates: Wavelet, speeds: Array, step: tuple[int, int]) -> Array:
    """Seconds a metre in the direction of `step` at each node; infinite where nothing burns."""
    rate = rates.rate_ms(math.atan2(step[1], step[0])) * speeds
    pace: Array = np.divide(1.0, rate, out=np.full(rate.shape, np.inf), where=rate > _LEAST_RATE_MS)
    return pace


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FireFront:
    """One spreading fire as it turned out."""

    name: str
    cell_m: float
    north_m: float
    east_m: float
    """The lattice's first node."""
    arrival_s: Image
    """(n, n): rows north, columns east."""
    bed: Bed
    smoulder_s: float
    """Time constant with which what glows on under the ash cools."""
    glow: Image
    """(n, n): 0 to 1, the places that stay hot longest above 1 - `_GLOWING_PART`."""
    table: Image
    """(ages, fuels): radiance W m-2 sr-1, see `burning_radiance`."""

    def place(self, north_m: Any, east_m: Any) -> tuple[Any, Any]:
        """Column and row of the lattice."""
        return (east_m - self.east_m) / self.cell_m, (north_m - self.north_m) / self.cell_m

    def arrival_at(self, north_m: Image, east_m: Image) -> Image:
        """When the fire reaches each point, `NEVER_S` outside the lattice."""
        column, row = self.place(north_m, east_m)
        return np.asarray(
            cv2.remap(
                self.arrival_s,
                np.asarray(column, np.float32),
                np.asarray(row, np.float32),
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_CONSTANT,
                borderValue=NEVER_S,
            ),
            np.float32,
        )

    def burnt(self, time_s: float) -> NDArray[np.bool_]:
        """Nodes that the fire has reached."""
        return np.asarray(self.arrival_s <= time_s)

    def burning(self, time_s: float) -> NDArray[np.bool_]:
        """Nodes over which flames stand; at least the front's own line, which may be thinner than a node's cell."""
        reached = self.arrival_s <= time_s
        flames = reached & (self.arrival_s > time_s - self.bed.residence_s)
        inside = cv2.erode(np.pad(reached, 1, constant_values=True).astype(np.uint8), np.ones((3, 3), np.uint8))
        return np.asarray(flames | (reached & (inside[1:-1, 1:-1] == 0)))

    def burnt_area_m2(self, time_s: float) -> float:
        """Ground that the fire has reached."""
        return float(self.burnt(time_s).sum()) * self.cell_m**2

    def perimeter(self, time_s: float) -> list[NDArray[np.float64]]:
        """The outlines of the burnt ground: rings (k, 2) of north and east, not closed."""
        reached = np.pad(self.burnt(time_s), 1).astype(np.uint8)
        outlines, _ = cv2.findContours(reached, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        rings = []
        for outline in outlines:
            pixels = cv2.approxPolyDP(outline, 0.5, True).reshape(-1, 2).astype(float) - 1
            if len(pixels) >= 3:
                rings.append(np.column_stack([pixels[:, 1], pixels[:, 0]]) * self.cell_m + (self.north_m, self.east_m))
        return rings

    def distance_m(self, north_m: float, east_m: float, time_s: float) -> float:
        """From a point to the nearest place that burns; infinite when nothing does."""
        rows, columns = np.nonzero(self.burning(time_s))
        if not len(rows):
            return math.inf
        north, east = self.north_m + rows * self.cell_m, self.east_m + columns * self.cell_m
        return float(np.hypot(north - north_m, east - east_m).min())

    def first_s(self) -> float:
        """When it is lit."""
        return float(self.arrival_s.min())


def age_row(age_s: Image) -> Image:
    """Row of the table for an age; one row is about a tenth more than the one before."""
    scale = (_AGES - 1) / math.log1p(_LONGEST_AGE_S)
    logarithm = np.asarray(cv2.log(np.maximum(age_s, np.float32(0)) + np.float32(1)), np.float32)
    logarithm *= np.float32(scale)
    return np.minimum(logarithm, np.float32(_AGES - 1), out=logarithm)


def burning_radiance(bed: Bed, smoulder_s: float, air_celsius: float, sky_celsius: float) -> Image:
    """Radiance (ages, fuels) of ground some time after the front reached it.

    Flames for the bed's residence time, then char that cools as Newton's law has it, exp(-t / tau), with minutes for
    the thin ash everywhere and hours for what is thick enough to go on glowing.
    """
    rows = np.arange(_AGES) * math.log1p(_LONGEST_AGE_S) / (_AGES - 1)
    age_s = np.expm1(rows)[:, np.newaxis]
    fuel = ((np.arange(_FUELS) + 0.5) / _FUELS)[np.newaxis]
    after_s = np.maximum(age_s - bed.residence_s, 0)
    char = air_celsius + (_CHAR_CELSIUS * (0.6 + 0.6 * fuel) - air_celsius) * np.exp(-after_s / _CHAR_COOLING_S)
    stays = np.clip((fuel - (1 - _GLOWING_PART)) / (_GLOWING_PART / 2), 0, 1)
    glow = air_celsius + stays * (_GLOW_CELSIUS - air_celsius) * np.exp(-after_s / smoulder_s)
    # Ash lies black under the sky and stays a little warmer than the heath about it while the ground gives heat back.
    warm = air_celsius + 9.0 * np.exp(-after_s / (0.5 * smoulder_s))
    ground = np.maximum(np.maximum(char, glow), warm)
    sky = radiance.radiance_of_celsius(sky_celsius)
    left = _ASH_EMISSIVITY * radiance.radiance_of(ground + radiance.ZERO_CELSIUS_K) + (1 - _ASH_EMISSIVITY) * sky
    flame = radiance.radiance_of(FLAME_CELSIUS * (0.62 + 0.38 * fuel) + radiance.ZERO_CELSIUS_K)
    burning = _FLAME_EMISSIVITY * flame + (1 - _FLAME_EMISSIVITY) * left
    return np.asarray(np.where(age_s < bed.residence_s, burning, left), np.float32)
