"""The straight way of a goto or orbit, held against ground, fence and height limit before it is sent. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final

from ground_station.fleet.state import VehicleState
from ground_station.safety.fence import Fence
from ground_station.safety.geometry import from_plane, to_plane
from ground_station.safety.rules import SafetySettings
from ground_station.safety.surroundings import Ground

STEP_M: Final = 10.0
CLEARANCE_M: Final = 10.0
"""Above the ground on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayRefused:
    """Why a place is not flown to; `words` is a Fluent id."""

    words: str
    details: dict[str, Any] = field(default_factory=dict)


def refusal_of_way(
    state: VehicleState,
    place: tuple[float, float, float],
    fence: Fence | None,
    ground: Ground | None,
    settings: SafetySettings,
) -> WayRefused | None:
    """Why the aircraft must not fly straight to `place` (latitude, longitude, height above home), or None.

    It fails closed: where the ground is not known, nothing below the present height is flown to.
    """
    if state.home is None or state.latitude_deg is None or state.longitude_deg is None or state.altitude_amsl_m is None:
        return None  # the order itself says what is missing
    here, there = (state.latitude_deg, state.longitude_deg), place[:2]
    to_m = state.home.altitude_amsl_m + place[2]
    if place[2] > settings.ceiling_m:
        return WayRefused(words="way-too-high", details={"limit": round(settings.ceiling_m)})
    if fence is not None and fence.margin_m(there) < 0.0:
        return WayRefused(words="way-outside-fence")
    if fence is not None and fence.least_margin_m(here, there) < 0.0:
        return WayRefused(words="way-leaves-fence")
    if ground is None:
        is_lower = to_m < state.altitude_amsl_m - 1.0
        return WayRefused(words="way-no-terrain") if is_lower else None
    whole = to_plane(here, *there)
    count = max(1, math.ceil(math.hypot(*whole) / STEP_M))
    shares = [i / count for i in range(count + 1)]
    below = ground([from_plane(here, (whole[0] * share, whole[1] * share)) for share in shares])
    heights = [state.altitude_amsl_m + (to_m - state.altitude_amsl_m) * share for share in shares]
    clearances = [up - height for up, height in zip(heights, below, strict=True)][1:]
    if any(math.isnan(clearance) for clearance in clearances):
        return WayRefused(words="way-unknown-ground")
    lacking = CLEARANCE_M - min(clearances)
    if lacking > 0.0:
        higher = math.ceil((place[2] + lacking) / 5.0) * 5
        return WayRefused(words="way-too-low", details={"clearance": max(0, round(min(clearances))), "higher": higher})
    return None
