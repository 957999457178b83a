"""A station that was restarted knows what it put on board, the shortened plan of a resume too."""

from __future__ import annotations

import asyncio
import math
from dataclasses import replace

import pytest
import shapely

from ground_station.api.wire import ResumeRequest
from ground_station.config import FlightSettings
from ground_station.fleet.state import Answer, Home, Outcome, VehicleState
from ground_station.flying.orders import wire_items
from ground_station.flying.plans import Plans, StoredPlan, item_of, row_of
from ground_station.flying.preflight import Preflight
from ground_station.flying.progress import KEPT_EVERY_S, Flight, Ledger
from ground_station.flying.watch import Watch
from ground_station.incident.events import FlightProgressed, MissionUploaded
from ground_station.link.mission_items import plan_checksum
from ground_station.safety.geometry import from_plane
from ground_station.safety.rules import SafetySettings
from missions.plan import MissionItem
from missions.terrain import LevelGround, Terrain

HOME = (60.3913, 5.3221)


def waypoint(north, east):
    latitude, longitude = from_plane(HOME, (north, east))
    return MissionItem(
        command=16, frame=0, params=(0.0, 2.0, 0.0, math.nan), latitude_deg=latitude, longitude_deg=longitude,
        altitude_m=70.0,
    )  # fmt: skip


TAKE_OFF = MissionItem(command=22, frame=3, latitude_deg=HOME[0], longitude_deg=HOME[1], altitude_m=25.0)
ITEMS = [TAKE_OFF, waypoint(50, 0), waypoint(50, 300), waypoint(90, 300), waypoint(90, 0)]
PLAN = StoredPlan(id="p-1", part=0, items=ITEMS, vehicle={"home": [HOME[1], HOME[0], 10.0]})


class HoldingFleet:
    """One aircraft that holds what it is sent and tells its checksum."""

    def __init__(self):
        self.shared_numbers = {}
        self.traffic = {}
        self.vehicles = {
            1: VehicleState(
                system_id=1,
                autopilot="px4",
                latitude_deg=HOME[0],
                longitude_deg=HOME[1],
                altitude_amsl_m=10.0,
                home=Home(latitude_deg=HOME[0], longitude_deg=HOME[1], altitude_amsl_m=10.0),
            )
        }

    async def upload_fence(self, system_id, items):
        return Answer(Outcome.ACCEPTED)

    async def upload_mission(self, system_id, items):
        checksum = plan_checksum(items)
        self.vehicles[system_id] = replace(self.vehicles[system_id], mission_checksum=checksum)
        return Answer(Outcome.ACCEPTED, (), checksum)


class Station:
    """The parts of a station that know plans, over a journal that outlives them."""

    def __init__(self, fleet, journal, tmp_path):
        terrain = Terrain([LevelGround(amsl_m=10.0)])
        watch = Watch(fleet, journal.append, lambda state: None, terrain=terrain, settings=SafetySettings())
        self.ledger = Ledger(journal.append, lambda number: True)
        preflight = Preflight(fleet, watch, journal.append, lambda number, plan: None, tmp_path)
        self.plans = Plans(
            fleet, watch, preflight, self.ledger, journal.append, lambda plan, part: PLAN, FlightSettings()
        )
        kept = list(journal)
        self.ledger.restore(kept)
        self.plans.restore(kept)


@pytest.fixture
def fleet():
    return HoldingFleet()


def test_an_item_is_kept_as_it_was_sent():
    assert wire_items([item_of(row_of(item)) for item in ITEMS[:1]]) == wire_items(ITEMS[:1])
    kept = item_of(MissionUploaded.model_validate_json(
        MissionUploaded(
            at="2026-06-01T12:00:00Z", actor="kari", vehicle_id=1, plan_id="p", outcome="accepted",
            sent=[row_of(ITEMS[1])],
        ).model_dump_json()
    ).sent[0])  # fmt: skip
    assert math.isnan(kept.params[3])
    assert (kept.params[:3], kept.latitude_deg, kept.command) == (
        ITEMS[1].params[:3],
        ITEMS[1].latitude_deg,
        ITEMS[1].command,
    )


