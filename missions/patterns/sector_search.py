"""Sector search: spokes through the datum, for something that was seen a moment ago.

IAMSAR Manual vol. II ch. 5 and vol. III sec. 3 (VS): from the datum out, across along the rim, back through the datum
to the opposite rim, and so on, all turns to the right; with three spokes the cross legs are as long as the radius and
all turns are 120 degrees. Here are so many spokes that at the rim they lie one track spacing apart, three at least.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from missions.area import Area
from missions.curves import disc, unit
from missions.legs import Work, along
from missions.partition import divide
from missions.patterns import Pattern, Setting
from missions.task import Task

Array = NDArray[np.float64]

FEWEST = 3


def sectors(radius_m: float, spacing_m: float) -> int:
    """How many diameters are flown: an odd number, or the last would be the first again."""
    wanted = max(math.ceil(math.pi * radius_m / spacing_m - 1e-9), FEWEST)
    return wanted + 1 - wanted % 2


def star(radius_m: float, count: int, first_rad: float) -> Array:
    """Corners (n, 2) from the datum and back, north and east of it."""
    step = math.pi / count
    points = [np.zeros(2), radius_m * unit(first_rad)]
    bearing = first_rad
    for number in range(1, count + 1):
        points.append(radius_m * unit(bearing + step))
        bearing += step + math.pi
        points.append(radius_m * unit(bearing) if number < count else np.zeros(2))
    return np.array(points)


def area(setting: Setting) -> Area:
    """The disc around the datum."""
    return setting.drawing.area(disc(setting.drawing.middle, setting.number("reach_m")))


def work(task: Task) -> list[Work]:
    """The spokes, the first into the wind, divided among the aircraft."""
    radius = task.number("reach_m")
    star_points = star(radius, sectors(radius, task.spacing_m), math.radians(task.motion.wind.from_deg))
    legs = along(task.drawing.middle + star_points, agl_m=task.height_m)
    return divide(legs, task.homes, task.motion, task.surface)


PATTERN = Pattern(draws=("point", "polygon"), needs=("overlap", "reach_m"), area=area, work=work, is_spaced=True)
