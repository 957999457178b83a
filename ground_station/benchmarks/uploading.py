"""Bringing a mission to an aircraft: this station, MAVSDK and plain pymavlink, each with an aircraft of its own in one
simulator process, through one relay that makes the way long.

MAVSDK and pymavlink answer when the aircraft has acknowledged, so that is what is compared. This station then goes on
until the aircraft has judged the plan, which is told beside it.
"""

from __future__ import annotations

import asyncio
import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, Protocol

from ground_station.benchmarks.simulated import HOST, free_udp_port, simulator
from ground_station.errors import BadInput, GroundStationError
from ground_station.link.addresses import parse_address
from ground_station.link.exchange import Progress
from ground_station.link.messages import Message
from ground_station.link.mission_identity import EnsureExchange
from ground_station.link.mission_items import MissionItem
from ground_station.link.mission_transfer import MISSION
from ground_station.link.outcomes import Outcome
from ground_station.link.session import Session

SIZES: Final = (10, 100, 500)
ROUND_TRIPS_S: Final = (0.0, 0.05, 0.2)
ROUNDS: Final = {0.0: 15, 0.05: 1, 0.2: 1}
"""Far away the way is nearly all of it, so once is enough, and all three clients go at the same time. Near by an upload
takes milliseconds, as one turn of a busy machine's other programs does: fewer rounds would measure those."""
HEARD_WITHIN_S: Final = 30.0
MOST_TRIES: Final = 2
TAKE_OFF, WAYPOINT = 22, 16
ANSWERS: Final = ["MISSION_REQUEST_INT", "MISSION_REQUEST", "MISSION_ACK"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How long one upload took."""

    acknowledged_s: float
    judged_s: float | None = None


class Client(Protocol):
    """One way to bring a mission to an aircraft."""

    async def upload(self, items: Sequence[MissionItem]) -> Taken:
        """Bring it there."""


def plan(length: int, salt: int) -> tuple[MissionItem, ...]:
    """A plan that could be flown, another one for each `salt`."""

    def place(seq: int) -> MissionItem:
        return MissionItem.from_degrees(
            command=WAYPOINT if seq else TAKE_OFF,
            frame=3,
            params=(0.0, 0.0, 0.0, math.nan),
            latitude_deg=60.3913 + 1e-6 * (salt % 1000) + 2e-5 * (seq % 20),
            longitude_deg=5.3221 + 2e-5 * (seq // 20),
            altitude_m=20.0,
        )

    return tuple(place(seq) for seq in range(length))


# --- the three clients ---


class Varde:
    """This station's own exchange, over its own session, as the fleet begins it."""

    def __init__(self, session: Session, system_id: int) -> None:
        self._session = session
        self._system_id = system_id
        self.told_checksum: int | None = None
        """Of the plan on board, as the aircraft tells it once a second."""

    async def upload(self, items: Sequence[MissionItem]) -> Taken:
        """Until acknowledged, and until judged."""
        exchange = EnsureExchange(
            self._system_id, tuple(items), MISSION, takes_items_ahead=True, told_checksum=self.told_checksum
        )
        acknowledged: list[float] = []

        def note(progress: Progress) -> None:
            if progress.done == progress.total:
                acknowledged.append(time.perf_counter())

        exchange.on_progress = note
        began = time.perf_counter()
        await self._session.run_exchange(self._system_id, exchange)
        ended = time.perf_counter()
        if exchange.outcome is not Outcome.ACCEPTED:
            raise GroundStationError(
                f"an upload ended as {exchange.outcome}: {exchange.reasons}", "run the bench again"
            )
        return Taken(acknowledged_s=acknowledged[0] - began, judged_s=ended - began)


@asynccontextmanager
async def varde(port: int, system_id: int) -> AsyncIterator[Varde]:
    """A session that hears the aircraft."""
    heard = asyncio.Event()

    def hear(message: Message, now_s: float) -> None:
        if message.kind == "HEARTBEAT" and message.source_system == system_id:
            heard.set()
        elif message.kind == "MISSION_CURRENT" and message.source_system == system_id:
            client.told_checksum = message.mission_id

    session = Session([parse_address(f"udpout://{HOST}:{port}")], hear)
    client = Varde(session, system_id)
    await session.open()
    beating = asyncio.create_task(session.run())
    try:
        async with asyncio.timeout(HEARD_WITHIN_S):
            await heard.wait()
        yield client
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
        session.close()


class MavsdkClient:
    """MAVSDK's mission_raw, which carries the same items."""

    def __init__(self, plugin: Any, kind: Any, error: type[Exception]) -> None:
        self._plugin = plugin
        self._kind = kind
        self._error = error
        self.failures = 0
        """Uploads that it gave up; what counts is one that went well, and a row without any has no ratio."""

    async def upload(self, items: Sequence[MissionItem]) -> Taken:
        """Until MAVSDK says that it succeeded."""
        raw = [
            self._kind(seq, item.frame, item.command, int(seq == 0), 1, *item.params, item.x, item.y, item.z, MISSION)
            for seq, item in enumerate(items)
        ]
        for _ in range(MOST_TRIES):
            began = time.perf_counter()
            try:
                await self._plugin.upload_mission(raw)
            except self._error:
                self.failures += 1
                continue
            return Taken(acknowledged_s=time.perf_counter() - began)
        return Taken(acknowledged_s=math.inf)


@asynccontextmanager
async def mavsdk(port: int) -> AsyncIterator[MavsdkClient]:
    """MAVSDK that has found the aircraft.

    Raises:
        BadInput: it is not installed.
    """
    library, missions = mavsdk_modules()
    configuration = library.Configuration.create_with_component_type(library.ComponentType.GROUND_STATION)
    async with library.Mavsdk(configuration) as found:
        await found.add_any_connection(f"udpout://{HOST}:{port}")
        system = await found.first_autopilot(timeout_s=HEARD_WITHIN_S)
        if system is None:
            raise GroundStationError("MAVSDK found no aircraft", "run the bench again on a quieter machine")
        yield MavsdkClient(missions.MissionRawAsync(system), missions.MissionItem, missions.MissionRawError)


def mavsdk_modules() -> tuple[Any, Any]:
    """MAVSDK's library and its mission plugin.

    Raises:
        BadInput: it is not installed.
    """
    try:
        return import_module("mavsdk.asyncio"), _mission_raw()
    except ImportError:
        raise BadInput("the link bench runs beside MAVSDK, which is not installed", "pip install mavsdk") from None


def _mission_raw() -> Any:
    return import_module("mavsdk.asyncio.plugins.mission_raw")


class Pymavlink:
    """The loop that every script with pymavlink has."""

    def __init__(self, port: int) -> None:
        from pymavlink import mavutil

        self._link: Any = mavutil.mavlink_connection(f"udpout:{HOST}:{port}", source_system=254, dialect="all")
        self._link.mav.heartbeat_send(6, 8, 0, 0, 0)
        if self._link.wait_heartbeat(timeout=HEARD_WITHIN_S) is None:
            raise GroundStationError("pymavlink heard no aircraft", "run the bench again on a quieter machine")

    async def upload(self, items: Sequence[MissionItem]) -> Taken:
        """In a thread, since pymavlink waits without giving way."""
        return await asyncio.to_thread(self._upload, items)

    def close(self) -> None:
        """Give the port back."""
        self._link.close()

    def _upload(self, items: Sequence[MissionItem]) -> Taken:
        link = self._link
        while link.recv_msg() is not None:
            pass  # what came while nobody listened
        began = time.perf_counter()
        link.mav.mission_count_send(link.target_system, 1, len(items), MISSION)
        while True:
            asked = link.recv_match(type=ANSWERS, blocking=True, timeout=10.0)
            if asked is None or (asked.get_type() == "MISSION_ACK" and asked.type != 0):
                raise GroundStationError(f"pymavlink's upload ended with {asked}", "run the bench again")
            if asked.get_type() == "MISSION_ACK":
                return Taken(acknowledged_s=time.perf_counter() - began)
            item = items[asked.seq]
            link.mav.mission_item_int_send(
                link.target_system, 1, asked.seq, item.frame, item.command, int(asked.seq == 0), 1,
                *item.params, item.x, item.y, item.z, MISSION,
            )  # fmt: skip


# --- the comparison ---


class Far:
    """The relay process: ports of three aircraft, and how far away they are."""

    def __init__(self, aircraft_ports: Sequence[int]) -> None:
        command = [sys.executable, "-m", "ground_station.benchmarks.delay_relay", *map(str, aircraft_ports)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.ports: list[int] = json.loads(self._process.stdout.readline())

    def set_round_trip(self, round_trip_s: float) -> None:
        """Half of it in either direction, from the next datagram on."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{round_trip_s / 2}\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=10.0)


async def upload_rows() -> list[dict[str, Any]]:
    """One row for each length and distance."""
    mavsdk_modules()
    with simulator(3, free_udp_port()) as aircraft_ports:
        far = Far(aircraft_ports)
        plain = None
        try:
            async with varde(far.ports[0], 1) as ours, mavsdk(far.ports[1]) as peer:
                plain = await asyncio.to_thread(Pymavlink, far.ports[2])
                clients: dict[str, Client] = {"varde": ours, "mavsdk": peer, "pymavlink": plain}
                return [await _compare(clients, far, size, away_s) for away_s in ROUND_TRIPS_S for size in SIZES]
        finally:
            if plain is not None:
                plain.close()
            far.close()


async def _compare(clients: dict[str, Client], far: Far, size: int, round_trip_s: float) -> dict[str, Any]:
    far.set_round_trip(round_trip_s)
    await asyncio.sleep(0.5 + round_trip_s)
    taken: dict[str, list[Taken]] = {name: [] for name in clients}
    for number in range(ROUNDS[round_trip_s]):
        items = plan(size, int(1000 * time.monotonic()) + number)
        if round_trip_s:
            answers = await asyncio.gather(*(client.upload(items) for client in clients.values()))
        else:
            # In turns, beginning with another one each time.
            order = [*list(clients)[number % 3 :], *list(clients)[: number % 3]]
            by_name = {name: await clients[name].upload(items) for name in order}
            answers = [by_name[name] for name in clients]
        for name, answer in zip(clients, answers, strict=True):
            taken[name].append(answer)
    median_s = {name: statistics.median(one.acknowledged_s for one in each) for name, each in taken.items()}
    is_comparable = math.isfinite(median_s["mavsdk"])
    judged_s = statistics.median(one.judged_s or 0.0 for one in taken["varde"])
    return {
        "items": size,
        "round_trip_ms": round(round_trip_s * 1000),
        **{f"{name}_s": round(value, 4) if math.isfinite(value) else None for name, value in median_s.items()},
        "ratio_to_mavsdk": round(median_s["varde"] / median_s["mavsdk"], 3) if is_comparable else None,
        "varde_until_judged_s": round(judged_s, 3),
        "mavsdk_gave_up_so_far": getattr(clients["mavsdk"], "failures", 0),
    }
