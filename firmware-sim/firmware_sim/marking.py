"""The mark of a training course, from 0 to 100."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firmware_sim.scenario_tables import CourseSpec
from firmware_sim.world.world import Kind

GATE_M = 15.0
"""A finding further than this from the truth is not of it."""
FOUND_POINTS, EXACT_POINTS, SPEED_POINTS, SEEN_POINTS = 50, 20, 15, 15
FALSE_POINTS, MOST_FALSE_POINTS = 5, 30
PERSON_WEIGHT = 2
"""A person counts as much as two fires."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A finding of something that is there."""

    name: str
    kind: Kind
    error_m: float
    after_s: float | None
    """Since the aircraft started; None when the findings or the start have no time."""
    since_visible_s: float | None
    """Since there was something to be found."""


def mark(
    course: CourseSpec,
    expected: list[tuple[str, Kind]],
    hits: list[Hit],
    false: int,
    seen_fraction: float | None,
) -> dict[str, Any]:
    """A mark from 0 to 100, and where its points come from.

    50 for what was found (people count double), 20 for how exactly, 15 for how soon after it could be found, 15 for
    the part of the area that was seen; 5 off for each false alarm, 30 at most. Points that cannot be judged, because
    no time or no seen ground was given, are left out and the others scaled up to 100.
    """
    weights = {name: PERSON_WEIGHT if kind is Kind.PERSON else 1 for name, kind in expected}
    best: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: hit.since_visible_s or 0.0, reverse=True):
        best[hit.name] = hit
    total = sum(weights.values()) or 1

    def part(worth: dict[str, float]) -> float:
        return sum(weights[name] * value for name, value in worth.items() if name in weights) / total

    whole_s = 60 * course.minutes
    exact = {name: min(1.0, max(0.0, (GATE_M - hit.error_m) / (GATE_M - course.exact_m))) for name, hit in best.items()}
    points: dict[str, float | None] = {
        "found": FOUND_POINTS * part(dict.fromkeys(best, 1.0)),
        "exact": EXACT_POINTS * part(exact),
        "speed": None,
        "seen": None if seen_fraction is None else SEEN_POINTS * seen_fraction,
    }
    soon = {
        name: max(0.0, 1 - hit.since_visible_s / whole_s)
        for name, hit in best.items()
        if hit.since_visible_s is not None
    }
    if len(soon) == len(best):
        points["speed"] = SPEED_POINTS * part(soon)
    possible = FOUND_POINTS + EXACT_POINTS
    possible += SPEED_POINTS if points["speed"] is not None else 0
    possible += SEEN_POINTS if points["seen"] is not None else 0
    off = min(FALSE_POINTS * false, MOST_FALSE_POINTS)
    gained = 100 * sum(value for value in points.values() if value is not None) / possible
    return {
        "mark": round(max(gained - off, 0.0), 1),
        "points": {name: None if value is None else round(value, 1) for name, value in points.items()},
        "of": possible,
        "off_for_false_alarms": off,
    }
