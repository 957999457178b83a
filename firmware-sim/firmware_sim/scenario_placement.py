"""Whether what a scenario places lies where it can be found and told apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from firmware_sim.scenario_tables import Place

if TYPE_CHECKING:
    from firmware_sim.scenario import Scenario

LEAST_SPACING_M = 15.0
LEAST_EDGE_DISTANCE_M = 10.0
MOST_SHIFT_M = 2.0
"""A seed moves every placed thing by up to this much, so that nobody learns the answers by heart."""

TARGETS = ("fires", "people")
"""What is looked for: apart from each other and from all else, so that a finding can only be of one."""
DECOYS = ("warm_rocks", "cabins", "cars", "buildings", "animals")
SCENERY = ("boulders",)
"""May lie where it likes."""
NAMED = ("fronts", "gas_clouds", "forests", "lakes", "roads", "debris")


def misplaced(scenario: Scenario) -> list[str]:
    """What is wrong between fields: names used twice, things too close together or to the area's edge."""
    spacing_m = LEAST_SPACING_M + 2 * MOST_SHIFT_M
    edge_m = LEAST_EDGE_DISTANCE_M + MOST_SHIFT_M
    placed = _rows(scenario, TARGETS + DECOYS)
    problems = _repeated_names(placed + _rows(scenario, SCENERY + NAMED))
    for i, (field, thing) in enumerate(placed):
        place = (thing.north_m, thing.east_m)
        inside_m = edge_distance_m(scenario.search_area, place)
        if inside_m < edge_m and _group(field) in (*TARGETS, "warm_rocks", "cabins", "cars"):
            problems.append(f"{field} ({thing.name}): must lie {edge_m:g} m inside search_area, is {inside_m:.1f} m")
        for other_field, other in placed[:i]:
            apart_m = math.dist(place, (other.north_m, other.east_m))
            matters = _group(field) in TARGETS or _group(other_field) in TARGETS
            if matters and apart_m < spacing_m:
                other_text = f"{other_field} ({other.name})"
                problems.append(
                    f"{field} ({thing.name}): must be {spacing_m:g} m from {other_text}, is {apart_m:.1f} m"
                )
    for i, home in enumerate(scenario.homes):
        if edge_distance_m(scenario.search_area, home) > 0:
            problems.append(f"homes[{i}]: must lie outside search_area")
    return problems


def _rows(scenario: Scenario, groups: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [(f"{group}[{i}]", thing) for group in groups for i, thing in enumerate(getattr(scenario, group))]


def _group(field: str) -> str:
    return field.partition("[")[0]


def _repeated_names(rows: list[tuple[str, Any]]) -> list[str]:
    first: dict[str, str] = {}
    problems = []
    for field, thing in rows:
        if thing.name in first:
            problems.append(f"{field}.name: {thing.name!r} is used by {first[thing.name]} too: choose another")
        first.setdefault(thing.name, field)
    return problems


def edge_distance_m(area: tuple[Place, ...], place: Place) -> float:
    """Distance from `place` to the edge of the polygon `area`: positive inside, negative outside."""
    north, east = place
    nearest, inside = math.inf, False
    for (north_a, east_a), (north_b, east_b) in zip(area, area[1:] + area[:1], strict=True):
        along_n, along_e = north_b - north_a, east_b - east_a
        length_2 = along_n**2 + along_e**2
        part = (
            max(0.0, min(1.0, ((north - north_a) * along_n + (east - east_a) * along_e) / length_2))
            if length_2
            else 0.0
        )
        nearest = min(nearest, math.hypot(north - north_a - part * along_n, east - east_a - part * along_e))
        if (north_a > north) != (north_b > north) and east < east_a + (north - north_a) / along_n * along_e:
            inside = not inside
    return nearest if inside else -nearest


def turns_clockwise(ring: tuple[Place, ...]) -> bool:
    """Whether a ring of (north, east) corners runs clockwise on the map."""
    doubled = sum(
        east_a * north_b - east_b * north_a
        for (north_a, east_a), (north_b, east_b) in zip(ring, ring[1:] + ring[:1], strict=True)
    )
    return doubled < 0
