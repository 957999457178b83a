"""Measurements beside a floor in the same run: these machines are noisy, so only ratios mean something.

`vision`: the whole search of a frame against one memcpy, one threshold and one labelling of the same frame.
`live`: from a finding being journalled to a client having it, with many clients on loopback.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
from numpy.typing import NDArray
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from ground_station.app import Started, running_station
from ground_station.config import load_settings
from ground_station.errors import BadInput
from ground_station.incident.events import LogEntered
from vision.detect import look
from vision.frames import Frame, Unit

ROUNDS = 60
CLIENTS = 50
EVENTS = 60


def run_benchmarks(name: str) -> dict[str, Any]:
    """The tables asked for by name, or all. Raises `BadInput`."""
    if name == "all":
        return {each: bench() for each, bench in BENCHMARKS.items()}
    if name not in BENCHMARKS:
        raise BadInput(f"no benchmark is called {name}", f"choose one of {', '.join(BENCHMARKS)}, all")
    return {name: BENCHMARKS[name]()}


# --- vision -----------------------------------------------------------------------------------------------------------


def scene(kind: str, height_px: int, width_px: int) -> NDArray[np.uint16]:
    """A frame in hundredths of a kelvin: cool ground with noise, and what `kind` says."""
    rng = np.random.default_rng(7)
    ground = cv2.GaussianBlur(rng.normal(0, 900, (height_px, width_px)).astype(np.float32), (0, 0), 20)
    frame = 28100 + ground + rng.normal(0, 8, ground.shape)
    if kind == "checkerboard":
        frame[(np.add.outer(np.arange(height_px), np.arange(width_px)) % 2) == 0] += 20000
    elif kind == "salt":
        frame[rng.random(ground.shape) < 0.01] += 20000
    else:
        for _ in range(int(kind.split(maxsplit=1)[0])):
            x, y = rng.integers(6, width_px - 6), rng.integers(6, height_px - 6)
            frame[y - 2 : y + 3, x - 2 : x + 3] += rng.uniform(8000, 30000)
    return np.asarray(np.clip(frame, 0, 65535), np.uint16)


def bench_vision() -> dict[str, Any]:
    """Searching a frame against its floor, for ordinary and for the worst frames."""
    cv2.setNumThreads(1)
    rows: list[dict[str, Any]] = []
    for height_px, width_px in ((512, 640), (1024, 1280)):
        for kind in ("0 hotspots", "10 hotspots", "200 hotspots", "checkerboard", "salt"):
            pixels = scene(kind, height_px, width_px)
            frame = Frame(pixels=pixels, unit=Unit.CENTIKELVIN, source="bench")
            floor_ms, ours_ms = timed(lambda: floor(pixels), lambda: look(frame, metres_per_pixel=0.08))  # noqa: B023
            rows.append(
                {
                    "frame": f"{width_px}x{height_px} {kind}",
                    "floor_ms": round(floor_ms, 3),
                    "ours_ms": round(ours_ms, 3),
                    "ratio": round(ours_ms / floor_ms, 2),
                }
            )
    ordinary = next(row for row in rows if row["frame"] == "640x512 10 hotspots")
    median = statistics.median(row["ours_ms"] for row in rows[:5])
    return {
        "ratio_to_floor": ordinary["ratio"],
        "worst_frame_ratio": round(max(row["ours_ms"] for row in rows[:5]) / median, 2),
        "rows": rows,
    }


def floor(pixels: NDArray[np.uint16]) -> None:
    """The least anything could do: copy the frame, threshold it, label what is above."""
    copy = pixels.copy()
    _, mask = cv2.threshold(copy, 35315, 255, cv2.THRESH_BINARY)
    cv2.connectedComponents(mask.astype(np.uint8), ltype=cv2.CV_32S)


def timed(*calls: Callable[[], object]) -> list[float]:
    """Median milliseconds of each call, taken in turns so that noise hits all alike."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for times, call in zip(taken, calls, strict=True):
            began = time.perf_counter()
            call()
            times.append((time.perf_counter() - began) * 1000)
    return [statistics.median(times) for times in taken]


# --- live -------------------------------------------------------------------------------------------------------------


def bench_live() -> dict[str, Any]:
    """From an event being journalled to every one of many clients having it."""
    return asyncio.run(_bench_live())


async def _bench_live() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="varde-bench-") as folder:
        settings = load_settings(port=0, data=Path(folder), vehicle=("udpin://127.0.0.1:0",), record=False)
        async with running_station(settings, title="bench") as started:
            return await _measure(started)


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
    row = {"clients": CLIENTS, "events": EVENTS, "received": len(ages_ms), "p50_ms": p50, "p99_ms": p99}
    return {"lan": {"event_to_client_ms": {"p50": p50, "p99": p99}}, "rows": [row]}


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


BENCHMARKS: dict[str, Callable[[], dict[str, Any]]] = {"vision": bench_vision, "live": bench_live}
