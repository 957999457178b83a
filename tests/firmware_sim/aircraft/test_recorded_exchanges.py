"""Every recording of the real PX4, replayed: the ground station's side goes in, what comes out is held against PX4's.

What differs is a row of "Recorded exchanges" in docs/reference/px4-differences.md; every row there must still be so.
"""

from __future__ import annotations

import os
import re
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from firmware_sim.aircraft.dynamics import SIH_QUADROTOR
from firmware_sim.aircraft.parameters import HASH_NAME, INT32, Parameters
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation

ROOT = Path(__file__).parents[3]
RECORDINGS = Path(os.environ.get("VARDE_SHARED", ROOT.parent / "shared")) / "data" / "px4"
DIFFERENCES = ROOT / "docs" / "reference" / "px4-differences.md"
HOME = (60.3913, 5.3221)
GROUND_M = 25.0
LATEST_START_S = 20.0
"""A recording that begins later after the start of PX4 is replayed as if it began then."""
_STATION = d.MAVLink_heartbeat_message(d.MAV_TYPE_GCS, 8, 0, 0, 4, 3)
_MISSION_MODE = d.MAVLink_command_long_message(1, 1, 176, 0, 1.0, 4.0, 4.0, 0.0, 0.0, 0.0, 0.0)
BEFORE = {"missions-good-and-bad": (_STATION, _MISSION_MODE), "services": (_STATION,)}
"""What was said before a recording began: a station had been there and gone, and one had left MISSION mode behind."""
ASKED_AS_RECORDED = (d.MAVLINK_MSG_ID_HEARTBEAT, d.MAVLINK_MSG_ID_MISSION_CURRENT)
"""Their phase is chance: the simulator is asked for them at the instants at which PX4 sent them."""
ONE_BREATH_S = 0.002
"""What came closer together falls into one step of the simulation."""
EVENT, RETURN_EVENT = 410, 0x1522694
NAMES = ("commands-and-modes", "fence", "flight", "missions-good-and-bad", "services", "station-lost")


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a recording."""

    at_s: float
    raw: bytes
    message: Any

    @property
    def from_aircraft(self) -> bool:
        return bool(self.raw[5] == 1)


class Kind(Enum):
    """What sort of thing an aircraft said."""

    ANSWER = "answer"
    TEXT = "text"
    MODE = "mode"
    PLAN = "plan"
    MISSION = "mission state"
    REACHED = "reached"
    OWN = "own command"


STATES = (Kind.MODE, Kind.PLAN, Kind.MISSION, Kind.REACHED)
"""Told again and again: only a change counts."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What an aircraft said."""

    lines: list[str]
    """All kinds of things together, in the order in which they were said."""
    events: list[str]


def frames(name: str) -> list[Frame]:
    """A recording: big-endian microseconds before each MAVLink 2 frame."""
    path = RECORDINGS / f"{name}.tlog"
    if not path.is_file():
        pytest.skip(f"the recording {path} is not there: set VARDE_SHARED to the folder that has data/px4")
    content, decoder, at, found = path.read_bytes(), d.MAVLink(None), 0, []
    while at + 20 < len(content):
        (unix_us,) = struct.unpack_from(">Q", content, at)
        size = content[at + 9] + 12 + (13 if content[at + 10] & 1 else 0)
        raw = content[at + 8 : at + 8 + size]
        at += 8 + size
        number = int.from_bytes(raw[7:10], "little")
        if raw[5] != 1 or number in COMPARED:
            found.append(Frame(unix_us * 1e-6, raw, decoder.decode(bytearray(raw))))
    return found


