"""Corridor: along a power line, a road, a river or a shore, on as many parallel tracks as its width needs.

The camera may look ahead of the aircraft, which shows what stands upright under wires and trees.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString

from missions.area import Area
from missions.curves import line, points_of
from missions.legs import Gaze, Leg, Work, along
from missions.partition import divide
from missions.patterns import Pattern, Setting
from missions.task import Task

Array = NDArray[np.float64]

SIMPLER_M = 1.0
MITRE = 2.0


def area(setting: Setting) -> Area:
    """The line with its width."""
    return setting.drawing.area(
        line(setting.drawing.points).buffer(
            setting.number("width_m") / 2, cap_style="flat", join_style="mitre", mitre_limit=MITRE
        )
    )


def work(task: Task) -> list[Work]:
    """Tracks back and forth, divided among the aircraft."""
    ahead_deg = float(task.values.get("look_ahead_deg", 0.0))
    gaze = Gaze(pitch_deg=-90.0 + ahead_deg)
    legs: list[Leg] = []
    for number, track in enumerate(tracks(line(task.drawing.points), task.number("width_m"), task.spacing_m)):
        points = _longer(track, task.height_m * math.tan(math.radians(ahead_deg)))
        legs += along(points if number % 2 == 0 else points[::-1], agl_m=task.height_m, gaze=gaze)
    return divide(legs, task.homes, task.motion, task.surface)


def tracks(middle: LineString, width_m: float, spacing_m: float) -> list[Array]:
    """Lines (n, 2) beside each other, at most `spacing_m` apart, all in the drawn direction."""
    count = max(math.ceil(width_m / spacing_m - 1e-9), 1)
    offsets = (np.arange(count) + 0.5) / count * width_m - width_m / 2
    simple = shapely.simplify(middle, SIMPLER_M)
    found = []
    for offset in offsets:
        aside = simple if abs(offset) < 0.01 else simple.offset_curve(offset, join_style="mitre", mitre_limit=MITRE)
        parts = [part for part in shapely.get_parts(aside) if part.length > 1.0]
        found += [points_of(part) for part in parts]
    return found


def _longer(points: Array, by_m: float) -> Array:
    """Begun earlier and ended later: what is looked at lies ahead, whichever way it is flown."""
    if by_m <= 0:
        return points
    longer = points.copy()
    for end, inner in ((0, 1), (-1, -2)):
        away = points[end] - points[inner]
        longer[end] += by_m * away / np.linalg.norm(away)
    return longer


PATTERN = Pattern(draws=("line",), needs=("overlap", "width_m"), area=area, work=work, is_spaced=True)
