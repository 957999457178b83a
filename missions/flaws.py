"""What can be wrong with a draft of a plan: one function for each rule, giving what it found and where."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from missions.draft import Draft, Flight
from missions.following import steepest_unfollowed
from missions.plan import Severity

Array = NDArray[np.float64]

MOST_ITEMS = 500
"""What PX4 stores on the boards with the least room (dataman)."""
HEIGHT_TOLERANCE_M = 0.5
SHARPEST_BLUR_PX = 1.0
LEAST_COVERED = 0.995
NEXT_TO_NOTHING_COVERED = 0.1
"""Below this a plan does not do what it promises, however well it flies."""
SLOWEST_SHARE = 0.5
"""Of the wanted speed, before the wind is called too strong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found: its numbers, and where."""

    details: dict[str, str | float]
    where: dict[str, Any] | None = None
    severity: Severity | None = None
    """Instead of the rule's own."""


Test = Callable[[Draft], Iterator[Finding]]


def _point(draft: Draft, place: Array) -> dict[str, Any]:
    latitude, longitude = draft.area.frame.to_geographic(place[0], place[1])
    return {"type": "Point", "coordinates": [round(float(longitude), 7), round(float(latitude), 7)]}


def _line(draft: Draft, places: Array) -> dict[str, Any]:
    latitude, longitude = draft.area.frame.to_geographic(places[:, 0], places[:, 1])
    pairs = [[round(float(x), 7), round(float(y), 7)] for x, y in zip(longitude, latitude, strict=True)]
    return {"type": "LineString", "coordinates": pairs}


def _lines(draft: Draft, ways: Array) -> dict[str, Any]:
    """One leg as a line, several as lines."""
    lines = [_line(draft, way) for way in ways]
    if len(lines) == 1:
        return lines[0]
    return {"type": "MultiLineString", "coordinates": [line["coordinates"] for line in lines]}


def _numbered(draft: Draft) -> Iterator[tuple[int, Flight]]:
    """Flights with their number, those with known heights."""
    return ((number, flight) for number, flight in enumerate(draft.flights, 1) if not len(flight.profile.unknown))


def terrain_missing(draft: Draft) -> Iterator[Finding]:
    """Ground of unknown height under a route or a way home."""
    for number, flight in enumerate(draft.flights, 1):
        for unknown in (flight.profile.unknown, flight.return_unknown):
            if len(unknown):
                yield Finding(details={"vehicle": number, "places": len(unknown)}, where=_point(draft, unknown[0]))
                break


def too_high(draft: Draft) -> Iterator[Finding]:
    """Higher above the ground than allowed."""
    limit = draft.template.safety.max_height_agl_m
    for number, flight in _numbered(draft):
        heights = flight.profile.heights_agl_m
        worst = int(np.argmax(heights))
        if heights[worst] > limit + HEIGHT_TOLERANCE_M:
            yield Finding(
                details={"vehicle": number, "height_m": math.ceil(heights[worst]), "limit_m": limit},
                where=_point(draft, flight.profile.samples[worst, :2]),
            )


def too_low(draft: Draft) -> Iterator[Finding]:
    """Lower than allowed, but for the way out and home."""
    limit = draft.template.safety.min_height_agl_m
    for number, flight in _numbered(draft):
        heights = flight.profile.working_heights_agl_m
        worst = int(np.argmin(heights))
        if heights[worst] < limit - HEIGHT_TOLERANCE_M:
            yield Finding(
                details={"vehicle": number, "height_m": math.floor(heights[worst]), "limit_m": limit},
                where=_point(draft, flight.profile.samples[worst, :2]),
            )


def too_steep(draft: Draft) -> Iterator[Finding]:
    """A leg that the autopilot cannot follow however slowly it is flown."""
    for number, flight in _numbered(draft):
        found = steepest_unfollowed(flight.profile.points, draft.speed_ms)
        if found is not None:
            leg, slope = found
            yield Finding(
                details={"vehicle": number, "slope_deg": round(math.degrees(math.atan(slope)))},
                where=_line(draft, flight.profile.points[leg : leg + 2, :2]),
            )


