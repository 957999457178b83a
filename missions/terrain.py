"""Heights of the ground from elevation models on disk.

Heights count from mean sea level (orthometric, as in Kartverket's, SRTM's and BEV's models), the same zero as the
aircraft's AMSL altitude. A model in ellipsoidal heights would be wrong by the geoid (39 m in Oslo): such a file is
refused when it says so; a file that does not say cannot be told from the others.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import ArrayLike, NDArray
from rasterio.errors import NotGeoreferencedWarning, RasterioIOError
from rasterio.fill import fillnodata
from rasterio.io import MemoryFile
from rasterio.windows import Window

from missions.errors import TerrainError
from missions.geo import GeoPoint, LocalFrame, MapProjection

Array = NDArray[np.float64]

HELD_CELLS = 40_000_000
"""A model up to this size is kept in memory (160 MB); of a larger one only the part asked for is read."""
LOCAL_CELLS = 2048
"""The local sampler's grid has at most this many cells a side."""
LOWEST_M, HIGHEST_M = -500.0, 9000.0
"""What lies outside is a filler value that the file forgot to declare, not ground."""
SQUARE = 16
"""Cells of the local sampler's grid whose highest is known."""
KNOTS_APART_M = 160.0
TILE_PX = 256
EQUATOR_M = 2 * math.pi * 6_378_137.0
METRES_PER_UNIT = {"ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "us survey foot": 1200 / 3937}


def bilinear(grid: NDArray[np.float32], row: Array, column: Array) -> Array:
    """Interpolate `grid` (rows, columns) at cell-centre coordinates; NaN outside and beside unknown cells.

    The outermost half cell repeats its edge, so that two sheets that meet leave no gap.
    """
    rows, columns = grid.shape
    inside = (row >= -0.5) & (row <= rows - 0.5) & (column >= -0.5) & (column <= columns - 0.5)
    if not inside.all():
        row, column = np.where(inside, row, 0.0), np.where(inside, column, 0.0)
    row, column = np.maximum(np.minimum(row, rows - 1), 0.0), np.maximum(np.minimum(column, columns - 1), 0.0)
    # One less than the last, so that the neighbour exists and takes the whole weight there.
    row0 = np.minimum(row.astype(np.intp), max(rows - 2, 0))
    column0 = np.minimum(column.astype(np.intp), max(columns - 2, 0))
    below, beside = (columns if rows > 1 else 0), (1 if columns > 1 else 0)
    flat, first = np.ascontiguousarray(grid).reshape(-1), row0 * columns + column0
    down, right = row - row0, column - column0
    left = 1 - right
    top = flat[first] * left + flat[first + beside] * right
    bottom = flat[first + below] * left + flat[first + (below + beside)] * right
    height = top * (1 - down) + bottom * down
    return height if inside.all() else np.where(inside, height, np.nan)


def _within(grid: NDArray[np.float32], cell: Array) -> Array:
    """`bilinear` for cell-centre coordinates (2, n) of which each has four neighbours in a contiguous `grid`.

    In steps over arrays of one shape and type, which numpy goes through several times faster than it spreads one over
    another.
    """
    columns = grid.shape[1]
    before = np.floor(cell)
    down, right = cell - before
    row, column = before
    first = (row * columns + column).astype(np.intp)
    around = grid.reshape(-1).take(_corners(columns) + first).astype(np.float64)
    above, above_right, below, below_right = around
    upper = above + (above_right - above) * right
    lower = below + (below_right - below) * right
    return np.asarray(upper + (lower - upper) * down)


@lru_cache(maxsize=64)
def _corners(columns: int) -> NDArray[np.intp]:
    """How far on in a grid a place's four neighbours lie (4, 1)."""
    return np.array(((0,), (1,), (columns,), (columns + 1,)), np.intp)


class ElevationModel:
    """One file: a grid of heights in its own map projection."""

    def __init__(self, path: Path) -> None:
        """Open `path`; raises TerrainError when it is no elevation model or says too little about itself."""
        self.path = path
        try:
            with warnings.catch_warnings():
                # No georeference is refused below in our own words.
                warnings.simplefilter("ignore", NotGeoreferencedWarning)
                with rasterio.open(path) as dataset:
                    self._describe(dataset)
                    self._held = self._read(dataset, None) if self._is_small else None
                    self._pyramid = [] if self._held is None else [self._held]
        except RasterioIOError as error:
            raise TerrainError(
                "terrain_unreadable",
                f"{path} cannot be read as an elevation model ({error}).",
                remedy="Give a GeoTIFF or an SRTM .hgt file.",
                details={"file": path.name},
            ) from error

    def _describe(self, dataset: rasterio.DatasetReader) -> None:
        if dataset.crs is None or dataset.transform.is_identity:
            raise TerrainError(
                "terrain_unplaced",
                f"{self.path} does not say where on the earth it lies.",
                remedy="Give a file with a coordinate reference system, e.g. a GeoTIFF from the mapping authority.",
                details={"file": self.path.name},
            )
        self._projection = MapProjection(definition=dataset.crs.to_wkt())
        if self._projection.has_ellipsoidal_heights:
            raise TerrainError(
                "terrain_ellipsoidal",
                f"{self.path} has heights above the ellipsoid.",
                remedy="Give a model with heights above sea level.",
                details={"file": self.path.name},
            )
        self._shape: tuple[int, int] = dataset.shape
        self._cell_from_map = ~dataset.transform
        self._map_from_cell = dataset.transform
        unit = (dataset.units[0] or "m").lower()
        self._scale = dataset.scales[0] * METRES_PER_UNIT.get(unit, 1.0)
        self._offset_m = dataset.offsets[0] * METRES_PER_UNIT.get(unit, 1.0)

    @property
    def _is_small(self) -> bool:
        return self._shape[0] * self._shape[1] <= HELD_CELLS

    def _read(self, dataset: rasterio.DatasetReader, window: Window | None) -> NDArray[np.float32]:
        raw = dataset.read(1, window=window, masked=True)
        heights = raw.astype(np.float32).filled(np.nan) * np.float32(self._scale) + np.float32(self._offset_m)
        heights[~((heights > LOWEST_M) & (heights < HIGHEST_M))] = np.nan
        return np.asarray(heights, np.float32)

    @cached_property
    def cell_m(self) -> float:
        """Side of a cell (the shorter one) in metres at the middle of the model."""
        rows, columns = self._shape
        column = np.array([0.0, 1.0, 0.0]) + columns / 2
        row = np.array([0.0, 0.0, 1.0]) + rows / 2
        latitude, longitude = self._projection.to_degrees(*_apply(self._map_from_cell, column, row))
        origin = GeoPoint(latitude_deg=float(latitude[0]), longitude_deg=float(longitude[0]))
        north, east = LocalFrame(origin=origin).to_local(latitude, longitude)
        return float(np.hypot(north, east)[1:].min())

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees; across the 180th meridian the east is more than 180."""
        rows, columns = self._shape
        along = np.linspace(0, 1, 11)
        # Once round the edge, so that a jump of longitude is one across the meridian.
        column = np.concatenate([along, 0 * along + 1, along[::-1], 0 * along]) * columns
        row = np.concatenate([0 * along, along, 0 * along + 1, along[::-1]]) * rows
        latitude, longitude = self._projection.to_degrees(*_apply(self._map_from_cell, column, row))
        longitude = np.unwrap(longitude, period=360.0)
        longitude -= 360.0 * math.floor((float(longitude.min()) + 180.0) / 360.0)
        return float(longitude.min()), float(latitude.min()), float(longitude.max()), float(latitude.max())

    def height_m(self, latitude_deg: Array, longitude_deg: Array, blur_m: float = 0.0) -> Array:
        """Heights above sea level (n,), averaged over about `blur_m`; NaN where this file knows none."""
        x, y = self._projection.from_degrees(latitude_deg, longitude_deg)
        column, row = _apply(self._cell_from_map, x, y)
        if self._held is None:
            return self._height_from_disk(row - 0.5, column - 0.5)
        halvings = max(math.floor(math.log2(max(blur_m / self.cell_m, 1.0))), 0)
        cells = 2**halvings
        return bilinear(self._halved(halvings), row / cells - 0.5, column / cells - 0.5)

    def _halved(self, times: int) -> NDArray[np.float32]:
        """The held grid with each side halved `times`, every cell the mean of what is known in it."""
        while len(self._pyramid) <= times:
            finer = self._pyramid[-1]
            rows, columns = -(-finer.shape[0] // 2), -(-finer.shape[1] // 2)
            padded = np.full((2 * rows, 2 * columns), np.nan, np.float32)
            padded[: finer.shape[0], : finer.shape[1]] = finer
            blocks = padded.reshape(rows, 2, columns, 2)
            known = np.isfinite(blocks)
            count = known.sum(axis=(1, 3))
            total = np.where(known, blocks, 0).sum(axis=(1, 3))
            self._pyramid.append(np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32))
        return self._pyramid[times]

    def _height_from_disk(self, row: Array, column: Array) -> Array:
        rows, columns = self._shape
        inside = (row >= -0.5) & (row <= rows - 0.5) & (column >= -0.5) & (column <= columns - 0.5)
        heights = np.full(row.shape, np.nan)
        if not inside.any():
            return heights
        first_row, first_column = max(int(row[inside].min()) - 1, 0), max(int(column[inside].min()) - 1, 0)
        last_row, last_column = min(int(row[inside].max()) + 3, rows), min(int(column[inside].max()) + 3, columns)
        window = Window(first_column, first_row, last_column - first_column, last_row - first_row)
        # Opened anew each time: a GDAL handle must not be shared between threads.
        with rasterio.open(self.path) as dataset:
            part = self._read(dataset, window)
        heights[inside] = bilinear(part, row[inside] - first_row, column[inside] - first_column)
        return heights


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelGround:
    """The whole earth at one height: for a template's cases, and for places that are known to be level."""

    amsl_m: float
    path: Path = Path("level ground")
    cell_m: float = 100.0
    bounds: tuple[float, float, float, float] = (-180.0, -90.0, 180.0, 90.0)

    def height_m(self, latitude_deg: Array, longitude_deg: Array, blur_m: float = 0.0) -> Array:
        """The one height, everywhere."""
        return np.full(np.shape(latitude_deg), self.amsl_m)


def _apply(transform: Affine, x: Array, y: Array) -> tuple[Array, Array]:
    return (
        transform.a * x + transform.b * y + transform.c,
        transform.d * x + transform.e * y + transform.f,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LocalTerrain:
    """Heights on a regular grid in one local frame, for many small questions: `local(north_m, east_m)` -> AMSL m."""

    grid: NDArray[np.float32]
    """(rows to the north, columns to the east)."""
    south_m: float
    west_m: float
    cell_m: float
    _highest: NDArray[np.float32] = field(init=False, repr=False)
    """Of each square of `SQUARE` cells a side, those at the upper edges smaller; NaN where a height is unknown."""

    def __post_init__(self) -> None:
        rows, columns = (np.arange(0, side, SQUARE) for side in self.grid.shape)
        highest = np.maximum.reduceat(np.maximum.reduceat(self.grid, rows, axis=0), columns, axis=1)
        object.__setattr__(self, "_highest", highest)

    def highest_m(self, north_m: float, east_m: float, reach_m: float) -> float:
        """A height that no ground up to `reach_m` north, south, east or west passes; infinite where it is not known."""
        row, column = (north_m - self.south_m) / self.cell_m, (east_m - self.west_m) / self.cell_m
        cells = reach_m / self.cell_m
        rows, columns = self.grid.shape
        if not (cells <= row <= rows - 1 - cells and cells <= column <= columns - 1 - cells):
            return math.inf
        around = self._highest[
            int(row - cells) // SQUARE : math.ceil(row + cells) // SQUARE + 1,
            int(column - cells) // SQUARE : math.ceil(column + cells) // SQUARE + 1,
        ]
        highest = float(around.max())
        return math.inf if math.isnan(highest) else highest

    def __call__(self, north_m: ArrayLike, east_m: ArrayLike) -> Array:
        """Height above sea level (m), positive up; NaN where unknown or off the grid."""
        north, east = np.asarray(north_m, np.float64), np.asarray(east_m, np.float64)
        # The hot path asks about a hundred places at a time: there each call of numpy counts, and all are inside.
        if not north.ndim and not east.ndim:
            return np.asarray(
                self._at((float(north) - self.south_m) / self.cell_m, (float(east) - self.west_m) / self.cell_m)
            )
        if north.shape == east.shape and self.grid.flags.c_contiguous:
            cell = np.empty((2, north.size))
            np.subtract(north.reshape(-1), self.south_m, out=cell[0])
            np.subtract(east.reshape(-1), self.west_m, out=cell[1])
            cell /= self.cell_m
            if cell.size and cell.min() >= 0.0 and cell.max() < min(self.grid.shape) - 1:
                return _within(self.grid, cell).reshape(north.shape)
        return bilinear(self.grid, (north - self.south_m) / self.cell_m, (east - self.west_m) / self.cell_m)

    def _at(self, row: float, column: float) -> float:
        """The height at one place, in the grid's cells: without numpy's calls, each of which costs as much as this."""
        rows, columns = self.grid.shape
        if not (0.0 <= row < rows - 1 and 0.0 <= column < columns - 1):
            return float(bilinear(self.grid, np.array(row), np.array(column)))
        above, before = int(row), int(column)
        down, right = row - above, column - before
        (a, b), (c, d) = self.grid[above : above + 2, before : before + 2].tolist()
        upper, lower = a + (b - a) * right, c + (d - c) * right
        return float(upper + (lower - upper) * down)


class Terrain:
    """The ground as one or several elevation models know it, the finest first."""

    def __init__(self, models: Sequence[ElevationModel | LevelGround]) -> None:
        """Order the models by cell size."""
        self._models = sorted(models, key=lambda model: model.cell_m)

    @classmethod
    def open(cls, paths: Sequence[Path | str]) -> Terrain:
        """Read elevation models (GeoTIFF, .hgt, ...). Raises TerrainError naming the file."""
        return cls([ElevationModel(Path(path)) for path in paths])

    @property
    def files(self) -> tuple[Path, ...]:
        """The models' files, the finest first."""
        return tuple(model.path for model in self._models)

    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of everything known, in degrees."""
        west, south, east, north = zip(*(model.bounds for model in self._models), strict=True)
        if max(east) > 180.0:
            return -180.0, min(south), 180.0, max(north)
        return min(west), min(south), max(east), max(north)

    def height_m(self, latitude_deg: ArrayLike, longitude_deg: ArrayLike) -> Array:
        """Heights above sea level (any shape), bilinear in the finest model that knows a place; NaN where none does."""
        latitude, longitude = np.broadcast_arrays(
            np.asarray(latitude_deg, np.float64), np.asarray(longitude_deg, np.float64)
        )
        return self._mosaic(latitude, longitude, 0.0)

    def _mosaic(self, latitude_deg: Array, longitude_deg: Array, blur_m: float) -> Array:
        """Heights from the finest model first, each averaged over about `blur_m`."""
        latitude, longitude = latitude_deg.ravel(), longitude_deg.ravel()
        heights = np.full(latitude.shape, np.nan)
        for model in self._models:
            west, south, east, north = model.bounds
            there = _eastwards(longitude, west, east)
            asked = np.isnan(heights)
            asked &= (there >= west) & (there <= east) & (latitude >= south) & (latitude <= north)
            if asked.any():
                heights[asked] = model.height_m(latitude[asked], there[asked], blur_m)
        return heights.reshape(latitude_deg.shape)

    def finest_cell_m(self, frame: LocalFrame, radius_m: float) -> float:
        """Cell size of the finest model that reaches within `radius_m` of the frame's origin; NaN if none does."""
        latitude, longitude = frame.to_geographic([-radius_m, radius_m], [-radius_m, radius_m])
        near = [
            model.cell_m
            for model in self._models
            if _overlap(model.bounds[0], model.bounds[2], float(longitude[0]), float(longitude[1]))
            and model.bounds[1] <= latitude[1]
            and model.bounds[3] >= latitude[0]
        ]
        return min(near, default=math.nan)

    def in_frame(self, frame: LocalFrame, radius_m: float = 5000.0, coarsest_m: float = 0.0) -> LocalTerrain:
        """A fast sampler for the square of `radius_m` around the frame's origin, on a grid twice as fine as the model.

        A model finer than the grid can carry (2048 cells a side), or than the caller needs (`coarsest_m`), is sampled
        at the grid's points.
        """
        finest = self.finest_cell_m(frame, radius_m)
        cell_m = max(finest / 2 if math.isfinite(finest) else radius_m, 2 * radius_m / LOCAL_CELLS, coarsest_m)
        half = math.ceil(radius_m / cell_m)
        steps: Array = np.arange(-half, half + 1, dtype=np.float64) * cell_m
        heights = self.height_m(*_geographic_grid(frame, steps)).astype(np.float32)
        return LocalTerrain(grid=heights, south_m=-half * cell_m, west_m=-half * cell_m, cell_m=cell_m)

    def terrarium_tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """A 256x256 PNG in Terrarium encoding of one Web Mercator tile, or None where nothing is known."""
        north_deg, west_deg = _tile_corner(zoom, x, y)
        south_deg, east_deg = _tile_corner(zoom, x + 1, y + 1)
        west, south, east, north = self.bounds()
        if west > east_deg or east < west_deg or south > north_deg or north < south_deg:
            return None
        heights = self._tile_heights(zoom, x, y)
        if np.isnan(heights).all():
            return None
        return _terrarium_png(_without_cliffs(heights))

    def _tile_heights(self, zoom: int, x: int, y: int) -> Array:
        """Heights (256, 256) at a tile's pixel centres, each averaged over about one pixel."""
        pixel_m = EQUATOR_M / (TILE_PX * 2**zoom) * math.cos(math.radians(_tile_corner(zoom, x, y + 0.5)[0]))
        steps = (np.arange(TILE_PX) + 0.5) / TILE_PX
        row, column = np.meshgrid(y + steps, x + steps, indexing="ij")
        longitude = column / 2**zoom * 360 - 180
        latitude = np.degrees(np.arctan(np.sinh(math.pi * (1 - 2 * row / 2**zoom))))
        return self._mosaic(latitude, longitude, pixel_m)


def _geographic_grid(frame: LocalFrame, steps: Array) -> tuple[Array, Array]:
    """Latitude and longitude (n, n) at norths and easts `steps` (n,), even and rising.

    Millions of points take a projection seconds. Between knots 160 m apart a straight line is off by one
    or two millimetres (the square of the distance over eight times the earth's radius; more where meridians converge).
    """
    knots = np.linspace(steps[0], steps[-1], max(2, math.ceil((steps[-1] - steps[0]) / KNOTS_APART_M) + 1))
    place = (steps - knots[0]) / (knots[1] - knots[0])
    before = np.minimum(place.astype(np.intp), len(knots) - 2)
    weights = np.zeros((len(steps), len(knots)))
    weights[np.arange(len(steps)), before] = 1.0 - (place - before)
    weights[np.arange(len(steps)), before + 1] = place - before
    north, east = np.meshgrid(knots, knots, indexing="ij")
    latitude, longitude = frame.to_geographic(north, east)
    if np.ptp(longitude) > 180.0:
        longitude = longitude % 360.0
    return weights @ latitude @ weights.T, weights @ longitude @ weights.T


def _eastwards(longitude_deg: Array, west_deg: float, east_deg: float) -> Array:
    """The same longitudes, those outside of a model counted eastwards from its west."""
    if ((longitude_deg >= west_deg) & (longitude_deg <= east_deg)).all():
        return longitude_deg
    is_outside = (longitude_deg < west_deg) | (longitude_deg > east_deg)
    return np.where(is_outside, west_deg + (longitude_deg - west_deg) % 360.0, longitude_deg)


def _overlap(west_deg: float, east_deg: float, other_west_deg: float, other_east_deg: float) -> bool:
    """Whether two stretches of longitude, each counted eastwards, have some in common."""
    from_west, from_other = (other_west_deg - west_deg) % 360.0, (west_deg - other_west_deg) % 360.0
    return from_west <= east_deg - west_deg or from_other <= (other_east_deg - other_west_deg) % 360.0


def _tile_corner(zoom: int, x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of a Web Mercator tile's north-west corner."""
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / 2**zoom))))
    return latitude, x / 2**zoom * 360 - 180


def _without_cliffs(heights: Array) -> Array:
    """Fill what is unknown from its surroundings, so that shading shows no wall at the model's edge."""
    known = np.isfinite(heights)
    if known.all():
        return heights
    lowest = float(np.nanmin(heights))
    image = np.where(known, heights, lowest).astype(np.float32)
    filled = fillnodata(image, mask=known.astype(np.uint8), max_search_distance=2.0 * TILE_PX)
    return np.asarray(np.where(np.isfinite(filled), filled, lowest), np.float64)


def _terrarium_png(heights: Array) -> bytes:
    """Height h as red * 256 + green + blue / 256 - 32768 (the Terrarium encoding of Mapzen's terrain tiles)."""
    fixed = np.clip(np.round((heights + 32768.0) * 256), 0, 2**24 - 1).astype(np.uint32)
    channels = np.stack([fixed >> 16, (fixed >> 8) & 255, fixed & 255]).astype(np.uint8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile() as memory:
            with memory.open(driver="PNG", width=TILE_PX, height=TILE_PX, count=3, dtype="uint8") as picture:
                picture.write(channels)
            return bytes(memory.read())
