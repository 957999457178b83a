"""GPX 1.1 (topografix.com/GPX/1/1): the start and the route with heights above sea level, for hand-held receivers."""

from __future__ import annotations

from xml.etree import ElementTree

from missions.formats.route_line import route_line
from missions.plan import Plan

ENDING = ".gpx"
NAMESPACE = "http://www.topografix.com/GPX/1/1"


def write(plan: Plan, vehicle_index: int) -> str:
    """One aircraft's part of `plan`."""
    line = route_line(plan.vehicles[vehicle_index])
    root = ElementTree.Element("gpx", xmlns=NAMESPACE, version="1.1", creator="Varde")
    _place(root, "wpt", line[0], "Home")
    route = ElementTree.SubElement(root, "rte")
    _text(route, "name", f"{plan.template} {plan.template_version} ({vehicle_index + 1})")
    for number, point in enumerate(line, 1):
        _place(route, "rtept", point, str(number))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _place(parent: ElementTree.Element, tag: str, point: tuple[float, float, float], name: str) -> None:
    place = ElementTree.SubElement(parent, tag, lat=f"{point[1]:.8f}", lon=f"{point[0]:.8f}")
    _text(place, "ele", f"{point[2]:.2f}")
    _text(place, "name", name)


def _text(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text
