"""What a connected console costs the station: its CPU time with and without many of them, in another process."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from ground_station.app import Started
from ground_station.benchmarks.live_link import find, fly

AIRCRAFT = 20
STATE_EACH_S = 0.2
FINDING_EACH_S = 1.0
CONSOLES = 20
WATCHED_S = 10.0
CONNECTED_WAIT_S = 120.0
"""A machine with much else to do starts a process slowly."""


async def measure_cost(started: Started) -> dict[str, Any]:
    """The station's share of a core without a console, with twenty, and what each of the twenty adds."""
    async with asyncio.TaskGroup() as tasks:
        busy = [tasks.create_task(fly(started, AIRCRAFT, STATE_EACH_S)), tasks.create_task(_find_on(started))]
        without = await _cpu_share()
        try:
            async with consoles(started, CONSOLES) as frames:
                before = frames.value
                with_them = await _cpu_share()
                sent = frames.value - before
        finally:
            for task in busy:
                task.cancel()
    return {
        "consoles": CONSOLES,
        "aircraft": AIRCRAFT,
        "cpu_share_without": round(without, 4),
        "cpu_share_with": round(with_them, 4),
        "cpu_share_each": round((with_them - without) / CONSOLES, 5),
        "frames_per_s_each": round(sent / CONSOLES / WATCHED_S, 1),
    }


@asynccontextmanager
async def consoles(started: Started, count: int) -> AsyncIterator[Any]:
    """So many connected consoles in a process of their own; gives the shared count of frames that they got."""
    spawn = multiprocessing.get_context("spawn")
    connected, frames = spawn.Event(), spawn.Value("L", 0)
    incident = started.station.bench.incident().id
    arguments = (started.base_url, started.session_token(), incident, count, connected, frames)
    process = spawn.Process(target=watch, args=arguments, daemon=True)
    process.start()
    try:
        if not await asyncio.to_thread(connected.wait, CONNECTED_WAIT_S):
            raise TimeoutError(f"{count} consoles did not connect within {CONNECTED_WAIT_S:.0f} s")
        yield frames
    finally:
        process.terminate()


def watch(base_url: str, token: str, incident: str, count: int, connected: Any, frames: Any) -> None:
    """Consoles that acknowledge at once, until the process ends; `connected` is set when all have a snapshot."""
    asyncio.run(_watch(base_url, token, incident, count, connected, frames))


async def _watch(base_url: str, token: str, incident: str, count: int, connected: Any, frames: Any) -> None:
    path = f"/api/v1/incidents/{incident}/live"
    sockets: list[ClientConnection] = []
    async with httpx.AsyncClient(base_url=base_url, headers={"Authorization": f"Bearer {token}"}) as http:
        for _ in range(count):
            ticket = (await http.post(f"{path}-ticket")).raise_for_status().json()["ticket"]
            protocols = [Subprotocol("varde.v1"), Subprotocol(f"ticket.{ticket}")]
            socket = await connect(base_url.replace("http", "ws") + path, subprotocols=protocols, max_size=None)
            await socket.send(json.dumps({"kind": "hello", "epoch": None, "seq": None}))
            await socket.recv()
            sockets.append(socket)
    connected.set()
    await asyncio.gather(*(_acknowledge(socket, frames) for socket in sockets))


async def _acknowledge(socket: ClientConnection, frames: Any) -> None:
    async for text in socket:
        message = json.loads(text)
        if message["kind"] == "frame":
            frames.value += 1
            await socket.send(json.dumps({"kind": "ack", "n": message["n"], "shown_ms": 0.0}))


async def _find_on(started: Started) -> None:
    number = 0
    while True:
        number += 1
        find(started, number)
        await asyncio.sleep(FINDING_EACH_S)


async def _cpu_share() -> float:
    """Of one core, over a while; this process is the station."""
    cpu_s, began_s = time.process_time(), time.perf_counter()
    await asyncio.sleep(WATCHED_S)
    return (time.process_time() - cpu_s) / (time.perf_counter() - began_s)
