"""What ground was really imaged: a raster over the search area, cell by cell, with when it was last seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from missions.geo import LocalFrame
from vision.detectability import detection_probability
from vision.seen import Glimpse

MAX_CELLS = 4_000_000
NEVER = -np.inf
KEPT = ("seen_at_s", "sample_m", "incidence_rad")


def inside(ring: ArrayLike, north_m: NDArray[np.float64], east_m: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether points lie in a closed `ring` (n, 2) of north, east: even-odd rule, any simple polygon."""
    points = np.asarray(ring, np.float64)
    result = np.zeros(np.broadcast(north_m, east_m).shape, np.bool_)
    for (north_1, east_1), (north_2, east_2) in zip(points, np.roll(points, -1, axis=0), strict=True):
        if east_1 == east_2:
            continue
        spans = (east_1 > east_m) != (east_2 > east_m)
        # The edge's crossing, multiplied out: an edge that is all but parallel would overflow a division.
        beyond = (north_m - north_1) * (east_2 - east_1) - (east_m - east_1) * (north_2 - north_1)
        result ^= spans & ((beyond < 0) == (east_2 > east_1))
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """n cells of a `SeenGround`, with the places of their centres."""

    row: NDArray[np.intp]
    column: NDArray[np.intp]
    north_m: NDArray[np.float64]
    east_m: NDArray[np.float64]


