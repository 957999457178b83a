"""A small real station behind a real server on a free port."""

from __future__ import annotations

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

import httpx
import pytest
import websockets
from argon2 import PasswordHasher

from ground_station.access.permissions import Role
from ground_station.access.users import Access
from ground_station.api.app import create_api, server
from ground_station.api.station import BadArea, ThermalPicture, UnknownPlan, UnknownTemplate, UnknownVehicle
from ground_station.api.template_desk import BadCatalogue
from ground_station.api.template_views import (
    AdaptRequest,
    CatalogueRequest,
    ChangeView,
    KnownCatalogueView,
    OffersView,
    ShelfTemplate,
    ShelfView,
    TakeRequest,
)
from ground_station.api.wire import (
    AirState,
    AutopilotParameter,
    Command,
    CommandResult,
    ControlRequest,
    ControlView,
    LogsView,
    LogView,
    ParameterRequest,
    ParametersView,
    PlanRequest,
    PlanView,
    PreflightView,
    ResumeRequest,
    ResumeResult,
    SeenState,
    SigningRequest,
    State,
    TemplateView,
    Tick,
    VehicleState,
    ZonesView,
)
from ground_station.database import open_database
from ground_station.incident.desk import Incidents, OpenIncident
from ground_station.incident.events import CommandIssued, FindingFound
from ground_station.incident.journal import Journal
from ground_station.incident.records import Ellipse, Finding, GeoJson, PlanSummary
from ground_station.safety.control import ControlRefused, Refusal
from ground_station.searching import USUAL_TEMPLATE, Searching
from missions.catalogue import find_template

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
AREA = {"type": "Polygon", "coordinates": [[[5.3, 60.3], [5.31, 60.3], [5.31, 60.31], [5.3, 60.3]]]}


def vehicle_state(vehicle_id: int, *, heading_deg: float = 0.0) -> VehicleState:
    return VehicleState(
        key=f"vehicle/{vehicle_id}",
        at=NOON,
        id=vehicle_id,
        letter="ABC"[vehicle_id - 1],
        link="live",
        mode="hold",
        is_armed=False,
        is_in_air=False,
        is_failsafe=False,
        is_ready_to_arm=True,
        latitude_deg=60.3,
        longitude_deg=5.3,
        altitude_amsl_m=40.0,
        height_above_home_m=0.0,
        height_agl_m=0.0,
        heading_deg=heading_deg,
        ground_speed_ms=0.0,
        climb_ms=0.0,
        battery_fraction=0.9,
        battery_v=15.8,
        satellites=14,
        gnss_fix=3,
        home=None,
        mission_seq=None,
        mission_total=None,
        mission_checksum=None,
        plan_id=None,
        autopilot="px4",
    )


class SmallInside:
    """Every aircraft has one parameter, one log and one rally point."""

    def __init__(self, asked: list[tuple[Any, ...]]) -> None:
        self.asked = asked

    async def parameters(self, vehicle_id: int, language: str) -> ParametersView:
        return await self.parameter(vehicle_id, "GF_ACTION", language)

    async def parameter(self, vehicle_id: int, name: str, language: str) -> ParametersView:
        row = AutopilotParameter(name=name, value=2.0, is_whole=True)
        return ParametersView(outcome="accepted", reasons=[], parameters=[row])

    async def set_parameter(
        self, vehicle_id: int, name: str, wanted: ParameterRequest, actor: str, language: str
    ) -> CommandResult:
        self.asked.append(("set", name, wanted.value, wanted.why, actor))
        return CommandResult(outcome="accepted", reasons=[])

    async def logs(self, vehicle_id: int, language: str) -> LogsView:
        row = LogView(number=1, size_bytes=3, began_at=None, fetched=None)
        return LogsView(outcome="accepted", reasons=[], logs=[row])

    async def fetch_log(self, vehicle_id: int, number: int, language: str) -> tuple[BinaryIO | None, list[str]]:
        return (io.BytesIO(b"log" * 50_000), []) if number == 1 else (None, ["no such log"])

    async def zones(self, vehicle_id: int, zone: str, language: str) -> ZonesView:
        features = {"type": "FeatureCollection", "features": []}
        return ZonesView(outcome="accepted", reasons=[], checksum=None, features=features)

    async def clear(self, vehicle_id: int, zone: str, why: str | None, actor: str, language: str) -> CommandResult:
        self.asked.append(("clear", zone, why, actor))
        return CommandResult(outcome="accepted", reasons=[])

    async def set_up_signing(self, vehicle_id: int, wanted: SigningRequest, actor: str, language: str) -> CommandResult:
        self.asked.append(("signing", wanted.action, wanted.why, actor))
        return CommandResult(outcome="accepted", reasons=[])


