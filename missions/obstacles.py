"""What stands or hangs in the air: masts, power lines, cranes. Kept clear of to the side, or from above.

GeoJSON points, lines and polygons with a height among their properties, as Norway's register of air obstacles (NRL of
Kartverket) has them once converted. Whatever is not understood counts as the worst: an obstacle of unknown height has
every height, and a file with a feature that cannot be placed is refused.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from missions.errors import PlanningError
from missions.formats.route_line import route_line
from missions.geo import GeoPoint, LocalFrame
from missions.plan import Plan, Problem, Severity, VehiclePlan

Array = NDArray[np.float64]
Ground = Callable[[Array, Array], Array]
"""Heights above the sea at latitudes and longitudes; NaN where none is known."""

ASIDE_M = 30.0
"""So far from it nothing is asked of the height: what position, GNSS and wind may be off together."""
ABOVE_M = 15.0
FLOWN_HIGH_M = 0.5
"""Of ABOVE_M, below which a straight way home is no longer only a warning."""
UPRIGHT_M = 0.1
EVERY_M = 20.0
"""Along a wire the ground is asked for, and beside it."""
MOST_FEATURES = 200_000
NEARBY_DEG = 0.05
ABOVE_GROUND = ("height_agl_m", "vertikalUtstrekning", "vertikal_utstrekning", "hoydeOverTerreng", "height")
ABOVE_SEA = ("top_amsl_m", "hoydeOverHavet", "totalhoyde")
SEA_REFERENCE = ("hoydereferanse", "høydereferanse", "heightReference")
AT_TOP = ("topp", "top")
NAMES = ("name", "navn", "luftfartshinderId", "identifier", "id")
"""Names of properties, the first that is there counts."""


class ObstacleError(PlanningError):
    """A file of obstacles that cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One mast, one stretch of wire, or one building."""

    name: str
    shape: BaseGeometry = field(repr=False)
    """Longitude and latitude in degrees: Point, LineString of two points, or Polygon."""
    top_agl_m: float = math.inf
    """Above the ground at its foot; infinite where nobody knows."""
    top_amsl_m: float = math.inf
    """Above the sea. The lower of both counts, since both are told by somebody who knows."""


def read_obstacle_file(path: Path) -> tuple[Obstacle, ...]:
    """Everything in a GeoJSON file. Raises ObstacleError."""
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise _unreadable(path.name, str(error)) from error
    return tuple(read_obstacles(document, path.name))


def obstacles_in(folder: Path) -> tuple[Obstacle, ...]:
    """Everything in the files of a folder; a file is read again when it has changed. Raises ObstacleError."""
    files = sorted(path for path in folder.glob("*") if path.is_file() and not path.name.startswith("."))
    return tuple(obstacle for path in files for obstacle in _remembered(path, path.stat().st_mtime_ns))


@lru_cache(maxsize=32)
def _remembered(path: Path, _changed_ns: int) -> tuple[Obstacle, ...]:
    return read_obstacle_file(path)


def read_obstacles(document: Any, file: str) -> Iterator[Obstacle]:
    """Every feature; a line becomes its stretches. Raises ObstacleError for one that cannot be placed."""
    features = document.get("features") if isinstance(document, Mapping) else None
    if not isinstance(features, list) or len(features) > MOST_FEATURES:
        raise _unreadable(file, "it is no FeatureCollection, or too large")
    for number, feature in enumerate(features, 1):
        try:
            properties = feature.get("properties") or {}
            name = str(next((properties[key] for key in NAMES if properties.get(key)), f"number {number}"))
            whole = shapely.geometry.shape(feature["geometry"])
            yield from _parts(name, whole, properties)
        except (AttributeError, KeyError, TypeError, ValueError, IndexError, shapely.errors.ShapelyError) as error:
            raise _unreadable(file, f"feature {number}: {type(error).__name__}: {error}") from error


def _parts(name: str, whole: BaseGeometry, properties: Mapping[str, Any]) -> Iterator[Obstacle]:
    flat = shapely.get_coordinates(whole)
    on_map = np.isfinite(flat).all() and len(flat) and (np.abs(flat) <= (180.0, 85.0)).all()
    if not on_map:
        raise ValueError("it is not on the map")
    agl_m, amsl_m = _height(properties, ABOVE_GROUND), _height(properties, ABOVE_SEA)
    reference = next((str(properties[key]).lower() for key in SEA_REFERENCE if properties.get(key)), "")
    for part in shapely.get_parts(whole):
        for piece in _pieces(part):
            tops = shapely.get_coordinates(piece, include_z=True)[:, 2]
            told = float(tops.max()) if reference in AT_TOP and np.isfinite(tops).all() else math.inf
            yield Obstacle(name=name, shape=shapely.force_2d(piece), top_agl_m=agl_m, top_amsl_m=min(amsl_m, told))


def _pieces(part: BaseGeometry) -> list[BaseGeometry]:
    if isinstance(part, LineString):
        corners = list(part.coords)
        return [LineString(pair) for pair in pairwise(corners)]
    if isinstance(part, Point | Polygon):
        return [part]
    raise ValueError(f"a {part.geom_type} is no obstacle")


def _height(properties: Mapping[str, Any], names: Sequence[str]) -> float:
    """The first of these that is there; infinite where it is not there or not understood."""
    found = next((properties[name] for name in names if properties.get(name) is not None), math.inf)
    try:
        height = math.inf if isinstance(found, bool) else float(found)
    except (TypeError, ValueError):
        return math.inf
    return height if math.isfinite(height) and height > 0 else math.inf


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Standing:
    """Obstacles in a plan's local frame."""

    obstacles: list[Obstacle]
    shapes: NDArray[Any]
    """x east, y north."""
    tops_m: Array
    """Above the sea."""
    lowest_ground_m: Array


