"""Events in order, in words: nothing lost that could be had, nothing told twice, reasons a crew can act on."""

from __future__ import annotations

import json
import lzma
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.errors import BadInput
from ground_station.link.component_metadata import (
    Document,
    FileMetadataStore,
    MetadataExchange,
    has_checksum,
    unpacked,
)
from ground_station.link.event_feed import EventFeed
from ground_station.link.event_metadata import read_event_book
from ground_station.link.event_order import HISTORY, EventOrder
from ground_station.link.events import NO_REASON, event_id
from ground_station.link.ftp import file_checksum
from ground_station.link.outcomes import Outcome

SYSTEM = 7
BOOK = {
    "version": 2,
    "components": {
        "1": {
            "namespace": "px4",
            "enums": {
                "modes_t": {"type": "uint32_t", "is_bitfield": True, "entries": {"16": {"name": "loiter"}}},
                "sensor_t": {"type": "uint8_t", "entries": {"2": {"name": "gyro", "description": "Gyroscope"}}},
            },
            "event_groups": {
                "health": {
                    "events": {
                        str(event_id("check_made_up") & 0xFFFFFF): {
                            "name": "check_made_up",
                            "message": "{3} of {4:.1m_v} is at {5} \\{really\\}",
                            "description": 'Move it.<profile name="dev"><param>X</param></profile> See <a>here</a>.',
                            "arguments": [
                                {"type": "px4::modes_t"},
                                {"type": "uint8_t"},
                                {"type": "sensor_t"},
                                {"type": "float"},
                                {"type": "int16_t"},
                            ],
                        }
                    }
                }
            },
        }
    },
}


def book():
    return read_event_book(json.dumps(BOOK).encode())


def event(heard, name, arguments=b"", *, sequence, level=3):
    padded = tuple(arguments.ljust(40, b"\0"))
    return heard("EVENT", id=event_id(name), sequence=sequence, log_levels=0x30 | level, arguments=padded)


def report(heard, *checks, can_arm, first=1):
    summary = bytes(9) + can_arm.to_bytes(4, "little") + bytes(4)
    began = heard("CURRENT_EVENT_SEQUENCE", sequence=first - 1, flags=1)
    events = [began, event(heard, "commander_arming_check_summary", summary, sequence=first)]
    for at, (name, arguments) in enumerate(checks, start=1):
        events.append(event(heard, name, arguments, sequence=first + at))
    return [*events, event(heard, "commander_health_summary", sequence=first + len(checks) + 1)]


MADE_UP = struct.pack("<IBBfh", 1 << 4, 0, 2, 3.25, -7)


def test_an_event_is_told_in_the_aircrafts_own_words(heard):
    told = book().read(event(heard, "check_made_up", MADE_UP, sequence=1))

    assert told.text == "Gyroscope of 3.2 m is at -7 {really}"
    assert told.description == "Move it. See here."
    assert (told.name, told.group, told.level) == ("check_made_up", "health", 3)


def test_with_its_book_every_reason_against_arming_is_named(heard):
    feed = EventFeed(SYSTEM)
    feed.teach(book())

    for message in report(heard, ("check_made_up", MADE_UP), ("check_mag_missing", MADE_UP), can_arm=0):
        feed.receive(message, 0.0)

    assert [(reason.id, reason.text) for reason in feed.reasons] == [
        ("check_made_up", "Gyroscope of 3.2 m is at -7 {really}"),
        ("check_mag_missing", "The compass is missing."),
    ]
    assert feed.blockers == ("Gyroscope of 3.2 m is at -7 {really}", "The compass is missing.")
    assert feed.reasons[0].remedy == "Move it. See here."


def test_a_refusal_without_a_known_reason_is_not_shown_as_none(heard):
    feed = EventFeed(SYSTEM)

    for message in report(heard, ("check_made_up", MADE_UP), can_arm=0):
        feed.receive(message, 0.0)

    assert feed.blockers == (NO_REASON,)


