"""Files on an aircraft: listed, and fetched by burst with the gaps filled in and the whole proved by its checksum."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ground_station.link.ftp_protocol import (
    MOST_DATA_BYTES,
    SEQUENCE,
    FtpConversation,
    Nak,
    Opcode,
    Packet,
    is_nak,
    path_of,
)
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message
from ground_station.link.outcomes import Outcome
from ground_station.link.pieces import Pieces

BURST_SILENCE_S: Final = 0.6
"""After which a burst has ended without saying so."""
BEYOND_BURST: Final = 4096
"""Requests after a burst are numbered well past it: how many packets it really had is not known."""
LONGEST_LIST: Final = 10_000
MAX_BYTES: Final = 512 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One name in a folder on the aircraft."""

    name: str
    is_folder: bool
    size_bytes: int = 0


class FolderExchange(FtpConversation):
    """List a folder; `entries` holds all of it when the outcome is accepted."""

    def __init__(
        self, system_id: int, path: str, *, component_id: int = AUTOPILOT_COMPONENT, first_sequence: int | None = None
    ) -> None:
        super().__init__(system_id, path_of(path), component_id=component_id, first_sequence=first_sequence)
        self.entries: tuple[Entry, ...] = ()
        self._found: list[Entry] = []
        self._taken = 0
        """Entries told so far, skipped ones too: the offset of the next question."""

    def start(self, now_s: float) -> list[Message]:
        """Ask for the beginning."""
        return self._ask(Opcode.LIST, now_s)

    def _take(self, packet: Packet, now_s: float) -> list[Message]:
        if not self._is_answer(packet):
            return []
        if is_nak(packet, Nak.END_OF_FILE):
            self.entries = tuple(self._found)
            return self._end(Outcome.ACCEPTED)
        if packet.opcode == Opcode.NAK:
            return self._refused(packet)
        told = [one for one in packet.content.split(b"\0") if one]
        self._taken += len(told)
        self._found += [entry for one in told if (entry := _entry(one.decode("utf-8", "replace"))) is not None]
        self._advance(self._taken, 0)
        if not told or self._taken > LONGEST_LIST:
            return self._end(Outcome.FAILED, f"{self._path}: the aircraft's list does not end.")
        return self._ask(Opcode.LIST, now_s, offset=self._taken)


def _entry(told: str) -> Entry | None:
    """`Dname`, `Fname<tab>size`; `S` is a place without one."""
    match told[:1]:
        case "D":
            return Entry(name=told[1:], is_folder=True)
        case "F":
            name, _, size = told[1:].partition("\t")
            return Entry(name=name, is_folder=False, size_bytes=int(size) if size.isdigit() else 0)
        case _:
            return None


