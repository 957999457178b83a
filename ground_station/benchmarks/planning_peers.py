"""The rules by which three other planners lay a survey, written anew from what they do.

They are no programs of theirs: QGroundControl and Mission Planner have no planner without a window. What is kept is the
rule: which way the lines run, where they are cut, in which order they are flown and how aircraft share them.

* QGroundControl, SurveyComplexItem: the angle that the operator sets, 0 (north) unless touched; each line runs between
  its two furthest crossings with the edge, bays included; holes are unknown; back and forth, from the corner nearest to
  home.
* Mission Planner, Grid: along the longest edge; lines cut at every crossing with the edge; the next line is the one
  whose end is nearest. Its split gives each aircraft as many waypoints.
* QuickScout of mavsdk_drone_show: along the longest edge, cut at the edge; the tour is split into parts of equal survey
  length, and each part goes to the nearest aircraft that has none.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon

Array = NDArray[np.float64]
Rule = Callable[[Polygon, float, Array], list[list[Array]]]
"""Area (x east, y north), spacing, homes (n, 2: north, east): for each aircraft its lines (2, 2: north, east)."""


def _lines(area: Polygon, spacing_m: float, heading_rad: float) -> list[list[Array]]:
    """For each parallel line its pieces inside `area`, in order; each (2, 2) north and east."""
    along = np.array([math.sin(heading_rad), math.cos(heading_rad)])
    across = np.array([math.cos(heading_rad), -math.sin(heading_rad)])
    ring = np.asarray(area.exterior.coords)
    far = float(np.abs(ring @ along).max()) + 1.0
    low, high = float((ring @ across).min()), float((ring @ across).max())
    rows: list[list[Array]] = []
    count = max(math.ceil((high - low) / spacing_m), 1)
    for offset in low + (np.arange(count) + 0.5) * (high - low) / count:
        line = LineString([offset * across - far * along, offset * across + far * along])
        parts = [part for part in shapely.get_parts(line.intersection(area)) if part.length > 0.5]
        pieces = sorted((np.asarray(part.coords)[[0, -1]] for part in parts), key=lambda piece: float(piece[0] @ along))
        if pieces:
            rows.append([piece[:, ::-1] for piece in pieces])
    return rows


def _longest_edge_rad(area: Polygon) -> float:
    sides = np.diff(np.asarray(area.exterior.coords), axis=0)
    east, north = sides[int(np.argmax(np.linalg.norm(sides, axis=1)))]
    return math.atan2(east, north)


def qgroundcontrol(area: Polygon, spacing_m: float, homes: Array) -> list[list[Array]]:
    """Shares of as many lines each: it has no split of its own, this is what an operator does by hand."""
    rows = _lines(Polygon(area.exterior), spacing_m, 0.0)
    whole = [np.array([row[0][0], row[-1][1]]) for row in rows]
    corners = {
        (last, turned): whole[-1 if last else 0][1 if turned else 0]
        for last in (False, True)
        for turned in (False, True)
    }
    last, turned = min(corners, key=lambda key: float(np.linalg.norm(corners[key] - homes[0])))
    ordered = whole[::-1] if last else whole
    tour = [line[::-1] if (number % 2 == 1) != turned else line for number, line in enumerate(ordered)]
    return _evenly(tour, len(homes))


def mission_planner(area: Polygon, spacing_m: float, homes: Array) -> list[list[Array]]:
    """The nearest end next; as many waypoints for each."""
    pieces = [piece for row in _lines(Polygon(area.exterior), spacing_m, _longest_edge_rad(area)) for piece in row]
    tour: list[Array] = []
    place = homes[0]
    while pieces:
        ends = np.array([[np.linalg.norm(piece[0] - place), np.linalg.norm(piece[1] - place)] for piece in pieces])
        index, end = divmod(int(np.argmin(ends)), 2)
        piece = pieces.pop(index)
        tour.append(piece[::-1] if end else piece)
        place = tour[-1][1]
    return _evenly(tour, len(homes))


def quickscout(area: Polygon, spacing_m: float, homes: Array) -> list[list[Array]]:
    """Back and forth; parts of equal survey length; each part to the nearest aircraft that has none."""
    rows = _lines(Polygon(area.exterior), spacing_m, _longest_edge_rad(area))
    tour = [
        piece[::-1] if number % 2 else piece
        for number, row in enumerate(rows)
        for piece in (row[::-1] if number % 2 else row)
    ]
    lengths = np.cumsum([np.linalg.norm(line[1] - line[0]) for line in tour])
    parts: list[list[Array]] = [[] for _ in homes]
    for line, done in zip(tour, lengths, strict=True):
        middle = done - np.linalg.norm(line[1] - line[0]) / 2
        parts[min(int(middle / lengths[-1] * len(homes)), len(homes) - 1)].append(line)
    shares: list[list[Array]] = [[] for _ in homes]
    free = list(range(len(homes)))
    for part in parts:
        if part:
            nearest = min(free, key=lambda home: float(np.linalg.norm(homes[home] - part[0][0])))
            free.remove(nearest)
            shares[nearest] = part
    return shares


def _evenly(tour: list[Array], count: int) -> list[list[Array]]:
    cuts = [round(len(tour) * number / count) for number in range(count + 1)]
    return [tour[first:last] for first, last in pairwise(cuts)]


RULES: dict[str, Rule] = {
    "qgroundcontrol": qgroundcontrol,
    "mission_planner": mission_planner,
    "quickscout": quickscout,
}
