"""Events: why a plan is refused, why it would not arm, and the numbers that let a station notice a gap."""

import os
import struct
from pathlib import Path

import pytest

from firmware_sim.aircraft.events import event_id
from firmware_sim.mavlink.codec import CURRENT_EVENT_SEQUENCE, EVENT, REQUEST_EVENT, RESPONSE_EVENT_ERROR, Codec

NAN = float("nan")
ARMING_BEGINS, ARMING_ENDS = event_id("commander_arming_check_summary"), event_id("commander_health_summary")
NO_MISSION = event_id("check_modes_mission")


def _payloads(station, number: int) -> list[bytes]:
    return [
        bytes(message.get_msgbuf())[10:-2].ljust(53, b"\0")
        for _, message in station.heard
        if message.get_type() == f"UNKNOWN_{number}"
    ]


def _events(station) -> list[tuple[int, int, int, bytes]]:
    """Sequence, id, log levels and arguments without the zeros behind them."""
    found = []
    for payload in _payloads(station, EVENT):
        number, _, sequence, _, _, levels = struct.unpack_from("<IIHBBB", payload)
        found.append((sequence, number, levels, payload[13:].rstrip(b"\0")))
    return found


def _ask(station, first: int, last: int) -> None:
    payload = struct.pack("<HHBB", first, last, 1, 1)
    station.vehicle.receive(station.link, Codec(255).encode_payload(REQUEST_EVENT, payload))
    station.listen()


def test_event_numbers_begin_before_the_wrap_and_go_on_without_a_gap(station):
    for _ in range(6):
        station.command(400, 1.0)
        station.run(1.0)
        station.command(400, 0.0)
        station.run(1.0)

    sequences = [sequence for sequence, *_ in _events(station)]
    assert sequences[:1] == [65526]
    assert sequences == [(65526 + index) % 65536 for index in range(len(sequences))]
    assert 0 in sequences


def test_the_newest_number_is_told_every_three_seconds(station):
    station.heard.clear()
    station.run(9.5)

    told = [struct.unpack_from("<HB", payload) for payload in _payloads(station, CURRENT_EVENT_SEQUENCE)]
    assert len(told) == 3
    assert told[-1] == ((65526 + station.pilot.events.count - 1) % 65536, 0)


def test_an_event_is_told_again_to_who_asks_and_one_too_old_is_not(station):
    (first, *_), *_, (newest, *_) = _events(station)
    station.heard.clear()
    before = (newest - 1) % 65536
    _ask(station, before, newest)
    again = _events(station)
    for _ in range(12):
        station.command(400, 1.0)
        station.command(400, 0.0)
    station.heard.clear()
    _ask(station, first, first)

    assert [sequence for sequence, *_ in again] == [before, newest]
    [error] = _payloads(station, RESPONSE_EVENT_ERROR)
    sequence, oldest, system, component = struct.unpack_from("<HHBB", error)
    assert (sequence, system, component) == (first, 255, 1)
    assert oldest == station.pilot.events.oldest_sequence != first
    assert _events(station) == []


@pytest.mark.parametrize(
    ("reason", "items"),
    [
        ("starts_w_landing", [(6, 21, (0.0, 0.0, 0.0, NAN), 603913000, 53221000, 0.0)]),
        (
            "takeoff_not_first",
            [
                (6, 16, (0.0, 0.0, 0.0, NAN), 603913000, 53221000, 15.0),
                (6, 22, (0.0, 0.0, 0.0, NAN), 603913000, 53221000, 15.0),
            ],
        ),
        ("takeoff_too_low", [(6, 22, (0.0, 0.0, 0.0, NAN), 603913000, 53221000, -5.0)]),
        ("vtol_items", [(6, 84, (0.0, 0.0, 0.0, NAN), 603913000, 53221000, 15.0)]),
    ],
)
def test_a_mission_that_cannot_be_flown_is_taken_and_then_refused_by_event_alone(station, reason, items):
    station.heard.clear()
    ack = station.upload(items)
    station.run(1.2)

    assert ack.type == 0
    assert (event_id(f"navigator_mis_{reason}"), 0x63, b"") in [event[1:] for event in _events(station)]
    assert station.texts() == []


