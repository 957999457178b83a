"""Reading a drawn area: GeoJSON from anybody, so nothing in it is believed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from missions.area import Area
from missions.area_refusals import refuse_across_the_seam, refuse_invalid, refuse_size, refuse_wide
from missions.errors import AreaError
from missions.geo import GeoPoint, LocalFrame

Array = NDArray[np.float64]

HIGHEST_LATITUDE_DEG = 85.0


def read_area(geojson: Mapping[str, Any]) -> Area:
    """A GeoJSON Polygon, or a Feature or FeatureCollection with exactly one, as an `Area`.

    Raises AreaError naming the place and the remedy: crossing edges, too few points, coordinates out of range, no
    surface, too large.
    """
    rings = [_ring(points) for points in _polygon_coordinates(geojson)]
    outer = rings[0]
    refuse_across_the_seam(outer)
    middle = (outer.min(axis=0) + outer.max(axis=0)) / 2
    frame = LocalFrame(origin=GeoPoint(latitude_deg=float(middle[1]), longitude_deg=float(middle[0])))
    refuse_wide(outer)
    local = [np.stack(frame.to_local(ring[:, 1], ring[:, 0])[::-1], axis=1) for ring in rings]
    polygon = Polygon(local[0], local[1:])
    refuse_invalid(polygon, frame)
    refuse_size(polygon, frame)
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
