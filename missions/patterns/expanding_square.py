"""Expanding square: outwards from the last known place.

IAMSAR Manual vol. II ch. 5 and vol. III sec. 3 (SS): all course changes are 90 degrees; the legs are 1, 1, 2, 2, 3,
3 ... track spacings long; the first goes into the wind, which keeps the errors small. It is ended when the square of
`reach_m` to each side of the datum has been seen.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from missions.area import Area
from missions.curves import polygon
from missions.legs import Work, along
from missions.partition import divide
from missions.patterns import Pattern, Setting
from missions.task import Task

Array = NDArray[np.float64]

CORNERS = np.array([[1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]])


def spiral(spacing_m: float, reach_m: float) -> Array:
    """Corners (n, 2), ahead and to the right of the first leg, until the whole square has been passed."""
    turns = max(math.ceil(reach_m / spacing_m - 0.5), 1)
    points = [(0.0, 0.0)]
    for turn in range(1, turns + 1):
        points += [(turn, 1.0 - turn), (turn, turn), (-turn, turn), (-turn, -turn)]
    # The last side is closed; before it, it is the beginning of the next turn's.
    return np.array([*points, (turns, -turns)], np.float64) * spacing_m


def _turned(points: Array, rad: float) -> Array:
    cosine, sine = math.cos(rad), math.sin(rad)
    return np.asarray(points @ np.array([[cosine, sine], [-sine, cosine]]))


def area(setting: Setting) -> Area:
    """The square around the datum, its sides along and across the first leg."""
    square = CORNERS * setting.number("reach_m")
    middle = setting.drawing.middle
    return setting.drawing.area(polygon(middle + _turned(square, math.radians(setting.wind.from_deg))))


def work(task: Task) -> list[Work]:
    """The spiral, divided among the aircraft."""
    heading = math.radians(task.motion.wind.from_deg)
    points = task.drawing.middle + _turned(spiral(task.spacing_m, task.number("reach_m")), heading)
    return divide(along(points, agl_m=task.height_m), task.homes, task.motion, task.surface)


PATTERN = Pattern(draws=("point", "polygon"), needs=("overlap", "reach_m"), area=area, work=work, is_spaced=True)
