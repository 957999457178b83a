"""Bytes to messages and back: the one importer of pymavlink, of which only the dialect's tables are used.

Frames are cut and checked here because pymavlink's own parser builds every message in full, loses the sender of what
its dialect lacks, and drops extension fields. Frame layout: https://mavlink.io/en/guide/serialization.html
"""

from __future__ import annotations

import binascii
import re
from typing import Any, Final

from pymavlink.dialects.v20 import all as dialect

from ground_station.link.definitions import ADDITIONS, EXTENSIONS, Definition, Field
from ground_station.link.messages import OWN_COMPONENT, OWN_SYSTEM, Message, Unpack

MAGIC_V1: Final = 0xFE
MAGIC_V2: Final = 0xFD
HEADER_V1: Final = 6
HEADER_V2: Final = 10
CHECKSUM: Final = 2
SIGNATURE: Final = 13
IS_SIGNED: Final = 0x01
_NEXT_MAGIC = re.compile(rb"[\xfd\xfe]")


def _definition(kind: Any) -> Definition:
    letters = bytes(kind.native_format).decode()[1:].replace("c", "s")
    fields = []
    for name, letter, length, array_length in zip(
        kind.ordered_fieldnames, letters, kind.lengths, kind.array_lengths, strict=True
    ):
        fields.append(Field(name=name, type=letter, count=max(length, array_length, 1)))
    known = {field.name for field in fields}
    fields += [field for field in EXTENSIONS.get(kind.msgname, ()) if field.name not in known]
    return Definition(kind.msgname, kind.id, kind.crc_extra, fields)


DEFINITIONS: Final[dict[int, Definition]] = {definition.number: definition for definition in ADDITIONS} | {
    number: _definition(kind) for number, kind in dialect.mavlink_map.items()
}
BY_KIND: Final[dict[str, Definition]] = {definition.kind: definition for definition in DEFINITIONS.values()}


def message_number(kind: str) -> int:
    """The message id of `kind`."""
    return BY_KIND[kind].number


# MAVLink's CRC-16/MCRF4XX is the standard library's crc_hqx (same polynomial, start value given) with the bits of
# every byte and of the result in the opposite order: two table look-ups buy a checksum at C speed.
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


_Reading = tuple[str, bytes, Unpack]
"""Kind, extra byte of the checksum, and what finds the fields."""


def checksum(frame_part: bytes, crc_extra: int) -> int:
    """CRC-16/MCRF4XX over a frame without its magic, followed by the message's own extra byte."""
    mirrored = binascii.crc_hqx((frame_part + bytes((crc_extra,))).translate(_REVERSED), 0xFFFF)
    return _REVERSED[mirrored & 0xFF] << 8 | _REVERSED[mirrored >> 8]


def _unpack_v1(definition: Definition) -> Unpack:
    return lambda raw: definition.unpack(raw[HEADER_V1 : HEADER_V1 + raw[1]])


def _unpack_v2(definition: Definition) -> Unpack:
    return lambda raw: definition.unpack(raw[HEADER_V2 : HEADER_V2 + raw[1]])


_READ_V1: Final[dict[int, _Reading]] = {
    number: (one.kind, bytes((one.crc_extra,)), _unpack_v1(one)) for number, one in DEFINITIONS.items()
}
_READ_V2: Final[dict[int, _Reading]] = {
    number: (one.kind, bytes((one.crc_extra,)), _unpack_v2(one)) for number, one in DEFINITIONS.items()
}


def _no_fields(raw: bytes) -> dict[str, Any]:
    return {}


class Decoder:
    """Cuts the messages out of what one sender's channel delivers; noise between them is counted and skipped."""

    def __init__(self) -> None:
        self.noise_bytes = 0
        """Bytes that belonged to no whole, intact frame."""
        self.frames = 0
        self._rest = b""

    def feed_stream(self, chunk: bytes) -> list[Message]:
        """The messages that `chunk` completes; a frame may be split over several chunks."""
        found, used = self._cut(self._rest + chunk, is_complete=False)
        self._rest = (self._rest + chunk)[used:]
        return found

    def feed_datagram(self, datagram: bytes) -> list[Message]:
        """The messages in one datagram; frames never span two."""
        if _is_one_plain_frame(datagram):
            message = read_frame(datagram)
            if message is not None:
                self.frames += 1
                return [message]
        found, _ = self._cut(datagram, is_complete=True)
        return found

    def _cut(self, buffer: bytes, *, is_complete: bool) -> tuple[list[Message], int]:
        found: list[Message] = []
        start, end = 0, len(buffer)
        while start < end:
            length = _frame_length(buffer, start)
            if length is None or (length > end - start and is_complete):
                start = self._skip(buffer, start)
                continue
            if length > end - start:
                break
            message = read_frame(buffer[start : start + length])
            if message is None or not _is_trusted(message, buffer, start + length):
                start = self._skip(buffer, start)
                continue
            found.append(message)
            start += length
        self.frames += len(found)
        return found, start

    def _skip(self, buffer: bytes, start: int) -> int:
        """Where the next frame may begin after a byte at `start` that begins none."""
        match = _NEXT_MAGIC.search(buffer, start + 1)
        following = match.start() if match else len(buffer)
        self.noise_bytes += following - start
        return following


