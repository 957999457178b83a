"""Which ground a frame really shows: in the picture, near enough, and with nothing in between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vision.camera import Camera
from vision.footprint import USEFUL_RANGE_M
from vision.geolocate import MIN_INCIDENCE_RAD, CameraPose
from vision.walk import Array, Terrain

CLEAR_M = 0.5
"""Above the ground: low grass hides none of it, and the ground does not hide itself."""
MOST_STEPS = 48
"""Samples along one line of sight."""
FINE_STEPS = 9
"""And around the closest of them: a ridge thinner than a forty-eighth of the way may still be missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """How one frame shows n places."""

    is_seen: NDArray[np.bool_]
    """(n,)"""
    sample_m: Array
    """(n,) metres across the view that one pixel covers there; infinite where not seen."""
    incidence_rad: Array
    """(n,) angle between ray and ground; 0 where not seen."""


def glimpse(
    camera: Camera,
    pose: CameraPose,
    terrain: Terrain,
    north_m: Array,
    east_m: Array,
    cell_m: float,
    max_range_m: float = USEFUL_RANGE_M,
) -> Glimpse:
    """How a frame shows the ground at `north_m`, `east_m` (n,). `cell_m` is the size of the terrain model's cells.

    Ground is seen where it lies within the frame and `max_range_m`, where the ray meets it at no less than what is
    placed (`geolocate.MIN_INCIDENCE_RAD`), and where the line of sight stays above the terrain.
    """
    up_m = terrain(north_m, east_m)
    origin = np.array([pose.north_m, pose.east_m, pose.down_m])
    to_places = np.column_stack([north_m, east_m, -(up_m + CLEAR_M)]) - origin
    ranges = np.linalg.norm(to_places, axis=1)
    # Cheapest first: each step asks only for what the one before has left.
    left = np.flatnonzero((ranges > 0) & (ranges <= max_range_m))
    left = left[_is_in_frame(camera, to_places[left] @ pose.ned_from_camera)]
    steepness = _incidence(to_places[left], ranges[left], terrain, north_m[left], east_m[left], cell_m)
    left, steepness = left[steepness >= MIN_INCIDENCE_RAD], steepness[steepness >= MIN_INCIDENCE_RAD]
    is_clear = _is_clear(origin, to_places[left], terrain, cell_m)
    left, steepness = left[is_clear], steepness[is_clear]
    is_seen, sample, incidence = np.zeros(len(ranges), np.bool_), np.full(len(ranges), np.inf), np.zeros(len(ranges))
    is_seen[left] = True
    sample[left] = ranges[left] / float(np.sqrt(camera.fx_px * camera.fy_px))
    incidence[left] = steepness
    return Glimpse(is_seen=is_seen, sample_m=sample, incidence_rad=incidence)


def _incidence(
    to_places: Array, ranges: Array, terrain: Terrain, north_m: Array, east_m: Array, cell_m: float
) -> Array:
    """Angle between each ray and the slope that it meets; NaN off the model, negative from behind."""
    half = cell_m / 2
    rise_north = (terrain(north_m + half, east_m) - terrain(north_m - half, east_m)) / cell_m
    rise_east = (terrain(north_m, east_m + half) - terrain(north_m, east_m - half)) / cell_m
    sinking = to_places[:, 2] + to_places[:, 0] * rise_north + to_places[:, 1] * rise_east
    sine = sinking / (np.maximum(ranges, 1e-6) * np.sqrt(1 + rise_north**2 + rise_east**2))
    return np.asarray(np.arcsin(np.clip(sine, -1, 1)))


def _is_in_frame(camera: Camera, in_camera: Array) -> NDArray[np.bool_]:
    if not len(in_camera):
        return np.zeros(0, np.bool_)
    pixels = camera.project(in_camera)
    # Far outside the frame a lens model folds back into it.
    corners = camera.rays([[-0.5, -0.5], [camera.width_px - 0.5, camera.height_px - 0.5]])
    widest = float(np.max(np.hypot(corners[:, 0], corners[:, 1]) / corners[:, 2]))
    folded = np.hypot(in_camera[:, 0], in_camera[:, 1]) > 1.05 * widest * in_camera[:, 2]
    pixels[folded] = np.nan
    with np.errstate(invalid="ignore"):
        return np.asarray(
            (pixels[:, 0] >= -0.5)
            & (pixels[:, 0] <= camera.width_px - 0.5)
            & (pixels[:, 1] >= -0.5)
            & (pixels[:, 1] <= camera.height_px - 0.5)
        )


def _is_clear(origin: Array, to_places: Array, terrain: Terrain, cell_m: float) -> NDArray[np.bool_]:
    """Whether no terrain stands between the camera and the places."""
    if not len(to_places):
        return np.zeros(0, np.bool_)
    level_m = float(np.max(np.hypot(to_places[:, 0], to_places[:, 1])))
    steps = int(np.clip(np.ceil(level_m / cell_m), 2, MOST_STEPS))
    along = np.broadcast_to((np.arange(1, steps) / steps)[:, None], (steps - 1, len(to_places)))
    coarse = _clearance(origin, to_places, along, terrain)
    # A crest may stand between two samples: look again around where the line came closest to the ground.
    closest = along[np.argmin(coarse, axis=0), 0]
    around = np.linspace(-1.0, 1.0, FINE_STEPS)[:, None] / steps
    fine = _clearance(origin, to_places, np.clip(closest + around, 0.0, 1.0), terrain)
    return np.asarray((coarse > 0).all(axis=0) & (fine > 0).all(axis=0))


def _clearance(origin: Array, to_places: Array, along: Array, terrain: Terrain) -> Array:
    """How far (k, n) the lines of sight pass above the ground at shares `along` (k, n) of their length.

    A hole in the model hides nothing that is known; what lies beyond it is judged by its own height.
    """
    up_m = -(origin[2] + to_places[:, 2] * along)
    ground_m = terrain(origin[0] + to_places[:, 0] * along, origin[1] + to_places[:, 1] * along)
    return np.asarray(np.nan_to_num(up_m - ground_m, nan=np.inf))
