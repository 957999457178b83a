"""Circles and lines between shapely's (east, north) and our (north, east)."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

Array = NDArray[np.float64]

CHORD_RAD = math.radians(15.0)
"""Between points of a circle: an autopilot does not take it for a corner."""


def arc(middle: Array, radius_m: float, first_rad: float, sweep_rad: float) -> Array:
    """Points (n, 2) of an arc around `middle`, from a bearing on, clockwise for a positive sweep."""
    count = max(math.ceil(abs(sweep_rad) / CHORD_RAD - 1e-9), 1)
    bearings = first_rad + sweep_rad * np.arange(count + 1) / count
    return np.asarray(middle + radius_m * np.column_stack([np.cos(bearings), np.sin(bearings)]))


def disc(middle: Array, radius_m: float) -> Polygon:
    """A full circle as a polygon (x east, y north)."""
    return shapely.Point(float(middle[1]), float(middle[0])).buffer(radius_m, quad_segs=16)


def polygon(points: Array) -> Polygon:
    """From a ring (n, 2) of north and east."""
    return Polygon(points[:, ::-1])


def line(points: Array) -> LineString:
    """From a line (n, 2) of north and east."""
    return LineString(points[:, ::-1])


def points_of(geometry: BaseGeometry) -> Array:
    """North and east (n, 2) of a line or of a polygon's outer ring, closed."""
    ring = geometry.exterior if isinstance(geometry, Polygon) else geometry
    return np.asarray(ring.coords, np.float64)[:, 1::-1]


def bearing_deg(course: Array) -> float:
    """Clockwise from north, 0 to 360, of a direction (2,)."""
    return math.degrees(math.atan2(course[1], course[0])) % 360.0


def unit(rad: float) -> Array:
    """North and east of one metre along a bearing."""
    return np.array([math.cos(rad), math.sin(rad)])