def _is_one_plain_frame(datagram: bytes) -> bool:
    """Whether a datagram is one unsigned MAVLink 2 frame, as nearly all are: that needs no cutting."""
    size = len(datagram)
    return (
        size > HEADER_V2 and datagram[0] == MAGIC_V2 and size == HEADER_V2 + CHECKSUM + datagram[1] and not datagram[2]
    )


def _frame_length(buffer: bytes, start: int) -> int | None:
    """Length of the frame that begins at `start`, a lower bound where its header is cut off, None if none begins."""
    magic = buffer[start]
    if magic == MAGIC_V2:
        if len(buffer) - start < 3:
            return HEADER_V2 + CHECKSUM
        flags = buffer[start + 2]
        if flags & ~IS_SIGNED:
            return None  # the specification: drop a frame with an incompatibility flag one does not know
        return HEADER_V2 + CHECKSUM + buffer[start + 1] + (SIGNATURE if flags else 0)
    if magic == MAGIC_V1:
        return HEADER_V1 + CHECKSUM + (buffer[start + 1] if len(buffer) - start > 1 else 0)
    return None


def _is_trusted(message: Message, buffer: bytes, end: int) -> bool:
    """Whether a frame is one: known ones have a checksum, an unknown one must be followed by a frame or by nothing."""
    return not message.kind.startswith("UNKNOWN_") or end == len(buffer) or buffer[end] in (MAGIC_V1, MAGIC_V2)


def read_frame(raw: bytes) -> Message | None:
    """The message in exactly one frame, or None where it is damaged.

    A message that no definition knows has no checksum that can be tested; it is told apart by its kind, UNKNOWN_nnn.
    """
    if raw[0] == MAGIC_V2:
        number = raw[7] | raw[8] << 8 | raw[9] << 16
        system, component, end = raw[5], raw[6], HEADER_V2 + raw[1]
        reading = _READ_V2.get(number)
    else:
        number, system, component, end = raw[5], raw[3], raw[4], HEADER_V1 + raw[1]
        reading = _READ_V1.get(number)
    if reading is None:
        return Message.received(f"UNKNOWN_{number}", system, component, raw, _no_fields)
    kind, extra, unpack = reading
    # `checksum`, written out: this is done for every frame of every aircraft.
    mirrored = binascii.crc_hqx((raw[1:end] + extra).translate(_REVERSED), 0xFFFF)
    if mirrored != _REVERSED[raw[end]] << 8 | _REVERSED[raw[end + 1]]:
        return None
    return Message.received(kind, system, component, raw, unpack)


def reflagged(frame: bytes, incompatibility_flags: int) -> bytes:
    """A MAVLink 2 frame with other incompatibility flags and, as they are part of it, another checksum; no signature.

    Raises:
        KeyError: the message is not known, so its checksum cannot be made.
    """
    end = HEADER_V2 + frame[1]
    part = bytes((frame[1], incompatibility_flags)) + frame[3:end]
    crc_extra = DEFINITIONS[frame[7] | frame[8] << 8 | frame[9] << 16].crc_extra
    return bytes((MAGIC_V2,)) + part + checksum(part, crc_extra).to_bytes(2, "little")


def without_signature(frame: bytes) -> bytes:
    """A frame as it would be unsigned: what a log is to hold, so that others can replay it."""
    if frame[0] != MAGIC_V2 or not frame[2] & IS_SIGNED:
        return frame
    number = frame[7] | frame[8] << 8 | frame[9] << 16
    return reflagged(frame, 0) if number in DEFINITIONS else frame


class Encoder:
    """Makes MAVLink 2 frames as one sender, numbering them."""

    def __init__(self, system_id: int = OWN_SYSTEM, component_id: int = OWN_COMPONENT) -> None:
        self._system_id = system_id
        self._component_id = component_id
        self._sequence = 0

    def encode(self, message: Message) -> bytes:
        """One frame with `message`.

        Raises:
            ValueError: the message has a field that its definition lacks.
        """
        definition = BY_KIND[message.kind]
        payload = definition.pack(message.fields).rstrip(b"\0") or b"\0"
        header = bytes((len(payload), 0, 0, self._sequence, self._system_id, self._component_id))
        part = header + definition.number.to_bytes(3, "little") + payload
        self._sequence = (self._sequence + 1) % 256
        return bytes((MAGIC_V2,)) + part + checksum(part, definition.crc_extra).to_bytes(2, "little")
