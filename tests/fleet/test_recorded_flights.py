"""Recordings of a real PX4 and a real ArduPilot flight, read through everything the fleet does with messages."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pytest

from ground_station.fleet.notices import ModeChanged, StatusText
from ground_station.fleet.poses import AircraftPose
from ground_station.fleet.vehicle import Vehicle, begins_vehicle
from ground_station.link.tlog import read_tlog

PX4_RECORDINGS = ("commands-and-modes", "fence", "flight", "missions-good-and-bad", "services", "station-lost")


@dataclass
class Replayed:
    vehicles: dict[int, Vehicle] = field(default_factory=dict)
    modes: list[tuple[str, bool]] = field(default_factory=list)
    texts: list[tuple[int, str]] = field(default_factory=list)
    failsafes: int = 0
    poses: int = 0
    gaps: int = 0
    begin_s: float = 0.0


def replayed(path, *, poses_every_s=0.5):
    """The recording through vehicles, asking for a pose now and then."""
    replay, asked_s, ticked_s = Replayed(), 0.0, 0.0
    for unix_s, message in read_tlog(path):
        replay.begin_s = replay.begin_s or unix_s
        vehicle = replay.vehicles.get(message.source_system)
        if vehicle is None:
            if not begins_vehicle(message):
                continue
            vehicle = replay.vehicles[message.source_system] = Vehicle(message.source_system)
        was_failsafe = vehicle.state.is_failsafe
        notices = vehicle.receive(message, unix_s)
        if unix_s - ticked_s > 0.1:  # as the fleet does: lost events are not waited for without end
            ticked_s = unix_s
            notices = [*notices, *vehicle.tick(unix_s)]
        for notice in notices:
            if isinstance(notice, ModeChanged):
                replay.modes.append((notice.mode, notice.is_armed))
            elif isinstance(notice, StatusText):
                replay.texts.append((notice.severity, notice.text))
        replay.failsafes += vehicle.state.is_failsafe and not was_failsafe
        if unix_s - asked_s > poses_every_s and vehicle.state.boot_s is not None:
            asked_s = unix_s
            pose = vehicle.poses.at(vehicle.state.boot_s - 0.1)
            replay.poses += isinstance(pose, AircraftPose)
            replay.gaps += not isinstance(pose, AircraftPose)
    return replay


@pytest.fixture(scope="module")
def flight(shared):
    return replayed(shared / "data/px4/flight.tlog")


def test_one_flight_shows_its_modes_in_order(flight):
    assert flight.modes == [
        ("hold", False),
        ("hold", True),
        ("takeoff", True),
        ("hold", True),
        ("mission", True),
        ("hold", True),
        ("return", True),
        ("hold", False),
    ]


def test_the_flights_plan_is_known_by_its_checksum(flight):
    state = flight.vehicles[1].state

    assert state.mission_checksum == 0x3A1ABA13
    assert (state.mission_total, state.mission_reached) == (6, 5)


def test_only_the_aircraft_became_a_vehicle(shared):
    for name in PX4_RECORDINGS:
        assert set(replayed(shared / f"data/px4/{name}.tlog", poses_every_s=1e9).vehicles) == {1}, name


def test_chunked_texts_are_whole_and_without_their_tab(flight, shared):
    bad = replayed(shared / "data/px4/missions-good-and-bad.tlog", poses_every_s=1e9)

    assert (6, "RTL: start return at 56 m (30 m above destination)") in flight.texts
    assert (2, "Arming denied: Resolve system health failures first") in bad.texts
    assert all("\t" not in text and text for _, text in flight.texts + bad.texts)


def test_the_aircraft_ends_on_the_ground_disarmed_at_home(flight):
    state = flight.vehicles[1].state

    assert (state.is_armed, state.is_in_air, state.landed_state) == (False, False, 1)
    assert abs(state.latitude_deg - state.home.latitude_deg) < 1e-5
    assert state.airspeed_ms is None
    assert (state.gnss_fix, state.satellites) == (3, 10)


def test_reasons_that_px4_tells_only_as_events_are_told_in_words(shared):
    texts = [text for _, text in replayed(shared / "data/px4/commands-and-modes.tlog", poses_every_s=1e9).texts]

    assert "The plan begins with a landing." in texts
    assert "The take-off is not the first place of the plan." in texts
    assert texts.count("The take-off height is at or below the ground.") == 2
    assert "The plan has steps for a vertical-take-off aeroplane, which this aircraft is not." in texts


def test_a_lost_station_shows_as_failsafes(shared):
    replay = replayed(shared / "data/px4/station-lost.tlog", poses_every_s=1e9)

    assert replay.failsafes == 5
    assert ("return", True) in replay.modes
    assert ("land", True) in replay.modes


def test_poses_are_known_throughout_a_flight(flight):
    assert flight.poses > 250
    assert flight.gaps <= 3  # before the first attitude and position have both come


def test_an_interpolated_position_lies_where_the_aircraft_flew(shared):
    """Leave every other position out and interpolate it from its neighbours."""
    vehicle, left_out, worst_m = Vehicle(1), [], 0.0
    for at, (_, message) in enumerate(read_tlog(shared / "data/px4/flight.tlog")):
        if message.source_system == 1 and message.kind == "GLOBAL_POSITION_INT" and at % 2:
            left_out.append(message)
        elif message.source_system == 1:
            vehicle.poses.receive(message)
        if len(left_out) == 20:
            truth = left_out.pop(0)
            pose = vehicle.poses.at(truth.time_boot_ms / 1000.0)
            if isinstance(pose, AircraftPose):
                north_m = (pose.latitude_deg - truth.lat / 1e7) * 111_200
                east_m = (pose.longitude_deg - truth.lon / 1e7) * 111_200 * math.cos(math.radians(60.39))
                worst_m = max(worst_m, math.hypot(north_m, east_m), abs(pose.altitude_amsl_m - truth.alt / 1000.0))

    assert 0.0 < worst_m < 0.15


def test_a_real_ardupilot_flight_shows_its_state_and_modes(shared):
    replay = replayed(shared / "data/logs/cuav_2016-11-12_real.tlog")
    state = replay.vehicles[2].state

    assert state.autopilot == "ardupilot"
    assert replay.modes == [
        ("fly by wire a", False),
        ("manual", False),
        ("manual", True),
        ("mission", True),
    ]
    assert (state.is_armed, state.is_in_air) == (True, True)
    assert state.home.latitude_deg == pytest.approx(-35.362, abs=1e-3)
    assert (state.mission_seq, state.mission_checksum) == (6, None)
    assert (2, "PreArm: Compasses inconsistent") in replay.texts
    assert replay.poses == 0  # it tells its position every 0.4 to 0.6 s: too seldom to know where it was between
    assert replay.gaps > 100
