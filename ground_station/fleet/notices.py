"""What the fleet tells those who listen: a closed set of small records."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VehicleUpdated:
    """Something of the aircraft's state changed; told at most ten times a second per aircraft."""

    system_id: int


@dataclass(frozen=True, slots=True)
class VehicleHeard:
    """An aircraft is heard for the first time, or again."""

    system_id: int


@dataclass(frozen=True, slots=True)
class VehicleSilent:
    """An aircraft has fallen silent."""

    system_id: int


@dataclass(frozen=True, slots=True)
class ModeChanged:
    """The flight mode changed, or it was armed or disarmed."""

    system_id: int
    mode: str
    is_armed: bool


@dataclass(frozen=True, slots=True)
class StatusText:
    """The aircraft says something to people."""

    system_id: int
    severity: int
    """MAV_SEVERITY: 0 emergency to 7 debug; 4 is a warning."""
    text: str


Notice = VehicleUpdated | VehicleHeard | VehicleSilent | ModeChanged | StatusText
