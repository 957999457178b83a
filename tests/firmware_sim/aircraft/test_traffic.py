"""Manned traffic: flown by script, heard by the receiver, told to the stations, and warned of as PX4 warns."""

import math
import struct

import pytest

from firmware_sim.aircraft.events import event_id
from firmware_sim.mavlink.codec import EVENT
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.mavlink.traffic import Traffic, traffic_from_tables
from firmware_sim.simulation import Simulation

ORIGIN = (60.3913, 5.3221)
TABLE = {"callsign": "LN-OXX".replace("-", ""), "icao": "47a1b2", "points": [[-3000.0, 0.0, 150.0]], "speed_ms": 50.0}


def _station(make_station, *traffic: Traffic):
    simulation = Simulation(
        origin=ORIGIN, ground_height_m=lambda n, e: 25.0, vehicles=1, gimbal_fitted=False, traffic=traffic
    )
    station = make_station(simulation, shared=True)
    station.listen_seldom()
    return station


def _alerts(station) -> list[tuple[float, int, tuple[int, int, int]]]:
    """Time, event, and its ICAO address, separation and heading."""
    told = []
    for at_s, message in station.heard:
        if message.get_type() == f"UNKNOWN_{EVENT}":
            payload = bytes(message.get_msgbuf())[10:-2].ljust(53, b"\0")
            (number,) = struct.unpack_from("<I", payload)
            if payload[12] == 0x55:
                told.append((at_s, number, struct.unpack_from("<Iih", payload, 13)))
    return told


def test_a_helicopter_is_told_once_a_second_where_it_is_on_every_link(make_station):
    station = _station(make_station, *traffic_from_tables([{**TABLE, "course_deg": 90.0, "squawk": "7010"}]))
    other = make_station(station.simulation, link="onboard", system=200, shared=True)
    station.run(10.0), other.listen()

    told, told_there = station.all("ADSB_VEHICLE"), other.all("ADSB_VEHICLE")
    last = told[-1]
    north_m, east_m = station.simulation.frame.local_from_wgs84(last.lat * 1e-7, last.lon * 1e-7)
    assert len(told) == len(told_there) == pytest.approx(10, abs=1)
    assert (north_m, east_m) == pytest.approx((-3000.0, 50.0 * 10.0), abs=60.0)
    assert (last.callsign, last.ICAO_address, last.heading, last.hor_velocity) == ("LNOXX", 0x47A1B2, 9000, 5000)
    assert (last.altitude, last.squawk, last.emitter_type) == (150_000, 7010, d.ADSB_EMITTER_TYPE_ROTOCRAFT)


def test_along_its_points_it_comes_goes_and_comes_again_when_repeated():
    points = [[0.0, 0.0, 100.0], [1000.0, 0.0, 100.0], [1000.0, 500.0, 200.0]]
    (once,) = traffic_from_tables([{**TABLE, "points": points, "start_s": 10.0}])
    (again,) = traffic_from_tables([{**TABLE, "points": points, "start_s": 10.0, "repeat": True}])

    halfway, climbing = once.at(20.0), once.at(34.0)

    assert once.at(9.9) is None and once.at(60.0) is None and again.at(60.0) is not None
    assert halfway is not None and (halfway.north_m, halfway.course_rad, halfway.climb_ms) == (500.0, 0.0, 0.0)
    assert climbing is not None
    assert (math.degrees(climbing.course_rad), climbing.climb_ms) == pytest.approx((90.0, 50.0 * 100 / 509.9), rel=1e-3)


def test_what_comes_close_is_warned_of_once_and_told_when_it_has_passed(make_station):
    station = _station(make_station, *traffic_from_tables([{**TABLE, "course_deg": 0.0}]))
    station.run(100.0)

    (at_s, number, told), (_, resolved, (icao, *_)) = _alerts(station)
    assert number == event_id("navigator_traffic") and resolved == event_id("navigator_traffic_resolved")
    assert told == (0x47A1B2, pytest.approx(0, abs=3), 0)
    assert at_s < 10.0  # 3 km at 50 m/s: within the 60 s of NAV_TRAFF_COLL_T from the beginning
    assert icao == 0x47A1B2


@pytest.mark.parametrize(
    "elsewhere", [{"points": [[-3000.0, 800.0, 150.0]]}, {"points": [[-3000.0, 0.0, 700.0]]}, {"course_deg": 180.0}]
)
def test_what_passes_aside_above_or_flies_away_is_not_warned_of(make_station, elsewhere):
    station = _station(make_station, *traffic_from_tables([{**TABLE, "course_deg": 0.0, **elsewhere}]))
    station.run(30.0)

    assert _alerts(station) == []
    assert station.all("ADSB_VEHICLE")


def test_nav_traff_avoid_4_holds(make_station):
    coming = {**TABLE, "points": [[-4700.0, 0.0, 60.0]], "course_deg": 0.0}
    station = _station(make_station, *traffic_from_tables([coming]))
    station.vehicle.parameters.integers["NAV_TRAFF_AVOID"] = 4
    station.arm_and_take_off(20.0)
    station.set_mode(4, 5)
    returning = station.pilot.mode.name

    station.run_until(lambda: bool(_alerts(station)), 200.0)

    assert (returning, station.pilot.mode.name) == ("RETURN", "HOLD")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"icao": "xyz"}, "traffic[0].icao"),
        ({"points": []}, "traffic[0].points"),
        ({"speed": 3}, "traffic[0].speed"),
        ({"callsign": "TOO LONG A SIGN"}, "traffic[0].callsign"),
    ],
)
def test_a_wrong_table_is_named(wrong, words):
    with pytest.raises(ValueError, match=words.replace("[", r"\[").replace("]", r"\]")):
        traffic_from_tables([{**TABLE, **wrong}])
