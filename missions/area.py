"""The drawn search area: read strictly, kept in a local frame, and asked geometric questions.

The one home of shapely besides `geo`. Local geometry is (east, north) in shapely's x, y; everything handed out is
(north, east).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from missions.errors import AreaError
from missions.geo import GeoPoint, LocalFrame

Array = NDArray[np.float64]

LARGEST_KM2 = 50.0
SMALLEST_M2 = 25.0
SHORTEST_FLOWN_M = 4.0
HIGHEST_LATITUDE_DEG = 85.0


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

    def strips(self, heading_rad: float, spacing_m: float, keep_out_m: float, trim_m: float = 0.0) -> Strips:
        """Cut the area into parallel strips at most `spacing_m` wide and say where each has ground to see.

        Every stretch spans all of the area within its strip, so that lines along the strips' middles leave no corner
        out; it stops `keep_out_m` before a hole that the middle line would run into. Each is flown but for `trim_m` at
        the outer edge, as far as a picture there sees ahead.
        """
        sine, cosine = math.sin(heading_rad), math.cos(heading_rad)
        turn = np.array([[sine, cosine], [cosine, -sine]])  # (along, to the right) from (east, north)
        flat = shapely.transform(self.polygon, lambda xy: xy @ turn.T)
        low, high = flat.bounds[1], flat.bounds[3]
        count = max(math.ceil((high - low) / spacing_m - 1e-9), 1)
        edges = np.linspace(low, high, count + 1)
        middles = (edges[:-1] + edges[1:]) / 2
        left, right = flat.bounds[0] - 1, flat.bounds[2] + 1
        parts, strip = shapely.get_parts(
            shapely.intersection(flat, shapely.box(left, edges[:-1], right, edges[1:])), return_index=True
        )
        bounds = shapely.bounds(parts)
        stretches = [
            (int(index), float(west), float(east))
            for index, west, east, size in zip(strip, bounds[:, 0], bounds[:, 2], shapely.area(parts), strict=True)
            if east > west and size > 1e-6
        ]
        stretches = _joined(stretches)
        edges_at = {(strip, place) for strip, start, end in stretches for place in (start, end)}
        if self.has_holes:
            kept_out = shapely.transform(self.kept_out, lambda xy: xy @ turn.T)
            holes = kept_out.buffer(keep_out_m, join_style="mitre")
            stretches = _cut(stretches, middles, holes)
        flown = tuple(_trimmed(stretch, edges_at, trim_m) for stretch in stretches)
        return Strips(heading_rad=heading_rad, middles_m=middles, stretches=tuple(stretches), flown=flown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strips:
    """Parallel strips over an area, in axes along and to the right of `heading_rad`."""

    heading_rad: float
    middles_m: Array
    """Each strip's middle, to the right of the frame's origin."""
    stretches: tuple[tuple[int, float, float], ...]
    """(strip, from, to) along the heading, in order of strip and place."""
    flown: tuple[tuple[float, float], ...]
    """Of each stretch, from where to where the aircraft must fly to see it."""

    def point(self, strip: int, along_m: float) -> tuple[float, float]:
        """North and east of a place on a strip's middle line."""
        c, s = math.cos(self.heading_rad), math.sin(self.heading_rad)
        across = float(self.middles_m[strip])
        return along_m * c - across * s, along_m * s + across * c


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


def _joined(stretches: list[tuple[int, float, float]]) -> list[tuple[int, float, float]]:
    """Join what overlaps within a strip."""
    joined: list[tuple[int, float, float]] = []
    for strip, start, end in sorted(stretches):
        if joined and joined[-1][0] == strip and start <= joined[-1][2]:
            joined[-1] = (strip, joined[-1][1], max(end, joined[-1][2]))
        else:
            joined.append((strip, start, end))
    return joined


def _trimmed(stretch: tuple[int, float, float], edges_at: set[tuple[int, float]], trim_m: float) -> tuple[float, float]:
    strip, start, end = stretch
    first = start + trim_m if (strip, start) in edges_at else start
    last = end - trim_m if (strip, end) in edges_at else end
    if last - first >= SHORTEST_FLOWN_M:
        return first, last
    middle = min(max((first + last) / 2, start), end)
    half = min(SHORTEST_FLOWN_M, end - start) / 2
    middle = min(max(middle, start + half), end - half)
    return middle - half, middle + half


