"""The mission protocol, held against recordings of the real PX4: every upload, refusal and checksum."""

from __future__ import annotations

import math
import os
import struct
from pathlib import Path

import pytest

from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation

SHARED = Path(os.environ.get("VARDE_SHARED", Path(__file__).parents[4] / "shared"))
STATION_KINDS = {
    "MISSION_COUNT",
    "MISSION_ITEM_INT",
    "MISSION_ITEM",
    "MISSION_REQUEST_LIST",
    "MISSION_REQUEST_INT",
    "MISSION_ACK",
    "MISSION_CLEAR_ALL",
    "MISSION_SET_CURRENT",
}
HOME = (60.3913, 5.3221)
NAN = math.nan
TAKEOFF = (6, 22, (0.0, 0.0, 0.0, NAN), 603913000, 53221000, 15.0)
WAYPOINT = (6, 16, (0.0, 0.0, 0.0, NAN), 603916597, 53221000, 15.0)
RETURN = (2, 20, (0.0, 0.0, 0.0, 0.0), 0, 0, 0.0)


def recording(name: str) -> list[tuple[float, object]]:
    """Time in seconds and message, of a recording."""
    path = SHARED / "data" / "px4" / f"{name}.tlog"
    if not path.exists():
        pytest.skip(f"the recording {path} is not there; set VARDE_SHARED")
    raw, parser, messages, at = path.read_bytes(), d.MAVLink(None), [], 0
    parser.robust_parsing = True
    while at < len(raw):
        seconds = struct.unpack_from(">Q", raw, at)[0] / 1e6
        length = 12 + raw[at + 9] + (13 if raw[at + 10] & 1 else 0)
        messages += [(seconds, message) for message in parser.parse_buffer(raw[at + 8 : at + 8 + length]) or []]
        at += 8 + length
    return messages


def answers_of(message: object, plan_id_of: object) -> tuple[object, ...] | None:
    """What of an answer must be the same as the real PX4's."""
    kind = message.get_type()
    if kind == "MISSION_ACK":
        return kind, message.type, message.mission_type, plan_id_of(message)
    if kind == "MISSION_COUNT":
        return kind, message.count, message.mission_type, plan_id_of(message)
    if kind in ("MISSION_REQUEST_INT", "MISSION_REQUEST"):
        return kind, message.seq, message.mission_type
    if kind in ("MISSION_ITEM_INT", "MISSION_ITEM"):
        params = tuple(repr(getattr(message, f"param{i}")) for i in (1, 2, 3, 4))
        return (
            kind,
            message.seq,
            message.frame,
            message.command,
            message.current,
            message.autocontinue,
            params,
            (
                message.x,
                message.y,
                repr(message.z),
                message.mission_type,
            ),
        )
    return None


@pytest.mark.parametrize("name", ["flight", "commands-and-modes", "missions-good-and-bad", "station-lost"])
def test_replaying_a_recordings_station_gives_px4s_answers_in_px4s_order(name, make_station, plan_id_of):
    recorded = recording(name)
    began_s = recorded[0][0]
    simulation = Simulation(origin=HOME, ground_height_m=lambda north_m, east_m: 25.0, vehicles=1, seed=1)
    station = make_station(simulation)
    station.run(8.0)
    offset_s = simulation.now_s
    real, ours = [], []

    for at_s, message in recorded:
        if message.get_srcSystem() == 1:
            real.append(answers_of(message, plan_id_of))
        elif message.get_type() in STATION_KINDS:
            wait_s = offset_s + at_s - began_s - simulation.now_s
            if wait_s > 0.0:
                simulation.advance(wait_s)
                ours += [answers_of(m, plan_id_of) for m in station.listen()]
            message._msgbuf = None
            ours += [answers_of(m, plan_id_of) for m in station.send(message)]
    simulation.advance(6.0)
    ours += [answers_of(m, plan_id_of) for m in station.listen()]

    # How often an unanswered request is repeated depends on the clock to a quarter second: compare them once each.
    assert _without_repeats(ours) == _without_repeats(real)


def _without_repeats(answers: list[tuple[object, ...] | None]) -> list[tuple[object, ...]]:
    told = [answer for answer in answers if answer is not None]
    return [
        answer
        for before, answer in zip([None, *told], told, strict=False)
        if answer != before or "REQUEST" not in str(answer[0])
    ]


