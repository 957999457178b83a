"""Where a plan would enter airspace that is set aside: along its legs, and on the straight ways home."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from missions.airspace.volume import SLACK_M, AirspaceVolume, Kind, Limit, Reference
from missions.formats.route_line import route_line
from missions.geo import GeoPoint, LocalFrame
from missions.plan import Plan, Problem, Severity, VehiclePlan

Array = NDArray[np.float64]
Ground = Callable[[Array, Array], Array]
"""Heights above the sea at latitudes and longitudes; NaN where none is known."""

BESIDE_M = 15.0
"""So near counts as inside: what GNSS and wind may push an aircraft aside."""
NEARBY_DEG = 0.05
STEP_M = 30.0
MEANINGS = {
    Kind.FORBIDDEN: ("airspace_forbidden", Severity.ERROR),
    Kind.ASK: ("airspace_ask", Severity.ERROR),
    Kind.CONDITIONS: ("airspace_conditions", Severity.WARNING),
    Kind.INFORMATION: ("airspace_information", Severity.WARNING),
}
SENTENCES = {
    "airspace_forbidden": "Aircraft {vehicle} would fly into {name} ({lower} to {upper}), where nobody may. "
    "Move the area, fly lower, or get an exemption.",
    "airspace_ask": "Aircraft {vehicle} would fly into {name} ({lower} to {upper}), which needs a permission. "
    "Ask for it and name it with the plan, or move the area.",
    "airspace_conditions": "Aircraft {vehicle} flies into {name} ({lower} to {upper}), which has conditions. "
    "Read them.",
    "airspace_information": "Aircraft {vehicle} flies into {name} ({lower} to {upper}). Listen and look out.",
    "airspace_permitted": "Aircraft {vehicle} flies into {name} ({lower} to {upper}), with the permission that was "
    "named. Keep to its terms.",
    "airspace_way_home": "A straight way home of aircraft {vehicle} leads through {name} ({lower} to {upper}). "
    "Start where it does not, or lower the return height.",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Paths:
    """Straight pieces of flight with what heights they have."""

    ends: Array
    """(n, 2, 2): longitude and latitude of both ends."""
    amsl_m: Array
    """(n, 2): lowest and highest, above the sea."""
    agl_m: Array
    """(n, 2): the same above the ground below."""


def with_airspace(
    plan: Plan,
    volumes: Sequence[AirspaceVolume],
    *,
    ground: Ground | None = None,
    when: tuple[datetime, datetime] | None = None,
    permitted: Collection[str] = (),
) -> Plan:
    """The plan with what `problems_with` finds among its problems, errors first."""
    found = problems_with(plan, volumes, ground=ground, when=when, permitted=permitted)
    together = sorted((*plan.problems, *found), key=lambda problem: problem.severity is not Severity.ERROR)
    return replace(plan, problems=tuple(together))


def next_day() -> tuple[datetime, datetime]:
    """When a plan that is made now may be flown."""
    now = datetime.now(UTC)
    return now, now + timedelta(days=1)


def problems_with(
    plan: Plan,
    volumes: Sequence[AirspaceVolume],
    *,
    ground: Ground | None = None,
    when: tuple[datetime, datetime] | None = None,
    permitted: Collection[str] = (),
) -> tuple[Problem, ...]:
    """One problem for each aircraft and volume that it would enter, with the place.

    Without `ground` the plan's own lowest and highest flight stand for its heights above ground; without `when` every
    volume counts. `permitted` are identifiers or names of volumes that somebody has a permission for.
    """
    return tuple(
        problem
        for number, vehicle in enumerate(plan.vehicles, 1)
        for problem in _of_vehicle(number, vehicle, volumes, ground, when, permitted)
    )


def _of_vehicle(
    number: int,
    vehicle: VehiclePlan,
    volumes: Sequence[AirspaceVolume],
    ground: Ground | None,
    when: tuple[datetime, datetime] | None,
    permitted: Collection[str],
) -> Iterator[Problem]:
    line = np.array(route_line(vehicle))
    legs, ways_home = _legs(line, vehicle, ground), _ways_home(line, vehicle, ground)
    near = shapely.box(*(line[:, :2].min(axis=0) - NEARBY_DEG), *(line[:, :2].max(axis=0) + NEARBY_DEG))
    frame = LocalFrame(origin=GeoPoint(latitude_deg=float(line[0, 1]), longitude_deg=float(line[0, 0])))
    for volume in volumes:
        if not volume.counts(when) or not near.intersects(volume.shape):
            continue
        shape = _local(frame, shapely.segmentize(shapely.intersection(volume.shape, near), 0.01))
        code, severity = MEANINGS[volume.kind]
        place = _first_inside(frame, shape, legs, volume)
        if place is None:
            code, severity = "airspace_way_home", Severity.WARNING
            place = None if volume.kind is Kind.INFORMATION else _first_inside(frame, shape, ways_home, volume)
        elif volume.identifier in permitted or volume.name in permitted:
            code, severity = "airspace_permitted", Severity.WARNING
        if place is not None:
            yield _problem(code, severity, number, volume, place)


def _problem(code: str, severity: Severity, number: int, volume: AirspaceVolume, place: dict[str, Any]) -> Problem:
    details: dict[str, str | float] = {
        "vehicle": number,
        "name": volume.name,
        "lower": volume.lower.spoken(),
        "upper": volume.upper.spoken(),
    }
    sentence = SENTENCES[code].format(**details)
    return Problem(code=code, severity=severity, message=sentence, where=place, details=details)


def _legs(line: Array, vehicle: VehiclePlan, ground: Ground | None) -> _Paths:
    """Every leg, from the ground at home to the ground at home."""
    home = _home(line, vehicle)
    points = np.vstack([home, line, home])
    ends = np.stack([points[:-1, :2], points[1:, :2]], axis=1)
    amsl_m = np.sort(np.column_stack([points[:-1, 2], points[1:, 2]]), axis=1)
    return _paths(ends, amsl_m, vehicle, ground)


def _ways_home(line: Array, vehicle: VehiclePlan, ground: Ground | None) -> _Paths:
    """From every point: up to the return height, and straight home."""
    home = _home(line, vehicle)
    ends = np.stack([line[:, :2], np.broadcast_to(home[:2], line[:, :2].shape)], axis=1)
    return_m = home[2] + (vehicle.return_height_m if np.isfinite(vehicle.return_height_m) else np.inf)
    return _paths(ends, np.column_stack([line[:, 2], np.maximum(line[:, 2], return_m)]), vehicle, ground)


def _home(line: Array, vehicle: VehiclePlan) -> Array:
    place = vehicle.home
    where = line[0, :2] if place is None else np.array([place.longitude_deg, place.latitude_deg])
    return np.array([where[0], where[1], vehicle.home_amsl_m])


def _paths(ends: Array, amsl_m: Array, vehicle: VehiclePlan, ground: Ground | None) -> _Paths:
    if ground is None:
        agl_m = np.column_stack([np.zeros(len(ends)), np.full(len(ends), vehicle.max_height_agl_m)])
        return _Paths(ends=ends, amsl_m=amsl_m, agl_m=agl_m)
    longest_m = float(np.max(np.linalg.norm(np.diff(ends, axis=1), axis=2))) * 111_320.0
    share = np.linspace(0.0, 1.0, int(np.clip(np.ceil(longest_m / STEP_M), 1, 400)) + 1)
    places = ends[:, :1] + share[None, :, None] * (ends[:, 1:] - ends[:, :1])
    heights = np.asarray(ground(places[..., 1].ravel(), places[..., 0].ravel()), float).reshape(places.shape[:2])
    # Ground that nobody knows may be anywhere.
    unknown = np.isnan(heights).any(axis=1)
    filled = np.nan_to_num(heights)
    low = np.where(unknown, -np.inf, amsl_m[:, 0] - filled.max(axis=1))
    high = np.where(unknown, np.inf, amsl_m[:, 1] - filled.min(axis=1))
    return _Paths(ends=ends, amsl_m=amsl_m, agl_m=np.column_stack([low, high]))


def _first_inside(
    frame: LocalFrame, shape: shapely.Geometry, paths: _Paths, volume: AirspaceVolume
) -> dict[str, Any] | None:
    """The first piece that comes into the volume, as a GeoJSON line; None when none does."""
    north, east = frame.to_local(paths.ends[..., 1], paths.ends[..., 0])
    lines = shapely.linestrings(np.stack([east, north], axis=-1))
    inside = shapely.dwithin(lines, shape, BESIDE_M)
    inside &= _above(volume.lower, paths) & _below(volume.upper, paths)
    if not inside.any():
        return None
    first = paths.ends[int(np.argmax(inside))]
    return {"type": "LineString", "coordinates": [[round(float(x), 7), round(float(y), 7)] for x, y in first]}


def _above(lower: Limit, paths: _Paths) -> NDArray[np.bool_]:
    """Whether any of a piece is higher than the lower limit may be."""
    if lower.reference is Reference.GROUND:
        return np.asarray((lower.value_m <= 0.0) | (paths.agl_m[:, 1] >= lower.value_m))
    if lower.reference in {Reference.UNKNOWN, Reference.NOWHERE}:
        return np.ones(len(paths.ends), bool)
    return np.asarray(paths.amsl_m[:, 1] >= lower.value_m - SLACK_M.get(lower.reference, 0.0))


def _below(upper: Limit, paths: _Paths) -> NDArray[np.bool_]:
    """Whether any of a piece is lower than the upper limit may be."""
    if upper.reference is Reference.GROUND:
        return np.asarray(paths.agl_m[:, 0] <= upper.value_m)
    if upper.reference in {Reference.UNKNOWN, Reference.NOWHERE}:
        return np.ones(len(paths.ends), bool)
    return np.asarray(paths.amsl_m[:, 0] <= upper.value_m + SLACK_M.get(upper.reference, 0.0))


def _local(frame: LocalFrame, shape: shapely.Geometry) -> shapely.Geometry:
    def moved(points: Array) -> Array:
        north, east = frame.to_local(points[:, 1], points[:, 0])
        return np.column_stack([east, north])

    return shapely.transform(shape, moved)
