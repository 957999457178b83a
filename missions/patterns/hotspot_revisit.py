"""Hotspot revisit: the round over known findings that comes first to those that matter most.

The cost of a round is its length plus the mean distance flown before each finding, weighted by its urgency: the minimum
latency problem joined to the travelling salesman's. Each stretch counts for every finding not yet visited, so dynamic
programming over sets (Held and Karp 1962) is exact for few findings; for many, nearest first and then 2-opt (Croes
1958) and Or-opt (Or 1976).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from missions.area import Area
from missions.legs import Work, stand
from missions.partition import divide
from missions.patterns import Pattern, Setting
from missions.task import Task

Array = NDArray[np.float64]

EXACT_UP_TO = 9
ROUNDS = 6
NEIGHBOURS = 40
"""No change reaches further along the round: with hundreds of findings all of them would take too long."""
WARM_C, HOT_C = 40.0, 300.0
OLD_MIN = 120.0
"""A finding that nobody has looked at for so long is as urgent as a hot one."""
ROUND_PLACE_M = 15.0


def urgency(properties: Mapping[str, Any]) -> float:
    """From 1 to 3, by `temperature_c` and `age_min` (since it was last seen), as far as they are known."""
    heat = (_number(properties.get("temperature_c"), WARM_C) - WARM_C) / (HOT_C - WARM_C)
    age = _number(properties.get("age_min"), 0.0) / OLD_MIN
    return 1.0 + min(max(heat, 0.0), 1.0) + min(max(age, 0.0), 1.0)


def _number(value: object, unknown: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number else unknown  # type: ignore[arg-type]


def area(setting: Setting) -> Area:
    """The ground between the findings; promised are the findings themselves."""
    drawn = setting.drawing
    radius = min(0.6 * setting.half_picture_m, ROUND_PLACE_M)
    whole = drawn.shape.convex_hull.buffer(setting.half_picture_m)
    sight = drawn.shape.buffer(radius).difference(drawn.kept_out)
    return drawn.area(whole, sight=sight)


def work(task: Task) -> list[Work]:
    """A stand above each finding, divided among the aircraft."""
    known = task.drawing.properties or ({},) * len(task.drawing.points)
    order = best_round(task.drawing.points, [urgency(one) for one in known], task.homes.mean(axis=0))
    legs = [stand(task.drawing.points[index], agl_m=task.height_m, dwell_s=task.number("dwell_s")) for index in order]
    return divide(legs, task.homes, task.motion, task.surface)


def best_round(points: Array, weights: Sequence[float], home: Array) -> list[int]:
    """The order in which to visit `points` (n, 2), from home and back."""
    every = np.concatenate([points, home[None]])
    away = np.linalg.norm(every[:, None] - every[None], axis=2)
    shares = np.array(weights) / sum(weights)
    return _exact(away, shares) if len(points) <= EXACT_UP_TO else _improved(away, shares)


def cost(order: Sequence[int], away: Array, shares: Array) -> float:
    """Of a round from home (the last row of `away`) and back."""
    home = len(away) - 1
    stops = np.array([home, *order, home])
    waiting = 1.0 - np.concatenate([[0.0], np.cumsum(shares[stops[1:-1]])])
    return float((away[stops[:-1], stops[1:]] * (1.0 + waiting)).sum())


def _exact(away: Array, shares: Array) -> list[int]:
    count = len(shares)
    table = away.tolist()
    waiting = [1.0 + sum(float(shares[i]) for i in range(count) if not seen >> i & 1) for seen in range(1 << count)]
    best: dict[tuple[int, int], tuple[float, int]] = {(0, count): (0.0, -1)}
    for seen in range(1 << count):
        for last in range(count) if seen else (count,):
            reached = best.get((seen, last))
            if reached is None:
                continue
            for following in range(count):
                if seen >> following & 1:
                    continue
                key = (seen | 1 << following, following)
                total = reached[0] + table[last][following] * waiting[seen]
                if key not in best or total < best[key][0]:
                    best[key] = (total, last)
    seen = (1 << count) - 1
    last = min(range(count), key=lambda end: best[seen, end][0] + table[end][count])
    order: list[int] = []
    while last != count:
        order.append(last)
        seen, last = seen & ~(1 << last), best[seen, last][1]
    return order[::-1]


def _improved(away: Array, shares: Array) -> list[int]:
    order = _nearest_first(away, shares)
    best = cost(order, away, shares)
    for _ in range(ROUNDS):
        before = best
        for first in range(len(order)):
            for candidate in _changed(order, first):
                found = cost(candidate, away, shares)
                if found < best - 1e-9:
                    order, best = candidate, found
        if best >= before:
            break
    return order


def _nearest_first(away: Array, shares: Array) -> list[int]:
    """The better of going to the nearest each time, and to the nearest for its urgency."""
    tried = []
    for weights in (np.ones(len(shares)), shares):
        order: list[int] = []
        left, place = list(range(len(shares))), len(shares)
        while left:
            place = left.pop(int(np.argmin(away[place, left] / weights[left])))
            order.append(place)
        tried.append(order)
    return min(tried, key=lambda order: cost(order, away, shares))


def _changed(order: list[int], first: int) -> list[list[int]]:
    """A part turned round, or one finding moved elsewhere."""
    rest = order[:first] + order[first + 1 :]
    ends = range(first + 2, min(first + NEIGHBOURS, len(order)) + 1)
    places = range(max(first - NEIGHBOURS, 0), min(first + NEIGHBOURS, len(order)))
    turned = [order[:first] + order[first:last][::-1] + order[last:] for last in ends]
    return turned + [[*rest[:to], order[first], *rest[to:]] for to in places if to != first]


PATTERN = Pattern(draws=("points", "point"), needs=("dwell_s",), area=area, work=work)
