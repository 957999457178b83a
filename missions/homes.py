"""Where the aircraft start when nobody has said so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from missions.area import Area
from missions.heights import Ground
from missions.ways_home import WANTED_CLEARANCE_M

Array = NDArray[np.float64]

OUTSIDE_M = 10.0
"""The start lies this far outside the area."""
CANDIDATES, TARGETS = 32, 60
FRACTIONS = np.linspace(0.05, 1.0, 16)
SIDE_BY_SIDE_M = 5.0
"""Beyond the least separation, between neighbours on the ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heights:
    """Above ground and above home, in metres."""

    survey_agl_m: float
    return_m: float


def default_homes(area: Area, ground: Ground, count: int, heights: Heights, separation_m: float) -> Array:
    """Places (count, 2) side by side just outside the area: with the clearest ways home, and central among those."""
    corners = area.rings[0][: 2 * CANDIDATES]
    outwards = corners - (corners.min(axis=0) + corners.max(axis=0)) / 2
    outwards /= np.maximum(np.linalg.norm(outwards, axis=1), 1e-9)[:, None]
    candidates = np.concatenate([corners + OUTSIDE_M * outwards, area.edge_points(CANDIDATES, OUTSIDE_M)])
    targets = np.concatenate([area.inner_points(TARGETS), area.edge_points(CANDIDATES, 0.0)])
    lacking_m = _lacking(candidates, targets, ground, heights) + np.where(area.may_stand(candidates), 0.0, 1e7)
    far_m = np.linalg.norm(candidates[:, None] - targets[None], axis=2).mean(axis=1)
    best = int(np.lexsort((far_m, area.blocked(candidates, targets), np.round(lacking_m)))[0])
    away = candidates[best] - targets.mean(axis=0)
    along = np.array([-away[1], away[0]]) / max(float(np.linalg.norm(away)), 1e-9)
    return np.asarray(candidates[best] + _row(count, separation_m)[:, None] * along, np.float64)


def spread_homes(homes: Array, count: int, separation_m: float) -> Array:
    """As many homes (count, 2) as aircraft: those given first, the others to the east of the last, side by side."""
    if len(homes) >= count:
        return homes[:count]
    missing = count - len(homes)
    beside = homes[-1] + (np.arange(1, missing + 1) * (separation_m + SIDE_BY_SIDE_M))[:, None] * np.array([0.0, 1.0])
    return np.concatenate([homes, beside])


def _row(count: int, separation_m: float) -> Array:
    return np.asarray((np.arange(count) - (count - 1) / 2) * (separation_m + SIDE_BY_SIDE_M), np.float64)


def _lacking(homes: Array, targets: Array, ground: Ground, heights: Heights) -> Array:
    """How much too low (m) the worst way home to each place is; a large number where ground is unknown."""
    legs = targets[None] - homes[:, None]
    places = homes[:, None, None] + FRACTIONS[:, None] * legs[:, :, None]
    below = ground(places[..., 0], places[..., 1])
    lowest_m = ground(homes[:, 0], homes[:, 1])[:, None] + heights.return_m
    flown_m = np.maximum(below[..., -1] + heights.survey_agl_m, lowest_m)
    lacking = below.max(axis=2) + WANTED_CLEARANCE_M - flown_m
    return np.asarray(np.maximum(np.nan_to_num(lacking, nan=1e6), 0.0).max(axis=1))
