"""The live picture on a bad line: how old what arrives is, and whether everything arrives."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime
from typing import Any

import httpx
import numpy as np
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from ground_station.api.wire import VehicleState
from ground_station.app import Started
from ground_station.benchmarks.slow_line import slow_line
from ground_station.incident.events import FindingFound
from ground_station.incident.records import Ellipse, Finding

AIRCRAFT = 20
STATE_EACH_S = 0.2
FINDINGS = 30
FINDING_EACH_S = 1.0
SETTLE_S = 5.0
"""The first frames teach the station the line; what comes after is measured."""


async def measure_slow_line(started: Started) -> dict[str, Any]:
    """Twenty aircraft at 5 Hz and a finding a second to one client at 64 kbit/s and 200 ms."""
    port = int(started.base_url.rsplit(":", 1)[1])
    state_ms: list[float] = []
    finding_ms: list[float] = []
    async with slow_line(port) as slow_port, asyncio.TaskGroup() as tasks:
        flying = tasks.create_task(fly(started, AIRCRAFT, STATE_EACH_S))
        client = tasks.create_task(_watch(started, slow_port, state_ms, finding_ms))
        await asyncio.sleep(SETTLE_S)
        state_ms.clear()
        for number in range(FINDINGS):
            find(started, number + 1)
            await asyncio.sleep(FINDING_EACH_S)
        await asyncio.sleep(SETTLE_S)
        flying.cancel()
        client.cancel()
    return {
        "aircraft": AIRCRAFT,
        "state_age_ms": percentiles(state_ms),
        "finding_age_ms": percentiles(finding_ms),
        "findings_sent": FINDINGS,
        "findings_received": len(finding_ms),
    }


async def fly(started: Started, count: int, each_s: float) -> None:
    """Aircraft that go round, until cancelled."""
    turn = 0.0
    while True:
        turn += each_s * 0.1
        for number in range(1, count + 1):
            started.station.publish(_aircraft(number, turn))
        await asyncio.sleep(each_s)


def find(started: Started, number: int) -> datetime:
    """Journal a finding; says when it was given to the journal."""
    now = datetime.now(UTC)
    finding = Finding(
        id=f"bench-{number}", number=number, kind="hotspot", status="found",
        latitude_deg=60.39 + (number % 32) * 2e-4, longitude_deg=5.32 + (number // 32) * 4e-4, altitude_amsl_m=120.0,
        ellipse=Ellipse(semi_major_m=4.0, semi_minor_m=3.0, orientation_deg=30.0), confidence=0.9, peak_celsius=310.0,
        last_celsius=300.0, is_saturated=False, area_m2=1.0, looks=4, passes=1, vehicles=[1], first_seen_at=now,
        last_seen_at=now,
    )  # fmt: skip
    started.station.bench.incident().record(FindingFound(at=now, actor="bench", finding=finding))
    return now


def _aircraft(number: int, turn: float) -> VehicleState:
    angle = turn + number
    return VehicleState(
        key=f"vehicle/{number}", at=datetime.now(UTC), id=number, letter=chr(64 + (number - 1) % 26 + 1), link="live",
        mode="mission", is_armed=True, is_in_air=True, is_failsafe=False, is_ready_to_arm=True,
        latitude_deg=round(60.393 + 0.002 * np.cos(angle), 7), longitude_deg=round(5.328 + 0.004 * np.sin(angle), 7),
        altitude_amsl_m=180.0, height_above_home_m=60.0, height_agl_m=55.0, heading_deg=round(angle * 57.3 % 360, 1),
        ground_speed_ms=8.0, climb_ms=0.0, battery_fraction=0.78, battery_v=15.2, satellites=17, gnss_fix=3, home=None,
        mission_seq=3, mission_total=20, mission_checksum=None, plan_id=None, autopilot="px4",
    )  # fmt: skip


async def _watch(started: Started, port: int, state_ms: list[float], finding_ms: list[float]) -> None:
    incident = started.station.bench.incident().id
    headers = {"Authorization": f"Bearer {started.session_token()}"}
    path = f"/api/v1/incidents/{incident}/live"
    async with httpx.AsyncClient(base_url=started.base_url, headers=headers) as http:
        ticket = (await http.post(f"{path}-ticket")).raise_for_status().json()["ticket"]
    protocols = [Subprotocol("varde.v1"), Subprotocol(f"ticket.{ticket}")]
    async with connect(f"ws://127.0.0.1:{port}{path}", subprotocols=protocols, ping_interval=None) as socket:
        await socket.send(json.dumps({"kind": "hello", "epoch": None, "seq": None}))
        async for text in socket:
            message = json.loads(text)
            if message["kind"] != "frame":
                continue
            now_s = time.time()
            state_ms += [_age_ms(state["at"], now_s) for state in message["state"] if state["kind"] == "vehicle"]
            found = (event for event in message["events"] if event["actor"] == "bench")
            finding_ms += [_age_ms(event["at"], now_s) for event in found if event["type"] == "finding_found"]
            await socket.send(json.dumps({"kind": "ack", "n": message["n"], "shown_ms": 0.0}))


def _age_ms(at: str, now_s: float) -> float:
    return (now_s - datetime.fromisoformat(at).timestamp()) * 1000


def percentiles(values: list[float]) -> dict[str, float]:
    """The middle, the one in a hundred and the worst, to a tenth; nothing of nothing."""
    if not values:
        return {}
    p50, p99, most = (round(float(value), 1) for value in np.percentile(values, [50, 99, 100]))
    return {"p50": p50, "p99": p99, "max": most}
