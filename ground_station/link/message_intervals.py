"""A message asked for at a rate, and the rate checked by counting what comes, as an exchange.

An acknowledgement proves nothing: a busy radio is answered with "accepted" and then delivers half.
"""

from __future__ import annotations

from typing import Final

from ground_station.link.codec import message_number
from ground_station.link.commands import CommandExchange, command_long
from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message
from ground_station.link.outcomes import Outcome

SET_MESSAGE_INTERVAL: Final = 511
ENOUGH: Final = 0.8
"""The fraction of the wanted rate that will do."""
SETTLES_S: Final = 0.5
SHORTEST_COUNT_S: Final = 2.0
FEWEST: Final = 5
"""Messages that a count is made long enough for."""


class IntervalExchange(Conversation):
    """Ask for `kind` at `rate_hz` (0: the autopilot's own rate, negative: not at all) and count what comes.

    `seen_hz` is the rate that was counted. Accepted when it is enough; failed when it is not.
    """

    def __init__(self, system_id: int, kind: str, rate_hz: float, *, component_id: int = AUTOPILOT_COMPONENT) -> None:
        super().__init__()
        self.seen_hz: float | None = None
        self._sender = (system_id, component_id)
        self._kind = kind
        self._rate_hz = rate_hz
        interval_us = 1e6 / rate_hz if rate_hz > 0.0 else (0.0 if rate_hz == 0.0 else -1.0)
        request = command_long(
            system_id, SET_MESSAGE_INTERVAL, float(message_number(kind)), interval_us, component_id=component_id
        )
        self._asking = CommandExchange(request, attempts=3)
        self._counts_from_s: float | None = None
        self._count = 0

    def start(self, now_s: float) -> list[Message]:
        """Ask for the rate."""
        return self._after(self._asking.start(now_s), now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Take the answer, then count."""
        if self.done:
            return []
        if not self._asking.done:
            return self._after(self._asking.receive(message, now_s), now_s)
        if message.kind == self._kind and (message.source_system, message.source_component) == self._sender:
            self._count += int(self._counts_from_s is not None and now_s >= self._counts_from_s)
        return []

    def tick(self, now_s: float) -> list[Message]:
        """Ask again, or close the count."""
        if not self._is_due(now_s):
            return []
        return self._after(self._asking.tick(now_s), now_s) if not self._asking.done else self._close(now_s)

    def _after(self, outgoing: list[Message], now_s: float) -> list[Message]:
        asking = self._asking
        self.deadline_s = asking.deadline_s
        if asking.outcome is None:
            return outgoing
        if asking.outcome is not Outcome.ACCEPTED or self._rate_hz <= 0.0:
            self._end(asking.outcome, *asking.reasons)
            return outgoing
        self._counts_from_s = now_s + SETTLES_S
        self.deadline_s = self._counts_from_s + max(SHORTEST_COUNT_S, FEWEST / self._rate_hz)
        return outgoing

    def _close(self, now_s: float) -> list[Message]:
        assert self._counts_from_s is not None
        self.seen_hz = self._count / (now_s - self._counts_from_s)
        if self.seen_hz >= ENOUGH * self._rate_hz:
            return self._end(Outcome.ACCEPTED)
        words = (
            f"{self._kind} comes {self.seen_hz:.1f} times a second, not {self._rate_hz:g}: the link may be too slow."
        )
        return self._end(Outcome.FAILED, words)
