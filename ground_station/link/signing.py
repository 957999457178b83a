"""MAVLink 2 message signing: who sent it, and that it is no replay.

https://mavlink.io/en/guide/message_signing.html
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from ground_station.link.codec import HEADER_V2, IS_SIGNED, MAGIC_V2, SIGNATURE, reflagged
from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message
from ground_station.link.outcomes import Outcome

KEY_BYTES: Final = 32
EPOCH_UNIX_S: Final = 1_420_070_400
"""2015-01-01: where signing timestamps begin, in units of ten microseconds."""
UNITS_PER_S: Final = 100_000
OLDEST_S: Final = 60
"""A stream heard for the first time may be this far behind."""
RESERVED_UNITS: Final = 60 * UNITS_PER_S
"""How far ahead of use the clock is written down, so that it need not be for every message."""
MAX_STREAMS: Final = 4096
NEVER_SIGNED: Final = frozenset({"RADIO_STATUS"})
"""Radios put these in themselves and know no key."""


class SigningKey:
    """A 32-byte secret that never shows itself in a log or a traceback."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        """Raises `ValueError` for another length."""
        if len(secret) != KEY_BYTES:
            raise ValueError(f"a signing key has {KEY_BYTES} bytes")
        self._secret = bytes(secret)

    @staticmethod
    def from_passphrase(words: str) -> SigningKey:
        """The key that QGroundControl, Mission Planner and MAVProxy make of a passphrase: its SHA-256."""
        return SigningKey(hashlib.sha256(words.encode("utf-8")).digest())

    def reveal(self) -> bytes:
        """The secret itself: for SETUP_SIGNING and the key file only."""
        return self._secret

    def signature(self, frame: bytes, link_id: int, timestamp: int) -> bytes:
        """The 13 bytes after `frame` (magic to checksum): link, time, six bytes of SHA-256."""
        stamp = bytes((link_id,)) + timestamp.to_bytes(6, "little")
        return stamp + hashlib.sha256(self._secret + frame + stamp).digest()[:6]

    def __repr__(self) -> str:
        return "SigningKey(hidden)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SigningKey) and hmac.compare_digest(self._secret, other._secret)

    def __hash__(self) -> int:
        return id(self)

    def __reduce__(self) -> str:
        raise TypeError("a signing key is not pickled")


def timestamp_at(unix_s: float) -> int:
    """Signing time at a time of day."""
    return max(0, int((unix_s - EPOCH_UNIX_S) * UNITS_PER_S))


class SignatureClock:
    """Signing time that never goes back, not even over a restart with a wrong clock.

    `begin` is what was last reserved; `reserve` is called with a time before any up to it is used, and must have
    written it down when it returns.
    """

    def __init__(self, begin: int = 0, reserve: Callable[[int], None] | None = None) -> None:
        self._last = begin
        self._reserved = begin
        self._reserve = reserve

    def next(self, unix_s: float) -> int:
        """A time later than every one given before."""
        self._last = max(self._last + 1, timestamp_at(unix_s))
        if self._last > self._reserved and self._reserve is not None:
            self._reserved = self._last + RESERVED_UNITS
            self._reserve(self._reserved)
        return self._last

    @property
    def last(self) -> int:
        """The newest time given or heard."""
        return self._last

    def hear(self, timestamp: int) -> None:
        """Another's valid signature: ours must not lag behind it."""
        self._last = max(self._last, timestamp)


class Verdict(StrEnum):
    """What to make of a received frame."""

    TRUSTED = "trusted"
    """Signed with our key, and new."""
    UNSIGNED = "unsigned"
    FORGED = "forged"
    """Signed with another key, or altered."""
    REPLAYED = "replayed"
    """Signed with our key, but not newer than what was heard."""


