"""An aircraft for clients that others wrote: the one at VARDE_PEER_URL, else the project's own simulator.

`VARDE_PEER_URL=udpout://127.0.0.1:18570 pytest tests/peers` asks a PX4 SITL the same. With VARDE_PEER_REPORT=FILE.md
the answers become one column of the table in that file, PX4's or the simulator's.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import re
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from mavsdk.asyncio import ComponentType, Configuration, Mavsdk, System

GROUND_SPEED, FLIGHT_SPEED = 2.0, 4.0
PORTS_TRIED = 5
FOUND_WITHIN_S = 90.0
OUR_PORTS_ABOVE_ITS = 20000
GONE_AFTER_S = 5.0
ASKS_AGAIN_AFTER_S, PATIENT_S = 0.5, 10.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(240))


# --- the aircraft ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Where an aircraft answers, and how fast its time runs."""

    port: int
    speed: float = 1.0
    is_simulated: bool = True

    @property
    def url(self) -> str:
        """As MAVSDK writes it."""
        return f"udpout://127.0.0.1:{self.port}"

    @property
    def master(self) -> str:
        """As MAVProxy writes it."""
        return f"udpout:127.0.0.1:{self.port}"

    def wait_s(self, aircraft_s: float) -> float:
        """The longest that something may take here that takes `aircraft_s` there, on a slow machine."""
        return aircraft_s / self.speed + 40.0


def free_udp_ports(count: int) -> int:
    """The first of `count` UDP ports, one after the other, that nobody holds now."""
    while True:
        with ExitStack() as stack:
            first = 0
            try:
                for index in range(count):
                    probe = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                    probe.bind(("127.0.0.1", first + index if first else 0))
                    first = first or int(probe.getsockname()[1])
            except (OSError, OverflowError):
                continue
            return first


class Relay(threading.Thread):
    """Speaks to the aircraft from one port for ever, since it answers only its first partner; serves all clients."""

    def __init__(self, host: str, port: int, own_port: int = 0) -> None:
        super().__init__(daemon=True)
        self._aircraft = (socket.gethostbyname(host), port)
        self._up = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._up.bind(("127.0.0.1", own_port))
        self._down = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._down.bind(("127.0.0.1", 0))
        # A worker that gets no CPU for a while must not lose what is said once.
        self._up.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._ended = threading.Event()
        self.port = int(self._down.getsockname()[1])

    def run(self) -> None:
        clients: dict[tuple[str, int], float] = {}
        while not self._ended.is_set():
            for ready in select.select([self._up, self._down], [], [], 0.2)[0]:
                try:
                    datagram, sender = ready.recvfrom(4096)
                except ConnectionError:  # the client of a moment ago has closed its port
                    continue
                if ready is self._down:
                    clients[sender] = time.monotonic()
                    self._up.sendto(datagram, self._aircraft)
                    continue
                for client in [each for each, heard_s in clients.items() if time.monotonic() - heard_s < GONE_AFTER_S]:
                    self._down.sendto(datagram, client)

    def close(self) -> None:
        """End it and give the ports back."""
        self._ended.set()
        self.join(5.0)
        self._up.close()
        self._down.close()


@contextmanager
def simulator(speed: float, *, with_camera: bool = False) -> Iterator[Peer]:
    """Simulated aircraft in a process of their own: one, or two of which the first carries a camera."""
    for _ in range(PORTS_TRIED):
        first = free_udp_ports(7)
        gcs, gcs_send, onboard, onboard_send = (str(first + above) for above in (0, 2, 3, 5))
        command = [sys.executable, "-m", "firmware_sim", "run", "--ready-json", "--seed", "1", "--scenario", "flat"]
        command += ["--speed", str(speed), "--gcs-port", gcs, "--gcs-send", gcs_send]
        command += ["--onboard-port", onboard, "--onboard-send", onboard_send]
        if with_camera:
            program = Path(__file__).with_name("aircraft_with_camera.py")
            command = [sys.executable, str(program), str(speed), gcs, gcs_send, onboard, onboard_send]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            if not process.stdout.readline():  # somebody was quicker to take a port
                continue
            try:
                yield Peer(port=first, speed=speed)
            finally:
                process.terminate()
            return
    pytest.fail("the simulator ended before it was ready")


