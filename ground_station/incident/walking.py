"""People who walk while they are seen: the same one farther on, not another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ground_station.incident.sightings import Sighting
from ground_station.incident.tracks import Track
from vision.detections import Kind

FASTEST_MS = 2.5
"""Of somebody who hurries over rough ground."""
LONGEST_UNSEEN_S = 5.0
"""After a longer time anybody may stand anywhere."""
SIGMAS = 3.0
LEAST_ON_THE_WAY_M = 0.7
"""So far from where it was on average something must already have been seen: a stray look is no walk."""


def who_walked(tracks: Sequence[Track], looks: Sequence[Sighting], chosen: Sequence[int | None]) -> dict[int, int]:
    """For each look of a person that is nobody where they were known to be: the index of whom it shows farther on.

    Within a pass the aircraft's own errors are the same from look to look, so that what moves on the ground moves.
    """
    found: dict[int, int] = {}
    for number, look in enumerate(looks):
        if chosen[number] is not None or look.kind is not Kind.PERSON:
            continue
        free = (row for row in range(len(tracks)) if row not in chosen and row not in found.values())
        away = {row: way for row in free if (way := _way_m(tracks[row], look)) is not None}
        if away:
            found[number] = min(away, key=away.__getitem__)
    return found


def _way_m(track: Track, look: Sighting) -> float | None:
    """How far a person has gone since last seen; None where it cannot be the same one."""
    last = track.last_look
    if (
        last is None
        or track.kind is not Kind.PERSON
        or (last.vehicle_id, last.pass_id) != (look.vehicle_id, look.pass_id)
    ):
        return None
    since_s = (look.at - last.at).total_seconds()
    place, was = np.array([look.north_m, look.east_m]), np.array([last.north_m, last.east_m])
    way_m = float(np.hypot(*(place - was)))
    noise_m = SIGMAS * float(np.sqrt(np.linalg.eigvalsh(look.independent + last.independent)[1]))
    if not 0.0 < since_s <= LONGEST_UNSEEN_S or way_m > FASTEST_MS * since_s + noise_m:
        return None
    on_average = next(each.centre for each in track.passes if each.key == (look.vehicle_id, look.pass_id))
    gone = was - on_average
    is_on_its_way = np.hypot(*gone) >= LEAST_ON_THE_WAY_M and gone @ (place - on_average) > 0
    return way_m if is_on_its_way or track.is_moving else None
