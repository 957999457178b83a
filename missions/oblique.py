"""What ground a camera sees that does not look straight down: its picture's four corner rays, followed to the ground.

Near the horizon a picture reaches far and shows little; what is seen under less than LEAST_DEPRESSION does not count.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from missions.camera_footprint import Sensor
from missions.heights import Ground
from missions.legs import Gaze

Array = NDArray[np.float64]

LEAST_DEPRESSION = math.radians(20.0)


def pictures(samples: Array, gaze: Gaze, course: Array, sensor: Sensor, ground: Ground) -> Array:
    """The corners (m, 4, 2: north, east) of the picture on the ground from each of `samples`.

    `samples` (m, 4): north, east, height of the camera and of the ground below. `course` (2,): the flight's direction.
    """
    bearing, pitch = _directions(samples, gaze, course, ground)
    across, up = sensor.width_px / 2, sensor.height_px / 2
    per_pixel = sensor.ground_sample_distance_m(1.0)
    steepest = np.minimum(pitch + math.atan(up * per_pixel), -LEAST_DEPRESSION)
    corners = [
        _ray(samples, bearing, pitch, side * across * per_pixel, elevation, ground)
        for side, elevation in ((-1, steepest), (1, steepest), (1, None), (-1, None))
        for elevation in ((pitch - math.atan(up * per_pixel)) if elevation is None else elevation,)
    ]
    return np.stack(corners, axis=1)


def rings(corners: Array) -> list[Array]:
    """What pictures (m, 4, 2) taken on the way from one to the next see: a ring (n, 2) for each two neighbours."""
    if len(corners) == 1:
        return [corners[0]]
    pairs = np.concatenate([corners[:-1], corners[1:]], axis=1)
    hulls = shapely.convex_hull(shapely.multipoints(pairs))
    return [np.asarray(hull.exterior.coords) for hull in hulls if hull.geom_type == "Polygon"]


def _directions(samples: Array, gaze: Gaze, course: Array, ground: Ground) -> tuple[Array, Array]:
    """Bearing (m,) from north and pitch (m,) from the horizon, in radians."""
    if gaze.at is None:
        along = math.atan2(course[1], course[0]) if gaze.bearing_deg is None else math.radians(gaze.bearing_deg)
        return np.full(len(samples), along), np.full(len(samples), math.radians(gaze.pitch_deg))
    to = np.array(gaze.at) - samples[:, :2]
    below = samples[:, 2] - ground(np.array([gaze.at[0]]), np.array([gaze.at[1]]))[0]
    return np.arctan2(to[:, 1], to[:, 0]), -np.arctan2(below, np.linalg.norm(to, axis=1))


def _ray(samples: Array, bearing: Array, pitch: Array, side: float, elevation: Array, ground: Ground) -> Array:
    """Where (m, 2) the picture's corner meets the ground: fixed point of distance = (height - ground there) / fall."""
    off = elevation - pitch
    ahead = np.cos(elevation) / np.cos(off)
    fall = np.maximum(-np.sin(elevation) / np.cos(off), 1e-3)
    north = ahead * np.cos(bearing) - side * np.sin(bearing)
    east = ahead * np.sin(bearing) + side * np.cos(bearing)
    below = samples[:, 3]
    for _ in range(4):
        distance = np.maximum(samples[:, 2] - below, 0.0) / fall
        there = samples[:, :2] + distance[:, None] * np.column_stack([north, east])
        found = ground(there[:, 0], there[:, 1])
        below = np.where(np.isfinite(found), found, below)
    return np.asarray(there)
