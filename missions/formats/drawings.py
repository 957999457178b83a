"""What people draw elsewhere (`.geojson`, `.kml`, `.kmz`, `.gpx`) as GeoJSON; `missions.drawing` says what it means."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any
from xml.etree import ElementTree

from missions.errors import FormatError
from missions.formats.xml_input import LARGEST_BYTES, parsed_xml

Geometry = dict[str, Any]
CLOSED_DEG = 1e-6
"""A route that comes back so close to where it began was drawn round something."""


def read_drawing_file(path: Path) -> dict[str, Any]:
    """GeoJSON of a file, by its ending. Raises FormatError."""
    _reader(path.name)
    try:
        return drawing_in(path.name, path.read_bytes())
    except OSError as error:
        raise _unreadable(f"{path.name}: {error.strerror}") from error


def drawing_in(name: str, data: bytes) -> dict[str, Any]:
    """GeoJSON of what a file of this name holds, by its ending. Raises FormatError."""
    return _reader(name)(data)


def _reader(name: str) -> Callable[[bytes], dict[str, Any]]:
    ending = PurePath(name).suffix
    read = READERS.get(ending.lower())
    if read is None:
        raise FormatError(
            "area_file_ending",
            f"{name} has the ending {ending or '(none)'}.",
            remedy=f"Known are {', '.join(READERS)}.",
            details={"ending": ending, "known": ", ".join(READERS)},
        )
    return read


def from_geojson(data: bytes) -> dict[str, Any]:
    """GeoJSON as it is."""
    try:
        document = json.loads(data)
    except ValueError as error:
        raise _unreadable(f"it is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise _unreadable("it is not a GeoJSON object")
    return document


def from_kml(data: bytes) -> dict[str, Any]:
    """Every polygon, line and point of a KML document."""
    return _collection(list(_kml_shapes(parsed_xml(data))))


def from_kmz(data: bytes) -> dict[str, Any]:
    """The first KML document of the archive, which is its root by the standard."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".kml")]
            if not names or names[0].file_size > LARGEST_BYTES:
                raise _unreadable("it has no KML document, or too large a one")
            return from_kml(archive.read(names[0]))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise _unreadable(f"it is not a KMZ file: {error}") from error


def from_gpx(data: bytes) -> dict[str, Any]:
    """Routes and tracks of a GPX document; those that come back to their beginning as polygons; else its waypoints."""
    root = parsed_xml(data)
    lines = [_gpx_points(route, "rtept") for route in _all(root, "rte")]
    lines += [_gpx_points(segment, "trkpt") for segment in _all(root, "trkseg")]
    shapes = [_line_or_polygon(line) for line in lines if len(line) > 1]
    places = [] if shapes else _gpx_points(root, "wpt")
    return _collection([*shapes, *({"type": "Point", "coordinates": place} for place in places)])


READERS: dict[str, Callable[[bytes], dict[str, Any]]] = {
    ".geojson": from_geojson,
    ".json": from_geojson,
    ".kml": from_kml,
    ".kmz": from_kmz,
    ".gpx": from_gpx,
}


def _kml_shapes(root: ElementTree.Element) -> Iterator[Geometry]:
    for polygon in _all(root, "Polygon"):
        rings = [*_all(polygon, "outerBoundaryIs"), *_all(polygon, "innerBoundaryIs")]
        yield {"type": "Polygon", "coordinates": [_kml_points(ring) for ring in rings]}
    for line in _all(root, "LineString"):
        yield {"type": "LineString", "coordinates": _kml_points(line)}
    for point in _all(root, "Point"):
        yield {"type": "Point", "coordinates": _kml_points(point)[0]}


def _kml_points(parent: ElementTree.Element) -> list[list[float]]:
    texts = [element.text or "" for element in _all(parent, "coordinates")]
    try:
        # Heights are left out: what is drawn lies on the ground.
        points = [[float(part) for part in tuple_.split(",")[:2]] for text in texts for tuple_ in text.split()]
    except ValueError as error:
        raise _unreadable("a coordinate is no number") from error
    if not points or any(len(point) != 2 for point in points):
        raise _unreadable("a shape has no coordinates")
    return points


def _gpx_points(parent: ElementTree.Element, tag: str) -> list[list[float]]:
    try:
        return [[float(point.attrib["lon"]), float(point.attrib["lat"])] for point in _all(parent, tag)]
    except (KeyError, ValueError) as error:
        raise _unreadable("a point has no place") from error


def _line_or_polygon(line: list[list[float]]) -> Geometry:
    is_closed = all(abs(first - last) < CLOSED_DEG for first, last in zip(line[0], line[-1], strict=True))
    if is_closed and len(line) > 3:
        return {"type": "Polygon", "coordinates": [[*line[:-1], line[0]]]}
    return {"type": "LineString", "coordinates": line}


def _all(parent: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Descendants by name in any namespace: files of one kind come in several."""
    return [element for element in parent.iter() if element.tag.rpartition("}")[2] == name]


def _collection(shapes: Sequence[Geometry]) -> dict[str, Any]:
    if not shapes:
        raise _unreadable("nothing is drawn in it")
    if len(shapes) == 1:
        return shapes[0]
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    return {"type": "FeatureCollection", "features": features}


def _unreadable(reason: str) -> FormatError:
    return FormatError(
        "area_file_unreadable",
        f"The drawing cannot be read: {reason}.",
        remedy="Save it again as GeoJSON, KML or GPX.",
        details={"reason": reason},
    )
