"""GeoJSON (RFC 7946): the area, the start and the route, with heights above sea level as the third coordinate."""

from __future__ import annotations

import json
from typing import Any

from missions.formats.route_line import route_line
from missions.plan import Plan

ENDING = ".geojson"


def write(plan: Plan, vehicle_index: int) -> str:
    """One aircraft's part of `plan`."""
    vehicle = plan.vehicles[vehicle_index]
    line = route_line(vehicle)
    route = {
        "kind": "route",
        "vehicle": vehicle_index + 1,
        "template": plan.template,
        "template_version": plan.template_version,
        "distance_m": round(vehicle.distance_m, 1),
        "duration_s": round(vehicle.duration_s, 1),
        "height_reference": "mean sea level",
    }
    features = [
        _feature({"kind": "area"}, plan.area),
        _feature(route, {"type": "LineString", "coordinates": [list(point) for point in line]}),
        _feature({"kind": "home", "vehicle": vehicle_index + 1}, {"type": "Point", "coordinates": list(line[0][:2])}),
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1, allow_nan=False) + "\n"


def _feature(properties: dict[str, Any], geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}
