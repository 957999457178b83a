"""How the wind moves what floats: a person in the water goes with the current and, besides, some way with the wind.

The speed downwind and the speed across it are straight lines of the wind 10 m above the sea, with a scatter, to the
right or to the left of the wind (nobody knows which beforehand). Coefficients for persons in the water: A. A. Allen and
J. V. Plourde, Review of Leeway: Field Experiments and Implementation (US Coast Guard CG-D-08-99, 1999) and A. A. Allen,
Leeway Divergence (CG-D-05-05, 2005), in the form of Ø. Breivik and A. A. Allen, An operational search and rescue model
for the Norwegian Sea and the North Sea (J. Marine Systems 69, 2008), quoted from the list that the Norwegian
Meteorological Institute publishes with its model (2011).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from missions.errors import ParameterError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """A speed of so many per cent of the wind, and the offset and scatter (cm/s) of the experiments."""

    percent: float
    offset_cms: float
    scatter_cms: float


@dataclass(frozen=True, slots=True)
class Leeway:
    """What one kind of floating person does in the wind."""

    down: Line
    right: Line
    left: Line


LEEWAY: dict[str, Leeway] = {
    "unknown": Leeway(Line(0.96, 0.0, 12.0), Line(0.54, 0.0, 9.4), Line(-0.54, 0.0, 9.4)),
    "vest": Leeway(Line(0.48, 0.0, 8.3), Line(0.15, 0.0, 6.7), Line(-0.15, 0.0, 6.7)),
    "vest-sitting": Leeway(Line(1.60, -3.98, 2.42), Line(0.13, 0.33, 2.11), Line(-0.13, -0.33, 2.11)),
    "survival-suit": Leeway(Line(1.71, 1.12, 3.93), Line(1.36, -3.30, 1.71), Line(-0.13, -2.65, 1.62)),
    "diving-suit": Leeway(Line(0.63, 0.0, 5.3), Line(0.31, 0.0, 4.5), Line(-0.31, 0.0, 4.5)),
    "lifeless": Leeway(Line(1.117, 10.2, 3.04), Line(0.04, 3.90, 4.05), Line(-0.04, -3.90, 4.05)),
    "kayak": Leeway(Line(1.16, 11.12, 4.12), Line(0.41, 0.0, 4.39), Line(-0.41, 0.0, 4.39)),
}
"""Who floats how -> the coefficients. `unknown` is the mean of all persons."""

EXPERIMENTS_FROM_MS = 5.0
"""In less wind than this hardly anything was measured; an offset fades to nothing in a calm. Our choice."""
CURRENT_SIGMA_MS = 0.1
"""How wrong a stated current is, each way. Our choice, not a measurement."""
WIND_SIGMA_MS = 1.5
"""How wrong a stated wind is, each way. Our choice, not a measurement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sea:
    """Current and wind, steady since somebody went into the water."""

    current_towards_deg: float
    current_ms: float
    wind_from_deg: float
    wind_ms: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Branch:
    """One of the two ways to go: with the wind and to its right, or to its left."""

    velocity: Array
    """(2,) north, east in m/s, the likeliest."""
    spread: Array
    """(2, 2) covariance of it: stated current and wind are not exact, and persons differ."""


def leeway_of(floats: str) -> Leeway:
    """The coefficients of a kind of floating person. Raises ParameterError where there are none."""
    found = LEEWAY.get(floats)
    if found is None:
        listed = ", ".join(LEEWAY)
        raise ParameterError(
            "lost_person_unknown",
            f"Nothing is known of the floats {floats}.",
            remedy=f"Choose among {listed}.",
            details={"name": "floats", "value": floats, "known": listed},
        )
    return found


def branches(floats: str, sea: Sea) -> tuple[Branch, Branch]:
    """How somebody drifts, to the right and to the left of the wind. Raises ParameterError."""
    leeway = leeway_of(floats)
    towards = math.radians(sea.wind_from_deg + 180.0)
    down = np.array([math.cos(towards), math.sin(towards)])
    right = np.array([-down[1], down[0]])
    current_rad = math.radians(sea.current_towards_deg)
    current = sea.current_ms * np.array([math.cos(current_rad), math.sin(current_rad)])
    first, second = _branches(leeway, sea.wind_ms, current, down, right)
    return first, second


def _branches(leeway: Leeway, wind_ms: float, current: Array, down: Array, right: Array) -> Iterator[Branch]:
    for across in (leeway.right, leeway.left):
        # Nobody drifts against the wind: a negative offset stands for little wind.
        velocity = current + max(_speed_ms(leeway.down, wind_ms), 0.0) * down + _speed_ms(across, wind_ms) * right
        along_m2 = _scatter_ms(leeway.down, wind_ms) ** 2 + (leeway.down.percent / 100.0 * WIND_SIGMA_MS) ** 2
        # A wind that turns carries them aside by what it would carry them on.
        aside_m2 = _scatter_ms(across, wind_ms) ** 2 + (leeway.down.percent / 100.0 * WIND_SIGMA_MS) ** 2
        spread = along_m2 * np.outer(down, down) + aside_m2 * np.outer(right, right)
        yield Branch(velocity=velocity, spread=spread + CURRENT_SIGMA_MS**2 * np.eye(2))


def _speed_ms(line: Line, wind_ms: float) -> float:
    return line.percent / 100.0 * wind_ms + line.offset_cms / 100.0 * min(wind_ms / EXPERIMENTS_FROM_MS, 1.0)


def _scatter_ms(line: Line, wind_ms: float) -> float:
    """As Breivik and Allen perturb slope and offset: half of the scatter in a calm, all of it in 10 m/s."""
    return line.scatter_cms / 100.0 * (0.5 + wind_ms / 20.0)
