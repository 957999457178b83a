"""Which ground to search first: the area with the most chance of finding somebody per minute of flight.

An area grows tile by tile from a good beginning, always by the neighbour with the most chance. Of the areas on the way
those are really planned that a flight can do, and the one with the most gained per minute of its plan's time is
chosen. What it gains is then taken from the map, and the next task is looked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from missions.errors import ParameterError
from missions.probability import ProbabilityMap
from missions.probability_levels import summed

Array = NDArray[np.float64]
Tile = tuple[int, int]
"""Row and column."""
FlightTime = Callable[[dict[str, Any]], float | None]
"""Seconds from take-off to the last landing for a GeoJSON Polygon; None where it cannot be flown."""

BEGINNINGS = 3
"""Pairs of tiles beside each other, the likeliest ones, from which an area may grow."""
SIZES = (2, 4, 8, 16, 32, 64, 128)
"""Numbers of tiles whose area is really planned."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SearchTask:
    """One area to search."""

    area: dict[str, Any]
    """GeoJSON Polygon."""
    chance: float
    """That the person is inside."""
    gained: float
    """The chance that this search finds them."""
    duration_s: float
    detection: Array
    """(rows, columns) of the map."""

    @property
    def gained_per_minute(self) -> float:
        """What the choice is made by."""
        return 60.0 * self.gained / self.duration_s


def search_tasks(
    chances: ProbabilityMap, *, detection: float, tile_m: float, limit_s: float, time_of: FlightTime, count: int = 1
) -> list[SearchTask]:
    """Up to `count` areas in the order in which they are best searched, each within `limit_s` of flight.

    `detection` is the probability that a person in the open is noticed when the area is flown. Raises ParameterError
    where no area at all can be flown within the limit.
    """
    tasks: list[SearchTask] = []
    believed = chances
    for _ in range(count):
        task = _best(believed, detection, tile_m, limit_s, time_of)
        if task is None:
            break
        tasks.append(task)
        believed = believed.after(task.detection)
    if not tasks:
        raise ParameterError(
            "search_choice_none",
            f"No area with any chance can be flown within {limit_s / 60:.0f} minutes.",
            remedy="Start closer, allow more time, or use more aircraft.",
            details={"minutes": round(limit_s / 60)},
        )
    return tasks


def _best(
    chances: ProbabilityMap, detection: float, tile_m: float, limit_s: float, time_of: FlightTime
) -> SearchTask | None:
    tiles = _tiles(chances, tile_m)
    best: SearchTask | None = None
    for beginning in _beginnings(tiles):
        grown = _grown(tiles, beginning)
        for size in SIZES:
            if size > len(grown):
                break
            task = _task(chances, _outline(chances, grown[:size], tile_m), detection, time_of)
            if task is None or task.duration_s > limit_s:
                break
            if task.gained > 0 and (best is None or task.gained_per_minute > best.gained_per_minute):
                best = task
    return best


def _tiles(chances: ProbabilityMap, tile_m: float) -> Array:
    """Chances summed to larger squares."""
    many = max(round(tile_m / chances.cell_m), 1)
    return summed(chances.chance, many)


def _beginnings(tiles: Array) -> list[tuple[Tile, Tile]]:
    """The likeliest pairs: one tile alone would miss two likely ones beside each other behind a likelier lone one."""
    pairs = [
        (float(tiles[row, column] + tiles[below, beside]), (row, column), (below, beside))
        for row, column in np.ndindex(*tiles.shape)
        for below, beside in ((row + 1, column), (row, column + 1))
        if below < tiles.shape[0] and beside < tiles.shape[1]
    ]
    chosen = sorted(pairs, key=lambda pair: -pair[0])[:BEGINNINGS]
    return [(first, second) if tiles[first] >= tiles[second] else (second, first) for _, first, second in chosen]


def _grown(tiles: Array, beginning: tuple[Tile, Tile]) -> list[Tile]:
    """Tiles from a beginning on, each the likeliest of those beside the ones before."""
    grown = [beginning[0]]
    beside: dict[Tile, float] = {}
    taken = {beginning[0]}
    following: Tile | None = beginning[1]
    while len(grown) < SIZES[-1]:
        row, column = grown[-1]
        for place in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
            if place not in taken and 0 <= place[0] < tiles.shape[0] and 0 <= place[1] < tiles.shape[1]:
                # A tile that more of the others touch makes a rounder area, which is flown faster.
                beside[place] = beside.get(place, float(tiles[place])) * (1.1 if place in beside else 1.0)
        if not beside:
            break
        best = following or max(beside, key=lambda place: beside[place])
        following = None
        del beside[best]
        taken.add(best)
        grown.append(best)
    return grown


def _outline(chances: ProbabilityMap, tiles: list[tuple[int, int]], tile_m: float) -> Polygon:
    """Round the tiles; ground that they enclose is searched too."""
    side = max(round(tile_m / chances.cell_m), 1) * chances.cell_m
    row, column = np.array(tiles).T
    # In whole tiles: in metres, rounding would leave cracks between neighbours.
    union = shapely.union_all(shapely.box(column, row, column + 1, row + 1))
    corners = np.asarray(Polygon(union.exterior).simplify(0.01).exterior.coords)
    return Polygon(np.array([chances.west_m, chances.south_m]) + side * corners)


def _task(chances: ProbabilityMap, outline: Polygon, detection: float, time_of: FlightTime) -> SearchTask | None:
    east, north = np.asarray(outline.exterior.coords).T
    latitude, longitude = chances.frame.to_geographic(north, east)
    area = {
        "type": "Polygon",
        "coordinates": [[[round(float(x), 8), round(float(y), 8)] for x, y in zip(longitude, latitude, strict=True)]],
    }
    duration_s = time_of(area)
    if duration_s is None or duration_s <= 0:
        return None
    inside = chances.inside(outline)
    found = np.where(inside, detection, 0.0)
    return SearchTask(
        area=area,
        chance=float(chances.chance[inside].sum()),
        gained=chances.gained(found),
        duration_s=duration_s,
        detection=found,
    )
