"""Templates bound to places on behalf of people, kept so that an aircraft can be sent them after a restart too."""

from __future__ import annotations

import asyncio
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, get_args

from ground_station.api.station import BadArea, BadParameter, BadTemplate, UnknownPlan, UnknownTemplate
from ground_station.api.wire import (
    DrawingKind,
    ParameterView,
    PlanRequest,
    PlanView,
    ProblemView,
    TemplateView,
    WindView,
)
from ground_station.config import WeatherSettings
from ground_station.fleet.fleet import Fleet
from ground_station.flying.fences import around_plan
from ground_station.flying.plan_zones import Zones, ZonesRefused, ring_of, zones_for
from ground_station.flying.plans import StoredPlan
from ground_station.flying.watch import ground_of
from ground_station.incident.desk import Incidents
from ground_station.incident.events import PlanMade
from ground_station.incident.journal import Journal
from ground_station.incident.records import PlanSummary
from ground_station.messages import words
from ground_station.plan_wind import WindSource, as_parameters, flown_in
from ground_station.problem_words import said
from missions.airspace.reading import volumes_in
from missions.airspace.trespass import next_day, with_airspace
from missions.catalogue import Template, find_template
from missions.document import plan_document
from missions.errors import ParameterError, PlanningError, TemplateError
from missions.exchange.errors import StoreError
from missions.exchange.store import Store
from missions.formats import qgc_plan
from missions.formats.route_line import route_line
from missions.geo import GeoPoint
from missions.obstacles import obstacles_in
from missions.patterns import patterns
from missions.plan import MissionItem, Plan, Problem, Severity
from missions.planner import make_plan
from missions.search_choice import FlightTime, flown_s
from missions.stated_floor import with_starts
from missions.terrain import Terrain

CHANGE_SPEED: Final = 178
"""MAV_CMD_DO_CHANGE_SPEED."""
USUAL_SPEED_MS: Final = 5.0
"""PX4's own, of a plan that sets none."""
ANSWERED_BY_PERMISSION: Final = frozenset({"airspace_ask", "airspace_permitted"})
"""Problems with airspace that somebody may have a permission for."""


