"""The search area: kept in a local frame, and asked geometric questions.

Local geometry is (east, north) in shapely's x, y; everything handed out is
(north, east).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from missions.area_refusals import in_pieces, no_surface, refuse_size
from missions.geo import LocalFrame

Array = NDArray[np.float64]

SMALLEST_PART_M2 = 2.5
"""Less is left over from cutting, and no piece of its own."""


@dataclass(frozen=True, kw_only=True)
class Area:
    """A valid polygon, possibly with holes, on the ground.

    The outside is where to search; holes are kept out of: neither searched nor crossed.
    """

    frame: LocalFrame
    polygon: Polygon = field(repr=False)
    """In the local frame, metres, x east and y north."""
    geojson: dict[str, Any] = field(repr=False)
    """The same as a GeoJSON Polygon in WGS 84."""
    exclusions: BaseGeometry = field(default_factory=Polygon, repr=False)
    """More that is kept out of besides the holes, in the local frame; it may reach outside."""
    allowed: Polygon | None = field(default=None, repr=False)
    """What no leg may leave, ways from and to home included; None: nobody has said so."""
    sight: BaseGeometry | None = field(default=None, repr=False)
    """What is promised to be seen; None: all of `polygon`."""

    @property
    def promised(self) -> BaseGeometry:
        """What is to be seen, in the local frame."""
        return self.polygon if self.sight is None else self.sight

    @cached_property
    def kept_out(self) -> BaseGeometry:
        """Everything that no leg may cross."""
        return shapely.union_all([*(Polygon(ring) for ring in self.polygon.interiors), self.exclusions])

    @property
    def size_m2(self) -> float:
        """Surface of the ground to be searched."""
        return float(self.polygon.area)

    @cached_property
    def rings(self) -> tuple[Array, ...]:
        """The outer ring and then the holes, each (n, 2) north and east in metres, without the closing point."""
        return tuple(
            np.asarray(ring.coords, np.float64)[:-1, 1::-1] for ring in (self.polygon.exterior, *self.polygon.interiors)
        )

    @cached_property
    def has_holes(self) -> bool:
        """Whether some ground is kept out of."""
        return not self.kept_out.is_empty

    def may_stand(self, places: Array) -> NDArray[np.bool_]:
        """For each of `places` (n, 2) whether an aircraft may be there."""
        kept_out = shapely.contains_xy(self.kept_out, places[:, 1], places[:, 0])
        if self.allowed is None:
            return np.asarray(~kept_out)
        return np.asarray(~kept_out & shapely.contains_xy(self.allowed, places[:, 1], places[:, 0]))

    def blocked(self, starts: Array, ends: Array) -> Array:
        """For each of `starts` (n, 2) the share of `ends` (m, 2) that may be flown to, but not straight from it.

        Holes do not count: they are small, and ways lead round them.
        """
        if self.exclusions.is_empty:
            return np.zeros(len(starts))
        free = ends[self.may_stand(ends)]
        pairs = np.stack(np.broadcast_arrays(starts[:, None, ::-1], free[None, :, ::-1]), axis=2)
        return np.asarray(shapely.intersects(self.exclusions, shapely.linestrings(pairs)).mean(axis=1))

    def inner_points(self, count: int) -> Array:
        """About `count` places (n, 2) spread over the area."""
        west, south, east, north = self.polygon.bounds
        step = math.sqrt(self.size_m2 / count)
        across, up = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
        inside = shapely.contains_xy(self.polygon, across, up)
        return np.column_stack([up[inside], across[inside]])

    def edge_points(self, count: int, outside_m: float) -> Array:
        """`count` places (n, 2) evenly spread around the area, `outside_m` from its outer edge."""
        around = Polygon(self.polygon.exterior).buffer(outside_m, join_style="mitre", mitre_limit=2.0).exterior
        points = shapely.line_interpolate_point(around, np.arange(count) / count, normalized=True)
        return np.column_stack([shapely.get_y(points), shapely.get_x(points)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of an area is inside a union of footprints."""

    covered_fraction: float
    outside_m2: float
    gaps: tuple[Array, ...]
    """Uncovered pieces, (n, 2) north and east, the largest first."""


def coverage(area: Area, footprints: Iterable[Array]) -> Coverage:
    """Compare `area` with the union of `footprints`, each a ring (n, 2) of north and east in metres."""
    pieces = [shapely.make_valid(Polygon(ring[:, ::-1])) for ring in footprints if len(ring) >= 3]
    seen = shapely.union_all(pieces) if pieces else Polygon()
    missing = area.promised.difference(seen)
    gaps = sorted(polygons(missing), key=lambda part: -part.area)
    return Coverage(
        covered_fraction=max(0.0, 1.0 - missing.area / area.promised.area),
        outside_m2=float(seen.difference(area.polygon).area),
        gaps=tuple(np.asarray(gap.exterior.coords, np.float64)[:, ::-1] for gap in gaps),
    )


def polygons(geometry: BaseGeometry) -> list[Polygon]:
    """The polygons that a geometry consists of."""
    parts = shapely.get_parts(geometry)
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]


def area_of(
    frame: LocalFrame,
    polygon: BaseGeometry,
    *,
    exclusions: BaseGeometry | None = None,
    allowed: Polygon | None = None,
    sight: BaseGeometry | None = None,
) -> Area:
    """The area of a polygon in the local frame. Raises AreaError when it has no surface or lies in pieces."""
    parts = [part for part in polygons(polygon) if part.area > SMALLEST_PART_M2]
    if not parts:
        raise no_surface(None)
    if len(parts) > 1:
        raise in_pieces(frame, min(parts, key=lambda part: part.area))
    whole = parts[0]
    refuse_size(whole, frame)
    rings = []
    for ring in (whole.exterior, *whole.interiors):
        east, north = np.asarray(ring.coords, np.float64).T[:2]
        latitude, longitude = frame.to_geographic(north, east)
        rings.append([[round(float(x), 8), round(float(y), 8)] for x, y in zip(longitude, latitude, strict=True)])
    return Area(
        frame=frame,
        polygon=whole,
        geojson={"type": "Polygon", "coordinates": rings},
        exclusions=Polygon() if exclusions is None else exclusions,
        allowed=allowed,
        sight=sight,
    )
