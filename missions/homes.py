"""Where the aircraft start when nobody has said so."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from missions.area import Area
from missions.heights import Ground
from missions.ways_home import WANTED_CLEARANCE_M

Array = NDArray[np.float64]

OUTSIDE_M = 10.0
"""The start lies this far outside the corner."""
CORNERS = 24
SIDE_BY_SIDE_M = 5.0
"""Beyond the least separation, between neighbours on the ground."""


def default_homes(area: Area, ground: Ground, count: int, return_height_m: float, separation_m: float) -> Array:
    """Places (count, 2) side by side outside the corner with the clearest ways home, the nearest to all of the area."""
    corners, outwards = _corners(area.rings[0])
    candidates = corners + OUTSIDE_M * outwards
    targets = area.rings[0]
    blocked_m = np.array([_blocked(home, targets, ground, return_height_m) for home in candidates])
    far_m = np.linalg.norm(candidates[:, None] - targets[None], axis=2).mean(axis=1)
    best = int(np.lexsort((far_m, np.round(blocked_m)))[0])
    along = np.array([-outwards[best][1], outwards[best][0]])
    places = _row(count, separation_m)
    return np.asarray(candidates[best] + places[:, None] * along, np.float64)


def spread_homes(homes: Array, count: int, separation_m: float) -> Array:
    """As many homes (count, 2) as aircraft: those given first, the others to the east of the last, side by side."""
    if len(homes) >= count:
        return homes[:count]
    missing = count - len(homes)
    beside = homes[-1] + (np.arange(1, missing + 1) * (separation_m + SIDE_BY_SIDE_M))[:, None] * np.array([0.0, 1.0])
    return np.concatenate([homes, beside])


def _row(count: int, separation_m: float) -> Array:
    return np.asarray((np.arange(count) - (count - 1) / 2) * (separation_m + SIDE_BY_SIDE_M), np.float64)


def _corners(ring: Array) -> tuple[Array, Array]:
    """Some corners of the outer ring and the directions that point away from the area's middle."""
    chosen = ring[np.unique(np.linspace(0, len(ring) - 1, min(len(ring), CORNERS)).astype(int))]
    away = chosen - (ring.min(axis=0) + ring.max(axis=0)) / 2
    length = np.maximum(np.linalg.norm(away, axis=1), 1e-9)
    return chosen, np.asarray(away / length[:, None], np.float64)


def _blocked(home: Array, targets: Array, ground: Ground, return_height_m: float) -> float:
    """How much too low (m) the worst way home from the edge is; a large number where the ground is unknown."""
    fractions = np.linspace(0.05, 1.0, 15)
    places = home + fractions[None, :, None] * (targets - home)[:, None, :]
    below = ground(places[..., 0], places[..., 1])
    [at_home] = ground(home[:1], home[1:])
    height = np.maximum(below[:, -1:] + return_height_m, at_home + return_height_m)
    lacking = below + WANTED_CLEARANCE_M - height
    return float(np.max(np.maximum(np.nan_to_num(lacking, nan=1e6), 0.0)))
