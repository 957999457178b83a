"""Links with real sockets and a real serial line: who hears whom, and what breaks off how."""

from __future__ import annotations

import asyncio
import os
import pty
import socket
import tty
from contextlib import suppress

import pytest

from ground_station.errors import BadInput, PortInUse
from ground_station.link.addresses import parse_address
from ground_station.link.codec import Decoder, Encoder
from ground_station.link.commands import CommandExchange, command_long
from ground_station.link.endpoints import LARGEST_SENT
from ground_station.link.messages import Message
from ground_station.link.mission_transfer import MissionItem, UploadExchange
from ground_station.link.outcomes import Outcome
from ground_station.link.session import Session
from ground_station.link.tlog import read_tlog

HEARTBEAT = {"type": 2, "autopilot": 12, "base_mode": 29, "custom_mode": 0x03040000, "system_status": 3}


def udp_socket():
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    made.setblocking(False)
    return made


def free_port():
    with udp_socket() as probe:
        return probe.getsockname()[1]


async def soon(condition, within_s=5.0):
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


class Aircraft:
    """A UDP socket that speaks as one aircraft."""

    def __init__(self, system_id, station_port):
        self.socket = udp_socket()
        self.encoder = Encoder(system_id, 1)
        self.decoder = Decoder()
        self.station = ("127.0.0.1", station_port)
        self.heard = []

    def say(self, kind, **fields):
        self.socket.sendto(self.encoder.encode(Message(kind, **fields)), self.station)

    def listen(self):
        while True:
            try:
                self.heard += self.decoder.feed_datagram(self.socket.recv(2048))
            except BlockingIOError:
                return self.heard


@pytest.fixture
async def station():
    """A session on a free port, what it heard, and aircraft made on request."""
    port = free_port()
    heard = []
    session = Session([parse_address(f"udpin://127.0.0.1:{port}")], lambda message, now_s: heard.append(message))
    await session.open()
    running = asyncio.create_task(session.run())
    aircraft = []

    def make(system_id):
        aircraft.append(Aircraft(system_id, port))
        return aircraft[-1]

    yield session, heard, make
    running.cancel()
    session.close()
    for one in aircraft:
        one.socket.close()
    await asyncio.sleep(0)


async def test_what_an_aircraft_says_is_heard_and_our_heartbeat_comes_back(station):
    _, heard, make = station
    aircraft = make(3)

    aircraft.say("HEARTBEAT", **HEARTBEAT)
    await soon(lambda: heard and aircraft.listen())

    assert (heard[0].kind, heard[0].source_system) == ("HEARTBEAT", 3)
    beat = aircraft.heard[0]
    assert (beat.kind, beat.source_system, beat.source_component) == ("HEARTBEAT", 255, 190)
    assert (beat.type, beat.autopilot) == (6, 8)


async def test_heartbeats_do_not_multiply_with_what_is_heard(station):
    _, heard, make = station
    aircraft = make(3)

    for _ in range(200):
        aircraft.say("HEARTBEAT", **HEARTBEAT)
    await soon(lambda: len(heard) == 200)
    await asyncio.sleep(1.1)

    assert 1 <= len(aircraft.listen()) <= 4


async def test_each_aircraft_gets_its_own_messages_only(station):
    session, heard, make = station
    one, other = make(3), make(4)
    for aircraft in (one, other):
        aircraft.say("HEARTBEAT", **HEARTBEAT)
    await soon(lambda: len(heard) == 2)

    session.send(4, command_long(4, 512, 242.0))
    await soon(lambda: any(message.kind == "COMMAND_LONG" for message in other.listen()))

    assert not any(message.kind == "COMMAND_LONG" for message in one.listen())


async def test_noise_and_other_stations_make_no_aircraft(station):
    _, heard, make = station
    aircraft = make(255)
    aircraft.say("HEARTBEAT", type=6, autopilot=8)
    aircraft.socket.sendto(os.urandom(200), aircraft.station)
    aircraft.socket.sendto(b"", aircraft.station)
    make(3).say("HEARTBEAT", **HEARTBEAT)

    await soon(lambda: any(message.source_system == 3 for message in heard))

    assert [message.source_system for message in heard] == [3]


async def test_whoever_sends_no_mavlink_gets_no_answer(station):
    session, _, make = station
    stranger = make(9)

    for _ in range(50):
        stranger.socket.sendto(b"GET / HTTP/1.1\r\n\r\n", stranger.station)
    await asyncio.sleep(1.2)

    assert stranger.listen() == []
    assert session._channels == []


