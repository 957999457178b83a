"""A plan in the making: everything that the checks look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from missions.area import Area
from missions.camera_footprint import Sensor
from missions.catalogue import Template, Value
from missions.endurance import Sorties
from missions.flight_time import Motion
from missions.heights import Profile

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flight:
    """One aircraft's part."""

    home: Array
    """(2,): north, east."""
    home_amsl_m: float
    profile: Profile
    leg_times_s: Array
    """(n - 1,) for the legs of `profile.points`."""
    start_s: float
    """Taking off, before the first leg."""
    land_s: float
    """Coming down at home, after the last leg."""
    sorties: Sorties
    return_height_m: float
    """Height above home from which every straight way home clears the ground; NaN when the ground is unknown."""
    return_lowest: Array
    """(4,): the way home's closest place to the ground: north, east, clearance there, and the clearance wanted."""
    return_unknown: Array
    """(k, 2): places under a straight way home of which no height is known."""
    item_count: int

    @property
    def duration_s(self) -> float:
        """From take-off to landing, without changing batteries."""
        return float(self.leg_times_s.sum()) + self.start_s + self.land_s


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draft:
    """All flights of a plan with what they were made from."""

    template: Template
    parameters: Mapping[str, Value]
    area: Area
    sensor: Sensor
    motion: Motion
    flights: tuple[Flight, ...]
    crossings: tuple[Array, ...]
    """Ways (2, 2) that had to lead across a hole."""
    covered_fraction: float
    gap: Array | None
    """The largest piece (n, 2) of the area that nobody sees, if any."""

    @property
    def height_agl_m(self) -> float:
        """Wanted height above ground."""
        return float(self.parameters["height_agl_m"])

    @property
    def speed_ms(self) -> float:
        """Wanted speed over ground."""
        return float(self.parameters["speed_ms"])
