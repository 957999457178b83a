"""How a conversation with an aircraft ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a command or transfer ended, in the aircraft's own terms."""

    ACCEPTED = "accepted"
    DENIED = "denied"
    TEMPORARILY_REJECTED = "temporarily_rejected"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"
    UNANSWERED = "unanswered"
    """No answer came: unknown whether it was done. Read the state before asking again."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command or transfer ended and why, in plain English words from the aircraft and the station."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    checksum: int | None = None
    """For a mission: the autopilot's own plan checksum as read from the aircraft."""
