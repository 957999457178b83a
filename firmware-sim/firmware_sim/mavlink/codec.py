"""MAVLink 2 bytes <-> messages: the simulator's one importer of pymavlink."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, Protocol

from pymavlink.dialects.v20 import all as all_dialect

dialect = all_dialect

Message = Any
"""A message object of the dialect; the dialect ships no types."""

AUTOPILOT = 1
CAMERA = 100


EVENT, CURRENT_EVENT_SEQUENCE, REQUEST_EVENT, RESPONSE_EVENT_ERROR = 410, 411, 412, 413
COMPONENT_INFORMATION, COMPONENT_METADATA = 395, 397
LINK_NODE_STATUS, TIME_ESTIMATE_TO_TARGET = 8, 380
FRAME_START, SIGNED_FLAG = 0xFD, 0x01
CRC_EXTRAS = {
    EVENT: 160,
    CURRENT_EVENT_SEQUENCE: 106,
    REQUEST_EVENT: 33,
    RESPONSE_EVENT_ERROR: 77,
    COMPONENT_INFORMATION: 0,
    COMPONENT_METADATA: 182,
    LINK_NODE_STATUS: 117,
    TIME_ESTIMATE_TO_TARGET: 232,
}
"""The messages of the public common.xml that pymavlink's dialects lack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRequest:
    """REQUEST_EVENT."""

    first_sequence: int
    last_sequence: int
    target_system: int
    target_component: int
    sender: tuple[int, int]
    frame: bytes

    def get_type(self) -> str:
        """Its name, as of any other message."""
        return "REQUEST_EVENT"

    def get_srcSystem(self) -> int:  # noqa: N802 - as pymavlink's messages have it
        """System of the sender."""
        return self.sender[0]

    def get_srcComponent(self) -> int:  # noqa: N802
        """Component of the sender."""
        return self.sender[1]

    def get_msgbuf(self) -> bytes:
        """The frame as it came."""
        return self.frame


def _event_request(frame: bytes) -> EventRequest | None:
    body, end = frame[1 : 10 + frame[1]], 10 + frame[1]
    checksum = all_dialect.x25crc(body + bytes([CRC_EXTRAS[REQUEST_EVENT]])).crc
    if frame[end : end + 2] != struct.pack("<H", checksum):
        return None
    first, last, system, component = struct.unpack("<HHBB", frame[10:end][:6].ljust(6, b"\0"))
    return EventRequest(
        first_sequence=first,
        last_sequence=last,
        target_system=system,
        target_component=component,
        sender=(frame[5], frame[6]),
        frame=frame,
    )


def message_number(frame: bytes) -> int:
    """Which message a whole frame carries, MAVLink 1 or 2."""
    return int.from_bytes(frame[7:10], "little") if frame[0] == FRAME_START else frame[5]


class FrameSigner(Protocol):
    """Who signs frames and judges those that come."""

    key: bytes | None

    def trailer(self, frame: bytes, link_number: int) -> bytes:
        """What goes behind a frame whose flag says that it is signed."""

    def accepts(self, frame: bytes) -> bool:
        """Whether a frame that came is to be believed."""


class Codec:
    """The bytes of one link of one aircraft, both ways; each component numbers its own messages."""

    def __init__(self, system_id: int) -> None:
        self.system_id = system_id
        self.signing: FrameSigner | None = None
        self.link_number = 0
        self._parser = dialect.MAVLink(None)
        self._parser.robust_parsing = True
        self._encoders: dict[int, Any] = {}
        self._numbers: dict[int, tuple[bytes, bytes]] = {}
        """By message number: the number as it stands in a frame, and the seed of its checksum."""

    def decode(self, datagram: bytes) -> list[Message]:
        """The whole messages that end in `datagram`; noise, unknown and wrongly signed messages are left out."""
        known = (self._known(message) for message in self._parser.parse_buffer(datagram) or [])
        return [
            message
            for message in known
            if message is not None
            and message.get_srcSystem() != 0
            and message.get_type() != "BAD_DATA"
            and (self.signing is None or self.signing.accepts(bytes(message.get_msgbuf())))
        ]

    @staticmethod
    def _known(message: Message) -> Message | None:
        if message.get_type() == f"UNKNOWN_{REQUEST_EVENT}":
            return _event_request(bytes(message.get_msgbuf()))
        return message

    def encode_payload(self, number: int, payload: bytes, component: int = AUTOPILOT) -> bytes:
        """One message by its number and its whole payload, whether or not the dialect has it."""
        encoder = self._encoder(component)
        cut = payload.rstrip(b"\0") or payload[:1]
        known = self._numbers.get(number)
        if known is None:
            extra = CRC_EXTRAS[number] if number in CRC_EXTRAS else dialect.mavlink_map[number].crc_extra
            known = self._numbers[number] = number.to_bytes(3, "little"), bytes([extra])
        name, seed = known
        sequence = encoder.seq
        encoder.seq = (sequence + 1) % 256
        body = bytes((len(cut), 0, 0, sequence, self.system_id, component)) + name + cut
        checksum: int = dialect.x25crc(body + seed).crc
        return self._signed(b"\xfd" + body + checksum.to_bytes(2, "little"), seed[0])

    def encode(self, message: Message, component: int = AUTOPILOT) -> bytes:
        """One message as a MAVLink 2 frame."""
        encoder = self._encoder(component)
        frame: bytes = message.pack(encoder)
        encoder.seq = (encoder.seq + 1) % 256
        return self._signed(frame, message.crc_extra)

    def encode_extended(self, message: Message, extension: bytes) -> bytes:
        """One message with extension fields that this dialect does not know, as bytes behind its own."""
        encoder = self._encoder(AUTOPILOT)
        values = [getattr(message, name) for name in message.ordered_fieldnames]
        # The checksum seed covers only the base fields, so a longer payload is still the same message.
        frame: bytes = message._pack(encoder, message.crc_extra, message.unpacker.pack(*values) + extension)
        encoder.seq = (encoder.seq + 1) % 256
        return self._signed(frame, message.crc_extra)

    def _signed(self, frame: bytes, crc_extra: int) -> bytes:
        """The frame as it goes out: as it is without a key, else with flag, new checksum and signature."""
        if self.signing is None or self.signing.key is None:
            return frame
        body = bytes([frame[1], frame[2] | SIGNED_FLAG]) + frame[3:-2]
        checksum = all_dialect.x25crc(body + bytes([crc_extra])).crc
        flagged = frame[:1] + body + struct.pack("<H", checksum)
        return flagged + self.signing.trailer(flagged, self.link_number)

    def _encoder(self, component: int) -> Any:
        encoder = self._encoders.get(component)
        if encoder is None:
            encoder = dialect.MAVLink(None, srcSystem=self.system_id, srcComponent=component)
            self._encoders[component] = encoder
        return encoder
