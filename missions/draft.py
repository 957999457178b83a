"""A plan in the making: everything that the checks look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    unsurveyed: Array = field(default_factory=lambda: np.empty((0, 2)))
    """(k, 2): places under the route or a straight way home where only the stated floor says how high the ground is."""
    is_home_surveyed: bool = True
    departures_s: tuple[float, ...] = (0.0,)
    """When it takes off, from the first take-off of all."""

    @property
    def duration_s(self) -> float:
        """From take-off to landing, without changing batteries."""
        return float(self.leg_times_s.sum()) + self.start_s + self.land_s


NOWHERE: Array = np.empty((0, 2, 2))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trespasses:
    """Ways (n, 2, 2) over ground that they may not cross."""

    crossing: Array = field(default_factory=NOWHERE.copy)
    """Legs through what is kept out of."""
    leaving: Array = field(default_factory=NOWHERE.copy)
    """Legs out of what is allowed."""
    crossing_home: Array = field(default_factory=NOWHERE.copy)
    """The same of the straight ways home that an autopilot takes by itself."""
    leaving_home: Array = field(default_factory=NOWHERE.copy)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draft:
    """All flights of a plan with what they were made from."""

    template: Template
    parameters: Mapping[str, Value]
    area: Area
    sensor: Sensor
    motion: Motion
    flights: tuple[Flight, ...]
    trespasses: Trespasses
    covered_fraction: float
    gap: Array | None
    """The largest piece (n, 2) of the area that nobody sees, if any."""
    floor_amsl_m: float | None = None
    """Stated by a person for ground of unknown height."""
    unwatched_s: float = 0.0
    """For aircraft that take turns: how long nobody is there, at worst."""

    @property
    def height_agl_m(self) -> float:
        """Wanted height above ground."""
        return float(self.parameters["height_agl_m"])

    @property
    def speed_ms(self) -> float:
        """Wanted speed over ground."""
        return float(self.parameters["speed_ms"])
