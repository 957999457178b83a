"""Simulator, station and an incident in one go: what a crew would do by hand, through the same HTTP and sockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
import time
import webbrowser
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from ground_station.app import Started, ended_together, running_station
from ground_station.config import load_settings
from ground_station.errors import BadInput, GroundStationError, PortInUse

Say = Callable[[str], None]

TITLES = {"nb": "Brann i lia (øvelse)", "nn": "Brann i lia (øving)", "en": "Fire on the hillside (exercise)"}
READY_WITHIN_S = 60.0
RETRY_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """What `varde demo` was asked for."""

    scenario: str
    drones: int
    port: int
    seed: int
    speed: float
    duration_s: float | None
    headless: bool
    data: Path | None


async def simulator(*arguments: str) -> str:
    """What one short simulator command prints. Raises `BadInput` with its own words when it refuses."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "firmware_sim", *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, error = await process.communicate()
    if process.returncode:
        raise BadInput(error.decode().strip() or f"the simulator ended with {process.returncode}")
    return out.decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where simulator and station meet: PX4 SITL's ports, moved together to where no other program has any."""

    shift: int

    @property
    def station(self) -> int:
        """Where the station hears aircraft."""
        return 14550 + self.shift

    def options(self) -> list[str]:
        """For the simulator."""
        return [
            "--gcs-send", str(self.station), "--gcs-port", str(18570 + self.shift),
            "--onboard-port", str(14580 + self.shift), "--onboard-send", str(14540 + self.shift),
            "--camera-port", str(8790 + self.shift),
        ]  # fmt: skip

    def are_free(self, drones: int) -> bool:
        """Whether nobody holds any of them."""
        bound = [self.station, *(base + self.shift + i for base in (18570, 14580) for i in range(drones))]
        cameras = [8790 + self.shift + i for i in range(drones)]
        return all(_is_free(port, socket.SOCK_DGRAM) for port in bound) and all(
            _is_free(port, socket.SOCK_STREAM) for port in cameras
        )


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with contextlib.closing(socket.socket(socket.AF_INET, kind)) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports(drones: int) -> Ports:
    """Ports that nobody has. Raises `PortInUse`.

    Never PX4's own: a simulator or ground station that runs beside the demo must not meet it.
    """
    for shift in range(100, 2000, 100):
        if (ports := Ports(shift=shift)).are_free(drones):
            return ports
    raise PortInUse("no free UDP ports for the simulator", "end other simulators")


@contextlib.asynccontextmanager
async def flying_simulator(options: DemoOptions, ports: Ports) -> AsyncIterator[dict[str, Any]]:
    """The simulator as another process, until the block is left; gives what it says when it is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "firmware_sim", "run", "--ready-json",
        "--vehicles", str(options.drones), "--scenario", options.scenario,
        "--seed", str(options.seed), "--speed", str(options.speed), "--with-parent", str(os.getpid()),
        *ports.options(),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None and process.stderr is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), READY_WITHIN_S)
        if not line:
            error = (await process.stderr.read()).decode().strip().splitlines()
            raise BadInput(error[-1] if error else "the simulator did not start")
        errors = asyncio.create_task(_drain(process.stderr))
        yield json.loads(line)
        errors.cancel()
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 5.0)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _drain(stream: asyncio.StreamReader) -> None:
    # A full pipe would stop the simulator.
    while line := await stream.readline():
        sys.stderr.write(line.decode(errors="replace"))


@dataclass
class Watcher:
    """A live client like the console, which notes how old each camera picture is when it arrives."""

    base_url: str
    incident_id: str
    ages_ms: list[float] = field(default_factory=list)
    frames: dict[int, int] = field(default_factory=dict)
    seen_fraction: float | None = None
    _shown: set[tuple[str, int]] = field(default_factory=set)

    async def run(self, client: httpx.AsyncClient) -> None:
        """Watch until cancelled; connects again when cut."""
        epoch: str | None = None
        seq: int | None = None
        while True:
            ticket = (await client.post(f"/api/v1/incidents/{self.incident_id}/live-ticket")).json()["ticket"]
            url = f"{self.base_url.replace('http', 'ws')}/api/v1/incidents/{self.incident_id}/live"
            protocols = [Subprotocol("varde.v1"), Subprotocol(f"ticket.{ticket}")]
            with contextlib.suppress(ConnectionClosed):
                async with connect(url, subprotocols=protocols, origin=None, max_size=None) as socket:
                    await socket.send(json.dumps({"kind": "hello", "epoch": epoch, "seq": seq, "profile": "auto"}))
                    async for text in socket:
                        message = json.loads(text)
                        if message["kind"] == "snapshot":
                            epoch, seq = message["epoch"], message["seq"]
                        elif message["kind"] == "frame":
                            self._take(message)
                            if message["events"]:
                                seq = message["events"][-1]["seq"]
                            await socket.send(json.dumps({"kind": "ack", "n": message["n"], "shown_ms": 0.0}))
            await asyncio.sleep(RETRY_S)

    def _take(self, message: dict[str, Any]) -> None:
        now = datetime.now(UTC)
        for state in message["state"]:
            if state["kind"] == "seen":
                self.seen_fraction = state["fraction"]
            elif state["kind"] == "camera" and (state["key"], state["frame"]) not in self._shown:
                self._shown.add((state["key"], state["frame"]))
                self.ages_ms.append((now - datetime.fromisoformat(state["at"])).total_seconds() * 1000)
                self.frames[state["vehicle_id"]] = state["frames_total"]


def show_console(link: str) -> None:
    """Open the person's browser, where there is a screen to open it on."""
    has_screen = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if has_screen:
        webbrowser.open(link)


