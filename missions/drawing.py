"""What was drawn on the map: an area, a line or places, with what is kept out of and what must not be left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from missions.area import Area, area_of
from missions.area_reading import read_area, read_position
from missions.area_refusals import refuse_across_the_seam
from missions.errors import AreaError
from missions.geo import GeoPoint, LocalFrame

Array = NDArray[np.float64]

KINDS = {
    "Point": "point",
    "MultiPoint": "points",
    "LineString": "line",
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
}
ROLES = ("keep_out", "allowed")
LONGEST_M = 50_000.0
MOST_POINTS = 500


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Parsed and in a local frame; north and east in metres."""

    frame: LocalFrame
    kind: str
    """`polygon`, `line`, `point` or `points`."""
    points: Array = field(repr=False)
    """(n, 2): the line, the places, or the polygon's outer ring without the closing point."""
    properties: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    """What is said of each of several points."""
    polygon: Polygon | None = field(default=None, repr=False)
    """x east, y north."""
    kept_out: BaseGeometry = field(default_factory=Polygon, repr=False)
    allowed: Polygon | None = field(default=None, repr=False)

    @property
    def middle(self) -> Array:
        """The point, or the middle of what was drawn (2,)."""
        if self.polygon is not None:
            return np.array([self.polygon.centroid.y, self.polygon.centroid.x])
        return np.asarray((self.points.min(axis=0) + self.points.max(axis=0)) / 2)

    @property
    def shape(self) -> BaseGeometry:
        """As a shapely geometry, x east and y north."""
        if self.polygon is not None:
            return self.polygon
        east_north = self.points[:, ::-1]
        return shapely.LineString(east_north) if self.kind == "line" else shapely.MultiPoint(east_north)

    def area(
        self, ground: BaseGeometry, *, keep_out: BaseGeometry | None = None, sight: BaseGeometry | None = None
    ) -> Area:
        """The area of `ground` without what is drawn to be kept out of. Raises AreaError.

        `keep_out` must not be crossed either, but may have to be looked at; `sight` is what is promised to be seen.
        """
        exclusions = self.kept_out if keep_out is None else shapely.union_all([self.kept_out, keep_out])
        return area_of(
            self.frame, ground.difference(self.kept_out), exclusions=exclusions, allowed=self.allowed, sight=sight
        )


def read_drawing(geojson: Mapping[str, Any]) -> Drawing:
    """GeoJSON: one Polygon, LineString or Point, or several Points, bare or as features.

    In a FeatureCollection further polygons may say `"role": "keep_out"` or `"role": "allowed"` among their properties.
    Raises AreaError.
    """
    main, sides = _sorted_out(geojson)
    kinds = {KINDS.get(str(_geometry(feature).get("type"))) for feature in main}
    if kinds == {"point"} and len(main) > 1:
        return _with_sides(_places(main), sides)
    if len(main) != 1 or not kinds <= {"point", "points", "line"}:
        whole = read_area(main[0] if len(main) == 1 else {"type": "FeatureCollection", "features": main})
        drawn = Drawing(frame=whole.frame, kind="polygon", points=whole.rings[0], polygon=whole.polygon)
        return _with_sides(drawn, sides)
    return _with_sides(_line(main[0]) if kinds == {"line"} else _places(main), sides)


def _sorted_out(geojson: Any) -> tuple[list[Any], list[tuple[str, Any]]]:
    """The main features, and the others with their roles."""
    if not isinstance(geojson, Mapping) or geojson.get("type") != "FeatureCollection":
        return [geojson], []
    features = geojson.get("features")
    features = list(features) if isinstance(features, Sequence) and not isinstance(features, str) else []
    sides = [(role, feature) for feature in features if (role := _properties(feature).get("role")) in ROLES]
    return [feature for feature in features if _properties(feature).get("role") not in ROLES], sides


