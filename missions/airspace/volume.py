"""One volume of airspace, whatever format it came in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from missions.errors import PlanningError
from missions.geo import GeoPoint, LocalFrame

FOOT_M = 0.3048
CORNERS_OF_CIRCLE = 64


class AirspaceError(PlanningError):
    """An airspace file that cannot be used."""


class Kind(StrEnum):
    """What it means for who wants to fly there."""

    FORBIDDEN = "forbidden"
    """Nobody may."""
    ASK = "ask"
    """With a permission."""
    CONDITIONS = "conditions"
    """On conditions that are written elsewhere."""
    INFORMATION = "information"
    """Good to know."""


class Reference(StrEnum):
    """What a height counts from."""

    GROUND = "AGL"
    """The ground below."""
    SEA = "AMSL"
    """Mean sea level."""
    ELLIPSOID = "WGS84"
    """The ellipsoid, up to 107 m below and 86 m above the sea."""
    PRESSURE = "STD"
    """Flight levels: pressure, not height."""
    NOWHERE = "-"
    """No limit in that direction."""
    UNKNOWN = "?"
    """Not told, or not understood: taken for no limit."""


SLACK_M = {Reference.ELLIPSOID: 110.0, Reference.PRESSURE: 600.0}
"""How far such a height may lie from the same number above the sea: the geoid's range, and pressures from 950 to
1050 hPa with the temperatures that go with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A lower or upper limit."""

    value_m: float
    reference: Reference

    def spoken(self) -> str:
        """For a person, e.g. `120 m AGL`."""
        if self.reference in {Reference.NOWHERE, Reference.UNKNOWN}:
            return str(self.reference)
        return f"{self.value_m:.0f} m {self.reference}"


UNLIMITED = Limit(value_m=math.inf, reference=Reference.NOWHERE)
GROUND = Limit(value_m=0.0, reference=Reference.GROUND)
UNKNOWN = Limit(value_m=math.nan, reference=Reference.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours of a day, on some days of the week (Monday is 0), with their offset from UTC."""

    days: frozenset[int]
    start: time
    end: time

    def meets(self, begins: datetime, ends: datetime) -> bool:
        """Whether any of them falls into a stretch of time."""
        offset = self.start.utcoffset() or timedelta()
        day = (begins + offset).date() - timedelta(days=1)
        while day <= (ends + offset).date():
            opens = datetime.combine(day, self.start)
            closes = datetime.combine(day, self.end)
            if closes <= opens:
                closes += timedelta(days=1)
            if day.weekday() in self.days and opens < ends and begins < closes:
                return True
            day += timedelta(days=1)
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """When a volume counts; without hours, at every hour from `begins` to `ends`."""

    begins: datetime | None = None
    ends: datetime | None = None
    hours: tuple[Hours, ...] = ()

    def meets(self, begins: datetime, ends: datetime) -> bool:
        """Whether it counts at some time in a stretch of time."""
        if (self.begins is not None and self.begins >= ends) or (self.ends is not None and self.ends <= begins):
            return False
        return not self.hours or any(each.meets(begins, ends) for each in self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class AirspaceVolume:
    """Some ground with a height from and a height to, a meaning and its times."""

    name: str
    identifier: str
    kind: Kind
    shape: Polygon | MultiPolygon = field(repr=False)
    """Longitude and latitude in degrees."""
    lower: Limit
    upper: Limit
    periods: tuple[Period, ...] = ()
    """None: always."""

    def counts(self, when: tuple[datetime, datetime] | None) -> bool:
        """Whether it counts during a flight; of a flight whose time is not known, always."""
        return when is None or not self.periods or any(period.meets(*when) for period in self.periods)


def limit(value: object, unit: str, reference: str) -> Limit:
    """A height from a file. What is not understood becomes UNKNOWN."""
    try:
        number = float(str(value))
    except ValueError:
        return UNKNOWN
    scale = {"M": 1.0, "FT": FOOT_M, "FL": 100 * FOOT_M}.get(unit.strip().upper())
    known = {
        "AGL": Reference.GROUND,
        "GND": Reference.GROUND,
        "SFC": Reference.GROUND,
        "AMSL": Reference.SEA,
        "MSL": Reference.SEA,
        "WGS84": Reference.ELLIPSOID,
        "STD": Reference.PRESSURE,
    }.get(reference.strip().upper())
    if scale is None or known is None or not math.isfinite(number):
        return UNKNOWN
    return Limit(value_m=number * scale, reference=known)


def circle(centre: Sequence[float], radius_m: float) -> Polygon:
    """A polygon around a circle (longitude, latitude): never smaller than it. Raises ValueError."""
    longitude_deg, latitude_deg = float(centre[0]), float(centre[1])
    if not (0 < radius_m < 500_000 and abs(latitude_deg) < 89 and abs(longitude_deg) <= 180):
        raise ValueError("no circle")
    frame = LocalFrame(origin=GeoPoint(latitude_deg=latitude_deg, longitude_deg=longitude_deg))
    angles = np.linspace(0.0, 2.0 * np.pi, CORNERS_OF_CIRCLE, endpoint=False)
    reach = radius_m / math.cos(math.pi / CORNERS_OF_CIRCLE)
    latitude, longitude = frame.to_geographic(reach * np.cos(angles), reach * np.sin(angles))
    return Polygon(np.column_stack([longitude, latitude]))


def polygon(rings: Sequence[Sequence[Sequence[float]]]) -> Polygon | MultiPolygon:
    """A polygon from rings of longitude and latitude, mended where it touches itself. Raises ValueError."""
    corners = [[(float(point[0]), float(point[1])) for point in ring] for ring in rings]
    if not corners or any(not (abs(x) <= 180 and abs(y) <= 90) for ring in corners for x, y in ring):
        raise ValueError("a corner is not on the map")
    shape = Polygon(corners[0], corners[1:])
    mended = shape if shape.is_valid else shapely.make_valid(shape)
    parts = [part for part in getattr(mended, "geoms", [mended]) if isinstance(part, Polygon | MultiPolygon)]
    whole = shapely.union_all(parts)
    if whole.is_empty or not isinstance(whole, Polygon | MultiPolygon):
        raise ValueError("it has no surface")
    return whole


def moment(text: object) -> datetime | None:
    """A time from a file, or None where there is none or it is not understood: then it is no limit."""
    try:
        found = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


DAYS = {name: number for number, name in enumerate(("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"))}


def hours(rows: object) -> tuple[Hours, ...]:
    """A schedule of ED-269 or ED-318; empty, so every hour, where any of it is not understood (daylight, holidays)."""
    found = []
    for row in rows if isinstance(rows, list) else []:
        try:
            names = [str(name).upper() for name in row["day"]]
            days = frozenset(range(7)) if "ANY" in names else frozenset(DAYS[name] for name in names)
            start, end = (time.fromisoformat(str(row[key]).replace("Z", "+00:00")) for key in ("startTime", "endTime"))
        except (KeyError, TypeError, ValueError):
            return ()
        if start.tzinfo is None or end.tzinfo is None or not days:
            return ()
        found.append(Hours(days=days, start=start, end=end))
    return tuple(found)


def wrong_zone(file: str, name: str, reason: str) -> AirspaceError:
    """A zone that cannot be placed: the whole file is refused, since a zone left out would look like free air."""
    return AirspaceError(
        "airspace_zone_unreadable",
        f"{file}: the zone {name} cannot be used ({reason}).",
        remedy="Get the file again, or remove that zone after looking at it on the map.",
        details={"file": file, "name": name, "reason": reason},
    )
