"""The one shape of every conversation with an aircraft: no sockets, no clock, only messages and the time."""

from __future__ import annotations

from typing import Protocol

from ground_station.link.messages import Message
from ground_station.link.outcomes import Outcome


class Exchange(Protocol):
    """A conversation with one aircraft, from its first message to its outcome.

    Send whatever a method returns; give it every message of that aircraft; call `tick` at `deadline_s`. `now_s` is a
    monotonic clock of the caller's.
    """

    @property
    def deadline_s(self) -> float | None:
        """When `tick` wants to be called, or None."""

    @property
    def done(self) -> bool:
        """Whether it has ended."""

    @property
    def outcome(self) -> Outcome | None:
        """How it ended."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it ended so, in plain English."""

    def start(self, now_s: float) -> list[Message]:
        """The first messages."""

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """What `message` calls for."""

    def tick(self, now_s: float) -> list[Message]:
        """What the passing of the deadline calls for."""

    def cancel(self, now_s: float) -> list[Message]:
        """End it early; the messages that leave the aircraft in a clean state."""


class Conversation:
    """What every exchange has: a deadline, and an end that happens once."""

    def __init__(self) -> None:
        self.deadline_s: float | None = None
        self.outcome: Outcome | None = None
        self.reasons: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether it has ended."""
        return self.outcome is not None

    def _end(self, outcome: Outcome, *reasons: str) -> list[Message]:
        self.deadline_s = None
        self.outcome = outcome
        self.reasons = reasons
        return []

    def cancel(self, now_s: float) -> list[Message]:
        """End it early."""
        return [] if self.done else self._end(Outcome.CANCELLED)

    def _is_due(self, now_s: float) -> bool:
        return self.deadline_s is not None and now_s >= self.deadline_s
