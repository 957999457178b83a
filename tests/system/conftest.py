"""Real processes: the `varde` command, the simulator, a station; all on ports that nobody has."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from ground_station.cli import main

ROOT = Path(__file__).resolve().parents[2]
VARDE = Path(sys.executable).with_name("varde")
SHARED = Path(os.environ.get("VARDE_SHARED", ROOT.parent / "shared"))
ENVIRONMENT = {**os.environ, "VARDE_LANGUAGE": "en"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(400))


@dataclass
class Ended:
    status: int
    out: str
    error: str


@pytest.fixture
def varde(tmp_path: Path) -> Callable[..., Ended]:
    """Run `varde` to its end in an empty folder."""

    def run(*arguments: str | Path, timeout: float = 180, **environment: str) -> Ended:
        done = subprocess.run(
            [VARDE, *map(str, arguments)], cwd=tmp_path, capture_output=True, text=True, timeout=timeout,
            env={**ENVIRONMENT, **environment}, check=False,
        )  # fmt: skip
        return Ended(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def varde_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """Run `varde` to its end in an empty folder and in this process: the same entry, without its seconds of loading."""

    def run(*arguments: str | Path, **environment: str) -> Ended:
        with monkeypatch.context() as patch, pytest.raises(SystemExit) as ended:
            for name, value in {**ENVIRONMENT, **environment}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["varde", *map(str, arguments)])
            patch.chdir(tmp_path)
            main()
        said = capfd.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"no shared data: {SHARED} is missing (set VARDE_SHARED)")
    return SHARED


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with contextlib.closing(socket.socket(socket.AF_INET, kind)) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RunningStation:
    """A `varde serve` process and somebody signed in to it."""

    process: subprocess.Popen[str]
    base_url: str
    said: list[str]
    token: str = ""
    client: httpx.Client = field(init=False)

    def sign_in(self, name: str, password: str) -> None:
        self.client = httpx.Client(base_url=self.base_url, timeout=60.0)
        answer = self.client.post("/api/v1/session", json={"name": name, "password": password}).raise_for_status()
        self.token = answer.json()["token"]
        self.client.headers["Authorization"] = f"Bearer {self.token}"
        self.client.cookies.clear()

    def get(self, path: str) -> Any:
        return self.client.get(path).raise_for_status().json()

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return self.client.post(path, json=body or {}).raise_for_status().json()

    def make_ready(self, plan: str, vehicle: int = 1) -> None:
        """What a crew does before every flight: failsafes as they should be, every item of the checklist looked at."""
        preflight = f"/api/v1/vehicles/{vehicle}/preflight"
        done = self.post(f"{preflight}/failsafes", {"plan": plan})
        assert done["outcome"] == "accepted", done
        checks = self.get(f"{preflight}?plan={plan}")["checks"]
        ticks = [{"item": check["item"]} for check in checks if check["item"]]
        view = self.post(f"{preflight}/ticks", {"plan": plan, "ticks": ticks})
        assert view["is_ready"], view

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self.client.close()
        self._close_pipes()

    def _close_pipes(self) -> None:
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()

    def stop(self) -> int:
        self.client.close()
        if self.process.poll() is None:
            self.process.terminate()
        status = self.process.wait(20)
        self._close_pipes()
        return status

    @contextlib.asynccontextmanager
    async def live(self, incident: str, epoch: str | None = None, seq: int | None = None) -> AsyncIterator[Any]:
        """The live socket after `hello`, as the console opens it."""
        ticket = self.post(f"/api/v1/incidents/{incident}/live-ticket")["ticket"]
        url = f"{self.base_url.replace('http', 'ws')}/api/v1/incidents/{incident}/live"
        async with connect(url, subprotocols=["varde.v1", f"ticket.{ticket}"], max_size=None) as websocket:
            await websocket.send(json.dumps({"kind": "hello", "epoch": epoch, "seq": seq}))
            yield websocket


def start_station(data: Path, *arguments: str | Path, port: int | None = None) -> RunningStation:
    port = port or free_port()
    process = subprocess.Popen(
        [VARDE, "serve", "--port", str(port), "--data", str(data), *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT,
    )  # fmt: skip
    station = RunningStation(process, f"http://127.0.0.1:{port}", [])
    assert process.stderr is not None
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"{station.base_url}/healthz", timeout=2).raise_for_status()
            return station
        if process.poll() is not None:
            raise AssertionError(f"the station ended: {process.stderr.read()}")
        time.sleep(0.1)
    process.kill()
    raise AssertionError("the station did not answer within a minute")


def first_password(station: RunningStation) -> str:
    """What the station says at its first start."""
    assert station.process.stderr is not None
    for line in station.process.stderr:
        if found := re.search(r"with the password (\S+)", line):
            return found.group(1)
    raise AssertionError("no password was told")


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., RunningStation]]:
    """Start a station on the module's data folder; signs in as its administrator."""
    running: list[RunningStation] = []
    passwords: list[str] = []
    data = tmp_path_factory.mktemp("station") / "data"

    def start(*arguments: str | Path, port: int | None = None) -> RunningStation:
        started = start_station(data, *arguments, port=port)
        running.append(started)
        if not passwords:
            passwords.append(first_password(started))
        started.sign_in("admin", passwords[0])
        return started

    yield start
    for each in running:
        if each.process.poll() is None:
            each.stop()


