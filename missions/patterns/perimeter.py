"""Perimeter: along the edge of a fire at a stand-off, outside of what was drawn, the camera on the edge.

Drawn as a polygon the fire is inside; drawn as a line it lies to the right of the drawing's direction, or to the left.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from missions.area import Area, polygons
from missions.curves import bearing_deg, line, points_of
from missions.drawing import Drawing
from missions.legs import Gaze, Leg, Work, turned_round
from missions.partition import divide
from missions.patterns import Pattern, Setting
from missions.task import Task, Value

Array = NDArray[np.float64]

SIMPLER_M = 1.0
KEPT_SHARE = 0.8
"""Of the stand-off, from which ways are kept out."""
BEHIND_THE_EDGE_M = 2.0
STEEPEST_DEG, FLATTEST_DEG = 80.0, 25.0


def _depression_deg(height_m: float, stand_off_m: float) -> float:
    straight = math.degrees(math.atan2(height_m, stand_off_m))
    return min(max(straight, FLATTEST_DEG), STEEPEST_DEG)


def area(setting: Setting) -> Area:
    """The fire and the ground round it; promised is a strip outside the edge."""
    drawn, off = setting.drawing, setting.number("stand_off_m")
    height = setting.number("height_agl_m")
    half = math.atan(setting.sensor.height_px / 2 * setting.sensor.ground_sample_distance_m(1.0))
    near = height / math.tan(min(math.radians(_depression_deg(height, off)) + half, math.pi / 2))
    outside = max(min(off - 1.3 * near, KEPT_SHARE * off), 1.0)
    if drawn.polygon is not None:
        sight = drawn.polygon.buffer(outside).difference(drawn.polygon.buffer(-BEHIND_THE_EDGE_M))
        return drawn.area(
            drawn.polygon.buffer(off + 10.0), keep_out=drawn.polygon.buffer(KEPT_SHARE * off), sight=sight
        )
    edge, left = line(drawn.points), 1.0 if _is_fire_right(setting.values) else -1.0
    sight = shapely.union_all(
        [edge.buffer(left * outside, single_sided=True), edge.buffer(-left * BEHIND_THE_EDGE_M, single_sided=True)]
    )
    keep_out = shapely.union_all(
        [edge.buffer(left * KEPT_SHARE * off, single_sided=True), edge.buffer(-left * off, single_sided=True)]
    )
    return drawn.area(edge.buffer(off + 10.0), keep_out=keep_out, sight=sight)


def _is_fire_right(values: Mapping[str, Value]) -> bool:
    return bool(values.get("fire_on_right", True))


def work(task: Task) -> list[Work]:
    """The edge once, or there and back, divided among the aircraft."""
    off = task.number("stand_off_m") + SIMPLER_M
    track = _track(task.drawing, off, _is_fire_right(task.values), task.homes.mean(axis=0))
    edge = task.drawing.polygon.exterior if task.drawing.polygon is not None else line(task.drawing.points)
    pitch = -_depression_deg(task.height_m, off)
    legs = tuple(
        Leg(
            start=start,
            end=end,
            agl_m=task.height_m,
            gaze=Gaze(pitch_deg=pitch, bearing_deg=_towards(edge, start, end)),
        )
        for start, end in itertools.pairwise(track)
    )
    if bool(task.values.get("both_directions", False)):
        legs += turned_round(legs)
    return divide(legs, task.homes, task.motion, task.surface)


def _track(drawn: Drawing, off_m: float, is_fire_right: bool, home: Array) -> Array:
    if drawn.polygon is None:
        curve = line(drawn.points).offset_curve(off_m if is_fire_right else -off_m, quad_segs=6)
        longest = max(shapely.get_parts(curve), key=lambda part: part.length)
        return points_of(shapely.simplify(longest, SIMPLER_M))
    around = max(polygons(drawn.polygon.buffer(off_m, quad_segs=6)), key=lambda part: part.area)
    ring = points_of(shapely.simplify(Polygon(around.exterior), SIMPLER_M))[:-1]
    first = int(np.argmin(np.linalg.norm(ring - home, axis=1)))
    turned = np.roll(ring, -first, axis=0)
    return np.concatenate([turned, turned[:1]])


def _towards(edge: BaseGeometry, start: Array, end: Array) -> float:
    """Bearing from the middle of a leg to the nearest place on the edge."""
    middle = (start + end) / 2
    nearest = shapely.shortest_line(shapely.Point(middle[1], middle[0]), edge)
    return bearing_deg(np.diff(points_of(nearest), axis=0)[0])


PATTERN = Pattern(draws=("polygon", "line"), needs=("stand_off_m",), area=area, work=work)
