"""The picture as GeoJSON, and GeoJSON from people looked at before it is believed. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ground_station.incident.picture import Picture
from ground_station.incident.records import Finding, GeoJson, Mark, PlanSummary

MOST_POSITIONS = 5_000
DEPTH = {"Point": 0, "LineString": 1, "MultiPoint": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3}
"""Geometry type -> how many lists are around a position."""
LEAST = {"LineString": 2, "Polygon": 4, "MultiLineString": 2, "MultiPolygon": 4}
"""Positions that make one line or ring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeometryFault:
    """What is wrong with a geometry."""

    field: str
    said: str
    """A Fluent id."""


def finding_features(findings: Iterable[Finding]) -> GeoJson:
    """A FeatureCollection: all fields as properties, a point with altitude."""
    return _collection(_finding_feature(finding) for finding in findings)


def export_features(picture: Picture) -> GeoJson:
    """Findings, marks and plans of an incident in one FeatureCollection, told apart by `feature`."""
    features = [_finding_feature(finding) for finding in picture.findings]
    features += [_mark_feature(mark) for mark in picture.marks]
    for plan in picture.plans:
        features += _plan_features(plan)
    return _collection(features) | {"incident": picture.incident.model_dump(mode="json")}


def geometry_fault(geometry: GeoJson) -> GeometryFault | None:
    """Why a geometry from outside cannot be drawn, or None when it can."""
    depth = DEPTH.get(str(geometry.get("type")))
    if depth is None:
        return GeometryFault(field="type", said="geometry-type")
    lines = list(_lines(geometry.get("coordinates"), depth))
    positions = [position for line in lines for position in line]
    if not positions or len(positions) > MOST_POSITIONS:
        return GeometryFault(field="coordinates", said="geometry-size")
    if not all(_is_position(position) for position in positions):
        return GeometryFault(field="coordinates", said="geometry-position")
    if any(len(line) < LEAST.get(geometry["type"], 1) for line in lines):
        return GeometryFault(field="coordinates", said="geometry-size")
    if "Polygon" in geometry["type"] and any(line[0] != line[-1] for line in lines):
        return GeometryFault(field="coordinates", said="geometry-open-ring")
    return None


def _lines(coordinates: Any, depth: int) -> Iterable[Sequence[Any]]:
    """The innermost lists of positions; what is not nested so becomes a wrong position."""
    if depth == 0:
        yield [coordinates]
    elif not isinstance(coordinates, list):
        yield [None]
    elif depth == 1:
        yield coordinates
    else:
        for part in coordinates:
            yield from _lines(part, depth - 1)


def _is_position(position: Any) -> bool:
    if not isinstance(position, list) or len(position) not in (2, 3):
        return False
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in position):
        return False
    return all(math.isfinite(number) for number in position) and abs(position[0]) <= 180 and abs(position[1]) <= 90


def _collection(features: Iterable[GeoJson]) -> GeoJson:
    return {"type": "FeatureCollection", "features": list(features)}


def _feature(feature_id: str, geometry: GeoJson, properties: dict[str, Any]) -> GeoJson:
    return {"type": "Feature", "id": feature_id, "geometry": geometry, "properties": properties}


def _finding_feature(finding: Finding) -> GeoJson:
    place = [finding.longitude_deg, finding.latitude_deg, finding.altitude_amsl_m]
    point = {"type": "Point", "coordinates": place}
    return _feature(finding.id, point, {"feature": "finding", **finding.model_dump(mode="json")})


def _mark_feature(mark: Mark) -> GeoJson:
    properties = {"feature": "mark", **mark.model_dump(mode="json", exclude={"geometry"})}
    return _feature(mark.id, mark.geometry, properties)


def _plan_features(plan: PlanSummary) -> list[GeoJson]:
    said = plan.model_dump(mode="json", exclude={"area", "routes"})
    area = _feature(plan.id, plan.area, {"feature": "plan_area", **said})
    routes = [
        _feature(f"{plan.id}-{part}", route, {"feature": "plan_route", "plan": plan.id, "part": part})
        for part, route in enumerate(plan.routes)
    ]
    return [area, *routes]
