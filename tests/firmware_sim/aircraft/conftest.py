"""A ground station in memory, and free ports for those tests that need real sockets."""

from __future__ import annotations

import math
import socket
import struct
from collections.abc import Callable
from typing import Any

import pytest

from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation

ORIGIN = (60.3913, 5.3221)
GROUND_M = 25.0
ACCEPTED = 0


class Station:
    """Speaks MAVLink with one link of one simulated aircraft, in simulated time."""

    def __init__(
        self,
        simulation: Simulation,
        *,
        link: str = "gcs",
        vehicle: int = 0,
        system: int = 255,
        heartbeat: bool = True,
        shared: bool = False,
    ) -> None:
        self.simulation = simulation
        self.vehicle = simulation.vehicles[vehicle]
        self.link = link
        self.heartbeat = heartbeat
        self.heard: list[tuple[float, Any]] = []
        self._encoder = d.MAVLink(None, srcSystem=system, srcComponent=190)
        self._parser = d.MAVLink(None)
        self._parser.robust_parsing = True
        self._heartbeat_s = 0.0
        for other in self.vehicle.links.values():
            # What nobody listens to only costs time.
            if other.name != link and not shared:
                other.streams.clear()

    @property
    def pilot(self) -> Any:
        return self.vehicle.autopilot

    def send(self, message: Any) -> list[Any]:
        """What comes back at once."""
        self.vehicle.receive(self.link, message.pack(self._encoder))
        self._encoder.seq = (self._encoder.seq + 1) % 256
        return self.listen()

    def listen(self) -> list[Any]:
        messages: list[Any] = []
        for datagram in self.vehicle.take_outgoing(self.link):
            messages += self._parser.parse_buffer(datagram) or []
        self.heard += [(self.simulation.now_s, message) for message in messages]
        return messages

    def run(self, seconds: float) -> list[Any]:
        """Fly on, with a heartbeat a second; what was heard."""
        heard = []
        for _ in range(round(seconds * 20)):
            if self.heartbeat and self.simulation.now_s >= self._heartbeat_s:
                self._heartbeat_s = self.simulation.now_s + 1.0
                heard += self.send(d.MAVLink_heartbeat_message(d.MAV_TYPE_GCS, 8, 0, 0, 4, 3))
            self.simulation.advance(0.05)
            heard += self.listen()
        return heard

    def run_until(self, condition: Callable[[], bool], limit_s: float) -> float:
        """How long it took; an error when it did not come about."""
        began_s = self.simulation.now_s
        while not condition():
            assert self.simulation.now_s - began_s < limit_s, f"not within {limit_s} s: {self.texts()[-5:]}"
            self.run(0.1)
        return self.simulation.now_s - began_s

    def listen_seldom(self) -> None:
        """Ask for the fast streams at 5 Hz: a flight of minutes is then quick to test."""
        for message_id, stream in self.vehicle.links[self.link].streams.items():
            if stream.interval_s < 0.1:
                self.vehicle.links[self.link].set_interval(message_id, 0.2, self.simulation.now_s)

    def command(self, command: int, *params: float, component: int = 1, target: int | None = None) -> list[int]:
        """The results that a COMMAND_LONG is answered with."""
        filled = [*params, *[0.0] * (7 - len(params))]
        system = self.vehicle.system_id if target is None else target
        answers = self.send(d.MAVLink_command_long_message(system, component, command, 0, *filled))
        return [m.result for m in answers if m.get_type() == "COMMAND_ACK" and m.command == command]

    def command_int(self, command: int, frame: int, x: int, y: int, z: float, *params: float) -> list[int]:
        """The results that a COMMAND_INT is answered with."""
        message = d.MAVLink_command_int_message(self.vehicle.system_id, 1, frame, command, 0, 0, *params, x, y, z)
        return [m.result for m in self.send(message) if m.get_type() == "COMMAND_ACK"]

    def set_mode(self, main: int, sub: int = 0) -> list[int]:
        """The results of DO_SET_MODE: two of them."""
        return self.command(d.MAV_CMD_DO_SET_MODE, 1.0, main, sub)

    def upload(self, items: list[tuple[Any, ...]], mission_type: int = 0) -> Any:
        """The MISSION_ACK of an upload of (frame, command, (p1..p4), x, y, z)."""
        system = self.vehicle.system_id
        answers = self.send(d.MAVLink_mission_count_message(system, 1, len(items), mission_type))
        while answers and any(m.get_type() == "MISSION_REQUEST_INT" for m in answers):
            [request] = [m for m in answers if m.get_type() == "MISSION_REQUEST_INT"]
            frame, command, params, x, y, z = items[request.seq]
            answers = self.send(
                d.MAVLink_mission_item_int_message(
                    system, 1, request.seq, frame, command, int(request.seq == 0), 1, *params, x, y, z, mission_type
                )
            )
        [ack] = [m for m in answers if m.get_type() == "MISSION_ACK"]
        return ack

    def last(self, kind: str) -> Any:
        return next(message for _, message in reversed(self.heard) if message.get_type() == kind)

    def all(self, kind: str) -> list[Any]:
        return [message for _, message in self.heard if message.get_type() == kind]

    def texts(self) -> list[str]:
        """Whole texts, chunks joined."""
        whole: dict[int, str] = {}
        for message in self.all("STATUSTEXT"):
            whole[message.id] = whole.get(message.id, "") + message.text
        return list(whole.values())

    def arm_and_take_off(self, height_m: float = 15.0) -> None:
        """Up in the air and holding."""
        self.listen_seldom()
        self.run(6.0)
        assert self.command(d.MAV_CMD_COMPONENT_ARM_DISARM, 1.0) == [ACCEPTED]
        amsl_m = self.pilot.estimate.up_m + height_m
        nan = math.nan
        assert self.command(d.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, nan, nan, nan, amsl_m) == [ACCEPTED]
        self.run_until(lambda: self.pilot.mode.name == "HOLD" and self.pilot.in_air, 40.0)


def opaque_id(message: Any) -> int:
    """The plan checksum that this dialect does not know: behind the known fields, zeros cut off."""
    offset = {"MISSION_ACK": 4, "MISSION_COUNT": 5}[message.get_type()]
    payload = bytes(message.get_msgbuf()[10:-2]).ljust(offset + 4, b"\0")
    return int(struct.unpack_from("<I", payload, offset)[0])


@pytest.fixture
def simulation() -> Simulation:
    return Simulation(origin=ORIGIN, ground_height_m=lambda north_m, east_m: GROUND_M, vehicles=1, seed=7)


@pytest.fixture
def station(simulation: Simulation) -> Station:
    """A station that has talked to one aircraft for six seconds: it is ready to arm."""
    station = Station(simulation)
    station.run(6.0)
    station.listen()
    return station


@pytest.fixture
def flying(simulation: Simulation) -> Station:
    """The same with the aircraft holding 15 m over home."""
    station = Station(simulation)
    station.arm_and_take_off()
    return station


@pytest.fixture
def make_station() -> type[Station]:
    return Station


@pytest.fixture
def plan_id_of() -> Callable[[Any], int]:
    return opaque_id


@pytest.fixture
def free_udp_ports() -> Callable[[int], list[int]]:
    def choose(count: int) -> list[int]:
        sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        ports = [one.getsockname()[1] for one in sockets]
        for one in sockets:
            one.close()
        return ports

    return choose
