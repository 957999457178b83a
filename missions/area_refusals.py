"""Why a drawn area cannot be used, each with its place and the remedy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Point, Polygon
from shapely.validation import explain_validity

from missions.errors import AreaError
from missions.geo import GeoPoint, LocalFrame

Array = NDArray[np.float64]

LARGEST_KM2 = 50.0
SMALLEST_M2 = 25.0
WIDEST_DEG = 5.0
HALF_ROUND_DEG = 180.0


def in_pieces(frame: LocalFrame, piece: Polygon) -> AreaError:
    """What is kept out of leaves no whole; `piece` is one of what is left."""
    place = _place(frame, piece.representative_point())
    return AreaError(
        "area_in_pieces",
        f"What is kept out of cuts the area into pieces{_at(place)}.",
        remedy="Plan each piece as its own area.",
        where=place,
        details=_place_details(place),
    )


def refuse_across_the_seam(lonlat: Array) -> None:
    """What lies on both sides of the 180th meridian, as longitude jumps there. Raises AreaError."""
    if float(np.ptp(lonlat[:, 0])) > HALF_ROUND_DEG:
        raise AreaError(
            "area_across_180",
            "What is drawn lies across the 180th meridian.",
            remedy="Plan each side by itself.",
            where={"type": "Point", "coordinates": [float(lonlat[0, 0]), float(lonlat[0, 1])]},
        )


def refuse_wide(outer: Array) -> None:
    """Before projecting: a polygon round half the globe has no sensible local frame."""
    width, height = np.ptp(outer, axis=0)
    if width > WIDEST_DEG or height > WIDEST_DEG:
        raise _too_large(float(width * height) * 111.2**2 * math.cos(math.radians(float(outer[0, 1]))), _mean(outer))


def refuse_invalid(polygon: Polygon, frame: LocalFrame) -> None:
    """Edges that cross, holes outside. Raises AreaError."""
    if polygon.is_valid:
        return
    reason = explain_validity(polygon)
    place = _place_of(reason, frame)
    if polygon.area == 0 or "Too few points" in reason:
        raise no_surface(place)
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


def refuse_size(polygon: Polygon, frame: LocalFrame) -> None:
    """Too large, or next to nothing. Raises AreaError."""
    if polygon.area > LARGEST_KM2 * 1e6:
        raise _too_large(polygon.area / 1e6, frame.origin)
    if polygon.area < SMALLEST_M2:
        raise no_surface(_geojson(frame.origin))


def _place(frame: LocalFrame, point: Point) -> dict[str, Any]:
    latitude, longitude = frame.to_geographic(point.y, point.x)
    return {"type": "Point", "coordinates": [round(float(longitude), 7), round(float(latitude), 7)]}


def _at(place: Mapping[str, Any] | None) -> str:
    return "" if place is None else f" at {place['coordinates'][1]:.5f}, {place['coordinates'][0]:.5f}"


def _place_details(place: Mapping[str, Any] | None) -> dict[str, str | float]:
    if place is None:
        return {"latitude": "?", "longitude": "?"}
    return {"latitude": f"{place['coordinates'][1]:.5f}", "longitude": f"{place['coordinates'][0]:.5f}"}


def no_surface(place: dict[str, Any] | None) -> AreaError:
    """Nothing to look at."""
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


def _geojson(place: GeoPoint) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [place.longitude_deg, place.latitude_deg]}


def _mean(outer: Array) -> GeoPoint:
    longitude, latitude = outer.mean(axis=0)
    return GeoPoint(latitude_deg=float(latitude), longitude_deg=float(longitude))
