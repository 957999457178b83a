"""What is wrong with a plan, in plain words and each with its place. Rows, not branches: a new check is a new row.

Nothing is safe because it is not known: ground of unknown height under a route, or under a way home, is an
error.
"""

from __future__ import annotations

from dataclasses import dataclass

from missions import flaws
from missions.draft import Draft
from missions.flaws import Test
from missions.plan import Problem, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that can be wrong; `sentence` is filled with the finding's details."""

    code: str
    severity: Severity
    sentence: str
    test: Test


RULES = (
    Rule(
        code="terrain_missing",
        severity=Severity.ERROR,
        sentence="No ground height is known at {places} places under the route or the way home of aircraft {vehicle}. "
        "Add an elevation model that covers the area and the start, or state the height above the sea that no ground "
        "there passes.",
        test=flaws.terrain_missing,
    ),
    Rule(
        code="too_high",
        severity=Severity.ERROR,
        sentence="Aircraft {vehicle} would fly {height_m} m above ground; {limit_m} m is the limit. "
        "Plan lower, or move the area's edge away from the cliff.",
        test=flaws.too_high,
    ),
    Rule(
        code="too_low",
        severity=Severity.ERROR,
        sentence="Aircraft {vehicle} would fly {height_m} m above ground; {limit_m} m is the least. Plan higher.",
        test=flaws.too_low,
    ),
    Rule(
        code="too_steep",
        severity=Severity.ERROR,
        sentence="Aircraft {vehicle} cannot follow a leg that climbs or sinks by {slope_deg} degrees, not even at its "
        "slowest: it might fly past the next point. Plan higher, or move the area's edge away from the cliff.",
        test=flaws.too_steep,
    ),
    Rule(
        code="return_below_terrain",
        severity=Severity.ERROR,
        sentence="With a return height of {set_m} m, aircraft {vehicle} comes within {clearance_m} m of the ground "
        "on a way home. Set RTL_RETURN_ALT and return_height_m to {needed_m} m, or start from higher ground.",
        test=flaws.return_below_terrain,
    ),
    Rule(
        code="return_unsure",
        severity=Severity.ERROR,
        sentence="On a straight way home aircraft {vehicle} comes within {clearance_m} m of the ground. Its return "
        "height may not help: nobody knows how high the start lies. Start where an elevation model knows the ground.",
        test=flaws.return_unsure,
    ),
    Rule(
        code="floor_by_hand",
        severity=Severity.WARNING,
        sentence="At {places} places under the route or the ways home of aircraft {vehicle} no ground height is known. "
        "The plan goes by {floor_m} m above the sea, stated by hand: nothing was checked against the ground there, "
        "neither the room above it nor the height limit. Make sure that no ground there, nor the start, is higher.",
        test=flaws.floor_by_hand,
    ),
    Rule(
        code="crosses_hole",
        severity=Severity.ERROR,
        sentence="Ground that is kept out of is crossed by {legs} legs. Move the start, or the hole.",
        test=flaws.crosses_hole,
    ),
    Rule(
        code="leaves_allowed",
        severity=Severity.ERROR,
        sentence="A leg leaves the area that is allowed. Draw what is to be done, or the start, inside of it.",
        test=flaws.leaves_allowed,
    ),
    Rule(
        code="return_crosses",
        severity=Severity.WARNING,
        sentence="From {places} places on the route the straight way home crosses ground that is kept out of, "
        "or leaves the area that is allowed. Start where the ways home are free, or come back along the route.",
        test=flaws.return_crosses,
    ),
    Rule(
        code="unwatched",
        severity=Severity.WARNING,
        sentence="With {vehicles} aircraft the place is left unwatched for {gap_s} s at every change. "
        "Use more aircraft, or start closer.",
        test=flaws.unwatched,
    ),
    Rule(
        code="out_of_reach",
        severity=Severity.ERROR,
        sentence="Aircraft {vehicle} cannot reach the area and come home on {usable_wh} Wh. Start closer.",
        test=flaws.out_of_reach,
    ),
    Rule(
        code="too_many_items",
        severity=Severity.ERROR,
        sentence="The plan for aircraft {vehicle} has {items} items; an autopilot may hold only {limit}. "
        "Divide the area or use more aircraft.",
        test=flaws.too_many_items,
    ),
    Rule(
        code="battery",
        severity=Severity.WARNING,
        sentence="Aircraft {vehicle} needs {energy_wh} Wh and may use {usable_wh} Wh a battery: {sorties} flights. "
        "Have charged batteries ready, or use more aircraft.",
        test=flaws.battery,
    ),
    Rule(
        code="far_from_home",
        severity=Severity.WARNING,
        sentence="Aircraft {vehicle} flies {distance_m} m from home; the template allows {limit_m} m. "
        "Start closer, or have an observer out there.",
        test=flaws.far_from_home,
    ),
    Rule(
        code="motion_blur",
        severity=Severity.WARNING,
        sentence="At {speed_ms} m/s the ground smears over {blur_px} pixels. "
        "Fly {sharp_speed_ms} m/s or slower, or higher.",
        test=flaws.motion_blur,
    ),
    Rule(
        code="wind",
        severity=Severity.WARNING,
        sentence="Against {wind_ms} m/s of wind the aircraft, made for {airspeed_ms} m/s, hardly gets forward. "
        "Wait, or plan with less wind.",
        test=flaws.wind,
    ),
    Rule(
        code="sees_nothing",
        severity=Severity.ERROR,
        sentence="Only {percent} % of what is to be seen would be seen: it is too large to be looked at from so far "
        "outside of it. Draw a smaller area or a point, or choose a template that flies over the ground.",
        test=flaws.sees_nothing,
    ),
    Rule(
        code="gaps",
        severity=Severity.WARNING,
        sentence="Only {percent} % of the area is seen: the ground rises into the picture or a hole is in the way. "
        "Plan with more overlap.",
        test=flaws.gaps,
    ),
    Rule(
        code="separation",
        severity=Severity.WARNING,
        sentence="Aircraft {vehicle} and {other} come within {distance_m} m of each other after {after_s} s; "
        "{limit_m} m is the least. Start them apart, in place or in time.",
        test=flaws.separation,
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
