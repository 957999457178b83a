"""OpenAir, the text format of gliding (winpilot.com, "OpenAir terrain and airspace")."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from shapely.geometry import Polygon

from missions.airspace.volume import (
    CORNERS_OF_CIRCLE,
    GROUND,
    UNKNOWN,
    UNLIMITED,
    AirspaceVolume,
    Kind,
    Limit,
    circle,
    limit,
    polygon,
    wrong_zone,
)
from missions.geo import GeoPoint, LocalFrame

NAUTICAL_MILE_M = 1852.0
KINDS = {
    "P": Kind.FORBIDDEN,
    "R": Kind.ASK,
    "Q": Kind.CONDITIONS,
    "CTR": Kind.ASK,
    "A": Kind.ASK,
    "B": Kind.ASK,
    "C": Kind.ASK,
    "D": Kind.ASK,
    "E": Kind.INFORMATION,
    "F": Kind.INFORMATION,
    "G": Kind.INFORMATION,
    "W": Kind.INFORMATION,
    "GP": Kind.INFORMATION,
    "RMZ": Kind.INFORMATION,
    "TMZ": Kind.INFORMATION,
}
"""Class -> what it means; a class that is not here needs a permission."""
PLACE = re.compile(
    r"(?P<lat>\d+(?::\d+(?:\.\d+)?){0,2}|\d+\.\d+)\s*(?P<ns>[NS])[\s,]*"
    r"(?P<lon>\d+(?::\d+(?:\.\d+)?){0,2}|\d+\.\d+)\s*(?P<ew>[EW])",
    re.IGNORECASE,
)
HEIGHT = re.compile(
    r"(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>FT|F|M)?\s*(?P<reference>AGL|AGND|GND|SFC|ASFC|AMSL|ASL|MSL)?"
)
REFERENCES = {"AGND": "GND", "ASFC": "SFC", "ASL": "MSL"}
STEP = 2 * math.pi / CORNERS_OF_CIRCLE

Point = tuple[float, float]
"""Longitude, latitude."""


@dataclass(kw_only=True)
class _Zone:
    """What has been read of a zone so far."""

    kind: str
    line: int
    name: str = ""
    lower: Limit = UNKNOWN
    upper: Limit = UNKNOWN
    centre: Point | None = None
    clockwise: bool = True
    points: list[Point] = field(default_factory=list)
    circle: Polygon | None = None

    def volume(self, file: str) -> AirspaceVolume:
        """The volume. Raises AirspaceError."""
        name = self.name or f"line {self.line}"
        try:
            shape = self.circle or polygon([self.points])
        except ValueError as error:
            raise wrong_zone(file, name, str(error)) from error
        return AirspaceVolume(
            name=name, identifier=name, kind=kind_of(self.kind), shape=shape, lower=self.lower, upper=self.upper
        )


def kind_of(class_: str) -> Kind:
    """What an airspace class means for who wants to fly a drone there."""
    return KINDS.get(class_.strip().upper(), Kind.ASK)


def read(text: str, file: str) -> Iterator[AirspaceVolume]:
    """Every zone of a file. Raises AirspaceError naming the line."""
    zone: _Zone | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.partition("*")[0].strip()
        word, _, rest = line.partition(" ")
        if word.upper() == "AC":
            if zone is not None:
                yield zone.volume(file)
            zone = _Zone(kind=rest, line=number)
        elif line and zone is not None:
            try:
                _take(zone, word.upper(), rest.strip())
            except (ValueError, IndexError) as error:
                raise wrong_zone(file, zone.name or f"line {number}", f"line {number}: {error}") from error
    if zone is None:
        raise wrong_zone(file, "-", "there is no zone in it")
    yield zone.volume(file)


def _take(zone: _Zone, word: str, rest: str) -> None:
    match word:
        case "AN":
            zone.name = rest
        case "AL":
            zone.lower = _height(rest)
        case "AH":
            zone.upper = _height(rest)
        case "V":
            _variable(zone, rest)
        case "DP":
            zone.points.append(_place(rest))
        case "DC":
            zone.circle = circle(_centre(zone), float(rest) * NAUTICAL_MILE_M)
        case "DA":
            radius, start, end = (float(part) for part in rest.split(","))
            _arc(zone, radius * NAUTICAL_MILE_M, math.radians(start), math.radians(end))
        case "DB":
            _arc_between(zone, *(_place(part) for part in rest.split(",")[:2]))
        case "DY":
            raise ValueError("airways (DY) are not read")


def _variable(zone: _Zone, text: str) -> None:
    name, _, value = text.partition("=")
    if name.strip().upper() == "X":
        zone.centre = _place(value)
    elif name.strip().upper() == "D":
        zone.clockwise = value.strip() != "-"


def _height(text: str) -> Limit:
    text = text.upper().strip()
    if text.startswith("UNL"):
        return UNLIMITED
    if text in {"GND", "SFC", "0", "AGL"}:
        return GROUND
    if text.startswith("FL"):
        return limit(text[2:].strip(), "FL", "STD")
    found = HEIGHT.fullmatch(text)
    if found is None or not found["reference"]:
        # Some count such heights from the sea and some from the ground.
        return UNKNOWN
    unit = "M" if found["unit"] == "M" else "FT"
    return limit(found["value"], unit, REFERENCES.get(found["reference"], found["reference"]))


def _place(text: str) -> Point:
    found = PLACE.search(text)
    if found is None:
        raise ValueError(f"{text} is no place")
    latitude, longitude = _degrees(found["lat"]), _degrees(found["lon"])
    return (
        longitude if found["ew"].upper() == "E" else -longitude,
        latitude if found["ns"].upper() == "N" else -latitude,
    )


def _degrees(text: str) -> float:
    return math.fsum(float(part) / 60.0**power for power, part in enumerate(text.split(":")))


def _centre(zone: _Zone) -> Point:
    if zone.centre is None:
        raise ValueError("there is no centre (V X=...) before it")
    return zone.centre


def _frame(zone: _Zone) -> LocalFrame:
    longitude, latitude = _centre(zone)
    return LocalFrame(origin=GeoPoint(latitude_deg=latitude, longitude_deg=longitude))


def _arc(zone: _Zone, radius_m: float, start_rad: float, end_rad: float) -> None:
    turn = (end_rad - start_rad) % (2 * math.pi) if zone.clockwise else -((start_rad - end_rad) % (2 * math.pi))
    angles = start_rad + np.linspace(0.0, turn, max(2, math.ceil(abs(turn) / STEP) + 1))
    # Outside the true arc: a chord would leave out what lies between it and the arc.
    reach = radius_m / math.cos(STEP / 2)
    latitude, longitude = _frame(zone).to_geographic(reach * np.cos(angles), reach * np.sin(angles))
    zone.points += [(float(x), float(y)) for x, y in zip(longitude, latitude, strict=True)]


def _arc_between(zone: _Zone, start: Point, end: Point) -> None:
    north, east = _frame(zone).to_local(np.array([start[1], end[1]]), np.array([start[0], end[0]]))
    radius_m = float(np.hypot(north, east).max())
    first, last = (float(angle) for angle in np.arctan2(east, north))
    _arc(zone, radius_m, first, last)
