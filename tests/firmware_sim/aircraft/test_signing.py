"""Signed frames: pymavlink signs and checks on the ground station's side."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_sim.mavlink.codec import Codec
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.mavlink.services import services_of
from firmware_sim.mavlink.signing import Signing

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
START = 30_000_000_000_000
MINUTE = 6_000_000
ACCEPTED = 0


class SigningStation:
    """Signs what it sends, and checks what it hears, with a key of its own."""

    def __init__(self, station: Any, key: bytes = KEY, timestamp: int = START, system: int = 250) -> None:
        self.vehicle = station.vehicle
        self.link = station.link
        self.encoder = d.MAVLink(None, srcSystem=system, srcComponent=190)
        self.parser = d.MAVLink(None)
        self.parser.robust_parsing = True
        self.parser.signing.secret_key = key
        for mav in (self.encoder, self.parser):
            mav.signing.secret_key, mav.signing.timestamp, mav.signing.sign_outgoing = key, timestamp, True

    def frame(self, message: Any) -> bytes:
        frame = bytes(message.pack(self.encoder))
        self.encoder.seq = (self.encoder.seq + 1) % 256
        return frame

    def give(self, frame: bytes) -> list[Any]:
        self.vehicle.receive(self.link, frame)
        return self.listen()

    def send(self, message: Any) -> list[Any]:
        return self.give(self.frame(message))

    def listen(self) -> list[Any]:
        heard: list[Any] = []
        for datagram in self.vehicle.take_outgoing(self.link):
            heard += self.parser.parse_buffer(datagram) or []
        return heard

    def setup(self, key: bytes, timestamp: int = START) -> list[Any]:
        return self.send(setup(key, timestamp))


def setup(key: bytes, timestamp: int = START) -> Any:
    return d.MAVLink_setup_signing_message(1, 1, list(key), timestamp)


def ask() -> Any:
    return d.MAVLink_command_long_message(1, 1, d.MAV_CMD_REQUEST_MESSAGE, 0, d.MAVLINK_MSG_ID_HEARTBEAT, *[0] * 6)


def results(messages: list[Any]) -> list[int]:
    return [message.result for message in messages if message.get_type() == "COMMAND_ACK"]


def is_signed(message: Any) -> bool:
    return bool(message.get_msgbuf()[2] & 1)


@pytest.fixture
def signing(station: Any) -> SigningStation:
    """A station whose key the aircraft has."""
    station.send(setup(KEY))
    return SigningStation(station)


def test_without_a_key_it_signs_nothing_and_takes_every_signature_as_px4_1_17_does(station: Any):
    stranger = SigningStation(station, OTHER_KEY)
    stranger.parser.signing.secret_key = None

    heard = stranger.send(ask())

    assert results(heard) == [ACCEPTED]
    assert not any(map(is_signed, heard))


def test_with_a_key_every_frame_it_sends_bears_a_signature_that_pymavlink_verifies(station: Any, signing: Any):
    station.simulation.advance(4.0)

    heard = signing.send(d.MAVLink_mission_request_list_message(1, 1))

    kinds = {message.get_type() for message in heard}
    assert {"HEARTBEAT", "ATTITUDE", "UNKNOWN_411", "MISSION_COUNT"} <= kinds
    assert "BAD_DATA" not in kinds
    assert all(map(is_signed, heard))


def test_with_a_key_only_commands_signed_with_it_are_answered(station: Any, signing: Any):
    answers = [
        results(station.send(ask())),
        results(SigningStation(station, OTHER_KEY, system=251).send(ask())),
        results(signing.send(ask())),
    ]

    assert answers == [[], [], [ACCEPTED]]


def test_a_frame_recorded_and_sent_again_is_refused(signing: Any):
    frame = signing.frame(ask())

    assert results(signing.give(frame)) == [ACCEPTED]
    assert results(signing.give(frame)) == []
    assert results(signing.send(ask())) == [ACCEPTED]


def test_a_stream_never_heard_may_lie_a_minute_behind_and_no_more(station: Any, signing: Any):
    signing.send(ask())

    just = SigningStation(station, timestamp=START - MINUTE + 10_000, system=251)
    late = SigningStation(station, timestamp=START - MINUTE - 10, system=252)

    assert results(just.send(ask())) == [ACCEPTED]
    assert results(late.send(ask())) == []


def test_an_unsigned_heartbeat_is_still_heard(station: Any, signing: Any):
    station.simulation.advance(20.0)
    station.send(d.MAVLink_heartbeat_message(d.MAV_TYPE_GCS, 8, 0, 0, 4, 3))

    assert station.vehicle.links[station.link].hears_station(station.simulation.now_s)


def test_only_who_has_the_key_may_change_or_end_it(station: Any, signing: Any):
    station.send(setup(OTHER_KEY))
    station.send(setup(bytes(32), 0))
    assert results(signing.send(ask())) == [ACCEPTED]

    signing.setup(OTHER_KEY)
    other = SigningStation(station, OTHER_KEY)
    assert results(signing.send(ask())) == []
    assert results(other.send(ask())) == [ACCEPTED]

    other.setup(bytes(32), 0)
    assert results(station.send(ask())) == [ACCEPTED]


def test_no_key_is_taken_while_armed(flying: Any):
    flying.send(setup(KEY))

    assert results(flying.send(ask())) == [ACCEPTED]


def test_a_key_is_for_the_aircraft_it_names_and_is_never_passed_on(simulation: Any, make_station: Any):
    first = make_station(simulation, shared=True)
    other_link = make_station(simulation, link="onboard", system=7, shared=True)
    other_link.send(d.MAVLink_heartbeat_message(d.MAV_TYPE_GCS, 8, 0, 0, 4, 3))

    first.send(d.MAVLink_setup_signing_message(7, 1, list(KEY), START))
    first.send(d.MAVLink_setup_signing_message(1, 100, list(KEY), START))

    assert results(first.send(ask())) == [ACCEPTED]
    assert "SETUP_SIGNING" not in {message.get_type() for message in other_link.listen()}


def test_the_key_is_on_the_card_and_outlives_a_restart(station: Any, signing: Any):
    station.vehicle.services = services_of(station.vehicle)

    assert results(station.send(ask())) == []
    assert results(signing.send(ask())) == [ACCEPTED]


@settings(max_examples=60)
@given(st.data())
def test_no_changed_bit_of_a_signed_frame_is_believed(data: st.DataObject):
    sender, receiver = Signing(), Signing()
    sender.set_key(KEY, START)
    receiver.set_key(KEY, START)
    codec = Codec(1)
    codec.signing, codec.link_number = sender, data.draw(st.integers(0, 255))
    text = random.Random(data.draw(st.integers(0, 1000))).randbytes(50)
    frame = bytearray(codec.encode(d.MAVLink_statustext_message(6, text)))
    # The message number decides what is let through unsigned, so it is left as it is.
    place = data.draw(st.integers(0, len(frame) - 1).filter(lambda place: not 7 <= place <= 9))

    frame[place] ^= 1 << data.draw(st.integers(0, 7))

    assert not receiver.accepts(bytes(frame))