def end_on_signals() -> None:
    """Let Ctrl-C and a polite kill end the task that calls, with all that it has begun.

    Set by hand: a program that a shell put in the background ignores Ctrl-C unless it says otherwise.
    """
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)


async def run_demo(options: DemoOptions, say: Say) -> dict[str, Any]:
    """Fly the demo; the summary of `docs/reference/demo.md` when it ends by itself, else an empty dict."""
    end_on_signals()
    with contextlib.ExitStack() as stack:
        folder = options.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="varde-demo-")))
        folder.mkdir(parents=True, exist_ok=True)
        dem = folder / f"terrain-{Path(options.scenario).stem}.tif"
        await simulator("terrain", "--scenario", options.scenario, "--out", str(dem))
        briefing = json.loads(await simulator("area", "--scenario", options.scenario))
        ports = free_ports(options.drones)
        async with flying_simulator(options, ports) as ready:
            cameras = tuple(vehicle["camera"] for vehicle in ready["vehicles"] if vehicle.get("camera"))
            settings = load_settings(
                vehicle=(f"udpin://127.0.0.1:{ports.station}",), camera=cameras, port=options.port, data=folder,
                terrain=(dem,), name="Varde demo",
            )  # fmt: skip
            began = datetime.now(UTC)
            async with running_station(settings, title=TITLES[settings.language]) as started:
                return await _fly(options, started, briefing, folder, began, say)


