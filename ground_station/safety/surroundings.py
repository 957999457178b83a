"""What is around each aircraft and ahead of it: from states, plans, fences, ground and traffic to the rules' facts.

Pure. Heights of the ground and the cost of the way home are functions that are handed in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from ground_station.fleet.state import VehicleState
from ground_station.fleet.traffic import Traffic
from ground_station.safety.approach import Approach, Knot, Path, first_approach, place_at, straight
from ground_station.safety.fence import Fence
from ground_station.safety.geometry import distance_m, from_plane, to_plane, to_segment_m
from ground_station.safety.rules import HOMEWARD, Facts, SafetySettings

Places = Sequence[tuple[float, float]]
"""Latitudes and longitudes in degrees."""
Ground = Callable[[Places], Sequence[float]]
"""Heights above the sea (m) of the ground at places; NaN where it is not known."""
HomeCost = Callable[[VehicleState], float | None]
"""Fraction of a full battery that an aircraft needs to fly home now and land."""
SLOWEST_MS: Final = 0.5
"""Below this an aircraft hovers, and its velocity is noise."""
SAMPLES: Final = 8
"""Places looked at on the way ahead."""
STEP_M: Final = 20.0
"""Between the places looked at on the way home."""
NEAR_HOME_M: Final = 30.0
"""Where the descent to the landing place begins."""
USUAL_RETURN_HEIGHT_M: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the station knows of one aircraft besides its state."""

    ahead: Sequence[tuple[float, float, float]] = ()
    """The places still to be flown by the plan on board: latitude, longitude, metres above the sea."""
    leg_from: tuple[float, float] | None = None
    """The place of the plan before the first of those: where the present leg began."""
    fence: Fence | None = None
    is_fence_refused: bool = False
    return_height_m: float | None = None
    """RTL_RETURN_ALT as read from the aircraft."""


def facts_of(
    states: Mapping[int, VehicleState],
    known: Mapping[int, Known],
    traffic: Sequence[Traffic],
    now_s: float,
    settings: SafetySettings,
    *,
    ground: Ground | None,
    home_cost: HomeCost,
) -> dict[int, Facts]:
    """The facts of every aircraft with its motors on."""
    flying = {number: state for number, state in states.items() if state.is_armed and place_of_state(state) is not None}
    if not flying:
        return {}
    origin = place_of_state(next(iter(flying.values())))
    assert origin is not None
    unknown = Known()
    ways = {
        number: way_ahead(state, known.get(number, unknown), origin, now_s, settings.own_horizon_s)
        for number, state in flying.items()
    }
    conflicts = own_conflicts({number: way for number, way in ways.items() if flying[number].is_in_air}, settings)
    manned = [traffic_way(each, origin, now_s, settings.traffic_horizon_s) for each in traffic]
    return {
        number: Facts(
            battery_needed_home=home_cost(state),
            own_conflict=conflicts.get(number),
            off_course_m=_off_course_m(state, known.get(number, unknown)),
            **_held_against_fence(state, known.get(number, unknown), ways[number], origin, settings),
            **_held_against_ground(state, known.get(number, unknown), ways[number], origin, settings, ground),
            **_held_against_traffic(ways[number], manned, settings),
        )
        for number, state in flying.items()
    }


def way_ahead(
    state: VehicleState, known: Known, origin: tuple[float, float], now_s: float, horizon_s: float
) -> tuple[Knot, ...]:
    """Where an aircraft will be: along its plan's legs, straight home, or on as it flies now.

    Old telemetry is carried forward: the way begins where it must be by now.
    """
    place = place_of_state(state)
    assert place is not None
    north, east = to_plane(origin, *place)
    velocity = state.velocity_ned_ms or (0.0, 0.0, 0.0)
    speed_ms = math.hypot(velocity[0], velocity[1])
    silent_s = min(max(0.0, now_s - state.last_heard_s), horizon_s)
    up = state.altitude_amsl_m
    if speed_ms < SLOWEST_MS or up is None:
        return straight(north, east, up, (0.0, 0.0, velocity[2]), horizon_s)
    legs: Sequence[tuple[float, float, float]] = ()
    if state.mode == "mission":
        legs = known.ahead
    elif state.mode == "return" and state.home is not None:
        legs = ((state.home.latitude_deg, state.home.longitude_deg, up),)
    elif state.mode == "hold" and state.target is not None:
        legs = ((state.target.latitude_deg, state.target.longitude_deg, state.target.altitude_m),)
    if not legs:
        way: tuple[Knot, ...] = straight(north, east, up, velocity, horizon_s + silent_s)
    else:
        way = _along(Knot(0.0, north, east, up), legs, origin, speed_ms, horizon_s + silent_s)
    if silent_s == 0.0:
        return way
    later = [Knot(knot.at_s - silent_s, knot.north_m, knot.east_m, knot.up_m) for knot in way if knot.at_s > silent_s]
    now = place_at(way, silent_s)
    return (Knot(0.0, now.north_m, now.east_m, now.up_m), *later)


