"""Files and logs of an aircraft: whole and the same, or nothing."""

from __future__ import annotations

import random
import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.link.ftp import Entry, FileExchange, FolderExchange, file_checksum
from ground_station.link.ftp_protocol import MOST_DATA_BYTES, Nak, Opcode, Packet, path_of, read_packet
from ground_station.link.logs import LogEntry, LogExchange, LogListExchange
from ground_station.link.outcomes import Outcome
from ground_station.link.pieces import Pieces

SYSTEM = 7


def clean(direction, number):
    return [0.01]


def noise(size, seed=1):
    return random.Random(seed).randbytes(size)


class FtpServer:
    """PX4's side: one session, the last reply again for a repeated number, bursts that number their packets on."""

    BURST_PACKETS = 20

    def __init__(self, heard, files, *, folder=(), session_taken=False, damages=False, knows_checksum=True):
        self.files, self._folder, self._heard = files, folder, heard
        self.open_path = "another's" if session_taken else None
        self._last = None
        self._damages, self._knows_checksum = damages, knows_checksum
        self.terminated = 0

    def receive(self, message, now_s):
        packet = read_packet(message)
        if self._last is not None and (packet.sequence + 1) % 65536 == self._last.sequence:
            return [self._message(self._last)]
        replies = list(self._answer(packet))
        self._last = replies[-1]
        return [self._message(reply) for reply in replies]

    def tick(self, now_s):
        return []

    def _answer(self, packet):
        path = packet.content.decode("latin1")
        match packet.opcode:
            case Opcode.OPEN if path not in self.files:
                yield self._nak(packet, Nak.NOT_FOUND)
            case Opcode.OPEN if self.open_path is not None:
                yield self._nak(packet, Nak.NO_SESSION_FREE)
            case Opcode.OPEN:
                self.open_path = path
                yield self._ack(packet, struct.pack("<I", len(self.files[path])))
            case Opcode.RESET | Opcode.TERMINATE:
                self.terminated += 1
                self.open_path = None
                yield self._ack(packet)
            case Opcode.READ | Opcode.BURST if self.open_path is None:
                yield self._nak(packet, 4)
            case Opcode.READ:
                yield self._piece(packet, packet.offset, 0)
            case Opcode.BURST:
                yield from self._burst(packet)
            case Opcode.CHECKSUM if self._knows_checksum:
                yield self._ack(packet, struct.pack("<I", file_checksum(self.files[path])))
            case Opcode.LIST if packet.offset < len(self._folder):
                told = "\0".join(self._folder[packet.offset : packet.offset + 3]) + "\0"
                yield self._ack(packet, told.encode())
            case Opcode.LIST:
                yield self._nak(packet, Nak.END_OF_FILE)
            case _:
                yield self._nak(packet, Nak.UNKNOWN_COMMAND)

    def _burst(self, packet):
        size = len(self.files[self.open_path])
        offsets = list(range(packet.offset, size, packet.size))[: self.BURST_PACKETS]
        for at, offset in enumerate(offsets):
            is_last = at == len(offsets) - 1 and len(offsets) == self.BURST_PACKETS
            yield self._piece(packet, offset, at, is_burst_complete=is_last)
        if len(offsets) < self.BURST_PACKETS:
            yield self._nak(packet, Nak.END_OF_FILE, number=len(offsets))

    def _piece(self, packet, offset, number, *, is_burst_complete=False):
        content = self.files[self.open_path][offset : offset + packet.size]
        if self._damages and offset == 0:
            content = bytes((content[0] ^ 1,)) + content[1:]
        return self._ack(packet, content, number=number, offset=offset, is_burst_complete=is_burst_complete)

    def _ack(self, packet, content=b"", *, number=0, **fields):
        sequence = (packet.sequence + 1 + number) % 65536
        return Packet(sequence=sequence, opcode=Opcode.ACK, request=packet.opcode, content=content, **fields)

    def _nak(self, packet, reason, *, number=0):
        sequence = (packet.sequence + 1 + number) % 65536
        return Packet(sequence=sequence, opcode=Opcode.NAK, request=packet.opcode, content=bytes((reason,)))

    def _message(self, packet):
        payload = packet.to_message(SYSTEM).payload
        return self._heard("FILE_TRANSFER_PROTOCOL", target_system=255, target_component=190, payload=payload)


