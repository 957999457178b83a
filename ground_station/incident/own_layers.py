"""Maps that the crew brings along: GeoJSON and KML files, looked at before they are believed. Pure."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from xml.etree import ElementTree

from ground_station.incident.records import GeoJson
from missions.errors import FormatError
from missions.formats.drawings import from_gpx
from missions.formats.xml_input import parsed_xml

MOST_LAYERS = 20
MOST_FEATURES = 2_000
MOST_POSITIONS = 20_000
LARGEST_KML_BYTES = 8_000_000
LONGEST_NAME = 80
NAMES = ("name", "navn", "Name", "NAVN", "title", "tittel")
"""Properties that say what a feature is called, the first that is there."""
DECIMALS = 7
"""Of a degree: a centimetre."""
ENDINGS = (".geojson", ".json", ".kml", ".kmz", ".gpx")
DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
"""Geometry type -> how many lists are around a position."""
LEAST = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
"""Positions that make one line or ring."""


class LayerFault(ValueError):
    """Why a file cannot be shown; `sentence` is a Fluent id with detail and remedy."""

    def __init__(self, sentence: str, field: str, **args: str | int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.args_of_sentence: dict[str, Any] = dict(args)


def read_layer(name: str, data: bytes) -> GeoJson:
    """A FeatureCollection of what the file holds, each feature with its `name` only. Raises `LayerFault`."""
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise LayerFault("layer-ending", "name", ending=ending or "-", known=", ".join(ENDINGS))
    try:
        features = list(_READERS[ending](data))
    except FormatError as error:
        raise LayerFault("layer-unreadable", "body", reason=str(error.details.get("reason", error.message))) from error
    if not features:
        raise LayerFault("layer-empty", "features")
    if len(features) > MOST_FEATURES:
        raise LayerFault("layer-large", "features", count=len(features), most=MOST_FEATURES)
    left = MOST_POSITIONS
    shown: list[GeoJson] = []
    for index, (feature_name, geometry) in enumerate(features):
        coordinates, count = _checked(geometry, f"features[{index}].geometry")
        left -= count
        if left < 0:
            raise LayerFault("layer-positions", f"features[{index}]", most=MOST_POSITIONS)
        shape = {"type": geometry["type"], "coordinates": coordinates}
        shown.append({"type": "Feature", "properties": {"name": feature_name[:LONGEST_NAME]}, "geometry": shape})
    return {"type": "FeatureCollection", "features": shown}


def bounds_of(layer: GeoJson) -> tuple[float, float, float, float]:
    """West, south, east, north of all that a checked layer shows."""
    positions = [place for feature in layer["features"] for place in _positions(feature["geometry"]["coordinates"])]
    longitudes, latitudes = [place[0] for place in positions], [place[1] for place in positions]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _positions(coordinates: Any) -> Iterator[Sequence[float]]:
    if not isinstance(coordinates[0], list):
        yield coordinates
        return
    for part in coordinates:
        yield from _positions(part)


Named = tuple[str, Mapping[str, Any]]
"""What a feature is called, and its geometry."""


def _from_geojson(data: bytes) -> Iterator[Named]:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise LayerFault("layer-unreadable", "body", reason=str(error)) from error
    if not isinstance(document, dict):
        raise LayerFault("layer-unreadable", "body", reason="no object")
    crs = document.get("crs")
    if crs is not None and "CRS84" not in json.dumps(crs) and "4326" not in json.dumps(crs):
        raise LayerFault("layer-crs", "crs")
    if document.get("type") != "FeatureCollection":
        yield from _named(document, "body")
        return
    features = document.get("features")
    if not isinstance(features, list):
        raise LayerFault("layer-unreadable", "features", reason="no list")
    for index, feature in enumerate(features):
        yield from _named(feature, f"features[{index}]")


def _named(feature: Any, field: str) -> Iterator[Named]:
    if not isinstance(feature, dict):
        raise LayerFault("layer-geometry", field, given=type(feature).__name__)
    name = ""
    geometry: Any = feature
    if feature.get("type") == "Feature":
        properties = feature.get("properties")
        said: Mapping[str, Any] = properties if isinstance(properties, dict) else {}
        name = next((str(said[key]).strip() for key in NAMES if said.get(key) not in (None, "")), "")
        geometry = feature.get("geometry")
        if geometry is None:
            return
    if isinstance(geometry, dict) and geometry.get("type") == "GeometryCollection":
        parts = geometry.get("geometries")
        for part in parts if isinstance(parts, list) else ():
            # One level: within a collection there is none other by the standard's own advice.
            if isinstance(part, dict):
                yield name, part
        return
    if not isinstance(geometry, dict):
        raise LayerFault("layer-geometry", f"{field}.geometry", given=type(geometry).__name__)
    yield name, geometry


def _from_kml(data: bytes) -> Iterator[Named]:
    root = parsed_xml(data)
    for placemark in _all(root, "Placemark"):
        named = next((child for child in placemark if _local(child) == "name"), None)
        name = ((named.text if named is not None else None) or "").strip()
        for polygon in _all(placemark, "Polygon"):
            rings = [*_all(polygon, "outerBoundaryIs"), *_all(polygon, "innerBoundaryIs")]
            yield name, {"type": "Polygon", "coordinates": [_kml_places(ring) for ring in rings]}
        for line in _all(placemark, "LineString"):
            yield name, {"type": "LineString", "coordinates": _kml_places(line)}
        for point in _all(placemark, "Point"):
            yield name, {"type": "Point", "coordinates": next(iter(_kml_places(point)), None)}


def _kml_places(parent: ElementTree.Element) -> list[list[float]]:
    texts = [element.text or "" for element in _all(parent, "coordinates")]
    try:
        # Heights are left out: what is shown lies on the ground.
        return [[float(part) for part in place.split(",")[:2]] for text in texts for place in text.split()]
    except ValueError as error:
        raise LayerFault("layer-unreadable", "coordinates", reason=str(error)) from error


def _from_kmz(data: bytes) -> Iterator[Named]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = next((each for each in archive.infolist() if each.filename.lower().endswith(".kml")), None)
            if entry is None or entry.file_size > LARGEST_KML_BYTES:
                raise LayerFault("layer-unreadable", "body", reason="KMZ")
            document = archive.read(entry)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise LayerFault("layer-unreadable", "body", reason=str(error)) from error
    yield from _from_kml(document)


def _from_gpx(data: bytes) -> Iterator[Named]:
    found = from_gpx(data)
    for feature in found["features"] if found["type"] == "FeatureCollection" else [found]:
        yield from _named(feature, "body")


_READERS = {
    ".geojson": _from_geojson,
    ".json": _from_geojson,
    ".kml": _from_kml,
    ".kmz": _from_kmz,
    ".gpx": _from_gpx,
}


def _all(parent: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Descendants by name in any namespace."""
    return [element for element in parent.iter() if _local(element) == name]


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _checked(geometry: Mapping[str, Any], field: str) -> tuple[Any, int]:
    """The coordinates without heights and with few decimals, and how many positions. Raises `LayerFault`."""
    kind = geometry.get("type")
    depth = DEPTH.get(kind) if isinstance(kind, str) else None
    if depth is None:
        raise LayerFault("layer-geometry", f"{field}.type", given=str(kind))
    count = 0

    def walked(value: Any, levels: int) -> Any:
        nonlocal count
        if levels == 0:
            count += 1
            return _position(value, f"{field}.coordinates")
        if not isinstance(value, list) or not value:
            raise LayerFault("layer-shape", f"{field}.coordinates", type=str(kind))
        parts = [walked(part, levels - 1) for part in value]
        if levels == 1 and len(parts) < LEAST.get(str(kind), 1):
            raise LayerFault("layer-shape", f"{field}.coordinates", type=str(kind))
        if levels == 1 and "Polygon" in str(kind) and parts[0] != parts[-1]:
            # Many programs leave the ring open; what is meant is plain.
            parts.append(parts[0])
        return parts

    return walked(geometry.get("coordinates"), depth), count


def _position(value: Any, field: str) -> list[float]:
    is_place = isinstance(value, list) and len(value) >= 2
    numbers: list[Any] = value[:2] if is_place else []
    if not is_place or not all(isinstance(each, int | float) and not isinstance(each, bool) for each in numbers):
        raise LayerFault("layer-place", field, given=json.dumps(value)[:60])
    longitude, latitude = numbers
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise LayerFault("layer-degrees", field, given=json.dumps(value)[:60])
    return [round(float(longitude), DECIMALS), round(float(latitude), DECIMALS)]
