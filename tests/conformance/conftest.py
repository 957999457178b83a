"""An aircraft to fly: the one at VARDE_VEHICLE_URL, else the project's own simulator."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from ground_station.fleet.fleet import Fleet
from ground_station.fleet.notices import ModeChanged, Notice, StatusText, VehicleUpdated
from ground_station.fleet.orders import Land
from ground_station.fleet.state import VehicleState

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

    async def fly_for(self, seconds: float) -> None:
        """Let `seconds` of the aircraft's own time pass."""
        await asyncio.sleep(seconds / self.speed)


@pytest.fixture(scope="module")
def vehicle_url() -> Iterator[tuple[str, float]]:
    """Where to find the aircraft, and how fast its time runs."""
    url = os.environ.get("VARDE_VEHICLE_URL")
    if url:
        yield url, float(os.environ.get("VARDE_VEHICLE_SPEED", "1"))
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
        yield f"udpin://127.0.0.1:{station}", SIMULATED_SPEED
        simulator.terminate()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def flight(vehicle_url: tuple[str, float]) -> AsyncIterator[Flight]:
    """The aircraft, heard and ready to arm; landed again at the end."""
    url, speed = vehicle_url
    fleet = Fleet([url])
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
        flight = Flight(fleet, next(iter(fleet.vehicles)), speed, notices)
        await flight.until(lambda state: state.is_ready_to_arm and state.home is not None, READY_WITHIN_S)
        yield flight
        if flight.state.is_armed:
            await fleet.command(flight.system_id, Land())
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await fleet.close()
