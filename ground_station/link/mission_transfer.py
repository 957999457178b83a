"""The mission protocol (https://mavlink.io/en/services/mission.html) as exchanges: upload, download, clear.

A plan counts as on the aircraft only when the aircraft itself has named the whole of it: PX4 by its checksum of the
plan, others by reading back every item. PX4 judges whether a plan can be flown only after it has accepted it, so the
upload also waits for that judgement.
"""

from __future__ import annotations

import math
from enum import Enum, auto
from typing import Final

from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, OWN_COMPONENT, OWN_SYSTEM, Message
from ground_station.link.mission_items import MissionItem, first_difference, plan_checksum
from ground_station.link.outcomes import Outcome
from ground_station.link.words import mission_result

__all__ = ["ClearExchange", "DownloadExchange", "MissionItem", "UploadExchange", "mission_ack"]

MISSION: Final = 0
"""MAV_MISSION_TYPE: 0 mission, 1 fence, 2 rally points."""
FIRST_WAIT_S: Final = 1.5
"""For the answer to MISSION_COUNT, as QGroundControl waits."""
IDLE_WAIT_S: Final = 5.5
"""During an upload the aircraft asks again by itself; PX4 gives up 5 s after the last thing it heard."""
LAST_ACK_WAIT_S: Final = 1.5
MAX_ATTEMPTS: Final = 5
MAX_SENDS_PER_ITEM: Final = 25
"""PX4 asks for one item at most 20 times (every 0.25 s for 5 s)."""
LONGEST_DAMPING_S: Final = 0.4
JUDGEMENT_WAIT_S: Final = 2.5
"""PX4 tells MISSION_CURRENT once a second; its judgement comes with the second one at the latest."""
LONGEST_JUDGEMENT_S: Final = 6.0
ITEM_WAITS_S: Final = (0.5, 0.75, 1.0, 1.5, 2.0, 2.5)
"""How long to wait for each answer of a download, growing so that a slow link is not flooded with repeats."""
CANCELLED: Final = 15
NO_JUDGEMENT: Final = 0
NOT_FLYABLE: Final = 1
_CANNOT_FLY: Final = "The plan is on the aircraft, but it judges that the plan cannot be flown."


def mission_ack(system_id: int, result: int, mission_type: int) -> Message:
    """This station's MISSION_ACK."""
    return Message(
        "MISSION_ACK",
        target_system=system_id,
        target_component=AUTOPILOT_COMPONENT,
        type=result,
        mission_type=mission_type,
    )


class _Transfer(Conversation):
    """What all transfers share: a partner, a plan type, and a cancel that leaves no transfer hanging."""

    def __init__(self, system_id: int, mission_type: int) -> None:
        super().__init__()
        self._system_id = system_id
        self._mission_type = mission_type
        self._attempts_left = MAX_ATTEMPTS

    def cancel(self, now_s: float) -> list[Message]:
        """Break off; PX4 takes no other plan until it is told."""
        return [] if self.done else self._break_off(Outcome.CANCELLED, "The transfer was broken off.")

    def _break_off(self, outcome: Outcome, *reasons: str) -> list[Message]:
        self._end(outcome, *reasons)
        return [mission_ack(self._system_id, CANCELLED, self._mission_type)]

    def _is_for_us(self, message: Message) -> bool:
        return (
            message.source_system == self._system_id
            and message.source_component == AUTOPILOT_COMPONENT
            and message.target_system in (0, OWN_SYSTEM)
            and message.target_component in (0, OWN_COMPONENT)
            and message.mission_type == self._mission_type
        )

    def _message(self, kind: str, **fields: int) -> Message:
        return Message(
            kind,
            target_system=self._system_id,
            target_component=AUTOPILOT_COMPONENT,
            mission_type=self._mission_type,
            **fields,
        )


class _Phase(Enum):
    SENDING = auto()
    """From the offer to the acknowledgement."""
    READING_BACK = auto()
    """The aircraft has no checksum: every item is read and compared."""
    JUDGED = auto()
    """The plan is whole; the aircraft's judgement is awaited."""