class Planning:
    """Makes plans and keeps the flyable ones."""

    def __init__(
        self,
        journal: Journal,
        incidents: Incidents,
        fleet: Fleet,
        terrain: Terrain | None,
        data: Path,
        weather: WeatherSettings | None = None,
    ) -> None:
        self._journal = journal
        self._incidents = incidents
        self._fleet = fleet
        self._terrain = terrain
        self._templates = Store(data / "templates")
        self._airspace = data / "airspace"
        self._obstacles = data / "obstacles"
        self._wind = WindSource(weather=weather or WeatherSettings(), cache=data / "weather", terrain=terrain)

    def templates(self, language: str) -> list[TemplateView]:
        """Every template that may be chosen, in the caller's language. Raises `BadTemplate`."""
        try:
            return [template_view(template, language) for template in self._templates.choosable()]
        except StoreError as error:
            raise BadTemplate(said(error, language)) from error

    async def plan(self, incident_id: str, request: PlanRequest, actor: str, language: str) -> PlanView:
        """Bind a template to an area; a flyable plan is kept and journalled.

        Raises `UnknownTemplate`, `BadTemplate`, `BadParameter`, `BadArea`, `BadWind`.
        """
        try:
            template = self._templates.named(request.template)
            homes, starts = self._homes(request.vehicles), self._starts(request.vehicles)
            # A square kilometre takes part of a second, a forecast some: aircraft and map must not wait for it.
            plan, wind = await asyncio.to_thread(self._made, template, request, homes, starts, language)
        except TemplateError as error:
            raise UnknownTemplate(request.template) from error
        except StoreError as error:
            raise BadTemplate(said(error, language)) from error
        except ParameterError as error:
            raise BadParameter(said(error, language)) from error
        except PlanningError as error:
            raise BadArea(said(error, language)) from error
        problems = [_problem_view(problem, language) for problem in plan.problems]
        zones = self._zones(request, plan, language)
        document = plan_document(plan)
        if not plan.is_flyable:
            return PlanView(
                id=None,
                summary=_summary("", plan, request.vehicles, zones),
                problems=problems,
                vehicles=document["vehicles"],
                compute_s=plan.compute_s,
                wind=wind,
            )
        plan_id = f"p-{secrets.token_hex(4)}"
        summary = _summary(plan_id, plan, request.vehicles, zones)
        body = {
            "summary": summary.model_dump(mode="json"),
            "document": document,
            "problems": [asdict(problem) for problem in plan.problems],
            "items": [[asdict(item) for item in vehicle.items] for vehicle in plan.vehicles],
            "fence": [asdict(item) for item in zones.fence],
            "rally": [asdict(item) for item in zones.rally],
            "wind": None if wind is None else wind.model_dump(mode="json"),
            "permitted": list(request.permitted),
        }
        self._journal.save_plan(plan_id, incident_id, body)
        self._incidents.get(incident_id).record(PlanMade(at=datetime.now(UTC), actor=actor, plan=summary))
        return self.view(plan_id, language)

    def _made(
        self,
        template: Template,
        request: PlanRequest,
        homes: list[GeoPoint] | None,
        starts: Sequence[tuple[GeoPoint, float]],
        language: str,
    ) -> tuple[Plan, WindView | None]:
        """A plan, held against the airspace that the station keeps, and its wind. Raises `PlanningError`, `BadWind`."""
        volumes, given = volumes_in(self._airspace), dict(request.parameters)
        wind = self._wind.asked_for(request.wind, template, given, request.area, language)
        plan = make_plan(
            template,
            request.area,
            {**given, **as_parameters(wind, template)},
            vehicles=max(1, len(request.vehicles)),
            homes=homes,
            terrain=self._terrain,
            wind=flown_in(wind),
            obstacles=obstacles_in(self._obstacles),
            floor_amsl_m=request.floor_amsl_m,
        )
        plan = with_starts(plan, starts)
        ground = self._terrain.height_m if self._terrain else None
        return with_airspace(plan, volumes, ground=ground, when=next_day(), permitted=request.permitted), wind

    def trial(
        self,
        template_id: str,
        parameters: Mapping[str, Any],
        vehicles: Sequence[int],
        start: GeoPoint | None,
        floor_amsl_m: float | None = None,
    ) -> tuple[Template, FlightTime]:
        """A template, with how long its flights over areas take, or why they must not be flown. Nothing is kept.

        The aircraft start from home; without one from `start`. Raises `UnknownTemplate`, PlanningError.
        """
        try:
            template = self._templates.named(template_id)
        except (TemplateError, StoreError) as error:
            raise UnknownTemplate(template_id) from error
        homes = self._homes(vehicles) or (None if start is None else [start])
        volumes, obstacles = volumes_in(self._airspace), obstacles_in(self._obstacles)
        ground = self._terrain.height_m if self._terrain else None

        def time_of(area: dict[str, Any]) -> float:
            plan = make_plan(
                template,
                area,
                parameters,
                vehicles=max(1, len(vehicles)),
                homes=homes,
                terrain=self._terrain,
                obstacles=obstacles,
                floor_amsl_m=floor_amsl_m,
            )
            plan = with_starts(plan, self._starts(vehicles))
            return flown_s(with_airspace(plan, volumes, ground=ground, when=next_day()))

        return template, time_of

    def view(self, plan_id: str, language: str) -> PlanView:
        """A plan made earlier. Raises `UnknownPlan`."""
        body = self._body(plan_id)
        problems = [Problem(**{**kept, "severity": Severity(kept["severity"])}) for kept in body["problems"]]
        return PlanView(
            id=plan_id,
            summary=PlanSummary.model_validate(body["summary"]),
            problems=[_problem_view(problem, language) for problem in problems],
            vehicles=body["document"]["vehicles"],
            compute_s=body["document"]["compute_s"],
            fence=ring_of(_items(body.get("fence", ()))),
            rally=[(item.longitude_deg, item.latitude_deg) for item in _items(body.get("rally", ()))],
            wind=None if body.get("wind") is None else WindView.model_validate(body["wind"]),
        )

    def file(self, plan_id: str, part: int) -> str:
        """A part of a plan with its fence and rally points, as QGroundControl's `.plan`. Raises `UnknownPlan`."""
        plan = self.stored(plan_id, part)
        first = plan.items[0]
        longitude_deg, latitude_deg = (plan.vehicle.get("home") or (first.longitude_deg, first.latitude_deg))[:2]
        speeds = (item.params[1] for item in plan.items if item.command == CHANGE_SPEED)
        return qgc_plan.write_items(
            plan.items,
            home=(latitude_deg, longitude_deg, plan.home_amsl_m),
            speed_ms=next(speeds, USUAL_SPEED_MS),
            fence=plan.fence,
            rally=plan.rally,
        )

    def _zones(self, request: PlanRequest, plan: Plan, language: str) -> Zones:
        homes = [(one.home.latitude_deg, one.home.longitude_deg) for one in plan.vehicles if one.home is not None]
        ring = _fence_ring(request, plan, homes)
        try:
            return zones_for(ring, request.rally, [one.items for one in plan.vehicles], homes, ground_of(self._terrain))
        except ZonesRefused as error:
            raise BadArea(words(language).format(error.words, **error.details)) from error

    def items(self, plan_id: str, part: int) -> list[MissionItem]:
        """What the aircraft of `part` flies. Raises `UnknownPlan`."""
        parts = self._body(plan_id)["items"]
        if not 0 <= part < len(parts):
            raise UnknownPlan(f"{plan_id}, part {part}")
        return _items(parts[part])

    def stored(self, plan_id: str, part: int) -> StoredPlan:
        """A part of a plan as it was kept. Raises `UnknownPlan`."""
        body = self._body(plan_id)
        template = find_template(body["summary"]["template"], self._templates.templates())
        return StoredPlan(
            id=plan_id,
            part=part,
            items=self.items(plan_id, part),
            vehicle=body["document"]["vehicles"][part],
            fence=_items(body.get("fence", ())),
            rally=_items(body.get("rally", ())),
            checklist=[
                item["text"] for item in template.content.get("checklist", []) if item.get("when") in (None, "before")
            ],
        )

    def _body(self, plan_id: str) -> dict[str, Any]:
        body = self._journal.plan(plan_id)
        if body is None:
            raise UnknownPlan(plan_id)
        return body

    def _homes(self, vehicles: Sequence[int]) -> list[GeoPoint] | None:
        homes = []
        for system_id in vehicles:
            state = self._fleet.vehicles.get(system_id)
            if state is None or state.home is None:
                return None
            homes.append(GeoPoint(latitude_deg=state.home.latitude_deg, longitude_deg=state.home.longitude_deg))
        return homes or None

    def _starts(self, vehicles: Sequence[int]) -> list[tuple[GeoPoint, float]]:
        """Where the aircraft say that they stand, and how high above the sea."""
        states = [self._fleet.vehicles.get(system_id) for system_id in vehicles]
        homes = [state.home for state in states if state is not None and state.home is not None]
        return [
            (GeoPoint(latitude_deg=home.latitude_deg, longitude_deg=home.longitude_deg), home.altitude_amsl_m)
            for home in homes
        ]