def _standing(obstacles: Sequence[Obstacle], frame: LocalFrame, near: BaseGeometry, ground: Ground | None) -> _Standing:
    """Those near a shape (degrees), with the height of their tops: over all of a wire that of its higher end."""
    kept = [obstacle for obstacle in obstacles if near.intersects(obstacle.shape)]
    shapes = np.array([_local(frame, obstacle.shape) for obstacle in kept], dtype=object)
    tops, lowest = [], []
    for obstacle, shape in zip(kept, shapes, strict=True):
        feet = _ground_at(shapely.get_coordinates(shape), frame, ground)
        tops.append(min(float(feet.max()) + obstacle.top_agl_m, obstacle.top_amsl_m))
        around = shapely.get_coordinates(shapely.segmentize(shape.buffer(ASIDE_M, quad_segs=2), EVERY_M))
        below = _ground_at(
            np.vstack([around, shapely.get_coordinates(shapely.segmentize(shape, EVERY_M))]), frame, ground
        )
        lowest.append(float(np.where(np.isfinite(below), below, -math.inf).min()))
    return _Standing(obstacles=kept, shapes=shapes, tops_m=np.array(tops), lowest_ground_m=np.array(lowest))


def _ground_at(east_north: Array, frame: LocalFrame, ground: Ground | None) -> Array:
    """Heights above the sea; infinite where none is known."""
    if ground is None:
        return np.full(len(east_north), math.inf)
    latitude, longitude = frame.to_geographic(east_north[:, 1], east_north[:, 0])
    return np.nan_to_num(ground(latitude, longitude), nan=math.inf)


def to_keep_out(
    obstacles: Sequence[Obstacle], frame: LocalFrame, reach: BaseGeometry, *, height_agl_m: float, ground: Ground | None
) -> BaseGeometry:
    """The ground (x east, y north, in `frame`) round what is too high to be flown over at `height_agl_m`.

    `reach` is where the plan may fly, in the frame.
    """
    south_west, north_east = _degrees(frame, reach.bounds[:2]), _degrees(frame, reach.bounds[2:])
    near = shapely.box(*south_west, *north_east).buffer(NEARBY_DEG)
    standing = _standing(obstacles, frame, near, ground)
    high = [
        shape.buffer(ASIDE_M)
        for shape, top_m, below_m in zip(standing.shapes, standing.tops_m, standing.lowest_ground_m, strict=True)
        if not top_m + ABOVE_M <= below_m + height_agl_m
    ]
    return shapely.union_all(high) if high else Polygon()


def with_obstacles(plan: Plan, obstacles: Sequence[Obstacle], *, ground: Ground | None) -> Plan:
    """The plan with one problem for each aircraft and obstacle that it would come too near to, errors first."""
    found = [
        problem
        for number, vehicle in enumerate(plan.vehicles, 1)
        for problem in _of_vehicle(number, vehicle, obstacles, ground)
    ]
    together = sorted((*plan.problems, *found), key=lambda problem: problem.severity is not Severity.ERROR)
    return replace(plan, problems=tuple(together))