def test_a_report_that_lost_a_check_is_whole_once_it_was_asked_for(heard):
    feed = EventFeed(SYSTEM)
    began, summary, check, end = report(heard, ("check_mag_missing", MADE_UP), can_arm=0, first=65530)

    feed.receive(began, 0.0)
    feed.receive(summary, 0.1)
    _, [request] = feed.receive(end, 0.2)
    blockers_early = feed.blockers
    feed.receive(check, 0.4)

    assert (request.kind, request.first_sequence, request.last_sequence) == ("REQUEST_EVENT", 65531, 65531)
    assert blockers_early == ()
    assert feed.blockers == ("The compass is missing.",)


def test_what_happened_before_an_aircraft_was_heard_is_asked_for_but_not_told_as_news(heard):
    feed = EventFeed(SYSTEM)
    _, [request] = feed.receive(heard("CURRENT_EVENT_SEQUENCE", sequence=40), 0.0)

    texts = []
    for sequence in range(40 - HISTORY + 1, 42):
        texts += feed.receive(
            event(heard, "navigator_mis_unsup_cmd", (4).to_bytes(2, "little"), sequence=sequence), 0.1
        )[0]

    assert (request.first_sequence, request.last_sequence) == (40 - HISTORY + 1, 40)
    assert len(texts) == 1


def test_what_the_aircraft_has_forgotten_is_gone_on_without(heard):
    order = EventOrder(SYSTEM)
    order.receive(event(heard, "any", sequence=100), 0.0)
    order.receive(heard("RESPONSE_EVENT_ERROR", sequence=80, sequence_oldest_available=100), 0.1)
    lost_history = order.lost
    order.receive(event(heard, "any", sequence=110), 0.2)

    ready, _ = order.receive(heard("RESPONSE_EVENT_ERROR", sequence=101, sequence_oldest_available=110), 0.3)

    assert [one.sequence for one in ready] == [110]
    assert (lost_history, order.lost) == (0, 9)


def test_a_restarted_aircraft_begins_anew(heard):
    order = EventOrder(SYSTEM)
    order.receive(heard("CURRENT_EVENT_SEQUENCE", sequence=30000, flags=1), 0.0)
    order.receive(event(heard, "any", sequence=30001), 0.1)

    order.receive(heard("CURRENT_EVENT_SEQUENCE", sequence=65526, flags=1), 0.2)
    ready, asked = order.receive(event(heard, "any", sequence=65527), 0.3)

    assert ([one.sequence for one in ready], asked) == ([65527], [])


class Buffer:
    """PX4's side: keeps the last 20 events and says what it has forgotten."""

    def __init__(self, heard, first, count):
        self._heard, self._first, self._count, self._given = heard, first, count, 0

    def receive(self, message, now_s):
        answers, number = [], message.first_sequence
        while number != (message.last_sequence + 1) % 65536:
            answers.append(self._one(number))
            number = (number + 1) % 65536
        return answers

    def tick(self, now_s):
        told = []
        if self._given < self._count:
            told.append(self._event(self._given))
            self._given += 1
        if int(now_s * 20) % 60 == 0 and self._given:
            told.append(self._heard("CURRENT_EVENT_SEQUENCE", sequence=(self._first + self._given - 1) % 65536))
        return told

    def _one(self, sequence):
        at = (sequence - self._first) % 65536
        oldest = max(0, self._given - 20)
        if oldest <= at < self._given:
            return self._event(at)
        return self._heard(
            "RESPONSE_EVENT_ERROR",
            sequence=sequence,
            sequence_oldest_available=(self._first + oldest) % 65536,
            target_system=255,
            target_component=190,
        )

    def _event(self, at):
        return event(self._heard, "any", at.to_bytes(4, "little"), sequence=(self._first + at) % 65536)


class Listening:
    """An order as `fly_through` drives it."""

    def __init__(self):
        self.order, self.told, self.done = EventOrder(SYSTEM), [], False

    def start(self, now_s):
        return []

    def receive(self, message, now_s):
        return self._keep(self.order.receive(message, now_s))

    def tick(self, now_s):
        return self._keep(self.order.tick(now_s))

    def _keep(self, answer):
        self.told += [int.from_bytes(bytes(one.arguments)[:4], "little") for one in answer[0]]
        return answer[1]


