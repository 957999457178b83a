"""Flight logs on an aircraft, listed and fetched by LOG_* messages, gaps filled in.

https://mavlink.io/en/messages/common.html#LOG_REQUEST_LIST. Where the aircraft has MAVLink FTP the same log is
there too, with a checksum that proves it: prefer that. PX4 numbers logs from 0 and tells how many there are
as `last_log_num`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message
from ground_station.link.outcomes import Outcome
from ground_station.link.pieces import Pieces, Put

BLOCK_BYTES: Final = 90
WINDOW_BYTES: Final = 512 * BLOCK_BYTES
"""Asked for at once."""
WAIT_S: Final = 1.5
MAX_ATTEMPTS: Final = 6
"""In a row without news."""
ALL_LOGS: Final = 0xFFFF
MAX_BYTES: Final = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One log on the aircraft."""

    number: int
    size_bytes: int
    began_unix_s: int
    """0 where the aircraft did not know the time."""


class _LogConversation(Conversation):
    def __init__(self, system_id: int) -> None:
        super().__init__()
        self._system_id = system_id
        self._attempts_left = MAX_ATTEMPTS

    def cancel(self, now_s: float) -> list[Message]:
        """Break off; the aircraft stops sending."""
        if self.done:
            return []
        self._end(Outcome.CANCELLED)
        return [self._message("LOG_REQUEST_END")]

    def _is_partner(self, message: Message) -> bool:
        return (message.source_system, message.source_component) == (self._system_id, AUTOPILOT_COMPONENT)

    def _message(self, kind: str, **fields: int) -> Message:
        return Message(kind, target_system=self._system_id, target_component=AUTOPILOT_COMPONENT, **fields)


class LogListExchange(_LogConversation):
    """Which logs there are; `entries` holds all of them when the outcome is accepted."""

    def __init__(self, system_id: int) -> None:
        super().__init__(system_id)
        self.entries: tuple[LogEntry, ...] = ()
        self._found: dict[int, LogEntry] = {}
        self._count: int | None = None

    def start(self, now_s: float) -> list[Message]:
        """Ask for all."""
        return self._ask(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Take one entry."""
        if self.done or message.kind != "LOG_ENTRY" or not self._is_partner(message):
            return []
        self._count = message.num_logs
        if message.num_logs:
            if message.id not in self._found:
                self._attempts_left = MAX_ATTEMPTS
            entry = LogEntry(number=message.id, size_bytes=message.size, began_unix_s=message.time_utc)
            self._found[message.id] = entry
        self._advance(len(self._found), self._count or 0)
        if len(self._found) >= message.num_logs:
            self.entries = tuple(self._found[number] for number in sorted(self._found))
            return self._end(Outcome.ACCEPTED)
        self.deadline_s = now_s + WAIT_S
        return []

    def tick(self, now_s: float) -> list[Message]:
        """Ask again from the first that is missing, or give up."""
        if not self._is_due(now_s):
            return []
        if self._attempts_left:
            return self._ask(now_s)
        return self._end(Outcome.UNANSWERED, "The aircraft did not tell which logs it has.")

    def _ask(self, now_s: float) -> list[Message]:
        self._attempts_left -= 1
        self.deadline_s = now_s + WAIT_S
        first = 0
        while first in self._found:
            first += 1
        return [self._message("LOG_REQUEST_LIST", start=first, end=ALL_LOGS)]


class LogExchange(_LogConversation):
    """Fetch one log; `content` holds all of it when the outcome is accepted, unless it goes to `put` as it comes."""

    def __init__(self, system_id: int, entry: LogEntry, put: Put | None = None) -> None:
        super().__init__(system_id)
        self.content = b""
        self._entry = entry
        self._pieces = Pieces(min(entry.size_bytes, MAX_BYTES), put)
        self._window_end = 0

    def start(self, now_s: float) -> list[Message]:
        """Ask for the first window."""
        self._advance(0, self._pieces.size_bytes)
        return self._ask(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Take a block; ask for the next window, or what is missing of this one, when its end has come."""
        if self.done or message.kind != "LOG_DATA" or not self._is_partner(message):
            return []
        if message.id != self._entry.number:
            return []
        count = min(message.count, BLOCK_BYTES)
        if self._pieces.put(message.ofs, bytes(message.data[:count])):
            self._attempts_left = MAX_ATTEMPTS
            self.deadline_s = now_s + WAIT_S
        self._advance(self._pieces.received_bytes, self._pieces.size_bytes)
        gap = self._pieces.first_gap
        if gap is None or gap[0] >= self._window_end:
            return self._ask(now_s)
        return []

    def tick(self, now_s: float) -> list[Message]:
        """Ask for what is missing, or give up."""
        if not self._is_due(now_s):
            return []
        if self._attempts_left:
            return self._ask(now_s)
        got = f"{self._pieces.received_bytes} of {self._pieces.size_bytes} bytes"
        self._end(Outcome.UNANSWERED, f"The aircraft stopped sending log {self._entry.number} after {got}.")
        return [self._message("LOG_REQUEST_END")]

    def _ask(self, now_s: float) -> list[Message]:
        gap = self._pieces.first_gap
        if gap is None:
            self.content = self._pieces.content
            self._end(Outcome.ACCEPTED)
            return [self._message("LOG_REQUEST_END")]
        self._attempts_left -= 1
        self.deadline_s = now_s + WAIT_S
        start, end = gap[0], min(gap[1], gap[0] + WINDOW_BYTES)
        self._window_end = end
        return [self._message("LOG_REQUEST_DATA", id=self._entry.number, ofs=start, count=end - start)]
