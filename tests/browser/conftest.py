"""The real API with a small station behind it, and the real console in headless Chromium in front of it."""

from __future__ import annotations

import asyncio
import math
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import pytest_asyncio
from argon2 import PasswordHasher
from playwright.async_api import Browser, BrowserContext, Page, expect

from ground_station.access.permissions import Role
from ground_station.access.users import Access
from ground_station.api.app import create_api, server
from ground_station.api.station import ThermalPicture, UnknownPlan, UnknownVehicle
from ground_station.api.wire import (
    AirState,
    CameraState,
    CheckView,
    Clearance,
    Command,
    CommandResult,
    ControlRequest,
    ControlView,
    PlanRequest,
    PlanView,
    PreflightView,
    ProblemView,
    ResumeRequest,
    ResumeResult,
    SeenInFrame,
    SeenState,
    State,
    TemplateView,
    Tick,
    TrafficState,
    VehicleState,
)
from ground_station.database import open_database
from ground_station.incident.desk import Incidents, OpenIncident
from ground_station.incident.events import AlertRaised, CommandIssued, FindingFound, FlightProgressed, PlanMade
from ground_station.incident.journal import Journal
from ground_station.incident.records import Ellipse, Finding, GeoJson, PlanSummary
from ground_station.planning import template_view
from ground_station.safety import control as rules_of_control
from ground_station.searching import Searching
from ground_station.template_shelf import Shelf
from missions.catalogue import find_template, shipped_templates

# A machine without a graphics card draws a map slowly; what is asked here is that things come, not how fast.
expect.set_options(timeout=30_000)

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "ground_station" / "static"
PASSWORD = "fjellet-brenner-i-natt"

LONGITUDE_DEG, LATITUDE_DEG = 5.3600, 60.3950
DEGREES_NORTH = 1 / 111_320
DEGREES_EAST = DEGREES_NORTH / math.cos(math.radians(LATITUDE_DEG))


def place(east_m: float, north_m: float) -> tuple[float, float]:
    """Longitude and latitude so far from the middle of the scene."""
    return LONGITUDE_DEG + east_m * DEGREES_EAST, LATITUDE_DEG + north_m * DEGREES_NORTH


def ring(corners_m: list[tuple[float, float]]) -> GeoJson:
    closed = [*corners_m, corners_m[0]]
    return {"type": "Polygon", "coordinates": [[list(place(*corner)) for corner in closed]]}


AREA = ring([(-420, -260), (380, -300), (460, 180), (60, 330), (-380, 240)])


def heights_m(longitude_deg: Any, latitude_deg: Any) -> Any:
    """A hillside with two tops above a fjord."""
    east = (longitude_deg - LONGITUDE_DEG) / DEGREES_EAST
    north = (latitude_deg - LATITUDE_DEG) / DEGREES_NORTH
    tops = 320 * np.exp(-((east - 300) ** 2 + (north - 250) ** 2) / 9e5)
    tops = tops + 210 * np.exp(-((east + 500) ** 2 + (north + 100) ** 2) / 2.5e5)
    gullies = 18 * np.sin(east / 90 + np.sin(north / 130)) + 9 * np.sin(north / 45 + east / 160)
    return np.maximum(0.0, tops + gullies + 0.09 * east + 60)


def terrarium_tile(zoom: int, x: int, y: int) -> bytes:
    pixels = (np.arange(256) + 0.5) / 256
    longitude = (x + pixels) / 2**zoom * 360 - 180
    latitude = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (y + pixels) / 2**zoom))))
    height = heights_m(longitude[None, :], latitude[:, None]) + 32768
    red, green, blue = height // 256, height % 256, (height % 1) * 256
    done, png = cv2.imencode(".png", np.dstack([blue, green, red]).astype(np.uint8))
    assert done
    return bytes(png)


