"""`varde bench live`: from an event being journalled to clients having it: good line, bad line, and the screen."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from ground_station.app import Started, running_station
from ground_station.benchmarks.live_cost import measure_cost
from ground_station.benchmarks.live_link import measure_slow_line
from ground_station.benchmarks.live_screen import measure_screen
from ground_station.config import load_settings
from ground_station.incident.events import LogEntered

CLIENTS = 50
EVENTS = 60


def bench() -> dict[str, Any]:
    """From an event being journalled to every one of many clients having it, to one on a bad line, and to the pixel."""
    return asyncio.run(_bench())


async def _bench() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="varde-bench-") as folder:
        settings = load_settings(port=0, data=Path(folder), vehicle=("udpin://127.0.0.1:0",), record=False)
        async with running_station(settings, title="bench") as started:
            many = await _measure(started)
            cost = await measure_cost(started)
            slow = await measure_slow_line(started)
            screen = await measure_screen(started)
    load = round(os.getloadavg()[0], 1)
    return {"lan": many, "cost": cost, "slow_line": slow, "screen": screen, "load": load} | {
        "rows": [
            {"what": f"to {CLIENTS} clients", **many},
            {"what": "cost", **cost},
            *_slow_rows(slow),
            *_screen_rows(screen),
            {"what": "load", "processes_ready": load},
        ]
    }


def _slow_rows(slow: dict[str, Any]) -> list[dict[str, Any]]:
    counts = {"sent": slow["findings_sent"], "received": slow["findings_received"]}
    return [
        {"what": "64 kbit/s: state age, ms", "aircraft": slow["aircraft"], **slow["state_age_ms"]},
        {"what": "64 kbit/s: finding age, ms", **counts, **slow["finding_age_ms"]},
    ]


def _screen_rows(screen: dict[str, Any]) -> list[dict[str, Any]]:
    if "not_measured" in screen:
        return [{"what": "screen", **screen}]
    return [
        {"what": "finding to pixel, ms", **screen["finding_to_pixel_ms"]},
        *(
            {"what": f"{which.replace('_', ' ')}, {how}", **screen[which][how]}
            for which in ("bare_map", "full_map")
            for how in ("watched", "panned")
        ),
    ]


async def _measure(started: Started) -> dict[str, Any]:
    incident = started.station.bench.incident()
    headers = {"Authorization": f"Bearer {started.session_token()}"}
    ages_ms: list[float] = []
    ready = asyncio.Semaphore(0)
    async with httpx.AsyncClient(base_url=started.base_url, headers=headers) as http, asyncio.TaskGroup() as tasks:
        clients = [tasks.create_task(_client(started, http, incident.id, ages_ms, ready)) for _ in range(CLIENTS)]
        for _ in clients:
            await ready.acquire()
        for number in range(EVENTS):
            incident.record(LogEntered(at=datetime.now(UTC), actor="bench", text=f"{time.perf_counter()} {number}"))
            await asyncio.sleep(0.05)
        await asyncio.sleep(1.0)
        for client in clients:
            client.cancel()
    p50, p99 = (round(float(value), 2) for value in np.percentile(ages_ms, [50, 99]))
    return {"clients": CLIENTS, "events": EVENTS, "received": len(ages_ms), "p50_ms": p50, "p99_ms": p99}


async def _client(
    started: Started, http: httpx.AsyncClient, incident: str, ages_ms: list[float], ready: asyncio.Semaphore
) -> None:
    ticket = (await http.post(f"/api/v1/incidents/{incident}/live-ticket")).raise_for_status().json()["ticket"]
    url = f"{started.base_url.replace('http', 'ws')}/api/v1/incidents/{incident}/live"
    async with connect(url, subprotocols=[Subprotocol("varde.v1"), Subprotocol(f"ticket.{ticket}")]) as socket:
        await socket.send(json.dumps({"kind": "hello", "epoch": None, "seq": None}))
        await socket.recv()
        ready.release()
        async for text in socket:
            message = json.loads(text)
            if message["kind"] != "frame":
                continue
            now_s = time.perf_counter()
            written = (event["text"] for event in message["events"] if event["actor"] == "bench")
            ages_ms.extend((now_s - float(text.split()[0])) * 1000 for text in written)
            await socket.send(json.dumps({"kind": "ack", "n": message["n"], "shown_ms": 0.0}))
