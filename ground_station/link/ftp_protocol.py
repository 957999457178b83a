"""MAVLink FTP's requests and replies (https://mavlink.io/en/services/ftp.html), and what its conversations share."""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, OWN_COMPONENT, OWN_SYSTEM, Message
from ground_station.link.outcomes import Outcome

KIND: Final = "FILE_TRANSFER_PROTOCOL"
PAYLOAD_BYTES: Final = 251
MOST_DATA_BYTES: Final = 239
_HEADER: Final = struct.Struct("<HBBBBBxI")
WAITS_S: Final = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 4.0, 4.0)
"""For each attempt; growing, so that a slow link is not flooded with repeats."""
MAX_ATTEMPTS: Final = len(WAITS_S)
SEQUENCE: Final = 1 << 16


class Opcode(IntEnum):
    """What is asked for, or answered."""

    TERMINATE = 1
    RESET = 2
    LIST = 3
    OPEN = 4
    READ = 5
    CHECKSUM = 14
    BURST = 15
    ACK = 128
    NAK = 129


class Nak(IntEnum):
    """Why not."""

    FAIL = 1
    FAIL_ERRNO = 2
    NO_SESSION_FREE = 5
    END_OF_FILE = 6
    UNKNOWN_COMMAND = 7
    NOT_FOUND = 10


NAK_WORDS: Final = {
    1: (Outcome.FAILED, "the aircraft could not do it"),
    2: (Outcome.FAILED, "the aircraft's file system refused"),
    3: (Outcome.FAILED, "the request was damaged"),
    4: (Outcome.FAILED, "the aircraft had closed the file"),
    5: (Outcome.TEMPORARILY_REJECTED, "another program is transferring files with the aircraft"),
    6: (Outcome.FAILED, "the file ended early"),
    7: (Outcome.UNSUPPORTED, "the aircraft does not know this request"),
    8: (Outcome.DENIED, "there is such a file already"),
    9: (Outcome.DENIED, "the file is protected"),
    10: (Outcome.DENIED, "there is no such file or folder on the aircraft"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One FTP payload."""

    sequence: int
    opcode: int
    session: int = 0
    size: int = 0
    request: int = 0
    """In a reply: the opcode it answers."""
    is_burst_complete: bool = False
    offset: int = 0
    content: bytes = b""

    def to_message(self, system_id: int, component_id: int = AUTOPILOT_COMPONENT) -> Message:
        """The message that carries it."""
        header = _HEADER.pack(
            self.sequence,
            self.session,
            self.opcode,
            self.size or len(self.content),
            self.request,
            self.is_burst_complete,
            self.offset,
        )
        return Message(
            KIND,
            target_system=system_id,
            target_component=component_id,
            payload=tuple((header + self.content).ljust(PAYLOAD_BYTES, b"\0")),
        )


def read_packet(message: Message) -> Packet:
    """The packet in a FILE_TRANSFER_PROTOCOL message."""
    raw = bytes(message.payload)
    sequence, session, opcode, size, request, complete, offset = _HEADER.unpack_from(raw)
    content = raw[_HEADER.size : _HEADER.size + min(size, MOST_DATA_BYTES)]
    return Packet(
        sequence=sequence,
        session=session,
        opcode=opcode,
        size=size,
        request=request,
        is_burst_complete=bool(complete),
        offset=offset,
        content=content,
    )


def path_of(uri: str) -> str:
    """The path in `mftp://path`, `mftp://[;comp=1]path` or a plain path."""
    _, scheme, rest = uri.rpartition("://")
    if scheme and rest.startswith("[;"):
        rest = rest.partition("]")[2]
    return rest or uri


class FtpConversation(Conversation):
    """Requests one at a time, each repeated until it is answered or given up.

    PX4 answers a request that carries the last one's number with the last reply, so numbers must go on from one
    conversation to the next: each begins at a random one.
    """

    def __init__(
        self, system_id: int, path: str, *, component_id: int = AUTOPILOT_COMPONENT, first_sequence: int | None = None
    ) -> None:
        super().__init__()
        self._system_id = system_id
        self._component_id = component_id
        self._path = path
        self._sequence = secrets.randbelow(SEQUENCE) if first_sequence is None else first_sequence
        self._asked: Packet | None = None
        self._asked_as: set[int] = set()
        """Every number under which the newest question was asked: a slow answer to an earlier try is one too."""
        self._attempts_left = 0

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Take a reply."""
        if self.done or message.kind != KIND or not self._is_for_us(message):
            return []
        packet = read_packet(message)
        return self._take(packet, now_s) if packet.opcode in (Opcode.ACK, Opcode.NAK) else []

    def tick(self, now_s: float) -> list[Message]:
        """Ask again, or give up."""
        if not self._is_due(now_s):
            return []
        if self._attempts_left == 0 or self._asked is None:
            return self._give_up()
        if self._asked.opcode != Opcode.OPEN:
            # Anew, not as a repeat: PX4 would answer a repeat with its last reply, which may be of a burst.
            return self._ask_packet(self._asked, now_s, attempts=self._attempts_left)
        return self._send(now_s)

    def _take(self, packet: Packet, now_s: float) -> list[Message]:
        raise NotImplementedError

    def _give_up(self) -> list[Message]:
        return self._end(Outcome.UNANSWERED, f"{self._path}: the aircraft stopped answering.")

    def _is_answer(self, packet: Packet) -> bool:
        """Whether it answers the newest question, in whichever try, and not an older one."""
        asked = self._asked
        return (
            asked is not None and packet.request == asked.opcode and (packet.sequence - 1) % SEQUENCE in self._asked_as
        )

    def _ask(self, opcode: Opcode, now_s: float, *, session: int = 0, size: int = 0, offset: int = 0) -> list[Message]:
        content = self._path.encode() if opcode in (Opcode.OPEN, Opcode.LIST, Opcode.CHECKSUM) else b""
        self._asked_as.clear()
        packet = Packet(sequence=0, opcode=opcode, session=session, size=size, offset=offset, content=content)
        return self._ask_packet(packet, now_s, attempts=MAX_ATTEMPTS)

    def _ask_packet(self, packet: Packet, now_s: float, *, attempts: int) -> list[Message]:
        self._sequence = (self._sequence + 1) % SEQUENCE
        self._asked = Packet(
            sequence=self._sequence,
            opcode=packet.opcode,
            session=packet.session,
            size=packet.size,
            offset=packet.offset,
            content=packet.content,
        )
        self._asked_as.add(self._sequence)
        self._attempts_left = attempts
        return self._send(now_s)

    def _send(self, now_s: float) -> list[Message]:
        assert self._asked is not None
        self._attempts_left -= 1
        self.deadline_s = now_s + WAITS_S[MAX_ATTEMPTS - 1 - self._attempts_left]
        return [self._asked.to_message(self._system_id, self._component_id)]

    def _refused(self, packet: Packet) -> list[Message]:
        number = packet.content[0] if packet.content else int(Nak.FAIL)
        outcome, words = NAK_WORDS.get(number, (Outcome.FAILED, f"the aircraft answered with error {number}"))
        return self._end(outcome, f"{self._path}: {words}.")

    def _is_for_us(self, message: Message) -> bool:
        return (
            (message.source_system, message.source_component) == (self._system_id, self._component_id)
            and message.target_system in (0, OWN_SYSTEM)
            and message.target_component in (0, OWN_COMPONENT)
        )


def is_nak(packet: Packet, reason: Nak) -> bool:
    """Whether a reply refuses for that reason."""
    return packet.opcode == Opcode.NAK and packet.content[:1] == bytes((reason,))
