"""The order in which cells of survey lines are flown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MANY_CELLS = 24
"""Above this the order is only greedy: improving it would take longer than planning may."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cell:
    """Neighbouring survey lines that are flown one after the other."""

    lines: Array
    """(n, 2, 2): lines in order across the cell, their two ends, north and east in metres; all point the same way."""

    def ways(self) -> list[Array]:
        """The four ways (2n, 2) through the cell: from either side, beginning at either end of the first line."""
        swapped = self.lines[:, ::-1]
        odd = (np.arange(len(self.lines)) % 2 == 1)[:, None, None]
        one, other = np.where(odd, swapped, self.lines), np.where(odd, self.lines, swapped)
        flat = [one.reshape(-1, 2), other.reshape(-1, 2)]
        return [flat[0], flat[1], flat[0][::-1], flat[1][::-1]]


def tour(cells: list[Cell], home: Array) -> Array:
    """Survey lines (n, 2, 2) in flying order and direction, from `home` and back, with little distance between cells.

    Nearest neighbour, then relocation and reversal of parts of the order until nothing helps (2-opt and or-opt).
    """
    ways = [way for cell in cells for way in cell.ways()]
    table = _Distances(ways, home)
    order = _greedy(table, len(cells))
    if len(cells) <= MANY_CELLS:
        order = _improved(table, order)
    return np.concatenate([ways[way].reshape(-1, 2, 2) for way in order])


def nearest_lines(lines: Array, home: Array) -> Array:
    """Lines (n, 2, 2) in the order in which the nearest end comes next, from home; each begun at that end."""
    left = np.ones(len(lines), bool)
    ordered, place = [], home
    for _ in range(len(lines)):
        away = np.where(left[:, None], np.linalg.norm(lines - place, axis=2), np.inf)
        index, end = divmod(int(np.argmin(away)), 2)
        left[index] = False
        ordered.append(lines[index, ::-1] if end else lines[index])
        place = ordered[-1][1]
    return np.array(ordered)


def improved_lines(lines: Array, home: Array) -> Array:
    """Lines (n, 2, 2) reordered and turned until no part turned round (2-opt) and no line moved (Or-opt) is shorter."""
    order = lines.copy()
    for _ in range(2 * len(lines)):
        change = min(_best_turn(order, home), _best_move(order, home), key=lambda found: found[0])
        if change[0] > -0.5:
            break
        order = change[1]()
    return order


def _best_turn(order: Array, home: Array) -> tuple[float, Callable[[], Array]]:
    """The part whose turning round saves most: what that changes, and how to do it."""
    before = np.concatenate([home[None], order[:-1, 1]])
    after = np.concatenate([order[1:, 0], home[None]])
    change = _apart(before, order[:, 1]) + _apart(order[:, 0], after)
    change -= np.linalg.norm(before - order[:, 0], axis=1)[:, None] + np.linalg.norm(order[:, 1] - after, axis=1)[None]
    change[np.tril_indices(len(order), -1)] = np.inf
    first, last = divmod(int(np.argmin(change)), len(order))

    def turned() -> Array:
        return np.concatenate([order[:first], order[first : last + 1][::-1, ::-1], order[last + 1 :]])

    return float(change[first, last]), turned


def _best_move(order: Array, home: Array) -> tuple[float, Callable[[], Array]]:
    """The line whose moving elsewhere, one way round or the other, saves most."""
    before = np.concatenate([home[None], order[:, 1]])
    after = np.concatenate([order[:, 0], home[None]])
    gaps = np.linalg.norm(before - after, axis=1)
    out = gaps[:-1] + gaps[1:] - np.linalg.norm(before[:-1] - after[1:], axis=1)
    straight = _apart(order[:, 0], before) + _apart(order[:, 1], after) - gaps
    back = _apart(order[:, 1], before) + _apart(order[:, 0], after) - gaps
    into = np.minimum(straight, back)
    numbers = np.arange(len(order))
    into[numbers, numbers] = into[numbers, numbers + 1] = np.inf
    change = into - out[:, None]
    line, gap = divmod(int(np.argmin(change)), len(order) + 1)

    def moved() -> Array:
        one = order[line] if straight[line, gap] <= back[line, gap] else order[line, ::-1]
        rest = np.delete(order, line, axis=0)
        return np.insert(rest, gap if gap < line else gap - 1, one, axis=0)

    return float(change[line, gap]), moved


def _apart(some: Array, others: Array) -> Array:
    return np.asarray(np.linalg.norm(some[:, None] - others[None], axis=2))


class _Distances:
    """Distances between the ways through cells (four a cell, the reverse of way w is `w ^ 2`)."""

    def __init__(self, ways: list[Array], home: Array) -> None:
        entries = np.array([way[0] for way in ways])
        exits = np.array([way[-1] for way in ways])
        self.between: list[list[float]] = np.linalg.norm(exits[:, None] - entries[None], axis=2).tolist()
        self.first: list[float] = np.linalg.norm(entries - home, axis=1).tolist()
        self.last: list[float] = np.linalg.norm(exits - home, axis=1).tolist()
        self.inner = [float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum()) for way in ways]

    def length(self, order: list[int]) -> float:
        total = self.first[order[0]] + self.last[order[-1]] + sum(self.inner[way] for way in order)
        return total + sum(self.between[a][b] for a, b in pairwise(order))


def _greedy(table: _Distances, cells: int) -> list[int]:
    best: list[int] = []
    for start in sorted(range(4 * cells), key=lambda way: table.first[way])[:4]:
        order, left = [start], set(range(cells)) - {start // 4}
        while left:
            row = table.between[order[-1]]
            following = min((4 * cell + turn for cell in left for turn in range(4)), key=lambda way: row[way])
            order.append(following)
            left.discard(following // 4)
        if not best or table.length(order) < table.length(best):
            best = order
    return best


def _improved(table: _Distances, order: list[int]) -> list[int]:
    best, shortest = order, table.length(order)
    for _ in range(8):
        before = shortest
        for candidate in _neighbours(best):
            length = table.length(candidate)
            if length < shortest - 1e-6:
                best, shortest = candidate, length
                break
        if shortest >= before:
            break
    return best


def _neighbours(order: list[int]) -> list[list[int]]:
    """Orders one change away: a cell flown another way, moved elsewhere, or a part flown backwards."""
    count = len(order)
    found: list[list[int]] = []
    for place, way in enumerate(order):
        rest = order[:place] + order[place + 1 :]
        cell = way // 4 * 4
        found += [
            [*rest[:to], cell + turn, *rest[to:]]
            for to in range(count)
            for turn in range(4)
            if (to, turn) != (place, way % 4)
        ]
    for first in range(count):
        for last in range(first + 1, count):
            part = [way ^ 2 for way in reversed(order[first : last + 1])]
            found.append(order[:first] + part + order[last + 1 :])
    return found
