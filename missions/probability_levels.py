"""A map of chances as people look at it: the smallest ground that holds half of it, and a raster of bounded size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from missions.probability import ProbabilityMap

Array = NDArray[np.float64]

LEVELS = (0.25, 0.5, 0.75, 0.95)
MOST_RASTER_SIDE = 96
SAME = 1e-9
"""Cells whose chances differ by less than this share of the largest are as likely as each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The smallest ground with at least `level` of all that is on the map."""

    level: float
    share: float
    """Of what is on the map; more than `level` where many cells are equally likely."""
    geometry: dict[str, Any]
    """GeoJSON MultiPolygon."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Raster:
    """Square cells from the south and from the west, coarse enough to be sent."""

    chance: Array
    cell_m: float
    corners: tuple[tuple[float, float], ...]
    """Longitude and latitude of the south-west, south-east, north-east and north-west corner."""


def regions(chances: ProbabilityMap, levels: Sequence[float] = LEVELS) -> list[Region]:
    """The regions of a map, the smallest first; none where nothing is on the map."""
    shown, cell_m = _coarse(chances)
    total = float(shown.sum())
    if total <= 0.0:
        return []
    ranked = np.sort(shown, axis=None)[::-1]
    held = np.cumsum(ranked) / total
    found = []
    for level in levels:
        least = ranked[min(int(np.searchsorted(held, level - SAME)), len(ranked) - 1)]
        inside = shown >= max(least - SAME * ranked[0], np.finfo(np.float64).tiny)
        found.append(
            Region(
                level=level,
                share=float(shown[inside].sum()) / total,
                geometry=_outline(chances, inside, cell_m),
            )
        )
    return found


def raster(chances: ProbabilityMap) -> Raster:
    """The map in at most MOST_RASTER_SIDE cells each way; all cells together are what is on the map."""
    shown, cell_m = _coarse(chances)
    rows, columns = shown.shape
    north = chances.south_m + cell_m * np.array([0, 0, rows, rows])
    east = chances.west_m + cell_m * np.array([0, columns, columns, 0])
    latitude, longitude = chances.frame.to_geographic(north, east)
    corners = tuple((round(float(x), 7), round(float(y), 7)) for x, y in zip(longitude, latitude, strict=True))
    return Raster(chance=shown, cell_m=cell_m, corners=corners)


def likeliest(chances: ProbabilityMap) -> tuple[float, float]:
    """Longitude and latitude of the middle of the likeliest cell."""
    row, column = np.unravel_index(int(np.argmax(chances.chance)), chances.chance.shape)
    north = chances.south_m + (float(row) + 0.5) * chances.cell_m
    east = chances.west_m + (float(column) + 0.5) * chances.cell_m
    latitude, longitude = chances.frame.to_geographic(north, east)
    return round(float(longitude), 6), round(float(latitude), 6)


def _coarse(chances: ProbabilityMap) -> tuple[Array, float]:
    """Chances summed to larger squares until there are few enough, and their side."""
    many = -(-max(chances.chance.shape) // MOST_RASTER_SIDE)
    return summed(chances.chance, many), many * chances.cell_m


def summed(cells: Array, many: int) -> Array:
    """Blocks of `many` by `many` cells, added up; the last ones may be partly empty."""
    rows, columns = cells.shape
    padded = np.pad(cells, ((0, -rows % many), (0, -columns % many)))
    return np.asarray(padded.reshape(padded.shape[0] // many, many, -1, many).sum(axis=(1, 3)))


def _outline(chances: ProbabilityMap, inside: NDArray[np.bool_], cell_m: float) -> dict[str, Any]:
    """GeoJSON round the cells."""
    row, column = np.nonzero(inside)
    # In whole cells: in metres, rounding would leave cracks between neighbours.
    whole = shapely.union_all(shapely.box(column, row, column + 1, row + 1)).simplify(0.01)
    parts = list(whole.geoms) if isinstance(whole, MultiPolygon) else [whole]
    return {"type": "MultiPolygon", "coordinates": [_rings(part, chances, cell_m) for part in parts]}


def _rings(part: Polygon, chances: ProbabilityMap, cell_m: float) -> list[list[list[float]]]:
    rings = []
    for ring in (part.exterior, *part.interiors):
        column, row = np.asarray(ring.coords).T
        latitude, longitude = chances.frame.to_geographic(
            chances.south_m + cell_m * row, chances.west_m + cell_m * column
        )
        rings.append([[round(float(x), 6), round(float(y), 6)] for x, y in zip(longitude, latitude, strict=True)])
    return rings
