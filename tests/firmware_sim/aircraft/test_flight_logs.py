"""Flight logs: pyulog, which is not ours, reads what the aircraft wrote and the protocol brought down."""

from __future__ import annotations

import io
import math
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from firmware_sim.mavlink import flight_recorder
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.mavlink.file_tree import File, FileTree
from firmware_sim.simulation import DEFAULT_START_UNIX_S

ULog = pytest.importorskip("pyulog", reason="needs pyulog to read the logs: uv sync --group test").ULog
EVERYTHING = 0xFFFF
BLOCK = 90
WHILE_ARMED, FROM_START, ALWAYS, NEVER = 0, 1, 2, -1


class Fetcher:
    """Lists and fetches logs as a station does."""

    def __init__(self, station: Any) -> None:
        self.station = station

    def _ask(self, message: Any, kind: str, seconds: float = 0.05) -> list[Any]:
        heard = self.station.send(message)
        for _ in range(round(seconds / 0.01)):
            self.station.simulation.advance(0.01)
            heard += self.station.listen()
        return [message for message in heard if message.get_type() == kind]

    def entries(self, first: int = 0, last: int = EVERYTHING, system: int = 1) -> list[Any]:
        return self._ask(d.MAVLink_log_request_list_message(system, 1, first, last), "LOG_ENTRY")

    def blocks(self, number: int, offset: int, count: int, seconds: float = 0.05) -> list[Any]:
        return self._ask(d.MAVLink_log_request_data_message(1, 1, number, offset, count), "LOG_DATA", seconds)

    def fetch(self, entry: Any) -> bytes:
        content = b"".join(
            bytes(block.data[: block.count]) for block in self.blocks(entry.id, 0, 0xFFFFFFFF, entry.size / 10_000 + 1)
        )
        assert len(content) == entry.size
        return content


def records(log: Any, topic: str) -> dict[str, np.ndarray]:
    [found] = [dataset for dataset in log.data_list if dataset.name == topic]
    return dict(found.data)


def set_log_mode(station: Any, mode: int) -> None:
    station.vehicle.parameters.integers["SDLOG_MODE"] = mode


@pytest.fixture
def recorded(station: Any) -> Any:
    """A station whose aircraft was armed for some seconds and has one log."""
    station.listen_seldom()
    station.command(d.MAV_CMD_COMPONENT_ARM_DISARM, 1.0)
    station.run(4.0)
    station.command(d.MAV_CMD_COMPONENT_ARM_DISARM, 0.0)
    station.run(0.5)
    return station


@pytest.fixture
def flown(flying: Any) -> tuple[Any, list[tuple[float, Any]]]:
    """A station whose aircraft has flown 40 m to the north and landed, and where it was told to be on the way."""
    vehicle = flying.vehicle
    north_e7 = round((60.3913 + 40.0 / 111_400.0) * 1e7)
    nan = math.nan
    flying.command_int(192, 5, north_e7, 53221000, flying.pilot.estimate.up_m, -1.0, 1.0, 0.0, nan)
    flying.run(14.0)
    flying.command(d.MAV_CMD_NAV_LAND)
    flying.run_until(lambda: not vehicle.autopilot.armed, 60.0)
    return flying, [(at_s, m) for at_s, m in flying.heard if m.get_type() == "GLOBAL_POSITION_INT"]


def test_a_flights_log_holds_the_positions_that_were_flown(flown: tuple[Any, list[tuple[float, Any]]]):
    station, told = flown
    fetcher = Fetcher(station)

    [entry] = fetcher.entries()
    log = ULog(io.BytesIO(fetcher.fetch(entry)))

    place, local = records(log, "vehicle_global_position"), records(log, "vehicle_local_position")
    logged_s = place["timestamp"] / 1e6
    for name, field, metres in (("lat", "lat", 111_400.0), ("lon", "lon", 55_000.0)):
        at = np.interp(logged_s, [m.time_boot_ms / 1e3 for _, m in told], [getattr(m, field) / 1e7 for _, m in told])
        assert np.max(np.abs(at - place[name]) * metres) < 1.0
    assert np.ptp(place["lat"]) * 111_400.0 > 35.0
    north_m = (np.interp(local["timestamp"], place["timestamp"], place["lat"]) - local["ref_lat"]) * 111_400.0
    east_m = (np.interp(local["timestamp"], place["timestamp"], place["lon"]) - local["ref_lon"]) * 55_000.0
    assert np.allclose(local["x"], north_m, atol=1.0)
    assert np.allclose(local["y"], east_m, atol=1.0)
    assert np.max(-local["z"]) - np.min(-local["z"]) == pytest.approx(15.0, abs=2.0)
    assert np.median(np.diff(local["timestamp"])) == pytest.approx(200_000, abs=10_000)
    assert np.allclose(np.linalg.norm(quaternions(log), axis=1), 1.0, atol=1e-5)
    assert not log.has_data_appended and not log.dropouts and not log.file_corruption


