"""Bytes to messages and back, held against pymavlink's own parser."""

from __future__ import annotations

import math
import struct

import pymavlink.dialects.v20.all as dialect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground_station.link.codec import BY_KIND, DEFINITIONS, Decoder, Encoder, checksum, read_frame
from ground_station.link.definitions import ADDITIONS
from ground_station.link.messages import Message
from ground_station.link.tlog import read_tlog

HEARTBEAT = Encoder(1, 1).encode(Message("HEARTBEAT", type=2, autopilot=12, base_mode=29, custom_mode=0x03040000))

PYMAVLINK_LACKS = {definition.kind for definition in ADDITIONS}


def test_the_checksum_is_the_crc_of_the_mavlink_specification():
    independent = dialect.x25crc(b"123456789").crc

    assert checksum(b"12345678", ord("9")) == independent == 0x6F91


def test_every_message_of_the_dialect_survives_the_trip_through_pymavlink():
    theirs = dialect.MAVLink(None, srcSystem=9, srcComponent=1)
    for number, kind in dialect.mavlink_map.items():
        ours = DEFINITIONS[number]
        values = {field.name: _example(field.type, field.count, at) for at, field in enumerate(ours.fields)}
        frame = Encoder(9, 1).encode(Message(ours.kind, **values))

        decoded = theirs.decode(bytearray(frame))

        assert decoded.get_type() == kind.msgname
        for name in kind.fieldnames:
            assert _same(getattr(decoded, name), values[name]), f"{kind.msgname}.{name}"


def test_every_message_pymavlink_packs_is_read_the_same():
    theirs = dialect.MAVLink(None, srcSystem=9, srcComponent=1)
    for number, kind in dialect.mavlink_map.items():
        fields = {field.name: field for field in DEFINITIONS[number].fields}
        values = [_example(fields[name].type, fields[name].count, at) for at, name in enumerate(kind.fieldnames)]
        packed = kind(*[value.encode() if isinstance(value, str) else value for value in values]).pack(theirs)

        message = read_frame(bytes(packed))

        assert message is not None
        assert (message.kind, message.source_system, message.source_component) == (kind.msgname, 9, 1)
        for name, value in zip(kind.fieldnames, values, strict=True):
            assert _same(message.fields[name], value), f"{kind.msgname}.{name}"


def test_no_field_of_any_message_hides_behind_the_messages_own_attributes():
    own = {"kind", "raw", "fields", "source_system", "source_component", "received"}

    clashes = [
        (definition.kind, field.name)
        for definition in BY_KIND.values()
        for field in definition.fields
        if field.name in own
    ]

    assert clashes == []


def test_a_recorded_flight_is_read_as_pymavlink_reads_it(shared):
    theirs = dialect.MAVLink(None)
    compared = 0
    for at, (_, message) in enumerate(read_tlog(shared / "data/px4/flight.tlog")):
        if at % 23 or message.kind.startswith("UNKNOWN") or message.kind in PYMAVLINK_LACKS:
            continue

        decoded = theirs.decode(bytearray(message.raw))

        assert decoded.get_type() == message.kind
        for name in decoded.get_fieldnames():
            assert _same(getattr(decoded, name), message.fields[name]), f"{message.kind}.{name}"
        compared += 1

    assert compared > 1000


def test_extension_fields_that_pymavlink_lacks_are_read_from_the_frame(shared):
    acks = [
        m for _, m in read_tlog(shared / "data/px4/flight.tlog") if m.kind == "MISSION_ACK" and m.source_system == 1
    ]

    assert [ack.opaque_id for ack in acks] == [0x3A1ABA13]


def test_a_message_that_no_dialect_knows_keeps_its_sender():
    payload = b"\x01\x02"
    part = bytes((len(payload), 0, 0, 5, 42, 1)) + (20_999).to_bytes(3, "little") + payload

    [message] = Decoder().feed_datagram(b"\xfd" + part + b"\0\0")

    assert message.kind == "UNKNOWN_20999"
    assert message.source_system == 42


