"""MAVLink 2 message signing (https://mavlink.io/en/guide/message_signing.html), with the rules of PX4 1.18.

PX4 1.17, which the simulator otherwise follows, neither signs nor looks at signatures. 1.18 does, and so does the
simulator, from the moment that a station sets a key: until then both behave the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from firmware_sim.mavlink.codec import AUTOPILOT, FRAME_START, SIGNED_FLAG, Message, dialect, message_number
from firmware_sim.mavlink.link import Link

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

TRAILER_BYTES, SIGNATURE_BYTES = 13, 6
OLDEST_NEW_STREAM = 6_000_000
"""A minute in steps of ten microseconds: how far a stream that was never heard may lie behind."""
MOST_STREAMS = 16
NO_KEY = bytes(32)
LET_THROUGH = frozenset(
    {
        dialect.MAVLINK_MSG_ID_HEARTBEAT,
        dialect.MAVLINK_MSG_ID_RADIO_STATUS,
        dialect.MAVLINK_MSG_ID_ADSB_VEHICLE,
        dialect.MAVLINK_MSG_ID_COLLISION,
    }
)
"""What PX4 takes unsigned or wrongly signed whatever happens: who is there, radios, and traffic."""


@dataclass(slots=True)
class Signing:
    """The key of one aircraft, shared by its links; without one every frame is taken and none is signed."""

    key: bytes | None = None
    timestamp: int = 0
    """The next to sign with: it counts on with each frame and never lies behind what was heard."""
    _heard: dict[tuple[int, int, int], int] = field(default_factory=dict)
    """The newest timestamp of each stream: system, component, link number."""

    def set_key(self, key: bytes, timestamp: int) -> None:
        """A new key, or none when all is zero."""
        self.key = key if key != NO_KEY or timestamp != 0 else None
        self.timestamp = timestamp
        self._heard.clear()

    def trailer(self, frame: bytes, link_number: int) -> bytes:
        """What goes behind a frame whose flag already says that it is signed."""
        assert self.key is not None
        stamp = bytes([link_number]) + self.timestamp.to_bytes(6, "little")
        self.timestamp += 1
        return stamp + _signature(self.key, frame, stamp)

    def accepts(self, frame: bytes) -> bool:
        """Whether a frame that came is to be believed."""
        return self.key is None or self._verifies(frame, self.key) or message_number(frame) in LET_THROUGH

    def _verifies(self, frame: bytes, key: bytes) -> bool:
        if frame[0] != FRAME_START or not frame[2] & SIGNED_FLAG or len(frame) <= TRAILER_BYTES:
            return False
        signed, trailer = frame[:-TRAILER_BYTES], frame[-TRAILER_BYTES:]
        stamp, signature = trailer[:-SIGNATURE_BYTES], trailer[-SIGNATURE_BYTES:]
        if _signature(key, signed, stamp) != signature:
            return False
        return self._is_fresh((frame[5], frame[6], stamp[0]), int.from_bytes(stamp[1:], "little"))

    def _is_fresh(self, stream: tuple[int, int, int], timestamp: int) -> bool:
        newest = self._heard.get(stream)
        if newest is None:
            if len(self._heard) >= MOST_STREAMS or timestamp + OLDEST_NEW_STREAM < self.timestamp:
                return False
        elif timestamp <= newest:
            return False
        self._heard[stream] = timestamp
        self.timestamp = max(self.timestamp, timestamp)
        return True


def _signature(key: bytes, frame: bytes, stamp: bytes) -> bytes:
    return hashlib.sha256(key + frame + stamp).digest()[:SIGNATURE_BYTES]


class SigningSetup:
    """SETUP_SIGNING: a first key from anybody, another one or none only from who has the present one."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._pilot = vehicle.autopilot
        self._card = card = vehicle.card
        self._signing = Signing(key=card.signing_key, timestamp=card.signing_timestamp)
        for number, link in enumerate(vehicle.links.values()):
            link.codec.signing, link.codec.link_number = self._signing, number

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """Take a key while disarmed; that the frame was signed with the present key is known by now."""
        if message.get_type() != "SETUP_SIGNING":
            return False
        if message.target_component in (0, AUTOPILOT) and not self._pilot.armed:
            self._signing.set_key(bytes(message.secret_key), message.initial_timestamp)
            self._card.signing_key, self._card.signing_timestamp = self._signing.key, self._signing.timestamp
        return True

    def tick(self, link: Link, now_s: float) -> None:
        """Nothing: frames are signed where they are made."""
