"""The simulator's aircraft: one comes home in the middle of a leg, another goes on; a helicopter comes."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import math
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ground_station.api.wire import Command, ResumeRequest
from ground_station.config import FlightSettings
from ground_station.database import open_database
from ground_station.fleet.fleet import Fleet
from ground_station.flying.desk import Flying
from ground_station.flying.plans import StoredPlan
from ground_station.incident.desk import Incidents
from ground_station.incident.journal import Journal
from ground_station.link.codec import Encoder
from ground_station.link.messages import Message
from ground_station.safety.clear_air import ClearSettings
from ground_station.safety.geometry import from_plane, to_plane, to_segment_m
from ground_station.safety.rules import SafetySettings
from missions.plan import MissionItem
from missions.terrain import LevelGround, Terrain

SPEED = 6.0
"""Simulated seconds per second."""
SEEN_EVERY_M = 40.0
"""Two sights of an aircraft further apart than this say nothing of the way between them: one second at this speed."""
HELICOPTER_FROM_M = 4000.0


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def heard_on():
    """Two simulated aircraft over level ground; the port they send to."""
    port = free_udp_port()
    command = [
        *(sys.executable, "-m", "firmware_sim", "run", "--vehicles", "2", "--scenario", "flat", "--no-cameras"),
        *("--speed", str(SPEED), "--gcs-port", str(free_udp_port()), "--gcs-send", str(port)),
        *("--onboard-port", str(free_udp_port()), "--onboard-send", str(free_udp_port()), "--ready-json"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as simulator:
        assert simulator.stdout is not None
        assert simulator.stdout.readline(), "the simulator ended before it was ready"
        yield port
        simulator.terminate()


def plan_from(home, home_m):
    def waypoint(north, east):
        latitude, longitude = from_plane(home, (north, east))
        return MissionItem(
            command=16, frame=0, params=(0.0, 2.0, 0.0, math.nan), latitude_deg=round(latitude, 7),
            longitude_deg=round(longitude, 7), altitude_m=home_m + 50.0,
        )  # fmt: skip

    take_off = MissionItem(
        command=22, frame=3, params=(0.0, 0.0, 0.0, math.nan), latitude_deg=home[0], longitude_deg=home[1],
        altitude_m=25.0,
    )  # fmt: skip
    speed = MissionItem(command=178, frame=2, params=(1.0, 9.0, -1.0, 0.0))
    places = [waypoint(40, 0), waypoint(40, 180), waypoint(70, 180), waypoint(70, 0)]
    return [take_off, speed, *places, MissionItem(command=20, frame=2)]


class Station:
    """A station without HTTP."""

    def __init__(self, port, folder):
        self.journal = Journal(open_database(folder / "varde.sqlite3"))
        self.incident = Incidents(self.journal).open("Brann", "kari")
        self.fleet = Fleet([f"udpin://127.0.0.1:{port}"])
        self.plan = None
        self.tracks = {1: [[]], 2: [[]]}
        self.flying = self.desk(folder)

    def desk(self, folder: Path) -> Flying:
        return Flying(
            self.fleet,
            lambda: self.incident,
            lambda state: None,
            Terrain([LevelGround(amsl_m=0.0)]),
            lambda plan_id, part: self.plan,
            settings=FlightSettings(),
            safety=SafetySettings(),
            clearing=ClearSettings(descent_ms=1.2 * SPEED),
            data=folder,
            is_seeing=lambda number: True,
        )

    async def watch(self):
        while True:
            await asyncio.sleep(0.2)
            self.flying.tick()
            for number, state in self.fleet.vehicles.items():
                if state.mode == "mission" and state.is_in_air and state.latitude_deg is not None:
                    self.tracks[number][-1].append((state.latitude_deg, state.longitude_deg))
                elif self.tracks[number][-1]:
                    self.tracks[number].append([])  # what it does in other modes is not on the way between two sights

    def clocks(self, number):
        """This machine's and an aircraft's own."""
        return asyncio.get_running_loop().time(), self.fleet.vehicles[number].boot_s

    async def until(self, condition, within_s):
        async with asyncio.timeout(within_s):
            while not condition():  # noqa: ASYNC110  the condition asks another process
                await asyncio.sleep(0.05)

    async def order(self, number, command, **more):
        result = await self.flying.command(number, Command(command=command, **more), "kari", "en")
        assert result.outcome == "accepted", (number, command, result.reasons)


def furthest_from_track_m(items, *tracks):
    """From places of the plan to what was flown: the straight ways between two sights of an aircraft."""
    worst = 0.0
    places = [(item.latitude_deg, item.longitude_deg) for item in items if item.command == 16]
    for a, b in itertools.pairwise(places):
        whole = to_plane(a, *b)
        for share in (0.1, 0.3, 0.5, 0.7, 0.9):
            place = from_plane(a, (whole[0] * share, whole[1] * share))
            seen = [[to_plane(place, *each) for each in track] for track in tracks]
            ways = [way for track in seen for way in itertools.pairwise(track) if math.dist(*way) < SEEN_EVERY_M]
            near = [math.hypot(*each) for track in seen for each in track]
            worst = max(worst, min([*near, *(to_segment_m(*way, (0.0, 0.0)) for way in ways)]))
    return worst


def helicopter(home, home_m):
    latitude, longitude = from_plane(home, (HELICOPTER_FROM_M, 0.0))
    return Encoder(200, 156).encode(
        Message(
            "ADSB_VEHICLE",
            ICAO_address=0x47F123,
            lat=round(latitude * 1e7),
            lon=round(longitude * 1e7),
            altitude_type=1,
            altitude=round((home_m + 120.0) * 1000),
            heading=18000,
            hor_velocity=6000,
            ver_velocity=0,
            callsign="LNOOO",
            emitter_type=7,
            tslc=0,
            flags=1 + 2 + 4 + 8 + 16,
            squawk=0,
        )
    )


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_the_second_goes_on_where_the_first_came_home_and_both_make_way_for_a_helicopter(heard_on, tmp_path):
    station = Station(heard_on, tmp_path)
    await station.fleet.open()
    tasks = [asyncio.create_task(station.fleet.run()), asyncio.create_task(station.watch())]
    vehicles = station.fleet.vehicles
    try:
        await station.until(
            lambda: len(vehicles) == 2 and all(v.is_ready_to_arm and v.home for v in vehicles.values()), 60
        )
        home = vehicles[1].home
        items = plan_from((home.latitude_deg, home.longitude_deg), home.altitude_amsl_m)
        figures = {"home": [home.longitude_deg, home.latitude_deg, home.altitude_amsl_m], "return_height_m": 30.0}
        station.plan = StoredPlan(id="p-1", part=0, items=items, vehicle=figures)

        uploaded = await station.flying.upload(1, "p-1", 0, "kari")
        refused = await station.flying.command(1, Command(command="arm"), "kari", "en")
        await station.order(1, "arm", override="an exercise over level ground")
        await station.order(1, "start_mission")
        await station.until(
            lambda: (f := station.flying.ledger.on_board(1).newest) and f.item == 3 and f.along > 0.4, 60
        )
        await station.order(1, "return")
        await asyncio.sleep(0.5)
        stopped = station.flying.ledger.progress("p-1", 0)

        station.flying = station.desk(tmp_path)  # the station was restarted
        station.flying.restore(station.incident.events_after(0, 2000))
        resumed = await station.flying.resume(2, ResumeRequest(plan="p-1"), "kari")
        await station.order(2, "arm", override="an exercise over level ground")
        await station.order(2, "start_mission")
        lead = station.flying.ledger.on_board(2).lead
        await station.until(lambda: (vehicles[2].mission_seq or 0) >= lead, 60)

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
            receiver.sendto(helicopter((home.latitude_deg, home.longitude_deg), home.altitude_amsl_m),
                            ("127.0.0.1", heard_on))  # fmt: skip
        await station.until(lambda: "manned-traffic" in station.flying.watch.warnings(2), 10)
        ordered, began = station.flying.clear_the_air("helicopter", "commander"), station.clocks(2)
        await station.until(lambda: all(v.status == "clear" for v in station.flying.air_state().vehicles), 90)
        took_s, flown_s = (now - then for now, then in zip(station.clocks(2), began, strict=True))
        kept = await station.flying.command(2, Command(command="resume"), "kari", "en")
        station.flying.free_the_air("it has left", "commander")
        await station.order(2, "resume")
        await station.until(lambda: station.flying.ledger.progress("p-1", 0).is_done, 120)
    finally:
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        station.flying.air.close()
        events = station.incident.events_after(0, 2000)
        await station.fleet.close()
        station.journal.close()

    assert (uploaded.outcome, resumed.outcome) == ("accepted", "accepted")
    assert refused.outcome == "denied"
    assert any("NAV_DLL_ACT" in reason for reason in refused.reasons)
    assert stopped.item == resumed.item == 3
    assert 0.0 < resumed.along < stopped.along
    assert furthest_from_track_m(items, *station.tracks[1]) > 30.0
    assert furthest_from_track_m(items, *station.tracks[1], *station.tracks[2]) < 8.0
    assert kept.outcome == "denied"
    assert {each.vehicle_id for each in ordered.vehicles} >= {2}
    # The promise is in the aircraft's time: on a machine without a moment to spare the simulator's clock runs slower.
    pace = min(1.0, flown_s / (took_s * SPEED))
    told = [event for event in events if event.type == "air_cleared"]
    cleared = {event.vehicle_id: event for event in told if event.is_clear}
    assert cleared.keys() == {event.vehicle_id for event in told}
    assert 2 in cleared
    assert all(event.took_s * pace <= event.promised_s for event in cleared.values()), (pace, told)
    assert pace < 0.9 or all(event.is_clear for event in told)
