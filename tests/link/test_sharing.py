"""A link shared with others: a second ground station beside us, observers, signatures, two aircraft with one number."""

from __future__ import annotations

import asyncio
import socket

import pytest
from mavsdk.asyncio import Configuration, Mavsdk
from mavsdk.asyncio.plugins.telemetry import TelemetryAsync

from ground_station.link.addresses import parse_address
from ground_station.link.codec import Decoder, Encoder
from ground_station.link.commands import command_long
from ground_station.link.messages import Message
from ground_station.link.session import Session
from ground_station.link.signing import LinkSigning, SetUpSigningExchange, SignatureClock, SigningKey
from ground_station.link.tlog import read_tlog

HEARTBEAT = {"type": 2, "autopilot": 12, "base_mode": 29, "custom_mode": 0x03040000, "system_status": 3}
SECRET = bytes(range(32))


def udp_socket():
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    made.setblocking(False)
    return made


def free_port():
    with udp_socket() as probe:
        return probe.getsockname()[1]


async def soon(condition, within_s=20.0):
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


class Speaker:
    """A UDP socket that speaks MAVLink as whoever it is told to be."""

    def __init__(self, system_id, port, *, component_id=1, signing=None):
        self.socket = udp_socket()
        self.encoder, self.decoder = Encoder(system_id, component_id), Decoder()
        self.there, self.signing, self.heard = ("127.0.0.1", port), signing, []

    def say(self, kind, **fields):
        frame = self.encoder.encode(Message(kind, **fields))
        if self.signing is not None:
            frame = self.signing.sign(frame, 1_795_000_000.0)
        self.socket.sendto(frame, self.there)

    def listen(self, kind=None):
        while True:
            try:
                self.heard += self.decoder.feed_datagram(self.socket.recv(2048))
            except BlockingIOError:
                return [one for one in self.heard if kind in (None, one.kind)]


@pytest.fixture
async def shared_link():
    """Opens sessions with one aircraft port and a forwarding port; returns (session, heard, aircraft, second)."""
    closing = []

    async def opened(**settings):
        port, forward_port, heard = free_port(), free_port(), []
        session = Session(
            [parse_address(f"udpin://127.0.0.1:{port}")],
            lambda message, now_s: heard.append(message),
            forward=[parse_address(f"udpin://127.0.0.1:{forward_port}")],
            **{
                name: value(port) if callable(value) and name == "signing" else value
                for name, value in settings.items()
            },
        )
        await session.open()
        running = asyncio.create_task(session.run())
        aircraft, second = Speaker(3, port), Speaker(250, forward_port, component_id=190)
        closing.append((session, running, aircraft, second))
        return session, heard, aircraft, second

    yield opened
    for session, running, aircraft, second in closing:
        running.cancel()
        session.close()
        aircraft.socket.close()
        second.socket.close()
    await asyncio.sleep(0)


async def meet(heard, aircraft, second):
    second.say("HEARTBEAT", type=6, autopilot=8)
    aircraft.say("HEARTBEAT", **HEARTBEAT)
    await soon(lambda: heard)
    await asyncio.sleep(0.05)


async def test_a_second_station_hears_everything_and_by_default_says_nothing(shared_link):
    session, heard, aircraft, second = await shared_link()
    await meet(heard, aircraft, second)

    aircraft.say("ATTITUDE", roll=0.25)
    second.say("COMMAND_LONG", target_system=3, target_component=1, command=400, param1=1.0)
    await soon(lambda: second.listen("ATTITUDE") and session.forwarder.refused >= 2)

    assert second.listen("ATTITUDE")[0].source_system == 3
    assert not aircraft.listen("COMMAND_LONG")
    assert {one.source_system for one in aircraft.listen("HEARTBEAT")} == {255}


async def test_a_second_station_that_may_command_reaches_the_aircraft_it_means(shared_link):
    _, heard, aircraft, second = await shared_link(forward_may_command=True)
    await meet(heard, aircraft, second)

    second.say("COMMAND_LONG", target_system=3, target_component=1, command=512, param1=242.0)
    await soon(lambda: aircraft.listen("COMMAND_LONG"))
    aircraft.say("COMMAND_ACK", command=512, result=0, target_system=250, target_component=190)
    await soon(lambda: second.listen("COMMAND_ACK"))

    assert aircraft.listen("COMMAND_LONG")[0].source_system == 250
    assert second.listen("COMMAND_ACK")[0].target_system == 250


async def test_what_aircraft_repeat_of_a_second_station_does_not_go_round(shared_link):
    _, heard, aircraft, second = await shared_link(forward_may_command=True)
    await meet(heard, aircraft, second)
    echo = Speaker(250, aircraft.there[1], component_id=190)

    echo.say("HEARTBEAT", type=6, autopilot=8)
    aircraft.say("ATTITUDE", roll=0.1)
    await soon(lambda: second.listen("ATTITUDE"))
    echo.socket.close()

    assert not [one for one in second.listen("HEARTBEAT") if one.source_system == 250]