COMPARED = {
    *(getattr(d, f"MAVLINK_MSG_ID_{name}") for name in ("HEARTBEAT", "ATTITUDE", "PARAM_VALUE", "PARAM_ERROR")),
    *(getattr(d, f"MAVLINK_MSG_ID_{name}") for name in ("COMMAND_ACK", "COMMAND_LONG", "STATUSTEXT", "LOG_ENTRY")),
    *(getattr(d, f"MAVLINK_MSG_ID_MISSION_{name}") for name in ("ACK", "COUNT", "CURRENT", "ITEM_REACHED")),
    *(getattr(d, f"MAVLINK_MSG_ID_MISSION_{name}") for name in ("ITEM", "ITEM_INT", "REQUEST", "REQUEST_INT")),
    *(getattr(d, f"MAVLINK_MSG_ID_{name}") for name in ("AUTOPILOT_VERSION", "FLIGHT_INFORMATION")),
    *(d.MAVLINK_MSG_ID_GPS_GLOBAL_ORIGIN, EVENT),
}


def replay(name: str, recording: list[Frame]) -> tuple[list[Any], list[Any]]:
    """What PX4 said and what the simulator says to the same station."""
    first = next(frame for frame in recording if frame.message.get_type() == "ATTITUDE")
    boot_s = first.at_s - first.message.time_boot_ms * 1e-3
    boot_s += max(0.0, recording[0].at_s - boot_s - LATEST_START_S)
    simulation = Simulation(
        origin=HOME,
        ground_height_m=lambda north_m, east_m: GROUND_M,
        vehicles=1,
        seed=1,
        airframe=SIH_QUADROTOR,
        gimbal_fitted=False,
        start_unix_s=boot_s,
    )
    vehicle, ours = simulation.vehicles[0], []
    parser = d.MAVLink(None)
    parser.robust_parsing = True
    for link in vehicle.links.values():
        for number in link.streams.keys() - {d.MAVLINK_MSG_ID_GPS_GLOBAL_ORIGIN}:
            del link.streams[number]

    def listen() -> None:
        for datagram in vehicle.take_outgoing("gcs"):
            ours.extend(parser.parse_buffer(datagram) or [])

    for message in BEFORE.get(name, ()):
        simulation.advance(2.5)
        vehicle.receive("gcs", message.pack(d.MAVLink(None, srcSystem=255, srcComponent=190)))
    reached_s = simulation.now_s
    for index, frame in enumerate(recording):
        if frame.at_s - boot_s - reached_s > ONE_BREATH_S:
            simulation.advance(frame.at_s - boot_s - reached_s)
            reached_s = frame.at_s - boot_s
        listen()
        if index == 0:
            ours.clear()
        if not frame.from_aircraft:
            vehicle.receive("gcs", frame.raw)
        elif frame.message.get_msgId() in ASKED_AS_RECORDED:
            vehicle.telemetry.request(vehicle.links["gcs"], frame.message.get_msgId())
    listen()
    return [frame.message for frame in recording if frame.from_aircraft], ours


# --- what is compared ---


def heard(messages: list[Any]) -> Heard:
    """Everything that was said, without what depends on the clock."""
    lines: list[str] = []
    newest: dict[Kind, str] = {}
    for kind, text in _said(messages):
        # How often an unanswered request is repeated depends on the clock to a quarter second.
        is_repeated = text == newest.get(kind) and (kind in STATES or "MISSION_REQUEST" in text)
        newest[kind] = text
        if not is_repeated:
            lines.append(text)
    # The report of what stands in the way of arming is told anew at every change: each of its events counts once.
    events = {_event(message) for message in messages if message.get_type() == f"UNKNOWN_{EVENT}"}
    return Heard(lines, sorted(events))