def _cut(
    stretches: list[tuple[int, float, float]], middles: Array, holes: BaseGeometry
) -> list[tuple[int, float, float]]:
    """Take out of each strip's middle line what runs through a hole."""
    lines = [LineString([(start, middles[strip]), (end, middles[strip])]) for strip, start, end in stretches]
    left, index = shapely.get_parts(shapely.difference(np.array(lines), holes), return_index=True)
    bounds = shapely.bounds(left)
    return sorted(
        (stretches[which][0], float(west), float(east))
        for which, west, east in zip(index, bounds[:, 0], bounds[:, 2], strict=True)
        if east > west
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
    parts = [part for part in polygons(polygon) if part.area > SMALLEST_M2 / 10]
    if not parts:
        raise _no_surface(None)
    if len(parts) > 1:
        place = _place(frame, min(parts, key=lambda part: part.area).representative_point())
        raise AreaError(
            "area_in_pieces",
            f"What is kept out of cuts the area into pieces{_at(place)}.",
            remedy="Plan each piece as its own area.",
            where=place,
            details=_place_details(place),
        )
    whole = parts[0]
    _refuse_size(whole, frame)
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


def _place(frame: LocalFrame, point: Point) -> dict[str, Any]:
    latitude, longitude = frame.to_geographic(point.y, point.x)
    return {"type": "Point", "coordinates": [round(float(longitude), 7), round(float(latitude), 7)]}


def read_area(geojson: Mapping[str, Any]) -> Area:
    """A GeoJSON Polygon, or a Feature or FeatureCollection with exactly one, as an `Area`.

    Raises AreaError naming the place and the remedy: crossing edges, too few points, coordinates out of range, no
    surface, too large.
    """
    rings = [_ring(points) for points in _polygon_coordinates(geojson)]
    outer = rings[0]
    middle = (outer.min(axis=0) + outer.max(axis=0)) / 2
    frame = LocalFrame(origin=GeoPoint(latitude_deg=float(middle[1]), longitude_deg=float(middle[0])))
    _refuse_wide(outer)
    local = [np.stack(frame.to_local(ring[:, 1], ring[:, 0])[::-1], axis=1) for ring in rings]
    polygon = Polygon(local[0], local[1:])
    _refuse_invalid(polygon, frame)
    _refuse_size(polygon, frame)
    closed = [[[float(x), float(y)] for x, y in (*ring, ring[0])] for ring in rings]
    return Area(frame=frame, polygon=polygon, geojson={"type": "Polygon", "coordinates": closed})


def _polygon_coordinates(geojson: Any) -> Sequence[Any]:
    geometry = _only_geometry(geojson)
    kind = geometry.get("type")
    coordinates = geometry.get("coordinates")
    if kind == "MultiPolygon" and isinstance(coordinates, Sequence) and len(coordinates) == 1:
        coordinates, kind = coordinates[0], "Polygon"
    if kind != "Polygon":
        raise AreaError(
            "area_not_polygon",
            f"The area is a {kind}, not a polygon.",
            remedy="Draw one closed polygon.",
            details={"kind": str(kind)},
        )
    if not isinstance(coordinates, Sequence) or not coordinates or isinstance(coordinates, str):
        raise AreaError(
            "area_too_few_points", "The polygon has no points.", remedy="Draw at least three corners.", details={"n": 0}
        )
    return coordinates


def _only_geometry(geojson: Any) -> Mapping[str, Any]:
    if not isinstance(geojson, Mapping) or "type" not in geojson:
        raise AreaError(
            "area_not_geojson",
            "The area is not GeoJSON: it has no `type`.",
            remedy="Give a GeoJSON Polygon, Feature or FeatureCollection.",
        )
    match geojson["type"]:
        case "FeatureCollection":
            features = geojson.get("features")
            features = features if isinstance(features, Sequence) else []
            if len(features) != 1:
                raise AreaError(
                    "area_not_one",
                    f"The file has {len(features)} features.",
                    remedy="Give exactly one area; plan several areas one at a time.",
                    details={"n": len(features)},
                )
            return _only_geometry(features[0])
        case "Feature":
            return _only_geometry(geojson.get("geometry"))
        case _:
            return geojson


def _ring(points: Any) -> Array:
    """One ring (n, 2) of longitude and latitude, open, without repeated points."""
    numbers = [
        read_position(point, index) for index, point in enumerate(points if isinstance(points, Sequence) else [])
    ]
    kept = [point for index, point in enumerate(numbers) if index == 0 or point != numbers[index - 1]]
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    if len(set(kept)) < 3:
        raise AreaError(
            "area_too_few_points",
            f"The polygon has {len(set(kept))} different corners.",
            remedy="Draw at least three corners.",
            where={"type": "Point", "coordinates": list(kept[0])} if kept else None,
            details={"n": len(set(kept))},
        )
    return np.array(kept, np.float64)


def read_position(point: Any, index: int) -> tuple[float, float]:
    """Longitude and latitude of a drawing's point `index`. Raises AreaError."""
    if isinstance(point, str) or not isinstance(point, Sequence) or len(point) < 2:
        raise _bad_position(point, index)
    longitude, latitude = point[0], point[1]
    for value in (longitude, latitude):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise _bad_position(point, index)
    if abs(latitude) > 90 and abs(longitude) <= 90 and abs(latitude) <= 180:
        raise AreaError(
            "area_swapped",
            f"Point {index + 1} has latitude {latitude:g}: latitude and longitude look swapped.",
            remedy="GeoJSON writes longitude first, then latitude.",
            where={"type": "Point", "coordinates": [latitude, longitude]},
            details={"n": index + 1},
        )
    if abs(latitude) > HIGHEST_LATITUDE_DEG or abs(longitude) > 180:
        raise AreaError(
            "area_out_of_range",
            f"Point {index + 1} lies at longitude {longitude:g}, latitude {latitude:g}.",
            remedy=f"Longitude must be within ±180 and latitude within ±{HIGHEST_LATITUDE_DEG:g} degrees.",
            details={"n": index + 1, "longitude": float(longitude), "latitude": float(latitude)},
        )
    return float(longitude), float(latitude)


def _bad_position(point: Any, index: int) -> AreaError:
    return AreaError(
        "area_coordinate_invalid",
        f"Point {index + 1} is {str(point)[:60]}, not a longitude and a latitude in degrees.",
        remedy="Draw the area again or repair the file.",
        details={"n": index + 1},
    )


def _refuse_wide(outer: Array) -> None:
    """Before projecting: a polygon round half the globe has no sensible local frame."""
    width, height = np.ptp(outer, axis=0)
    if width > 5 or height > 5:
        raise _too_large(float(width * height) * 111.2**2 * math.cos(math.radians(float(outer[0, 1]))), _mean(outer))


def _refuse_invalid(polygon: Polygon, frame: LocalFrame) -> None:
    if polygon.is_valid:
        return
    reason = explain_validity(polygon)
    place = _place_of(reason, frame)
    if polygon.area == 0 or "Too few points" in reason:
        raise _no_surface(place)
    if "Hole lies outside" in reason or "nested" in reason.lower():
        code, what, remedy = "area_hole_outside", "A hole lies outside the area", "Move the hole inside or remove it."
    elif "Interior is disconnected" in reason:
        code, what, remedy = "area_in_pieces", "Holes cut the area into pieces", "Plan each piece as its own area."
    else:
        code, what, remedy = "area_crosses_itself", "The area's edge crosses itself", "Move the corners there."
    raise AreaError(code, f"{what}{_at(place)}.", remedy=remedy, where=place, details=_place_details(place))


def _place_of(reason: str, frame: LocalFrame) -> dict[str, Any] | None:
    """The place in shapely's `Self-intersection[12.3 45.6]` as a GeoJSON point."""
    inside = reason.partition("[")[2].partition("]")[0].split()
    if len(inside) < 2:
        return None
    return _place(frame, Point(float(inside[0]), float(inside[1])))


def _at(place: Mapping[str, Any] | None) -> str:
    return "" if place is None else f" at {place['coordinates'][1]:.5f}, {place['coordinates'][0]:.5f}"


def _place_details(place: Mapping[str, Any] | None) -> dict[str, str | float]:
    if place is None:
        return {"latitude": "?", "longitude": "?"}
    return {"latitude": f"{place['coordinates'][1]:.5f}", "longitude": f"{place['coordinates'][0]:.5f}"}


def _no_surface(place: dict[str, Any] | None) -> AreaError:
    return AreaError(
        "area_without_surface",
        f"The area has no surface{_at(place)}.",
        remedy="Draw a polygon with room inside.",
        where=place,
    )


def _too_large(size_km2: float, place: GeoPoint) -> AreaError:
    return AreaError(
        "area_too_large",
        f"The area is {size_km2:,.0f} km2; at most {LARGEST_KM2:g} km2 can be planned at once.",
        remedy="Draw a smaller area or divide it.",
        where=_geojson(place),
        details={"size_km2": round(size_km2, 1), "limit_km2": LARGEST_KM2},
    )


def _mean(outer: Array) -> GeoPoint:
    longitude, latitude = outer.mean(axis=0)
    return GeoPoint(latitude_deg=float(latitude), longitude_deg=float(longitude))


def _geojson(place: GeoPoint) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [place.longitude_deg, place.latitude_deg]}


def _refuse_size(polygon: Polygon, frame: LocalFrame) -> None:
    if polygon.area > LARGEST_KM2 * 1e6:
        raise _too_large(polygon.area / 1e6, frame.origin)
    if polygon.area < SMALLEST_M2:
        raise _no_surface(_geojson(frame.origin))
