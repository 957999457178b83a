"""Bringing a plan to an aircraft, as an exchange.

A plan counts as on the aircraft only when the aircraft itself has named the whole of it: PX4 by its checksum of the
plan, others by reading back every item. PX4 judges whether a plan can be flown only after it has accepted it, so the
upload also waits for that judgement. A fence that PX4 finds itself outside of is accepted and then not enforced: the
upload listens for that too.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from ground_station.link.events import FENCE_REFUSALS, PLAN_REFUSALS
from ground_station.link.exchange import Conversation
from ground_station.link.messages import Message
from ground_station.link.mission_download import ClearExchange, DownloadExchange
from ground_station.link.mission_items import MissionItem, first_difference, for_rally, plan_checksum
from ground_station.link.mission_protocol import FENCE, MISSION, PLAN_NAMES, RALLY
from ground_station.link.mission_sending import MOST_AHEAD, SendingExchange
from ground_station.link.outcomes import Outcome

__all__ = ["FENCE", "MISSION", "RALLY", "ClearExchange", "DownloadExchange", "MissionItem", "UploadExchange"]

JUDGEMENT_WAIT_S: Final = 2.5
"""PX4 tells MISSION_CURRENT once a second; its judgement comes with the second one at the latest."""
LONGEST_JUDGEMENT_S: Final = 6.0
NO_JUDGEMENT: Final = 0
NOT_FLYABLE: Final = 1
"""MISSION_STATE."""
_CANNOT_FLY: Final = "The plan is on the aircraft, but it judges that the plan cannot be flown."
REFUSAL_SETTLES_S: Final = 0.4
"""PX4 refuses a fence by text and by event: both belong to this upload, not to the next."""
FENCE_WATCH_S: Final = 2.0
"""PX4 says 0.1 to 0.6 s after the acknowledgement that it does not enforce a fence."""
NOT_ENFORCED: Final = "geofence invalid"
_NOT_ENFORCED_WORDS: Final = (
    "The fence is on the aircraft but is NOT enforced. Draw it around the aircraft and its home."
)


def tells_fence_is_not_enforced(message: Message, system_id: int) -> bool:
    """Whether the aircraft says, by text or by event, that its fence is there for nothing."""
    if message.source_system != system_id:
        return False
    if message.kind == "EVENT":
        return message.id in FENCE_REFUSALS
    return message.kind == "STATUSTEXT" and NOT_ENFORCED in message.text.lower()


class _Phase(Enum):
    SENDING = auto()
    """From the offer to the acknowledgement."""
    READING_BACK = auto()
    """The aircraft has no checksum: every item is read and compared."""
    JUDGED = auto()
    """The plan is whole; the aircraft's judgement is awaited."""
    WATCHED = auto()
    """The fence is whole; the aircraft may yet say that it does not enforce it."""


