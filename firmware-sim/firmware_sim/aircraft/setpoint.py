"""What a way of flying gives the controller; NaN where it leaves something open."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from firmware_sim.aircraft.course import Place

OPEN: Place = (math.nan, math.nan, math.nan)


@dataclass(slots=True)
class Setpoint:
    """Place, velocity and acceleration north, east and up, and the heading."""

    place: Place = OPEN
    velocity: Place = (0.0, 0.0, 0.0)
    acceleration: Place = (0.0, 0.0, 0.0)
    yaw_rad: float = math.nan
    yaw_rads: float = 0.0
    wants_to_lift: bool = field(default=False)
    """Whether it would leave the ground for it."""
