"""Everything that stays the same while one plan is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from missions.area import Area
from missions.camera_footprint import Sensor
from missions.drawing import Drawing
from missions.flight_time import Motion, draped
from missions.free_space import FreeSpace
from missions.heights import Ground
from missions.partition import SURFACE_STEP_M

Array = NDArray[np.float64]
Value = float | str | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The template's, as far as patterns need them."""

    keep_out_m: float
    separation_m: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Task:
    """What a pattern works from."""

    drawing: Drawing
    values: Mapping[str, Value]
    """The template's parameters."""
    area: Area
    """The ground that the pattern said it would look at."""
    sensor: Sensor
    motion: Motion
    ground: Ground
    """What is planned by: as surveyed, and where nothing is known the stated floor."""
    surface: Ground
    """The ground again, coarser and faster, to compare ways of flying with."""
    surveyed: Ground
    """What the elevation models alone know."""
    floor_amsl_m: float | None
    """The height above the sea that, as a person says, no ground passes where nothing is known of it."""
    step_m: float
    homes: Array
    """(vehicles, 2)."""
    free: FreeSpace
    spacing_m: float
    """Between neighbouring lines."""
    is_trimmed: bool
    """Whether a line may end where its picture already sees the edge."""
    limits: Limits
    usable_wh: float
    hover_power_w: float

    def number(self, name: str) -> float:
        """A parameter that is a number."""
        return float(self.values[name])

    @property
    def height_m(self) -> float:
        """Wanted height above ground."""
        return self.number("height_agl_m")

    def draped_time(self, points: Array) -> float:
        """Seconds along a route (n, 2) at an even height above the ground."""
        dense, _ = draped(points, self.surface, SURFACE_STEP_M)
        return self.motion.route_time(dense)
