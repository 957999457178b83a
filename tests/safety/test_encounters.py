"""How near a manned aircraft comes to one of ours."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground_station.fleet.state import VehicleState
from ground_station.fleet.traffic import Traffic
from ground_station.safety.approach import closest_approach, place_at, straight
from ground_station.safety.encounters import encounters
from ground_station.safety.geometry import from_plane

ORIGIN = (60.39, 5.32)
metres, speeds = st.floats(-3000.0, 3000.0), st.floats(-60.0, 60.0)


def aircraft(number, north_m, *, is_in_air=True):
    latitude, longitude = from_plane(ORIGIN, (north_m, 0.0))
    return VehicleState(
        system_id=number, latitude_deg=latitude, longitude_deg=longitude, altitude_amsl_m=100.0, is_armed=True,
        is_in_air=is_in_air, velocity_ned_ms=(0.0, 0.0, 0.0),
    )  # fmt: skip


def helicopter(north_m, east_m, velocity, altitude_m=180.0):
    latitude, longitude = from_plane(ORIGIN, (north_m, east_m))
    return Traffic(
        address=0x478A01, callsign="LN-OXX", latitude_deg=latitude, longitude_deg=longitude,
        altitude_amsl_m=altitude_m, velocity_ned_ms=velocity, heard_s=0.0,
    )  # fmt: skip


def test_a_helicopter_that_passes_by_is_closest_abeam_of_the_nearest_of_ours_in_the_air():
    states = {1: aircraft(1, 0.0), 2: aircraft(2, 900.0), 3: aircraft(3, 1000.0, is_in_air=False)}

    found = encounters(states, {}, [helicopter(1000.0, -2000.0, (0.0, 50.0, 0.0))], 0.0, horizon_s=90.0)

    meeting = found[0x478A01]
    assert meeting.system_id == 2
    assert meeting.closest.in_s == pytest.approx(40.0, abs=0.5)
    assert meeting.closest.horizontal_m == pytest.approx(100.0, abs=1.0)
    assert meeting.closest.vertical_m == pytest.approx(80.0, abs=0.5)


def test_what_is_not_known_is_not_told():
    states = {1: aircraft(1, 0.0)}

    level = encounters(states, {}, [helicopter(500.0, 0.0, None, altitude_m=None)], 0.0, horizon_s=90.0)[0x478A01]

    assert (level.closest.in_s, level.closest.vertical_m) == (0.0, None)
    assert encounters({1: aircraft(1, 0.0, is_in_air=False)}, {}, [helicopter(0, 0, None)], 0.0, horizon_s=90.0) == {}


@given(metres, metres, speeds, speeds, speeds, speeds)
def test_nothing_on_the_way_is_closer_than_the_closest_approach(north, east, one, two, three, four):
    ours, theirs = (
        straight(0.0, 0.0, 100.0, (one, two, 0.0), 60.0),
        straight(north, east, 100.0, (three, four, 0.0), 60.0),
    )

    found = closest_approach(ours, theirs, horizon_s=60.0)

    def apart_m(at_s):
        a, b = place_at(ours, at_s), place_at(theirs, at_s)
        return math.hypot(a.north_m - b.north_m, a.east_m - b.east_m)

    assert 0.0 <= found.in_s <= 60.0
    assert found.horizontal_m == pytest.approx(apart_m(found.in_s), abs=1e-6)
    assert found.horizontal_m <= min(apart_m(second) for second in range(61)) + 1e-6
