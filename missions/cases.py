"""A template's own cases: inputs with what must come out, run when it is imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from missions.catalogue import Template
from missions.errors import PlanningError
from missions.flight_time import Wind
from missions.geo import GeoPoint, LocalFrame
from missions.lost_person import CHANCES, found_within_m
from missions.plan import Plan
from missions.planner import make_plan
from missions.probability import by_distance
from missions.search_choice import SearchTask, flown_s, search_tasks
from missions.terrain import LevelGround, Terrain

SOMEWHERE = GeoPoint(latitude_deg=60.0, longitude_deg=5.0)
LEVEL = Terrain([LevelGround(amsl_m=100.0)])
MOST_REACH_M, TILE_M = 2000.0, 100.0
"""Of the map of chances in a case."""


def failed_cases(template: Template) -> list[str]:
    """What does not come out as the template promises, one sentence each; empty when all is well."""
    return [f"{case['name']}: {failure}" for case in template.content["cases"] for failure in _failures(template, case)]


def _failures(template: Template, case: Mapping[str, Any]) -> list[str]:
    wind = Wind(**case["wind"]) if "wind" in case else None
    try:
        task = None if "search" not in case else chosen_search(template, case, wind)
        plan = _plan(template, case, drawn_at(SOMEWHERE, case) if task is None else task.area, wind)
    except PlanningError as error:
        return [str(error)]
    return [
        f"{name} is {_figure(plan, task, name)}, expected {wanted}"
        for name, wanted in case["expect"].items()
        if not _holds(name, _figure(plan, task, name), wanted)
    ]


def _plan(template: Template, case: Mapping[str, Any], drawn: Mapping[str, Any], wind: Wind | None) -> Plan:
    return make_plan(
        template,
        drawn,
        case.get("parameters", {}),
        vehicles=case.get("vehicles", 1),
        homes=[SOMEWHERE] if "search" in case else None,
        terrain=LEVEL,
        wind=wind,
    )


def chosen_search(template: Template, case: Mapping[str, Any], wind: Wind | None) -> SearchTask:
    """The area that is best searched for the missing person of a case, who was last seen SOMEWHERE.

    Raises PlanningError.
    """
    wish = case["search"]
    within_m = found_within_m(wish["category"], wish["ground"])
    chances = by_distance(SOMEWHERE, within_m, CHANCES, reach_m=min(within_m[2], MOST_REACH_M))

    def time_of(area: Mapping[str, Any]) -> float:
        return flown_s(_plan(template, case, area, wind))

    choice = search_tasks(
        chances, detection=wish["detection"], tile_m=TILE_M, limit_s=60.0 * wish["minutes"], time_of=time_of
    )
    return choice.tasks[0]


def _figure(plan: Plan, task: SearchTask | None, name: str) -> Any:
    """The figure of `plan`, or of how its area was chosen, that an expectation is about."""
    match name:
        case "min_chance_gained":
            return 0.0 if task is None else task.gained
        case "min_covered_fraction":
            return plan.covered_fraction
        case "max_makespan_s":
            return plan.makespan_s
        case "max_ground_sample_distance_m":
            return plan.ground_sample_distance_m
        case "max_items":
            return max(len(vehicle.items) for vehicle in plan.vehicles)
        case _:
            return sorted({problem.code for problem in plan.problems})


def _holds(name: str, figure: Any, wanted: Any) -> bool:
    if name.startswith("min_"):
        return bool(figure >= wanted)
    return bool(figure <= wanted) if name.startswith("max_") else figure == sorted(wanted)


def drawn_at(middle: GeoPoint, case: Mapping[str, Any]) -> dict[str, Any]:
    """What a case draws, around `middle`, as GeoJSON."""
    if "square_m" in case:
        return square(middle, float(case["square_m"]))
    kind, metres = case["drawn"]["type"], case["drawn"]["metres"]
    if kind == "Polygon":
        metres = [*metres, metres[0]]
    latitude, longitude = LocalFrame(origin=middle).to_geographic(
        [north for _, north in metres], [east for east, _ in metres]
    )
    points = [[float(x), float(y)] for x, y in zip(longitude, latitude, strict=True)]
    match kind:
        case "Point":
            return {"type": kind, "coordinates": points[0]}
        case "Polygon":
            return {"type": kind, "coordinates": [points]}
        case _:
            return {"type": kind, "coordinates": points}


def square(middle: GeoPoint, side_m: float) -> dict[str, Any]:
    """A square as a GeoJSON Polygon."""
    half = side_m / 2
    latitude, longitude = LocalFrame(origin=middle).to_geographic(
        [-half, -half, half, half, -half], [-half, half, half, -half, -half]
    )
    return {
        "type": "Polygon",
        "coordinates": [[[float(x), float(y)] for x, y in zip(longitude, latitude, strict=True)]],
    }