@given(seed=st.integers(0, 2**32), first=st.sampled_from([0, 65526, 65500, 7]), loss=st.sampled_from([0.0, 0.1, 0.3]))
@settings(max_examples=40, deadline=None)
def test_on_a_bad_link_events_come_in_order_once_and_losses_are_counted(
    fly_through, bad_link, heard, seed, first, loss
):
    listening, buffer = Listening(), Buffer(heard, first, 40)

    sent = fly_through(listening, buffer, link=bad_link(seed, loss=loss), until_s=60.0)

    assert listening.told == sorted(set(listening.told))
    assert len(listening.told) + listening.order.lost >= 40 - HISTORY
    assert sent < 200


def test_on_a_good_link_no_event_is_asked_for(fly_through, heard):
    listening = Listening()

    fly_through(listening, Buffer(heard, 65526, 40), link=lambda direction, number: [0.01], until_s=30.0)

    assert listening.told == list(range(40))
    assert listening.order.lost == 0


class Aircraft:
    """Tells where its metadata lies, and holds it."""

    def __init__(self, heard, ftp, uri="mftp://general.json.xz", checksum=0):
        self._heard, self._ftp, self._uri, self._checksum = heard, ftp, uri, checksum

    def receive(self, message, now_s):
        if message.kind == "COMMAND_LONG":
            return [self._heard("COMPONENT_METADATA", uri=self._uri, file_crc=self._checksum)]
        return self._ftp.receive(message, now_s)

    def tick(self, now_s):
        return []


def packed_files():
    events = lzma.compress(json.dumps(BOOK).encode())
    general = json.dumps(
        {
            "metadataTypes": [
                {"type": 4, "uri": "mftp://events.json.xz", "fileCrc": file_checksum(events)},
                {"type": 1, "uri": "https://somewhere.example/parameters.json"},
            ]
        }
    ).encode()
    return {"general.json.xz": lzma.compress(general), "events.json.xz": events}, file_checksum(general)


def test_the_metadata_of_a_firmware_is_fetched_once(fly_through, heard, file_server):
    files, checksum = packed_files()
    aircraft = Aircraft(heard, file_server(heard, files), checksum=checksum)
    first = MetadataExchange(SYSTEM)
    fly_through(first, aircraft, link=lambda direction, number: [0.01])
    again = MetadataExchange(SYSTEM, (Document.EVENTS, Document.PARAMETERS), known=first.fetched)

    sent = fly_through(again, aircraft, link=lambda direction, number: [0.01])

    assert (first.outcome, again.outcome, sent) == (Outcome.ACCEPTED, Outcome.ACCEPTED, 1)
    assert first.documents[Document.EVENTS] == again.documents[Document.EVENTS] == json.dumps(BOOK).encode()
    assert "somewhere.example" in again.reasons[0]


def test_another_file_than_announced_is_not_believed(fly_through, heard, file_server):
    files, checksum = packed_files()
    exchange = MetadataExchange(SYSTEM)

    fly_through(
        exchange,
        Aircraft(heard, file_server(heard, files), checksum=checksum ^ 1),
        link=lambda direction, number: [0.01],
    )

    assert (exchange.outcome, exchange.documents) == (Outcome.FAILED, {})


def test_an_aircraft_without_metadata_is_asked_a_few_times(fly_through):
    exchange = MetadataExchange(SYSTEM)

    sent = fly_through(exchange, Aircraft(None, None), link=lambda direction, number: [])

    assert (exchange.outcome, sent) == (Outcome.UNANSWERED, 4)


def test_a_file_that_claims_to_unpack_without_end_is_refused(monkeypatch):
    monkeypatch.setattr("ground_station.link.component_metadata.LARGEST_DOCUMENT_BYTES", 1000)
    bomb = lzma.compress(bytes(1 << 16))

    with pytest.raises(BadInput, match="larger than metadata may be"):
        unpacked(bomb, "a.json.xz")


@pytest.mark.parametrize("document", [b"", b"[]", b'{"version": 9, "components": {}}', b'{"version": 2}'])
def test_metadata_of_another_kind_is_refused(document):
    with pytest.raises(BadInput):
        read_event_book(document)


def test_kept_metadata_is_checked_when_it_is_read(tmp_path):
    store, content = FileMetadataStore(tmp_path), b"words"
    store.save(file_checksum(content), content)
    store.save(77, b"something else")

    assert store.load(file_checksum(content)) == content
    assert store.load(77) is None
    assert store.load(78) is None
    assert not has_checksum(content, zlib.crc32(content))