@contextmanager
def aircraft_to_ask(speed: float) -> Iterator[Peer]:
    """The aircraft at VARDE_PEER_URL through a relay, else a simulated one."""
    url = os.environ.get("VARDE_PEER_URL")
    if url is None:
        with simulator(speed) as peer, relayed(Relay("127.0.0.1", peer.port)) as port:
            yield replace(peer, port=port)
        return
    address = urlsplit(url)
    if address.scheme != "udpout" or address.hostname is None or address.port is None:
        pytest.exit(f"VARDE_PEER_URL is {url!r}: write udpout://HOST:PORT, PORT being the one that the aircraft binds")
    # The same port at every run: a PX4 that runs on knows no other.
    with relayed(Relay(address.hostname, address.port, address.port + OUR_PORTS_ABOVE_ITS)) as port:
        yield Peer(port=port, is_simulated=False)


@contextmanager
def relayed(relay: Relay) -> Iterator[int]:
    """The port that a running relay serves."""
    relay.start()
    try:
        yield relay.port
    finally:
        relay.close()


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    """An aircraft whose time runs slowly enough for every client."""
    with aircraft_to_ask(GROUND_SPEED) as found:
        yield found


@pytest.fixture(scope="module")
def flying_peer() -> Iterator[Peer]:
    """An aircraft to fly; a simulated one's time runs faster."""
    with aircraft_to_ask(FLIGHT_SPEED) as found:
        yield found


@pytest.fixture(scope="module")
def two_peers() -> Iterator[tuple[Peer, Peer]]:
    """Two simulated aircraft, the first with a camera."""
    if "VARDE_PEER_URL" in os.environ:
        pytest.skip("only of our own simulator: PX4 SITL carries no camera, and is alone")
    with simulator(GROUND_SPEED, with_camera=True) as first:
        yield first, replace(first, port=first.port + 1)


# --- MAVSDK ---


@dataclass
class Drone:
    """One aircraft as MAVSDK has it; plugins are kept, since MAVSDK does not like them to go."""

    mavsdk: Mavsdk
    system: System
    peer: Peer
    plugins: dict[type, Any] = field(default_factory=dict)

    def plugin(self, kind: type) -> Any:
        """MAVSDK's plugin of this kind."""
        if kind not in self.plugins:
            self.plugins[kind] = kind(self.system)
        return self.plugins[kind]

    @contextmanager
    def patience(self) -> Iterator[None]:
        """MAVSDK asks once only, where it would ask again after half a second.

        On a busy machine both questions are answered, and it takes the second answer for that to its next question
        about the same parameter. The binding has no word for the C library's setting, therefore the call by its name.
        """
        self._ask_again_after(PATIENT_S)
        yield
        self._ask_again_after(ASKS_AGAIN_AFTER_S)

    def _ask_again_after(self, seconds: float) -> None:
        inner = self.mavsdk._mavsdk
        inner._lib.mavsdk_set_timeout_s(ctypes.c_void_p(inner._handle), ctypes.c_double(seconds))

    async def until(self, stream: Any, is_so: Callable[[Any], bool], aircraft_s: float = 5.0) -> Any:
        """The first of a stream of which `is_so` holds."""
        async with asyncio.timeout(self.peer.wait_s(aircraft_s)):
            try:
                async for value in stream:
                    if is_so(value):
                        return value
            finally:
                await stream.aclose()
        raise AssertionError("the stream ended")

    async def becomes(
        self, ask: Callable[[], Awaitable[Any]], is_so: Callable[[Any], bool], aircraft_s: float = 5.0
    ) -> Any:
        """Ask again and again until `is_so` holds of the answer."""
        async with asyncio.timeout(self.peer.wait_s(aircraft_s)):
            while not is_so(answer := await ask()):  # noqa: ASYNC110 - MAVSDK sets no event
                await asyncio.sleep(0.05)
        return answer

    async def gather(self, stream: Any) -> list[Any]:
        """All of a stream that ends by itself."""
        async with asyncio.timeout(self.peer.wait_s(30.0)):
            return [value async for value in stream]


