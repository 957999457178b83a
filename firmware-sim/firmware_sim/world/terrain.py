"""The ground's height: a hillside with ridges, knolls and gullies, and where rays meet it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_LEAST_STEP_M = 0.2
_LEAST_STEP_PER_M = 0.004
"""Ground that a ray cuts for less than this may be passed through; it keeps grazing rays from creeping."""
_MOST_STEPS = 1000
_NARROWINGS = 5


@dataclass(frozen=True, slots=True)
class Terrain:
    """A square grid of heights, bilinear between its nodes and level beyond its edge."""

    heights_m: NDArray[np.float32]
    """(n, n): rows to the north, columns to the east, the middle node over the origin."""
    cell_m: float

    @property
    def half_size_m(self) -> float:
        """From the origin to the grid's edge."""
        return float(self.cell_m * (self.heights_m.shape[0] - 1) / 2)

    @overload
    def height_m(self, north_m: float, east_m: float) -> float: ...
    @overload
    def height_m(self, north_m: Array, east_m: Array) -> Array: ...
    def height_m(self, north_m: float | Array, east_m: float | Array) -> float | Array:
        """Height of the ground in metres above sea level."""
        if isinstance(north_m, np.ndarray) or isinstance(east_m, np.ndarray):
            return self._bilinear(np.asarray(north_m, np.float64), np.asarray(east_m, np.float64))
        return float(self._bilinear(np.float64(north_m), np.float64(east_m)))

    def _bilinear(self, north_m: Array | np.float64, east_m: Array | np.float64) -> Array:
        last = self.heights_m.shape[0] - 1
        row = np.clip(north_m / self.cell_m + last / 2, 0, last)
        column = np.clip(east_m / self.cell_m + last / 2, 0, last)
        row_0 = np.minimum(row.astype(np.int32), last - 1)
        column_0 = np.minimum(column.astype(np.int32), last - 1)
        row_part, column_part = row - row_0, column - column_0
        flat = self.heights_m.ravel()
        first = row_0 * (last + 1) + column_0
        south = flat[first] * (1 - column_part) + flat[first + 1] * column_part
        north = flat[first + last + 1] * (1 - column_part) + flat[first + last + 2] * column_part
        result: Array = south * (1 - row_part) + north * row_part
        return result

    def steepest_slope(self) -> float:
        """The greatest rise over run anywhere on the grid."""
        rise_north = np.abs(np.diff(self.heights_m, axis=0)).max()
        rise_east = np.abs(np.diff(self.heights_m, axis=1)).max()
        return float(np.hypot(rise_north, rise_east) / self.cell_m)


class RayCaster:
    """First crossings of rays with a terrain.

    A ray is marched by the distance it can go without passing under ground of the terrain's steepest slope
    (sphere tracing: Hart, The Visual Computer 12, 1996), then narrowed down.
    """

    def __init__(self, terrain: Terrain, range_m: float) -> None:
        self._terrain = terrain
        self._range_m = range_m
        self._slope = terrain.steepest_slope()
        self._top_m = float(terrain.heights_m.max())

    def hits(self, start_neu_m: Array, directions_neu: Array, multiples_from: Array | None = None) -> Array:
        """Multiples of each direction (n, 3) at which the rays from `start_neu_m` (3,) meet the ground; inf: never.

        North, east, up. Nothing is looked for before `multiples_from` (n,). A start under the ground hits at once.
        """
        length = np.linalg.norm(directions_neu, axis=1)
        unit = directions_neu / length[:, np.newaxis]
        distance = self._start_distances(float(start_neu_m[2]), unit[:, 2])
        if multiples_from is not None:
            distance = np.maximum(distance, np.where(np.isfinite(multiples_from), multiples_from, 0) * length)
        above, below = np.full(len(unit), np.inf), np.full(len(unit), np.inf)
        active = np.flatnonzero(np.isfinite(distance))
        distance, going = distance[active], unit[active]
        closing = np.maximum(self._slope * np.hypot(going[:, 0], going[:, 1]) - going[:, 2], 1e-6)
        before = distance
        for _ in range(_MOST_STEPS):
            if not len(active):
                break
            gap = self._gap(start_neu_m, going, distance)
            under = gap <= 0
            above[active[under]], below[active[under]] = before[under], distance[under]
            gone = (distance > self._range_m) | (start_neu_m[2] + distance * going[:, 2] > self._top_m)
            keep = ~(under | (gone & (going[:, 2] >= 0)) | (distance > self._range_m))
            if not keep.all():
                active, going, closing = active[keep], going[keep], closing[keep]
                distance, gap = distance[keep], gap[keep]
            before = distance
            distance = distance + np.maximum(gap / closing, _LEAST_STEP_M + _LEAST_STEP_PER_M * distance)
        landed = np.flatnonzero(np.isfinite(below))
        result = np.full(len(unit), np.inf)
        result[landed] = self._narrow(start_neu_m, unit[landed], above[landed], below[landed])
        result[result > self._range_m] = np.inf
        multiples: Array = result / length
        return multiples

    def _start_distances(self, up_m: float, unit_up: Array) -> Array:
        """Where each ray comes down to the highest ground; inf where it never does."""
        above = up_m - self._top_m
        if above <= 0:
            return np.zeros(len(unit_up))
        falls: Array = np.divide(above, -unit_up, out=np.full(len(unit_up), np.inf), where=unit_up < 0)
        return falls

    def _gap(self, start: Array, unit: Array, distance: Array) -> Array:
        at = start[2] + distance * unit[:, 2]
        ground = self._terrain.height_m(start[0] + distance * unit[:, 0], start[1] + distance * unit[:, 1])
        gap: Array = at - ground
        return gap

    def _narrow(self, start: Array, unit: Array, above: Array, below: Array) -> Array:
        """Close in between a distance above and one under the ground: false position, Illinois variant."""
        gap_above, gap_below = self._gap(start, unit, above), self._gap(start, unit, below)
        for _ in range(_NARROWINGS):
            fall = gap_above - gap_below
            part = np.divide(gap_above, fall, out=np.zeros_like(fall), where=fall > 0)
            middle = above + part * (below - above)
            gap = self._gap(start, unit, middle)
            under = gap <= 0
            above, below = np.where(under, above, middle), np.where(under, middle, below)
            gap_above, gap_below = np.where(under, gap_above / 2, gap), np.where(under, gap, gap_below / 2)
        nearer: Array = np.where(np.abs(gap_above) < np.abs(gap_below), above, below)
        return nearer


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """What the hillside is made from."""

    seed: int
    mean_amsl_m: float
    """Height at the origin before ridges and knolls."""
    rise_m: float
    """From the mean to the top, and from the foot to the mean."""
    slope: float
    """Rise over run of the hillside at the origin."""
    uphill_deg: float
    """Compass direction in which it rises."""
    roughness: float
    """Size of ridges, knolls and gullies; 1 is the Norwegian west coast."""
    half_size_m: float
    cell_m: float = 1.0


