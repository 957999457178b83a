"""The one shape of every conversation with an aircraft: no sockets, no clock, only messages and the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ground_station.link.messages import Message
from ground_station.link.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long conversation has come."""

    done: int
    total: int
    """Items, parameters or bytes; 0 while it is not known."""

    @property
    def fraction(self) -> float:
        """From 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


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
        self.progress = Progress(0, 0)
        self.on_progress: Callable[[Progress], None] | None = None
        """Called whenever `progress` has moved."""

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

    def _advance(self, done: int, total: int) -> None:
        moved = Progress(done, total)
        if moved != self.progress:
            self.progress = moved
            if self.on_progress is not None:
                self.on_progress(moved)

    def _is_due(self, now_s: float) -> bool:
        return self.deadline_s is not None and now_s >= self.deadline_s
