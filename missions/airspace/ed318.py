"""EUROCAE ED-318 (2023): UAS geographical zones as GeoJSON with a vertical layer on each geometry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapely.geometry import MultiPolygon, Polygon

from missions.airspace.uas_zone import kind_of, limit_of, period_of
from missions.airspace.volume import GROUND, UNLIMITED, AirspaceVolume, circle, polygon, wrong_zone


def is_ed318(document: Mapping[str, Any]) -> bool:
    """Whether a JSON document looks like this format: GeoJSON whose geometries have layers or circles."""
    features = document.get("features")
    return isinstance(features, list) and any(
        "layer" in part or "extent" in part
        for feature in features
        if isinstance(feature, dict)
        for part in _parts(feature.get("geometry"))
    )


def read(document: Mapping[str, Any], file: str) -> Iterator[AirspaceVolume]:
    """Every geometry of every zone. Raises AirspaceError."""
    for number, feature in enumerate(document["features"], 1):
        name = f"number {number}"
        try:
            properties = feature["properties"]
            name = _text(properties.get("name")) or str(properties["identifier"])
            parts = list(_parts(feature["geometry"]))
            if not parts:
                raise ValueError("no geometry")
            for part in parts:
                yield _volume(properties, part, name)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise wrong_zone(file, name, f"{type(error).__name__}: {error}") from error


def _volume(properties: Mapping[str, Any], part: Mapping[str, Any], name: str) -> AirspaceVolume:
    layer = part.get("layer") or {}
    unit = str(layer.get("uom", ""))
    return AirspaceVolume(
        name=name,
        identifier=str(properties.get("identifier", name)),
        kind=kind_of(properties.get("type")),
        shape=_shape(part),
        lower=limit_of(layer, "lower", "lowerReference", unit, GROUND),
        upper=limit_of(layer, "upper", "upperReference", unit, UNLIMITED),
        periods=tuple(period_of(row) for row in properties.get("limitedApplicability") or ()),
    )


def _shape(part: Mapping[str, Any]) -> Polygon | MultiPolygon:
    match part["type"]:
        case "Point":
            extent = part["extent"]
            # The standard's extent of a point is a circle with its radius in metres.
            return circle(part["coordinates"], float(extent["radius"]))
        case "Polygon":
            return polygon(part["coordinates"])
        case other:
            raise ValueError(f"a {other} is no zone")


def _parts(geometry: Any) -> Iterator[Mapping[str, Any]]:
    """The polygons and points of a geometry; those of a multi-polygon share its layer."""
    if not isinstance(geometry, Mapping):
        return
    if geometry.get("type") == "GeometryCollection":
        for part in geometry.get("geometries") or ():
            yield from _parts(part)
    elif geometry.get("type") == "MultiPolygon":
        for rings in geometry["coordinates"]:
            yield {**geometry, "type": "Polygon", "coordinates": rings}
    else:
        yield geometry


def _text(texts: Any) -> str:
    if isinstance(texts, str):
        return texts
    found = [str(row["text"]) for row in texts or () if isinstance(row, Mapping) and row.get("text")]
    return found[0] if found else ""