def own_conflicts(ways: Mapping[int, Path], settings: SafetySettings) -> dict[int, Approach]:
    """For each of our aircraft the first other one that it comes too close to; a sweep over where they can get to."""
    boxes = sorted((*_reach_north(way, settings.own_separation_m), number) for number, way in ways.items())
    found: dict[int, Approach] = {}
    for place, (_, last, number) in enumerate(boxes):
        for first, _, other in boxes[place + 1 :]:
            if first > last:
                break
            approach = first_approach(
                ways[number],
                ways[other],
                horizontal_m=settings.own_separation_m,
                vertical_m=settings.own_height_separation_m,
                horizon_s=settings.own_horizon_s,
            )
            if approach is None:
                continue
            for each in (number, other):
                if each not in found or approach.in_s < found[each].in_s:
                    found[each] = approach
    return found


def _reach_north(way: Path, margin_m: float) -> tuple[float, float]:
    norths = [knot.north_m for knot in way]
    return min(norths) - margin_m / 2, max(norths) + margin_m / 2


def _along(
    start: Knot,
    legs: Sequence[tuple[float, float, float]],
    origin: tuple[float, float],
    speed_ms: float,
    until_s: float,
) -> tuple[Knot, ...]:
    knots = [start]
    for latitude, longitude, up in legs:
        last = knots[-1]
        if last.at_s >= until_s:
            break
        north, east = to_plane(origin, latitude, longitude)
        took_s = math.hypot(north - last.north_m, east - last.east_m) / speed_ms
        knots.append(Knot(last.at_s + max(took_s, 0.1), north, east, up))
    return tuple(knots)


def traffic_way(traffic: Traffic, origin: tuple[float, float], now_s: float, horizon_s: float) -> Path:
    """Where a manned aircraft will be, in metres from `origin`: straight on from where it must be by now."""
    north, east = to_plane(origin, traffic.latitude_deg, traffic.longitude_deg)
    velocity = traffic.velocity_ned_ms or (0.0, 0.0, 0.0)
    since_s = max(0.0, now_s - traffic.heard_s)
    up = None if traffic.altitude_amsl_m is None else traffic.altitude_amsl_m - velocity[2] * since_s
    return straight(north + velocity[0] * since_s, east + velocity[1] * since_s, up, velocity, horizon_s)


def _off_course_m(state: VehicleState, known: Known) -> float | None:
    place = place_of_state(state)
    if state.mode != "mission" or not state.is_in_air or place is None or known.leg_from is None or not known.ahead:
        return None
    leg = to_plane(place, *known.leg_from), to_plane(place, *known.ahead[0][:2])
    return to_segment_m(*leg, (0.0, 0.0))


def _held_against_fence(
    state: VehicleState, known: Known, way: Path, origin: tuple[float, float], settings: SafetySettings
) -> dict[str, Any]:
    place = place_of_state(state)
    if known.fence is None or place is None:
        return {"is_fence_refused": known.is_fence_refused}
    ahead = [from_plane(origin, (knot.north_m, knot.east_m)) for knot in _cut(way, settings.look_ahead_s)]
    facts: dict[str, Any] = {
        "is_fence_refused": known.is_fence_refused,
        "fence_margin_m": known.fence.margin_m(place),
        "fence_margin_ahead_m": min(known.fence.least_margin_m(a, b) for a, b in pairwise(ahead)),
    }
    if state.home is not None:
        home = (state.home.latitude_deg, state.home.longitude_deg)
        facts["fence_margin_return_m"] = known.fence.least_margin_m(place, home)
    return facts