def test_a_take_off_below_home_is_refused_with_the_least_height_in_its_own_frame(station):
    station.heard.clear()
    station.upload([(5, 22, (0.0, 0.0, 0.0, NAN), 603913000, 53221000, 3.0)])
    station.run(1.2)

    [arguments] = [told[3] for told in _events(station) if told[1] == event_id("navigator_mis_takeoff_too_low")]
    assert struct.unpack("<f", arguments.ljust(4, b"\0")) == (pytest.approx(station.pilot.home_amsl_m, abs=0.01),)


def test_a_lost_station_is_told_as_health_then_as_failsafe_with_mode_action_delay_and_cause(station):
    station.vehicle.parameters.integers["NAV_DLL_ACT"] = 2
    station.arm_and_take_off(8.0)
    station.heartbeat = False
    station.heard.clear()
    station.run(20.0)

    told = [event[1:] for event in _events(station)]
    numbers = [number for number, *_ in told]
    hold, activated = event_id("commander_failsafe_enter_hold"), event_id("commander_failsafe_enter")
    report = numbers.index(ARMING_BEGINS)
    assert numbers[report - 1] == 0x1A4B458
    assert told[report][2][1:5] == b"\x00\x10\x10\x00"
    assert (event_id("check_rc_dl_no_dllink"), 0x33, b"\xff\xff\xff\xff\x0c") in told
    assert numbers[numbers.index(ARMING_ENDS) + 1] == hold
    assert (hold, 0x42, bytes.fromhex("0000040306050002")) in told
    assert (activated, 0x42, bytes.fromhex("000004030602")) in told


def test_a_refused_arming_is_followed_by_the_whole_report(station):
    station.set_mode(4, 4)
    station.heard.clear()
    results = station.command(400, 1.0)
    station.run(1.0)

    numbers = [number for _, number, _, _ in _events(station)]
    assert results == [1]
    assert numbers[0] == 0x102089D
    assert numbers[1] == ARMING_BEGINS and numbers[-1] == ARMING_ENDS
    assert NO_MISSION in numbers


def test_the_report_before_and_after_a_mission_is_the_recorded_one(station):
    """Every event of the report, with its levels and arguments, is among those that PX4 was recorded sending."""
    root = Path(__file__).parents[3]
    path = Path(os.environ.get("VARDE_SHARED", root.parent / "shared")) / "data" / "px4" / "flight.tlog"
    if not path.is_file():
        pytest.skip("the recorded PX4 flight is not here: set VARDE_SHARED to the folder that has data/px4/flight.tlog")
    recorded = _recorded_events(path.read_bytes())
    station.heard.clear()
    station.pilot.arming_report.is_due = True
    station.run(1.0)
    station.upload([(6, 22, (0.0, 0.0, 0.0, NAN), 603913000, 53221000, 20.0)])
    station.run(3.0)

    told = [event[1:] for event in _events(station)]

    assert len(told) == 9
    assert [event for event in told if event not in recorded] == []


def _recorded_events(content: bytes) -> list[tuple[int, int, bytes]]:
    found, at = [], 0
    while at + 20 < len(content):
        length = content[at + 9]
        frame = content[at + 8 : at + 20 + length]
        at += 20 + length + (13 if content[at + 10] & 1 else 0)
        if int.from_bytes(frame[7:10], "little") == EVENT:
            payload = frame[10:-2].ljust(53, b"\0")
            found.append((struct.unpack_from("<I", payload)[0], payload[12], payload[13:].rstrip(b"\0")))
    return found


def test_the_texts_of_a_flight_come_with_the_recorded_events(station):
    station.heard.clear()
    station.command(400, 1.0)
    station.command(22, 0, 0, 0, NAN, NAN, NAN, station.pilot.estimate.up_m + 5.0)
    station.run(6.0)

    told = [event[1:] for event in _events(station)]
    assert (0x190CAF3, 0x66, b"\x04") in told
    assert (0x1414569, 0x66, b"") in told