async def test_a_second_station_with_our_own_number_is_not_let_through(shared_link):
    session, heard, aircraft, second = await shared_link(forward_may_command=True)
    await meet(heard, aircraft, second)
    twin = Speaker(255, second.there[1], component_id=190)

    twin.say("COMMAND_LONG", target_system=3, target_component=1, command=400, param1=1.0)
    await soon(lambda: session.forwarder.has_our_number)
    twin.socket.close()

    assert not aircraft.listen("COMMAND_LONG")


async def test_mavsdk_flies_along_behind_us(shared_link):
    session, _, aircraft, second = await shared_link()
    mavsdk = Mavsdk(Configuration.create_manual(245, 190, always_send_heartbeats=True))
    talking = asyncio.create_task(_talk(aircraft))
    try:
        await mavsdk.add_any_connection(f"udpout://127.0.0.1:{second.there[1]}")
        system = await mavsdk.first_autopilot(timeout_s=30.0)
        telemetry = TelemetryAsync(system)
        async with asyncio.timeout(30.0):
            position = await anext(aiter(telemetry.subscribe_position()))
    finally:
        talking.cancel()
        mavsdk.destroy()

    assert round(position.latitude_deg, 4) == 60.39
    assert 245 in session.forwarder.stations
    assert {one.source_system for one in aircraft.listen()} == {255}


async def _talk(aircraft):
    while True:
        aircraft.say("HEARTBEAT", **HEARTBEAT)
        aircraft.say("GLOBAL_POSITION_INT", lat=603900000, lon=53200000, alt=40000, relative_alt=15000)
        await asyncio.sleep(0.1)


async def test_an_observers_heartbeat_is_not_a_pilots(shared_link):
    piloted = set()
    _, heard, aircraft, second = await shared_link(in_control=lambda systems: bool(systems & piloted))
    await meet(heard, aircraft, second)
    await soon(lambda: len(aircraft.listen("HEARTBEAT")) >= 2)
    watching = {one.type for one in aircraft.heard}

    piloted.add(3)
    aircraft.heard.clear()
    await soon(lambda: aircraft.listen("HEARTBEAT") and aircraft.heard[-1].type == 6)

    assert watching == {0}


def signed_by(key, **settings):
    return LinkSigning(SigningKey(key), SignatureClock(), **settings)


async def test_on_a_signed_link_only_who_knows_the_key_is_heard(shared_link, monkeypatch, tmp_path):
    monkeypatch.setattr("ground_station.link.session.time.time", lambda: 1_795_000_000.0)
    session, heard, aircraft, second = await shared_link(
        signing=lambda port: {f"udpin://127.0.0.1:{port}": signed_by(SECRET)}, tlog_path=tmp_path / "a.tlog"
    )
    second.say("HEARTBEAT", type=6, autopilot=8)
    stranger = Speaker(4, aircraft.there[1])
    aircraft.signing = signed_by(SECRET)

    stranger.say("HEARTBEAT", **HEARTBEAT)
    aircraft.say("HEARTBEAT", **HEARTBEAT)
    await soon(lambda: heard)
    aircraft.say("ATTITUDE", roll=0.5)
    await soon(lambda: second.listen("ATTITUDE"))
    session.send(3, command_long(3, 512, 242.0))
    await soon(lambda: aircraft.listen("COMMAND_LONG"))
    session.close()
    stranger.socket.close()

    assert {message.source_system for message in heard} == {3}
    assert all(aircraft.signing.key == SigningKey(SECRET) and one.raw[2] & 1 for one in aircraft.heard)
    assert not any(one.raw[2] & 1 for one in second.heard)
    assert not any(message.raw[2] & 1 for _, message in read_tlog(tmp_path / "a.tlog"))


async def test_a_key_on_its_way_is_not_recorded(shared_link, tmp_path):
    session, heard, aircraft, second = await shared_link(tlog_path=tmp_path / "a.tlog")
    await meet(heard, aircraft, second)

    running = asyncio.create_task(
        session.run_exchange(3, SetUpSigningExchange(3, SigningKey(SECRET), unix_s=1_795_000_000.0))
    )
    await soon(lambda: aircraft.listen("SETUP_SIGNING"))
    running.cancel()
    session.close()

    assert SECRET not in (tmp_path / "a.tlog").read_bytes()
    assert SECRET[:16] not in b"".join(one.raw for one in second.listen())


async def test_two_aircraft_with_one_number_are_told_and_not_merged(shared_link):
    told = []
    session, heard, aircraft, second = await shared_link(on_shared_number=lambda number, words: told.append(number))
    await meet(heard, aircraft, second)
    other = Speaker(3, aircraft.there[1])

    other.say("HEARTBEAT", **HEARTBEAT)
    await soon(lambda: aircraft.listen("COMMAND_LONG") and other.listen("COMMAND_LONG"))
    aircraft.say("AUTOPILOT_VERSION", uid=1)
    other.say("AUTOPILOT_VERSION", uid=2)
    await soon(lambda: told)
    await asyncio.sleep(1.6)  # long enough for a change of path
    other.say("ATTITUDE", roll=0.9)
    aircraft.say("ATTITUDE", roll=0.1)
    await soon(lambda: [one for one in heard if one.kind == "ATTITUDE"])
    other.socket.close()

    assert told == [3]
    assert [round(one.roll, 1) for one in heard if one.kind == "ATTITUDE"] == [0.1]
    assert 3 in session.shared_numbers
