"""Recordings to read, and a small PX4 mission server to talk to without a network."""

from __future__ import annotations

import heapq
import os
import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from ground_station.link.ftp import file_checksum
from ground_station.link.ftp_protocol import Nak, Opcode, Packet, read_packet
from ground_station.link.messages import Message
from ground_station.link.mission_transfer import MissionItem

SYSTEM = 7


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real recordings."""
    folder = Path(os.environ.get("VARDE_SHARED", Path(__file__).parents[3] / "shared")).resolve()
    if not (folder / "data" / "px4").is_dir():
        pytest.skip("no recordings: set VARDE_SHARED to the folder that holds data/px4")
    return folder


def from_vehicle(kind: str, *, system: int = SYSTEM, component: int = 1, **fields: object) -> Message:
    """A message as an aircraft would have sent it, every field present."""
    from ground_station.link.codec import BY_KIND, Encoder, read_frame

    assert kind in BY_KIND
    message = read_frame(Encoder(system, component).encode(Message(kind, **fields)))
    assert message is not None
    return message


class MissionServer:
    """PX4's side of the mission protocol as px4.md measures it: double-buffered, and asking again by itself."""

    ASKS_AGAIN_S = 0.25
    GIVES_UP_S = 5.0

    def __init__(self, *, tells_checksum: bool = True, mission_state: int = 2) -> None:
        self.plan: list[MissionItem] = []
        self.tells_checksum = tells_checksum
        self.mission_state = mission_state
        self._incoming: list[MissionItem] = []
        self._expected: int | None = None
        self._count = 0
        self._heard_s = 0.0
        self._asked_s = 0.0
        self._told_s = 0.0

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Its answers."""
        self._heard_s = now_s
        match message.kind:
            case "MISSION_COUNT":
                self._count, self._expected, self._incoming = message.count, 0, []
                return self._ask(now_s)
            case "MISSION_ITEM_INT":
                return self._take(message, now_s)
            case "MISSION_ACK" if message.type == 15:
                self._expected = None
            case "MISSION_REQUEST_LIST":
                return [self._message("MISSION_COUNT", count=len(self.plan), opaque_id=self._checksum())]
            case "MISSION_REQUEST_INT" if message.seq < len(self.plan):
                fields = dict(self.plan[message.seq].to_message(255, message.seq, 0).fields)
                fields["target_component"] = 190
                return [from_vehicle("MISSION_ITEM_INT", **fields)]
        return []

    def tick(self, now_s: float) -> list[Message]:
        """What it sends by itself."""
        outgoing = []
        if self._expected is not None and now_s - self._heard_s >= self.GIVES_UP_S:
            self._expected = None
        if self._expected is not None and now_s - self._asked_s >= self.ASKS_AGAIN_S:
            outgoing += self._ask(now_s)
        if now_s - self._told_s >= 1.0:
            self._told_s = now_s
            identity = {"mission_id": self._checksum(), "mission_state": self.mission_state}
            outgoing.append(from_vehicle("MISSION_CURRENT", seq=0, total=len(self.plan), **identity))
        return outgoing

    def _take(self, message: Message, now_s: float) -> list[Message]:
        if self._expected is None:
            is_last_again = self._incoming and message.seq + 1 == self._count
            return [self._accept()] if is_last_again else []
        if message.seq != self._expected:
            return []
        self._incoming.append(MissionItem.from_message(message))
        self._expected += 1
        if self._expected < self._count:
            return self._ask(now_s)
        self._expected = None
        self.plan = list(self._incoming)
        return [self._accept()]

    def _accept(self) -> Message:
        return self._message("MISSION_ACK", type=0, opaque_id=self._checksum())

    def _ask(self, now_s: float) -> list[Message]:
        self._asked_s = now_s
        return [self._message("MISSION_REQUEST_INT", seq=self._expected)]

    def _checksum(self) -> int:
        from ground_station.link.mission_items import plan_checksum

        return plan_checksum(self.plan) if self.tells_checksum else 0

    def _message(self, kind: str, **fields: object) -> Message:
        return from_vehicle(kind, target_system=255, target_component=190, **fields)


@pytest.fixture(scope="session")
def heard() -> Callable[..., Message]:
    """Makes messages as an aircraft would have sent them."""
    return from_vehicle


@pytest.fixture(scope="session")
def mission_server() -> type[MissionServer]:
    """PX4's side of the mission protocol."""
    return MissionServer


def fly_through(exchange, server, *, link, until_s=200.0):
    """Run both sides against each other on a virtual clock; `link(direction, number)` says when each message arrives.

    It returns a list of delays: empty is a loss, two are a duplicate. Returns how many messages the station sent.
    """
    queue, sent = [], {"up": 0, "down": 0}

    def post(direction, messages, now_s):
        for message in messages:
            for delay_s in link(direction, sent[direction]):
                heapq.heappush(queue, (now_s + delay_s, len(queue) + sum(sent.values()) * 1000, direction, message))
            sent[direction] += 1

    now_s = 0.0
    post("up", exchange.start(now_s), now_s)
    while not exchange.done and now_s < until_s:
        now_s = round(now_s + 0.05, 6)
        while queue and queue[0][0] <= now_s:
            _, _, direction, message = heapq.heappop(queue)
            if direction == "up":
                post("down", server.receive(message, now_s), now_s)
            else:
                post("up", exchange.receive(message, now_s), now_s)
        post("down", server.tick(now_s), now_s)
        post("up", exchange.tick(now_s), now_s)
    return sent["up"]


@pytest.fixture(name="fly_through", scope="session")
def fly_through_fixture() -> Callable[..., int]:
    """Runs an exchange against the aircraft's side of it over a link that loses, doubles and delays."""
    return fly_through


DELAYS_S = (0.0, 0.01, 0.1, 0.3, 1.0, 2.0)


def bad_link(seed: int, *, loss: float = 0.3, doubled: float = 0.1) -> Callable[[str, int], list[float]]:
    """A link for `fly_through`: loses, doubles, reorders and delays by up to 2 s, always the same for one seed."""
    drawn = random.Random(seed)

    def fate(direction: str, number: int) -> list[float]:
        chance = drawn.random()
        if chance < loss:
            return []
        return [drawn.choice(DELAYS_S) for _ in range(2 if chance < loss + doubled else 1)]

    return fate


@pytest.fixture(name="bad_link", scope="session")
def bad_link_fixture() -> Callable[..., Callable[[str, int], list[float]]]:
    """Makes links that lose, double, reorder and delay."""
    return bad_link


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
        return from_vehicle("FILE_TRANSFER_PROTOCOL", target_system=255, target_component=190, payload=payload)


@pytest.fixture(scope="session")
def file_server() -> type[FtpServer]:
    """PX4's side of MAVLink FTP."""
    return FtpServer