class UploadExchange(Conversation):
    """Send a plan, prove that the whole of it is there, and hear whether it can be flown."""

    def __init__(
        self,
        system_id: int,
        items: tuple[MissionItem, ...],
        mission_type: int = MISSION,
        *,
        most_items: int | None = None,
        takes_items_ahead: bool = False,
        own_items: int = 0,
        swaps_whole: bool = True,
    ) -> None:
        """`most_items` is what the aircraft can hold, where it is known: a longer plan is refused before it is sent.

        `takes_items_ahead`: an item that it did not ask for yet does no harm; `swaps_whole`: it keeps the old plan
        until the new one is whole (`Habits`). The first `own_items` it sets itself: they are not compared.
        """
        super().__init__()
        if mission_type == RALLY:
            items = tuple(map(for_rally, items))
        self.checksum = plan_checksum(items)
        self.stored_checksum: int | None = None
        """The aircraft's own checksum, once it has told it."""
        self._sending = SendingExchange(
            system_id,
            items,
            mission_type,
            most_ahead=MOST_AHEAD if takes_items_ahead else 0,
            swaps_whole=swaps_whole,
        )
        self._own_items = own_items
        self._reading: DownloadExchange | None = None
        self._phase = _Phase.SENDING
        self._system_id = system_id
        self._items = items
        self._mission_type = mission_type
        self._gives_up_s = 0.0
        self._seen_state: int | None = None
        self._is_plan_refused = False
        """The aircraft has said by event why it cannot fly the plan; the judgement itself may get lost."""
        self._most_items = most_items
        self._refusal: tuple[str, ...] | None = None

    @property
    def is_too_long(self) -> bool:
        """Whether it has more items than the aircraft is known to hold."""
        return self._most_items is not None and len(self._items) > self._most_items

    def start(self, now_s: float) -> list[Message]:
        """Offer the plan, if the aircraft can hold it."""
        if self.is_too_long:
            name = PLAN_NAMES.get(self._mission_type, "plan")
            words = f"The {name} has {len(self._items)} items; this aircraft holds at most {self._most_items}."
            return self._end(Outcome.DENIED, words, "Simplify or split it. The aircraft keeps what it had.")
        return self._after_sending(self._sending.start(now_s), now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Answer the aircraft, whatever it asks in this phase."""
        if self.done:
            return []
        if self._mission_type == FENCE and self._sending.is_all_sent:
            self._note_refusal(message, now_s)
        if message.kind == "EVENT" and message.source_system == self._system_id and self._sending.is_all_sent:
            self._is_plan_refused |= message.id in PLAN_REFUSALS
        if self._phase is _Phase.SENDING:
            return self._after_sending(self._sending.receive(message, now_s), now_s)
        if self._reading is not None and self._phase is _Phase.READING_BACK:
            return self._after_reading(self._reading.receive(message, now_s), now_s)
        if self._phase is _Phase.WATCHED:
            return []
        return self._judge(message)

    def tick(self, now_s: float) -> list[Message]:
        """Ask again, give up, or close the wait for a judgement."""
        if not self._is_due(now_s):
            return []
        if self._phase is _Phase.SENDING:
            return self._after_sending(self._sending.tick(now_s), now_s)
        if self._reading is not None and self._phase is _Phase.READING_BACK:
            return self._after_reading(self._reading.tick(now_s), now_s)
        if self._phase is _Phase.WATCHED:
            return self._close_watch()
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
        self._advance(sending.progress.done, len(self._items))
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
        difference = first_difference(self._items[self._own_items :], reading.items[self._own_items :])
        if difference is not None:
            return outgoing + self._end(Outcome.FAILED, f"The aircraft holds another plan than was sent: {difference}.")
        return outgoing + self._close_or_watch(now_s)

    def _hold_against(self, stored: int, now_s: float) -> list[Message]:
        self.stored_checksum = stored
        if stored != self.checksum:
            words = f"The aircraft holds another plan ({stored:#010x}) than was sent ({self.checksum:#010x})."
            return self._end(Outcome.FAILED, words)
        if self._mission_type != MISSION:
            return self._close_or_watch(now_s)
        self._phase = _Phase.JUDGED
        self._gives_up_s = now_s + LONGEST_JUDGEMENT_S
        self.deadline_s = now_s + JUDGEMENT_WAIT_S
        return []

    def _close_or_watch(self, now_s: float) -> list[Message]:
        if self._mission_type != FENCE or not self._items:
            return self._end(Outcome.ACCEPTED)
        self._phase = _Phase.WATCHED
        self.deadline_s = now_s + (FENCE_WATCH_S if self._refusal is None else REFUSAL_SETTLES_S)
        return []

    def _close_watch(self) -> list[Message]:
        if self._refusal is None:
            return self._end(Outcome.ACCEPTED)
        return self._end(Outcome.FAILED, _NOT_ENFORCED_WORDS, *self._refusal)

    def _note_refusal(self, message: Message, now_s: float) -> None:
        """The aircraft may say so before its acknowledgement, if that was lost."""
        if not tells_fence_is_not_enforced(message, self._system_id):
            return
        if message.kind == "STATUSTEXT":
            self._refusal = (message.text.rstrip("\t "),)
        elif self._refusal is None:
            self._refusal = ()
        if self._phase is _Phase.WATCHED and self.deadline_s is not None:
            self.deadline_s = min(self.deadline_s, now_s + REFUSAL_SETTLES_S)

    def _judge(self, message: Message) -> list[Message]:
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
        if self._is_plan_refused:
            return self._end(Outcome.DENIED, _CANNOT_FLY)
        return self._end(Outcome.UNANSWERED, "The plan is whole, but the aircraft did not say whether it can fly it.")