class SmallShelf:
    """One template is kept, and one catalogue is trusted that offers nothing."""

    async def shelf(self, language: str) -> ShelfView:
        return ShelfView(templates=[self._template()], catalogues=[self._catalogue()])

    async def adapt(self, wanted: AdaptRequest, language: str) -> ShelfTemplate:
        return self._template()

    async def trust(self, wanted: CatalogueRequest, language: str) -> OffersView:
        return OffersView(catalogue=self._catalogue(), offers=[], refused=[])

    async def offers(self, fingerprint: str, language: str) -> OffersView:
        if fingerprint != "f" * 64:
            raise BadCatalogue("nobody trusts it")
        return OffersView(catalogue=self._catalogue(), offers=[], refused=[])

    async def change(self, fingerprint: str, template_id: str, language: str) -> ChangeView:
        return ChangeView(id=template_id, version="1.0.1", kept="1.0.0", lines=[], own=[], sha256="0" * 64)

    async def take(self, fingerprint: str, wanted: TakeRequest, language: str) -> ShelfTemplate:
        return self._template()

    def _template(self) -> ShelfTemplate:
        return ShelfTemplate(
            id="no.bergen.brann/mop-up", version="1.0.0", title="Mop-up", description="", pattern="parallel_sweep",
            draws=["polygon"], maturity="draft", maintainer="Bergen", source="shipped", pulled_at=None, catalogue=None,
            withdrawn=None, trouble=None, values=[], derived_from=None, used_by=[], plans=0, last_planned_at=None,
        )  # fmt: skip

    def _catalogue(self) -> KnownCatalogueView:
        return KnownCatalogueView(
            fingerprint="f" * 64, address="/media/stick", checked_at=NOON, expires_at=NOON, is_stale=True
        )