class UploadExchange(Conversation):
    """Send a plan, prove that the whole of it is there, and hear whether it can be flown."""

    def __init__(self, system_id: int, items: tuple[MissionItem, ...], mission_type: int = MISSION) -> None:
        super().__init__()
        self.checksum = plan_checksum(items)
        self.stored_checksum: int | None = None
        """The aircraft's own checksum, once it has told it."""
        self._sending = _Sending(system_id, items, mission_type)
        self._reading: DownloadExchange | None = None
        self._phase = _Phase.SENDING
        self._system_id = system_id
        self._items = items
        self._mission_type = mission_type
        self._gives_up_s = 0.0
        self._seen_state: int | None = None

    def start(self, now_s: float) -> list[Message]:
        """Offer the plan."""
        return self._after_sending(self._sending.start(now_s), now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Answer the aircraft, whatever it asks in this phase."""
        if self.done:
            return []
        if self._phase is _Phase.SENDING:
            return self._after_sending(self._sending.receive(message, now_s), now_s)
        if self._reading is not None and self._phase is _Phase.READING_BACK:
            return self._after_reading(self._reading.receive(message, now_s), now_s)
        return self._judge(message, now_s)

    def tick(self, now_s: float) -> list[Message]:
        """Ask again, give up, or close the wait for a judgement."""
        if not self._is_due(now_s):
            return []
        if self._phase is _Phase.SENDING:
            return self._after_sending(self._sending.tick(now_s), now_s)
        if self._reading is not None and self._phase is _Phase.READING_BACK:
            return self._after_reading(self._reading.tick(now_s), now_s)
        return self._close_judgement(now_s)

    def cancel(self, now_s: float) -> list[Message]:
        """Break off; the aircraft keeps the plan it had unless the transfer was already whole."""
        if self.done:
            return []
        part: Conversation = self._reading or self._sending
        outgoing = part.cancel(now_s)
        self._end(Outcome.CANCELLED, "The transfer was broken off.")
        return outgoing

    def _after_sending(self, outgoing: list[Message], now_s: float) -> list[Message]:
        sending = self._sending
        self.deadline_s = sending.deadline_s
        if not sending.done:
            return outgoing
        if sending.outcome is not Outcome.ACCEPTED:
            self._end(sending.outcome or Outcome.FAILED, *sending.reasons)
            return outgoing
        if sending.acked_checksum:
            return outgoing + self._hold_against(sending.acked_checksum, now_s)
        self._phase = _Phase.READING_BACK
        self._reading = DownloadExchange(self._system_id, self._mission_type)
        return outgoing + self._after_reading(self._reading.start(now_s), now_s)

    def _after_reading(self, outgoing: list[Message], now_s: float) -> list[Message]:
        reading = self._reading
        assert reading is not None
        self.deadline_s = reading.deadline_s
        if not reading.done:
            return outgoing
        if reading.outcome is not Outcome.ACCEPTED:
            self._end(
                Outcome.FAILED, "The plan could not be read back, so it is not known to be whole.", *reading.reasons
            )
            return outgoing
        difference = first_difference(self._items, reading.items)
        if difference is not None:
            return outgoing + self._end(Outcome.FAILED, f"The aircraft holds another plan than was sent: {difference}.")
        return outgoing + self._end(Outcome.ACCEPTED)

    def _hold_against(self, stored: int, now_s: float) -> list[Message]:
        self.stored_checksum = stored
        if stored != self.checksum:
            words = f"The aircraft holds another plan ({stored:#010x}) than was sent ({self.checksum:#010x})."
            return self._end(Outcome.FAILED, words)
        if self._mission_type != MISSION:
            return self._end(Outcome.ACCEPTED)
        self._phase = _Phase.JUDGED
        self._gives_up_s = now_s + LONGEST_JUDGEMENT_S
        self.deadline_s = now_s + JUDGEMENT_WAIT_S
        return []

    def _judge(self, message: Message, now_s: float) -> list[Message]:
        if message.kind != "MISSION_CURRENT" or message.source_system != self._system_id:
            return []
        if message.mission_id != self.checksum:
            return []
        self._seen_state = message.mission_state
        if message.mission_state > NOT_FLYABLE:
            return self._end(Outcome.ACCEPTED)
        return []

    def _close_judgement(self, now_s: float) -> list[Message]:
        if self._seen_state == NOT_FLYABLE:
            return self._end(Outcome.DENIED, _CANNOT_FLY)
        if self._seen_state == NO_JUDGEMENT:
            return self._end(Outcome.ACCEPTED, "The aircraft does not tell whether it can fly the plan.")
        if now_s < self._gives_up_s:
            self.deadline_s = min(now_s + 1.0, self._gives_up_s)
            return []
        return self._end(Outcome.UNANSWERED, "The plan is whole, but the aircraft did not say whether it can fly it.")


class _Sending(_Transfer):
    """The upload proper: from MISSION_COUNT to an acknowledgement that can be believed."""

    def __init__(self, system_id: int, items: tuple[MissionItem, ...], mission_type: int) -> None:
        super().__init__(system_id, mission_type)
        self.acked_checksum = 0
        self._items = items
        self._sends = [0] * len(items)
        self._sent_at_s = [0.0] * len(items)
        self._first_sent_s = [0.0] * len(items)
        self._last = -1
        """Newest item sent."""
        self._round_trip_s = 0.0

    def start(self, now_s: float) -> list[Message]:
        """Offer the plan."""
        return self._offer(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Send what is asked for; PX4 may ask by the old MISSION_REQUEST and takes a MISSION_ITEM_INT for it."""
        if message.kind in ("MISSION_REQUEST_INT", "MISSION_REQUEST") and self._is_for_us(message):
            return self._serve(message.seq, now_s)
        if message.kind == "MISSION_ACK" and self._is_for_us(message):
            return self._finish(message)
        return []

    def tick(self, now_s: float) -> list[Message]:
        """Offer again; resend the last item where only the acknowledgement is missing; else give up."""
        if not self._is_due(now_s):
            return []
        if self._last < 0 and self._attempts_left:
            return self._offer(now_s)
        if self._items and all(self._sends) and self._attempts_left:
            # PX4 acknowledges once more when it hears the last item again.
            self._attempts_left -= 1
            return self._send(len(self._items) - 1, now_s)
        if self._last < 0:
            return self._break_off(Outcome.UNANSWERED, "The aircraft did not answer the offer of a plan.")
        words = f"The aircraft fell silent after item {self._last + 1} of {len(self._items)}. It keeps the plan it had."
        return self._break_off(Outcome.FAILED, words)

    def _offer(self, now_s: float) -> list[Message]:
        self._attempts_left -= 1
        self.deadline_s = now_s + FIRST_WAIT_S
        return [self._message("MISSION_COUNT", count=len(self._items))]

    def _serve(self, seq: int, now_s: float) -> list[Message]:
        if not 0 <= seq < len(self._items):
            return []
        self._measure(seq, now_s)
        if self._sends[seq] and now_s - self._sent_at_s[seq] < min(self._round_trip_s, LONGEST_DAMPING_S):
            return []  # the item is still on its way: answering every impatient repeat floods a slow link
        if self._sends[seq] >= MAX_SENDS_PER_ITEM:
            return self._break_off(Outcome.FAILED, f"The aircraft asked for item {seq + 1} again and again.")
        return self._send(seq, now_s)

    def _send(self, seq: int, now_s: float) -> list[Message]:
        self._sends[seq] += 1
        self._sent_at_s[seq] = now_s
        if self._sends[seq] == 1:
            self._first_sent_s[seq] = now_s
        self._last = seq
        is_last = seq == len(self._items) - 1
        if not is_last:
            self._attempts_left = MAX_ATTEMPTS
        self.deadline_s = now_s + (LAST_ACK_WAIT_S if is_last else IDLE_WAIT_S)
        return [self._items[seq].to_message(self._system_id, seq, self._mission_type)]

    def _measure(self, seq: int, now_s: float) -> None:
        """From an item's first sending to the first request for the next: the shortest such time is the round trip."""
        if seq > 0 and self._sends[seq - 1] and not self._sends[seq]:
            self._round_trip_s = min(self._round_trip_s or math.inf, now_s - self._first_sent_s[seq - 1])

    def _finish(self, message: Message) -> list[Message]:
        outcome, words = mission_result(message.type)
        if outcome is Outcome.ACCEPTED:
            # An acknowledgement before every item was asked for belongs to another transfer.
            if not all(self._sends):
                return []
            self.acked_checksum = message.opaque_id
            return self._end(Outcome.ACCEPTED)
        where = f"Item {self._last + 1} of {len(self._items)} (command {self._items[self._last].command})"
        subject = where if self._last >= 0 else "The plan"
        return self._break_off(outcome, f"{subject} was refused: {words}.")


class DownloadExchange(_Transfer):
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
        if message.kind == "MISSION_COUNT" and self._count is None and self._is_for_us(message):
            self._count = message.count
            self.checksum = message.opaque_id or None
            return self._next(now_s)
        if message.kind == "MISSION_ITEM_INT" and self._is_for_us(message):
            if self._count is None or message.seq != len(self._found):
                return []
            self._found.append(MissionItem.from_message(message))
            return self._next(now_s)
        if message.kind == "MISSION_ACK" and message.type != 0 and self._is_for_us(message):
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


class ClearExchange(_Transfer):
    """Take the plan off the aircraft; hearing this twice is harmless."""

    def start(self, now_s: float) -> list[Message]:
        """Ask for it."""
        return self._ask(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """End with the answer."""
        if self.done or message.kind != "MISSION_ACK" or not self._is_for_us(message):
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
