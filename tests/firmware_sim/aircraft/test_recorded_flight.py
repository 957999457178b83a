"""The mission that a real PX4 (its SIH simulation) was recorded flying, flown again by the simulator."""

import math
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firmware_sim.aircraft.dynamics import SIH_QUADROTOR, WORK_QUADROTOR, Airframe
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation

ORIGIN = (60.3913, 5.3221)
WANTED = {"MISSION_ITEM_INT", "STATUSTEXT", "GLOBAL_POSITION_INT", "ATTITUDE"}
IDS = {getattr(d, f"MAVLINK_MSG_ID_{name}") for name in WANTED}
STATION = 255


def _frames(path: Path) -> Iterator[tuple[float, Any]]:
    """Seconds and message of a .tlog: big-endian microseconds before each MAVLink 2 frame."""
    decoder, content, at = d.MAVLink(None), path.read_bytes(), 0
    while at + 20 < len(content):
        (unix_us,) = struct.unpack_from(">Q", content, at)
        size = content[at + 9] + 12 + (13 if content[at + 10] & 1 else 0)
        frame = content[at + 8 : at + 8 + size]
        at += 8 + size
        if int.from_bytes(frame[7:10], "little") in IDS:
            yield unix_us * 1e-6, decoder.decode(bytearray(frame))


def _place(message: Any) -> tuple[float, float, float]:
    """North and east of the origin and up from home, metres; good to centimetres within a hundred metres."""
    return (
        (message.lat * 1e-7 - ORIGIN[0]) * 111_412.0,
        (message.lon * 1e-7 - ORIGIN[1]) * 111_412.0 * math.cos(math.radians(ORIGIN[0])) * 1.0017,
        message.relative_alt * 1e-3,
    )


@pytest.fixture(scope="module")
def recording() -> list[tuple[float, Any]]:
    root = Path(__file__).parents[3]
    path = Path(os.environ.get("VARDE_SHARED", root.parent / "shared")) / "data" / "px4" / "flight.tlog"
    if not path.is_file():
        pytest.skip("the recorded PX4 flight is not here: set VARDE_SHARED to the folder that has data/px4/flight.tlog")
    return list(_frames(path))


def _recorded_path(recording: list[tuple[float, Any]]) -> tuple[float, np.ndarray]:
    """How long the mission took and where it led."""
    texts = {m.text.strip(): at_s for at_s, m in recording if m.get_type() == "STATUSTEXT"}
    begun_s, ended_s = texts["Executing Mission"], texts["Mission finished, loitering"]
    places = [
        _place(m) for at_s, m in recording if m.get_type() == "GLOBAL_POSITION_INT" and begun_s <= at_s <= ended_s
    ]
    return ended_s - begun_s, np.array(places)


def _uploaded(recording: list[tuple[float, Any]]) -> list[tuple[Any, ...]]:
    return [
        (m.frame, m.command, (m.param1, m.param2, m.param3, m.param4), m.x, m.y, m.z)
        for _, m in recording
        if m.get_type() == "MISSION_ITEM_INT" and m.get_srcSystem() == STATION
    ]


def _flown(recording, make_station, airframe: Airframe) -> tuple[float, np.ndarray]:
    simulation = Simulation(origin=ORIGIN, ground_height_m=lambda n, e: 25.0, vehicles=1, seed=7, airframe=airframe)
    station = make_station(simulation)
    station.arm_and_take_off(15.0)
    # Its position error is another one: begin where the recorded aircraft believed to be.
    at = (round(ORIGIN[0] * 1e7), round(ORIGIN[1] * 1e7), station.pilot.estimate.up_m)
    assert station.command_int(192, 5, *at, -1.0, 1.0, 0.0, math.nan) == [0]
    station.run(12.0)
    station.upload(_uploaded(recording))
    station.run(1.2)
    station.heard.clear()
    station.set_mode(4, 4)
    took_s = station.run_until(lambda: station.pilot.mode.name != "MISSION", 90.0)
    return took_s, np.array([_place(m) for m in station.all("GLOBAL_POSITION_INT")])


def _farthest_m(path: np.ndarray, other: np.ndarray) -> float:
    """The greatest distance of a point of `path` from the nearest one of `other`."""
    return float(np.linalg.norm(path[:, None] - other[None], axis=2).min(axis=1).max())


def test_the_recorded_mission_takes_as_long_and_leads_the_same_way_as_px4_flew_it(recording, make_station):
    real_s, real = _recorded_path(recording)

    took_s, path = _flown(recording, make_station, SIH_QUADROTOR)

    assert took_s == pytest.approx(real_s, rel=0.1)
    assert _farthest_m(path, real) < 3.0
    assert _farthest_m(real, path) < 3.0


def test_a_drone_that_the_air_holds_back_less_is_faster_on_the_same_path(recording, make_station):
    real_s, real = _recorded_path(recording)

    took_s, path = _flown(recording, make_station, WORK_QUADROTOR)

    assert 0.8 * real_s < took_s < real_s
    assert _farthest_m(path, real) < 3.0


def test_the_recorded_airframe_leans_against_the_air_as_the_sih_airframe_does(recording):
    """Least squares of (g tan(tilt) - acceleration) on speed, along north and east, in the recorded mission."""
    texts = {m.text.strip(): at_s for at_s, m in recording if m.get_type() == "STATUSTEXT"}
    at_s = np.arange(texts["Executing Mission"] + 6.0, texts["Mission finished, loitering"], 0.1)
    moves = np.array([(t, m.vx, m.vy) for t, m in recording if m.get_type() == "GLOBAL_POSITION_INT"])
    leans = np.array([(t, m.roll, m.pitch, m.yaw) for t, m in recording if m.get_type() == "ATTITUDE"])
    north_ms, east_ms = (np.interp(at_s, moves[:, 0], moves[:, axis]) * 0.01 for axis in (1, 2))
    roll, pitch = (np.interp(at_s, leans[:, 0], leans[:, axis]) for axis in (1, 2))
    yaw = np.interp(at_s, leans[:, 0], np.unwrap(leans[:, 3]))
    ahead, right = -np.tan(pitch) * 9.80665, np.tan(roll) * 9.80665
    pushed_north = ahead * np.cos(yaw) - right * np.sin(yaw) - np.gradient(north_ms, 0.1)
    pushed_east = ahead * np.sin(yaw) + right * np.cos(yaw) - np.gradient(east_ms, 0.1)

    speed, push = np.concatenate([north_ms, east_ms]), np.concatenate([pushed_north, pushed_east])
    drag_per_s = float(speed @ push / (speed @ speed))

    assert drag_per_s == pytest.approx(SIH_QUADROTOR.drag_per_s, rel=0.1)
