"""What lies on an aircraft: read by all, changed only by whoever is in command, and journalled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ground_station.api.station import UnknownVehicle
from ground_station.api.wire import ParameterRequest, SigningRequest
from ground_station.fleet.state import Answer, Outcome, VehicleState
from ground_station.flying.fences import fence_items
from ground_station.flying.inside import Inside, zone_features
from ground_station.flying.orders import wire_items
from ground_station.flying.watch import Watch
from ground_station.link.exchange import Progress
from ground_station.link.logs import LogEntry
from ground_station.link.mission_protocol import FENCE
from ground_station.link.parameters import Parameter, ParameterType
from ground_station.safety.control import ControlRefused, Refusal
from ground_station.safety.rules import SafetySettings
from missions.plan import MissionItem

CORNERS = [(60.0, 5.0), (60.0, 5.1), (60.1, 5.1)]
CIRCLE = MissionItem(command=5004, frame=0, params=(40.0, 0, 0, 0), latitude_deg=60.05, longitude_deg=5.05)
ACCEPTED = Answer(Outcome.ACCEPTED)


class LadenFleet:
    """One aircraft with a parameter, a log and a fence."""

    def __init__(self):
        self.vehicles = {1: VehicleState(system_id=1, autopilot="px4")}
        self.shared_numbers, self.traffic = {}, {}
        self.values = {"GF_ACTION": Parameter(name="GF_ACTION", value=2, type=ParameterType.INT32)}
        self.zones = {FENCE: wire_items([*fence_items(CORNERS), CIRCLE])}
        self.while_fetching = None

    async def read_parameter(self, system_id, name):
        found = self.values.get(name)
        return (ACCEPTED if found else Answer(Outcome.UNANSWERED, ("The aircraft did not answer.",))), found

    async def set_parameter(self, system_id, wanted):
        self.values[wanted.name] = wanted
        return ACCEPTED

    log_outcome = Outcome.ACCEPTED

    async def list_logs(self, system_id):
        return ACCEPTED, (LogEntry(number=3, size_bytes=10, began_unix_s=1_780_000_000),)

    async def fetch_log(self, system_id, entry, on_progress, put):
        put(4, b"456789")
        on_progress(Progress(6, 10))
        self.while_fetching = await self.ask_meanwhile()
        put(0, b"0123")
        return Answer(self.log_outcome, ("It stopped.",)), b""

    async def download_mission(self, system_id, mission_type):
        return Answer(Outcome.ACCEPTED, (), 0xAB), tuple(self.zones.get(mission_type, ()))

    async def clear_plan(self, system_id, mission_type):
        self.zones.pop(mission_type)
        return ACCEPTED

    async def set_up_signing(self, system_id, *, ends):
        return Answer(Outcome.UNANSWERED, ("The aircraft does not sign with the key: its firmware may not know how.",))


@pytest.fixture
def laden():
    fleet, journal = LadenFleet(), []

    def use(system_id, actor):
        if actor != "kari":
            raise ControlRefused(Refusal.IN_COMMAND, "kari")

    watch = Watch(fleet, journal.append, lambda state: None, terrain=None, settings=SafetySettings())
    inside = Inside(fleet, watch, journal.append, use)
    fleet.ask_meanwhile = lambda: inside.logs(1, "en")
    return inside, fleet, journal


async def test_a_set_parameter_is_journalled_with_who_why_and_what_came_of_it(laden):
    inside, fleet, journal = laden

    done = await inside.set_parameter(1, "GF_ACTION", ParameterRequest(value=3, why="come home"), "kari", "en")
    half = await inside.set_parameter(1, "GF_ACTION", ParameterRequest(value=2.5), "kari", "en")
    unknown = await inside.set_parameter(1, "NO_SUCH", ParameterRequest(value=1), "kari", "nb")

    assert (done.outcome, half.outcome, unknown.outcome) == ("accepted", "denied", "unanswered")
    assert fleet.values["GF_ACTION"].value == 3
    assert unknown.reasons == ["Dronen svarte ikke."]
    assert [(e.actor, e.values, e.why, e.outcome) for e in journal] == [
        ("kari", {"GF_ACTION": 3.0}, "come home", "accepted"),
        ("kari", {"GF_ACTION": 2.5}, None, "denied"),
        ("kari", {"NO_SUCH": 1.0}, None, "unanswered"),
    ]


async def test_nobody_changes_an_aircraft_that_another_is_in_command_of(laden):
    inside, fleet, journal = laden

    for change in (
        inside.set_parameter(1, "GF_ACTION", ParameterRequest(value=3), "ola", "en"),
        inside.clear(1, "fence", None, "ola", "en"),
        inside.set_up_signing(1, SigningRequest(action="install", why="new"), "ola", "en"),
    ):
        with pytest.raises(ControlRefused):
            await change
    with pytest.raises(UnknownVehicle):
        await inside.zones(2, "fence", "en")

    assert fleet.values["GF_ACTION"].value == 2
    assert FENCE in fleet.zones
    assert journal == []


async def test_a_log_shows_its_progress_and_is_fetched_only_from_a_disarmed_aircraft(laden):
    inside, fleet, _ = laden

    file, reasons = await inside.fetch_log(1, 3, "en")
    with file:
        content = file.read()
    fleet.log_outcome = Outcome.UNANSWERED
    broken = await inside.fetch_log(1, 3, "en")
    missing, why_missing = await inside.fetch_log(1, 9, "en")
    fleet.vehicles[1] = replace(fleet.vehicles[1], is_armed=True)
    armed, why_not = await inside.fetch_log(1, 3, "en")

    assert (content, reasons) == (b"0123456789", [])
    assert broken == (None, ["It stopped."])
    assert [(log.number, log.fetched) for log in fleet.while_fetching.logs] == [(3, 0.6)]
    assert [log.fetched for log in (await inside.logs(1, "en")).logs] == [None]
    assert (missing, armed) == (None, None)
    assert "there are: 3" in why_missing[-1]
    assert "disarmed" in why_not[0]


async def test_a_fence_is_read_as_a_map_and_taken_off_with_a_reason(laden):
    inside, _, journal = laden

    before = await inside.zones(1, "fence", "en")
    cleared = await inside.clear(1, "fence", "wrong place", "kari", "en")
    after = await inside.zones(1, "fence", "en")

    polygon, circle = before.features["features"]
    assert before.checksum == "000000ab"
    assert polygon["geometry"]["coordinates"][0] == [[5.0, 60.0], [5.1, 60.0], [5.1, 60.1], [5.0, 60.0]]
    assert (polygon["properties"]["keeps"], circle["properties"]) == (
        "in",
        {"kind": "fence", "keeps": "out", "radius_m": 40.0},
    )
    assert (cleared.outcome, after.features["features"]) == ("accepted", [])
    assert [(e.command, e.why, e.outcome) for e in journal] == [("clear_fence", "wrong place", "accepted")]


async def test_a_key_is_journalled_without_itself_and_an_aircraft_that_cannot_sign_is_told_of(laden):
    inside, fleet, journal = laden

    answer = await inside.set_up_signing(1, SigningRequest(action="install", why="new"), "kari", "nb")
    fleet.vehicles[1] = replace(fleet.vehicles[1], is_armed=True)
    armed = await inside.set_up_signing(1, SigningRequest(action="remove", why="sold"), "kari", "en")

    assert answer.outcome == "unanswered"
    assert answer.reasons == ["Dronen signerer ikke med nøkkelen: kanskje kan ikke programvaren det."]
    assert armed.outcome == "denied"
    assert [(e.command, e.why, e.outcome) for e in journal] == [
        ("install_signing_key", "new", "unanswered"),
        ("remove_signing_key", "sold", "denied"),
    ]


def test_rally_points_are_points_with_their_height():
    item = MissionItem(command=5100, frame=3, latitude_deg=60.0, longitude_deg=5.0, altitude_m=30.0)

    [feature] = zone_features("rally", [item])["features"]

    assert feature["geometry"] == {"type": "Point", "coordinates": [5.0, 60.0, 30.0]}
