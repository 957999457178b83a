"""The ground's height: a hillside with ridges, knolls and gullies, and where rays meet it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEAST_STEP_M = 0.2
LEAST_STEP_PER_M = 0.004
"""Ground that a ray cuts for less than this may be passed through; it keeps grazing rays from creeping."""
_MOST_STEPS = 1000
_WORTH_SORTING = 0.85
"""When fewer of the rays than this still go, the others are left behind; for less it costs more than it saves."""
_NARROWINGS = 5
_MOST_AT_ONCE = 32_000
"""Rays marched together: what fits a core's cache, and OpenCV's longest row."""
_CONE_SHIFT = 1
_CONE_CELLS = 1 << _CONE_SHIFT
_CONE_RINGS = (2, 3, 4, 6, 8, 12, 16, 24, 36, 54, 80, 120)


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

    A ray is marched by the distance that it can surely go without passing under ground, then narrowed down: until it
    meets the steepest cone on the ground below it that no ground rises out of (cone step mapping: Dummer 2006).
    """

    def __init__(self, terrain: Terrain, range_m: float) -> None:
        self._terrain = terrain
        self._range_m = range_m
        self._top_m = float(terrain.heights_m.max())
        self._cones = _cones(terrain)

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
        for first in range(0, len(unit), _MOST_AT_ONCE):
            some = np.arange(first, min(first + _MOST_AT_ONCE, len(unit)))
            some = some[np.isfinite(distance[some])]
            above[some], below[some] = self._march(start_neu_m, unit[some], distance[some])
        landed = np.flatnonzero(np.isfinite(below))
        result = np.full(len(unit), np.inf)
        result[landed] = self._narrow(start_neu_m, unit[landed], above[landed], below[landed])
        result[result > self._range_m] = np.inf
        multiples: Array = result / length
        return multiples

    def _march(self, start: Array, unit: Array, distance: Array) -> tuple[Array, Array]:
        """The last distance above the ground and the first one under it; inf for rays that do not come down."""
        above, below = np.full(len(unit), np.inf), np.full(len(unit), np.inf)
        going = _Rays(self._terrain, start, unit, distance)
        flat = np.hypot(unit[:, 0], unit[:, 1]).astype(np.float32)
        before = going.distance
        for _ in range(_MOST_STEPS if len(unit) else 0):
            gap = going.gap()
            under = gap <= 0
            if under.any():
                # A ray that came down before may still be among them.
                under &= np.isinf(below[going.index])
                landed = going.index[under]
                above[landed], below[landed] = before[under], going.distance[under]
            keep = (gap > 0) & (going.distance <= self._range_m) & ((going.up <= self._top_m) | (going.rise < 0))
            left = np.count_nonzero(keep)
            if not left:
                break
            if left < _WORTH_SORTING * len(keep):
                going.only(keep)
                gap, flat = gap[keep], flat[keep]
            before = going.distance
            closing = np.maximum(going.steepest(self._cones) * flat - going.rise, np.float32(1e-6))
            going.distance = before + np.maximum(gap / closing, LEAST_STEP_M + LEAST_STEP_PER_M * before)
        return above, below

    def _start_distances(self, up_m: float, unit_up: Array) -> Array:
        """Where each ray comes down to the highest ground; inf where it never does."""
        above = up_m - self._top_m
        if above <= 0:
            return np.zeros(len(unit_up))
        falls: Array = np.divide(above, -unit_up, out=np.full(len(unit_up), np.inf), where=unit_up < _LEVEL)
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


_LEVEL = -1e-9
"""A ray that sinks less comes down nowhere on this earth."""
_NEVER_M = 1e9


class _Rays:
    """Rays on their way, in single precision and in the grid's own cells, where OpenCV looks heights up fast.

    Its interpolation knows 32 places between nodes, so heights are off by a sixty-fourth of a cell's slope at most.
    """

    def __init__(self, terrain: Terrain, start: Array, unit: Array, distance: Array) -> None:
        self._heights = terrain.heights_m
        self._last = terrain.heights_m.shape[0] - 1
        self._most = np.float32(self._last)
        middle = self._last / 2
        self._row_0, self._column_0 = start[0] / terrain.cell_m + middle, start[1] / terrain.cell_m + middle
        self._up_0 = start[2]
        ways = (unit / (terrain.cell_m, terrain.cell_m, 1.0)).astype(np.float32)
        self._row_way, self._column_way, self.rise = (np.ascontiguousarray(way) for way in ways.T)
        # Beyond every range, but finite: no distance times no way would be no number.
        self.distance = np.minimum(distance, _NEVER_M).astype(np.float32)
        self.index = np.arange(len(unit))
        self.up = self.distance

    def gap(self) -> NDArray[np.float32]:
        """Height above the ground; sets `up`."""
        self._row = self.distance * self._row_way + np.float32(self._row_0)
        self._column = self.distance * self._column_way + np.float32(self._column_0)
        self.up = self.distance * self.rise + np.float32(self._up_0)
        ground = cv2.remap(
            self._heights,
            self._column[np.newaxis],
            self._row[np.newaxis],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(self.up - ground[0], np.float32)

    def steepest(self, cones: NDArray[np.float32]) -> NDArray[np.float32]:
        """Slope of the cone on the ground below each."""
        row, column = (
            np.minimum(np.maximum(at, np.float32(0)), self._most).astype(np.int32) >> _CONE_SHIFT
            for at in (self._row, self._column)
        )
        row *= np.int32(cones.shape[1])
        row += column
        return np.asarray(cones.ravel().take(row), np.float32)

    def only(self, keep: NDArray[np.bool_]) -> None:
        """Leave the others behind."""
        self.index, self.distance, self.up = self.index[keep], self.distance[keep], self.up[keep]
        self._row_way, self._column_way, self.rise = self._row_way[keep], self._column_way[keep], self.rise[keep]
        self._row, self._column = self._row[keep], self._column[keep]


def _cones(terrain: Terrain) -> NDArray[np.float32]:
    """For each square of `_CONE_CELLS` nodes the least slope of cones on its ground that all other ground is under."""
    heights, cell_m = terrain.heights_m, terrain.cell_m
    rise = np.zeros_like(heights)
    along, across = np.abs(np.diff(heights, axis=0)), np.abs(np.diff(heights, axis=1))
    for cut, steps in (((slice(None, -1), ...), along), ((slice(1, None), ...), along)):
        rise[cut] = np.maximum(rise[cut], steps)
    sideways = np.zeros_like(heights)
    sideways[:, :-1] = across
    sideways[:, 1:] = np.maximum(sideways[:, 1:], across)
    # Between a node and the next the ground may be as steep as anywhere about them.
    slope = cv2.dilate(np.hypot(rise, sideways) / np.float32(cell_m), np.ones((3, 3), np.uint8))
    nearer = 1
    for further in _CONE_RINGS:
        ring = cv2.dilate(heights, np.ones((2 * further + 1, 2 * further + 1), np.uint8))
        np.maximum(slope, (ring - heights) / np.float32(nearer * cell_m), out=slope)
        nearer = further
    np.maximum(slope, (heights.max() - heights) / np.float32(nearer * cell_m), out=slope)
    np.minimum(slope, np.float32(terrain.steepest_slope()), out=slope)
    nodes = heights.shape[0]
    squares = -(-nodes // _CONE_CELLS)
    padded = np.pad(slope, (0, squares * _CONE_CELLS - nodes), mode="edge")
    return np.ascontiguousarray(padded.reshape(squares, _CONE_CELLS, squares, _CONE_CELLS).max(axis=(1, 3)))


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