def return_below_terrain(draft: Draft) -> Iterator[Finding]:
    """A straight way home too near to the ground."""
    set_m = float(draft.parameters["return_height_m"])
    for number, flight in _numbered(draft):
        north, east, clearance, wanted = flight.return_lowest
        if len(flight.return_unknown) or clearance >= wanted or not flight.is_home_surveyed:
            continue
        yield Finding(
            details={
                "vehicle": number,
                "set_m": set_m,
                "needed_m": flight.return_height_m,
                "clearance_m": round(float(clearance)),
            },
            where=_point(draft, np.array([north, east])),
            severity=Severity.ERROR if clearance < wanted / 2 else Severity.WARNING,
        )


def return_unsure(draft: Draft) -> Iterator[Finding]:
    """A straight way home too near to the ground unless the return height lifts it, from a start of unknown height."""
    for number, flight in _numbered(draft):
        north, east, clearance, wanted = flight.return_lowest
        if not flight.is_home_surveyed and clearance < wanted:
            yield Finding(
                details={"vehicle": number, "clearance_m": round(float(clearance))},
                where=_point(draft, np.array([north, east])),
            )


def floor_by_hand(draft: Draft) -> Iterator[Finding]:
    """Ground that nothing was held against but what a person has stated."""
    for number, flight in _numbered(draft):
        if len(flight.unsurveyed) and draft.floor_amsl_m is not None:
            yield Finding(
                details={"vehicle": number, "places": len(flight.unsurveyed), "floor_m": draft.floor_amsl_m},
                where=_point(draft, flight.unsurveyed[0]),
            )


def crosses_hole(draft: Draft) -> Iterator[Finding]:
    """Legs across what is kept out of: said once, with all places."""
    ways = draft.trespasses.crossing
    if len(ways):
        yield Finding(details={"legs": len(ways)}, where=_lines(draft, ways))


def leaves_allowed(draft: Draft) -> Iterator[Finding]:
    """Legs out of the area that is allowed."""
    for way in draft.trespasses.leaving:
        yield Finding(details={}, where=_line(draft, way))


def return_crosses(draft: Draft) -> Iterator[Finding]:
    """The same of straight ways home: the longest of them."""
    for ways in (draft.trespasses.leaving_home, draft.trespasses.crossing_home):
        if len(ways):
            worst = ways[int(np.argmax(np.linalg.norm(ways[:, 1] - ways[:, 0], axis=1)))]
            yield Finding(details={"places": len(ways)}, where=_line(draft, worst))
            break


