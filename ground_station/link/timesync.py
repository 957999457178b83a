"""What the aircraft's clock shows, from the station's: TIMESYNC (https://mavlink.io/en/services/timesync.html).

Of many question-and-answer pairs the one with the shortest round trip says most: its error is at most half of that.
Keep one estimate for each path; paths differ in delay.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, OWN_SYSTEM, Message
from ground_station.link.outcomes import Outcome

SAMPLES: Final = 10
REMEMBERED: Final = 32
LONGEST_AGE_S: Final = 120.0
"""Crystals drift by some ten parts in a million: about a millisecond in this time."""
LONGEST_ROUND_TRIP_S: Final = 5.0
RESTART_S: Final = 1.0
"""An aircraft's clock that differs by more than the round trip and this has started anew."""
WAIT_S: Final = 1.0
EVERY_S: Final = 0.1
_NS: Final = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockOffset:
    """How one aircraft's clock stands to the station's."""

    offset_s: float
    """Aircraft's time since boot minus station's monotonic time."""
    round_trip_s: float
    measured_s: float
    """Station's monotonic time."""

    @property
    def error_s(self) -> float:
        """Bound on the error of `offset_s`, drift since the measurement aside."""
        return self.round_trip_s / 2.0

    def boot_s(self, station_s: float) -> float:
        """The aircraft's time at a station's time."""
        return station_s + self.offset_s


class ClockFilter:
    """The best of the newest measurements on one path."""

    def __init__(self) -> None:
        self._kept: deque[ClockOffset] = deque(maxlen=REMEMBERED)

    @property
    def best(self) -> ClockOffset | None:
        """The one with the shortest round trip."""
        return min(self._kept, key=lambda one: one.round_trip_s, default=None)

    def add(self, *, asked_s: float, theirs_s: float, heard_s: float) -> bool:
        """Take a pair; whether it was plausible. A clock that has started anew voids what was measured before."""
        round_trip_s = heard_s - asked_s
        if not 0.0 <= round_trip_s <= LONGEST_ROUND_TRIP_S:
            return False
        offset_s = theirs_s - (asked_s + heard_s) / 2.0
        sample = ClockOffset(offset_s=offset_s, round_trip_s=round_trip_s, measured_s=heard_s)
        best = self.best
        if best is not None and abs(offset_s - best.offset_s) > round_trip_s + best.round_trip_s + RESTART_S:
            self._kept.clear()
        while self._kept and heard_s - self._kept[0].measured_s > LONGEST_AGE_S:
            self._kept.popleft()
        self._kept.append(sample)
        return True


def answer(message: Message, boot_s: float) -> Message | None:
    """Our answer to an aircraft's own TIMESYNC question, or None where it asks nothing."""
    if message.kind != "TIMESYNC" or message.tc1 != 0:
        return None
    return Message("TIMESYNC", tc1=round(boot_s * _NS), ts1=message.ts1, target_system=message.source_system)


class TimesyncExchange(Conversation):
    """Measure an aircraft's clock; what comes of it goes into `clock`, and `clock.best` is the answer."""

    def __init__(self, system_id: int, clock: ClockFilter | None = None, *, samples: int = SAMPLES) -> None:
        super().__init__()
        self.clock = clock or ClockFilter()
        self._system_id = system_id
        self._left = samples
        self._taken = 0
        self._total = samples
        self._asked: set[int] = set()

    def start(self, now_s: float) -> list[Message]:
        """Ask the first time."""
        return self._ask(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Take an answer to one of our questions, each once."""
        if self.done or message.kind != "TIMESYNC" or message.tc1 == 0 or message.ts1 not in self._asked:
            return []
        if (message.source_system, message.source_component) != (self._system_id, AUTOPILOT_COMPONENT):
            return []
        if message.target_system not in (0, OWN_SYSTEM):
            return []
        self._asked.discard(message.ts1)
        taken = self.clock.add(asked_s=message.ts1 / _NS, theirs_s=message.tc1 / _NS, heard_s=now_s)
        self._taken += int(taken)
        self._advance(self._taken, self._total)
        if self._left and self.deadline_s is not None:
            self.deadline_s = min(self.deadline_s, now_s + EVERY_S)
        return [] if self._left or self._asked else self._close()

    def tick(self, now_s: float) -> list[Message]:
        """Ask again, or close."""
        if not self._is_due(now_s):
            return []
        return self._ask(now_s) if self._left else self._close()

    def _close(self) -> list[Message]:
        if self._taken:
            return self._end(Outcome.ACCEPTED)
        return self._end(Outcome.UNANSWERED, "The aircraft does not tell the time of its clock.")

    def _ask(self, now_s: float) -> list[Message]:
        self._left -= 1
        self.deadline_s = now_s + WAIT_S
        asked = round(now_s * _NS) or 1
        self._asked.add(asked)
        return [
            Message("TIMESYNC", tc1=0, ts1=asked, target_system=self._system_id, target_component=AUTOPILOT_COMPONENT)
        ]