async def connect(mavsdk: Mavsdk, peer: Peer) -> Drone:
    """Find the aircraft."""
    await mavsdk.add_any_connection(peer.url)
    system = await mavsdk.first_autopilot(timeout_s=FOUND_WITHIN_S)
    assert system is not None, f"MAVSDK found no autopilot at {peer.url}"
    return Drone(mavsdk, system, peer)


def ground_station() -> Mavsdk:
    """A MAVSDK that is a ground station."""
    return Mavsdk(Configuration.create_with_component_type(ComponentType.GROUND_STATION))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def drone(peer: Peer) -> AsyncIterator[Drone]:
    """The aircraft on the ground."""
    async with ground_station() as mavsdk:
        yield await connect(mavsdk, peer)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def flying_drone(flying_peer: Peer) -> AsyncIterator[Drone]:
    """The aircraft to fly."""
    async with ground_station() as mavsdk:
        yield await connect(mavsdk, flying_peer)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def two_drones(two_peers: tuple[Peer, Peer]) -> AsyncIterator[tuple[Drone, Drone]]:
    """Both aircraft as one MAVSDK has them."""
    async with ground_station() as mavsdk:
        for peer in two_peers:
            await mavsdk.add_any_connection(peer.url)
        async with asyncio.timeout(FOUND_WITHIN_S):

            async def found() -> dict[int, System]:
                systems = [each for each in await mavsdk.get_systems() if await each.has_autopilot()]
                return {await each.get_system_id(): each for each in systems}

            while len(systems := await found()) < len(two_peers):  # noqa: ASYNC110 - MAVSDK sets no event
                await asyncio.sleep(0.05)
        pairs = zip((1, 2), two_peers, strict=True)
        first, second = (Drone(mavsdk, systems[system_id], peer) for system_id, peer in pairs)
        yield first, second


# --- what they answered ---

TABLE_HEAD = "| client | journey | PX4 | simulator |\n| --- | --- | --- | --- |\n"
ROW = re.compile(r"^\| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)


@pytest.fixture
def told(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Note what the aircraft answered, for the report."""
    return lambda *answers: record_property("answer", "; ".join(str(answer) for answer in answers))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Put the answers into the table of VARDE_PEER_REPORT."""
    path = os.environ.get("VARDE_PEER_REPORT")
    if path is None:
        return
    reports = [report for kind in ("passed", "failed", "skipped") for report in terminalreporter.stats.get(kind, [])]
    ours = [report for report in reports if "tests/peers/" in report.nodeid and report.when in ("call", "setup")]
    write_report(Path(path), sorted(ours, key=lambda report: report.nodeid.split("::")[0]))


def write_report(path: Path, reports: Sequence[Any]) -> None:
    """One column of the table, PX4's or the simulator's; the other stays as it is."""
    column = 2 if "VARDE_PEER_URL" in os.environ else 3
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    rows = {found.group(1, 2): list(found.groups()) for found in ROW.finditer(text) if "---" not in found.group(1)}
    rows.pop(("client", "journey"), None)
    for report in reports:
        key = client_and_journey(report.nodeid)
        rows.setdefault(key, [*key, "", ""])[column] = answer_of(report)
    table = TABLE_HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows.values())
    before = text.split(TABLE_HEAD, 1)[0] if TABLE_HEAD in text else text
    path.write_text(before + table, encoding="utf-8")


def client_and_journey(nodeid: str) -> tuple[str, str]:
    """`tests/peers/test_mavsdk_flight.py::test_it_lands` is MAVSDK's journey `it lands`."""
    module, name = nodeid.split("::", 1)
    client = "MAVProxy" if "mavproxy" in module else "MAVSDK"
    return client, name.removeprefix("test_").replace("_", " ").replace("|", "/")


def answer_of(report: Any) -> str:
    """What the aircraft said, or why nothing was asked."""
    if report.skipped:
        return "not asked: " + str(report.longrepr[2]).removeprefix("Skipped: ")
    answers = "; ".join(str(value) for name, value in report.user_properties if name == "answer") or "as expected"
    said = answers.replace("|", "/").replace("\n", " ")
    return said if report.passed else f"**failed**: {said}"
