"""Fires too large for one place: beads on the ground, which grow with what each frame shows of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ground_station.incident.passes import Matrix
from ground_station.incident.sightings import Sighting
from vision.detections import Kind

if TYPE_CHECKING:
    from ground_station.incident.tracks import Track

BEAD_M = 1.5
"""Beads are no nearer to each other."""
MOST_BEADS = 1024
"""A kilometre of front, or half a hectare: what is larger is followed no further, so that the work stays bounded."""
ON_THE_FIRE_M = 2.5
"""So near to a bead a look is of the fire: half the way between beads, what the outline wanders, the flames' width."""
OFFSET_SIGMAS = 2.0
"""And so many sigmas of what two passes may err apart, where the fire was not yet seen in this one."""


def grown(front: Matrix | None, extent: Matrix | None) -> Matrix | None:
    """A fire's beads (n, 2) with those places of an `extent` (k, 2) that lie beyond them."""
    if extent is None:
        return front
    if front is not None:
        apart = np.hypot(*(extent[:, None] - front[None]).transpose(2, 0, 1)).min(axis=1)
        extent = extent[apart > BEAD_M]
    new: list[Matrix] = []
    for place in extent:
        if not new or np.hypot(*(np.array(new) - place).T).min() > BEAD_M:
            new.append(place)
    if not new:
        return front
    return np.array(new if front is None else [*front, *new])[:MOST_BEADS]


def length_m(front: Matrix | None) -> float:
    """From end to end as the crow flies."""
    if front is None:
        return 0.0
    return float(np.hypot(*(front[:, None] - front[None]).transpose(2, 0, 1)).max())


def apart_m(one: Matrix, other: Matrix) -> float:
    """The shortest way between two sets of points (n, 2)."""
    return float(np.hypot(*(one[:, None] - other[None]).transpose(2, 0, 1)).min())


def reach_m(one: Matrix, other: Matrix, has_shared_pass: bool) -> float:
    """How near two parts of a fire must lie, with the common covariances (2, 2) of their passes."""
    if has_shared_pass:
        return ON_THE_FIRE_M
    return ON_THE_FIRE_M + OFFSET_SIGMAS * float(np.sqrt(np.linalg.eigvalsh(one + other)[1]))


def on_fronts(tracks: Sequence[Track], looks: Sequence[Sighting]) -> dict[int, int]:
    """For each look that is a part of a known large fire, the index of its track; several may be parts of one."""
    fronts = [(index, track) for index, track in enumerate(tracks) if track.front is not None]
    chosen: dict[int, int] = {}
    for index, look in enumerate(looks):
        if look.kind is not Kind.HOTSPOT:
            continue
        places = np.array([[look.north_m, look.east_m]]) if look.extent is None else look.extent
        nearest = (np.inf, -1)
        for row, track in fronts:
            assert track.front is not None
            own = any(each.key == (look.vehicle_id, look.pass_id) for each in track.passes)
            if look.extent is None and not own:
                # Too little to tell the fire from an ember beside it, while the offset of the pass is not known.
                continue
            apart = apart_m(places, track.front)
            if apart < reach_m(look.common, track.passes[-1].common, own):
                nearest = min(nearest, (apart, row))
        if nearest[1] >= 0:
            chosen[index] = nearest[1]
    return chosen
