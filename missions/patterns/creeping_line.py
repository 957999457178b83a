"""Creeping line: legs across the long side of an area, creeping along it from the end where most is hoped for.

IAMSAR Manual vol. II ch. 5 and vol. III sec. 3: a parallel track search (CS) with its legs parallel to the area's minor
axis, so that one end is covered first. Legs lie one track spacing apart and half a spacing inside the edge.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from missions.curves import points_of, unit
from missions.legs import Leg, Work
from missions.partition import divide
from missions.patterns import Pattern
from missions.patterns.parallel_sweep import drawn_area, parallel_sweep, picture
from missions.task import Task

Array = NDArray[np.float64]


def work(task: Task) -> list[Work]:
    """Legs in the order of the creep, divided among the aircraft."""
    creep = creep_rad(task.area.polygon, math.radians(task.number("creep_towards_deg")))
    # Strips are numbered to the right of the heading: with the creep to the right, they come in its order.
    cells = parallel_sweep(task.area, task.spacing_m, task.limits.keep_out_m, creep - math.pi / 2, picture(task))
    lines = [line for cell in cells for line in cell.lines]
    along = unit(creep)
    lines.sort(key=lambda line: (round(float(line[0] @ along), 3), float(line[0] @ unit(creep - math.pi / 2))))
    legs: list[Leg] = []
    place = task.homes.mean(axis=0)
    for start, end in lines:
        if np.linalg.norm(end - place) < np.linalg.norm(start - place):
            start, end = end, start  # noqa: PLW2901
        legs.append(Leg(start=start, end=end, agl_m=task.height_m))
        place = end
    return divide(legs, task.homes, task.motion, task.surface)


def creep_rad(area: shapely.Polygon, wanted_rad: float) -> float:
    """The bearing along the long side of the smallest rectangle round the area that is nearer to the wanted one."""
    box = points_of(shapely.minimum_rotated_rectangle(area))
    sides = np.diff(box[:3], axis=0)
    longer = sides[int(np.argmax(np.linalg.norm(sides, axis=1)))]
    bearing = math.atan2(longer[1], longer[0])
    return bearing if math.cos(bearing - wanted_rad) >= 0 else bearing + math.pi


PATTERN = Pattern(
    draws=("polygon",), needs=("overlap", "creep_towards_deg"), area=drawn_area, work=work, is_spaced=True
)
