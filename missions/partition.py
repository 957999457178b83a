"""Dividing one tour among several aircraft so that the last one home is home as early as possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from missions.flight_time import Motion, draped
from missions.legs import Leg, Work, ends_of

Array = NDArray[np.float64]
Surface = Callable[[Array, Array], Array]

SURFACE_STEP_M = 40.0
RAMP_S = 4.0
"""Speeding up and slowing down on a way from or to home."""
SHORTEST_PIECE_M = 15.0
"""A line is not cut closer to its end than this."""
CUTS = np.arange(1, 41) / 40
"""Where, as fractions of its length, a line may end for one aircraft and begin for the next; 1 is its end."""
ROUNDS = 20
CLOSE_TOGETHER_M = 150.0
"""Homes closer than this are one place as far as flying times go."""


def divide(legs: Sequence[Leg], homes: Array, motion: Motion, surface: Surface) -> list[Work]:
    """Cut a tour of legs into one connected piece per home (k, 2), in the homes' order.

    Minimises the longest time including the ways from and to each home, by bisection on that time; a line may be cut in
    two. Straight ways over `surface` (the height that is flown at, by north and east) are assumed; a piece may be
    empty when there is less work than aircraft.
    """
    if len(homes) == 1:
        return [tuple(legs)]
    lines = ends_of(legs)
    clock = _Clock(lines, np.array([leg.dwell_s for leg in legs]), homes, motion, surface)
    tried = [(_shortest_makespan(clock, order), order) for order in _orders(homes, lines)]
    makespan_s, order = min(tried)
    pieces = _pieces(legs, _cuts(clock, order, makespan_s))
    if _close_together(homes):
        order = uncrossed(pieces, homes)
    by_home: list[Work] = [()] * len(homes)
    for piece, home in zip(pieces, order, strict=True):
        by_home[home] = piece
    return by_home


def _close_together(homes: Array) -> bool:
    return float(np.ptp(homes, axis=0).max()) < CLOSE_TOGETHER_M


def _orders(homes: Array, lines: Array) -> list[tuple[int, ...]]:
    """In which order along the tour the homes may take their pieces."""
    count = len(homes)
    if _close_together(homes):
        return [tuple(range(count))]
    if count <= 4:
        return list(permutations(range(count)))
    middles = lines.mean(axis=1)
    nearest = np.argmin(np.linalg.norm(middles[None] - homes[:, None], axis=2), axis=1)
    along = tuple(int(home) for home in np.argsort(nearest, kind="stable"))
    return [along, tuple(reversed(along)), tuple(range(count))]


class _Clock:
    """For every place where the tour may be cut: when one aircraft alone would be there, and how far home is."""

    def __init__(self, lines: Array, dwell_s: Array, homes: Array, motion: Motion, surface: Surface) -> None:
        dense, corners = draped(lines.reshape(-1, 2), surface, SURFACE_STEP_M)
        at = np.concatenate([[0.0], np.cumsum(motion.leg_times(dense))])[corners]
        stayed_s = np.cumsum(dwell_s)[:, None]
        start_s, end_s = at[0::2, None] + stayed_s - dwell_s[:, None], at[1::2, None] + stayed_s
        ends = lines[:, None, 0] + CUTS[None, :, None] * (lines[:, None, 1] - lines[:, None, 0])
        # Whoever goes on from a line's end begins at the next line's start.
        begins = ends.copy()
        begins[:-1, -1] = lines[1:, 0]
        # The first place is the tour's beginning, where nothing is done yet.
        self.end_s = np.concatenate([[0.0], (start_s + CUTS * (end_s - start_s)).ravel()])
        begin_s = start_s + CUTS * (end_s - start_s)
        begin_s[:-1, -1] = start_s[1:, 0]
        self.begin_s = np.concatenate([[0.0], begin_s.ravel()])
        back = np.concatenate([lines[:1, 0], ends.reshape(-1, 2)])
        out = np.concatenate([lines[:1, 0], begins.reshape(-1, 2)])
        self.back_s = _ways_s(homes, back, motion, surface)
        self.out_s = _ways_s(homes, out, motion, surface)
        lengths = np.linalg.norm(lines[:, 1] - lines[:, 0], axis=1)[:, None]
        allowed = (CUTS * lengths > SHORTEST_PIECE_M) & ((1 - CUTS) * lengths > SHORTEST_PIECE_M)
        allowed[:, -1] = True
        self.is_allowed = np.concatenate([[True], allowed.ravel()])


def _ways_s(homes: Array, points: Array, motion: Motion, surface: Surface) -> Array:
    """Time (homes, points) for the straight way between them."""
    legs = points[None] - homes[:, None]
    up = surface(points[:, 0], points[:, 1])[None] - surface(homes[:, 0], homes[:, 1])[:, None]
    vertical_s = np.nan_to_num(np.abs(up)) / motion.descent_ms
    level_s = np.linalg.norm(legs, axis=-1) / motion.leg_speeds(legs)
    return np.asarray(np.maximum(level_s, vertical_s) + RAMP_S)


def _shortest_makespan(clock: _Clock, order: tuple[int, ...]) -> float:
    low, high = 0.0, float(clock.end_s[-1] + 2 * clock.back_s.max() + 2 * clock.out_s.max())
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        if _cuts(clock, order, middle, forced=False)[-1] == len(clock.end_s) - 1:
            high = middle
        else:
            low = middle
    return high


def _cuts(clock: _Clock, order: tuple[int, ...], limit_s: float, *, forced: bool = True) -> list[int]:
    """Up to which cut place each aircraft gets when it must be home within `limit_s`.

    With `forced` the last one takes whatever is left: bisection stops a hair from the true limit.
    """
    cuts: list[int] = []
    place = 0
    for home in order:
        spare_s = limit_s - clock.out_s[home, place] + clock.begin_s[place]
        within = (clock.end_s[place + 1 :] + clock.back_s[home, place + 1 :] <= spare_s) & clock.is_allowed[place + 1 :]
        reached = np.flatnonzero(within)
        place += int(reached[-1]) + 1 if len(reached) else 0
        cuts.append(place)
    return [*cuts[:-1], len(clock.end_s) - 1] if forced else cuts


def _pieces(legs: Sequence[Leg], cuts: list[int]) -> list[Work]:
    return [_between(legs, start, end) for start, end in zip([0, *cuts[:-1]], cuts, strict=True)]


def _between(legs: Sequence[Leg], start: int, end: int) -> Work:
    """The part of a tour between two cut places."""
    if end <= start:
        return ()
    per_leg = len(CUTS)
    first, last = start // per_leg, (end - 1) // per_leg
    part = list(legs[first : last + 1])
    begin, finish = legs[first], legs[last]
    cut_off = float(CUTS[(end - 1) % per_leg])
    if cut_off < 1.0:
        part[-1] = replace(finish, end=finish.start + cut_off * (finish.end - finish.start), dwell_s=0.0)
    part[0] = replace(part[0], start=begin.start + start % per_leg / per_leg * (begin.end - begin.start))
    return tuple(part)


def uncrossed(pieces: list[Work], homes: Array) -> tuple[int, ...]:
    """Which home flies which piece so that the ways out are short in sum, which keeps them from crossing."""
    count = len(homes)
    starts = np.array([piece[0].start if piece else homes[0] for piece in pieces])
    away = np.linalg.norm(starts[:, None] - homes[None], axis=2)
    orders = permutations(range(count)) if count <= 6 else [tuple(range(count)), tuple(reversed(range(count)))]
    return min(orders, key=lambda order: float(away[range(count), list(order)].sum()))
