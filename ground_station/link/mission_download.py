"""Reading and clearing the plan on an aircraft, as exchanges."""

from __future__ import annotations

from typing import Final

from ground_station.link.messages import Message
from ground_station.link.mission_items import MissionItem
from ground_station.link.mission_protocol import FIRST_WAIT_S, MISSION, Transfer, mission_ack
from ground_station.link.outcomes import Outcome
from ground_station.link.words import mission_result

ITEM_WAITS_S: Final = (0.5, 0.75, 1.0, 1.5, 2.0, 2.5)
"""How long to wait for each answer of a download, growing so that a slow link is not flooded with repeats."""


class DownloadExchange(Transfer):
    """Read the plan that is on the aircraft; `items` holds it when the outcome is accepted."""

    def __init__(self, system_id: int, mission_type: int = MISSION) -> None:
        super().__init__(system_id, mission_type)
        self.items: tuple[MissionItem, ...] = ()
        self.checksum: int | None = None
        """The aircraft's own checksum, where it tells one."""
        self._found: list[MissionItem] = []
        self._count: int | None = None
        self._tries = 0

    def start(self, now_s: float) -> list[Message]:
        """Ask for the number of items."""
        return self._ask(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Take the count, then one item after the other."""
        if self.done:
            return []
        if message.kind == "MISSION_COUNT" and self._count is None and self.is_for_us(message):
            self._count = message.count
            self.checksum = message.opaque_id or None
            return self._next(now_s)
        if message.kind == "MISSION_ITEM_INT" and self.is_for_us(message):
            if self._count is None or message.seq != len(self._found):
                return []
            self._found.append(MissionItem.from_message(message))
            return self._next(now_s)
        if message.kind == "MISSION_ACK" and message.type != 0 and self.is_for_us(message):
            outcome, words = mission_result(message.type)
            return self._end(outcome, f"The plan could not be read: {words}.")
        return []

    def tick(self, now_s: float) -> list[Message]:
        """Ask again, or give up."""
        if not self._is_due(now_s):
            return []
        if self._tries < len(ITEM_WAITS_S):
            return self._ask(now_s)
        got = "" if self._count is None else f" after item {len(self._found)} of {self._count}"
        return self._break_off(Outcome.UNANSWERED, f"The aircraft stopped answering{got} while its plan was read.")

    def _next(self, now_s: float) -> list[Message]:
        self._tries = 0
        self._advance(len(self._found), self._count or 0)
        if len(self._found) != self._count:
            return self._ask(now_s)
        self.items = tuple(self._found)
        self._end(Outcome.ACCEPTED)
        return [mission_ack(self._system_id, 0, self._mission_type)]

    def _ask(self, now_s: float) -> list[Message]:
        self.deadline_s = now_s + ITEM_WAITS_S[self._tries]
        self._tries += 1
        if self._count is None:
            return [self._message("MISSION_REQUEST_LIST")]
        return [self._message("MISSION_REQUEST_INT", seq=len(self._found))]


class ClearExchange(Transfer):
    """Take the plan off the aircraft; hearing this twice is harmless."""

    def start(self, now_s: float) -> list[Message]:
        """Ask for it."""
        return self._ask(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """End with the answer."""
        if self.done or message.kind != "MISSION_ACK" or not self.is_for_us(message):
            return []
        outcome, words = mission_result(message.type)
        return self._end(outcome, *([f"The plan was not cleared: {words}."] if words else []))

    def tick(self, now_s: float) -> list[Message]:
        """Ask again, or give up."""
        if not self._is_due(now_s):
            return []
        if self._attempts_left:
            return self._ask(now_s)
        return self._end(Outcome.UNANSWERED, "The aircraft did not answer.")

    def _ask(self, now_s: float) -> list[Message]:
        self._attempts_left -= 1
        self.deadline_s = now_s + FIRST_WAIT_S
        return [self._message("MISSION_CLEAR_ALL")]