@dataclass
class Simulator:
    gcs_port: int
    cameras: list[str]
    process: subprocess.Popen[str]


@pytest.fixture(scope="module")
def simulator() -> Iterator[Callable[..., Simulator]]:
    """Fly simulated aircraft towards a port that nobody has."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, vehicles: int = 1, scenario: str = "hillside", speed: float = 1.0) -> Simulator:
        base, heard = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_DGRAM)
        process = subprocess.Popen(
            [
                sys.executable, "-m", "firmware_sim", "run", "--ready-json", "--vehicles", str(vehicles),
                "--scenario", scenario, "--seed", "1", "--speed", str(speed), "--gcs-send", str(heard),
                "--gcs-port", str(base), "--onboard-port", str(base + 20), "--onboard-send", str(base + 40),
                "--camera-port", str(free_port()), *arguments,
            ],
            stdout=subprocess.PIPE, text=True, env=ENVIRONMENT,
        )  # fmt: skip
        started.append(process)
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        return Simulator(heard, [each["camera"] for each in ready["vehicles"] if each["camera"]], process)

    yield start
    for process in started:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        if process.poll() is None:
            process.kill()
        if process.stdout:
            process.stdout.close()


@pytest.fixture(scope="session")
def firmware_sim() -> Callable[..., str]:
    """What one short simulator command prints."""

    def run(*arguments: object) -> str:
        command = [sys.executable, "-m", "firmware_sim", *map(str, arguments)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    return run


@pytest.fixture(scope="session")
def hillside(tmp_path_factory: pytest.TempPathFactory, firmware_sim: Callable[..., str]) -> tuple[Path, dict[str, Any]]:
    """The elevation model and the briefing of the demo's world."""
    dem = tmp_path_factory.mktemp("world") / "hillside.tif"
    firmware_sim("terrain", "--out", dem)
    return dem, json.loads(firmware_sim("area"))


def wait_for(condition: Callable[[], Any], within_s: float = 60.0, each_s: float = 0.3) -> Any:
    """What `condition` gives once it is true."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(each_s)
    raise AssertionError(f"not so within {within_s} s: {condition.__doc__ or condition}")


@pytest.fixture(name="wait_for")
def _wait_for() -> Callable[..., Any]:
    return wait_for


@pytest.fixture
def until() -> Callable[..., Any]:
    """Await a condition without holding the loop."""

    async def wait(condition: Callable[[], Any], within_s: float = 60.0) -> Any:
        async with asyncio.timeout(within_s):
            while not (found := condition()):  # noqa: ASYNC110  the condition asks another process
                await asyncio.sleep(0.2)
        return found

    return wait
