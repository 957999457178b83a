"""What a person can tell an aircraft to do: a closed set of small records."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arm:
    """Start the motors."""


@dataclass(frozen=True, slots=True)
class Disarm:
    """Stop the motors; the aircraft refuses this in the air."""


@dataclass(frozen=True, slots=True)
class TakeOff:
    """Climb straight up and hold."""

    height_above_home_m: float


@dataclass(frozen=True, slots=True)
class StartMission:
    """Fly the plan that is on board."""

    from_item: int = 0


@dataclass(frozen=True, slots=True)
class Pause:
    """Hold position here."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on with the plan where it was left."""


@dataclass(frozen=True, slots=True)
class GoTo:
    """Fly to a place and hold there."""

    latitude_deg: float
    longitude_deg: float
    height_above_home_m: float


@dataclass(frozen=True, slots=True)
class Return:
    """Fly home and land."""


@dataclass(frozen=True, slots=True)
class Land:
    """Land here."""


@dataclass(frozen=True, slots=True)
class Orbit:
    """Fly around a place, looking at it."""

    latitude_deg: float
    longitude_deg: float
    height_above_home_m: float
    radius_m: float
    """Clockwise."""


@dataclass(frozen=True, slots=True)
class Look:
    """Point camera or nose at a place on the ground."""

    latitude_deg: float
    longitude_deg: float
    altitude_amsl_m: float


@dataclass(frozen=True, slots=True)
class LookAhead:
    """Look at no place any longer."""


@dataclass(frozen=True, slots=True)
class ChangeSpeed:
    """Fly at another speed over ground."""

    speed_ms: float


Order = (
    Arm
    | Disarm
    | TakeOff
    | StartMission
    | Pause
    | Resume
    | GoTo
    | Return
    | Land
    | Orbit
    | Look
    | LookAhead
    | ChangeSpeed
)
