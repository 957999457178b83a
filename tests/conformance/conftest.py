"""An aircraft to fly: the one at VARDE_VEHICLE_URL, else the project's own simulator; and a table of what it did.

VARDE_VEHICLE_SECOND_URL is another link of the same aircraft, for a second ground station.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
import pytest_asyncio

from ground_station.fleet.fleet import Fleet
from ground_station.fleet.knowledge import Knowledge
from ground_station.fleet.notices import ModeChanged, Notice, StatusText, VehicleUpdated
from ground_station.fleet.orders import Land
from ground_station.fleet.state import VehicleState
from ground_station.link.exchange import Exchange

SIMULATED_SPEED = 4.0
READY_WITHIN_S = 60.0


def free_udp_port() -> int:
    """A UDP port nobody holds now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Flight:
    """One aircraft under the station's orders, and what it said so far."""

    fleet: Fleet
    system_id: int
    speed: float
    """Simulated seconds per second."""
    second_url: str | None
    """Where another ground station can hear the same aircraft."""
    notices: list[Notice] = field(default_factory=list)

    @property
    def is_simulated(self) -> bool:
        """Whether it is the project's own simulator."""
        return "VARDE_VEHICLE_URL" not in os.environ

    @property
    def state(self) -> VehicleState:
        """Its newest state."""
        return self.fleet.vehicles[self.system_id]

    @property
    def texts(self) -> list[str]:
        """What it said."""
        return [notice.text for notice in self.notices if isinstance(notice, StatusText)]

    @property
    def modes(self) -> list[str]:
        """The modes it went through."""
        return [notice.mode for notice in self.notices if isinstance(notice, ModeChanged)]

    async def until(self, condition: Callable[[VehicleState], bool], within_s: float) -> None:
        """Wait for the aircraft to be as `condition` says; `within_s` in the aircraft's own time."""
        news = asyncio.Event()
        unsubscribe = self.fleet.subscribe(lambda notice: news.set())
        try:
            async with asyncio.timeout(within_s / self.speed + 5.0):
                while not condition(self.state):
                    news.clear()
                    await news.wait()
        finally:
            unsubscribe()

    async def converse(self, exchange: Exchange) -> None:
        """Run one of the link's exchanges with it."""
        await self.fleet._session.run_exchange(self.system_id, exchange)

    async def fly_for(self, seconds: float) -> None:
        """Let `seconds` of the aircraft's own time pass."""
        await asyncio.sleep(seconds / self.speed)


@dataclass(frozen=True)
class Aircraft:
    """Where to find it, and how fast its time runs."""

    url: str
    speed: float
    second_url: str | None


def as_long_as_it_answers(fixture_name: str, config: pytest.Config) -> Literal["session", "module"]:
    """PX4 on UDP knows its first partner for as long as it runs; a simulated one need not fly on beside other tests."""
    return "session" if os.environ.get("VARDE_VEHICLE_URL") else "module"


@pytest.fixture(scope=as_long_as_it_answers)
def aircraft() -> Iterator[Aircraft]:
    """The aircraft of these tests."""
    url = os.environ.get("VARDE_VEHICLE_URL")
    if url:
        speed = float(os.environ.get("VARDE_VEHICLE_SPEED", "1"))
        yield Aircraft(url, speed, os.environ.get("VARDE_VEHICLE_SECOND_URL"))
        return
    station, onboard = free_udp_port(), free_udp_port()
    command = [
        *(sys.executable, "-m", "firmware_sim", "run", "--vehicles", "1", "--scenario", "flat", "--no-cameras"),
        *("--speed", str(SIMULATED_SPEED), "--gcs-port", str(free_udp_port()), "--gcs-send", str(station)),
        *("--onboard-port", str(free_udp_port()), "--onboard-send", str(onboard), "--ready-json"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as simulator:
        assert simulator.stdout is not None
        if not simulator.stdout.readline():
            pytest.fail("the simulator ended before it was ready")
        yield Aircraft(f"udpin://127.0.0.1:{station}", SIMULATED_SPEED, f"udpin://127.0.0.1:{onboard}")
        simulator.terminate()


@pytest_asyncio.fixture(scope=as_long_as_it_answers, loop_scope="session")
async def flight(aircraft: Aircraft, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Flight]:
    """The aircraft, heard and ready to arm; landed again at the end."""
    fleet = Fleet([aircraft.url], knowledge=Knowledge.in_folder(tmp_path_factory.mktemp("station")))
    await fleet.open()
    notices: list[Notice] = []
    heard = asyncio.Event()

    def note(notice: Notice) -> None:
        if not isinstance(notice, VehicleUpdated):
            notices.append(notice)
            heard.set()

    fleet.subscribe(note)
    running = asyncio.create_task(fleet.run())
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            await heard.wait()
        flight = Flight(fleet, next(iter(fleet.vehicles)), aircraft.speed, aircraft.second_url, notices)
        await flight.until(lambda state: state.is_ready_to_arm and state.home is not None, READY_WITHIN_S)
        yield flight
        if flight.state.is_armed:
            await fleet.command(flight.system_id, Land())
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await fleet.close()


# --- the table ---


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line for each behaviour: what it is, whether the aircraft has it, and if not why."""
    by_node: dict[str, tuple[str, str]] = {}
    for outcome, word in (("passed", "ok"), ("skipped", "skipped"), ("failed", "FAILED"), ("error", "FAILED")):
        for report in terminalreporter.stats.get(outcome, []):
            if "tests/conformance/" in report.nodeid and (report.when == "call" or outcome != "passed"):
                by_node[report.nodeid] = (word, "" if word == "ok" else reason_in(report))
    if not by_node:
        return
    names = {node: node.split("::")[-1].removeprefix("test_").replace("_", " ") for node in by_node}
    width = max(map(len, names.values()))
    terminalreporter.section(f"what {os.environ.get('VARDE_VEHICLE_URL', 'the simulator')} does")
    for node, (word, reason) in by_node.items():
        terminalreporter.write_line(f"{names[node]:{width}}  {word:7}  {reason}".rstrip())
    count = sum(word == "ok" for word, _ in by_node.values())
    terminalreporter.write_line(f"{count} of {len(by_node)} behaviours ok")


def reason_in(report: Any) -> str:
    """In one line why a test failed or was skipped."""
    if report.skipped:
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash is not None else report.longrepr).splitlines()[0][:200]
