"""The straight way home that an autopilot takes by itself, from anywhere on the route, held against the terrain.

PX4 climbs to the return height above home, or stays where it is when it is higher already, and flies straight to home.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from missions.heights import Ground

Array = NDArray[np.float64]

WANTED_CLEARANCE_M = 15.0
FROM_EVERY_M = 60.0
"""Distance along the route between the places from which the way home is looked at."""
NEAR_HOME_M = 30.0
"""So close to home the way down to the landing place has begun."""
ROUND_UP_TO_M = 5.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaysHome:
    """The result for one route."""

    needed_height_m: float
    """Return height above home with which every way home clears the ground by WANTED_CLEARANCE_M."""
    lowest: Array
    """(4,): north, east, clearance at the place where it is least, and the clearance wanted."""
    unknown: Array
    """(k, 2): places on a way home of which no height is known."""


def ways_home(
    places: Array, home: Array, home_amsl_m: float, *, set_height_m: float, ground: Ground, step_m: float
) -> WaysHome:
    """Look at the ways from `places` (n, 3: north, east, height above sea level) to `home` (2,)."""
    start = _spread(places)
    distance = np.linalg.norm(start[:, :2] - home, axis=1)
    start = start[distance > NEAR_HOME_M]
    if len(start) == 0:
        return WaysHome(
            needed_height_m=0.0,
            lowest=np.array([home[0], home[1], math.inf, WANTED_CLEARANCE_M]),
            unknown=np.empty((0, 2)),
        )
    north_east, height = _lines(start, home, step_m)
    below = ground(north_east[:, 0], north_east[:, 1])
    unknown = north_east[~np.isfinite(below)]
    clearance = np.maximum(height, home_amsl_m + set_height_m) - below
    lowest = int(np.nanargmin(np.where(np.isfinite(clearance), clearance, np.inf)))
    short = clearance < WANTED_CLEARANCE_M
    needed = float((below[short] + WANTED_CLEARANCE_M - home_amsl_m).max()) if short.any() else set_height_m
    return WaysHome(
        needed_height_m=math.ceil(needed / ROUND_UP_TO_M) * ROUND_UP_TO_M if short.any() else set_height_m,
        lowest=np.array([*north_east[lowest], clearance[lowest], WANTED_CLEARANCE_M]),
        unknown=unknown,
    )


def ways_back(points: Array, home: Array) -> Array:
    """Straight ways (k, 2, 2) home from places on a route (n, 2) about FROM_EVERY_M apart, but for those near home."""
    start = _spread(np.column_stack([points, np.zeros(len(points))]))[:, :2]
    start = start[np.linalg.norm(start - home, axis=1) > NEAR_HOME_M]
    return np.stack([start, np.broadcast_to(home, start.shape)], axis=1)


def _spread(places: Array) -> Array:
    """Some of `places`, about FROM_EVERY_M apart, the first and last among them."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(places[:, :2], axis=0), axis=1))])
    wanted = np.linspace(0.0, along[-1], max(int(along[-1] / FROM_EVERY_M), 1) + 1)
    return np.column_stack([np.interp(wanted, along, places[:, axis]) for axis in range(3)])


def _lines(start: Array, home: Array, step_m: float) -> tuple[Array, Array]:
    """Places (m, 2) along every line to home but for its last metres, and the height at which each line began."""
    longest = float(np.linalg.norm(start[:, :2] - home, axis=1).max())
    count = max(math.ceil(longest / step_m), 2)
    legs = home - start[:, :2]
    length = np.linalg.norm(legs, axis=1)
    fractions = np.linspace(0.0, 1.0, count)[None, :] * (1.0 - NEAR_HOME_M / length)[:, None]
    places = start[:, None, :2] + fractions[..., None] * legs[:, None, :]
    return places.reshape(-1, 2), np.repeat(start[:, 2], count)