def _said(messages: list[Any]) -> Iterator[tuple[Kind, str]]:
    """One after the other; a text of several messages where its first is."""
    modelled = {HASH_NAME, *Parameters().integers, *Parameters().reals}
    texts = _texts(messages)
    for message in messages:
        kind = message.get_type()
        if kind == "COMMAND_ACK":
            yield Kind.ANSWER, f"COMMAND_ACK {message.command} result {message.result}"
        elif kind == "PARAM_VALUE":
            if message.param_id in modelled:
                yield Kind.ANSWER, _parameter(message)
        elif kind.startswith("MISSION_") and kind not in ("MISSION_CURRENT", "MISSION_ITEM_REACHED"):
            yield Kind.ANSWER, _transfer(message)
        elif kind == "PARAM_ERROR":
            # PX4 answers a missing index with whatever lay where the name would be.
            name = message.param_id if message.param_id.isascii() else ""
            yield Kind.ANSWER, f"PARAM_ERROR {name} error {message.error}"
        elif kind in ("AUTOPILOT_VERSION", "FLIGHT_INFORMATION", "GPS_GLOBAL_ORIGIN", "LOG_ENTRY"):
            yield Kind.ANSWER, kind
        elif kind == "HEARTBEAT":
            state = f"base {message.base_mode} state {message.system_status}"
            yield Kind.MODE, f"mode {message.custom_mode:#010x} {state}"
        elif kind == "MISSION_CURRENT":
            yield Kind.PLAN, _plan(message)
            yield Kind.MISSION, f"mission state {message.mission_state} mode {message.mission_mode}"
        elif kind == "MISSION_ITEM_REACHED":
            yield Kind.REACHED, f"item {message.seq} reached"
        elif kind == "COMMAND_LONG" and message.confirmation == 0:
            yield Kind.OWN, f"command {message.command} {_params(message)}"
        elif kind == "STATUSTEXT" and message.chunk_seq == 0:
            yield Kind.TEXT, texts[message.id]


def _payload(message: Any, length: int) -> bytes:
    return bytes(message.get_msgbuf()[10:-2]).ljust(length, b"\0")


def _params(message: Any) -> str:
    """Without the height of the place that a return ends in: it wanders with the satellites."""
    count = 7 if message.command else 6
    return " ".join(f"{getattr(message, f'param{i}'):g}" for i in range(1, count + 1))


def _parameter(message: Any) -> str:
    raw = struct.pack("<f", message.param_value)
    value = f"{message.param_value:g}" if message.param_type == 9 else str(struct.unpack("<i", raw)[0])
    if message.param_id == HASH_NAME:
        value = "checksum"
    return f"PARAM_VALUE {message.param_id} = {value}"


def _transfer(message: Any) -> str:
    """One message of a plan's transfer, whole."""
    kind, plan = message.get_type(), f"of plan {message.mission_type}"
    if kind == "MISSION_ACK":
        return f"{kind} {message.type} {plan} id {struct.unpack_from('<I', _payload(message, 8), 4)[0]:08x}"
    if kind == "MISSION_COUNT":
        return f"{kind} {message.count} {plan} id {struct.unpack_from('<I', _payload(message, 9), 5)[0]:08x}"
    if kind.startswith("MISSION_REQUEST"):
        return f"{kind} {message.seq} {plan}"
    params = " ".join(repr(getattr(message, f"param{i}")) for i in range(1, 5))
    flags = f"frame {message.frame} current {message.current} autocontinue {message.autocontinue}"
    return f"{kind} {message.seq} {plan} command {message.command} {flags} {params} {message.x} {message.y} {message.z}"


def _plan(message: Any) -> str:
    ids = struct.unpack_from("<III", _payload(message, 18), 6)
    return f"item {message.seq} of {message.total} ids {ids[0]:08x} {ids[1]:08x} {ids[2]:08x}"


def _event(message: Any) -> str:
    payload = _payload(message, 53)
    number, levels = struct.unpack_from("<I", payload)[0], payload[12]
    # The height of a return wanders with the satellites.
    arguments = payload[17 if number == RETURN_EVENT else 13 :].rstrip(b"\0").hex()
    return f"event {number:#x} levels {levels:#x} {arguments}".rstrip()


