"""What every pattern gives: the stretches one aircraft works along, in order, without the ways between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Purpose(StrEnum):
    """Why a leg is flown."""

    TRANSIT = "transit"
    """To get there."""
    LOOK = "look"
    """To see the ground, or a wall, along it."""
    STAND = "stand"
    """To stay at its end for a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaze:
    """Where the camera looks."""

    pitch_deg: float = -90.0
    """From the horizon; -90 is straight down."""
    bearing_deg: float | None = None
    """Where the nose points, clockwise from north; None: along the flight."""
    at: tuple[float, float] | None = None
    """North and east of a place that nose and camera are kept on; the other two do not count then."""

    @property
    def is_down(self) -> bool:
        """Whether it is straight down and the nose does not matter."""
        return self.at is None and self.pitch_deg <= -89.9


DOWN = Gaze()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leg:
    """One straight stretch."""

    start: Array
    """(2,): north and east in metres."""
    end: Array
    agl_m: float
    """Height above the terrain below."""
    purpose: Purpose = Purpose.LOOK
    gaze: Gaze = DOWN
    speed_ms: float | None = None
    """At most so fast, where the template's speed would be too much."""
    dwell_s: float = 0.0
    """How long to stay at its end."""

    @property
    def length_m(self) -> float:
        """Over the ground."""
        return float(np.hypot(*(self.end - self.start)))


Work = tuple[Leg, ...]
"""What one aircraft does; empty when there is nothing for it."""


def stand(place: Array, *, agl_m: float, dwell_s: float, gaze: Gaze = DOWN) -> Leg:
    """Staying at a place."""
    return Leg(start=place, end=place, agl_m=agl_m, purpose=Purpose.STAND, gaze=gaze, dwell_s=dwell_s)


def along(points: Array, *, agl_m: float, purpose: Purpose = Purpose.LOOK, gaze: Gaze = DOWN) -> list[Leg]:
    """Legs from point to point of a line (n, 2)."""
    return [
        Leg(start=start, end=end, agl_m=agl_m, purpose=purpose, gaze=gaze)
        for start, end in pairwise(points)
        if np.hypot(*(end - start)) > 0.05
    ]


def turned_round(work: Work) -> Work:
    """The same work from its end to its beginning."""
    return tuple(replace(leg, start=leg.end, end=leg.start) for leg in reversed(work))


def ends_of(work: Sequence[Leg]) -> Array:
    """Starts and ends (n, 2, 2)."""
    return np.array([[leg.start, leg.end] for leg in work]).reshape(-1, 2, 2)
