"""MAVLink 2 bytes <-> messages: the simulator's one importer of pymavlink."""

from __future__ import annotations

from typing import Any

from pymavlink.dialects.v20 import all as all_dialect

dialect = all_dialect

Message = Any
"""A message object of the dialect; the dialect ships no types."""

AUTOPILOT = 1
CAMERA = 100


class Codec:
    """The bytes of one link of one aircraft, both ways; each component numbers its own messages."""

    def __init__(self, system_id: int) -> None:
        self.system_id = system_id
        self._parser = dialect.MAVLink(None)
        self._parser.robust_parsing = True
        self._encoders: dict[int, Any] = {}

    def decode(self, datagram: bytes) -> list[Message]:
        """The whole messages that end in `datagram`; noise and unknown messages are left out."""
        messages = self._parser.parse_buffer(datagram) or []
        return [message for message in messages if message.get_srcSystem() != 0 and message.get_type() != "BAD_DATA"]

    def encode(self, message: Message, component: int = AUTOPILOT) -> bytes:
        """One message as a MAVLink 2 frame."""
        encoder = self._encoder(component)
        frame: bytes = message.pack(encoder)
        encoder.seq = (encoder.seq + 1) % 256
        return frame

    def encode_extended(self, message: Message, extension: bytes) -> bytes:
        """One message with extension fields that this dialect does not know, as bytes behind its own."""
        encoder = self._encoder(AUTOPILOT)
        values = [getattr(message, name) for name in message.ordered_fieldnames]
        # The checksum seed covers only the base fields, so a longer payload is still the same message.
        frame: bytes = message._pack(encoder, message.crc_extra, message.unpacker.pack(*values) + extension)
        encoder.seq = (encoder.seq + 1) % 256
        return frame

    def _encoder(self, component: int) -> Any:
        if component not in self._encoders:
            self._encoders[component] = dialect.MAVLink(None, srcSystem=self.system_id, srcComponent=component)
        return self._encoders[component]
