"""A floor height stated by hand, for ground that no elevation model knows.

A person answers for it: no ground under the plan, nor the start, is higher above the sea. Nothing can be checked
against it but what the aircraft themselves say of their homes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from missions.errors import ParameterError
from missions.geo import GeoPoint
from missions.heights import Ground
from missions.plan import Plan, Problem, Severity
from missions.terrain import HIGHEST_M, LOWEST_M

Array = NDArray[np.float64]

HOME_ERROR_M = 5.0
"""What a GNSS receiver that is let fly may be off in height (PX4: EKF2_REQ_EPV)."""

SAME_PLACE_DEG = 1e-5


def refuse_floor(floor_amsl_m: float | None) -> None:
    """Raise ParameterError for what is no height of ground on earth."""
    if floor_amsl_m is None or LOWEST_M <= floor_amsl_m <= HIGHEST_M:
        return
    raise ParameterError(
        "parameter_limits",
        f"The floor is {floor_amsl_m} m, outside {LOWEST_M:.0f} to {HIGHEST_M:.0f} m.",
        remedy="State the height above the sea that no ground there passes.",
        details={
            "name": "floor_amsl_m",
            "value": str(floor_amsl_m),
            "minimum": LOWEST_M,
            "maximum": HIGHEST_M,
            "unit": "m",
        },
    )


def floored(surveyed: Ground, floor_amsl_m: float | None) -> Ground:
    """The ground as surveyed, and the floor where nothing is known; without a floor that stays unknown."""
    if floor_amsl_m is None:
        return surveyed

    def ground(north: Array, east: Array) -> Array:
        known = surveyed(north, east)
        return np.asarray(np.where(np.isfinite(known), known, floor_amsl_m))

    return ground


def is_surveyed(surveyed: Ground, place: Array) -> bool:
    """Whether the height at a place (2,) is known."""
    return math.isfinite(float(surveyed(np.array([place[0]]), np.array([place[1]]))[0]))


def with_starts(plan: Plan, starts: Sequence[tuple[GeoPoint, float]]) -> Plan:
    """The plan, refused where an aircraft says that it stands (place, height above the sea) higher than the floor."""
    found: list[Problem] = []
    for number, vehicle in enumerate(plan.vehicles, 1):
        heights = [amsl_m for place, amsl_m in starts if _is_at(place, vehicle.home)]
        if plan.floor_amsl_m is None or vehicle.is_home_surveyed or not heights:
            continue
        if max(heights) > plan.floor_amsl_m + HOME_ERROR_M:
            found.append(_below_start(number, max(heights), plan.floor_amsl_m))
    return replace(plan, problems=(*found, *plan.problems))


def _is_at(place: GeoPoint, home: GeoPoint | None) -> bool:
    return (
        home is not None
        and math.hypot(place.latitude_deg - home.latitude_deg, place.longitude_deg - home.longitude_deg)
        < SAME_PLACE_DEG
    )


def _below_start(number: int, start_m: float, floor_m: float) -> Problem:
    return Problem(
        code="floor_below_start",
        severity=Severity.ERROR,
        message=f"Aircraft {number} stands {start_m:.0f} m above the sea, higher than the floor of {floor_m:g} m that "
        "was stated by hand. State the highest ground there, the start included.",
        details={"vehicle": number, "start_m": round(start_m), "floor_m": floor_m},
    )
