"""The simulator over real sockets: ports, partners, speed, and how it refuses to start."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from firmware_sim.__main__ import main
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation
from firmware_sim.udp_server import PortInUseError, Ports, UdpServer

ORIGIN = (60.3913, 5.3221)


class Client:
    """A ground station with pymavlink's codec on a UDP socket of its own."""

    def __init__(self, port: int = 0) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", port))
        self.socket.setblocking(False)
        self._mavlink = d.MAVLink(None, srcSystem=255, srcComponent=190)
        self._mavlink.robust_parsing = True

    def send(self, message, port: int) -> None:
        self.socket.sendto(message.pack(self._mavlink), ("127.0.0.1", port))

    def heard(self) -> list:
        messages = []
        while True:
            try:
                messages += self._mavlink.parse_buffer(self.socket.recv(65536)) or []
            except BlockingIOError:
                return messages

    async def wait_for(self, kind: str, limit_s: float = 5.0):
        async with asyncio.timeout(limit_s):
            while True:
                for message in self.heard():
                    if message.get_type() == kind:
                        return message
                await asyncio.sleep(0.01)


@pytest.fixture
def client() -> Iterator[Callable[..., Client]]:
    """Makes clients and closes their sockets."""
    made: list[Client] = []

    def make(port: int = 0) -> Client:
        made.append(Client(port))
        return made[-1]

    yield make
    for one in made:
        one.socket.close()


def _simulation(vehicles: int = 1) -> Simulation:
    return Simulation(origin=ORIGIN, ground_height_m=lambda n, e: 25.0, vehicles=vehicles, seed=2)


@pytest.fixture
def ports(free_udp_ports) -> Ports:
    gcs_bind, gcs_send, onboard_bind, onboard_send = free_udp_ports(4)
    return Ports(gcs_bind=gcs_bind, gcs_send=gcs_send, onboard_bind=onboard_bind, onboard_send=onboard_send)


def _heartbeat():
    return d.MAVLink_heartbeat_message(d.MAV_TYPE_GCS, 8, 0, 0, 4, 3)


def test_the_ports_are_those_of_px4_sitl():
    ports = Ports()

    assert [ports.addresses("gcs", i) for i in (0, 1, 11)] == [(18570, 14550), (18571, 14550), (18581, 14550)]
    assert [ports.addresses("onboard", i) for i in (0, 1, 11)] == [(14580, 14540), (14581, 14541), (14591, 14549)]


async def test_a_station_hears_arms_and_is_answered_over_udp(ports, client):
    station = client(ports.gcs_send)
    async with UdpServer(_simulation(), ports=ports, speed=20.0) as server, asyncio.TaskGroup() as group:
        flight = group.create_task(server.run())
        first = await station.wait_for("HEARTBEAT")
        station.send(_heartbeat(), ports.gcs_bind)
        while (await station.wait_for("HEARTBEAT")).system_status != 3:
            pass
        station.send(d.MAVLink_command_long_message(1, 1, 400, 0, 1, 0, 0, 0, 0, 0, 0), ports.gcs_bind)
        ack = await station.wait_for("COMMAND_ACK")
        flight.cancel()

    assert (first.get_srcSystem(), first.get_srcComponent()) == (1, 1)
    assert (ack.command, ack.result) == (400, 0)


async def test_the_first_who_speaks_is_the_partner_for_ever(ports, client):
    first, second, silent = client(), client(), client(ports.gcs_send)
    async with UdpServer(_simulation(), ports=ports) as server, asyncio.TaskGroup() as group:
        flight = group.create_task(server.run())
        await silent.wait_for("ATTITUDE")
        first.send(_heartbeat(), ports.gcs_bind)
        await first.wait_for("ATTITUDE")
        silent.heard()
        second.send(_heartbeat(), ports.gcs_bind)
        await asyncio.sleep(0.3)
        later = (bool(first.heard()), second.heard(), silent.heard())
        flight.cancel()

    assert later == (True, [], [])


async def test_a_port_that_is_taken_is_named_and_the_others_are_given_back(ports, client):
    taken = client(ports.onboard_bind)

    with pytest.raises(PortInUseError, match=rf"port {ports.onboard_bind} .*--onboard-port"):
        async with UdpServer(_simulation(), ports=ports):
            pass

    taken.socket.close()
    async with UdpServer(_simulation(), ports=ports):
        pass


def _command(ports: Ports, *more: str) -> list[str]:
    return [
        *(sys.executable, "-m", "firmware_sim", "run", "--scenario", "flat", "--ready-json"),
        *("--gcs-port", str(ports.gcs_bind), "--gcs-send", str(ports.gcs_send)),
        *("--onboard-port", str(ports.onboard_bind), "--onboard-send", str(ports.onboard_send), *more),
    ]


def test_the_program_says_when_it_is_ready_and_ends_cleanly_when_asked(ports):
    with subprocess.Popen(_command(ports), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        ready = json.loads(process.stdout.readline())
        process.terminate()
        rest, errors = process.communicate(timeout=20)

    assert ready == {"ready": True, "vehicles": [{"system_id": 1, "camera": None}]}
    assert (process.returncode, rest, errors) == (0, "", "")


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (["--vehicles", "0"], "--vehicles 0"),
        (["--speed", "0"], "--speed 0.0"),
        (["--home", "north"], "--home north"),
        (["--radio", "5"], "--radio 5"),
        (["--scenario", "no-such-place"], "no-such-place"),
    ],
)
def test_wrong_usage_is_one_line_and_status_two(ports, capsys, more, word):
    # In this process: a program that starts costs seconds, and its exit is shown by the test below.
    status = main(_command(ports, *more)[3:])

    told = capsys.readouterr()
    assert (status, told.out, told.err.count("\n")) == (2, "", 1)
    assert word in told.err


def test_a_taken_port_ends_the_program_with_one_line_and_status_two(ports, client):
    client(ports.gcs_bind)

    ended = subprocess.run(_command(ports), capture_output=True, text=True, timeout=60, check=False)

    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert str(ports.gcs_bind) in ended.stderr