async def test_remote_addresses_are_bounded(station, monkeypatch):
    monkeypatch.setattr("ground_station.link.endpoints.MAX_CHANNELS", 3)
    session, heard, make = station

    for system_id in range(1, 9):
        make(system_id).say("HEARTBEAT", **HEARTBEAT)
    await soon(lambda: len(heard) == 8)

    assert len(session._channels) == 3


async def test_an_aircraft_on_two_paths_is_heard_once(station):
    _, heard, make = station
    radio, mobile = make(3), make(3)

    for at in range(20):
        radio.say("MISSION_ITEM_REACHED", seq=at)
        mobile.say("MISSION_ITEM_REACHED", seq=at)
    await soon(lambda: len(heard) >= 20)
    await asyncio.sleep(0.1)

    assert [message.seq for message in heard] == list(range(20))


async def test_an_aircraft_that_moved_to_another_address_is_answered_there(station):
    session, heard, make = station
    before, after = make(3), make(3)
    before.say("HEARTBEAT", **HEARTBEAT)
    await soon(lambda: len(heard) == 1)
    await asyncio.sleep(1.6)

    after.say("HEARTBEAT", **HEARTBEAT)
    await soon(lambda: len(heard) == 2)
    session.send(3, command_long(3, 512, 242.0))

    await soon(lambda: any(message.kind == "COMMAND_LONG" for message in after.listen()))


async def test_answers_to_what_came_together_go_together_in_order_and_in_datagrams_of_bounded_size():
    port = free_port()
    session = Session(
        [parse_address(f"udpin://127.0.0.1:{port}")],
        lambda message, now_s: [session.send(3, command_long(3, 512, float(number))) for number in range(40)],
    )
    await session.open()
    aircraft = Aircraft(3, port)
    datagrams = []

    def all_came():
        with suppress(BlockingIOError):
            while True:
                datagrams.append(aircraft.socket.recv(2048))
        return sum(map(len, datagrams)) > 40 * 30

    aircraft.say("HEARTBEAT", **HEARTBEAT)
    await soon(all_came)
    session.close()
    aircraft.socket.close()

    heard = [message for datagram in datagrams for message in aircraft.decoder.feed_datagram(datagram)]
    asked = [message.param1 for message in heard if message.kind == "COMMAND_LONG"]
    assert asked == [float(number) for number in range(40)]
    assert max(map(len, datagrams)) <= LARGEST_SENT
    assert len(datagrams) < 10
    await asyncio.sleep(0)


async def test_an_exchange_runs_to_its_answer(station):
    session, heard, make = station
    aircraft = make(3)
    aircraft.say("HEARTBEAT", **HEARTBEAT)
    await soon(lambda: len(heard) == 1)
    exchange = CommandExchange(command_long(3, 400, 1.0), ack_wait_s=30.0)
    running = asyncio.create_task(session.run_exchange(3, exchange))
    await soon(lambda: any(message.kind == "COMMAND_LONG" for message in aircraft.listen()))

    aircraft.say("COMMAND_ACK", command=400, result=1, target_system=255, target_component=190)
    await running

    assert exchange.outcome is Outcome.TEMPORARILY_REJECTED


async def test_a_cancelled_upload_leaves_no_transfer_hanging(station):
    session, heard, make = station
    aircraft = make(3)
    aircraft.say("HEARTBEAT", **HEARTBEAT)
    await soon(lambda: len(heard) == 1)
    running = asyncio.create_task(session.run_exchange(3, UploadExchange(3, (MissionItem(command=16, frame=6),))))
    await soon(lambda: any(message.kind == "MISSION_COUNT" for message in aircraft.listen()))

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await soon(lambda: any(message.kind == "MISSION_ACK" for message in aircraft.listen()))

    assert aircraft.heard[-1].type == 15


async def test_a_port_that_is_taken_is_named():
    with udp_socket() as taken:
        url = f"udpin://127.0.0.1:{taken.getsockname()[1]}"
        session = Session([parse_address(url)], lambda message, now_s: None)

        with pytest.raises(PortInUse) as refusal:
            await session.open()

    assert str(refusal.value).startswith(url)
    assert "Close the other ground station" in refusal.value.remedy


@pytest.mark.parametrize("url", ["udpout://no.such.host.invalid:14550", "serial:///dev/no-such-port:57600"])
async def test_what_cannot_be_opened_is_named(url):
    with pytest.raises(BadInput) as refusal:
        await Session([parse_address(url)], lambda message, now_s: None).open()

    assert str(refusal.value).startswith(url)


