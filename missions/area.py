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
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from missions.errors import AreaError
from missions.geo import GeoPoint, LocalFrame

Array = NDArray[np.float64]

LARGEST_KM2 = 50.0
SMALLEST_M2 = 25.0
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
        """Whether some ground in the middle is kept out of."""
        return len(self.polygon.interiors) > 0

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

    def strips(self, heading_rad: float, spacing_m: float, keep_out_m: float) -> Strips:
        """Cut the area into parallel strips at most `spacing_m` wide and say where each has ground to see.

        Every stretch spans all of the area within its strip, so that lines along the strips' middles leave no corner
        out; it stops `keep_out_m` before a hole that the middle line would run into.
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
        if self.has_holes:
            holes = shapely.union_all([Polygon(ring) for ring in flat.interiors]).buffer(keep_out_m, join_style="mitre")
            stretches = _cut(stretches, middles, holes)
        return Strips(heading_rad=heading_rad, middles_m=middles, stretches=tuple(stretches))


@dataclass(frozen=True, slots=True, kw_only=True)
class Strips:
    """Parallel strips over an area, in axes along and to the right of `heading_rad`."""

    heading_rad: float
    middles_m: Array
    """Each strip's middle, to the right of the frame's origin."""
    stretches: tuple[tuple[int, float, float], ...]
    """(strip, from, to) along the heading, in order of strip and place."""

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
    missing = area.polygon.difference(seen)
    gaps = sorted(_polygons(missing), key=lambda part: -part.area)
    return Coverage(
        covered_fraction=max(0.0, 1.0 - missing.area / area.polygon.area),
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


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    parts = shapely.get_parts(geometry)
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]


class FreeSpace:
    """Where an aircraft may cross: never a hole; inside the outer edge wherever that is possible."""

    def __init__(self, area: Area, *, margin_m: float, apron_m: float) -> None:
        """Keep `margin_m` from holes and allow `apron_m` beyond the outer edge."""
        self._holes = shapely.union_all([Polygon(ring) for ring in area.polygon.interiors])
        outline = Polygon(area.polygon.exterior).buffer(apron_m, join_style="mitre", mitre_limit=2.0)
        self._wide = outline.difference(self._holes.buffer(0.2 * margin_m))
        corners = [outline.simplify(0.3 * apron_m)] if apron_m > 0 else [outline]
        self._hole_nodes = _corner_points(self._holes.buffer(margin_m, join_style="mitre").simplify(0.1 * margin_m))
        bends = np.concatenate([_reflex_points(part) for part in corners])
        self._nodes = np.concatenate([self._hole_nodes, bends])
        self._has_holes = not self._holes.is_empty
        shapely.prepare(self._wide)
        shapely.prepare(self._holes)
        self._graphs: dict[bool, _Graph] = {}

    def straight_is_free(self, start: Array, end: Array, *, inside: bool = True) -> bool:
        """Whether the straight line crosses no hole and, if `inside`, does not leave the apron."""
        return bool(self._free(LineString([start[::-1], end[::-1]]), inside))

    def are_free(self, starts: Array, ends: Array) -> NDArray[np.bool_]:
        """`straight_is_free` for many pairs (n, 2), inside the apron."""
        lines = shapely.linestrings(np.stack([starts[:, ::-1], ends[:, ::-1]], axis=1))
        return np.asarray(shapely.covers(self._wide, lines))

    def _free(self, lines: Any, inside: bool) -> Any:
        if inside:
            return shapely.covers(self._wide, lines)
        if not self._has_holes:
            return np.ones(np.shape(lines), bool)
        return ~(shapely.crosses(self._holes, lines) | shapely.contains(self._holes, lines))

    def way(self, start: Array, end: Array) -> list[Array]:
        """Points from `start` to `end` around holes (Dijkstra on the visibility graph); straight when nothing helps.

        Tries inside the outer edge first, then anywhere but across a hole.
        """
        for inside in (True, False):
            if self.straight_is_free(start, end, inside=inside):
                return [start, end]
            nodes = self._nodes if inside else self._hole_nodes
            graph = self._graphs.get(inside)
            if graph is None:
                graph = self._graphs[inside] = _Graph(nodes, lambda lines, inside=inside: self._free(lines, inside))
            found = graph.shortest(start, end)
            if found is not None:
                return found
        return [start, end]


class _Graph:
    """Nodes that see each other."""

    def __init__(self, nodes: Array, free: Any) -> None:
        self._nodes, self._free = nodes, free
        count = len(nodes)
        first, second = np.triu_indices(count, 1)
        self._length = np.full((count, count), math.inf)
        if len(first):
            clear = self._clear(nodes[first], nodes[second])
            length = np.where(clear, np.linalg.norm(nodes[first] - nodes[second], axis=1), math.inf)
            self._length[first, second] = self._length[second, first] = length

    def _clear(self, starts: Array, ends: Array) -> NDArray[np.bool_]:
        lines = shapely.linestrings(np.stack([starts[:, ::-1], ends[:, ::-1]], axis=1))
        return np.asarray(self._free(lines), bool)

    def shortest(self, start: Array, end: Array) -> list[Array] | None:
        if len(self._nodes) == 0:
            return None
        here = np.broadcast_to(start, self._nodes.shape)
        there = np.broadcast_to(end, self._nodes.shape)
        near = np.where(self._clear(here, self._nodes), np.linalg.norm(self._nodes - start, axis=1), math.inf)
        rest = np.where(self._clear(self._nodes, there), np.linalg.norm(self._nodes - end, axis=1), math.inf)
        before = np.full(len(near), -1)
        open_nodes = np.ones(len(near), bool)
        for _ in range(len(near)):
            node = int(np.argmin(np.where(open_nodes, near, math.inf)))
            if not open_nodes[node] or math.isinf(near[node]):
                break
            open_nodes[node] = False
            through = near[node] + self._length[node]
            better = through < near
            near[better], before[better] = through[better], node
        total = near + rest
        last = int(np.argmin(total))
        if math.isinf(total[last]):
            return None
        middle: list[Array] = []
        while last >= 0:
            middle.append(self._nodes[last])
            last = int(before[last])
        return [start, *reversed(middle), end]


def _corner_points(geometry: BaseGeometry) -> Array:
    rings = [part.exterior for part in _polygons(geometry)]
    points = [np.asarray(ring.coords, np.float64)[:-1, ::-1] for ring in rings]
    return np.concatenate(points) if points else np.empty((0, 2))


def _reflex_points(polygon: Polygon) -> Array:
    """Corners where the outline bends inwards: the only ones a shortest way can touch."""
    ring = np.asarray(shapely.geometry.polygon.orient(polygon).exterior.coords, np.float64)[:-1]
    before, after = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
    inwards = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0] < 0
    return ring[inwards][:, ::-1]


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
    _refuse_size(polygon, outer)
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
    numbers = [_position(point, index) for index, point in enumerate(points if isinstance(points, Sequence) else [])]
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


def _position(point: Any, index: int) -> tuple[float, float]:
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
        raise _too_large(float(width * height) * 111.2**2 * math.cos(math.radians(float(outer[0, 1]))), outer)


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
    latitude, longitude = frame.to_geographic(float(inside[1]), float(inside[0]))
    return {"type": "Point", "coordinates": [round(float(longitude), 7), round(float(latitude), 7)]}


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


def _too_large(size_km2: float, outer: Array) -> AreaError:
    longitude, latitude = outer.mean(axis=0)
    return AreaError(
        "area_too_large",
        f"The area is {size_km2:,.0f} km2; at most {LARGEST_KM2:g} km2 can be planned at once.",
        remedy="Draw a smaller area or divide it.",
        where={"type": "Point", "coordinates": [float(longitude), float(latitude)]},
        details={"size_km2": round(size_km2, 1), "limit_km2": LARGEST_KM2},
    )


def _refuse_size(polygon: Polygon, outer: Array) -> None:
    if polygon.area > LARGEST_KM2 * 1e6:
        raise _too_large(polygon.area / 1e6, outer)
    if polygon.area < SMALLEST_M2:
        raise _no_surface({"type": "Point", "coordinates": [float(outer[0, 0]), float(outer[0, 1])]})
