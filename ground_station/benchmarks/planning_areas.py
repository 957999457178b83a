"""Areas at random, the same for the same seed: convex, with bays, and with holes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import MultiPoint, Polygon

from missions.geo import GeoPoint, LocalFrame

Array = NDArray[np.float64]

MIDDLE = GeoPoint(latitude_deg=60.39, longitude_deg=5.32)
SMALLEST_M, LARGEST_M = 150.0, 450.0


def areas(kind: str, count: int, seed: int) -> Iterator[Polygon]:
    """`count` polygons in metres (x east, y north): `convex`, `concave` or `holed`."""
    rng = np.random.default_rng([seed, ("convex", "concave", "holed").index(kind)])
    made = 0
    while made < count:
        polygon = {"convex": _convex, "concave": _concave, "holed": _holed}[kind](rng)
        if polygon.is_valid and polygon.area > 20_000:
            made += 1
            yield polygon


def _convex(rng: np.random.Generator) -> Polygon:
    stretch = rng.uniform(0.4, 1.0)
    points = rng.uniform(-1, 1, (int(rng.integers(5, 12)), 2)) * LARGEST_M * np.array([1.0, stretch])
    return Polygon(_turned(np.asarray(MultiPoint(points).convex_hull.exterior.coords)[:-1], rng))


def _concave(rng: np.random.Generator) -> Polygon:
    """A star with bays of every depth."""
    count = int(rng.integers(7, 13))
    turns = np.sort(rng.uniform(0, 2 * math.pi / count, count) * 0.6 + np.arange(count) * 2 * math.pi / count)
    radii = rng.uniform(SMALLEST_M, LARGEST_M, count)
    radii[rng.integers(0, count, 2)] *= 0.45
    stretch = np.array([1.0, rng.uniform(0.5, 1.0)])
    return Polygon(_turned(radii[:, None] * np.column_stack([np.cos(turns), np.sin(turns)]) * stretch, rng))


def _holed(rng: np.random.Generator) -> Polygon:
    """A field with one to three houses or ponds in it."""
    outer = _concave(rng) if rng.random() < 0.5 else _convex(rng)
    holes: list[Polygon] = []
    for _ in range(int(rng.integers(1, 4))):
        west, south, east, north = outer.bounds
        middle = np.array([rng.uniform(west, east), rng.uniform(south, north)])
        turns = np.sort(rng.uniform(0, 2 * math.pi, 6))
        radii = rng.uniform(25.0, 80.0, 6)
        hole = Polygon(middle + radii[:, None] * np.column_stack([np.cos(turns), np.sin(turns)]))
        room = outer.buffer(-30.0)
        if hole.is_valid and room.contains(hole) and all(hole.distance(other) > 40.0 for other in holes):
            holes.append(hole)
    return Polygon(outer.exterior, [hole.exterior for hole in holes]) if holes else Polygon()


def _turned(points: Array, rng: np.random.Generator) -> Array:
    turn = rng.uniform(0, 2 * math.pi)
    cosine, sine = math.cos(turn), math.sin(turn)
    return np.asarray(points @ np.array([[cosine, -sine], [sine, cosine]]))


def geojson(polygon: Polygon) -> dict[str, Any]:
    """In degrees, around MIDDLE."""
    frame = LocalFrame(origin=MIDDLE)
    rings = []
    for ring in (polygon.exterior, *polygon.interiors):
        east, north = np.asarray(ring.coords).T
        latitude, longitude = frame.to_geographic(north, east)
        rings.append([[float(x), float(y)] for x, y in zip(longitude, latitude, strict=True)])
    return {"type": "Polygon", "coordinates": rings}