@given(st.binary(max_size=60), st.binary(max_size=60), st.lists(st.integers(1, 40), max_size=12))
def test_line_noise_costs_only_noise(before, after, cuts):
    noise = bytes(byte for byte in before if byte not in (0xFD, 0xFE))
    stream = noise + HEARTBEAT + HEARTBEAT + after
    decoder = Decoder()

    found = []
    for cut in cuts:
        found += decoder.feed_stream(stream[:cut])
        stream = stream[cut:]
    found += decoder.feed_stream(stream)

    assert [message.kind for message in found[:2]] == ["HEARTBEAT", "HEARTBEAT"]
    assert decoder.noise_bytes >= len(noise)


@given(st.integers(0, len(HEARTBEAT) - 1), st.integers(1, 255))
def test_one_damaged_byte_never_gives_a_wrong_message(at, flip):
    damaged = bytearray(HEARTBEAT)
    damaged[at] ^= flip

    found = Decoder().feed_datagram(bytes(damaged))

    assert all(message.kind.startswith("UNKNOWN") for message in found)


def test_a_false_beginning_does_not_swallow_the_frames_behind_it():
    decoder = Decoder()

    found = decoder.feed_stream(b"\xfd\xff" + HEARTBEAT * 20)

    assert len(found) == 20


def test_a_datagram_that_was_cut_off_does_not_spoil_what_follows_in_it():
    decoder = Decoder()

    found = decoder.feed_datagram(HEARTBEAT[:9] + HEARTBEAT) + decoder.feed_datagram(HEARTBEAT)

    assert [message.kind for message in found] == ["HEARTBEAT", "HEARTBEAT"]
    assert decoder.noise_bytes == 9


def test_a_frame_with_a_flag_nobody_knows_is_dropped():
    part = bytearray(HEARTBEAT[1:-2])
    part[1] = 0x02
    frame = b"\xfd" + bytes(part) + checksum(bytes(part), 50).to_bytes(2, "little")

    assert Decoder().feed_datagram(frame + bytes(13)) == []


def test_a_beginning_that_promises_more_than_the_datagram_holds_is_noise():
    [message] = Decoder().feed_datagram(b"\xfd\xff\x00" + HEARTBEAT)

    assert message.kind == "HEARTBEAT"


def test_a_signed_frame_is_read_like_any_other():
    part = bytearray(HEARTBEAT[1:-2])
    part[1] = 0x01
    frame = b"\xfd" + bytes(part) + checksum(bytes(part), 50).to_bytes(2, "little") + bytes(13)

    found = Decoder().feed_datagram(frame + HEARTBEAT)

    assert [message.kind for message in found] == ["HEARTBEAT", "HEARTBEAT"]


def test_the_encoder_numbers_its_frames_and_refuses_unknown_fields():
    encoder = Encoder(255, 190)

    frames = [encoder.encode(Message("HEARTBEAT", type=6)) for _ in range(257)]

    assert [frame[4] for frame in frames[:3]] == [0, 1, 2]
    assert frames[256][4] == 0
    with pytest.raises(ValueError, match="HEARTBEAT has no field colour"):
        encoder.encode(Message("HEARTBEAT", colour=3))


def _example(letter: str, count: int, at: int):
    if letter == "s":
        return "ab"[: count or 1]
    one = 1.5 if letter in "fd" else (at * 7 + 3) % 100
    return one if count == 1 else tuple(one for _ in range(count))


def _same(theirs, ours) -> bool:
    if isinstance(theirs, (bytes, bytearray)):
        theirs = bytes(theirs).rstrip(b"\0").decode("utf-8", "replace")
    if isinstance(ours, bytes):
        ours = ours.decode("utf-8", "replace")
    if isinstance(theirs, (list, tuple)):
        return len(theirs) == len(ours) and all(map(_same, theirs, ours))
    if isinstance(theirs, float):
        return struct.pack("<d", theirs) == struct.pack("<d", ours) or (math.isnan(theirs) and math.isnan(ours))
    return theirs == ours
