"""Orbit: round a place, nose and camera on it.

PX4 takes no circles into a mission, so the circle is flown from point to point with a place to look at
(DO_SET_ROI_LOCATION). The speed keeps the pull to the outside below what the autopilot steers at ease.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from missions.area import Area
from missions.camera_footprint import Sensor
from missions.curves import arc, disc
from missions.legs import Gaze, Leg, Work
from missions.patterns import Pattern, Setting
from missions.task import Task

Array = NDArray[np.float64]

SIDEWAYS_MS2 = 1.2


def seen_around(sensor: Sensor, height_m: float, away_m: float) -> float:
    """Radius of the ground that a camera sees round a place, `away_m` beside and `height_m` above it."""
    upright = math.atan(sensor.height_px / 2 * sensor.ground_sample_distance_m(1.0))
    depression = math.atan2(height_m, away_m)
    near = away_m - height_m / math.tan(min(depression + upright, math.pi / 2))
    aside = math.hypot(height_m, away_m) * sensor.width_px / 2 * sensor.ground_sample_distance_m(1.0)
    return 0.8 * min(near, aside)


def watched(setting: Setting, away_m: float) -> Polygon:
    """What is promised to be seen from all round."""
    radius = seen_around(setting.sensor, setting.number("height_agl_m"), away_m)
    return disc(setting.drawing.middle, radius)


def area(setting: Setting) -> Area:
    """The disc within the circle."""
    radius = setting.number("radius_m")
    whole = shapely.union_all([disc(setting.drawing.middle, radius + 1.0), setting.drawing.shape.buffer(1.0)])
    return setting.drawing.area(whole, sight=watched(setting, radius))


def work(task: Task) -> list[Work]:
    """Turns for each aircraft: each begins where it is nearest to home, and flies higher than the one before."""
    return [_round(task, number) for number in range(len(task.homes))]


def _round(task: Task, number: int) -> Work:
    middle, radius = task.drawing.middle, task.number("radius_m")
    away = task.homes[number] - middle
    first = math.atan2(away[1], away[0]) + number * 2 * math.pi / len(task.homes)
    points = arc(middle, radius, first, 2 * math.pi * round(task.number("turns")))
    gaze = Gaze(at=(float(middle[0]), float(middle[1])))
    speed = math.sqrt(SIDEWAYS_MS2 * radius)
    agl = task.height_m + task.limits.separation_m * number
    return tuple(
        Leg(start=start, end=end, agl_m=agl, gaze=gaze, speed_ms=speed) for start, end in itertools.pairwise(points)
    )


PATTERN = Pattern(draws=("point", "polygon"), needs=("radius_m", "turns"), area=area, work=work)
