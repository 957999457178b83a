"""Clearing the air: where each of our aircraft goes when a helicopter comes, and when it is out of the way. Pure.

Nobody flies through another's height: each goes straight down (or stays) to a layer of its own over the place where it
is. Where there is no room below the traffic it lands; who cannot wait flies home below it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ground_station.fleet.state import VehicleState
from ground_station.safety.geometry import distance_m


class How(StrEnum):
    """What clears an aircraft out of the way."""

    LAYER = "layer"
    """Holds over its place at a height of its own."""
    LAND = "land"
    """Lands where it is."""
    RETURN = "return"
    LEAVE = "leave"
    """Is on its way down or home already."""
    DISARM = "disarm"
    """Stands on the ground with its motors on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearSettings:
    """The promise and the layers."""

    answer_s: float = 10.0
    """For orders, lost messages and the beginning of the descent."""
    descent_ms: float = 1.2
    """PX4 descends at 1.5 m/s by default."""
    floor_m: float = 30.0
    """Above ground: the lowest layer; trees stand below."""
    top_m: float = 110.0
    """Above ground: the highest, taken only where neighbours hold the lower ones."""
    spacing_m: float = 10.0
    neighbour_m: float = 40.0
    """Aircraft nearer to each other over ground have layers of different heights."""
    below_traffic_m: float = 60.0
    """Between the highest layer and the lowest manned aircraft."""
    tolerance_m: float = 3.0


DEFAULT_CLEARING: Final = ClearSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Airborne:
    """One of our aircraft as the button finds it."""

    state: VehicleState
    ground_amsl_m: float | None
    """Below it; None: not known."""
    can_wait: bool
    """Whether its battery allows it to hold and fly home afterwards."""
    return_height_m: float = 30.0
    """RTL_RETURN_ALT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearing:
    """Where one aircraft goes."""

    system_id: int
    how: How
    height_amsl_m: float | None
    """The layer; for the others, the height below which it counts as out of the way."""
    promised_s: float
    """From the button until it is clear, once it hears us."""


def clearings(
    aircraft: Sequence[Airborne], lowest_traffic_amsl_m: float | None, settings: ClearSettings = DEFAULT_CLEARING
) -> dict[int, Clearing]:
    """A way out for each aircraft, the lowest first so that none descends through another's layer."""
    taken: list[tuple[tuple[float, float], float]] = []
    found: dict[int, Clearing] = {}
    for each in sorted(aircraft, key=lambda one: (one.state.altitude_amsl_m or 0.0, one.state.system_id)):
        clearing = _way_out(each, lowest_traffic_amsl_m, taken, settings)
        found[each.state.system_id] = clearing
        place = _place(each.state)
        if clearing.how is How.LAYER and clearing.height_amsl_m is not None and place is not None:
            taken.append((place, clearing.height_amsl_m))
    return found


def as_landing(clearing: Clearing, state: VehicleState, settings: ClearSettings = DEFAULT_CLEARING) -> Clearing:
    """The same aircraft, landing instead: its layer was refused, or no longer lies below the traffic."""
    return Clearing(
        system_id=clearing.system_id,
        how=How.LAND,
        height_amsl_m=clearing.height_amsl_m,
        promised_s=clearing.promised_s + _time_down(state, clearing.height_amsl_m, settings),
    )


def is_clear(clearing: Clearing, state: VehicleState, settings: ClearSettings = DEFAULT_CLEARING) -> bool:
    """Whether the aircraft is out of the way, as its own telemetry says."""
    if not state.is_in_air:
        return clearing.how is not How.DISARM or not state.is_armed
    if state.altitude_amsl_m is None or clearing.height_amsl_m is None or clearing.how is How.DISARM:
        return False
    is_low = state.altitude_amsl_m <= clearing.height_amsl_m + settings.tolerance_m
    return is_low and state.mode in MODES[clearing.how]


MODES: Final = {
    How.LAYER: ("hold", "land", "return"),
    How.LAND: ("land", "precision land"),
    How.RETURN: ("return", "land"),
    How.LEAVE: ("return", "land", "precision land"),
}
"""In which an aircraft is out of the way for good: a pilot's stick or another station takes it out of them."""

Way = Callable[[Airborne, float, Sequence[tuple[tuple[float, float], float]], ClearSettings], float | None]
"""The height above the sea of a way out, or None where it is none for this aircraft."""