class StageFlight:
    """Who flies, on the stage: the real rules of command, and answers that a test sets."""

    def __init__(self, show: Callable[[State], None], state: Callable[[], Mapping[str, State]]) -> None:
        self._show = show
        self._state = state
        self.inside: Any = None
        """What lies on an aircraft: the console does not ask for it."""
        self.command: dict[int, rules_of_control.Control] = {}
        self.blocking: set[str] = set()
        self.ticked: set[str] = set()
        self.resumed: list[tuple[int, int | None]] = []
        self.air = AirState(at=datetime.now(UTC), is_clearing=False, by=None, why=None, since=None, vehicles=[])

    def control(
        self, vehicle_id: int, wish: ControlRequest, actor: str, *, may_fly: bool, may_lead: bool
    ) -> ControlView:
        before = self.command.get(vehicle_id, rules_of_control.FREE)
        steps = {
            "ask": lambda: rules_of_control.ask(before, actor, 0.0),
            "grant": lambda: rules_of_control.grant(before, actor, wish.to),
            "refuse": lambda: rules_of_control.refuse(before, actor),
            "withdraw": lambda: rules_of_control.withdraw(before, actor),
            "release": lambda: rules_of_control.release(before, actor),
            "take_over": lambda: rules_of_control.take_over(before, wish.to or actor, wish.why or "", 0.0),
        }
        after, _ = steps[wish.action]()
        self.command[vehicle_id] = after
        passes_at = None if after.passes_at_s is None else datetime.now(UTC) + timedelta(seconds=after.passes_at_s)
        vehicle = self._state()[f"vehicle/{vehicle_id}"]
        view = {"pilot": after.pilot, "next_pilot": after.next_pilot, "control_passes_at": passes_at}
        self._show(vehicle.model_copy(update=view))
        return ControlView(vehicle_id=vehicle_id, pilot=after.pilot, next_pilot=after.next_pilot, passes_at=passes_at)

    def acknowledge(self, vehicle_id: int, rule: str, actor: str) -> CommandResult:
        return CommandResult(outcome="accepted", reasons=[])

    async def checks(self, vehicle_id: int, plan_id: str | None, language: str) -> PreflightView:
        looked = "people" in self.ticked
        unsafe = "check-nav-dll-act" in self.blocking
        checks = [
            CheckView(name="link", status="ok", title="Samband med fartøyet", remedy="Vent."),
            CheckView(
                name="check-nav-dll-act",
                status="blocking" if unsafe else "ok",
                title=f"Samband brutt: NAV_DLL_ACT er {0 if unsafe else 2}",
                remedy="Sett 2: fly hjem.",
                parameter="NAV_DLL_ACT",
                can_be_set=unsafe,
            ),
            CheckView(
                name="tick",
                status="ok" if looked else "blocking",
                title="Ingen står under avgangen.",
                remedy="Se etter, og kryss av.",
                item="people",
                is_ticked=looked,
            ),
        ]
        return PreflightView(vehicle_id=vehicle_id, plan=None, is_ready=looked and not unsafe, checks=checks)

    async def tick_items(
        self, vehicle_id: int, plan_id: str | None, ticks: list[Tick], actor: str, language: str
    ) -> PreflightView:
        for tick in ticks:
            (self.ticked.add if tick.is_ticked else self.ticked.discard)(tick.item)
        return await self.checks(vehicle_id, plan_id, language)

    async def set_failsafes(self, vehicle_id: int, plan_id: str | None, actor: str) -> CommandResult:
        self.blocking.clear()
        return CommandResult(outcome="accepted", reasons=[])

    async def resume(self, vehicle_id: int, wanted: ResumeRequest, actor: str, language: str) -> ResumeResult:
        self.resumed.append((vehicle_id, wanted.from_))
        return ResumeResult(outcome="accepted", reasons=[], item=11, along=0.4, items=24, left_m=1830.0)

    def air_state(self) -> AirState:
        return self.air

    def clear_the_air(self, why: str, actor: str) -> AirState:
        flying = sorted(
            state.id for state in self._state().values() if isinstance(state, VehicleState) and state.is_in_air
        )
        now = datetime.now(UTC)
        ways = [
            Clearance(
                vehicle_id=vehicle_id, how="layer", height_above_home_m=30.0, status="ordered",
                promised_s=35.0, took_s=None, is_late=False, reasons=[],
            )
            for vehicle_id in flying
        ]  # fmt: skip
        return self._air(AirState(at=now, is_clearing=True, by=actor, why=why, since=now, vehicles=ways))

    def free_the_air(self, why: str, actor: str) -> AirState:
        return self._air(self.air.model_copy(update={"is_clearing": False, "vehicles": []}))

    def get_on(self, vehicle_id: int, **changes: Any) -> None:
        """How far one aircraft is out of the way."""
        ways = [way.model_copy(update=changes) if way.vehicle_id == vehicle_id else way for way in self.air.vehicles]
        self._air(self.air.model_copy(update={"vehicles": ways}))

    def _air(self, air: AirState) -> AirState:
        self.air = air
        self._show(air)
        return air


