"""One aircraft's events from the wire to reasons: in order, none lost, in words."""

from __future__ import annotations

from typing import Final

from ground_station.link.event_metadata import EventBook
from ground_station.link.event_order import EventOrder
from ground_station.link.events import EventReader, Reason
from ground_station.link.messages import Message
from ground_station.link.statustext import Text

KINDS: Final = frozenset({"EVENT", "CURRENT_EVENT_SEQUENCE", "RESPONSE_EVENT_ERROR"})
"""What to hand to `receive`."""


class EventFeed:
    """Hand it every message of `KINDS` from the autopilot, call `tick` a few times a second, send what it returns."""

    def __init__(self, system_id: int) -> None:
        self._order = EventOrder(system_id)
        self._reader = EventReader()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Everything the newest whole arming report finds at fault."""
        return self._reader.reasons

    @property
    def blockers(self) -> tuple[str, ...]:
        """Why the aircraft would not arm in hold mode."""
        return self._reader.blockers

    @property
    def can_arm_groups(self) -> int | None:
        """PX4's mode groups in which it would arm now; None before the first report."""
        return self._reader.can_arm_groups

    @property
    def lost(self) -> int:
        """Events that could not be had."""
        return self._order.lost

    def teach(self, book: EventBook) -> None:
        """Know the aircraft's own words from now on."""
        self._reader.book = book

    def receive(self, message: Message, now_s: float) -> tuple[list[Text], list[Message]]:
        """The refusals that became known, and what to send."""
        return self._read(*self._order.receive(message, now_s))

    def tick(self, now_s: float) -> tuple[list[Text], list[Message]]:
        """The same, by the passing of time."""
        return self._read(*self._order.tick(now_s))

    def _read(self, ready: list[Message], outgoing: list[Message]) -> tuple[list[Text], list[Message]]:
        texts: list[Text] = []
        for event in ready:
            told = self._reader.receive(event)
            if not self._order.is_history(event):
                texts += told
        return texts, outgoing