class FileExchange(FtpConversation):
    """Fetch a file; `content` holds all of it when the outcome is accepted.

    `is_proven` tells whether the aircraft's own CRC-32 of the file was the same; one that differs is a failure.
    """

    def __init__(
        self,
        system_id: int,
        path: str,
        *,
        component_id: int = AUTOPILOT_COMPONENT,
        piece_bytes: int = MOST_DATA_BYTES,
        first_sequence: int | None = None,
    ) -> None:
        """`piece_bytes` below the most spares a radio that loses long messages."""
        super().__init__(system_id, path_of(path), component_id=component_id, first_sequence=first_sequence)
        self.content = b""
        self.is_proven = False
        self._piece_bytes = min(piece_bytes, MOST_DATA_BYTES)
        self._session = 0
        self._pieces = Pieces(0)
        self._has_reset = False
        self._is_bursting = False
        self._had_bytes = 0
        """When the burst under way was asked for: one that brings nothing new is asked for again only so often."""
        self._phase: Callable[[Packet, float], list[Message]] = self._opened

    def start(self, now_s: float) -> list[Message]:
        """Open it."""
        return self._ask(Opcode.OPEN, now_s)

    def tick(self, now_s: float) -> list[Message]:
        """A burst that fell silent has its gaps filled; other questions are asked again."""
        if self._is_due(now_s) and self._is_bursting and self._pieces.received_bytes > self._had_bytes:
            return self._fill(now_s)
        return super().tick(now_s)

    def cancel(self, now_s: float) -> list[Message]:
        """Break off; the aircraft's one session is freed."""
        if self.done:
            return []
        is_open = self._phase not in (self._opened, self._was_reset)
        self._end(Outcome.CANCELLED)
        if not is_open:
            return []
        closing = Packet(sequence=(self._sequence + 1) % SEQUENCE, opcode=Opcode.TERMINATE, session=self._session)
        return [closing.to_message(self._system_id, self._component_id)]

    def _give_up(self) -> list[Message]:
        self._end(Outcome.UNANSWERED, f"{self._path}: the aircraft stopped answering.")
        if self._phase != self._read:
            return []
        closing = Packet(sequence=(self._sequence + 1) % SEQUENCE, opcode=Opcode.TERMINATE, session=self._session)
        return [closing.to_message(self._system_id, self._component_id)]

    def _take(self, packet: Packet, now_s: float) -> list[Message]:
        return self._phase(packet, now_s)

    def _opened(self, packet: Packet, now_s: float) -> list[Message]:
        if not self._is_answer(packet):
            return []
        if is_nak(packet, Nak.NO_SESSION_FREE) and not self._has_reset:
            # PX4 has one session, and keeps it for 10 s after who held it is gone.
            self._has_reset = True
            self._phase = self._was_reset
            return self._ask(Opcode.RESET, now_s)
        if packet.opcode == Opcode.NAK or len(packet.content) < 4:
            return self._refused(packet)
        (size,) = struct.unpack_from("<I", packet.content)
        if size > MAX_BYTES:
            return self._end(Outcome.FAILED, f"{self._path}: {size} bytes are more than this station takes.")
        self._session, self._pieces = packet.session, Pieces(size)
        self._phase = self._read
        self._advance(0, size)
        return self._fill(now_s, may_burst=True)

    def _was_reset(self, packet: Packet, now_s: float) -> list[Message]:
        if not self._is_answer(packet):
            return []
        self._phase = self._opened
        return self._ask(Opcode.OPEN, now_s)

    def _read(self, packet: Packet, now_s: float) -> list[Message]:
        if packet.session != self._session or packet.request not in (Opcode.BURST, Opcode.READ):
            return []
        if packet.opcode == Opcode.NAK:
            if is_nak(packet, Nak.END_OF_FILE) or not self._is_answer(packet):
                return self._fill(now_s) if self._is_bursting and packet.request == Opcode.BURST else []
            return self._refused(packet)
        is_news = self._pieces.put(packet.offset, packet.content)
        self._advance(self._pieces.received_bytes, self._pieces.size_bytes)
        gap = self._pieces.first_gap
        if gap is None:
            return self._close(now_s)
        if not self._is_bursting:
            # The gap asked for may have been filled by a straggler of the burst.
            return self._fill(now_s) if self._asked is not None and self._asked.offset < gap[0] else []
        if packet.is_burst_complete and is_news:
            return self._fill(now_s, may_burst=True)
        self.deadline_s = now_s + BURST_SILENCE_S
        return []

    def _fill(self, now_s: float, *, may_burst: bool = False) -> list[Message]:
        """Ask for the first gap: by burst where everything behind it is missing too."""
        gap = self._pieces.first_gap
        if gap is None:
            return self._close(now_s)
        start, end = gap
        was_bursting, self._is_bursting = self._is_bursting, False
        if was_bursting:
            self._sequence = (self._sequence + BEYOND_BURST) % SEQUENCE
        if end == self._pieces.size_bytes and (may_burst or end - start > self._piece_bytes):
            self._is_bursting, self._had_bytes = True, self._pieces.received_bytes
            return self._ask(Opcode.BURST, now_s, session=self._session, size=self._piece_bytes, offset=start)
        size = min(self._piece_bytes, end - start)
        return self._ask(Opcode.READ, now_s, session=self._session, size=size, offset=start)

    def _close(self, now_s: float) -> list[Message]:
        self._is_bursting = False
        self._sequence = (self._sequence + BEYOND_BURST) % SEQUENCE
        self._phase = self._closed
        return self._ask(Opcode.TERMINATE, now_s, session=self._session)

    def _closed(self, packet: Packet, now_s: float) -> list[Message]:
        if not self._is_answer(packet):
            return []
        self._phase = self._summed
        return self._ask(Opcode.CHECKSUM, now_s)

    def _summed(self, packet: Packet, now_s: float) -> list[Message]:
        if not self._is_answer(packet):
            return []
        if packet.opcode == Opcode.ACK and len(packet.content) >= 4:
            (told,) = struct.unpack_from("<I", packet.content)
            if told != file_checksum(self._pieces.content):
                return self._end(Outcome.FAILED, f"{self._path}: it was damaged on the way. Fetch it again.")
            self.is_proven = True
        self.content = self._pieces.content
        return self._end(Outcome.ACCEPTED)


def file_checksum(content: bytes) -> int:
    """CRC-32 as PX4 counts it: zlib's table, without its start value and final complement."""
    return zlib.crc32(content, 0xFFFFFFFF) ^ 0xFFFFFFFF