# Wavelength, height and whether the crests are sharpened into ridges and gullies, from the hills down to tussocks.
_OCTAVES: tuple[tuple[float, float, bool], ...] = (
    (310.0, 13.0, False),
    (170.0, 9.0, True),
    (83.0, 4.0, False),
    (47.0, 2.6, True),
    (24.0, 1.0, False),
    (12.0, 0.4, False),
    (6.0, 0.12, False),
)


def raise_terrain(relief: Relief) -> Terrain:
    """The terrain of `relief`, the same for the same numbers."""
    nodes = 2 * round(relief.half_size_m / relief.cell_m) + 1
    along = (np.arange(nodes, dtype=np.float32) - nodes // 2) * np.float32(relief.cell_m)
    uphill_rad = np.radians(relief.uphill_deg)
    uphill_m = along[:, np.newaxis] * np.float32(np.cos(uphill_rad)) + along * np.float32(np.sin(uphill_rad))
    heights = np.full((nodes, nodes), relief.mean_amsl_m, np.float32)
    if relief.rise_m > 0:
        heights += np.float32(relief.rise_m) * np.tanh(uphill_m * np.float32(relief.slope / relief.rise_m))
    if relief.roughness > 0:
        rng = np.random.default_rng(relief.seed)
        for wavelength_m, height_m, sharpened in _OCTAVES:
            noise = smooth_noise(rng, nodes, wavelength_m / relief.cell_m)
            if sharpened:
                noise = 1.0 - 2.0 * np.sqrt(noise * noise + np.float32(0.03))
            heights += np.float32(height_m * relief.roughness) * noise
    return Terrain(heights, relief.cell_m)


def smooth_noise(rng: np.random.Generator, size: int, wavelength: float) -> NDArray[np.float32]:
    """Smooth noise (size, size), mostly between -1 and 1, `wavelength` in cells: a cubic spline over random numbers."""
    spacing = wavelength / 2
    lattice = int(np.ceil(size / spacing)) + 5
    values = rng.uniform(-2, 2, (lattice, lattice)).astype(np.float32)
    start_row, start_column = rng.uniform(0, 1, 2)
    rows = _spline(values, np.arange(size) / spacing + start_row)
    return np.ascontiguousarray(_spline(np.ascontiguousarray(rows.T), np.arange(size) / spacing + start_column).T)


def _spline(values: NDArray[np.float32], at: Array) -> NDArray[np.float32]:
    """Uniform cubic B-spline along the first axis of `values`, at positions counted from its second knot."""
    first = at.astype(np.int32)
    t = (at - first)[:, np.newaxis].astype(np.float32)
    weights = ((1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3)
    total = np.zeros((len(at), values.shape[1]), np.float32)
    for k, weight in enumerate(weights):
        total += weight * values[first + k]
    return total / np.float32(6)
