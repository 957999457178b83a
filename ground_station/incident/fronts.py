"""Fires too long for one place: a line of beads on the ground that grows with what each frame shows of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ground_station.incident.passes import Matrix
from ground_station.incident.sightings import Sighting

if TYPE_CHECKING:
    from ground_station.incident.tracks import Track

BEAD_M = 2.0
"""From bead to bead along a front."""
MOST_BEADS = 512
"""A kilometre of front: what is longer is followed no further, so that the work stays bounded."""
ON_THE_LINE_M = 2.5
"""So near to a bead a look is of the front: half a bead's distance, what the outline wanders, and the flames' width."""
OFFSET_SIGMAS = 2.0
"""And so many sigmas of what two passes may err apart, where the front was not yet seen in this one."""


def grown(front: Matrix | None, line: Matrix | None) -> Matrix | None:
    """A front (n, 2) with what a `line` (k, 2) of points shows beyond it."""
    if line is None:
        return front
    beads = _strung(line)
    if front is not None:
        apart = np.min(np.hypot(*(beads[:, None] - front[None]).transpose(2, 0, 1)), axis=1)
        beads = np.concatenate([front, beads[apart > BEAD_M]])
    return beads[:MOST_BEADS]


def _strung(line: Matrix) -> Matrix:
    """Beads no farther apart than `BEAD_M` along a line of points (k, 2)."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate([[0.0], steps.cumsum()])
    at = np.linspace(0.0, along[-1], 1 + int(np.ceil(along[-1] / BEAD_M)))
    return np.column_stack([np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])])


def length_m(front: Matrix | None) -> float:
    """From end to end as the crow flies."""
    if front is None:
        return 0.0
    return float(np.hypot(*(front[:, None] - front[None]).transpose(2, 0, 1)).max())


def apart_m(one: Matrix, other: Matrix) -> float:
    """The shortest way between two sets of points (n, 2)."""
    return float(np.hypot(*(one[:, None] - other[None]).transpose(2, 0, 1)).min())


def reach_m(one: Matrix, other: Matrix, has_shared_pass: bool) -> float:
    """How near two parts of a front must lie, with the common covariances (2, 2) of their passes."""
    if has_shared_pass:
        return ON_THE_LINE_M
    return ON_THE_LINE_M + OFFSET_SIGMAS * float(np.sqrt(np.linalg.eigvalsh(one + other)[1]))


def on_fronts(tracks: Sequence[Track], looks: Sequence[Sighting]) -> dict[int, int]:
    """For each look that is a part of a known front, the index of its track; several may be parts of one."""
    fronts = [(index, track) for index, track in enumerate(tracks) if track.front is not None]
    chosen: dict[int, int] = {}
    for index, look in enumerate(looks):
        places = np.array([[look.north_m, look.east_m]]) if look.line is None else look.line
        nearest = (np.inf, -1)
        for row, track in fronts:
            assert track.front is not None
            own = any(each.key == (look.vehicle_id, look.pass_id) for each in track.passes)
            if look.line is None and not own:
                # Too little to tell the front from an ember beside it, while the offset of the pass is not known.
                continue
            apart = apart_m(places, track.front)
            if apart < reach_m(look.common, track.passes[-1].common, own):
                nearest = min(nearest, (apart, row))
        if nearest[1] >= 0:
            chosen[index] = nearest[1]
    return chosen