async def _fly(
    options: DemoOptions, started: Started, briefing: dict[str, Any], folder: Path, began: datetime, say: Say
) -> dict[str, Any]:
    began_s = time.monotonic()
    say(f"Console: {started.base_url}/signin?token={started.one_time_link()}")
    if not options.headless:
        show_console(f"{started.base_url}/signin?token={started.one_time_link()}")
    headers = {"Authorization": f"Bearer {started.session_token()}"}
    # A connection kept for later is closed by the station at five seconds, just as the next request may be on its way.
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=started.base_url, headers=headers, timeout=60.0, limits=limits) as client:
        crew = Crew(client, options, briefing, say)
        incident = started.station.bench.incident().id
        watcher = Watcher(started.base_url, incident)
        watching = asyncio.create_task(watcher.run(client))
        flying = asyncio.create_task(crew.fly())
        left_s = None if options.duration_s is None else options.duration_s - (time.monotonic() - began_s)
        try:
            # A crew that cannot fly, or a socket that cannot be watched, ends the demo at once with its reason.
            done, _ = await asyncio.wait({watching, flying}, timeout=left_s, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            for task in (watching, flying):
                task.cancel()
            await asyncio.gather(watching, flying, return_exceptions=True)
        return await _summary(options, client, incident, watcher, folder, began)


@dataclass
class Crew:
    """What a fire crew does by hand, through the same HTTP."""

    client: httpx.AsyncClient
    options: DemoOptions
    briefing: dict[str, Any]
    say: Say

    async def fly(self) -> None:
        """Plan the search, send each aircraft its part, and start them."""
        vehicles = await self._vehicles_ready()
        properties = self.briefing["properties"]
        wanted = {name: properties[name] for name in ("height_agl_m", "speed_ms", "overlap") if name in properties}
        plan = await self._post(
            "/api/v1/plans",
            {
                "template": "thermal-area-search",
                "area": self.briefing["geometry"],
                "parameters": wanted,
                "vehicles": vehicles,
            },
        )
        self.say(f"Plan {plan['id']}: {plan['summary']['makespan_s']:.0f} s for {len(vehicles)} aircraft")
        # Together: where one cannot fly the others are called off, and its reason is the one that is told.
        async with ended_together() as tasks:
            for part, vehicle in enumerate(vehicles):
                tasks.create_task(self._send(vehicle, plan["id"], part))

    async def _vehicles_ready(self) -> list[int]:
        while True:
            vehicles = (await self.client.get("/api/v1/vehicles")).raise_for_status().json()
            ready = sorted(v["id"] for v in vehicles if v["is_ready_to_arm"] and v["home"])
            if len(ready) >= self.options.drones:
                return ready[: self.options.drones]
            await asyncio.sleep(RETRY_S)

    async def _send(self, vehicle: int, plan: str, part: int) -> None:
        await self._order(f"/api/v1/vehicles/{vehicle}/mission", {"plan": plan, "part": part})
        await self._make_ready(vehicle, plan)
        for command in ("arm", "start_mission"):
            await self._order(f"/api/v1/vehicles/{vehicle}/commands", {"command": command})
        self.say(f"Aircraft {vehicle} is on its way")

    async def _make_ready(self, vehicle: int, plan: str) -> None:
        """What a crew does before every flight: failsafes as they should be, every item looked at."""
        preflight = f"/api/v1/vehicles/{vehicle}/preflight"
        await self._order(f"{preflight}/failsafes", {"plan": plan})
        checks = (await self.client.get(preflight, params={"plan": plan})).raise_for_status().json()["checks"]
        ticks = [{"item": check["item"]} for check in checks if check["item"]]
        view = await self._post(f"{preflight}/ticks", {"plan": plan, "ticks": ticks})
        blocking = [check["title"] for check in view["checks"] if check["status"] == "blocking"]
        if blocking:
            raise GroundStationError(f"aircraft {vehicle} is not ready: {'; '.join(blocking)}")

    async def _order(self, path: str, body: dict[str, Any]) -> None:
        result = await self._post(path, body)
        if result["outcome"] != "accepted":
            raise GroundStationError(f"{path}: {result['outcome']}: {'; '.join(result['reasons'])}")

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        response = await self.client.post(path, json=body)
        if response.is_error:
            raise GroundStationError(f"{path}: {response.status_code} {response.text}")
        document: dict[str, Any] = response.json()
        return document


async def _summary(
    options: DemoOptions,
    client: httpx.AsyncClient,
    incident: str,
    watcher: Watcher,
    folder: Path,
    began: datetime,
) -> dict[str, Any]:
    judged = ["score", "--scenario", options.scenario, "--seed", str(options.seed), "--json"]
    for name in ("findings", "seen"):
        path = folder / f"{name}.geojson"
        collection = (await client.get(f"/api/v1/incidents/{incident}/{name}")).raise_for_status().json()
        path.write_text(json.dumps(collection), "utf-8")
        judged += [f"--{name}", str(path)]
    if options.speed == 1.0:
        # Only then do the station's clock and the simulated one run alike.
        judged += ["--start", began.isoformat()]
    score = json.loads(await simulator(*judged))
    ages = np.array(watcher.ages_ms) if watcher.ages_ms else np.array([np.nan])
    p50, p99 = (None if np.isnan(value) else round(float(value), 1) for value in np.percentile(ages, [50, 99]))
    return {
        "incident": incident,
        "vehicles": options.drones,
        **score,
        "seen_fraction": watcher.seen_fraction,
        "frames": sum(watcher.frames.values()),
        "frame_to_map_ms": {"p50": p50, "p99": p99},
    }
