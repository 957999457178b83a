"""Several parameters set at once, each seen to have taken its value, as one exchange."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ground_station.link.exchange import Conversation
from ground_station.link.messages import Message
from ground_station.link.outcomes import Outcome
from ground_station.link.parameters import Parameter, SetExchange

IN_FLIGHT: Final = 5


class SetSeveralExchange(Conversation):
    """Set each of `wanted`; accepted when every one took its value. `outcomes` tells it one by one."""

    def __init__(self, system_id: int, wanted: Sequence[Parameter], *, is_bytewise: bool = True) -> None:
        super().__init__()
        self.outcomes: dict[str, Outcome] = {}
        self._parts = [(one.name, SetExchange(system_id, one, is_bytewise=is_bytewise)) for one in wanted]
        self._waiting = list(self._parts)
        self._under_way: list[tuple[str, SetExchange]] = []

    def start(self, now_s: float) -> list[Message]:
        """Set the first few."""
        return self._go_on([], now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Take the aircraft's answers, set the next ones."""
        if self.done:
            return []
        return self._go_on([one for _, part in self._under_way for one in part.receive(message, now_s)], now_s)

    def tick(self, now_s: float) -> list[Message]:
        """Set again, or give single ones up."""
        if not self._is_due(now_s):
            return []
        return self._go_on([one for _, part in self._under_way for one in part.tick(now_s)], now_s)

    def _go_on(self, outgoing: list[Message], now_s: float) -> list[Message]:
        for name, part in self._under_way:
            if part.outcome is not None:
                self.outcomes[name] = part.outcome
        self._under_way = [(name, part) for name, part in self._under_way if not part.done]
        while self._waiting and len(self._under_way) < IN_FLIGHT:
            name, part = self._waiting.pop(0)
            self._under_way.append((name, part))
            outgoing = outgoing + part.start(now_s)
        self._advance(len(self.outcomes), len(self._parts))
        if not self._under_way:
            self._conclude()
        else:
            self.deadline_s = min(part.deadline_s or now_s for _, part in self._under_way)
        return outgoing

    def _conclude(self) -> None:
        failed = [part for _, part in self._parts if part.outcome is not Outcome.ACCEPTED]
        if not failed:
            self._end(Outcome.ACCEPTED)
            return
        self._end(failed[0].outcome or Outcome.FAILED, *(words for part in failed for words in part.reasons))