def _items(kept: Sequence[Mapping[str, Any]]) -> list[MissionItem]:
    return [MissionItem(**{**item, "params": tuple(item["params"])}) for item in kept]


def _fence_ring(request: PlanRequest, plan: Plan, homes: Sequence[tuple[float, float]]) -> list[list[float]] | None:
    """The closed ring of the fence that is asked for, longitude before latitude."""
    if request.fence is not None:
        return list(request.fence["coordinates"][0])
    if request.fence_margin_m is None or not plan.vehicles:
        return None
    places = [(latitude, longitude) for longitude, latitude in (*plan.area["coordinates"][0], *request.rally)]
    drawn = around_plan(
        [item for one in plan.vehicles for item in one.items], [*places, *homes], request.fence_margin_m
    )
    ring = ring_of(drawn)
    return None if ring is None else list(ring["coordinates"][0])


def template_view(template: Template, language: str) -> TemplateView:
    """A template as people choose it, in their language."""

    def spoken(texts: Mapping[str, str]) -> str:
        return texts.get(language) or texts["nb"]

    return TemplateView(
        id=template.id,
        version=template.version,
        title=spoken(template.title),
        description=spoken(template.description),
        pattern=template.pattern,
        maturity=template.maturity,
        parameters=[
            ParameterView(
                name=parameter.name,
                title=spoken(parameter.title),
                type="boolean" if parameter.kind == "boolean" else "number",
                unit=parameter.unit,
                default=bool(parameter.default) if parameter.kind == "boolean" else float(parameter.default),
                minimum=parameter.minimum if math.isfinite(parameter.minimum) else None,
                maximum=parameter.maximum if math.isfinite(parameter.maximum) else None,
            )
            for parameter in template.parameters
        ],
        checklist=[spoken(item["text"]) for item in template.content.get("checklist", [])],
        sha256=template.sha256,
        draws=kinds_drawn(template),
        maintainer=template.content["maintainer"],
    )


def kinds_drawn(template: Template) -> list[DrawingKind]:
    """What a template can be drawn as, the most natural first."""
    known: Sequence[DrawingKind] = get_args(DrawingKind)
    return [kind for drawn in patterns()[template.pattern].draws for kind in known if kind == drawn]


def _problem_view(problem: Problem, language: str) -> ProblemView:
    return ProblemView(
        code=problem.code,
        severity=problem.severity.value,
        message=said(problem, language),
        where=problem.where,
        airspace=str(problem.details["name"]) if problem.code in ANSWERED_BY_PERMISSION else None,
    )


def _summary(plan_id: str, plan: Plan, vehicles: Sequence[int], zones: Zones) -> PlanSummary:
    return PlanSummary(
        id=plan_id,
        template=plan.template,
        template_version=plan.template_version,
        template_sha256=plan.template_sha256,
        area=plan.area,
        routes=[{"type": "LineString", "coordinates": route_line(vehicle)} for vehicle in plan.vehicles],
        vehicles=list(vehicles),
        makespan_s=plan.makespan_s,
        covered_fraction=plan.covered_fraction,
        ground_sample_distance_m=plan.ground_sample_distance_m,
        footprint_width_m=plan.footprint_width_m,
        line_spacing_m=plan.line_spacing_m,
        fence=ring_of(zones.fence),
        rally=[(item.longitude_deg, item.latitude_deg) for item in zones.rally],
    )
