"""The upload proper, as an exchange: from the offer of a plan to an acknowledgement that can be believed."""

from __future__ import annotations

import math
from typing import Final

from ground_station.link.messages import Message
from ground_station.link.mission_items import MissionItem
from ground_station.link.mission_protocol import FIRST_WAIT_S, INVALID_SEQUENCE, MAX_ATTEMPTS, Transfer
from ground_station.link.outcomes import Outcome
from ground_station.link.words import mission_result

IDLE_WAIT_S: Final = 5.5
"""The aircraft asks again by itself; PX4 gives up 5 s after the last thing it heard."""
LAST_ACK_WAIT_S: Final = 1.5
MAX_SENDS_PER_ITEM: Final = 25
"""PX4 asks for one item at most 20 times (every 0.25 s for 5 s)."""
LONGEST_DAMPING_S: Final = 0.4
MOST_AHEAD: Final = 8
"""Items sent before they are asked for, at most: with it a far aircraft takes a ninth of the time."""
KEEPS_OLD: Final = "It keeps the plan it had."
MAY_BE_MIXED: Final = "It may hold parts of two plans now: send it again before a flight."
FIRST_AHEAD: Final = 2
"""With the first item; each new question doubles it."""


class SendingExchange(Transfer):
    """The upload proper: from MISSION_COUNT to an acknowledgement that can be believed.

    The aircraft asks for one item after the other. One that drops what it did not ask for in silence, as PX4 does, is
    sent a few more at once, a window that doubles with each new question and closes at the first repeated one.
    """

    def __init__(
        self,
        system_id: int,
        items: tuple[MissionItem, ...],
        mission_type: int,
        *,
        most_ahead: int = 0,
        swaps_whole: bool = True,
    ) -> None:
        super().__init__(system_id, mission_type)
        self._left_with = KEEPS_OLD if swaps_whole else MAY_BE_MIXED
        self.acked_checksum = 0
        self._items = items
        self._most_ahead = most_ahead
        self._round_trip_s = 0.0
        self._is_again = False
        self._forget_sending()

    def _forget_sending(self) -> None:
        self._sends = [0] * len(self._items)
        self._sent_at_s = [0.0] * len(self._items)
        self._first_sent_s = [0.0] * len(self._items)
        self._last = -1
        """Newest item sent."""
        self._asked = -1
        """The item it asked for last."""
        self._window = 0
        self._ahead: set[int] = set()
        """Sent, not asked for yet, and on their way without a gap before them."""
        self._was_ahead = False

    @property
    def is_all_sent(self) -> bool:
        """Whether every item was asked for and sent."""
        return all(self._sends)

    def start(self, now_s: float) -> list[Message]:
        """Offer the plan."""
        return self._offer(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Send what is asked for; PX4 may ask by the old MISSION_REQUEST and takes a MISSION_ITEM_INT for it."""
        if message.kind in ("MISSION_REQUEST_INT", "MISSION_REQUEST") and self.is_for_us(message):
            return self._serve(message.seq, now_s)
        if message.kind == "MISSION_ACK" and self.is_for_us(message):
            return self._finish(message, now_s)
        return []

    def tick(self, now_s: float) -> list[Message]:
        """Offer again; resend the last item where only the acknowledgement is missing; else give up."""
        if not self._is_due(now_s):
            return []
        if self._last < 0 and self._attempts_left:
            return self._offer(now_s)
        if self._items and self.is_all_sent and self._attempts_left:
            # PX4 acknowledges once more when it hears the last item again.
            self._attempts_left -= 1
            return self._send(len(self._items) - 1, now_s)
        if self._last < 0:
            return self._break_off(Outcome.UNANSWERED, "The aircraft did not answer the offer of a plan.")
        words = f"The aircraft fell silent after item {self._last + 1} of {len(self._items)}. {self._left_with}"
        return self._break_off(Outcome.FAILED, words)

    def _offer(self, now_s: float) -> list[Message]:
        self._attempts_left -= 1
        self.deadline_s = now_s + FIRST_WAIT_S
        return [self._message("MISSION_COUNT", count=len(self._items))]

    def _serve(self, seq: int, now_s: float) -> list[Message]:
        if not 0 <= seq < len(self._items):
            return []
        is_new = seq > self._asked
        if is_new:
            self._measure(seq, now_s)
            self._window = min(max(2 * self._window, FIRST_AHEAD), self._most_ahead)
        elif now_s - self._sent_at_s[seq] < min(self._round_trip_s, LONGEST_DAMPING_S):
            return []  # the item is still on its way: answering every impatient repeat floods a slow link
        else:
            self._window = 0
            self._ahead.clear()  # it has dropped what came after the gap
        if self._sends[seq] >= MAX_SENDS_PER_ITEM:
            return self._break_off(Outcome.FAILED, f"The aircraft asked for item {seq + 1} again and again.")
        self._asked = seq
        outgoing = [] if seq in self._ahead else self._send(seq, now_s)
        self._ahead.discard(seq)
        return outgoing + self._send_ahead(now_s)

    def _send_ahead(self, now_s: float) -> list[Message]:
        outgoing = []
        for seq in range(self._asked + 1, min(self._asked + 1 + self._window, len(self._items))):
            if seq not in self._ahead:
                self._ahead.add(seq)
                self._was_ahead = True
                outgoing += self._send(seq, now_s)
        return outgoing

    def _send(self, seq: int, now_s: float) -> list[Message]:
        self._sends[seq] += 1
        self._sent_at_s[seq] = now_s
        if self._sends[seq] == 1:
            self._first_sent_s[seq] = now_s
        self._last = seq
        self._advance(max(seq, self.progress.done), len(self._items))
        is_last = seq == len(self._items) - 1
        if not is_last:
            self._attempts_left = MAX_ATTEMPTS
        self.deadline_s = now_s + (LAST_ACK_WAIT_S if is_last else IDLE_WAIT_S)
        return [self._items[seq].to_message(self._system_id, seq, self._mission_type)]

    def _measure(self, seq: int, now_s: float) -> None:
        """From an item's first sending to the first request for the next: the shortest such time is the round trip."""
        if seq > 0 and self._sends[seq - 1]:
            self._round_trip_s = min(self._round_trip_s or math.inf, now_s - self._first_sent_s[seq - 1])

    def _finish(self, message: Message, now_s: float) -> list[Message]:
        if message.type == INVALID_SEQUENCE:
            return []  # ArduPilot's answer to an item that it has already; it goes on asking for the next
        outcome, words = mission_result(message.type)
        if outcome is Outcome.ACCEPTED:
            # An acknowledgement before every item was asked for belongs to another transfer.
            if not self.is_all_sent:
                return []
            self.acked_checksum = message.opaque_id
            self._advance(len(self._items), len(self._items))
            return self._end(Outcome.ACCEPTED)
        if self._is_again and self._asked < 0:
            return []  # about items of the first time that were still on their way
        if self._was_ahead:
            # Which of the items on their way it refused is known when they are sent one by one: once more, so.
            self._most_ahead, self._is_again = 0, True
            self._forget_sending()
            return self._offer(now_s)
        where = f"Item {self._asked + 1} of {len(self._items)} (command {self._items[self._asked].command})"
        subject = where if self._asked >= 0 else "The plan"
        return self._break_off(outcome, f"{subject} was refused: {words}.")