def _properties(feature: Any) -> Mapping[str, Any]:
    found = feature.get("properties") if isinstance(feature, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _geometry(feature: Any) -> Mapping[str, Any]:
    if not isinstance(feature, Mapping):
        return {}
    inner = feature.get("geometry") if feature.get("type") == "Feature" else feature
    return inner if isinstance(inner, Mapping) else {}


def _positions(coordinates: Any) -> Array:
    listed = list(coordinates) if isinstance(coordinates, Sequence) and not isinstance(coordinates, str) else []
    if not 1 <= len(listed) <= MOST_POINTS:
        raise AreaError(
            "drawing_points",
            f"The drawing has {len(listed)} points.",
            remedy=f"Draw from 1 to {MOST_POINTS}.",
            details={"n": len(listed), "limit": MOST_POINTS},
        )
    return np.array([read_position(point, index) for index, point in enumerate(listed)])


def _placed(lonlat: Array, kind: str, properties: Sequence[Mapping[str, Any]] = ()) -> Drawing:
    refuse_across_the_seam(lonlat)
    middle = (lonlat.min(axis=0) + lonlat.max(axis=0)) / 2
    frame = LocalFrame(origin=GeoPoint(latitude_deg=float(middle[1]), longitude_deg=float(middle[0])))
    north, east = frame.to_local(lonlat[:, 1], lonlat[:, 0])
    points = np.column_stack([north, east])
    if float(np.ptp(lonlat, axis=0).max()) > 5 or float(np.ptp(points, axis=0).max()) > LONGEST_M:
        raise AreaError(
            "drawing_too_long",
            f"The drawing reaches over more than {LONGEST_M / 1000:g} km.",
            remedy="Draw a shorter one, or divide it.",
            where={"type": "Point", "coordinates": [float(middle[0]), float(middle[1])]},
            details={"limit_km": LONGEST_M / 1000},
        )
    return Drawing(frame=frame, kind=kind, points=points, properties=tuple(properties))


def _line(feature: Any) -> Drawing:
    drawn = _placed(_positions(_geometry(feature).get("coordinates")), "line")
    moves = np.concatenate([[True], np.linalg.norm(np.diff(drawn.points, axis=0), axis=1) > 0.5])
    points = drawn.points[moves]
    if len(points) < 2:
        raise AreaError(
            "drawing_short",
            "The line has no length.",
            remedy="Draw a line with at least two points, apart from each other.",
        )
    return Drawing(frame=drawn.frame, kind="line", points=points)


def _places(features: Sequence[Any]) -> Drawing:
    lonlat: list[Array] = []
    properties: list[Mapping[str, Any]] = []
    for feature in features:
        geometry = _geometry(feature)
        coordinates = geometry.get("coordinates")
        found = _positions([coordinates] if geometry.get("type") == "Point" else coordinates)
        lonlat.append(found)
        properties += [_properties(feature)] * len(found)
    every = np.concatenate(lonlat)
    if len(every) > MOST_POINTS:
        _positions([()] * len(every))
    return _placed(every, "point" if len(every) == 1 else "points", properties)


def _with_sides(drawn: Drawing, sides: Sequence[tuple[str, Any]]) -> Drawing:
    kept_out: list[BaseGeometry] = []
    allowed: list[Polygon] = []
    for role, feature in sides:
        side = read_area(feature)
        lonlat = shapely.get_coordinates(shapely.geometry.shape(side.geojson))
        north, east = drawn.frame.to_local(lonlat[:, 1], lonlat[:, 0])
        local = shapely.set_coordinates(shapely.geometry.shape(side.geojson), np.column_stack([east, north]))
        (kept_out if role == "keep_out" else allowed).append(local)
    if len(allowed) > 1:
        raise AreaError(
            "drawing_allowed",
            f"{len(allowed)} polygons are said to be the allowed area.",
            remedy="Give one.",
            details={"n": len(allowed)},
        )
    return Drawing(
        frame=drawn.frame,
        kind=drawn.kind,
        points=drawn.points,
        properties=drawn.properties,
        polygon=drawn.polygon,
        kept_out=shapely.union_all(kept_out) if kept_out else Polygon(),
        allowed=allowed[0] if allowed else None,
    )
