"""A flight plan: what one aircraft is to do, with absolute heights."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from missions.geo import GeoPoint


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The plan must not be flown."""
    WARNING = "warning"
    """A person should know before flying."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a plan, said so that a person can mend it."""

    code: str
    """Stable name, e.g. `terrain_missing`; the words for it are `problem-terrain-missing` in the Fluent files."""
    severity: Severity
    message: str
    """English sentence with the remedy."""
    where: dict[str, Any] | None = None
    """GeoJSON geometry of the place, or None."""
    details: dict[str, str | float] = field(default_factory=dict)
    """Arguments for the translated sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionItem:
    """One MAVLink mission item, in the terms of MISSION_ITEM_INT but with degrees and metres."""

    command: int
    """MAV_CMD, e.g. 16 NAV_WAYPOINT, 22 NAV_TAKEOFF, 20 RETURN_TO_LAUNCH, 178 DO_CHANGE_SPEED."""
    frame: int
    """MAV_FRAME: 0 (absolute altitude above mean sea level), 3 (relative to home) or 2 (no place)."""
    params: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """NaN stays NaN: it means "as the autopilot likes"."""
    latitude_deg: float = 0.0
    """In frame 2, where there is no place: the command's fifth parameter as it is."""
    longitude_deg: float = 0.0
    """In frame 2: the sixth parameter."""
    altitude_m: float = 0.0
    """In frame 2: the seventh parameter."""
    autocontinue: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class VehiclePlan:
    """What one aircraft flies, with its figures."""

    items: tuple[MissionItem, ...]
    distance_m: float
    duration_s: float
    energy_wh: float
    sorties: int
    min_height_agl_m: float
    """From where the climb out ends until back above home."""
    max_height_agl_m: float
    home: GeoPoint | None = None
    """Where it starts and lands."""
    home_amsl_m: float = 0.0
    """Height of the ground there above sea level."""
    return_height_m: float = 0.0
    """The return height above home (PX4: RTL_RETURN_ALT) from which every way home clears the ground."""
    departures_s: tuple[float, ...] = (0.0,)
    """When it takes off, from the first take-off of the plan; several when aircraft take turns."""
    is_home_surveyed: bool = True
    """Whether an elevation model knows the ground there; else `home_amsl_m` is the plan's floor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A template bound to a place."""

    template: str
    template_version: str
    template_sha256: str
    parameters: dict[str, float | str | bool]
    area: dict[str, Any]
    """GeoJSON Polygon, WGS 84."""
    vehicles: tuple[VehiclePlan, ...]
    line_spacing_m: float
    footprint_width_m: float
    ground_sample_distance_m: float
    makespan_s: float
    covered_fraction: float
    seen_outside_m2: float
    compute_s: float
    problems: tuple[Problem, ...]
    floor_amsl_m: float | None = None
    """Stated by a person: no ground is higher where none is known."""

    @property
    def is_flyable(self) -> bool:
        """Whether no problem forbids flying it."""
        return all(problem.severity is not Severity.ERROR for problem in self.problems)
