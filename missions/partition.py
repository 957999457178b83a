"""Dividing one tour among several aircraft so that the last one home is home as early as possible."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from missions.flight_time import Motion

Array = NDArray[np.float64]

SHORTEST_PIECE_M = 15.0
"""A line is not cut closer to its end than this."""
ROUNDS = 20
CLOSE_TOGETHER_M = 150.0
"""Homes closer than this are one place as far as flying times go."""
INSIDE_A_LINE = np.linspace(0.0, 1.0, 41)[1:]


def divide(lines: Array, homes: Array, motion: Motion) -> list[Array]:
    """Cut a tour of survey lines (n, 2, 2) into one connected piece per home (k, 2), in the homes' order.

    Minimises the longest time including the ways from and to each home, by bisection on that time; a line may be cut in
    two. Straight ways are assumed; a piece may be empty when there is less work than aircraft.
    """
    if len(homes) == 1:
        return [lines]
    clock = _Clock(lines, motion)
    best_order, best_s = tuple(range(len(homes))), np.inf
    for order in _orders(homes, lines):
        makespan_s = _shortest_makespan(clock, homes[list(order)])
        if makespan_s < best_s - 1e-6:
            best_order, best_s = order, makespan_s
    pieces = _pieces(clock, homes[list(best_order)], best_s)
    if np.ptp(homes, axis=0).max() < CLOSE_TOGETHER_M:
        best_order = _uncrossed(pieces, homes)
    by_home: list[Array] = [np.empty((0, 2, 2))] * len(homes)
    for place, home in enumerate(best_order):
        by_home[home] = pieces[place]
    return by_home


def _uncrossed(pieces: list[Array], homes: Array) -> tuple[int, ...]:
    """Which home flies which piece so that the ways out are short in sum, which keeps them from crossing."""
    count = len(homes)
    starts = np.array([piece[0, 0] if len(piece) else homes[0] for piece in pieces])
    away = np.linalg.norm(starts[:, None] - homes[None], axis=2)
    orders = permutations(range(count)) if count <= 6 else [tuple(range(count)), tuple(reversed(range(count)))]
    return min(orders, key=lambda order: float(away[range(count), list(order)].sum()))


def _orders(homes: Array, lines: Array) -> list[tuple[int, ...]]:
    count = len(homes)
    if np.ptp(homes, axis=0).max() < CLOSE_TOGETHER_M:
        return [tuple(range(count))]
    if count <= 3:
        return list(permutations(range(count)))
    middles = lines.mean(axis=1)
    nearest = np.argmin(np.linalg.norm(middles[None] - homes[:, None], axis=2), axis=1)
    along = tuple(int(home) for home in np.argsort(nearest, kind="stable"))
    return [along, tuple(range(count))]


class _Clock:
    """Time at the ends of each line when the whole tour is flown at once."""

    def __init__(self, lines: Array, motion: Motion) -> None:
        self.lines, self.motion = lines, motion
        at = np.concatenate([[0.0], np.cumsum(motion.leg_times(lines.reshape(-1, 2)))])
        self.start_s, self.end_s = at[0::2], at[1::2]

    def way_s(self, home: Array, points: Array) -> Array:
        """Time from home to `points` (n, 2), or back."""
        legs = points - home
        return np.asarray(np.linalg.norm(legs, axis=-1) / self.motion.leg_speeds(legs) + 4.0)


def _shortest_makespan(clock: _Clock, homes: Array) -> float:
    low, high = (
        0.0,
        float(clock.end_s[-1] + sum(clock.way_s(home, clock.lines.reshape(-1, 2)).max() * 2 for home in homes)),
    )
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        if _reach(clock, homes, middle)[-1] >= len(clock.lines):
            high = middle
        else:
            low = middle
    return high


def _reach(clock: _Clock, homes: Array, limit_s: float) -> list[float]:
    """How far along the tour (line number and fraction) each aircraft gets when all must be home within `limit_s`."""
    ends: list[float] = []
    place = 0.0
    for home in homes:
        place = _farthest(clock, home, place, limit_s)
        ends.append(place)
    return ends


def _farthest(clock: _Clock, home: Array, place: float, limit_s: float) -> float:
    count = len(clock.lines)
    first = int(place)
    if first >= count:
        return place
    begin, begin_s = _at(clock, place)
    spare_s = limit_s - float(clock.way_s(home, begin[None])[0]) + begin_s
    done_s = clock.end_s[first:] + clock.way_s(home, clock.lines[first:, 1])
    within = np.flatnonzero(done_s <= spare_s)
    farthest = float(first + within[-1] + 1) if len(within) else place
    return max(farthest, _inside(clock, home, farthest, spare_s))


def _inside(clock: _Clock, home: Array, place: float, spare_s: float) -> float:
    """How far into the line at `place` there is time to go."""
    index = int(place)
    if index >= len(clock.lines):
        return place
    start, end = clock.lines[index]
    length = float(np.linalg.norm(end - start))
    fractions = INSIDE_A_LINE[
        (INSIDE_A_LINE * length > SHORTEST_PIECE_M) & (INSIDE_A_LINE * length < length - SHORTEST_PIECE_M)
    ]
    fractions = fractions[fractions > place - index + SHORTEST_PIECE_M / max(length, 1e-9)]
    if len(fractions) == 0:
        return place
    points = start + fractions[:, None] * (end - start)
    at_s = clock.start_s[index] + fractions * (clock.end_s[index] - clock.start_s[index])
    within = np.flatnonzero(at_s + clock.way_s(home, points) <= spare_s)
    return index + float(fractions[within[-1]]) if len(within) else place


def _at(clock: _Clock, place: float) -> tuple[Array, float]:
    index, fraction = int(place), place - int(place)
    start, end = clock.lines[index]
    return start + fraction * (end - start), float(
        clock.start_s[index] + fraction * (clock.end_s[index] - clock.start_s[index])
    )


def _pieces(clock: _Clock, homes: Array, limit_s: float) -> list[Array]:
    ends = _reach(clock, homes, limit_s)
    # Bisection stops a hair from the true limit: whatever is left belongs to the last aircraft.
    ends[-1] = float(len(clock.lines))
    return [_between(clock.lines, start, end) for start, end in zip([0.0, *ends[:-1]], ends, strict=True)]


def _between(lines: Array, start: float, end: float) -> Array:
    """The part of a tour from one place (line number and fraction) to another."""
    if end <= start:
        return np.empty((0, 2, 2))
    first, last = int(start), min(int(np.ceil(end)), len(lines))
    part = lines[first:last].copy()
    whole_start, whole_end = lines[first].copy(), lines[last - 1].copy()
    part[0, 0] = whole_start[0] + (start - first) * (whole_start[1] - whole_start[0])
    part[-1, 1] = whole_end[0] + (end - (last - 1)) * (whole_end[1] - whole_end[0])
    return part
