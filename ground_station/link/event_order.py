"""Events in their order, none lost: gaps are asked for again until the aircraft says that it has forgotten them.

https://mavlink.io/en/services/events.html. Numbers wrap at 65535; PX4 begins at 65526 on purpose.
"""

from __future__ import annotations

from typing import Final

from ground_station.link.messages import AUTOPILOT_COMPONENT, OWN_COMPONENT, OWN_SYSTEM, Message

WRAP: Final = 1 << 16
RESET: Final = 1
"""CURRENT_EVENT_SEQUENCE.flags: the aircraft has started anew."""
ASK_EVERY_S: Final = 0.5
MAX_ASKS: Final = 8
MAX_HISTORY_ASKS: Final = 3
LARGEST_GAP: Final = 256
"""A larger one is a restart that was not heard."""
HISTORY: Final = 20
"""How far back to ask when an aircraft is first heard: PX4 keeps this many, its last arming report among them."""


class EventOrder:
    """One aircraft's events in order. Not an exchange: it lasts as long as the aircraft is heard.

    `receive` gives the events that are ready, in order and each once, and what to send; call `tick` now and then.
    """

    def __init__(self, system_id: int) -> None:
        self.lost = 0
        """Events that the aircraft had forgotten before we could ask."""
        self._system_id = system_id
        self._expected: int | None = None
        self._waiting: dict[int, Message] = {}
        self._newest: int | None = None
        """The last number known to have been given, where it is ahead of what came."""
        self._asks = 0
        self._ask_again_s = 0.0
        self._history_ends: int | None = None

    def is_history(self, event: Message) -> bool:
        """Whether an event happened before this aircraft was first heard."""
        ends = self._history_ends
        return ends is not None and (ends - event.sequence) % WRAP < HISTORY

    def receive(self, message: Message, now_s: float) -> tuple[list[Message], list[Message]]:
        """Take an EVENT, CURRENT_EVENT_SEQUENCE or RESPONSE_EVENT_ERROR."""
        match message.kind:
            case "EVENT":
                ready = self._take(message)
            case "CURRENT_EVENT_SEQUENCE":
                ready = self._note_newest(message.sequence, is_reset=bool(message.flags & RESET))
            case "RESPONSE_EVENT_ERROR" if self._is_for_us(message):
                ready = self._skip(message)
            case _:
                return [], []
        return ready, self._ask(now_s)

    def tick(self, now_s: float) -> tuple[list[Message], list[Message]]:
        """Ask again for a gap, or go on without it."""
        if self._gap() is None or now_s < self._ask_again_s:
            return [], []
        if self._asks < self._most_asks:
            return [], self._ask(now_s)
        ready = self._go_on_behind_gap()
        return ready, self._ask(now_s)

    def _take(self, message: Message) -> list[Message]:
        if self._expected is None:
            self._look_back_from((message.sequence - 1) % WRAP)
        ahead = (message.sequence - (self._expected or 0)) % WRAP
        if ahead >= WRAP // 2:
            return []  # a repeat, or an answer that came after we went on
        if ahead > LARGEST_GAP:
            self._begin_at(message.sequence)
        self._waiting[message.sequence] = message
        return self._ready()

    def _note_newest(self, newest: int, *, is_reset: bool) -> list[Message]:
        if is_reset:
            self._begin_at((newest + 1) % WRAP)
            return []
        if self._expected is None:
            self._look_back_from(newest)
            self._newest = newest
            return []
        ahead = (newest - self._expected) % WRAP
        if ahead == WRAP - 1:
            return []  # all there
        if ahead > LARGEST_GAP:
            if ahead < WRAP // 2 or WRAP - ahead > LARGEST_GAP:
                self._begin_at((newest + 1) % WRAP)
            return []
        if self._newest is None or (newest - self._newest) % WRAP < WRAP // 2:
            self._newest = newest
        return []

    def _look_back_from(self, newest: int) -> None:
        self._begin_at((newest + 1 - HISTORY) % WRAP)
        self._history_ends = newest

    def _begin_at(self, sequence: int) -> None:
        self._expected, self._newest, self._asks = sequence, None, 0
        self._waiting.clear()

    def _ready(self) -> list[Message]:
        ready = []
        while self._expected is not None and self._expected in self._waiting:
            ready.append(self._waiting.pop(self._expected))
            self._expected = (self._expected + 1) % WRAP
            self._asks, self._ask_again_s = 0, 0.0
        return ready

    def _skip(self, message: Message) -> list[Message]:
        if self._expected is None or message.sequence != self._expected:
            return []
        return self._go_on_at(message.sequence_oldest_available)

    def _go_on_behind_gap(self) -> list[Message]:
        gap = self._gap()
        return [] if gap is None else self._go_on_at((gap[1] + 1) % WRAP)

    def _go_on_at(self, sequence: int) -> list[Message]:
        assert self._expected is not None
        skipped = (sequence - self._expected) % WRAP
        if not 0 < skipped < WRAP // 2:
            return []
        if not self._is_in_history:
            self.lost += skipped
        self._expected = sequence
        self._asks, self._ask_again_s = 0, 0.0
        self._waiting = {number: one for number, one in self._waiting.items() if (number - sequence) % WRAP < WRAP // 2}
        return self._ready()

    @property
    def _most_asks(self) -> int:
        """News must not wait long for what happened before."""
        return MAX_HISTORY_ASKS if self._is_in_history else MAX_ASKS

    @property
    def _is_in_history(self) -> bool:
        if self._history_ends is None or self._expected is None:
            return False
        return (self._history_ends - self._expected) % WRAP < HISTORY

    def _gap(self) -> tuple[int, int] | None:
        """First and last number of the first gap."""
        if self._expected is None:
            return None
        if self._waiting:
            nearest = min(self._waiting, key=lambda number: (number - self._expected) % WRAP)  # type: ignore[operator]
            return self._expected, (nearest - 1) % WRAP
        if self._newest is not None and (self._newest - self._expected) % WRAP < WRAP // 2:
            return self._expected, self._newest
        return None

    def _ask(self, now_s: float) -> list[Message]:
        gap = self._gap()
        if gap is None or now_s < self._ask_again_s or self._asks >= self._most_asks:
            return []
        self._asks += 1
        self._ask_again_s = now_s + ASK_EVERY_S
        return [
            Message(
                "REQUEST_EVENT",
                target_system=self._system_id,
                target_component=AUTOPILOT_COMPONENT,
                first_sequence=gap[0],
                last_sequence=gap[1],
            )
        ]

    def _is_for_us(self, message: Message) -> bool:
        return message.target_system in (0, OWN_SYSTEM) and message.target_component in (0, OWN_COMPONENT)
