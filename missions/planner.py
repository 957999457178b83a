"""From a template and a drawn area to a checked plan for one or several aircraft."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from missions.area import Coverage, coverage
from missions.binding import bound_task, sensor_of, stated_wind
from missions.catalogue import Template
from missions.check import problems
from missions.draft import Draft, Flight, Trespasses
from missions.drawing import Drawing, read_drawing
from missions.errors import ParameterError
from missions.flaws import LEAST_COVERED
from missions.flight_time import Wind
from missions.flights import flight, seen_rings, turn, vehicle_plan
from missions.geo import GeoPoint
from missions.obstacles import Obstacle, to_keep_out, with_obstacles
from missions.patterns import Pattern, Setting, find_pattern
from missions.plan import MissionItem, Plan
from missions.stated_floor import refuse_floor
from missions.task import Task
from missions.terrain import Terrain
from missions.ways_home import ways_back

MOST_VEHICLES = 20
ATTEMPTS = ((1.0, True), (1.0, False), (0.9, True), (0.9, False), (0.8, False), (0.7, False))
"""Spacing, of the widest, and whether lines may end early: on ground that rises to one side, or lower on the climb out,
the picture is narrower. Lines are made longer and moved together until all is seen."""
NEXT_TO_NOTHING = 0.002
"""Ending lines early must cost no more than this of the ground: with more left unseen it is tried without, and what
whole lines leave unseen too (beside a hole) was not lost by it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Attempt:
    """The work of a task, flown."""

    task: Task
    flown: list[tuple[Flight, tuple[MissionItem, ...]]]
    seen: Coverage

    @property
    def flights(self) -> tuple[Flight, ...]:
        return tuple(flown for flown, _ in self.flown)

    @property
    def is_grounded(self) -> bool:
        """Whether ground is unknown, which no other lines mend."""
        return any(len(flown.profile.unknown) for flown in self.flights)


