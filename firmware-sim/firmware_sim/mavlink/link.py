"""One MAVLink link of an aircraft: what it streams, whom it has heard, what waits to be sent."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field

from firmware_sim.aircraft.events import EventLog
from firmware_sim.mavlink.codec import (
    AUTOPILOT,
    CURRENT_EVENT_SEQUENCE,
    EVENT,
    RESPONSE_EVENT_ERROR,
    Codec,
    EventRequest,
    Message,
    dialect,
    message_number,
)

STATION_SILENCE_S = 2.5
"""PX4 stops its texts on a link this long after the last heartbeat of a ground station."""
TEXT_AGE_LIMIT_S = 5.0
TEXT_CHUNK = 50
SEQUENCE_EVERY_S = 3.06
SEQUENCE_RESET = 1
"""MAV_EVENT_CURRENT_SEQUENCE_FLAGS_RESET: told once, after the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A status text for people."""

    number: int
    at_s: float
    severity: int
    text: str


@dataclass(slots=True, kw_only=True)
class Stream:
    """One message sent at a steady rate."""

    interval_s: float
    default_interval_s: float
    due_s: float


@dataclass(slots=True, kw_only=True)
class Link:
    """One MAVLink instance: `gcs` (to port 14550) or `onboard` (to 14540)."""

    name: str
    codec: Codec
    streams: dict[int, Stream]
    heard: set[tuple[int, int]] = field(default_factory=set)
    station_heard_s: float = -1e9
    texts_sent: int = 0
    events_sent: int = 0
    sequence_due_s: float = 1.8
    room_bytes: int = 15_000
    """What files and logs may send in one step; PX4 SITL's over UDP. A slow radio has less."""
    rate_share: float = 1.0
    """How much slower the streams are than they should be, because a radio's buffer is full."""
    sent_frames: int = 0
    sent_bytes: int = 0
    _outgoing: list[bytes] = field(default_factory=list)

    def send(self, message: Message, component: int = AUTOPILOT) -> None:
        """Queue one message."""
        self._outgoing.append(self.codec.encode(message, component))

    def send_extended(self, message: Message, *extension_u32: int) -> None:
        """Queue one message with unsigned 32-bit extension fields behind it."""
        extension = struct.pack(f"<{len(extension_u32)}I", *extension_u32)
        self._outgoing.append(self.codec.encode_extended(message, extension))

    def send_payload(self, number: int, payload: bytes) -> None:
        """Queue one message by its number, whether or not the dialect has it."""
        self._outgoing.append(self.codec.encode_payload(number, payload))

    def forward(self, frame: bytes) -> None:
        """Queue a frame from another link as it is; a key is never passed on."""
        if message_number(frame) != dialect.MAVLINK_MSG_ID_SETUP_SIGNING:
            self._outgoing.append(frame)

    @property
    def waiting_bytes(self) -> int:
        """What is queued and not taken yet."""
        return sum(map(len, self._outgoing))

    def take(self) -> list[bytes]:
        """The datagrams to send now, several frames in each."""
        datagrams: list[bytes] = []
        datagram = b""
        self.sent_frames += len(self._outgoing)
        for frame in self._outgoing:
            if datagram and len(datagram) + len(frame) > 1400:
                datagrams.append(datagram)
                datagram = b""
            datagram += frame
        if datagram:
            datagrams.append(datagram)
        self._outgoing.clear()
        self.sent_bytes += sum(map(len, datagrams))
        return datagrams

    def set_interval(self, message_id: int, interval_s: float, now_s: float) -> None:
        """SET_MESSAGE_INTERVAL: negative stops the stream, 0 gives it its default rate back."""
        stream = self.streams.setdefault(
            message_id, Stream(interval_s=math.inf, default_interval_s=math.inf, due_s=math.inf)
        )
        stream.interval_s = math.inf if interval_s < 0.0 else interval_s or stream.default_interval_s
        stream.due_s = now_s + stream.interval_s

    def hears_station(self, now_s: float) -> bool:
        """Whether a ground station's heartbeat came lately on this link."""
        return now_s - self.station_heard_s < STATION_SILENCE_S

    def send_events(self, events: EventLog, now_s: float) -> None:
        """Send what is new, whether or not a station listens, and now and then the newest number."""
        for event in events.since(self.events_sent):
            self.send_payload(EVENT, event.payload())
        self.events_sent = events.count
        if now_s >= self.sequence_due_s and events.count:
            is_first = now_s < SEQUENCE_EVERY_S
            self.sequence_due_s = now_s + SEQUENCE_EVERY_S
            payload = struct.pack("<HB", events.newest_sequence, SEQUENCE_RESET if is_first else 0)
            self.send_payload(CURRENT_EVENT_SEQUENCE, payload)

    def answer_event_request(self, request: EventRequest, events: EventLog) -> None:
        """Tell events again, or that one of them is not kept."""
        sequence = request.first_sequence
        for _ in range((request.last_sequence - request.first_sequence) % 65536 + 1):
            event = events.find(sequence)
            if event is None:
                oldest = events.oldest_sequence
                payload = struct.pack("<HHBBB", sequence, oldest, *request.sender, 0)
                self.send_payload(RESPONSE_EVENT_ERROR, payload)
                return
            self.send_payload(EVENT, event.payload())
            sequence = (sequence + 1) % 65536

    def send_texts(self, texts: list[Text], now_s: float) -> None:
        """Send the texts that are new to this link and still fresh."""
        if not self.hears_station(now_s):
            return
        for text in texts:
            if text.number < self.texts_sent or now_s - text.at_s > TEXT_AGE_LIMIT_S:
                continue
            self.texts_sent = text.number + 1
            self._send_text(text)

    def _send_text(self, text: Text) -> None:
        encoded = text.text.encode("ascii", "replace")
        for chunk in range((len(encoded) + TEXT_CHUNK - 1) // TEXT_CHUNK):
            part = encoded[chunk * TEXT_CHUNK : (chunk + 1) * TEXT_CHUNK]
            self.send(dialect.MAVLink_statustext_message(text.severity, part, text.number % 65536, chunk))
