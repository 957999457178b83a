"""A plan's figures as the JSON of `varde plan --json` and of the API."""

from __future__ import annotations

import math
from typing import Any

from missions.errors import PlanningError
from missions.plan import Plan, Problem, Severity, VehiclePlan


def plan_document(plan: Plan) -> dict[str, Any]:
    """Everything about `plan` but the items themselves; only values that JSON has."""
    return {
        "template": plan.template,
        "template_version": plan.template_version,
        "template_sha256": plan.template_sha256,
        "parameters": dict(plan.parameters),
        "floor_amsl_m": plan.floor_amsl_m,
        "line_spacing_m": round(plan.line_spacing_m, 3),
        "footprint_width_m": round(plan.footprint_width_m, 3),
        "vehicles": [vehicle_document(vehicle) for vehicle in plan.vehicles],
        "makespan_s": round(plan.makespan_s, 1),
        "covered_fraction": round(plan.covered_fraction, 5),
        "seen_outside_m2": round(plan.seen_outside_m2, 1),
        "ground_sample_distance_m": round(plan.ground_sample_distance_m, 4),
        "compute_s": round(plan.compute_s, 4),
        "problems": [problem_document(problem) for problem in plan.problems],
    }


def vehicle_document(vehicle: VehiclePlan) -> dict[str, Any]:
    """One aircraft's figures; `items` is how many mission items it gets."""
    home = vehicle.home
    return {
        "items": len(vehicle.items),
        "distance_m": round(vehicle.distance_m, 1),
        "duration_s": round(vehicle.duration_s, 1),
        "sorties": vehicle.sorties,
        "energy_wh": round(vehicle.energy_wh, 1),
        "min_height_agl_m": round(vehicle.min_height_agl_m, 2),
        "max_height_agl_m": round(vehicle.max_height_agl_m, 2),
        "home": None if home is None else [home.longitude_deg, home.latitude_deg, round(vehicle.home_amsl_m, 1)],
        "is_home_surveyed": vehicle.is_home_surveyed,
        "departures_s": list(vehicle.departures_s),
        "return_height_m": vehicle.return_height_m if math.isfinite(vehicle.return_height_m) else None,
    }


def problem_document(problem: Problem) -> dict[str, Any]:
    """One problem as the contract writes it."""
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        "message": problem.message,
        "where": problem.where,
        "details": dict(problem.details),
    }


def problem_from(error: PlanningError) -> Problem:
    """An input that was refused, in the shape of a plan's problems."""
    return Problem(
        code=error.code, severity=Severity.ERROR, message=str(error), where=error.where, details=dict(error.details)
    )