def _way_out(
    each: Airborne,
    lowest_traffic_amsl_m: float | None,
    taken: Sequence[tuple[tuple[float, float], float]],
    settings: ClearSettings,
) -> Clearing:
    ceiling_m = math.inf if lowest_traffic_amsl_m is None else lowest_traffic_amsl_m - settings.below_traffic_m
    for how, way in WAYS:
        height_m = way(each, ceiling_m, taken, settings)
        if height_m is not None:
            promised_s = settings.answer_s + _time_down(each.state, height_m, settings)
            return Clearing(
                system_id=each.state.system_id,
                how=how,
                height_amsl_m=height_m if math.isfinite(height_m) else None,
                promised_s=promised_s,
            )
    raise AssertionError("the last way out is open to all")


def _disarms(each: Airborne, *_: object) -> float | None:
    return math.inf if not each.state.is_in_air else None


def _lands_blind(
    each: Airborne, ceiling_m: float, taken: Sequence[tuple[tuple[float, float], float]], settings: ClearSettings
) -> float | None:
    fix = each.state.gnss_fix
    is_blind = _place(each.state) is None or each.state.altitude_amsl_m is None or (fix is not None and fix <= 2)
    return _low(each, ceiling_m, settings) if is_blind else None


def _is_coming_down(
    each: Airborne, ceiling_m: float, taken: Sequence[tuple[tuple[float, float], float]], settings: ClearSettings
) -> float | None:
    is_landing = each.state.mode in ("land", "precision land")
    is_homeward = each.state.mode == "return" and _returns_below(each, ceiling_m)
    if is_landing:
        return _low(each, ceiling_m, settings)
    return _way_home_m(each) if is_homeward else None


def _cannot_wait(
    each: Airborne, ceiling_m: float, taken: Sequence[tuple[tuple[float, float], float]], settings: ClearSettings
) -> float | None:
    return _way_home_m(each) if not each.can_wait and _returns_below(each, ceiling_m) else None


def _layer(
    each: Airborne, ceiling_m: float, taken: Sequence[tuple[tuple[float, float], float]], settings: ClearSettings
) -> float | None:
    place, now_m = _place(each.state), each.state.altitude_amsl_m
    if place is None or now_m is None or not each.can_wait or each.state.home is None:
        return None
    # Over ground of unknown height it goes no lower than it is.
    floor_m = now_m if each.ground_amsl_m is None else each.ground_amsl_m + settings.floor_m
    top_m = floor_m if each.ground_amsl_m is None else each.ground_amsl_m + settings.top_m
    below = [height for other, height in taken if distance_m(other, place) < settings.neighbour_m]
    wanted_m = max([min(floor_m, now_m), *(height + settings.spacing_m for height in below)])
    return wanted_m if wanted_m <= min(top_m, ceiling_m) else None


def _lands(
    each: Airborne, ceiling_m: float, taken: Sequence[tuple[tuple[float, float], float]], settings: ClearSettings
) -> float | None:
    return _low(each, ceiling_m, settings)


WAYS: Final[tuple[tuple[How, Way], ...]] = (
    (How.DISARM, _disarms),
    (How.LAND, _lands_blind),
    (How.LEAVE, _is_coming_down),
    (How.RETURN, _cannot_wait),
    (How.LAYER, _layer),
    (How.LAND, _lands),
)
"""Tried in this order; the first that is open is taken.

Only who cannot wait flies home: all at once they would meet each other over the landing place.
"""


def _low(each: Airborne, ceiling_m: float, settings: ClearSettings) -> float:
    """The height below which an aircraft on its way down is out of the way."""
    ground_m = each.ground_amsl_m
    if ground_m is None and each.state.home is not None:
        ground_m = each.state.home.altitude_amsl_m
    return ceiling_m if ground_m is None else min(ceiling_m, ground_m + settings.floor_m)


def _returns_below(each: Airborne, ceiling_m: float) -> bool:
    """Whether its whole way home, with PX4's climb to the return height, lies below the traffic."""
    return _way_home_m(each) <= ceiling_m


def _way_home_m(each: Airborne) -> float:
    """The highest place above the sea on its way home; infinite where that is not known."""
    if each.state.home is None or each.state.altitude_amsl_m is None:
        return math.inf
    return max(each.state.altitude_amsl_m, each.state.home.altitude_amsl_m + each.return_height_m)


def _time_down(state: VehicleState, height_m: float | None, settings: ClearSettings) -> float:
    if state.altitude_amsl_m is None or height_m is None or not math.isfinite(height_m):
        return 0.0
    return max(0.0, state.altitude_amsl_m - height_m) / settings.descent_ms


def _place(state: VehicleState) -> tuple[float, float] | None:
    if state.latitude_deg is None or state.longitude_deg is None:
        return None
    return state.latitude_deg, state.longitude_deg
