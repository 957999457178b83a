"""What ground a flight's camera sees, with the ground's true height below each side of the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from missions import oblique
from missions.camera_footprint import Sensor
from missions.heights import Ground, Profile
from missions.legs import Purpose

Array = NDArray[np.float64]

ARRIVAL_M = 2.0
"""A waypoint counts as reached this far away, so the camera may not have looked further."""
WIDEST = 3.0
"""On ground that falls away the picture is not believed to be wider than this many times its width on level ground."""
APART_M = 8.0
"""Distance along the flight between the cross-sections that make up a ribbon."""


def ribbons(profile: Profile, sensor: Sensor, ground: Ground) -> list[Array]:
    """The rings (n, 2) of north and east around what the camera sees on each survey leg and at each stand.

    Looking straight down, each side of the picture is followed to where its ray meets the ground; at both ends the
    picture reaches half its length beyond the leg. Ground hidden behind other ground counts as seen.
    """
    rings: list[Array] = []
    for leg, work in enumerate(profile.route.legs):
        if work is None:
            continue
        first, last = int(profile.vertices[leg]), int(profile.vertices[leg + 1])
        samples = profile.samples[first : last + 1]
        if work.purpose is Purpose.STAND:
            samples = samples[-1:]
        part = _cross_sections(samples)
        if work.gaze.is_down:
            rings.append(_straight_down(part, sensor, ground) if len(part) > 1 else _round(part[0], sensor))
        else:
            course = profile.route.points[leg + 1] - profile.route.points[leg]
            rings += oblique.rings(oblique.pictures(part, work.gaze, course, sensor, ground))
    return rings


def _straight_down(part: Array, sensor: Sensor, ground: Ground) -> Array:
    spread = sensor.width_px / 2 * sensor.ground_sample_distance_m(1.0)
    ahead = sensor.height_px / 2 * sensor.ground_sample_distance_m(1.0)
    along = part[-1, :2] - part[0, :2]
    along = along / np.linalg.norm(along)
    across = np.array([-along[1], along[0]])
    right, left = (_reach(part, side * across, spread, ground) for side in (1.0, -1.0))
    cap = np.maximum((part[[0, -1], 2] - part[[0, -1], 3]) * ahead - ARRIVAL_M, 0.0)
    middle = part[:, :2].copy()
    middle[0] -= cap[0] * along
    middle[-1] += cap[1] * along
    return np.concatenate([middle + right[:, None] * across, (middle - left[:, None] * across)[::-1]])


def _round(sample: Array, sensor: Sensor) -> Array:
    """What is seen from one place whichever way the picture is turned."""
    pixels = min(sensor.width_px, sensor.height_px) / 2
    radius = max(pixels * sensor.ground_sample_distance_m(float(sample[2] - sample[3])) - ARRIVAL_M, 0.5)
    turns = np.linspace(0.0, 2 * np.pi, 24, endpoint=False)
    return sample[:2] + radius * np.column_stack([np.cos(turns), np.sin(turns)])


def _cross_sections(samples: Array) -> Array:
    step = float(np.linalg.norm(samples[-1, :2] - samples[0, :2])) / max(len(samples) - 1, 1)
    every = max(int(APART_M / max(step, 1e-6)), 1)
    chosen = np.unique(np.append(np.arange(0, len(samples), every), len(samples) - 1))
    return np.asarray(samples[chosen])


def _reach(part: Array, side: Array, spread: float, ground: Ground) -> Array:
    """How far (m) to `side` the picture reaches: fixed point of distance = (height - ground there) * spread."""
    level = (part[:, 2] - part[:, 3]) * spread
    distance = level
    for _ in range(4):
        there = part[:, :2] + distance[:, None] * side
        below = ground(there[:, 0], there[:, 1])
        distance = np.clip((part[:, 2] - below) * spread, 0.0, WIDEST * level)
    return np.where(np.isfinite(distance), distance, 0.0)