def _texts(messages: list[Any]) -> dict[int, str]:
    """Whole texts with their severity; heights above the sea wander with the satellites and are left out."""
    whole: dict[int, list[str]] = {}
    for message in messages:
        if message.get_type() == "STATUSTEXT":
            whole.setdefault(message.id, [f"severity {message.severity} "]).append(message.text)
    return {
        number: re.sub(r"return at \d+ m", "return at … m", "".join(parts)).strip() for number, parts in whole.items()
    }


ELSEWHERE = "both, elsewhere"
"""Who says what both say, but not in the same place among the other things."""


def differences(real: list[str], ours: list[str]) -> list[tuple[str, str]]:
    """("PX4", "simulator" or `ELSEWHERE`, what was said), but for the longest list that both say in the same order."""
    alone, added = _left_over(real, ours)
    elsewhere = Counter(alone) & Counter(added)
    return [
        *((ELSEWHERE, text) for text in elsewhere.elements()),
        *(("PX4", text) for text in (Counter(alone) - elsewhere).elements()),
        *(("simulator", text) for text in (Counter(added) - elsewhere).elements()),
    ]


def _left_over(first: list[str], second: list[str]) -> tuple[list[str], list[str]]:
    """What of each is not in their longest common subsequence."""
    longest = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, j in product(reversed(range(len(first))), reversed(range(len(second)))):
        same = first[i] == second[j]
        longest[i][j] = longest[i + 1][j + 1] + 1 if same else max(longest[i + 1][j], longest[i][j + 1])
    i, j = 0, 0
    left: tuple[list[str], list[str]] = ([], [])
    while i < len(first) and j < len(second):
        if first[i] == second[j]:
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            left[0].append(first[i])
            i += 1
        else:
            left[1].append(second[j])
            j += 1
    return [*left[0], *first[i:]], [*left[1], *second[j:]]


# --- what is known to differ ---


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the document: in which recordings who alone says what."""

    recordings: tuple[str, ...]
    who: str
    pattern: str

    def covers(self, name: str, who: str, text: str) -> bool:
        return name in self.recordings and who == self.who and fnmatchcase(text, self.pattern)


def known_rows() -> list[Row]:
    """The table under "Recorded exchanges"."""
    section = DIFFERENCES.read_text("utf-8").split("## Recorded exchanges", 1)[1].split("\n## ", 1)[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return [
        Row(NAMES if recordings == "all" else tuple(recordings.split(", ")), who, text.strip("`"))
        for recordings, who, text, _ in cells[2:]
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_recordings_station_gets_px4s_answers_but_for_the_listed_differences(name):
    real, ours = (heard(messages) for messages in replay(name, frames(name)))

    found = [*differences(real.lines, ours.lines), *differences(real.events, ours.events)]

    rows = [row for row in known_rows() if name in row.recordings]
    unlisted = [(who, text) for who, text in found if not any(row.covers(name, who, text) for row in rows)]
    gone = [row for row in rows if not any(row.covers(name, who, text) for who, text in found)]
    assert unlisted == [], "the simulator differs from the recording: mend it, or add a row with the reason"
    assert gone == [], "listed differences that are no more: take the rows out"


def test_the_modelled_parameters_have_px4s_types_and_values_but_for_the_listed_ones():
    recorded = {
        frame.message.param_id: (frame.message.param_type, struct.pack("<f", frame.message.param_value))
        for frame in reversed(frames("services"))
        if frame.from_aircraft and frame.message.get_type() == "PARAM_VALUE"
    }
    parameters = Parameters()

    differing = {
        name
        for name in [*parameters.integers, *parameters.reals]
        if name in recorded and recorded[name] != (parameters.kind(name), parameters.value_bytes(name))
    }

    section = DIFFERENCES.read_text("utf-8").split("## Parameters", 1)[1].split("\n## ", 1)[0]
    assert differing == set(re.findall(r"^\| `([A-Z0-9_]+)` \|", section, re.MULTILINE))
    assert {recorded[name][0] for name in parameters.integers if name in recorded} == {INT32}
