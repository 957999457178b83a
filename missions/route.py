"""One aircraft's way over the ground: its work and the ways between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from missions.free_space import FreeSpace
from missions.legs import Leg, Purpose, ends_of

Array = NDArray[np.float64]

NO_WAY_M = 0.05
"""Shorter legs are none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Route:
    """From home and back."""

    points: Array
    """(n, 2) north and east in metres; first and last are home."""
    legs: tuple[Leg | None, ...]
    """(n - 1): the work that is done along each, or None on a transit."""
    dwell_s: Array
    """(n,): how long to stay at each point."""

    @cached_property
    def is_survey(self) -> NDArray[np.bool_]:
        """(n - 1,): which legs look at the ground or end at a stand; the others turn or transfer."""
        return np.array([leg is not None for leg in self.legs])

    @cached_property
    def looks(self) -> NDArray[np.bool_]:
        """(n - 1,): which legs look all along."""
        return np.array([leg is not None and leg.purpose is Purpose.LOOK for leg in self.legs])

    @cached_property
    def looked_at(self) -> Array:
        """(k, 2): the places that nose and camera are kept on."""
        return np.array(sorted({leg.gaze.at for leg in self.legs if leg is not None and leg.gaze.at})).reshape(-1, 2)

    @property
    def survey_points(self) -> Array:
        """The two ends (m, 2, 2) of every survey leg."""
        legs = np.flatnonzero(self.is_survey)
        return np.stack([self.points[legs], self.points[legs + 1]], axis=1)


def fly(work: Sequence[Leg], home: Array, free: FreeSpace) -> Route:
    """Join legs, in order, with ways that keep out of holes and, where possible, inside the area."""
    points: list[Array] = [home]
    legs: list[Leg | None] = []
    dwell_s: list[float] = [0.0]
    ends = ends_of(work)
    clear = free.are_free(ends[:-1, 1], ends[1:, 0]) if len(work) > 1 else np.empty(0, bool)
    for index, leg in enumerate(work):
        straight = index > 0 and bool(clear[index - 1])
        way = [leg.start] if straight else free.way(points[-1], leg.start)[1:]
        transit: list[tuple[Array, Leg | None]] = [(place, None) for place in way]
        if leg.purpose is Purpose.STAND:
            # The camera is turned on the way there: the last stretch belongs to the stand.
            transit[-1] = (transit[-1][0], leg)
            dwells = [*[0.0] * (len(transit) - 1), leg.dwell_s]
        else:
            transit.append((leg.end, leg))
            dwells = [*[0.0] * (len(transit) - 1), leg.dwell_s]
        for (place, done), dwell in zip(transit, dwells, strict=True):
            if np.hypot(*(place - points[-1])) <= NO_WAY_M:
                dwell_s[-1] += dwell
                continue
            points.append(place)
            legs.append(done)
            dwell_s.append(dwell)
    for place in free.way(points[-1], home)[1:]:
        if np.hypot(*(place - points[-1])) > NO_WAY_M:
            points.append(place)
            legs.append(None)
            dwell_s.append(0.0)
    return Route(points=np.array(points), legs=tuple(legs), dwell_s=np.array(dwell_s))