def quaternions(log: Any) -> np.ndarray:
    attitude = records(log, "vehicle_attitude")
    return np.stack([attitude[f"q[{index}]"] for index in range(4)], axis=1)


def test_a_log_tells_parameters_texts_modes_and_charge(flown: tuple[Any, Any]):
    station, _ = flown
    fetcher = Fetcher(station)
    [entry] = fetcher.entries()

    log = ULog(io.BytesIO(fetcher.fetch(entry)))

    parameters = station.vehicle.parameters
    assert log.initial_parameters["NAV_DLL_ACT"] == parameters.integers["NAV_DLL_ACT"]
    assert log.initial_parameters["MPC_XY_CRUISE"] == pytest.approx(parameters.reals["MPC_XY_CRUISE"])
    texts = [message.message.rstrip("\t") for message in log.logged_messages]
    assert {"Armed by external command", "Takeoff detected", "Landing detected"} <= set(texts)
    status, battery = records(log, "vehicle_status"), records(log, "battery_status")
    assert list(dict.fromkeys(status["nav_state"]))[-1] == 18
    assert (status["arming_state"][0], status["arming_state"][-1]) == (2, 1)
    assert 0.5 < battery["remaining"][-1] < battery["remaining"][0] <= 1.0
    landed = records(log, "vehicle_land_detected")["landed"]
    assert (landed[0], landed[len(landed) // 2], landed[-1]) == (1, 0, 1)


def test_a_log_lies_under_its_day_and_the_text_names_it(recorded: Any):
    [path] = [text.split("./")[1].strip() for text in recorded.texts() if text.startswith("[logger] ./log/2")]

    assert path.startswith(f"log/{datetime.fromtimestamp(DEFAULT_START_UNIX_S, UTC):%Y-%m-%d}/")
    assert path.endswith(".ulg")


def test_ids_begin_at_nought_and_the_last_number_is_the_count_as_px4_has_it(recorded: Any):
    fetcher = Fetcher(recorded)

    def numbers(*asked: int) -> list[tuple[int, int, int]]:
        return [(entry.id, entry.num_logs, entry.last_log_num) for entry in fetcher.entries(*asked)]

    assert numbers() == [(0, 1, 1)]
    assert numbers(0, 0) == [(0, 1, 0)]
    assert numbers(1, 1) == numbers(5, 7) == []
    # PX4 does not look whom a log request is for.
    assert numbers(0, EVERYTHING, 9) == [(0, 1, 1)]


def test_blocks_are_of_90_bytes_and_a_gap_is_filled_when_asked_for(recorded: Any):
    fetcher = Fetcher(recorded)
    [entry] = fetcher.entries()
    whole = fetcher.fetch(entry)

    def told(offset: int, count: int) -> list[tuple[int, int]]:
        return [(block.ofs, block.count) for block in fetcher.blocks(0, offset, count)]

    gap = fetcher.blocks(0, 450, 180)
    assert [(block.id, block.ofs, block.count) for block in gap] == [(0, 450, BLOCK), (0, 540, BLOCK)]
    assert b"".join(bytes(block.data) for block in gap) == whole[450:630]
    assert told(5, 200) == [(5, BLOCK), (95, BLOCK), (185, BLOCK)]
    assert told(0, 1) == told(0, 0) == [(0, BLOCK)]
    assert told(len(whole) - 10, 90) == [(len(whole) - 10, 10)]
    assert told(len(whole), 90) == []
    assert fetcher.blocks(1, 0, 90) == []


def test_a_transfer_ends_when_the_station_says_so(recorded: Any):
    station = recorded
    fetcher = Fetcher(station)
    fetcher.entries()
    station.vehicle.links["gcs"].room_bytes = 400

    first = fetcher.blocks(0, 0, 0xFFFFFFFF, 0.03)
    station.send(d.MAVLink_log_request_end_message(1, 1))
    after = [message for message in station.run(0.2) if message.get_type() == "LOG_DATA"]

    assert 1 <= len(first) <= 12
    assert after == []


def test_without_a_list_asked_for_before_no_data_comes(recorded: Any):
    fetcher = Fetcher(recorded)

    before = fetcher.blocks(0, 0, 90)
    fetcher.entries()

    assert before == []
    assert len(fetcher.blocks(0, 0, 90)) == 1


def test_erasing_leaves_nothing_to_list_and_the_next_flight_is_recorded(recorded: Any):
    station = recorded
    fetcher = Fetcher(station)
    fetcher.entries()

    station.send(d.MAVLink_log_erase_message(1, 1))
    erased = fetcher.entries(), fetcher.blocks(0, 0, 90)
    station.set_mode(4, 3)
    station.command(d.MAV_CMD_COMPONENT_ARM_DISARM, 1.0)
    station.run(2.0)

    assert erased == ([], [])
    assert len(fetcher.entries()) == 1


@pytest.mark.parametrize(("mode", "on_ground", "after_arming"), [(NEVER, 0, 0), (WHILE_ARMED, 0, 1), (ALWAYS, 1, 1)])
def test_when_it_records_is_a_parameter(station: Any, mode: int, on_ground: int, after_arming: int):
    set_log_mode(station, mode)
    fetcher = Fetcher(station)
    station.run(1.0)

    before = fetcher.entries()
    station.command(d.MAV_CMD_COMPONENT_ARM_DISARM, 1.0)
    station.run(1.0)

    assert len(before) == on_ground
    assert len(fetcher.entries()) == after_arming


def test_from_start_to_disarming_the_first_log_ends_with_the_first_flight(station: Any):
    set_log_mode(station, FROM_START)
    station.run(1.0)
    for arm in (1.0, 0.0, 1.0, 0.0):
        station.command(d.MAV_CMD_COMPONENT_ARM_DISARM, arm)
        station.run(1.5)

    assert len(Fetcher(station).entries()) == 2


def test_a_long_log_stops_growing_and_the_oldest_make_room(station: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(flight_recorder, "LARGEST_LOG_BYTES", 12_000)
    monkeypatch.setattr(flight_recorder, "MOST_LOG_BYTES", 30_000)
    for _ in range(5):
        station.command(d.MAV_CMD_COMPONENT_ARM_DISARM, 1.0)
        station.run(8.0)
        station.command(d.MAV_CMD_COMPONENT_ARM_DISARM, 0.0)
        station.run(1.0)
    fetcher = Fetcher(station)

    entries = fetcher.entries()

    assert sum(entry.size for entry in entries) < 31_000
    assert max(entry.size for entry in entries) < 12_200
    assert len(entries) in (2, 3)
    assert len({entry.time_utc for entry in entries}) == len(entries)
    log = ULog(io.BytesIO(fetcher.fetch(entries[-1])))
    assert len(records(log, "vehicle_local_position")["timestamp"]) > 5


def files(station: Any) -> FileTree:
    return station.vehicle.card.files


def test_a_log_outlives_a_restart_with_its_date(recorded: Any):
    [before] = Fetcher(recorded).entries()
    recorded.vehicle.boot()

    [after] = Fetcher(recorded).entries()

    assert (after.size, after.time_utc) == (before.size, before.time_utc)
    assert after.time_utc == pytest.approx(DEFAULT_START_UNIX_S + recorded.simulation.now_s, abs=2.0)


def test_no_log_takes_the_place_of_another_of_the_same_second(station: Any):
    for arm in (1.0, 0.0, 1.0, 0.0):
        station.command(d.MAV_CMD_COMPONENT_ARM_DISARM, arm)
        station.simulation.advance(0.1)

    paths = [text.removeprefix("[logger] ./").strip() for text in texts(station) if text.startswith("[logger]")]

    assert len(set(paths)) == 2
    assert [len(files(station).file(path).content) > 1000 for path in paths] == [True, True]


def texts(station: Any) -> list[str]:
    return [text.text for text in station.pilot.texts]


def test_a_station_may_put_anything_among_the_logs_without_breaking_the_list(recorded: Any):
    tree = files(recorded)
    tree.put("log/stray", File(content=bytearray(b"x")))
    tree.make_directories("log/2020-01-01/deeper")
    tree.put(b"log/2020-01-01/\xff".decode("utf-8", "surrogateescape"), File(content=bytearray(b"abc")))

    entries = Fetcher(recorded).entries()

    assert [(entry.id, entry.num_logs) for entry in entries] == [(0, 2), (1, 2)]
    assert entries[1].size == 3


def test_a_flight_whose_log_finds_no_place_is_flown_unrecorded(station: Any):
    tree = files(station)
    tree.remove_directory("log")
    tree.put("log", File())

    station.command(d.MAV_CMD_COMPONENT_ARM_DISARM, 1.0)
    station.run(2.0)

    assert station.pilot.armed
    assert Fetcher(station).entries() == []


def test_a_log_from_the_start_holds_the_texts_of_the_start(simulation: Any, make_station: Any):
    station = make_station(simulation)
    set_log_mode(station, ALWAYS)
    station.run(6.0)
    fetcher = Fetcher(station)

    log = ULog(io.BytesIO(fetcher.fetch(fetcher.entries()[0])))

    assert "Preflight Fail: heading estimate not stable" in [one.message for one in log.logged_messages]


def test_the_same_seed_writes_the_same_log(make_station: Any):
    from firmware_sim.simulation import Simulation

    def log_of_a_start() -> bytes:
        simulation = Simulation(origin=(60.0, 5.0), ground_height_m=lambda n, e: 10.0, vehicles=1, seed=3)
        station = make_station(simulation)
        station.run(6.0)
        station.command(d.MAV_CMD_COMPONENT_ARM_DISARM, 1.0)
        station.run(3.0)
        fetcher = Fetcher(station)
        return fetcher.fetch(fetcher.entries()[0])

    assert log_of_a_start() == log_of_a_start()
