"""What is wrong with a plan, in plain words and each with its place. Rows, not branches: a new check is a new row.

Nothing is safe because it is not known: ground of unknown height under a route, or under a way home, is an
error.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from missions.draft import Draft, Flight
from missions.following import steepest_unfollowed
from missions.plan import Problem, Severity

Array = NDArray[np.float64]

MOST_ITEMS = 500
"""What PX4 stores on the boards with the least room (dataman)."""
HEIGHT_TOLERANCE_M = 0.5
SHARPEST_BLUR_PX = 1.0
LEAST_COVERED = 0.995
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that can be wrong; `sentence` is filled with the finding's details."""

    code: str
    severity: Severity
    sentence: str
    test: Test


def _point(draft: Draft, place: Array) -> dict[str, Any]:
    latitude, longitude = draft.area.frame.to_geographic(place[0], place[1])
    return {"type": "Point", "coordinates": [round(float(longitude), 7), round(float(latitude), 7)]}


def _line(draft: Draft, places: Array) -> dict[str, Any]:
    latitude, longitude = draft.area.frame.to_geographic(places[:, 0], places[:, 1])
    pairs = [[round(float(x), 7), round(float(y), 7)] for x, y in zip(longitude, latitude, strict=True)]
    return {"type": "LineString", "coordinates": pairs}


def _numbered(draft: Draft) -> Iterator[tuple[int, Flight]]:
    """Flights with their number, those with known heights."""
    return ((number, flight) for number, flight in enumerate(draft.flights, 1) if not len(flight.profile.unknown))


def _terrain_missing(draft: Draft) -> Iterator[Finding]:
    for number, flight in enumerate(draft.flights, 1):
        for unknown in (flight.profile.unknown, flight.return_unknown):
            if len(unknown):
                yield Finding(details={"vehicle": number, "places": len(unknown)}, where=_point(draft, unknown[0]))
                break


def _too_high(draft: Draft) -> Iterator[Finding]:
    limit = draft.template.safety.max_height_agl_m
    for number, flight in _numbered(draft):
        heights = flight.profile.heights_agl_m
        worst = int(np.argmax(heights))
        if heights[worst] > limit + HEIGHT_TOLERANCE_M:
            yield Finding(
                details={"vehicle": number, "height_m": math.ceil(heights[worst]), "limit_m": limit},
                where=_point(draft, flight.profile.samples[worst, :2]),
            )


def _too_low(draft: Draft) -> Iterator[Finding]:
    limit = draft.template.safety.min_height_agl_m
    for number, flight in _numbered(draft):
        heights = flight.profile.working_heights_agl_m
        worst = int(np.argmin(heights))
        if heights[worst] < limit - HEIGHT_TOLERANCE_M:
            yield Finding(
                details={"vehicle": number, "height_m": math.floor(heights[worst]), "limit_m": limit},
                where=_point(draft, flight.profile.samples[worst, :2]),
            )


def _too_steep(draft: Draft) -> Iterator[Finding]:
    for number, flight in _numbered(draft):
        found = steepest_unfollowed(flight.profile.points, draft.speed_ms)
        if found is not None:
            leg, slope = found
            yield Finding(
                details={"vehicle": number, "slope_deg": round(math.degrees(math.atan(slope)))},
                where=_line(draft, flight.profile.points[leg : leg + 2, :2]),
            )


def _return_below_terrain(draft: Draft) -> Iterator[Finding]:
    set_m = float(draft.parameters["return_height_m"])
    for number, flight in _numbered(draft):
        north, east, clearance, wanted = flight.return_lowest
        if len(flight.return_unknown) or clearance >= wanted:
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


def _crosses_hole(draft: Draft) -> Iterator[Finding]:
    for way in draft.trespasses.crossing:
        yield Finding(details={}, where=_line(draft, way))


def _leaves_allowed(draft: Draft) -> Iterator[Finding]:
    for way in draft.trespasses.leaving:
        yield Finding(details={}, where=_line(draft, way))


def _return_crosses(draft: Draft) -> Iterator[Finding]:
    for ways in (draft.trespasses.leaving_home, draft.trespasses.crossing_home):
        if len(ways):
            worst = ways[int(np.argmax(np.linalg.norm(ways[:, 1] - ways[:, 0], axis=1)))]
            yield Finding(details={"places": len(ways)}, where=_line(draft, worst))
            break


