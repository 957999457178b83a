"""KML 2.2 (OGC 07-147r2): the area, the start and the route in absolute heights, for map programs."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from missions.formats.route_line import route_line
from missions.plan import Plan

ENDING = ".kml"
NAMESPACE = "http://www.opengis.net/kml/2.2"


def write(plan: Plan, vehicle_index: int) -> str:
    """One aircraft's part of `plan`."""
    vehicle = plan.vehicles[vehicle_index]
    line = route_line(vehicle)
    root = ElementTree.Element("kml", xmlns=NAMESPACE)
    document = ElementTree.SubElement(root, "Document")
    _text(document, "name", f"{plan.template} {plan.template_version} ({vehicle_index + 1})")
    _area(document, plan.area["coordinates"])
    route = _placemark(document, "Route")
    string = ElementTree.SubElement(route, "LineString")
    _text(string, "altitudeMode", "absolute")
    _text(string, "coordinates", _coordinates(line))
    home = _placemark(document, "Home")
    _text(ElementTree.SubElement(home, "Point"), "coordinates", _coordinates([line[0][:2]]))
    ElementTree.indent(root)
    return '<?xml version="1.0"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _area(document: ElementTree.Element, rings: Sequence[Sequence[Sequence[float]]]) -> None:
    polygon = ElementTree.SubElement(_placemark(document, "Area"), "Polygon")
    for number, ring in enumerate(rings):
        boundary = ElementTree.SubElement(polygon, "innerBoundaryIs" if number else "outerBoundaryIs")
        _text(ElementTree.SubElement(boundary, "LinearRing"), "coordinates", _coordinates(ring))


def _placemark(document: ElementTree.Element, name: str) -> ElementTree.Element:
    placemark = ElementTree.SubElement(document, "Placemark")
    _text(placemark, "name", name)
    return placemark


def _text(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text


def _coordinates(points: Sequence[Sequence[float]]) -> str:
    return " ".join(
        ",".join(f"{value:.8f}" if axis < 2 else f"{value:.2f}" for axis, value in enumerate(point)) for point in points
    )
