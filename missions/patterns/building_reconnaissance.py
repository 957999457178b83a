"""Building reconnaissance: the roof first, then every face, floor by floor from the top down.

The tracks run parallel to the faces at a stand-off, the nose on the wall; the levels lie so close that the pictures of
one and the next overlap. The height above ground is that over the roof.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon
from shapely.ops import substring

from missions.area import Area, area_of
from missions.camera_footprint import Sensor
from missions.curves import bearing_deg, points_of
from missions.errors import ParameterError
from missions.legs import Gaze, Leg, Work
from missions.partition import divide
from missions.patterns import Pattern, Setting
from missions.patterns.parallel_sweep import parallel_sweep
from missions.task import Task
from missions.tour import tour

Array = NDArray[np.float64]

SIMPLER_M = 0.5
LEAST_OVER_ROOF_M = 8.0
SLOPE = 0.5
"""Rise over run of the way from one level to the next."""
STAIR_M = 10.0
"""Along the wall, from one step of that way to the next."""
FACE_SPEED_MS = 2.0


def area(setting: Setting) -> Area:
    """The building and the ground round it; promised is the building, seen from above. Raises ParameterError."""
    spare = setting.number("height_agl_m") - setting.number("building_height_m")
    if spare < LEAST_OVER_ROOF_M:
        raise ParameterError(
            "building_height",
            f"height_agl_m is {spare:g} m above the roof, less than {LEAST_OVER_ROOF_M:g} m.",
            remedy="Fly higher, or correct building_height_m.",
            details={"spare_m": round(spare, 1), "least_m": LEAST_OVER_ROOF_M},
        )
    building = setting.drawing.shape
    whole = building.buffer(setting.number("stand_off_m") + 5.0, join_style="mitre")
    return setting.drawing.area(whole, sight=building)


def work(task: Task) -> list[Work]:
    """Roof and faces, divided among the aircraft."""
    legs = [*_roof(task), *_faces(task)]
    return divide(legs, task.homes, task.motion, task.surface)


def _roof(task: Task) -> list[Leg]:
    building = task.drawing.shape
    over_roof = task.height_m - task.number("building_height_m")
    spacing = task.sensor.footprint_width_m(over_roof) * (1.0 - task.number("overlap"))
    box = np.diff(points_of(shapely.minimum_rotated_rectangle(building))[:3], axis=0)
    longer = box[int(np.argmax(np.linalg.norm(box, axis=1)))]
    roof = area_of(task.drawing.frame, building)
    cells = parallel_sweep(roof, spacing, 1.0, math.atan2(longer[1], longer[0]))
    return [Leg(start=line[0], end=line[1], agl_m=task.height_m) for line in tour(cells, task.homes.mean(axis=0))]


def levels(sensor: Sensor, stand_off_m: float, building_height_m: float, overlap: float) -> list[float]:
    """Heights above ground, from the top down, from which a wall is seen from its foot to its top."""
    picture = sensor.footprint_length_m(stand_off_m)
    count = max(math.ceil(building_height_m / (picture * (1.0 - overlap)) - 1e-9), 1)
    step = building_height_m / count
    return [building_height_m - (number + 0.5) * step for number in range(count)]


def ring(building: Polygon, stand_off_m: float) -> LineString:
    """Round the building, parallel to its faces."""
    simple = Polygon(shapely.simplify(building, SIMPLER_M).exterior)
    return LineString(simple.buffer(stand_off_m, join_style="mitre", mitre_limit=2.0).exterior.coords)


def _faces(task: Task) -> list[Leg]:
    """Down along the walls to each level, once round on it, and at last up again to leave."""
    off, lowest, top = task.number("stand_off_m"), task.number("lowest_m"), task.height_m
    around, wall = ring(task.drawing.shape, off), task.drawing.shape.exterior
    wanted = levels(task.sensor, off, task.number("building_height_m"), task.number("overlap"))
    legs: list[Leg] = []
    begin, before = 0.0, top
    for middle in [*wanted, None]:
        flown = top if middle is None else max(middle, lowest)
        ramp = np.linspace(before, flown, max(math.ceil(abs(before - flown) / (SLOPE * STAIR_M)), 1) + 1)[1:]
        gaze_to = flown if middle is None else middle
        stairs = [(float(agl), STAIR_M) for agl in ramp if abs(before - flown) > 0.01]
        rounds = [] if middle is None else [(flown, around.length)]
        for agl, length in [*stairs, *rounds]:
            pitch = -round(max(math.degrees(math.atan2(agl - gaze_to, off)), 0.0), 1)
            legs += [
                Leg(
                    start=start,
                    end=end,
                    agl_m=agl,
                    gaze=Gaze(pitch_deg=pitch, bearing_deg=_towards(wall, start, end)),
                    speed_ms=FACE_SPEED_MS,
                )
                for start, end in _stretches(around, begin, length)
            ]
            begin += length
        before = flown
    return legs


def _stretches(around: LineString, begin_m: float, length_m: float) -> list[tuple[Array, Array]]:
    """Straight stretches of a closed line, from a place on it on."""
    begin = begin_m % around.length
    rest = begin + length_m - around.length
    parts = [substring(around, begin, min(begin + length_m, around.length))]
    if rest > 0.01:
        parts.append(substring(around, 0.0, rest))
    points = np.concatenate([points_of(part) for part in parts if part.length > 0.01])
    moves = np.concatenate([[True], np.linalg.norm(np.diff(points, axis=0), axis=1) > 0.05])
    return list(pairwise(points[moves]))


def _towards(wall: LineString, start: Array, end: Array) -> float:
    """Bearing at right angles to a stretch, to the side on which the building is."""
    course, middle = end - start, (start + end) / 2
    right = np.array([-course[1], course[0]])
    to_wall = np.diff(points_of(shapely.shortest_line(shapely.Point(middle[1], middle[0]), wall)), axis=0)[0]
    return bearing_deg(right if right @ to_wall >= 0 else -right)


PATTERN = Pattern(
    draws=("polygon",),
    needs=("overlap", "building_height_m", "stand_off_m", "lowest_m"),
    area=area,
    work=work,
)