def _of_vehicle(
    number: int, vehicle: VehiclePlan, obstacles: Sequence[Obstacle], ground: Ground | None
) -> Iterator[Problem]:
    line = np.array(route_line(vehicle))
    home = vehicle.home or GeoPoint(latitude_deg=float(line[0, 1]), longitude_deg=float(line[0, 0]))
    start = np.array([home.longitude_deg, home.latitude_deg, vehicle.home_amsl_m])
    points = np.vstack([start, line, start])
    near = shapely.box(*points[:, :2].min(axis=0), *points[:, :2].max(axis=0)).buffer(NEARBY_DEG)
    frame = LocalFrame(origin=home)
    standing = _standing(obstacles, frame, near, ground)
    if not standing.obstacles:
        return
    north, east = frame.to_local(points[:, 1], points[:, 0])
    local = np.column_stack([east, north, points[:, 2]])
    legs = np.stack([local[:-1], local[1:]], axis=1)
    back = legs[1:-1, 1].copy()
    return_m = start[2] + (vehicle.return_height_m if math.isfinite(vehicle.return_height_m) else 0.0)
    back[:, 2] = np.maximum(back[:, 2], return_m)
    level_home = np.column_stack([np.zeros((len(back), 2)), back[:, 2]])
    ways_home = np.stack([back, level_home], axis=1)
    for obstacle, shape, top_m in zip(standing.obstacles, standing.shapes, standing.tops_m, strict=True):
        around = shape.buffer(ASIDE_M)
        over_m, place = _lowest_over(legs, around, top_m)
        if over_m < ABOVE_M:
            yield _problem("obstacle", Severity.ERROR, number, obstacle, over_m, _degrees(frame, place))
            continue
        over_m, place = _lowest_over(ways_home, around, top_m)
        if over_m < ABOVE_M:
            severity = Severity.ERROR if over_m < FLOWN_HIGH_M * ABOVE_M else Severity.WARNING
            yield _problem("obstacle_way_home", severity, number, obstacle, over_m, _degrees(frame, place))


def _lowest_over(legs: Array, around: BaseGeometry, top_m: float) -> tuple[float, tuple[float, float]]:
    """How far above `top_m` the lowest of the straight `legs` (n, 2, 3) passes within `around`, and where."""
    lines = shapely.linestrings(legs[:, :, :2])
    best: tuple[float, tuple[float, float]] = (math.inf, (0.0, 0.0))
    for index in np.flatnonzero(shapely.intersects(around, lines)):
        start, end = legs[index]
        length = float(np.hypot(*(end - start)[:2]))
        if length <= UPRIGHT_M:
            inside, heights = start[None, :2], np.array([min(start[2], end[2])])
        else:
            inside = shapely.get_coordinates(shapely.intersection(lines[index], around))
            share = np.hypot(inside[:, 0] - start[0], inside[:, 1] - start[1]) / length
            heights = start[2] + np.clip(share, 0.0, 1.0) * (end[2] - start[2])
        if not len(inside):
            continue
        lowest = int(np.argmin(heights))
        over_m = float(heights[lowest]) - top_m
        if over_m < best[0] or math.isinf(over_m):
            best = over_m, (float(inside[lowest, 0]), float(inside[lowest, 1]))
    return best


SENTENCES = {
    "obstacle": "Aircraft {vehicle} comes within {aside_m} m of {name}, {over}. Plan higher, or keep out of there.",
    "obstacle_way_home": "A straight way home of aircraft {vehicle} comes within {aside_m} m of {name}, {over}. "
    "Raise the return height, or start where the way is free.",
}


def _problem(
    code: str, severity: Severity, vehicle: int, obstacle: Obstacle, over_m: float, place: tuple[float, float]
) -> Problem:
    if math.isfinite(over_m):
        over = f"{abs(over_m):.0f} m {'above' if over_m >= 0 else 'below'} its top"
    else:
        over = "whose height nobody knows"
    details: dict[str, str | float] = {
        "vehicle": vehicle,
        "name": obstacle.name,
        "aside_m": ASIDE_M,
        "above_m": ABOVE_M,
        "over_m": round(over_m) if math.isfinite(over_m) else "?",
    }
    message = SENTENCES[code].format(vehicle=vehicle, name=obstacle.name, aside_m=f"{ASIDE_M:g}", over=over)
    where = {"type": "Point", "coordinates": [round(place[0], 7), round(place[1], 7)]}
    return Problem(code=code, severity=severity, message=message, where=where, details=details)


def _degrees(frame: LocalFrame, east_north: Sequence[float]) -> tuple[float, float]:
    latitude, longitude = frame.to_geographic(east_north[1], east_north[0])
    return float(longitude), float(latitude)


def _local(frame: LocalFrame, shape: BaseGeometry) -> BaseGeometry:
    def moved(points: Array) -> Array:
        north, east = frame.to_local(points[:, 1], points[:, 0])
        return np.column_stack([east, north])

    return shapely.transform(shape, moved)


def _unreadable(file: str, reason: str) -> ObstacleError:
    return ObstacleError(
        "obstacles_unreadable",
        f"{file} cannot be used as obstacles ({reason}).",
        remedy="Give a GeoJSON FeatureCollection of points, lines and polygons with their heights.",
        details={"file": file, "reason": reason},
    )