class SmallFlight:
    """Nobody is in command, nothing blocks, the air is free."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.pilot: str | None = None
        self.inside = SmallInside(self.asked)

    def control(
        self, vehicle_id: int, wish: ControlRequest, actor: str, *, may_fly: bool, may_lead: bool
    ) -> ControlView:
        self.asked.append((wish.action, actor, may_fly, may_lead))
        if self.pilot is not None and wish.action != "ask":
            raise ControlRefused(Refusal.NOT_YOURS, self.pilot)
        return ControlView(vehicle_id=vehicle_id, pilot=actor, next_pilot=None, passes_at=None)

    def acknowledge(self, vehicle_id: int, rule: str, actor: str) -> CommandResult:
        self.asked.append(("acknowledge", rule, actor))
        return CommandResult(outcome="accepted", reasons=[])

    async def checks(self, vehicle_id: int, plan_id: str | None, language: str) -> PreflightView:
        if vehicle_id not in (1, 2):
            raise UnknownVehicle(vehicle_id)
        return PreflightView(vehicle_id=vehicle_id, plan=plan_id, is_ready=True, checks=[])

    async def tick_items(
        self, vehicle_id: int, plan_id: str | None, ticks: list[Tick], actor: str, language: str
    ) -> PreflightView:
        self.asked.append(("tick", actor, [tick.item for tick in ticks]))
        return await self.checks(vehicle_id, plan_id, language)

    async def set_failsafes(self, vehicle_id: int, plan_id: str | None, actor: str) -> CommandResult:
        return CommandResult(outcome="accepted", reasons=[])

    async def resume(self, vehicle_id: int, wanted: ResumeRequest, actor: str, language: str) -> ResumeResult:
        self.asked.append(("resume", wanted.plan, wanted.from_))
        return ResumeResult(outcome="accepted", reasons=[], item=4, along=0.5, items=9, left_m=800.0)

    def air_state(self) -> AirState:
        return AirState(at=NOON, is_clearing=False, by=None, why=None, since=None, vehicles=[])

    def clear_the_air(self, why: str, actor: str) -> AirState:
        return AirState(at=NOON, is_clearing=True, by=actor, why=why, since=NOON, vehicles=[])

    def free_the_air(self, why: str, actor: str) -> AirState:
        return self.air_state()


class SmallTrials:
    """One template, and every flight takes ten minutes."""

    def trial(self, template: str, parameters: Any, vehicles: Any, start: Any, floor_amsl_m: Any = None) -> Any:
        if template != USUAL_TEMPLATE:
            raise UnknownTemplate(template)
        return find_template(template), lambda area: 600.0


class SmallStation:
    """Two parked aircraft, one template, one terrain tile: a peer that keeps the whole Protocol."""

    def __init__(self, incidents: Incidents) -> None:
        self._incidents = incidents
        self._state: dict[str, State] = {}
        self._listeners: list[Callable[[str], None]] = []
        self._plans: dict[str, PlanView] = {}
        self.pictures: asyncio.Queue[ThermalPicture] = asyncio.Queue()
        self.flight = SmallFlight()
        self.catalogue = SmallShelf()
        self.search = Searching(incidents, SmallTrials(), self.seen)
        for vehicle_id in (1, 2):
            self.show(vehicle_state(vehicle_id))

    def show(self, state: State) -> None:
        self._state[state.key] = state
        for listener in self._listeners:
            listener(state.key)

    def state(self) -> Mapping[str, State]:
        return self._state

    def on_state(self, listener: Callable[[str], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def command(self, vehicle_id: int, command: Command, actor: str, language: str) -> CommandResult:
        incident = self._incidents.newest_open()
        if incident is not None:
            incident.record(
                CommandIssued(at=NOON, actor=actor, vehicle_id=vehicle_id, command=command.command, outcome="denied")
            )
        return CommandResult(outcome="denied", reasons=["Preflight Fail: compass"])

    async def upload(self, vehicle_id: int, plan_id: str, part: int, actor: str, language: str) -> CommandResult:
        self.plan_view(plan_id, "en")
        return CommandResult(outcome="accepted", reasons=[])

    async def plan(self, incident_id: str, request: PlanRequest, actor: str, language: str) -> PlanView:
        if request.template != "thermal-area-search":
            raise UnknownTemplate(request.template)
        if len(request.area["coordinates"]) > 1:
            raise BadArea("the hole is outside")
        if request.parameters.get("height_agl_m") == 500.0:
            return PlanView(id=None, summary=None, problems=[], vehicles=[], compute_s=0.1)
        summary = PlanSummary(
            id=f"plan-{len(self._plans)}",
            template=request.template,
            template_version="1.0.0",
            template_sha256="0" * 64,
            area=request.area,
            routes=[],
            vehicles=request.vehicles,
            makespan_s=100.0,
            covered_fraction=1.0,
            ground_sample_distance_m=0.1,
            footprint_width_m=60.0,
            line_spacing_m=40.0,
        )
        view = PlanView(id=summary.id, summary=summary, problems=[], vehicles=[], compute_s=0.1)
        self._plans[summary.id] = view
        return view

    def plan_view(self, plan_id: str, language: str) -> PlanView:
        if plan_id not in self._plans:
            raise UnknownPlan(plan_id)
        return self._plans[plan_id]

    def plan_file(self, plan_id: str, part: int) -> str:
        return json.dumps({"plan": f"{self.plan_view(plan_id, 'en').id}/{part}"})

    def templates(self, language: str) -> list[TemplateView]:
        return [
            TemplateView(
                id="thermal-area-search",
                version="1.0.0",
                title=language,
                description="",
                pattern="parallel_sweep",
                maturity="draft",
                parameters=[],
                checklist=[],
                sha256="0" * 64,
            )
        ]

    def seen(self, incident_id: str) -> GeoJson:
        return {"type": "FeatureCollection", "features": []}

    def terrain_tile(self, zoom: int, x: int, y: int) -> bytes | None:
        return b"\x89PNG tile" if (zoom, x, y) == (0, 0, 0) else None

    def terrain_bounds(self) -> tuple[float, float, float, float] | None:
        return (5.2, 60.2, 5.4, 60.4)

    async def thermal_pictures(self, vehicle_id: int) -> AsyncIterator[ThermalPicture]:
        if f"vehicle/{vehicle_id}" not in self._state:
            raise UnknownVehicle(vehicle_id)
        while True:
            picture = await self.pictures.get()
            while not self.pictures.empty():
                picture = self.pictures.get_nowait()
            yield picture


def make_finding(number: int, **changes: Any) -> Finding:
    return Finding(
        id=f"finding-{number}",
        number=number,
        kind="hotspot",
        status="found",
        latitude_deg=60.3,
        longitude_deg=5.3,
        altitude_amsl_m=123.4,
        ellipse=Ellipse(semi_major_m=3.0, semi_minor_m=2.0, orientation_deg=40.0),
        confidence=0.9,
        peak_celsius=312.0,
        last_celsius=300.0,
        is_saturated=False,
        area_m2=1.5,
        looks=4,
        passes=1,
        vehicles=[1],
        first_seen_at=NOON,
        last_seen_at=NOON,
    ).model_copy(update=changes)


@pytest.fixture
def finding() -> Callable[..., Finding]:
    return make_finding


@pytest.fixture
def found() -> Callable[[int], FindingFound]:
    """The event of finding number n."""
    return lambda number: FindingFound(at=NOON, actor="station", finding=make_finding(number))


@pytest.fixture
def seen_state() -> Callable[[int], SeenState]:
    return lambda version: SeenState(at=NOON, fraction=0.5, version=version)


@pytest.fixture
def vehicle() -> Callable[..., VehicleState]:
    return vehicle_state


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def area() -> GeoJson:
    return AREA


@dataclass
class Running:
    """A served station and the ways in to it."""

    station: SmallStation
    incidents: Incidents
    access: Access
    incident: OpenIncident
    app: Any
    port: int
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def as_(self, role: str | None, **headers: str) -> httpx.AsyncClient:
        """A script signed in with that role by a bearer token; None: a stranger."""
        if role is not None:
            if self.access.user(role) is None:
                self.access.create_user(role, Role(role))
            user = self.access.user(role)
            assert user is not None
            headers["Authorization"] = f"Bearer {self.access.start_session(user).token}"
        # Without `verify=False` every client would read the machine's certificates anew.
        client = httpx.AsyncClient(base_url=self.address, headers={"Accept-Language": "en"} | headers, verify=False)
        self.clients.append(client)
        return client

    async def ticket(self, path: str, role: str = "viewer") -> str:
        answer = await self.as_(role).post(path)
        assert answer.status_code == 200, answer.text
        return answer.json()["ticket"]

    def socket(self, path: str, ticket: str, **options: Any) -> Any:
        return websockets.connect(
            f"ws://127.0.0.1:{self.port}{path}",
            subprotocols=["varde.v1", f"ticket.{ticket}"],
            **options,
        )

    @asynccontextmanager
    async def live(self, *, epoch: str | None = None, seq: int | None = None, **options: Any) -> AsyncIterator[Live]:
        path = f"/api/v1/incidents/{self.incident.id}/live"
        async with self.socket(path, await self.ticket(f"{path}-ticket"), **options) as socket:
            await socket.send(json.dumps({"kind": "hello", "epoch": epoch, "seq": seq}))
            yield Live(socket, json.loads(await socket.recv()))


@dataclass
class Live:
    """A live client that has been answered."""

    socket: Any
    answer: dict[str, Any]

    async def frame(self, *, ack: bool = True) -> dict[str, Any]:
        frame = json.loads(await self.socket.recv())
        assert frame["kind"] == "frame"
        if ack:
            await self.ack(frame["n"])
        return frame

    async def ack(self, n: int) -> None:
        await self.socket.send(json.dumps({"kind": "ack", "n": n, "shown_ms": 3.0}))

    async def events_up_to(self, seq: int) -> list[int]:
        """The numbers of all events in frames until `seq` has come."""
        got: list[int] = []
        while not got or got[-1] < seq:
            got += [event["seq"] for event in (await self.frame())["events"]]
        return got


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def running_incident(tmp_path: Any) -> Iterator[OpenIncident]:
    """An incident with one finding, without a server."""
    journal = Journal(open_database(tmp_path / "varde.sqlite3"))
    incident = Incidents(journal).open("Brann", "kari")
    incident.record(FindingFound(at=NOON, actor="station", finding=make_finding(1)))
    yield incident
    journal.close()


@pytest.fixture
async def running(tmp_path: Any) -> AsyncIterator[Running]:
    (tmp_path / "static" / "assets").mkdir(parents=True)
    (tmp_path / "static" / "index.html").write_text("<!doctype html><title>console</title>")
    (tmp_path / "static" / "assets" / "main-abc123.js").write_text("export {}")
    (tmp_path / "secret.txt").write_text("outside")
    engine = open_database(tmp_path / "varde.sqlite3")
    incidents = Incidents(Journal(engine))
    access = Access(engine, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    station = SmallStation(incidents)
    incident = incidents.open("Brann i Fløyfjellet", "kari")
    app = create_api(station, incidents, access, static_dir=tmp_path / "static", version="1.2.3")
    port = free_port()
    served = server(app, "127.0.0.1", port)
    task = asyncio.create_task(served.serve())
    while not served.started:  # noqa: ASYNC110 (uvicorn offers nothing to wait for)
        await asyncio.sleep(0.005)
    running = Running(station, incidents, access, incident, app, port)
    yield running
    for client in running.clients:
        await client.aclose()
    served.should_exit = True
    await task
    incidents.journal.close()
