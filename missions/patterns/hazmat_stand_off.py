"""Hazmat stand-off: look at a leak from the upwind side and never enter the ground that the gas may reach.

The ground kept out of is the Emergency Response Guidebook's (ERG 2024, introduction to table 1): a circle of the
initial isolation distance, and downwind a zone as wide as it is long, its length the protective action distance. It is
opened by the angle that the wind may swing. Below 1.5 m/s the gas goes anywhere: then it is a circle.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from missions.area import Area
from missions.curves import arc, disc, polygon, unit
from missions.flight_time import Wind
from missions.legs import Gaze, Leg, Work
from missions.partition import divide
from missions.patterns import Pattern, Setting
from missions.patterns.orbit import watched
from missions.task import Task

Array = NDArray[np.float64]

CALM_MS = 1.5
STEP_RAD = math.radians(5.0)
APPROACH_M = 40.0
"""The last stretch straight with the wind."""


def keep_out(source: Array, wind: Wind, *, isolation_m: float, downwind_m: float, swing_deg: float) -> Polygon:
    """What no aircraft may enter (x east, y north), round a source (2,)."""
    if wind.speed_ms < CALM_MS:
        return disc(source, max(isolation_m, downwind_m))
    towards, swing = math.radians(wind.from_deg) + math.pi, math.radians(swing_deg)
    steps = max(math.ceil(2 * swing / STEP_RAD), 1) + 1
    corner_m, corner_rad = math.hypot(downwind_m, downwind_m / 2), math.atan(0.5)
    # Between the steps the corners move on an arc: a little further out the straight edges hold it.
    outside = 1.0 / math.cos(swing / (steps - 1))
    bearings = towards + np.concatenate(
        [np.linspace(-swing, swing, steps) - corner_rad, np.linspace(-swing, swing, steps) + corner_rad]
    )
    corners = source + corner_m * outside * np.column_stack([np.cos(bearings), np.sin(bearings)])
    circle = disc(source, isolation_m)
    return shapely.union_all([circle, polygon(corners).convex_hull]).convex_hull


def is_outdated(
    source: Array, planned: Wind, now: Wind, *, isolation_m: float, downwind_m: float, swing_deg: float
) -> bool:
    """Whether the gas may now reach ground that the plan was free to use: then it must be planned again."""
    spared = keep_out(source, planned, isolation_m=isolation_m, downwind_m=downwind_m, swing_deg=swing_deg)
    reached = keep_out(source, now, isolation_m=isolation_m, downwind_m=downwind_m, swing_deg=0.0)
    return not bool(spared.buffer(1.0).covers(reached))


def _source_radius_m(setting_or_task: Setting | Task) -> float:
    points = setting_or_task.drawing.points
    return float(np.linalg.norm(points - setting_or_task.drawing.middle, axis=1).max())


def _zone(place: Setting | Task, wind: Wind) -> Polygon:
    reach = _source_radius_m(place)
    return keep_out(
        place.drawing.middle,
        wind,
        isolation_m=place.number("isolation_m") + reach,
        downwind_m=place.number("downwind_m") + reach,
        swing_deg=place.number("swing_deg"),
    )


def _radius_m(place: Setting | Task, wind: Wind) -> float:
    least = place.number("isolation_m")
    calm = wind.speed_ms < CALM_MS
    return (
        (max(least, place.number("downwind_m")) if calm else least) + _source_radius_m(place) + place.number("margin_m")
    )


def area(setting: Setting) -> Area:
    """The ground round the source, the zone kept out of; promised is the source."""
    radius = _radius_m(setting, setting.wind)
    zone = _zone(setting, setting.wind)
    whole = disc(setting.drawing.middle, radius + APPROACH_M + 10.0)
    return setting.drawing.area(whole, keep_out=zone, sight=watched(setting, radius))


def work(task: Task) -> list[Work]:
    """In from upwind, along the free side's arc to both ends and out again; the camera stays on the source."""
    wind, source = task.motion.wind, task.drawing.middle
    radius, upwind = _radius_m(task, wind), math.radians(wind.from_deg)
    gaze = Gaze(at=(float(source[0]), float(source[1])))
    if wind.speed_ms < CALM_MS:
        tracks = [arc(source, radius, upwind, 2 * math.pi)]
    else:
        reach = math.radians(90.0 - task.number("swing_deg"))
        tracks = [
            arc(source, radius, upwind, -reach),
            arc(source, radius, upwind - reach, 2 * reach),
            arc(source, radius, upwind + reach, -reach),
        ]
    entry = source + (radius + APPROACH_M) * unit(upwind)
    points = np.concatenate([entry[None], tracks[0], *[track[1:] for track in tracks[1:]], entry[None]])
    legs = [Leg(start=start, end=end, agl_m=task.height_m, gaze=gaze) for start, end in itertools.pairwise(points)]
    return divide(legs, task.homes, task.motion, task.surface)


PATTERN = Pattern(
    draws=("point", "polygon"),
    needs=("isolation_m", "downwind_m", "margin_m", "swing_deg", "wind_from_deg", "wind_speed_ms"),
    area=area,
    work=work,
)