def make_plan(
    template: Template,
    area_geojson: Mapping[str, Any],
    parameters: Mapping[str, object] | None = None,
    *,
    vehicles: int = 1,
    homes: Sequence[GeoPoint] | None = None,
    terrain: Terrain | None = None,
    wind: Wind | None = None,
    obstacles: Sequence[Obstacle] = (),
    floor_amsl_m: float | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Plan:
    """Bind `template` to an area.

    Raises AreaError and ParameterError for input that cannot be planned with. What can be planned but should not be
    flown comes back in `Plan.problems`; with an error among them the plan must not be flown. Without homes the aircraft
    start just outside the area where the ways home are clearest; fewer homes than aircraft means side by side.
    What is too high of `obstacles` is flown round, and every leg and way home is held against all of them.
    Ground of unknown height is an error, but for a `floor_amsl_m` that a person answers for.
    """
    began_s = clock()
    _refuse_vehicles(vehicles)
    refuse_floor(floor_amsl_m)
    values = template.bound(parameters or {})
    drawing = _kept_clear(read_drawing(area_geojson), obstacles, float(values["height_agl_m"]), terrain)
    pattern = find_pattern(template.pattern, drawing.kind, values)
    blowing = wind or stated_wind(values)
    area = pattern.area(Setting(drawing=drawing, values=values, sensor=sensor_of(template, values), wind=blowing))
    task = bound_task(
        template,
        drawing,
        area,
        values,
        vehicles=vehicles,
        homes=homes,
        terrain=terrain,
        wind=blowing,
        floor_amsl_m=floor_amsl_m,
    )
    best = _best(template, pattern, task)
    task, flown, seen, flights = best.task, best.flown, best.seen, best.flights
    rota = None if pattern.rota is None else pattern.rota(task, [turn(each) for each in flights])
    if rota is not None:
        flown = [
            (replace(each, departures_s=departures), items)
            for (each, items), departures in zip(flown, rota.departures_s, strict=True)
        ]
        flights = tuple(each for each, _ in flown)
    draft = Draft(
        template=template,
        parameters=task.values,
        area=task.area,
        sensor=task.sensor,
        motion=task.motion,
        flights=flights,
        trespasses=_trespasses(task, flights),
        covered_fraction=seen.covered_fraction,
        gap=seen.gaps[0] if seen.gaps else None,
        floor_amsl_m=floor_amsl_m,
        unwatched_s=0.0 if rota is None else rota.unwatched_s,
    )
    found = problems(draft)
    plan = Plan(
        template=template.id,
        template_version=template.version,
        template_sha256=template.sha256,
        parameters=dict(task.values),
        area=task.area.geojson,
        vehicles=tuple(vehicle_plan(task, each, items) for each, items in flown if not len(each.profile.unknown)),
        line_spacing_m=task.spacing_m,
        footprint_width_m=task.sensor.footprint_width_m(task.height_m),
        ground_sample_distance_m=task.sensor.ground_sample_distance_m(task.height_m),
        makespan_s=max((each.duration_s for each in flights if not len(each.profile.unknown)), default=0.0),
        covered_fraction=seen.covered_fraction,
        seen_outside_m2=seen.outside_m2,
        compute_s=clock() - began_s,
        problems=found,
        floor_amsl_m=floor_amsl_m,
    )
    return with_obstacles(plan, obstacles, ground=None if terrain is None else terrain.height_m) if obstacles else plan


def _kept_clear(
    drawing: Drawing, obstacles: Sequence[Obstacle], height_agl_m: float, terrain: Terrain | None
) -> Drawing:
    """The drawing with the ground round what stands too high among what is kept out of."""
    if not obstacles:
        return drawing
    around = to_keep_out(
        obstacles,
        drawing.frame,
        drawing.shape,
        height_agl_m=height_agl_m,
        ground=None if terrain is None else terrain.height_m,
    )
    return replace(drawing, kept_out=shapely.union_all([drawing.kept_out, around]))


def _best(template: Template, pattern: Pattern, task: Task) -> _Attempt:
    """The first attempt that sees enough, or the one before if that saw next to no less; the last where none does."""
    before: _Attempt | None = None
    for attempt in _attempts(template, pattern, task):
        covered = attempt.seen.covered_fraction
        if before is not None and before.seen.covered_fraction >= max(covered - NEXT_TO_NOTHING, LEAST_COVERED):
            return before
        if attempt.is_grounded or covered >= (1.0 - NEXT_TO_NOTHING if attempt.task.is_trimmed else LEAST_COVERED):
            break
        before = attempt
    return attempt


def _attempts(template: Template, pattern: Pattern, task: Task) -> Iterator[_Attempt]:
    """The work at ever closer lines."""
    for tighter, is_trimmed in ATTEMPTS if pattern.is_spaced else ATTEMPTS[:1]:
        trial = replace(task, spacing_m=task.spacing_m * tighter, is_trimmed=is_trimmed)
        flown = [flight(template, trial, number, work) for number, work in enumerate(pattern.work(trial)) if work]
        seen = coverage(trial.area, [ring for each, _ in flown for ring in seen_rings(trial, each)])
        yield _Attempt(task=trial, flown=flown, seen=seen)


def _refuse_vehicles(vehicles: int) -> None:
    if not 1 <= vehicles <= MOST_VEHICLES:
        raise ParameterError(
            "parameter_limits",
            f"vehicles is {vehicles}, outside 1 to {MOST_VEHICLES}.",
            remedy="Choose how many aircraft you have.",
            details={"name": "vehicles", "value": vehicles, "minimum": 1, "maximum": MOST_VEHICLES, "unit": ""},
        )


def _trespasses(task: Task, flights: Sequence[Flight]) -> Trespasses:
    """Where legs, and straight ways home, go that they may not."""
    if not task.area.has_holes and task.area.allowed is None:
        return Trespasses()
    legs = np.concatenate([np.stack([f.profile.points[:-1, :2], f.profile.points[1:, :2]], axis=1) for f in flights])
    back = np.concatenate([ways_back(each.profile.points[:, :2], each.home) for each in flights])
    return Trespasses(
        crossing=legs[task.free.crossing(legs)],
        leaving=legs[task.free.leaving(legs)],
        crossing_home=back[task.free.crossing(back)],
        leaving_home=back[task.free.leaving(back)],
    )
