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

from missions.errors import AreaError, NotFlyable, ParameterError, PlanningError
from missions.plan import Plan, Severity
from missions.probability import ProbabilityMap
from missions.probability_levels import summed

Array = NDArray[np.float64]
Tile = tuple[int, int]
"""Row and column."""
FlightTime = Callable[[dict[str, Any]], float]
"""Seconds from take-off to the last landing for a GeoJSON Polygon. Raises AreaError or NotFlyable where it cannot be
flown, with the reason."""

_Asked = Callable[[dict[str, Any]], float | None]

BEGINNINGS, MOST_REFUSED = 3, 9
"""Pairs of tiles beside each other, the likeliest ones, from which an area may grow; and how many that cannot be flown
at all, by whatever forbids it, give way to the next."""
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SearchChoice:
    """The areas to search, and why others were not among them."""

    tasks: list[SearchTask]
    refusals: list[PlanningError]
    """Of areas that cannot be flown, whatever the time: the first of each kind, the likeliest ground's first."""


def flown_s(plan: Plan) -> float:
    """How long a plan takes. Raises NotFlyable with the first of the errors that forbid it."""
    for problem in plan.problems:
        if problem.severity is Severity.ERROR:
            raise NotFlyable(problem.code, problem.message, remedy="", where=problem.where, details=problem.details)
    return plan.makespan_s


def search_tasks(
    chances: ProbabilityMap, *, detection: float, tile_m: float, limit_s: float, time_of: FlightTime, count: int = 1
) -> SearchChoice:
    """Up to `count` areas in the order in which they are best searched, each within `limit_s` of flight.

    `detection` is the probability that a person in the open is noticed when the area is flown. Raises ParameterError
    where no area at all can be flown within the limit, with the reason if it is not the time alone.
    """
    tasks: list[SearchTask] = []
    refused: dict[str, PlanningError] = {}
    known_s: dict[str, float | None] = {}
    believed = chances

    def asked(area: dict[str, Any]) -> float | None:
        # Areas that grow from neighbours meet, and what cannot be flown stays so: a plan takes its time.
        name = str(area["coordinates"])
        if name not in known_s:
            try:
                known_s[name] = time_of(area)
            except (AreaError, NotFlyable) as error:
                refused.setdefault(error.code, error)
                known_s[name] = None
        return known_s[name]

    for _ in range(count):
        task = _best(believed, detection, tile_m, limit_s, asked)
        if task is None:
            break
        tasks.append(task)
        believed = believed.after(task.detection)
    refusals = list(refused.values())
    if not tasks:
        raise _nothing(limit_s, refusals[0] if refusals else None)
    return SearchChoice(tasks=tasks, refusals=refusals)


def _nothing(limit_s: float, reason: PlanningError | None) -> ParameterError:
    said = f"No area with any chance can be flown within {limit_s / 60:.0f} minutes."
    details = {"minutes": round(limit_s / 60)}
    if reason is None:
        remedy = "Start closer, allow more time, or use more aircraft."
        return ParameterError("search_choice_none", said, remedy=remedy, details=details)
    return ParameterError(
        "search_choice_refused",
        f"{said} Some of the likeliest ground cannot be flown over:",
        remedy=str(reason),
        details=details,
        reason=reason,
    )


def _best(
    chances: ProbabilityMap, detection: float, tile_m: float, limit_s: float, time_of: _Asked
) -> SearchTask | None:
    tiles = _tiles(chances, tile_m)
    best: SearchTask | None = None
    begun, refused = 0, 0
    forbidden: set[Tile] = set()
    for beginning in _beginnings(tiles):
        if forbidden.issuperset(beginning):
            continue
        grown = _grown(tiles, beginning)
        for size in SIZES:
            if size > len(grown):
                break
            task = _task(chances, _outline(chances, grown[:size], tile_m), detection, time_of)
            if size == SIZES[0]:
                begun, refused = begun + (task is not None), refused + (task is None)
                forbidden.update(beginning if task is None else ())
            if task is None or task.duration_s > limit_s:
                break
            if task.gained > 0 and (best is None or task.gained_per_minute > best.gained_per_minute):
                best = task
        if begun == BEGINNINGS or refused > MOST_REFUSED:
            break
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
    chosen = sorted(pairs, key=lambda pair: -pair[0])
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


def _task(chances: ProbabilityMap, outline: Polygon, detection: float, time_of: _Asked) -> SearchTask | None:
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