async def test_one_bad_address_closes_the_good_ones():
    port = free_port()
    addresses = [parse_address(f"udpin://127.0.0.1:{port}"), parse_address("serial:///dev/null")]

    with pytest.raises(BadInput):
        await Session(addresses, lambda message, now_s: None).open()
    await asyncio.sleep(0)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as again:
        again.bind(("127.0.0.1", port))


async def test_the_first_word_over_udpout_is_ours():
    with udp_socket() as aircraft:
        heard = []
        address = parse_address(f"udpout://127.0.0.1:{aircraft.getsockname()[1]}")
        session = Session([address], lambda message, now_s: heard.append(message))
        await session.open()
        loop = asyncio.get_running_loop()

        datagram, station = await asyncio.wait_for(loop.sock_recvfrom(aircraft, 2048), 5.0)
        await loop.sock_sendto(aircraft, Encoder(9, 1).encode(Message("HEARTBEAT", **HEARTBEAT)), station)
        await soon(lambda: heard)
        session.close()

    [beat] = Decoder().feed_datagram(datagram)
    assert beat.type == 6
    assert heard[0].source_system == 9


async def test_tcp_connects_again_when_it_breaks(monkeypatch):
    monkeypatch.setattr("ground_station.link.endpoints.RECONNECT_S", 0.05)
    heard, writers = [], []

    async def aircraft(reader, writer):
        writers.append(writer)
        frame = Encoder(5, 1).encode(Message("HEARTBEAT", **HEARTBEAT))
        writer.write(frame[:7])
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.write(frame[7:])
        if len(writers) == 1:
            writer.close()

    server = await asyncio.start_server(aircraft, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    session = Session([parse_address(f"tcpout://127.0.0.1:{port}")], lambda message, now_s: heard.append(message))
    await session.open()

    await soon(lambda: len(writers) == 2 and len(heard) == 2)

    session.close()
    for writer in writers:
        writer.close()
    server.close()
    await asyncio.sleep(0.05)
    assert [message.source_system for message in heard] == [5, 5]


async def listening(hear):
    """A session that takes TCP connections, and its port: another test may take a free one before it is opened."""
    for _ in range(10):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        session = Session([parse_address(f"tcpin://127.0.0.1:{port}")], hear)
        with suppress(PortInUse):
            await session.open()
            return session, port
    raise AssertionError("ten ports in turn were taken")


async def test_tcp_takes_connections():
    heard = []
    session, port = await listening(lambda message, now_s: heard.append(message))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    writer.write(Encoder(6, 1).encode(Message("HEARTBEAT", **HEARTBEAT)))
    await soon(lambda: heard)
    beat = await asyncio.wait_for(reader.read(64), 5.0)

    session.close()
    writer.close()
    await asyncio.sleep(0.05)
    assert Decoder().feed_stream(beat)[0].type == 6


async def test_a_serial_line_carries_both_ways_and_is_a_slow_path():
    theirs, ours = pty.openpty()
    tty.setraw(theirs)
    heard = []
    session = Session(
        [parse_address(f"serial://{os.ttyname(ours)}:57600")], lambda message, now_s: heard.append(message)
    )
    await session.open()

    os.write(theirs, b"boot noise\xfd" + Encoder(2, 1).encode(Message("HEARTBEAT", **HEARTBEAT)) * 12)
    await soon(lambda: heard)
    session.send(2, command_long(2, 512, 242.0))
    decoder, sent = Decoder(), []
    while len(sent) < 2:
        sent += decoder.feed_stream(os.read(theirs, 4096))
    is_slow = session.is_slow(2)

    session.close()
    os.close(theirs)
    os.close(ours)
    assert [message.kind for message in sent] == ["HEARTBEAT", "COMMAND_LONG"]
    assert is_slow


async def test_everything_received_and_sent_is_in_the_log(tmp_path):
    port = free_port()
    address = parse_address(f"udpin://127.0.0.1:{port}")
    heard = []
    session = Session([address], lambda message, now_s: heard.append(message), tlog_path=tmp_path / "day.tlog")
    await session.open()
    aircraft = Aircraft(3, port)
    aircraft.say("HEARTBEAT", **HEARTBEAT)
    aircraft.say("SERVO_OUTPUT_RAW", servo1_raw=1500)
    await soon(lambda: len(heard) == 2)

    session.send(3, command_long(3, 512, 242.0))
    session.close()
    aircraft.socket.close()

    logged = [(message.kind, message.source_system) for _, message in read_tlog(tmp_path / "day.tlog")]
    assert logged == [("HEARTBEAT", 3), ("SERVO_OUTPUT_RAW", 3), ("COMMAND_LONG", 255)]