class StageTrials:
    """Every flight takes ten minutes."""

    def trial(self, template: str, parameters: Any, vehicles: Any, start: Any, floor_amsl_m: Any = None) -> Any:
        return find_template(template), lambda area: 600.0


class StageStation:
    """What the API needs, with aircraft that a test moves by hand."""

    def __init__(self, incidents: Incidents, catalogue: Shelf) -> None:
        self._incidents = incidents
        self.catalogue = catalogue
        self.search = Searching(
            incidents, StageTrials(), lambda incident: {"type": "FeatureCollection", "features": []}
        )
        self._state: dict[str, State] = {}
        self._listeners: list[Callable[[str], None]] = []
        self._plans: dict[str, PlanView] = {}
        self.commands: list[tuple[int, str]] = []
        self.overrides: list[str | None] = []
        self.answer = CommandResult(outcome="accepted", reasons=[])
        self.picture_pause_s = 0.5
        self.flight = StageFlight(self.show, self.state)

    def show(self, state: State) -> None:
        self._state[state.key] = state
        for listener in list(self._listeners):
            listener(state.key)

    def state(self) -> Mapping[str, State]:
        return self._state

    def on_state(self, listener: Callable[[str], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def command(self, vehicle_id: int, command: Command, actor: str, language: str) -> CommandResult:
        self.commands.append((vehicle_id, command.command))
        self.overrides.append(command.override)
        incident = self._incidents.newest_open()
        assert incident is not None
        incident.record(
            CommandIssued(
                at=datetime.now(UTC),
                actor=actor,
                vehicle_id=vehicle_id,
                command=command.command,
                outcome=self.answer.outcome,
                reasons=list(self.answer.reasons),
            )
        )
        return self.answer

    async def upload(self, vehicle_id: int, plan_id: str, part: int, actor: str, language: str) -> CommandResult:
        return self.answer

    async def plan(self, incident_id: str, request: PlanRequest, actor: str, language: str) -> PlanView:
        if float(request.parameters.get("height_agl_m", 60.0)) > 120:
            problem = ProblemView(code="too-high", severity="error", message="Over 120 m.", where=None)
            return PlanView(id=None, summary=None, problems=[problem], vehicles=[], compute_s=0.1)
        summary = plan_summary(f"plan-{len(self._plans) + 2}", request.area, request.vehicles)
        view = PlanView(id=summary.id, summary=summary, problems=[], vehicles=[], compute_s=0.1)
        self._plans[summary.id] = view
        self._incidents.get(incident_id).record(PlanMade(at=datetime.now(UTC), actor=actor, plan=summary))
        return view

    def plan_view(self, plan_id: str, language: str) -> PlanView:
        if plan_id not in self._plans:
            raise UnknownPlan(plan_id)
        return self._plans[plan_id]

    def templates(self, language: str) -> list[TemplateView]:
        # The real ones: what they hold is what the console must be able to show.
        return [template_view(template, language) for template in shipped_templates()]

    def seen(self, incident_id: str) -> GeoJson:
        feature = {
            "type": "Feature",
            "properties": {},
            "geometry": ring([(-410, -255), (20, -275), (40, 300), (-375, 235)]),
        }
        return {"type": "FeatureCollection", "features": [feature]}

    def terrain_tile(self, zoom: int, x: int, y: int) -> bytes | None:
        return terrarium_tile(zoom, x, y)

    def terrain_bounds(self) -> tuple[float, float, float, float] | None:
        return (LONGITUDE_DEG - 0.08, LATITUDE_DEG - 0.04, LONGITUDE_DEG + 0.08, LATITUDE_DEG + 0.04)

    async def thermal_pictures(self, vehicle_id: int) -> AsyncIterator[ThermalPicture]:
        if f"vehicle/{vehicle_id}" not in self._state:
            raise UnknownVehicle(vehicle_id)
        number = 0
        while True:
            number += 1
            yield thermal_picture(vehicle_id, number)
            await asyncio.sleep(self.picture_pause_s)


def thermal_picture(vehicle_id: int, number: int) -> ThermalPicture:
    """A warm slope with two hot spots that drift."""
    rows, columns = np.mgrid[0:512, 0:640]
    drift = 60 * math.sin(number / 20)
    heat = 40 + 18 * np.sin(columns / 70 + rows / 110) + 12 * np.sin(rows / 37 - columns / 90)
    heat += 190 * np.exp(-((columns - 300 - drift) ** 2 + (rows - 220) ** 2) / 300)
    heat += 90 * np.exp(-((columns - 470 - drift) ** 2 + (rows - 350) ** 2) / 200)
    coloured = cv2.applyColorMap(np.clip(heat, 0, 255).astype(np.uint8), cv2.COLORMAP_INFERNO)
    done, jpeg = cv2.imencode(".jpg", coloured)
    assert done
    boxes = [
        SeenInFrame(kind="hotspot", box_px=(int(275 + drift), 195, 50, 50), peak_celsius=312.0, finding_number=1),
        SeenInFrame(kind="person", box_px=(int(452 + drift), 332, 36, 36), peak_celsius=31.0, finding_number=2),
    ]
    header = {
        "vehicle_id": vehicle_id,
        "frame": number,
        "at": datetime.now(UTC),
        "width_px": 640,
        "height_px": 512,
        "min_celsius": 4.0,
        "max_celsius": 312.0,
        "detections": boxes,
    }
    return ThermalPicture(number=number, header=header, jpeg=bytes(jpeg))


def plan_summary(plan_id: str, area: GeoJson, vehicles: list[int]) -> PlanSummary:
    routes = [
        {
            "type": "LineString",
            "coordinates": [
                [*place(east + 14 * part, north), 200.0]
                for index, east in enumerate(range(-380 + 400 * part, 20 + 400 * part, 55))
                for north in ((-230, 220) if index % 2 else (220, -230))
            ],
        }
        for part in range(max(1, len(vehicles)))
    ]
    return PlanSummary(
        id=plan_id,
        template="no.varde/thermal-area-search",
        template_version="1.0.0",
        template_sha256="0" * 64,
        area=area,
        routes=routes,
        vehicles=vehicles,
        makespan_s=660.0,
        covered_fraction=0.98,
        ground_sample_distance_m=0.09,
        footprint_width_m=58.0,
        line_spacing_m=41.0,
    )


def make_finding(number: int, east_m: float, north_m: float, **changes: Any) -> Finding:
    longitude_deg, latitude_deg = place(east_m, north_m)
    now = datetime.now(UTC)
    return Finding(
        id=f"finding-{number}",
        number=number,
        kind="hotspot",
        status="found",
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        altitude_amsl_m=float(heights_m(longitude_deg, latitude_deg)),
        ellipse=Ellipse(semi_major_m=4.2, semi_minor_m=2.1, orientation_deg=40.0),
        confidence=0.93,
        peak_celsius=312.0,
        last_celsius=287.0,
        is_saturated=False,
        area_m2=1.5,
        looks=12,
        passes=2,
        vehicles=[1],
        first_seen_at=now,
        last_seen_at=now,
    ).model_copy(update=changes)


def make_vehicle(vehicle_id: int, east_m: float, north_m: float, **changes: Any) -> VehicleState:
    longitude_deg, latitude_deg = place(east_m, north_m)
    return VehicleState(
        key=f"vehicle/{vehicle_id}",
        at=datetime.now(UTC),
        id=vehicle_id,
        letter="ABCDEFGH"[vehicle_id - 1],
        link="live",
        mode="mission",
        is_armed=True,
        is_in_air=True,
        is_failsafe=False,
        is_ready_to_arm=True,
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        altitude_amsl_m=220.0,
        height_above_home_m=80.0,
        height_agl_m=61.0,
        heading_deg=40.0,
        ground_speed_ms=8.0,
        climb_ms=0.0,
        battery_fraction=0.78,
        battery_v=15.2,
        satellites=17,
        gnss_fix=3,
        home=None,
        mission_seq=11,
        mission_total=40,
        mission_checksum=None,
        plan_id=None,
        autopilot="px4",
    ).model_copy(update=changes)


def make_camera(vehicle_id: int, east_m: float, north_m: float, heading_deg: float) -> CameraState:
    ahead, side = math.radians(heading_deg), math.radians(heading_deg + 90)
    corners = [
        (
            east_m + along * math.sin(ahead) + across * math.sin(side),
            north_m + along * math.cos(ahead) + across * math.cos(side),
        )
        for along, across in ((-18, -26), (-18, 26), (32, 34), (32, -34))
    ]
    return CameraState(
        key=f"camera/{vehicle_id}",
        at=datetime.now(UTC),
        vehicle_id=vehicle_id,
        frame=1,
        width_px=640,
        height_px=512,
        footprint=ring(corners),
        min_celsius=4.0,
        max_celsius=312.0,
        detections=[],
        frames_total=1,
        frames_without_pose=0,
    )


@dataclass
class Relay:
    """A line between browser and station that can be cut and mended."""

    port: int
    to_port: int
    is_cut: bool = False
    _server: asyncio.Server | None = None
    _lines: set[asyncio.StreamWriter] = field(default_factory=set)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", self.port)

    def cut(self) -> None:
        self.is_cut = True
        for line in self._lines:
            line.transport.abort()

    def mend(self) -> None:
        self.is_cut = False

    async def stop(self) -> None:
        self.cut()
        assert self._server is not None
        self._server.close()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        self._lines |= {writer, far_writer}
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._pump(reader, far_writer))
                tasks.create_task(self._pump(far_reader, writer))
        except* OSError:
            pass
        finally:
            self._lines -= {writer, far_writer}
            writer.transport.abort()
            far_writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while part := await reader.read(65_536):
            writer.write(part)
            await writer.drain()
        writer.close()


@dataclass
class Stage:
    """A served station, the line to it, and the browser pages that look at it."""

    station: StageStation
    access: Access
    incident: OpenIncident
    relay: Relay
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    flights: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.relay.port}/"

    def find(self, number: int, east_m: float = 0.0, north_m: float = 0.0, **changes: Any) -> Finding:
        finding = make_finding(number, east_m, north_m, **changes)
        self.incident.record(FindingFound(at=datetime.now(UTC), actor="station", finding=finding))
        return finding

    def plan(self, vehicles: list[int]) -> None:
        self.incident.record(PlanMade(at=datetime.now(UTC), actor="kari", plan=plan_summary("plan-1", AREA, vehicles)))

    def make_vehicle(self, vehicle_id: int, east_m: float, north_m: float, **changes: Any) -> VehicleState:
        return make_vehicle(vehicle_id, east_m, north_m, **changes)

    def wish(self, action: Literal["ask", "grant"]) -> ControlRequest:
        return ControlRequest(action=action)

    def warn(self, vehicle_id: int, rule: str, severity: Literal["critical", "warning"]) -> None:
        """An aircraft begins to break a rule."""
        raised = AlertRaised(at=datetime.now(UTC), actor="station", vehicle_id=vehicle_id, rule=rule, severity=severity)
        self.incident.record(raised)
        vehicle = self.station.state()[f"vehicle/{vehicle_id}"]
        assert isinstance(vehicle, VehicleState)
        self.station.show(vehicle.model_copy(update={"warnings": [*vehicle.warnings, rule]}))

    def helicopter(self, east_m: float = -1800.0, **changes: Any) -> None:
        """One that comes from the west at 40 m/s, level with our aircraft."""
        longitude_deg, latitude_deg = place(east_m, 0.0)
        heard = TrafficState(
            key="traffic/478a1b", at=datetime.now(UTC), address="478a1b", callsign="LNOAB",
            latitude_deg=latitude_deg, longitude_deg=longitude_deg, altitude_amsl_m=250.0,
            ground_speed_ms=40.0, heading_deg=90.0, climb_ms=0.0, is_near=True,
        )  # fmt: skip
        self.station.show(heard.model_copy(update=changes))

    def stop_halfway(self, vehicle_id: int) -> None:
        """A plan was flown as far as item 11."""
        self.incident.record(
            FlightProgressed(
                at=datetime.now(UTC), actor="station", vehicle_id=vehicle_id, plan_id="plan-1", part=0, item=11,
                along=0.4,
            )
        )  # fmt: skip

    def fly(self, vehicle_id: int, radius_m: float = 120.0, each_s: float = 0.2) -> asyncio.Task[None]:
        """Circle until cancelled, a state each `each_s`."""

        async def circle() -> None:
            turn = vehicle_id * 2.0
            while True:
                turn += 8.0 / radius_m * each_s
                east, north = radius_m * math.sin(turn) + 250 * (vehicle_id - 1.5), radius_m * math.cos(turn)
                heading = math.degrees(turn) + 90
                self.station.show(make_vehicle(vehicle_id, east, north, heading_deg=heading % 360))
                self.station.show(make_camera(vehicle_id, east, north, heading))
                await asyncio.sleep(each_s)

        self.flights.append(asyncio.create_task(circle()))
        return self.flights[-1]

    def seen(self, fraction: float, version: int) -> None:
        self.station.show(SeenState(at=datetime.now(UTC), fraction=fraction, version=version))

    async def page(self, role: str | None = "commander", **options: Any) -> Page:
        """A fresh browser window at the console, signed in with `role`."""
        context = await self.browser.new_context(**{"viewport": {"width": 1200, "height": 700}} | options)
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        if role is not None:
            user = self.access.user(role) or self.access.create_user(role, Role(role), PASSWORD)
            token = self.access.start_session(user).token
            await context.add_cookies([{"name": "varde_session", "value": token, "url": self.address}])
        page = await context.new_page()
        await page.goto(self.address)
        return page


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def open_stage(folder: Path, browser: Browser) -> AsyncIterator[Stage]:
    engine = open_database(folder / "varde.sqlite3")
    journal = Journal(engine)
    incidents = Incidents(journal)
    access = Access(engine, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    station = StageStation(incidents, Shelf(folder / "templates", journal))
    incident = incidents.open("Lyngbrann Fløyfjellet", "kari")
    app = create_api(station, incidents, access, static_dir=STATIC, version="0.1.0", station_name="Varde Bergen")
    port = free_port()
    served = server(app, "127.0.0.1", port)
    task = asyncio.create_task(served.serve())
    while not served.started:  # noqa: ASYNC110 (uvicorn offers nothing to wait for)
        await asyncio.sleep(0.01)
    relay = Relay(port=free_port(), to_port=port)
    await relay.start()
    stage = Stage(station, access, incident, relay, browser)
    try:
        yield stage
    finally:
        for flight in stage.flights:
            flight.cancel()
        for context in stage.contexts:
            await context.close()
        await relay.stop()
        served.should_exit = True
        await task
        incidents.journal.close()
        engine.dispose()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(tmp_path: Path, browser: Browser, console_is_built: None) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, browser) as opened:
        yield opened