def test_six_items_of_a_recorded_flight_have_the_checksum_that_px4_gave(station, plan_id_of):
    items = [
        (6, 22, (0.0, 0.0, 0.0, NAN), 603913000, 53221000, 20.0),
        (2, 178, (1.0, 6.0, -1.0, 0.0), 0, 0, 0.0),
        (6, 16, (0.0, 0.0, 0.0, NAN), 603918396, 53221000, 20.0),
        (6, 16, (3.0, 0.0, 0.0, NAN), 603918396, 53231921, 25.0),
        (2, 2000, (0.0, 0.0, 1.0, 0.0), 0, 0, 0.0),
        (6, 16, (0.0, 0.0, 0.0, NAN), 603913000, 53231921, 20.0),
    ]

    ack = station.upload(items)
    station.run(1.1)

    assert (ack.type, plan_id_of(ack)) == (0, 0x3A1ABA13)
    payload = bytes(station.last("MISSION_CURRENT").get_msgbuf()[10:-2]).ljust(18, b"\0")
    assert struct.unpack_from("<III", payload, 6) == (0x3A1ABA13, 0, 0)


@pytest.mark.parametrize(
    ("items", "state"),
    [
        ([TAKEOFF, WAYPOINT, RETURN], 2),
        ([WAYPOINT, RETURN], 2),
        ([(6, 21, (0.0, 0.0, 0.0, NAN), 603913000, 53221000, 0.0)], 1),
        ([WAYPOINT, TAKEOFF, RETURN], 1),
        ([(*TAKEOFF[:5], 0.0), WAYPOINT], 1),
        ([(*TAKEOFF[:5], -5.0), WAYPOINT], 1),
        ([TAKEOFF, WAYPOINT, (2, 3000, (4.0, 0.0, 0.0, 0.0), 0, 0, 0.0)], 1),
        ([TAKEOFF, (*WAYPOINT[:3], 950000000, 53221000, 10.0)], 2),
        ([TAKEOFF, (*WAYPOINT[:5], NAN)], 2),
    ],
)
def test_what_cannot_be_flown_is_accepted_first_and_then_no_mission(station, items, state):
    ack = station.upload(items)
    station.run(1.2)

    current = station.last("MISSION_CURRENT")
    assert (ack.type, current.total, current.mission_state) == (0, len(items), state)


def test_a_missing_item_is_asked_for_each_quarter_second_and_the_old_plan_stays(station):
    station.upload([TAKEOFF, WAYPOINT])
    station.send(d.MAVLink_mission_count_message(1, 1, 3, 0))
    heard = station.run(6.0)

    requests = [m for m in heard if m.get_type() == "MISSION_REQUEST_INT"]
    assert len(requests) == pytest.approx(5.0 / 0.26, abs=2)
    assert not [m for m in heard if m.get_type() == "MISSION_ACK"]
    assert station.texts()[-1] == "Operation timeout\t"
    assert len(station.vehicle.plans.items[0]) == 2


def test_one_upload_at_a_time_over_both_links(simulation, make_station):
    left, right = (
        make_station(simulation, shared=True),
        make_station(simulation, link="onboard", system=200, shared=True),
    )
    left.send(d.MAVLink_mission_count_message(1, 1, 2, 0))

    [refusal] = [m for m in right.send(d.MAVLink_mission_count_message(1, 1, 1, 1)) if m.get_type() == "MISSION_ACK"]
    left.send(d.MAVLink_mission_ack_message(1, 1, 15, 0))
    after_cancel = right.send(d.MAVLink_mission_count_message(1, 1, 1, 1))

    assert refusal.type == 1
    assert [m.get_type() for m in after_cancel if m.get_type().startswith("MISSION_RE")] == ["MISSION_REQUEST_INT"]


def test_an_identical_upload_does_not_reset_the_current_item(station):
    items = [TAKEOFF, WAYPOINT, RETURN]
    station.upload(items)
    station.run(0.5)
    station.send(d.MAVLink_mission_set_current_message(1, 1, 1))

    station.upload(items)
    station.run(1.1)

    assert station.last("MISSION_CURRENT").seq == 1


def test_a_component_that_has_no_missions_is_silent(station):
    answers = station.send(d.MAVLink_mission_count_message(1, 200, 2, 0))

    assert not [m for m in answers if m.get_type().startswith("MISSION_")]
