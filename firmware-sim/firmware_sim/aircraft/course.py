"""What a flight mode asks for: a place to fly to, where the line to it begins, and where it goes on.

PX4's navigator hands such a triplet to the multicopter's flight task; the task makes a trajectory of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

Place = tuple[float, float, float]
"""North and east in the world's local frame, metres above sea level."""


class Kind(Enum):
    """What is done at the place."""

    POSITION = "fly to it, and on"
    LOITER = "stay there"
    TAKEOFF = "climb to it from the ground"
    LAND = "come down over it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A place, the one before it, the one after it."""

    kind: Kind
    target: Place
    before: Place | None = None
    """Start of the line to follow; None flies straight there from wherever it is."""
    after: Place | None = None
    """None stops at the target."""
    yaw_rad: float | None = None
    """None faces the target."""
    acceptance_m: float = 2.0
    cruise_ms: float | None = None
