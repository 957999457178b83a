"""The composition root: the only place that knows every part of the station."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import structlog
import uvicorn

from ground_station.access.permissions import Permission, Role, may
from ground_station.access.users import Access
from ground_station.api.app import create_api
from ground_station.api.app import server as http_server
from ground_station.api.station import ThermalPicture, UnknownVehicle
from ground_station.api.wire import (
    CameraState,
    Command,
    CommandResult,
    PlanRequest,
    PlanView,
    SeenState,
    State,
    TemplateView,
)
from ground_station.config import Settings
from ground_station.database import FILE_NAME, open_database
from ground_station.errors import BadInput, PortInUse
from ground_station.eyes import Eyes
from ground_station.fleet.fleet import Fleet
from ground_station.fleet.knowledge import Knowledge
from ground_station.flying.desk import Flying
from ground_station.incident.desk import Incidents, OpenIncident
from ground_station.incident.finding_pictures import FindingPictures
from ground_station.incident.journal import Journal
from ground_station.incident.records import GeoJson
from ground_station.keys import signing_of
from ground_station.planning import Planning
from ground_station.safety.clear_air import ClearSettings
from ground_station.safety.rules import SafetySettings
from ground_station.searching import Searching
from ground_station.seen_before import SeenBefore
from ground_station.template_shelf import Shelf
from ground_station.terrain_files import open_terrain_files
from ground_station.work import WorkBench

log = structlog.get_logger()

STATIC = Path(__file__).parent / "static"
Say = Callable[[str], None]
SEEING_AGE = timedelta(seconds=3)
"""A camera whose newest picture is older sees nothing."""


class RunningStation:
    """What the API needs of the station, joined from the parts that do it."""

    def __init__(self, settings: Settings, journal: Journal, access: Access, title: str | None = None) -> None:
        self.settings = settings
        self.incidents = Incidents(journal)
        self.access = access
        self.terrain = open_terrain_files(settings.terrain_files)
        self._state: dict[str, State] = {}
        self._listeners: dict[object, Callable[[str], None]] = {}
        self.fleet = Fleet(
            settings.vehicle,
            tlog_path=_recording_path(settings),
            forward=settings.forward,
            forward_may_command=settings.forward_may_command,
            signing=signing_of(settings),
            knowledge=Knowledge.in_folder(settings.data),
            in_control=self._is_in_control if settings.flight.heartbeat == "in_command" else None,
        )
        self.bench = WorkBench(self.incidents, self.fleet, self.terrain, settings.data, title)
        self.eyes = Eyes(
            self.fleet,
            self.bench.work,
            self.publish,
            settings=settings.camera_defaults,
            pictures=FindingPictures(journal.engine),
        )
        self.planning = Planning(journal, self.incidents, self.fleet, self.terrain, settings.data, settings.weather)
        self.seen_before = SeenBefore(settings.data / "seen")
        self.search = Searching(
            self.incidents, self.planning, lambda incident: self.seen_before.together(incident, self.seen(incident))
        )
        self.catalogue = Shelf(settings.data / "templates", journal)
        self.flight = Flying(
            self.fleet,
            self.bench.incident,
            self.publish,
            self.terrain,
            self.planning.stored,
            settings=settings.flight,
            safety=limits(SafetySettings, settings.safety, "safety"),
            clearing=limits(ClearSettings, settings.clearing, "clearing"),
            data=settings.data,
            is_seeing=self._is_seeing,
            is_pilot=self._is_pilot,
            pilots=self._pilots,
        )

    def take_up(self, journal: Journal) -> None:
        """Go on where a station before this one ended: who is in command, how far the plans are flown."""
        incident = self.incidents.newest_open()
        kept = journal.events_of_types(["control_changed", "flight_progressed", "mission_uploaded"])
        self.flight.restore(event for incident_id, event in kept if incident and incident_id == incident.id)

    # --- live state ---

    def publish(self, state: State) -> None:
        """Make a state known to everybody who looks."""
        self._state[state.key] = state
        for listener in list(self._listeners.values()):
            listener(state.key)

    def state(self) -> Mapping[str, State]:
        """The newest live state of every key."""
        return self._state

    def on_state(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call `listener` with each key that changes; the result unsubscribes."""
        token = object()
        self._listeners[token] = listener

        def unsubscribe() -> None:
            self._listeners.pop(token, None)

        return unsubscribe

    # --- what people ask for ---

    async def command(self, vehicle_id: int, command: Command, actor: str, language: str) -> CommandResult:
        """Tell an aircraft to do something."""
        return await self.flight.command(vehicle_id, command, actor, language)

    async def upload(self, vehicle_id: int, plan_id: str, part: int, actor: str, language: str) -> CommandResult:
        """Send a plan and verify what is on the aircraft."""
        return await self.flight.upload(vehicle_id, plan_id, part, actor, language)

    async def plan(self, incident_id: str, request: PlanRequest, actor: str, language: str) -> PlanView:
        """Bind a template to an area."""
        view = await self.planning.plan(incident_id, request, actor, language)
        if view.id is not None and view.summary is not None:
            self.seen_before.add(incident_id, self.seen(incident_id))
            self.bench.search(incident_id, view.summary.area)
        return view

    def plan_view(self, plan_id: str, language: str) -> PlanView:
        """A plan made earlier."""
        return self.planning.view(plan_id, language)

    def plan_file(self, plan_id: str, part: int) -> str:
        """What one aircraft flies with its fence and rally points, as a `.plan`. Raises `UnknownPlan`."""
        return self.planning.file(plan_id, part)

    def templates(self, language: str) -> list[TemplateView]:
        """Every template that can be planned with."""
        return self.planning.templates(language)

    def seen(self, incident_id: str) -> GeoJson:
        """What ground was really imaged."""
        return self.bench.seen(incident_id)

    def terrain_tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """A tile of heights for the map's shading."""
        return None if self.terrain is None else self.terrain.terrarium_tile(zoom, x, y)

    def terrain_bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of the elevation model in degrees."""
        return None if self.terrain is None else self.terrain.bounds()

    def thermal_pictures(self, vehicle_id: int) -> AsyncIterator[ThermalPicture]:
        """Each newest picture of an aircraft as it comes."""
        if vehicle_id not in self.fleet.vehicles:
            raise UnknownVehicle(vehicle_id)
        return self.eyes.pictures(vehicle_id)

    # --- work that goes on by itself ---

    async def run(self) -> None:
        """Pump aircraft and cameras for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.fleet.run())
            tasks.create_task(self._each_second())
            for url in self.settings.camera:
                tasks.create_task(self._watch(url))
            tasks.create_task(self._watch_announced_cameras(tasks))

    async def _watch(self, url: str) -> None:
        """Look through one camera; whatever goes wrong with it must not take the aircraft's links down."""
        while True:
            try:
                await self.eyes.watch(url)
            except Exception:
                log.exception("camera failed, beginning again", url=url)
                await asyncio.sleep(1.0)

    async def _watch_announced_cameras(self, tasks: asyncio.TaskGroup) -> None:
        """Follow the thermal streams that aircraft tell of, unless cameras were named by hand."""
        if self.settings.camera:
            return
        watched: set[str] = set()
        while True:
            for vehicle in list(self.fleet.vehicles.values()):
                uri = vehicle.thermal_stream_uri
                if uri and uri.startswith(("http://", "https://", "rtsp://")) and uri not in watched:
                    watched.add(uri)
                    log.info("thermal stream announced", vehicle=vehicle.system_id, uri=uri)
                    tasks.create_task(self._watch(f"{uri}#vehicle={vehicle.system_id}"))
            await asyncio.sleep(1.0)

    async def _each_second(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            self.flight.tick()
            self.eyes.settle()
            self._publish_seen()
            await self.bench.keep()

    def _publish_seen(self) -> None:
        seen = self.bench.work().seen
        known = self._state.get("seen")
        version_now = seen.version if seen else 0
        if not isinstance(known, SeenState) or known.version != version_now:
            fraction = round(seen.fraction, 4) if seen else None
            self.publish(SeenState(at=datetime.now(UTC), fraction=fraction, version=version_now))

    def _is_pilot(self, name: str) -> bool:
        """Whether a user of that name may fly."""
        user = self.access.user(name)
        return user is not None and may(user.role, Permission.FLY)

    def _pilots(self) -> list[str]:
        """Everybody who may fly."""
        return [user.name for user in self.access.users() if may(user.role, Permission.FLY)]

    def _is_in_control(self, vehicle_ids: frozenset[int]) -> bool:
        """Whether somebody here is in command of one of these aircraft: an observer must not mask a lost pilot."""
        return any(self.flight.commands.of(vehicle_id).pilot is not None for vehicle_id in vehicle_ids)

    def _is_seeing(self, vehicle_id: int) -> bool:
        """Whether pictures of an aircraft's camera come; one that never had a picture flies without camera."""
        camera = self._state.get(f"camera/{vehicle_id}")
        return not isinstance(camera, CameraState) or datetime.now(UTC) - camera.at < SEEING_AGE

    def incident(self) -> OpenIncident:
        """The incident being worked on."""
        return self.bench.incident()


Limits = TypeVar("Limits", SafetySettings, ClearSettings)


def limits(kind: type[Limits], given: Mapping[str, float], section: str) -> Limits:
    """The limits with those that the settings name. Raises `BadInput` for one that is not there."""
    known = [field.name for field in fields(kind)]
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise BadInput(f"setting {section}.{unknown[0]}: unknown", f"the limits are: {', '.join(known)}")
    values: dict[str, Any] = dict(given)
    return kind(**values)


def _recording_path(settings: Settings) -> Path | None:
    if not settings.record:
        return None
    folder = settings.data / "recordings"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tlog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A station that answers."""

    station: RunningStation
    base_url: str
    user: str
    """An administrator."""
    first_password: str | None
    """Of that administrator, when the station was started for the first time."""

    def one_time_link(self) -> str:
        """A token for one sign-in as the administrator."""
        return self.station.access.create_link(self.user)

    def session_token(self) -> str:
        """A signed-in session of the administrator, for programs of the same process."""
        user = self.station.access.user(self.user)
        assert user is not None
        return self.station.access.start_session(user).token


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `PortInUse`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise PortInUse(
            f"port {port} on {host} cannot be used: {error.strerror}", "end the other program, or give another --port"
        ) from error
    return sock


@contextlib.asynccontextmanager
async def ended_together() -> AsyncIterator[asyncio.TaskGroup]:
    """A task group whose first failure is raised as itself, not in a group: one cause, one line for a person."""
    try:
        async with asyncio.TaskGroup() as tasks:
            yield tasks
    except BaseExceptionGroup as group:
        cause: BaseException = group
        while isinstance(cause, BaseExceptionGroup):
            cause = cause.exceptions[0]
        raise cause from None


async def until_started(server: uvicorn.Server) -> None:
    """Wait until the server answers."""
    async with asyncio.timeout(30.0):
        while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.01)


def base_url(sock: socket.socket) -> str:
    """Where a browser on this machine finds the station."""
    host, port = sock.getsockname()[:2]
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"


@contextlib.asynccontextmanager
async def running_station(settings: Settings, *, title: str | None = None) -> AsyncIterator[Started]:
    """The whole station, until the block is left; `title` is that of the incident opened when none is open."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"data folder {settings.data}: {error.strerror}", "give --data another folder") from error
    sock = listen(settings.host, settings.port)
    engine = open_database(settings.data / FILE_NAME)
    journal = Journal(engine)
    try:
        access = Access(engine)
        first = access.ensure_administrator()
        administrator = first[0] if first else next(u.name for u in access.users() if u.role is Role.ADMINISTRATOR)
        station = RunningStation(settings, journal, access, title)
        station.take_up(journal)
        api = create_api(
            station,
            station.incidents,
            access,
            static_dir=STATIC,
            maps_dir=settings.data / "maps",
            version=version("varde"),
            station_name=settings.name,
        )
        server = http_server(api, settings.host, settings.port)
        # The station ends as a whole, on signals of its own.
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
        await station.fleet.open()
        async with ended_together() as tasks:
            working = tasks.create_task(station.run(), name="station")
            tasks.create_task(server.serve(sockets=[sock]), name="http")
            try:
                await until_started(server)
                yield Started(
                    station=station,
                    base_url=base_url(sock),
                    user=administrator,
                    first_password=first[1] if first else None,
                )
            finally:
                station.fleet.break_off()
                working.cancel()
                server.should_exit = True
        await station.fleet.close()
        await station.bench.keep(now=True)
    finally:
        journal.close()
        sock.close()


async def serve_forever(settings: Settings, say: Say) -> None:
    """Run the station until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with running_station(settings) as started:
        say(f"Console: {started.base_url}")
        if started.first_password:
            say(f"First start: sign in as {started.user} with the password {started.first_password}")
            say("It is shown this once. Add the crew with `varde user add NAME --role ROLE`.")
        if started.station.terrain is None:
            say("No elevation model: plans are refused and nothing is placed on the map. See `varde doctor`.")
        await stop.wait()