def test_a_file_comes_by_burst_and_is_proved_by_its_checksum(fly_through, heard):
    content = noise(50 * MOST_DATA_BYTES + 7)
    server, exchange, told = FtpServer(heard, {"a.xz": content}), FileExchange(SYSTEM, "mftp://a.xz"), []
    exchange.on_progress = told.append

    sent = fly_through(exchange, server, link=clean)

    assert (exchange.outcome, exchange.is_proven) == (Outcome.ACCEPTED, True)
    assert exchange.content == content
    assert sent == 1 + 3 + 1 + 1
    assert (told[-1].done, told[-1].total, len(told)) == (len(content), len(content), 52)


@given(seed=st.integers(0, 2**32), size=st.integers(0, 40 * MOST_DATA_BYTES), piece=st.sampled_from([40, 239]))
@settings(max_examples=60, deadline=None)
def test_on_a_bad_link_a_file_is_the_same_or_there_is_none(fly_through, bad_link, heard, seed, size, piece):
    content = noise(size)
    exchange = FileExchange(SYSTEM, "a.xz", piece_bytes=piece, first_sequence=seed % 65536)

    sent = fly_through(exchange, FtpServer(heard, {"a.xz": content}), link=bad_link(seed), until_s=3000.0)

    assert exchange.done
    assert sent < 40 + 8 * (size // piece + 1)
    assert exchange.content == (content if exchange.outcome is Outcome.ACCEPTED else b"")


def test_most_files_arrive_over_a_link_that_loses_a_third(fly_through, bad_link, heard):
    content, arrived = noise(9000), 0
    for seed in range(20):
        exchange = FileExchange(SYSTEM, "a", first_sequence=seed)
        fly_through(exchange, FtpServer(heard, {"a": content}), link=bad_link(seed), until_s=900.0)
        arrived += exchange.content == content

    assert arrived >= 15


def test_a_damaged_file_is_no_file(fly_through, heard):
    exchange = FileExchange(SYSTEM, "a")

    fly_through(exchange, FtpServer(heard, {"a": noise(500)}, damages=True), link=clean)

    assert (exchange.outcome, exchange.content) == (Outcome.FAILED, b"")
    assert "damaged" in exchange.reasons[0]


def test_an_aircraft_that_knows_no_checksum_gives_an_unproven_file(fly_through, heard):
    exchange = FileExchange(SYSTEM, "a")

    fly_through(exchange, FtpServer(heard, {"a": noise(500)}, knows_checksum=False), link=clean)

    assert (exchange.outcome, exchange.is_proven) == (Outcome.ACCEPTED, False)


def test_a_session_left_open_by_one_who_is_gone_is_freed_once(fly_through, heard):
    server, exchange = FtpServer(heard, {"a": noise(500)}, session_taken=True), FileExchange(SYSTEM, "a")

    fly_through(exchange, server, link=clean)

    assert exchange.outcome is Outcome.ACCEPTED


def test_a_missing_file_is_named(fly_through, heard):
    exchange = FileExchange(SYSTEM, "etc/nothing")

    fly_through(exchange, FtpServer(heard, {}), link=clean)

    assert exchange.reasons == ("etc/nothing: there is no such file or folder on the aircraft.",)


def test_breaking_off_frees_the_aircrafts_only_session(heard):
    server, exchange = FtpServer(heard, {"a": noise(5000)}), FileExchange(SYSTEM, "a")
    [opening] = exchange.start(0.0)
    before = FileExchange(SYSTEM, "a").cancel(0.0)
    exchange.receive(server.receive(opening, 0.1)[0], 0.1)

    [closing] = exchange.cancel(0.2)
    server.receive(closing, 0.3)

    assert before == []
    assert (exchange.outcome, server.open_path) == (Outcome.CANCELLED, None)


def test_a_new_conversation_is_not_answered_with_the_last_ones_reply(fly_through, heard):
    server = FtpServer(heard, {"a": b"first", "b": b"second"})

    contents = []
    for path in "abab":
        exchange = FileExchange(SYSTEM, path)
        fly_through(exchange, server, link=clean)
        contents.append(exchange.content)

    assert contents == [b"first", b"second"] * 2


@given(names=st.lists(st.sampled_from(["Dsub", "Fa.ulg\t12", "S", "Fodd"]), max_size=20), seed=st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_a_folder_is_listed_whole_or_not_at_all(fly_through, bad_link, heard, names, seed):
    exchange = FolderExchange(SYSTEM, "log", first_sequence=seed % 65536)

    fly_through(exchange, FtpServer(heard, {}, folder=tuple(names)), link=bad_link(seed), until_s=400.0)

    kinds = {
        "Dsub": Entry(name="sub", is_folder=True),
        "Fa.ulg\t12": Entry(name="a.ulg", is_folder=False, size_bytes=12),
        "Fodd": Entry(name="odd", is_folder=False),
    }
    expected = tuple(kinds[name] for name in names if name != "S")
    assert exchange.entries == (expected if exchange.outcome is Outcome.ACCEPTED else ())


def test_addresses_of_files_are_read_in_every_form():
    assert [path_of(uri) for uri in ("mftp://etc/x", "mftp://[;comp=100]etc/x", "etc/x")] == ["etc/x"] * 3


@given(st.integers(0, 400), st.lists(st.tuples(st.integers(-20, 420), st.integers(0, 60)), max_size=40))
def test_pieces_in_any_order_give_the_file_and_its_gaps(size, spans):
    content, pieces, seen = noise(size), Pieces(size), set()

    for start, length in spans:
        inside = {at for at in range(start, start + length) if 0 <= at < size}
        piece = bytes(content[at] if 0 <= at < size else 0 for at in range(start, start + length))
        assert pieces.put(start, piece) == bool(inside - seen)
        seen |= inside

    missing = sorted(set(range(size)) - seen)
    assert pieces.received_bytes == len(seen)
    assert bytes(pieces.content) == bytes(content[at] if at in seen else 0 for at in range(size))
    assert (pieces.first_gap[0] if pieces.first_gap else None) == (missing[0] if missing else None)


class LogServer:
    """LOG_* as PX4 answers: numbers from 0, blocks of 90 bytes."""

    def __init__(self, heard, logs):
        self.logs, self._heard, self.ended = logs, heard, 0

    def receive(self, message, now_s):
        match message.kind:
            case "LOG_REQUEST_LIST" if not self.logs:
                return [self._heard("LOG_ENTRY", num_logs=0)]
            case "LOG_REQUEST_LIST":
                numbers = range(message.start, min(message.end + 1, len(self.logs)))
                return [self._entry(number) for number in numbers]
            case "LOG_REQUEST_DATA":
                content = self.logs[message.id][message.ofs : message.ofs + message.count]
                return [self._block(message, content, at) for at in range(0, len(content), 90)]
            case "LOG_REQUEST_END":
                self.ended += 1
        return []

    def tick(self, now_s):
        return []

    def _entry(self, number):
        count = len(self.logs)
        return self._heard(
            "LOG_ENTRY", id=number, num_logs=count, last_log_num=count, size=len(self.logs[number]), time_utc=1000
        )

    def _block(self, message, content, at):
        part = content[at : at + 90]
        return self._heard(
            "LOG_DATA", id=message.id, ofs=message.ofs + at, count=len(part), data=tuple(part.ljust(90, b"\0"))
        )


@given(seed=st.integers(0, 2**32), size=st.integers(1, 9000))
@settings(max_examples=40, deadline=None)
def test_on_a_bad_link_a_log_is_the_same_or_there_is_none(fly_through, bad_link, heard, seed, size):
    logs = [noise(300), noise(size, 2)]
    server, entry = LogServer(heard, logs), LogEntry(number=1, size_bytes=size, began_unix_s=0)
    exchange = LogExchange(SYSTEM, entry)

    sent = fly_through(exchange, server, link=bad_link(seed), until_s=3000.0)

    assert exchange.done
    assert sent < 20 + 7 * (size // 90 + 1)
    assert exchange.content == (logs[1] if exchange.outcome is Outcome.ACCEPTED else b"")


@given(seed=st.integers(0, 2**32), count=st.integers(0, 30))
@settings(max_examples=30, deadline=None)
def test_the_list_of_logs_is_whole_or_empty(fly_through, bad_link, heard, seed, count):
    exchange = LogListExchange(SYSTEM)

    fly_through(exchange, LogServer(heard, [noise(at + 1) for at in range(count)]), link=bad_link(seed), until_s=600.0)

    assert exchange.done
    expected = [(at, at + 1) for at in range(count)] if exchange.outcome is Outcome.ACCEPTED else []
    assert [(entry.number, entry.size_bytes) for entry in exchange.entries] == expected


def test_a_log_that_is_broken_off_is_not_sent_on(heard):
    exchange = LogExchange(SYSTEM, LogEntry(number=0, size_bytes=900, began_unix_s=0))
    exchange.start(0.0)

    [end] = exchange.cancel(1.0)

    assert end.kind == "LOG_REQUEST_END"
    assert exchange.outcome is Outcome.CANCELLED