@dataclass
class SeenGround:
    """A raster of `cell_m` cells over a polygon with holes, in the incident's local frame."""

    frame: LocalFrame
    area: dict[str, Any]
    """GeoJSON Polygon."""
    cell_m: float = 3.0
    version: int = 0
    seen_at_s: NDArray[np.float64] = field(init=False)
    """(rows, columns) UTC seconds of the last look, -inf where never; row 0 is the southernmost."""
    sample_m: NDArray[np.float64] = field(init=False)
    """(rows, columns) metres across one pixel in the finest look, infinite where never seen."""
    incidence_rad: NDArray[np.float64] = field(init=False)
    """(rows, columns) how steeply that look met the ground, 0 where never seen."""
    wanted: NDArray[np.bool_] = field(init=False)
    """(rows, columns) whether the cell's centre is in the area."""

    def __post_init__(self) -> None:
        rings = [self._local(ring) for ring in self.area["coordinates"]]
        south, west = rings[0].min(axis=0)
        north, east = rings[0].max(axis=0)
        self.cell_m = max(self.cell_m, float(np.sqrt((north - south) * (east - west) / MAX_CELLS)))
        self._norths = np.arange(south + self.cell_m / 2, north + self.cell_m / 2, self.cell_m)
        self._easts = np.arange(west + self.cell_m / 2, east + self.cell_m / 2, self.cell_m)
        grid_north, grid_east = np.meshgrid(self._norths, self._easts, indexing="ij")
        self.wanted = inside(rings[0], grid_north, grid_east)
        for hole in rings[1:]:
            self.wanted &= ~inside(hole, grid_north, grid_east)
        self.seen_at_s = np.full(self.wanted.shape, NEVER)
        self.sample_m = np.full(self.wanted.shape, np.inf)
        self.incidence_rad = np.zeros(self.wanted.shape)

    def _local(self, ring: ArrayLike) -> NDArray[np.float64]:
        coordinates = np.asarray([point[:2] for point in np.asarray(ring)], np.float64)
        north, east = self.frame.to_local(coordinates[:, 1], coordinates[:, 0])
        return np.column_stack([north, east])

    def near(self, outline: ArrayLike) -> Window:
        """The cells of the area around an `outline` (n, 2) of north, east: those that a frame may show."""
        ring = np.asarray(outline, np.float64)
        rows, columns = self._span(self._norths, ring[:, 0]), self._span(self._easts, ring[:, 1])
        at = np.nonzero(self.wanted[rows, columns])
        row, column = at[0] + rows.start, at[1] + columns.start
        return Window(row=row, column=column, north_m=self._norths[row], east_m=self._easts[column])

    def look(self, window: Window, seen: Glimpse, at: datetime) -> None:
        """Mark what a frame shows of a `window` as seen at `at`."""
        row, column = window.row[seen.is_seen], window.column[seen.is_seen]
        if np.any(np.isneginf(self.seen_at_s[row, column])):
            self.version += 1
        self.seen_at_s[row, column] = np.maximum(self.seen_at_s[row, column], at.timestamp())
        finer = seen.sample_m[seen.is_seen] < self.sample_m[row, column]
        row, column = row[finer], column[finer]
        self.sample_m[row, column] = seen.sample_m[seen.is_seen][finer]
        self.incidence_rad[row, column] = seen.incidence_rad[seen.is_seen][finer]

    @staticmethod
    def _span(centres: NDArray[np.float64], values: NDArray[np.float64]) -> slice:
        first, last = np.searchsorted(centres, [values.min(), values.max()]).tolist()
        return slice(first, max(first, last))

    @property
    def fraction(self) -> float:
        """Of the area that was seen at least once, 0 to 1."""
        wanted = int(self.wanted.sum())
        return float((self.wanted & ~np.isneginf(self.seen_at_s)).sum() / wanted) if wanted else 0.0

    def kept(self) -> dict[str, NDArray[np.float64]]:
        """A copy of what must survive a restart, by name."""
        return {name: getattr(self, name).copy() for name in KEPT}

    def restore(self, kept: Mapping[str, NDArray[np.float64]]) -> None:
        """Take over what `kept` gave before a restart; ignored where it belongs to another area."""
        known = {name: kept[name] for name in KEPT if name in kept and kept[name].shape == self.wanted.shape}
        if len(known) == len(KEPT):
            for name, values in known.items():
                setattr(self, name, values)
            self.version = 1

    def geojson(self) -> dict[str, Any]:
        """Seen cells as a FeatureCollection: runs of cells seen within the same 10 s make one rectangle.

        `sample_m`, `incidence_deg` and `person_probability` (that a person standing there in the open would have been
        noticed in the finest look) are those of the rectangle's worst cell.
        """
        runs = [(row, start, stop) for row in range(len(self._norths)) for start, stop in self._runs(row)]
        if not runs:
            return {"type": "FeatureCollection", "features": []}
        row, start, stop = np.array(runs).T
        half = self.cell_m / 2
        south, north = self._norths[row] - half, self._norths[row] + half
        west, east = self._easts[start] - half, self._easts[stop - 1] + half
        # One call for all corners: a projection costs more by the call than by the point.
        latitude, longitude = self.frame.to_geographic(
            np.stack([south, south, north, north, south], axis=1), np.stack([west, east, east, west, west], axis=1)
        )
        rings = np.round(np.stack([longitude, latitude], axis=-1), 7).tolist()
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": {"type": "Polygon", "coordinates": [ring]},
                    "properties": self._properties(*run),
                }
                for ring, run in zip(rings, runs, strict=True)
            ],
        }

    def _runs(self, row: int) -> Iterator[tuple[int, int]]:
        """First and beyond the last column of each run of a row that was seen within the same 10 s."""
        is_seen = self.wanted[row] & ~np.isneginf(self.seen_at_s[row])
        times = np.where(is_seen, np.floor(self.seen_at_s[row] / 10.0), -1.0)
        edges = np.flatnonzero(np.diff(times, prepend=-2.0, append=-2.0)).tolist()
        return ((start, stop) for start, stop in pairwise(edges) if is_seen[start])

    def _properties(self, row: int, start: int, stop: int) -> dict[str, Any]:
        seen_at = datetime.fromtimestamp(float(self.seen_at_s[row, start:stop].max()), UTC).isoformat()
        sample_m = float(self.sample_m[row, start:stop].max())
        return {
            "seen_at": seen_at,
            "sample_m": round(sample_m, 3),
            "person_probability": round(float(detection_probability(sample_m)), 2),
            "incidence_deg": round(float(np.degrees(self.incidence_rad[row, start:stop].min())), 1),
        }
