"""Files and logs of an aircraft: whole and the same, or nothing."""

from __future__ import annotations

import io
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.link.ftp import Entry, FileExchange, FolderExchange
from ground_station.link.ftp_protocol import MOST_DATA_BYTES, path_of
from ground_station.link.logs import LogEntry, LogExchange, LogListExchange
from ground_station.link.outcomes import Outcome
from ground_station.link.pieces import Pieces

SYSTEM = 7


def clean(direction, number):
    return [0.01]


def noise(size, seed=1):
    return random.Random(seed).randbytes(size)


def test_a_file_comes_by_burst_and_is_proved_by_its_checksum(fly_through, heard, file_server):
    content = noise(50 * MOST_DATA_BYTES + 7)
    server, exchange, told = file_server(heard, {"a.xz": content}), FileExchange(SYSTEM, "mftp://a.xz"), []
    exchange.on_progress = told.append

    sent = fly_through(exchange, server, link=clean)

    assert (exchange.outcome, exchange.is_proven) == (Outcome.ACCEPTED, True)
    assert exchange.content == content
    assert sent == 1 + 3 + 1 + 1
    assert (told[-1].done, told[-1].total, len(told)) == (len(content), len(content), 52)


@given(seed=st.integers(0, 2**32), size=st.integers(0, 40 * MOST_DATA_BYTES), piece=st.sampled_from([40, 239]))
@settings(max_examples=60, deadline=None)
def test_on_a_bad_link_a_file_is_the_same_or_there_is_none(
    fly_through, bad_link, heard, seed, size, piece, file_server
):
    content = noise(size)
    exchange = FileExchange(SYSTEM, "a.xz", piece_bytes=piece, first_sequence=seed % 65536)

    sent = fly_through(exchange, file_server(heard, {"a.xz": content}), link=bad_link(seed), until_s=3000.0)

    assert exchange.done
    assert sent < 40 + 8 * (size // piece + 1)
    assert exchange.content == (content if exchange.outcome is Outcome.ACCEPTED else b"")


def test_most_files_arrive_over_a_link_that_loses_a_third(fly_through, bad_link, heard, file_server):
    content, arrived = noise(9000), 0
    for seed in range(20):
        exchange = FileExchange(SYSTEM, "a", first_sequence=seed)
        fly_through(exchange, file_server(heard, {"a": content}), link=bad_link(seed), until_s=900.0)
        arrived += exchange.content == content

    assert arrived >= 15


def test_an_aircraft_that_falls_silent_in_a_file_is_given_up(fly_through, heard, file_server):
    exchange = FileExchange(SYSTEM, "a")

    sent = fly_through(
        exchange,
        file_server(heard, {"a": noise(9000)}),
        link=lambda direction, number: [0.01] if direction == "up" or number < 10 else [],
        until_s=200.0,
    )

    assert (exchange.outcome, exchange.content) == (Outcome.UNANSWERED, b"")
    assert 1000 < exchange.progress.done < 9000
    assert sent < 25


def test_a_damaged_file_is_no_file(fly_through, heard, file_server):
    exchange = FileExchange(SYSTEM, "a")

    fly_through(exchange, file_server(heard, {"a": noise(500)}, damages=True), link=clean)

    assert (exchange.outcome, exchange.content) == (Outcome.FAILED, b"")
    assert "damaged" in exchange.reasons[0]


def test_an_aircraft_that_knows_no_checksum_gives_an_unproven_file(fly_through, heard, file_server):
    exchange = FileExchange(SYSTEM, "a")

    fly_through(exchange, file_server(heard, {"a": noise(500)}, knows_checksum=False), link=clean)

    assert (exchange.outcome, exchange.is_proven) == (Outcome.ACCEPTED, False)


def test_a_session_left_open_by_one_who_is_gone_is_freed_once(fly_through, heard, file_server):
    server, exchange = file_server(heard, {"a": noise(500)}, session_taken=True), FileExchange(SYSTEM, "a")

    fly_through(exchange, server, link=clean)

    assert exchange.outcome is Outcome.ACCEPTED


def test_a_missing_file_is_named(fly_through, heard, file_server):
    exchange = FileExchange(SYSTEM, "etc/nothing")

    fly_through(exchange, file_server(heard, {}), link=clean)

    assert exchange.reasons == ("etc/nothing: there is no such file or folder on the aircraft.",)


def test_breaking_off_frees_the_aircrafts_only_session(heard, file_server):
    server, exchange = file_server(heard, {"a": noise(5000)}), FileExchange(SYSTEM, "a")
    [opening] = exchange.start(0.0)
    before = FileExchange(SYSTEM, "a").cancel(0.0)
    exchange.receive(server.receive(opening, 0.1)[0], 0.1)

    [closing] = exchange.cancel(0.2)
    server.receive(closing, 0.3)

    assert before == []
    assert (exchange.outcome, server.open_path) == (Outcome.CANCELLED, None)


def test_a_new_conversation_is_not_answered_with_the_last_ones_reply(fly_through, heard, file_server):
    server = file_server(heard, {"a": b"first", "b": b"second"})

    contents = []
    for path in "abab":
        exchange = FileExchange(SYSTEM, path)
        fly_through(exchange, server, link=clean)
        contents.append(exchange.content)

    assert contents == [b"first", b"second"] * 2


@given(names=st.lists(st.sampled_from(["Dsub", "Fa.ulg\t12", "S", "Fodd"]), max_size=20), seed=st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_a_folder_is_listed_whole_or_not_at_all(fly_through, bad_link, heard, names, seed, file_server):
    exchange = FolderExchange(SYSTEM, "log", first_sequence=seed % 65536)

    fly_through(exchange, file_server(heard, {}, folder=tuple(names)), link=bad_link(seed), until_s=400.0)

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
    file = io.BytesIO()

    def put(offset, piece):
        file.seek(offset)
        file.write(piece)

    exchange, streamed = LogExchange(SYSTEM, entry), LogExchange(SYSTEM, entry, put)

    sent = fly_through(exchange, server, link=bad_link(seed), until_s=3000.0)
    fly_through(streamed, LogServer(heard, logs), link=bad_link(seed), until_s=3000.0)

    assert exchange.done
    assert sent < 20 + 7 * (size // 90 + 1)
    assert exchange.content == (logs[1] if exchange.outcome is Outcome.ACCEPTED else b"")
    assert (streamed.outcome, streamed.content) == (exchange.outcome, b"")
    assert streamed.outcome is not Outcome.ACCEPTED or file.getvalue() == logs[1]


def test_the_next_window_of_a_log_is_asked_for_at_once(fly_through, heard):
    content = noise(3 * 512 * 90 + 5)
    exchange = LogExchange(SYSTEM, LogEntry(number=0, size_bytes=len(content), began_unix_s=0))

    sent = fly_through(exchange, LogServer(heard, [content]), link=clean, until_s=1.0)

    assert (exchange.content == content, sent) == (True, 4 + 1)


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