def _unwatched(draft: Draft) -> Iterator[Finding]:
    if draft.unwatched_s > 0.5 and len(draft.flights):
        yield Finding(
            details={"gap_s": math.ceil(draft.unwatched_s), "vehicles": len(draft.flights)},
            where=_point(draft, draft.flights[0].profile.points[len(draft.flights[0].profile.points) // 2, :2]),
        )


def _out_of_reach(draft: Draft) -> Iterator[Finding]:
    usable = draft.template.aircraft.usable_wh(draft.template.safety.battery_reserve_fraction)
    for number, flight in _numbered(draft):
        if flight.sorties.out_of_reach:
            yield Finding(details={"vehicle": number, "usable_wh": round(usable)}, where=_point(draft, flight.home))


def _battery(draft: Draft) -> Iterator[Finding]:
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


def _too_many_items(draft: Draft) -> Iterator[Finding]:
    for number, flight in enumerate(draft.flights, 1):
        if flight.item_count > MOST_ITEMS:
            yield Finding(details={"vehicle": number, "items": flight.item_count, "limit": MOST_ITEMS})


def _far_from_home(draft: Draft) -> Iterator[Finding]:
    limit = draft.template.safety.max_distance_m
    for number, flight in enumerate(draft.flights, 1):
        away = np.linalg.norm(flight.profile.points[:, :2] - flight.home, axis=1)
        worst = int(np.argmax(away))
        if away[worst] > limit:
            yield Finding(
                details={"vehicle": number, "distance_m": round(float(away[worst])), "limit_m": limit},
                where=_point(draft, flight.profile.points[worst, :2]),
            )


def _motion_blur(draft: Draft) -> Iterator[Finding]:
    if not any(flight.profile.route.looks.any() for flight in draft.flights):
        return
    blur = draft.sensor.blur_px(draft.speed_ms, draft.height_agl_m)
    if blur > SHARPEST_BLUR_PX:
        slower = math.floor(10 * draft.speed_ms * SHARPEST_BLUR_PX / blur) / 10
        yield Finding(details={"blur_px": round(blur, 1), "speed_ms": draft.speed_ms, "sharp_speed_ms": slower})


def _wind(draft: Draft) -> Iterator[Finding]:
    wind = draft.motion.wind
    against = np.array([[-wind.towards[0], -wind.towards[1]]])
    if wind.speed_ms > 0 and draft.motion.leg_speeds(against)[0] < SLOWEST_SHARE * draft.speed_ms:
        hopeless = wind.speed_ms > 0.9 * draft.motion.airspeed_limit_ms
        yield Finding(
            details={"wind_ms": wind.speed_ms, "airspeed_ms": draft.motion.airspeed_limit_ms},
            severity=Severity.ERROR if hopeless else Severity.WARNING,
        )


def _gaps(draft: Draft) -> Iterator[Finding]:
    all_known = not any(len(flight.profile.unknown) for flight in draft.flights)
    if draft.covered_fraction < LEAST_COVERED and all_known:
        where = None if draft.gap is None else _line(draft, draft.gap)
        yield Finding(details={"percent": math.floor(1000 * draft.covered_fraction) / 10}, where=where)


def _separation(draft: Draft) -> Iterator[Finding]:
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


RULES = (
    Rule(
        code="terrain_missing",
        severity=Severity.ERROR,
        sentence="No ground height is known at {places} places under the route or the way home of aircraft {vehicle}. "
        "Add an elevation model that covers the area and the start.",
        test=_terrain_missing,
    ),
    Rule(
        code="too_high",
        severity=Severity.ERROR,
        sentence="Aircraft {vehicle} would fly {height_m} m above ground; {limit_m} m is the limit. "
        "Plan lower, or move the area's edge away from the cliff.",
        test=_too_high,
    ),
    Rule(
        code="too_low",
        severity=Severity.ERROR,
        sentence="Aircraft {vehicle} would fly {height_m} m above ground; {limit_m} m is the least. Plan higher.",
        test=_too_low,
    ),
    Rule(
        code="too_steep",
        severity=Severity.ERROR,
        sentence="Aircraft {vehicle} cannot follow a leg that climbs or sinks by {slope_deg} degrees, not even at its "
        "slowest: it might fly past the next point. Plan higher, or move the area's edge away from the cliff.",
        test=_too_steep,
    ),
    Rule(
        code="return_below_terrain",
        severity=Severity.ERROR,
        sentence="With a return height of {set_m} m, aircraft {vehicle} comes within {clearance_m} m of the ground "
        "on a way home. Set RTL_RETURN_ALT and return_height_m to {needed_m} m, or start from higher ground.",
        test=_return_below_terrain,
    ),
    Rule(
        code="crosses_hole",
        severity=Severity.ERROR,
        sentence="A leg crosses ground that is kept out of. Move the start, or the hole.",
        test=_crosses_hole,
    ),
    Rule(
        code="leaves_allowed",
        severity=Severity.ERROR,
        sentence="A leg leaves the area that is allowed. Draw what is to be done, or the start, inside of it.",
        test=_leaves_allowed,
    ),
    Rule(
        code="return_crosses",
        severity=Severity.WARNING,
        sentence="From {places} places on the route the straight way home crosses ground that is kept out of, "
        "or leaves the area that is allowed. Start where the ways home are free, or come back along the route.",
        test=_return_crosses,
    ),
    Rule(
        code="unwatched",
        severity=Severity.WARNING,
        sentence="With {vehicles} aircraft the place is left unwatched for {gap_s} s at every change. "
        "Use more aircraft, or start closer.",
        test=_unwatched,
    ),
    Rule(
        code="out_of_reach",
        severity=Severity.ERROR,
        sentence="Aircraft {vehicle} cannot reach the area and come home on {usable_wh} Wh. Start closer.",
        test=_out_of_reach,
    ),
    Rule(
        code="too_many_items",
        severity=Severity.ERROR,
        sentence="The plan for aircraft {vehicle} has {items} items; an autopilot may hold only {limit}. "
        "Divide the area or use more aircraft.",
        test=_too_many_items,
    ),
    Rule(
        code="battery",
        severity=Severity.WARNING,
        sentence="Aircraft {vehicle} needs {energy_wh} Wh and may use {usable_wh} Wh a battery: {sorties} flights. "
        "Have charged batteries ready, or use more aircraft.",
        test=_battery,
    ),
    Rule(
        code="far_from_home",
        severity=Severity.WARNING,
        sentence="Aircraft {vehicle} flies {distance_m} m from home; the template allows {limit_m} m. "
        "Start closer, or have an observer out there.",
        test=_far_from_home,
    ),
    Rule(
        code="motion_blur",
        severity=Severity.WARNING,
        sentence="At {speed_ms} m/s the ground smears over {blur_px} pixels. "
        "Fly {sharp_speed_ms} m/s or slower, or higher.",
        test=_motion_blur,
    ),
    Rule(
        code="wind",
        severity=Severity.WARNING,
        sentence="Against {wind_ms} m/s of wind the aircraft, made for {airspeed_ms} m/s, hardly gets forward. "
        "Wait, or plan with less wind.",
        test=_wind,
    ),
    Rule(
        code="gaps",
        severity=Severity.WARNING,
        sentence="Only {percent} % of the area is seen: the ground rises into the picture or a hole is in the way. "
        "Plan with more overlap.",
        test=_gaps,
    ),
    Rule(
        code="separation",
        severity=Severity.WARNING,
        sentence="Aircraft {vehicle} and {other} come within {distance_m} m of each other after {after_s} s; "
        "{limit_m} m is the least. Start them apart, in place or in time.",
        test=_separation,
    ),
)


def problems(draft: Draft) -> tuple[Problem, ...]:
    """Everything that the rules find, errors first."""
    found = [
        Problem(
            code=rule.code,
            severity=finding.severity or rule.severity,
            message=rule.sentence.format(**{name: _plain(value) for name, value in finding.details.items()}),
            where=finding.where,
            details=finding.details,
        )
        for rule in RULES
        for finding in rule.test(draft)
    ]
    return tuple(sorted(found, key=lambda problem: problem.severity is not Severity.ERROR))


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
