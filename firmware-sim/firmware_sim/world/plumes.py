"""Smoke and gas that drift with the wind: how much of a ray they take, and where crews should not be.

A steady Gaussian plume with Briggs' rural spreads (ATDL 79, 1973, as Hanna, Briggs & Hosker, DOE/TIC-11223, 1982, give
them), lifted by its own heat (Briggs, Plume Rise, 1969), as far as the wind has carried it since it began.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

VISIBLE_M2_G = 8.7
"""Extinction by smoke of flames in visible light (Mulholland & Croarkin, Fire and Materials 24, 2000)."""
INFRARED_M2_G = 0.3
"""The same between 8 and 14 um, where its particles are much smaller than the wave: a few hundredths of it."""
# sigma_y = a x (1 + 0.0001 x)^-1/2, sigma_z = b x (1 + c x)^d.
_SPREADS: dict[str, tuple[float, float, float, float]] = {
    "A": (0.22, 0.20, 0.0, 0.0),
    "B": (0.16, 0.12, 0.0, 0.0),
    "C": (0.11, 0.08, 0.0002, -0.5),
    "D": (0.08, 0.06, 0.0015, -0.5),
    "E": (0.06, 0.03, 0.0003, -1.0),
    "F": (0.04, 0.016, 0.0003, -1.0),
}
_LEAST_WIND_MS = 0.7
_HIGHEST_RISE_M = 250.0
_CONTOUR_POINTS = 160
_FURTHEST_M = 5000.0
_PLUME_SIGMAS = 3.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Plume:
    """One source that smokes or leaks."""

    name: str
    north_m: float
    east_m: float
    width_m: float
    """Of the source."""
    release_gs: float
    since_s: float
    """How long it has been released."""
    towards_rad: float
    """Compass direction in which the wind carries it."""
    wind_ms: float
    stability: str
    heat_kw: float
    """Lifts it; 0 stays on the ground."""
    mass_extinction_m2_g: float
    """In the camera's band."""
    visible_m2_g: float = 0.0
    """The same in visible light; 0 for a gas without colour."""

    def spreads_m(self, downwind_m: Array) -> tuple[Array, Array]:
        """Standard deviations across and up, some way downwind."""
        a, b, c, d = _SPREADS[self.stability]
        x = np.maximum(downwind_m, 0)
        across = a * x / np.sqrt(1 + 0.0001 * x) + self.width_m / 4
        up: Array = b * x * (1 + c * x) ** d + min(self.width_m / 4, 2.0)
        return across, up

    @property
    def speed_ms(self) -> float:
        """What carries it; in a calm it creeps."""
        return max(self.wind_ms, _LEAST_WIND_MS)

    @property
    def reach_m(self) -> float:
        """How far it has come."""
        return min(self.since_s * self.speed_ms, _FURTHEST_M)

    def rise_m(self, downwind_m: Array) -> Array:
        """Height of its middle: 1.6 F^(1/3) x^(2/3) / u."""
        buoyancy = 8.9e-3 * self.heat_kw
        risen = 1.6 * buoyancy ** (1 / 3) * np.maximum(downwind_m, 0) ** (2 / 3) / self.speed_ms
        return np.asarray(np.minimum(risen, _HIGHEST_RISE_M))

    def downwind(self, north_m: Any, east_m: Any) -> tuple[Any, Any]:
        """How far downwind and how far across points are."""
        north, east = north_m - self.north_m, east_m - self.east_m
        c, s = math.cos(self.towards_rad), math.sin(self.towards_rad)
        return north * c + east * s, east * c - north * s

    def concentration_g_m3(self, north_m: Array, east_m: Array, above_ground_m: Array) -> Array:
        """Grams in a cubic metre; the ground reflects."""
        downwind, across = self.downwind(north_m, east_m)
        sigma_y, sigma_z = self.spreads_m(downwind)
        middle = self.rise_m(downwind)
        vertical = np.exp(-(((above_ground_m - middle) / sigma_z) ** 2) / 2)
        vertical += np.exp(-(((above_ground_m + middle) / sigma_z) ** 2) / 2)
        level = self.release_gs / (2 * np.pi * self.speed_ms * sigma_y * sigma_z)
        # The first of it to arrive is drawn out along the wind as it is across.
        arrived = np.clip((self.reach_m - downwind) / (sigma_y + 1.0) + 0.5, 0, 1)
        there = np.clip(downwind / (self.width_m / 2 + 0.5) + 1.0, 0, 1) * arrived
        concentration: Array = level * np.exp(-((across / sigma_y) ** 2) / 2) * vertical * there
        return concentration

    def keep_out(self, limit_g_m3: float) -> list[tuple[float, float]]:
        """Corners (north, east) of the area in which there is more than the limit on the ground; empty if nowhere."""
        if self.since_s <= 0 or self.release_gs <= 0:
            return []
        x = np.concatenate([[0.0], np.geomspace(1.0, max(self.reach_m, 1.5), _CONTOUR_POINTS)])
        sigma_y, sigma_z = self.spreads_m(x)
        middle = np.exp(-((self.rise_m(x) / sigma_z) ** 2) / 2)
        over = self.release_gs / (np.pi * self.speed_ms * sigma_y * sigma_z) * middle / limit_g_m3
        inside = over > 1
        if not inside.any():
            return []
        # The tip is drawn to where there surely is less again, and round the front as far as that is spread out.
        last = int(np.flatnonzero(inside)[-1])
        tip = x[last + 1] if last + 1 < len(x) else x[last] + sigma_y[last]
        x, half = x[inside], sigma_y[inside] * np.sqrt(2 * np.log(over[inside]))
        c, s = math.cos(self.towards_rad), math.sin(self.towards_rad)
        behind = (-self.width_m / 2, 0.0)
        sides = [behind, *zip(x, half, strict=True), (tip, 0.0), *zip(x[::-1], -half[::-1], strict=True)]
        return [(float(self.north_m + a * c - b * s), float(self.east_m + a * s + b * c)) for a, b in sides]