class LinkSigning:
    """Signing of one link: its key, what was heard on it, and whether unsigned traffic is refused."""

    def __init__(self, key: SigningKey, clock: SignatureClock, *, link_id: int = 0, is_required: bool = True) -> None:
        self.key = key
        self.is_required = is_required
        self.refused: dict[Verdict, int] = dict.fromkeys(Verdict, 0)
        """How many frames were not let in, by why."""
        self._clock = clock
        self._link_id = link_id
        self._heard: dict[tuple[int, int, int], int] = {}

    def sign(self, frame: bytes, unix_s: float) -> bytes:
        """An unsigned MAVLink 2 frame, signed."""
        flagged = reflagged(frame, IS_SIGNED)
        return flagged + self.key.signature(flagged, self._link_id, self._clock.next(unix_s))

    def lets_in(self, message: Message, unix_s: float) -> bool:
        """Whether a received message may be believed."""
        verdict = self.judge(message.raw, unix_s)
        if verdict is Verdict.TRUSTED:
            return True
        if verdict is Verdict.UNSIGNED and (not self.is_required or message.kind in NEVER_SIGNED):
            return True
        self.refused[verdict] += 1
        return False

    def judge(self, raw: bytes, unix_s: float) -> Verdict:
        """Whether a whole frame is signed by who knows the key, and new."""
        if raw[0] != MAGIC_V2 or not raw[2] & IS_SIGNED:
            return Verdict.UNSIGNED
        body, told = raw[:-SIGNATURE], raw[-SIGNATURE:]
        link_id, timestamp = told[0], int.from_bytes(told[1:7], "little")
        if not hmac.compare_digest(self.key.signature(body, link_id, timestamp), told):
            return Verdict.FORGED
        stream = (raw[5], raw[6], link_id)
        last = self._heard.get(stream)
        if last is None:
            # As the specification has it: a stream not heard before may lag behind our time by a minute, not more.
            oldest = max(self._clock.last, timestamp_at(unix_s)) - OLDEST_S * UNITS_PER_S
            if timestamp < oldest or len(self._heard) >= MAX_STREAMS:
                return Verdict.REPLAYED
        elif timestamp <= last:
            return Verdict.REPLAYED
        self._heard[stream] = timestamp
        self._clock.hear(timestamp)
        return Verdict.TRUSTED


class SetUpSigningExchange(Conversation):
    """Give an aircraft a key (or none, which ends signing). There is no answer: it is believed when it signs.

    Send this over a wire or a link that nobody listens to: the key crosses it in the clear.
    """

    WAIT_S: Final = 2.0
    ATTEMPTS: Final = 3

    def __init__(self, system_id: int, key: SigningKey | None, *, unix_s: float) -> None:
        """`unix_s` is the time of day at the start."""
        super().__init__()
        self._system_id = system_id
        self._key = key
        self._unix_s = unix_s
        self._began_s = 0.0
        self._attempts_left = self.ATTEMPTS

    def start(self, now_s: float) -> list[Message]:
        """Send the key."""
        self._began_s = now_s
        return self._send(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """End when the aircraft signs with the key, or, after an end of signing, when it no longer signs."""
        if self.done or not message.raw or message.source_component != AUTOPILOT_COMPONENT:
            return []
        if message.source_system != self._system_id or message.kind in NEVER_SIGNED:
            return []
        is_signed = message.raw[0] == MAGIC_V2 and bool(message.raw[2] & IS_SIGNED)
        if self._key is None:
            return [] if is_signed else self._end(Outcome.ACCEPTED)
        if is_signed and _is_signed_with(self._key, message.raw):
            return self._end(Outcome.ACCEPTED)
        return []

    def tick(self, now_s: float) -> list[Message]:
        """Send it again, or give up."""
        if not self._is_due(now_s):
            return []
        if self._attempts_left:
            return self._send(now_s)
        return self._end(Outcome.UNANSWERED, "The aircraft does not sign with the key: its firmware may not know how.")

    def _send(self, now_s: float) -> list[Message]:
        self._attempts_left -= 1
        self.deadline_s = now_s + self.WAIT_S
        secret = bytes(KEY_BYTES) if self._key is None else self._key.reveal()
        timestamp = 0 if self._key is None else timestamp_at(self._unix_s + now_s - self._began_s)
        return [
            Message(
                "SETUP_SIGNING",
                target_system=self._system_id,
                target_component=AUTOPILOT_COMPONENT,
                secret_key=tuple(secret),
                initial_timestamp=timestamp,
            )
        ]


def _is_signed_with(key: SigningKey, raw: bytes) -> bool:
    told = raw[-SIGNATURE:]
    wanted = key.signature(raw[:-SIGNATURE], told[0], int.from_bytes(told[1:7], "little"))
    return len(raw) > HEADER_V2 + SIGNATURE and hmac.compare_digest(wanted, told)