def unwatched(draft: Draft) -> Iterator[Finding]:
    """Aircraft that take turns and leave gaps."""
    if draft.unwatched_s > 0.5 and len(draft.flights):
        yield Finding(
            details={"gap_s": math.ceil(draft.unwatched_s), "vehicles": len(draft.flights)},
            where=_point(draft, draft.flights[0].profile.points[len(draft.flights[0].profile.points) // 2, :2]),
        )


def out_of_reach(draft: Draft) -> Iterator[Finding]:
    """A place that no battery reaches and leaves again."""
    usable = draft.template.aircraft.usable_wh(draft.template.safety.battery_reserve_fraction)
    for number, flight in _numbered(draft):
        if flight.sorties.out_of_reach:
            yield Finding(details={"vehicle": number, "usable_wh": round(usable)}, where=_point(draft, flight.home))


def battery(draft: Draft) -> Iterator[Finding]:
    """More than one battery, and where to swap first."""
    usable = draft.template.aircraft.usable_wh(draft.template.safety.battery_reserve_fraction)
    for number, flight in _numbered(draft):
        leg = flight.sorties.swap_after_leg
        if flight.sorties.count > 1 and not flight.sorties.out_of_reach and leg is not None:
            yield Finding(
                details={
                    "vehicle": number,
                    "sorties": flight.sorties.count,
                    "energy_wh": round(flight.sorties.energy_wh),
                    "usable_wh": round(usable),
                },
                where=_point(draft, flight.profile.points[leg + 1, :2]),
            )


def too_many_items(draft: Draft) -> Iterator[Finding]:
    """More items than an autopilot holds."""
    for number, flight in enumerate(draft.flights, 1):
        if flight.item_count > MOST_ITEMS:
            yield Finding(details={"vehicle": number, "items": flight.item_count, "limit": MOST_ITEMS})


def far_from_home(draft: Draft) -> Iterator[Finding]:
    """Further from home than the template allows."""
    limit = draft.template.safety.max_distance_m
    for number, flight in enumerate(draft.flights, 1):
        away = np.linalg.norm(flight.profile.points[:, :2] - flight.home, axis=1)
        worst = int(np.argmax(away))
        if away[worst] > limit:
            yield Finding(
                details={"vehicle": number, "distance_m": round(float(away[worst])), "limit_m": limit},
                where=_point(draft, flight.profile.points[worst, :2]),
            )


def motion_blur(draft: Draft) -> Iterator[Finding]:
    """Ground that smears in the picture."""
    if not any(flight.profile.route.looks.any() for flight in draft.flights):
        return
    blur = draft.sensor.blur_px(draft.speed_ms, draft.height_agl_m)
    if blur > SHARPEST_BLUR_PX:
        slower = math.floor(10 * draft.speed_ms * SHARPEST_BLUR_PX / blur) / 10
        yield Finding(details={"blur_px": round(blur, 1), "speed_ms": draft.speed_ms, "sharp_speed_ms": slower})


def wind(draft: Draft) -> Iterator[Finding]:
    """Wind against which there is hardly any headway."""
    wind = draft.motion.wind
    against = np.array([[-wind.towards[0], -wind.towards[1]]])
    if wind.speed_ms > 0 and draft.motion.leg_speeds(against)[0] < SLOWEST_SHARE * draft.speed_ms:
        hopeless = wind.speed_ms > 0.9 * draft.motion.airspeed_limit_ms
        yield Finding(
            details={"wind_ms": wind.speed_ms, "airspeed_ms": draft.motion.airspeed_limit_ms},
            severity=Severity.ERROR if hopeless else Severity.WARNING,
        )


def gaps(draft: Draft) -> Iterator[Finding]:
    """Ground that nobody sees."""
    if NEXT_TO_NOTHING_COVERED <= draft.covered_fraction < LEAST_COVERED:
        yield from _unseen(draft)


def sees_nothing(draft: Draft) -> Iterator[Finding]:
    """Next to nothing seen of what is promised."""
    if draft.covered_fraction < NEXT_TO_NOTHING_COVERED:
        yield from _unseen(draft)


def _unseen(draft: Draft) -> Iterator[Finding]:
    if not any(len(flight.profile.unknown) for flight in draft.flights):
        where = None if draft.gap is None else _line(draft, draft.gap)
        yield Finding(details={"percent": math.floor(1000 * draft.covered_fraction) / 10}, where=where)


def separation(draft: Draft) -> Iterator[Finding]:
    """Two aircraft too near to each other at the same time."""
    wanted = draft.template.safety.separation_m
    tracks = [(number, _track(flight)) for number, flight in _numbered(draft)]
    for index, (number, track) in enumerate(tracks):
        for other_number, other in tracks[index + 1 :]:
            shared = min(len(track), len(other))
            apart = np.linalg.norm(track[:shared] - other[:shared], axis=1)
            if not np.isfinite(apart).any():
                continue
            closest = int(np.nanargmin(apart))
            if apart[closest] < wanted:
                yield Finding(
                    details={
                        "vehicle": number,
                        "other": other_number,
                        "distance_m": round(float(apart[closest])),
                        "limit_m": wanted,
                        "after_s": closest,
                    },
                    where=_point(draft, track[closest, :2]),
                )


def _track(flight: Flight) -> Array:
    """Where (t, 3) the aircraft is at every second from the first take-off on; NaN on the ground between flights."""
    dwell_s = flight.profile.dwell_s
    arrives = np.concatenate([[0.0], np.cumsum(flight.leg_times_s)]) + flight.start_s
    at_s = np.column_stack([arrives - dwell_s, arrives]).ravel()
    points = np.repeat(flight.profile.points, 2, axis=0)
    whole = np.full((math.ceil(flight.departures_s[-1] + flight.duration_s), 3), np.nan)
    for departure_s in flight.departures_s:
        first = math.ceil(departure_s)
        seconds = np.arange(first, min(math.ceil(departure_s + flight.duration_s), len(whole)))
        for axis in range(3):
            whole[seconds, axis] = np.interp(seconds - departure_s, at_s, points[:, axis])
    return whole