def _held_against_ground(
    state: VehicleState,
    known: Known,
    way: Path,
    origin: tuple[float, float],
    settings: SafetySettings,
    ground: Ground | None,
) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    ahead = [place_at(way, settings.look_ahead_s * i / SAMPLES) for i in range(1, SAMPLES + 1)]
    highest = max((knot.up_m for knot in ahead if knot.up_m is not None), default=None)
    if state.home is not None and highest is not None:
        facts["height_ahead_m"] = highest - state.home.altitude_amsl_m
    if ground is None or state.altitude_amsl_m is None:
        return facts
    if state.mode not in HOMEWARD and state.is_in_air and _is_clear_of_home(state):
        places = [from_plane(origin, (knot.north_m, knot.east_m)) for knot in ahead]
        below = ground(places)
        facts["clearance_ahead_m"] = _least(
            [knot.up_m - height for knot, height in zip(ahead, below, strict=True) if knot.up_m is not None]
        )
    facts["clearance_return_m"] = return_clearance_m(state, known.return_height_m, ground)
    return facts


def return_clearance_m(state: VehicleState, return_height_m: float | None, ground: Ground) -> float | None:
    """The least height above ground on the straight way home; NaN over unknown ground, None when it is at home.

    PX4 climbs to its return height above home, or stays where it is when it is higher, and flies straight.
    """
    place = place_of_state(state)
    if place is None or state.home is None or state.altitude_amsl_m is None:
        return None
    home = (state.home.latitude_deg, state.home.longitude_deg)
    whole = to_plane(place, *home)
    length_m = math.hypot(*whole) - NEAR_HOME_M
    if length_m <= 0.0:
        return None
    height_m = USUAL_RETURN_HEIGHT_M if return_height_m is None else return_height_m
    up = max(state.altitude_amsl_m, state.home.altitude_amsl_m + height_m)
    if state.mode in ("land", "precision land"):
        return None
    if state.mode == "return":
        up = state.altitude_amsl_m if _is_on_the_way_home(state) else up
    count = max(1, math.ceil(length_m / STEP_M))
    share = length_m / (length_m + NEAR_HOME_M)
    places = [from_plane(place, (whole[0] * share * i / count, whole[1] * share * i / count)) for i in range(count + 1)]
    return _least([up - height for height in ground(places)])


def _held_against_traffic(way: Path, manned: Sequence[Path], settings: SafetySettings) -> dict[str, Any]:
    conflict: Approach | None = None
    is_near = False
    for other in manned:
        approach = first_approach(
            way,
            other,
            horizontal_m=settings.traffic_separation_m,
            vertical_m=settings.traffic_height_separation_m,
            horizon_s=settings.traffic_horizon_s,
        )
        if approach is not None and (conflict is None or approach.in_s < conflict.in_s):
            conflict = approach
        apart_m = math.hypot(other[0].north_m - way[0].north_m, other[0].east_m - way[0].east_m)
        ups = (other[0].up_m, way[0].up_m)
        is_level = ups[0] is None or ups[1] is None or abs(ups[0] - ups[1]) <= settings.traffic_near_height_m
        is_near = is_near or (apart_m <= settings.traffic_near_m and is_level)
    return {"traffic_conflict": conflict, "is_traffic_near": is_near}


def place_of_state(state: VehicleState) -> tuple[float, float] | None:
    """Latitude and longitude of an aircraft, where it has told them."""
    if state.latitude_deg is None or state.longitude_deg is None:
        return None
    return state.latitude_deg, state.longitude_deg


def _cut(way: Path, until_s: float) -> list[Knot]:
    return [*(knot for knot in way if knot.at_s < until_s), place_at(way, until_s)]


def _least(heights: Sequence[float]) -> float | None:
    """The least, NaN when any is; None of none."""
    if any(math.isnan(height) for height in heights):
        return math.nan
    return min(heights, default=None)


def _is_clear_of_home(state: VehicleState) -> bool:
    """Whether it has left the place where it takes off and lands, and is near the ground on purpose."""
    place = place_of_state(state)
    if state.home is None or place is None:
        return True
    return distance_m(place, (state.home.latitude_deg, state.home.longitude_deg)) > NEAR_HOME_M


def _is_on_the_way_home(state: VehicleState) -> bool:
    """Whether it flies home already, and no longer climbs."""
    velocity = state.velocity_ned_ms or (0.0, 0.0, 0.0)
    return math.hypot(velocity[0], velocity[1]) > 2.0 and abs(velocity[2]) < SLOWEST_MS
