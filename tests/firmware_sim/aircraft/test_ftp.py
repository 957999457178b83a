"""MAVLink FTP: the same questions that a running PX4 was asked, one after the other, and its answers."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_sim.mavlink.codec import Codec
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.mavlink.component_metadata import packed_file
from firmware_sim.mavlink.file_tree import LARGEST_FILE_BYTES, MOST_NODES, File, FileTree
from firmware_sim.mavlink.ftp import FtpServer
from firmware_sim.mavlink.link import Link

HEADER = struct.Struct("<HBBBBBBI")
NONE, TERMINATE, RESET, LIST, OPEN, READ, CREATE, WRITE, REMOVE, MKDIR, RMDIR, OPEN_WO, TRUNCATE, RENAME, CRC, BURST = (
    range(16)
)
ACK, NAK = 128, 129
METADATA = b"etc/extras/parameters.json.xz"
STATION = (255, 190)
Answer = tuple[int, int, bytes]
"""Answer code, offset, content."""

CONVERSATION: list[tuple[int, dict[str, Any], list[Answer]]] = [
    (NONE, {}, [(ACK, 0, b"")]),
    (NONE, {"content": b"abc"}, [(ACK, 0, b"abc")]),
    (TERMINATE, {}, [(NAK, 0, b"\x04")]),
    (RESET, {}, [(ACK, 0, b"")]),
    (LIST, {"content": b"/nope"}, [(NAK, 0, b"\x0a")]),
    (LIST, {"content": METADATA}, [(NAK, 0, b"\x0a")]),
    (OPEN, {"content": b"nope"}, [(NAK, 0, b"\x0a")]),
    (CRC, {"content": b"nope"}, [(NAK, 0, b"\x0a")]),
    (OPEN, {"content": b"log"}, [(ACK, 0, b"\x00\x10\x00\x00")]),
    (READ, {"size": 100}, [(NAK, 0, b"\x02\x15")]),
    (TERMINATE, {}, [(ACK, 0, b"")]),
    (CRC, {"content": b"log"}, [(NAK, 0, b"\x02\x15")]),
    (BURST, {"size": 239}, [(NAK, 0, b"\x02\x15")]),
    (BURST, {"offset": 10_000_000}, [(NAK, 10_000_000, b"\x06")]),
    (BURST, {"session": 7}, [(NAK, 0, b"\x04")]),
    (WRITE, {"content": b"xyz"}, [(NAK, 0, b"\x02\x15")]),
    (WRITE, {"session": 3, "content": b"xyz"}, [(NAK, 0, b"\x04")]),
    (MKDIR, {"content": b"vt"}, [(ACK, 0, b"")]),
    (MKDIR, {"content": b"vt"}, [(NAK, 0, b"\x08")]),
    # What a directory that was there already leaves behind in PX4: every refusal now says "exists".
    (TERMINATE, {}, [(NAK, 0, b"\x08")]),
    (77, {}, [(NAK, 0, b"\x08")]),
    (MKDIR, {"content": b"nope/vt"}, [(NAK, 0, b"\x0a")]),
    (77, {}, [(NAK, 0, b"\x07")]),
    (CREATE, {"content": b"vt/a.txt"}, [(ACK, 0, b"\0\0\0\0")]),
    (CREATE, {"content": b"vt/b.txt"}, [(NAK, 0, b"\x05")]),
    (OPEN, {"content": b"vt/a.txt"}, [(NAK, 0, b"\x05")]),
    (WRITE, {"content": b"hello"}, [(ACK, 0, b"\x05\0\0\0")]),
    (WRITE, {"offset": 7, "content": b"you"}, [(ACK, 7, b"\x03\0\0\0")]),
    (READ, {"size": 10}, [(NAK, 0, b"\x06")]),
    (TERMINATE, {}, [(ACK, 0, b"")]),
    (CRC, {"content": b"vt/a.txt"}, [(ACK, 0, b"\x81\x0f\x1e\x7f")]),
    (OPEN, {"content": b"vt/a.txt"}, [(ACK, 0, b"\x0a\0\0\0")]),
    (READ, {"size": 239}, [(ACK, 0, b"hello\0\0you")]),
    (READ, {"offset": 2, "size": 3}, [(ACK, 2, b"llo")]),
    (READ, {"offset": 10, "size": 3}, [(NAK, 10, b"\x06")]),
    (WRITE, {"content": b"x"}, [(NAK, 0, b"\x02\x09")]),
    (BURST, {"size": 4}, [(ACK, 0, b"hello\0\0you"), (NAK, 10, b"\x06")]),
    (READ, {"size": 5}, [(ACK, 0, b"hello")]),
    (TERMINATE, {}, [(ACK, 0, b"")]),
    (OPEN_WO, {"content": b"vt/a.txt"}, [(ACK, 0, b"\x0a\0\0\0")]),
    (WRITE, {"content": b"J"}, [(ACK, 0, b"\x01\0\0\0")]),
    (RESET, {}, [(ACK, 0, b"")]),
    (OPEN, {"content": b"/vt/a.txt"}, [(ACK, 0, b"\x0a\0\0\0")]),
    (READ, {"size": 239}, [(ACK, 0, b"Jello\0\0you")]),
    (TERMINATE, {}, [(ACK, 0, b"")]),
    (CREATE, {"content": b"vt/a.txt"}, [(ACK, 0, b"\x0a\0\0\0")]),
    (TERMINATE, {}, [(ACK, 0, b"")]),
    (OPEN, {"content": b"vt/a.txt"}, [(ACK, 0, b"\0\0\0\0")]),
    (READ, {"size": 239}, [(NAK, 0, b"\x06")]),
    (TERMINATE, {}, [(ACK, 0, b"")]),
    (OPEN_WO, {"content": b"vt/n.txt"}, [(ACK, 0, b"\0\0\0\0")]),
    (WRITE, {"content": b"12345"}, [(ACK, 0, b"\x05\0\0\0")]),
    (TERMINATE, {}, [(ACK, 0, b"")]),
    (TRUNCATE, {"offset": 2, "content": b"vt/n.txt"}, [(ACK, 2, b"")]),
    (TRUNCATE, {"offset": 6, "content": b"vt/n.txt"}, [(ACK, 6, b"")]),
    (TRUNCATE, {"offset": 2, "content": b"vt/q.txt"}, [(NAK, 2, b"\x02\x09")]),
    (OPEN, {"content": b"vt/n.txt"}, [(ACK, 0, b"\x06\0\0\0")]),
    (READ, {"size": 239}, [(ACK, 0, b"12\0\0\0\0")]),
    (TERMINATE, {}, [(ACK, 0, b"")]),
    (RENAME, {"content": b"vt/n.txt\0vt/m.txt"}, [(ACK, 0, b"")]),
    (RENAME, {"content": b"vt/n.txt\0vt/m.txt"}, [(NAK, 0, b"\x0a")]),
    (RENAME, {"content": b"vt/m.txt"}, [(NAK, 0, b"\x0a")]),
    (RENAME, {"content": b"vt/m.txt\0vt/a.txt"}, [(ACK, 0, b"")]),
    (RENAME, {"content": b"vt\0vu"}, [(ACK, 0, b"")]),
    (RENAME, {"content": b"vu\0vt"}, [(ACK, 0, b"")]),
    (LIST, {"content": b"vt"}, [(ACK, 0, b"S\0S\0Fa.txt\t6\0")]),
    (RMDIR, {"content": b"vt"}, [(NAK, 0, b"\x02\x27")]),
    (RMDIR, {"content": b"vt/a.txt"}, [(NAK, 0, b"\x02\x14")]),
    (REMOVE, {"content": b"vt"}, [(NAK, 0, b"\x02\x15")]),
    (REMOVE, {"content": b"vt/none"}, [(NAK, 0, b"\x0a")]),
    (REMOVE, {"content": b"vt/a.txt"}, [(ACK, 0, b"")]),
    (RMDIR, {"content": b"vt"}, [(ACK, 0, b"")]),
    (RMDIR, {"content": b"vt"}, [(NAK, 0, b"\x0a")]),
    (CREATE, {"content": b"nope/a"}, [(NAK, 0, b"\x0a")]),
    (CREATE, {"content": b"log"}, [(NAK, 0, b"\x02\x15")]),
    (LIST, {"content": b"/", "size": 240}, [(NAK, 0, b"\x03")]),
    (READ, {"size": 255}, [(NAK, 0, b"\x03")]),
    (OPEN, {"content": b""}, [(ACK, 0, b"\x00\x10\x00\x00")]),
    (TERMINATE, {}, [(ACK, 0, b"")]),
]
"""Asked and answered on PX4 SITL (`02e73e3b6f`), in this order."""


class Client:
    """Asks the file server of one aircraft."""

    def __init__(self, station: Any) -> None:
        self.station = station
        self.sequence = 0
        station.vehicle.links[station.link].streams.clear()
        station.listen()

    def ask(
        self, op: int, *, wait_s: float = 0.02, target: tuple[int, int] = (1, 1), again: bool = False, **request: Any
    ) -> list[Any]:
        self.sequence += 0 if again else 1
        payload = packet(self.sequence, op, **request)
        heard = self.station.send(d.MAVLink_file_transfer_protocol_message(0, *target, list(payload)))
        for _ in range(round(wait_s / 0.01)):
            self.station.simulation.advance(0.01)
            heard += self.station.listen()
        answers = [bytes(message.payload) for message in heard if message.get_type() == "FILE_TRANSFER_PROTOCOL"]
        if answers:
            self.sequence = max(self.sequence, HEADER.unpack_from(answers[-1])[0])
        return answers

    def answers(self, op: int, **request: Any) -> list[Answer]:
        return [parsed(answer) for answer in self.ask(op, **request)]

    def fetch(self, path: bytes) -> bytes:
        """A whole file by reads."""
        [(code, _, size)] = self.answers(OPEN, content=path)
        assert code == ACK
        content = b""
        while len(content) < struct.unpack("<I", size)[0]:
            [(_, _, part)] = self.answers(READ, offset=len(content), size=239, wait_s=0.0)
            content += part
        self.answers(TERMINATE)
        return content


def packet(sequence: int, op: int, *, session: int = 0, offset: int = 0, content: bytes = b"", size: int = -1) -> bytes:
    size = len(content) if size < 0 else size
    return (HEADER.pack(sequence, session, op, size, 0, 0, 0, offset) + content).ljust(251, b"\0")


def parsed(payload: bytes) -> Answer:
    _, _, code, size, _, _, _, offset = HEADER.unpack_from(payload)
    return code, offset, payload[HEADER.size : HEADER.size + size]


@pytest.fixture
def client(station: Any) -> Client:
    return Client(station)


def test_it_answers_a_long_conversation_as_px4_did(client: Client):
    answers = [(op, request, client.answers(op, **request)) for op, request, _ in CONVERSATION]

    assert answers == CONVERSATION


def test_a_request_told_again_is_answered_from_memory_and_done_once(client: Client):
    first = client.ask(MKDIR, content=b"w")
    client.sequence -= 1

    again = client.ask(MKDIR, content=b"w", again=True)
    client.sequence -= 1
    another_op = client.ask(LIST, content=b"/", again=True)

    assert first == again == another_op
    assert parsed(first[0]) == (ACK, 0, b"")


def test_only_its_own_number_or_everybody_is_answered(client: Client):
    targets = [(1, 1), (0, 1), (1, 0), (0, 0), (9, 1), (1, 190), (1, 100)]

    answered = [bool(client.ask(NONE, target=target)) for target in targets]

    assert answered == [True, True, True, True, False, False, False]


def test_a_file_comes_whole_by_reads_and_by_bursts_and_has_its_checksum(client: Client):
    content = packed_file("parameters.json.xz")

    read = client.fetch(METADATA)
    client.answers(OPEN, content=METADATA)
    burst = client.answers(BURST, size=239, wait_s=0.1)
    client.answers(TERMINATE)
    [(_, _, checksum)] = client.answers(CRC, content=METADATA)

    assert read == content
    assert b"".join(part for code, _, part in burst if code == ACK) == content
    assert burst[-1] == (NAK, len(content), b"\x06")
    # PX4's CRC32 neither begins with ones nor inverts the end.
    assert struct.unpack("<I", checksum)[0] == zlib.crc32(content, 0xFFFFFFFF) ^ 0xFFFFFFFF


@pytest.fixture
def with_a_large_file(client: Client) -> bytes:
    content = os.urandom(64_416)
    client.answers(CREATE, content=b"large")
    for start in range(0, len(content), 239):
        client.answers(WRITE, offset=start, content=content[start : start + 239], wait_s=0.0)
    client.answers(TERMINATE)
    return content


def test_a_burst_is_paced_and_ends_early_as_recorded(client: Client, with_a_large_file: bytes):
    client.answers(OPEN, content=b"large")

    steps = [client.ask(BURST, size=239, wait_s=0.01)] + [client.ask(NONE, wait_s=0.01)[1:] for _ in range(3)]
    rest = client.answers(BURST, offset=40_152, wait_s=0.1)

    # The recorded PX4 sent its 64 416 bytes as 56, 56, 56 with the end marked, and, asked again, 56 and 47.
    assert [len(step) for step in steps] == [56, 56, 56, 0]
    complete = [HEADER.unpack_from(answer)[5] for step in steps for answer in step]
    assert complete == [0] * 167 + [1]
    assert len(rest) == 56 + 47
    received = b"".join(parsed(answer)[2] for step in steps for answer in step)
    assert received + b"".join(part for code, _, part in rest if code == ACK) == with_a_large_file


def test_a_slow_link_gets_a_burst_in_small_parts(client: Client, with_a_large_file: bytes):
    client.station.vehicle.links["gcs"].room_bytes = 600
    client.answers(OPEN, content=b"large")

    answers = client.answers(BURST, wait_s=1.0)

    # Two in each step, until more than 35 000 bytes have gone.
    assert len(answers) == 148
    assert sum(len(part) for _, _, part in answers) > 35_000


def test_a_session_that_nobody_uses_is_closed(client: Client):
    client.answers(OPEN, content=METADATA)
    client.station.simulation.advance(9.0)
    assert client.answers(READ, size=1)[0][0] == ACK

    client.station.simulation.advance(10.2)

    assert client.answers(READ, size=1) == [(NAK, 0, b"\x04")]


def test_each_link_has_a_session_of_its_own_on_the_same_files(simulation: Any, make_station: Any):
    gcs = Client(make_station(simulation, shared=True))
    onboard = Client(make_station(simulation, link="onboard", shared=True))

    gcs.answers(CREATE, content=b"note")
    gcs.answers(WRITE, content=b"from the one")
    [(opened, _, _)] = onboard.answers(OPEN, content=b"note")
    read = onboard.answers(READ, size=239)

    assert opened == ACK
    assert read == [(ACK, 0, b"from the one")]


def test_the_recorded_station_gets_the_recorded_answers(client: Client):
    folder = Path(os.environ.get("VARDE_SHARED", Path(__file__).resolve().parents[3] / ".." / "shared"))
    recording = folder / "data/px4/services.tlog"
    if not recording.exists():
        pytest.skip(f"the recording {recording} is not there; set VARDE_SHARED")
    exchanges = recorded_exchanges(recording.read_bytes())
    client.sequence = 1000
    client.ask(MKDIR, content=b"log/2026-11-22")

    differing = []
    for request, answer in exchanges:
        heard = client.station.send(d.MAVLink_file_transfer_protocol_message(0, 1, 1, list(request)))
        ours = [bytes(m.payload) for m in heard if m.get_type() == "FILE_TRANSFER_PROTOCOL"]
        # Listings and files have our own content: what kind of answer comes is what must be the same.
        if kind(ours[-1]) != kind(answer):
            differing.append((HEADER.unpack_from(request), kind(ours[-1]), kind(answer)))

    assert len(exchanges) > 25
    assert differing == []


def kind(payload: bytes) -> tuple[int, int, bytes]:
    _, _, code, _, asked, _, _, _ = HEADER.unpack_from(payload)
    return code, asked, payload[HEADER.size : HEADER.size + 1] if code == NAK else b""


def recorded_exchanges(log: bytes) -> list[tuple[bytes, bytes]]:
    """Each recorded FTP request with its answer, but for what depends on the length of a file: bursts, later reads."""
    requests: list[bytes] = []
    answers: dict[tuple[int, int], bytes] = {}
    place = 0
    while place < len(log):
        frame = log[place + 8 :]
        length = 12 + frame[1] + (13 if frame[2] & 1 else 0)
        if int.from_bytes(frame[7:10], "little") == d.MAVLINK_MSG_ID_FILE_TRANSFER_PROTOCOL:
            payload = frame[10 : 10 + frame[1]].ljust(254, b"\0")[3:]
            sequence, _, _, _, asked, _, _, _ = HEADER.unpack_from(payload)
            if frame[5] == 255:
                requests.append(payload)
            else:
                answers[sequence, asked] = payload
        place += 8 + length
    exchanges = []
    for request in requests:
        sequence, _, op, _, _, _, _, offset = HEADER.unpack_from(request)
        if op != BURST and not (op == READ and offset) and (sequence + 1, op) in answers:
            exchanges.append((request, answers[sequence + 1, op]))
    return exchanges


def test_a_path_never_leads_above_the_root_or_to_the_disk(client: Client, tmp_path: Path):
    outside = tmp_path / "secret"
    outside.write_text("not for the air")

    for path in (b"/etc/passwd", b"../../../../etc/passwd", str(outside).encode(), b"/../.." + str(outside).encode()):
        assert client.answers(OPEN, content=path) == [(NAK, 0, b"\x0a")]
    client.answers(CREATE, content=b"../../../up")
    client.answers(TERMINATE)

    assert b"Fup\t0\0" in client.answers(LIST, content=b"/")[0][2]


def test_what_a_station_may_leave_on_board_is_bounded(client: Client):
    client.answers(CREATE, content=b"huge")
    beyond = client.answers(WRITE, offset=LARGEST_FILE_BYTES, content=b"x")
    client.answers(TERMINATE)
    for number in range(MOST_NODES + 50):
        last = client.ask(MKDIR, content=b"%d" % number, wait_s=0.0)

    assert beyond == [(NAK, LARGEST_FILE_BYTES, b"\x02\x1b")]
    assert parsed(last[0]) == (NAK, 0, b"\x02\x1c")


def test_directories_moved_into_one_another_as_deep_as_they_will_are_no_trouble():
    tree = FileTree()
    tree.make_directory("a")
    for _ in range(1500):
        tree.make_directory("b")
        tree.rename("a", "b/a")
        tree.rename("b", "a")

    tree.make_directory("c")

    assert set(tree.root.entries) == {"a", "c"}


paths = st.lists(st.sampled_from(["a", "b", "..", ".", "", "etc", "x" * 100]), max_size=4).map("/".join)
requests = st.builds(
    packet,
    st.integers(0, 65535),
    st.integers(0, 20),
    session=st.integers(0, 2),
    offset=st.integers(0, 2**32 - 1) | st.integers(0, 300),
    content=st.binary(max_size=239) | paths.map(lambda path: path.encode()[:239]),
    size=st.integers(-1, 255),
)


@settings(max_examples=80)
@given(st.lists(requests, min_size=1, max_size=25))
def test_whatever_is_asked_every_request_is_answered_and_nothing_breaks(asked: list[bytes]):
    tree = FileTree()
    tree.make_directory("etc")
    tree.put("etc/a", File(content=bytearray(range(256))))
    link = Link(name="gcs", codec=Codec(1), streams={})
    server = FtpServer(tree, link)

    for number, request in enumerate(asked):
        server.receive(request, STATION, float(number))
        server.tick(float(number))

        assert link.take()
