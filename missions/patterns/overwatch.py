"""Overwatch: standing beside a place with camera and nose on it, upwind where smoke would hide it otherwise."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from missions.area import Area
from missions.curves import disc, unit
from missions.legs import Gaze, Leg, Work, stand
from missions.partition import uncrossed
from missions.patterns import Pattern, Setting
from missions.patterns.orbit import watched
from missions.task import Task

Array = NDArray[np.float64]

APART_DEG = 40.0
"""Between neighbours, seen from the place: their ways there do not meet."""


def area(setting: Setting) -> Area:
    """Ground round the place as far as the aircraft stands off."""
    away = setting.number("stand_off_m")
    whole = shapely.union_all([disc(setting.drawing.middle, away + 1.0), setting.drawing.shape.buffer(1.0)])
    return setting.drawing.area(whole, sight=watched(setting, away))


def station(task: Task, number: int) -> Leg:
    """Where aircraft `number` stands: upwind, the next ones to the right and left of it in turns and higher."""
    middle = task.drawing.middle
    aside_deg = APART_DEG * ((number + 1) // 2) * (1 if number % 2 else -1)
    place = middle + task.number("stand_off_m") * unit(math.radians(task.motion.wind.from_deg + aside_deg))
    return stand(
        place,
        agl_m=task.height_m + task.limits.separation_m * number,
        dwell_s=60.0 * task.number("watch_min"),
        gaze=Gaze(at=(float(middle[0]), float(middle[1]))),
    )


def work(task: Task) -> list[Work]:
    """One station for each aircraft."""
    stations: list[Work] = [(station(task, number),) for number in range(len(task.homes))]
    by_home = dict(zip(uncrossed(stations, task.homes), stations, strict=True))
    return [by_home[number] for number in range(len(task.homes))]


PATTERN = Pattern(draws=("point", "polygon"), needs=("stand_off_m", "watch_min"), area=area, work=work)