def optical_depth(
    plumes: list[Plume], start: Array, directions: Array, lengths: Array, ground_m: Array, samples: int
) -> Array:
    """How many times e the rays lose in all plumes together, in the camera's band.

    Args:
        plumes: what drifts.
        start: (3,) where the rays begin, north, east, up.
        directions: (n, 3).
        lengths: (n,) multiples of the directions at which they end.
        ground_m: (n,) height of the ground where they end.
        samples: points looked at on each ray in each plume.
    """
    total = np.zeros(len(directions))
    parts = (np.arange(samples) + 0.5) / samples
    for plume in plumes:
        enter, leave = _crossing(plume, start, directions, lengths)
        crossing = np.flatnonzero(leave > enter)
        if not len(crossing):
            continue
        rays, first = directions[crossing], enter[crossing, np.newaxis]
        way = leave[crossing, np.newaxis] - first
        at = first + way * parts
        north, east, up = (start[k] + at * rays[:, k, np.newaxis] for k in range(3))
        inside = plume.concentration_g_m3(north, east, np.maximum(up - ground_m[crossing, np.newaxis], 0))
        metres = np.linalg.norm(rays, axis=1) * way[:, 0]
        total[crossing] += metres * plume.mass_extinction_m2_g * inside.mean(axis=1)
    return total


def _crossing(plume: Plume, start: Array, directions: Array, lengths: Array) -> tuple[Array, Array]:
    """Where each ray comes within `_PLUME_SIGMAS` of the middle of the plume's upright plane, and leaves that."""
    c, s = math.cos(plume.towards_rad), math.sin(plume.towards_rad)
    along_0, across_0 = plume.downwind(start[0], start[1])
    along_1 = directions[:, 0] * c + directions[:, 1] * s
    across_1 = directions[:, 1] * c - directions[:, 0] * s
    at_end = np.clip(along_0 + along_1 * lengths, 0, plume.reach_m)
    widest, _ = plume.spreads_m(np.maximum(at_end, np.clip(along_0, 0, plume.reach_m)))
    half = _PLUME_SIGMAS * widest
    steep = np.where(np.abs(across_1) < 1e-9, 1e-9, across_1)
    one, other = (-half - across_0) / steep, (half - across_0) / steep
    enter, leave = np.minimum(one, other), np.maximum(one, other)
    # Nothing of it is upwind of its source.
    slow = np.where(np.abs(along_1) < 1e-9, 1e-9, along_1)
    source = (-plume.width_m - along_0) / slow
    enter = np.where(slow > 0, np.maximum(enter, source), enter)
    leave = np.where(slow < 0, np.minimum(leave, source), leave)
    return np.maximum(enter, 0), np.minimum(leave, lengths)