async def test_a_shortened_plan_is_known_again_after_a_restart_and_progress_counts_in_the_whole_plan(fleet, tmp_path):
    journal = [
        FlightProgressed(
            at="2026-06-01T12:00:00Z", actor="vehicle/2", vehicle_id=2, plan_id="p-1", part=0, item=2, along=0.5
        )
    ]
    resumed = await Station(fleet, journal, tmp_path).plans.resume(1, ResumeRequest(plan="p-1"), "kari", "en")
    uploaded = next(event for event in journal if isinstance(event, MissionUploaded))

    restarted = Station(fleet, journal, tmp_path)
    restarted.plans.recognise(fleet.vehicles[1])
    flight = restarted.ledger.on_board(1)

    assert resumed.outcome == "accepted"
    assert flight is not None
    assert plan_checksum(wire_items(flight.items)) == fleet.vehicles[1].mission_checksum
    assert uploaded.checksum == f"{fleet.vehicles[1].mission_checksum:08x}"
    assert (flight.lead, flight.first_item) == (uploaded.lead, uploaded.first_item) == (flight.lead, 2)
    assert 0.0 < flight.entry_along < 0.5


@pytest.mark.parametrize(
    ("other", "part", "outcome"),
    [
        ({}, 0, "denied"),
        ({"mode": "hold"}, 0, "accepted"),
        ({"mode": "return"}, 0, "accepted"),
        ({"is_in_air": False}, 0, "accepted"),
        ({"last_heard_s": -60.0}, 0, "accepted"),
        ({}, 1, "accepted"),
    ],
    ids=["flying it", "paused", "coming home", "landed", "lost", "flying another part"],
)
async def test_a_plan_goes_on_with_another_aircraft_unless_the_first_is_heard_flying_it(
    fleet, tmp_path, other, part, outcome
):
    station, now_s = Station(fleet, [], tmp_path), asyncio.get_running_loop().time()
    flying = {"system_id": 2, "mode": "mission", "is_armed": True, "is_in_air": True, "last_heard_s": 0.0} | other
    flying["last_heard_s"] += now_s
    fleet.vehicles[2] = replace(fleet.vehicles[1], **flying)
    station.ledger.sent(2, Flight(plan_id="p-1", part=part, items=ITEMS))

    answer = await station.plans.resume(1, ResumeRequest(plan="p-1", part=0), "kari", "en")

    assert answer.outcome == outcome
    assert ("Aircraft 2 is flying this part" in " ".join(answer.reasons)) == (outcome == "denied")


async def test_somebody_elses_plan_is_not_taken_for_the_shortened_one(fleet, tmp_path):
    journal = [
        FlightProgressed(
            at="2026-06-01T12:00:00Z", actor="vehicle/2", vehicle_id=2, plan_id="p-1", part=0, item=2, along=0.5
        )
    ]
    await Station(fleet, journal, tmp_path).plans.resume(1, ResumeRequest(plan="p-1"), "kari", "en")
    restarted = Station(fleet, journal, tmp_path)

    restarted.plans.recognise(replace(fleet.vehicles[1], mission_checksum=0x1234))

    assert restarted.ledger.on_board(1) is None


async def test_a_whole_plan_is_journalled_without_its_items(fleet, tmp_path):
    journal = []

    await Station(fleet, journal, tmp_path).plans.upload(1, "p-1", 0, "kari", "en")

    assert next(event for event in journal if isinstance(event, MissionUploaded)).sent is None


async def test_the_fence_that_the_station_draws_is_journalled_as_it_went_to_the_aircraft(fleet, tmp_path):
    journal = []

    await Station(fleet, journal, tmp_path).plans.upload(1, "p-1", 0, "kari", "en")

    uploaded = next(event for event in journal if isinstance(event, MissionUploaded))
    assert uploaded.fence == "accepted"
    assert uploaded.is_fence_stations
    [part] = uploaded.fence_area["features"]
    outline = shapely.Polygon(part["geometry"]["coordinates"][0])
    places = [(item.longitude_deg, item.latitude_deg) for item in ITEMS if item.latitude_deg]
    assert places and all(outline.contains(shapely.Point(place)) for place in places)


async def test_progress_is_kept_every_two_seconds_of_a_leg(fleet, tmp_path):
    journal = []
    station = Station(fleet, journal, tmp_path)
    await station.plans.upload(1, "p-1", 0, "kari", "en")

    for second in range(21):
        latitude, longitude = from_plane(HOME, (50.0, 5.0 * second))
        state = replace(
            fleet.vehicles[1], mode="mission", is_armed=True, is_in_air=True, mission_seq=2, latitude_deg=latitude,
            longitude_deg=longitude, last_heard_s=float(second),
        )  # fmt: skip
        station.ledger.take(state, float(second))

    alongs = [event.along for event in journal if isinstance(event, FlightProgressed)]
    assert KEPT_EVERY_S == 2.0
    assert len(alongs) == 11
    assert alongs == pytest.approx([second * 5.0 / 300.0 for second in range(0, 21, 2)], abs=2e-3)
