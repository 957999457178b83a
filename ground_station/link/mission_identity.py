"""Is this plan on the aircraft? Answered in a second by the checksum that PX4 tells for each type of plan.

Nothing is transferred where nothing changed, and somebody else's change is seen. Other autopilots tell no checksum.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ground_station.link.commands import command_long
from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message
from ground_station.link.mission_items import MissionItem
from ground_station.link.mission_protocol import FENCE, MISSION, PLAN_NAMES, RALLY
from ground_station.link.mission_transfer import NOT_FLYABLE, UploadExchange
from ground_station.link.outcomes import Outcome

REQUEST_MESSAGE: Final = 512
MISSION_CURRENT: Final = 42
WAIT_S: Final = 1.1
"""PX4 tells MISSION_CURRENT once a second even when it is not asked."""
MAX_ATTEMPTS: Final = 3
_FIELDS: Final = {MISSION: "mission_id", FENCE: "fence_id", RALLY: "rally_points_id"}
NO_MISSION: Final = 65535
"""MISSION_CURRENT.total of an aircraft without a mission."""


def told_checksum(message: Message, mission_type: int) -> int:
    """The checksum that a MISSION_CURRENT tells for a type of plan; 0 for none or not told."""
    return int(message.fields[_FIELDS[mission_type]])


class VerifyExchange(Conversation):
    """Ask which plan is on the aircraft. Harmless, and safe to ask as often as one likes.

    Accepted: it is the plan with `checksum`. Denied: it is another (`stored_checksum`), or none. Unsupported: this
    autopilot tells no checksums.
    """

    def __init__(self, system_id: int, checksum: int, mission_type: int = MISSION) -> None:
        super().__init__()
        self.stored_checksum: int | None = None
        self.mission_state: int | None = None
        self._system_id = system_id
        self._checksum = checksum
        self._mission_type = mission_type
        self._attempts_left = MAX_ATTEMPTS

    @property
    def is_unflyable(self) -> bool:
        """Whether the aircraft judges that the mission on board cannot be flown."""
        return self._mission_type == MISSION and self.mission_state == NOT_FLYABLE

    def start(self, now_s: float) -> list[Message]:
        """Ask for it."""
        return self._ask(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """End with what the aircraft tells of its plans."""
        if self.done or message.kind != "MISSION_CURRENT" or not self._is_partner(message):
            return []
        told = told_checksum(message, self._mission_type)
        self.stored_checksum, self.mission_state = told, message.mission_state
        name = PLAN_NAMES[self._mission_type]
        if told == self._checksum and (told or self._is_known_to_be_empty(message)):
            return self._end(Outcome.ACCEPTED)
        if told == 0 and not any(told_checksum(message, type_) for type_ in _FIELDS):
            if self._is_known_to_be_empty(message):
                return self._end(Outcome.DENIED, f"There is no {name} on the aircraft.")
            words = f"The aircraft tells no checksum: it has no {name}, or this autopilot tells none."
            return self._end(Outcome.UNSUPPORTED, words)
        if told == 0:
            return self._end(Outcome.DENIED, f"There is no {name} on the aircraft.")
        words = f"The aircraft holds another {name} ({told:08x}) than was meant ({self._checksum:08x})."
        return self._end(Outcome.DENIED, words)

    def tick(self, now_s: float) -> list[Message]:
        """Ask again, or give up."""
        if not self._is_due(now_s):
            return []
        if self._attempts_left:
            return self._ask(now_s)
        return self._end(Outcome.UNANSWERED, "The aircraft did not tell which plan it holds.")

    def _is_partner(self, message: Message) -> bool:
        return (message.source_system, message.source_component) == (self._system_id, AUTOPILOT_COMPONENT)

    def _is_known_to_be_empty(self, message: Message) -> bool:
        return self._mission_type == MISSION and message.total in (0, NO_MISSION)

    def _ask(self, now_s: float) -> list[Message]:
        self._attempts_left -= 1
        self.deadline_s = now_s + WAIT_S
        return [command_long(self._system_id, REQUEST_MESSAGE, float(MISSION_CURRENT))]


class EnsureExchange(Conversation):
    """Have a plan on the aircraft: send it only where another, or none, is there.

    The aircraft is asked only where it may hold the plan: one that told another checksum, or tells none ever, is sent
    the plan at once.

    PX4 judges a fence once, when its checksum changes, and accepts the same one again in silence even where it does not
    enforce it. So a fence that is there already is sent under another checksum, which a flag without meaning in fences
    gives it, unless `is_enforced` says that its last upload ended well.
    """

    def __init__(
        self,
        system_id: int,
        items: tuple[MissionItem, ...],
        mission_type: int = MISSION,
        *,
        most_items: int | None = None,
        takes_items_ahead: bool = False,
        tells_checksum: bool = True,
        told_checksum: int | None = None,
        is_enforced: bool = False,
        own_items: int = 0,
        swaps_whole: bool = True,
    ) -> None:
        """`told_checksum` is what the aircraft told last (0: it holds none), None where that is not known."""
        super().__init__()
        self.stored_checksum: int | None = None
        self.was_sent = False
        """Whether a transfer was needed."""
        self._upload = UploadExchange(
            system_id,
            items,
            mission_type,
            most_items=most_items,
            takes_items_ahead=takes_items_ahead,
            own_items=own_items,
            swaps_whole=swaps_whole,
        )
        self.checksum = self._upload.checksum
        self._verify = VerifyExchange(system_id, self.checksum, mission_type)
        self._judged_anew = UploadExchange(
            system_id, _renamed(items), mission_type, most_items=most_items, takes_items_ahead=takes_items_ahead
        )
        self._part: VerifyExchange | UploadExchange = self._verify
        self.is_enforced = is_enforced or mission_type != FENCE
        """Whether the plan, if it is there, needs no new judgement: settable until `start`."""
        self._may_be_there = tells_checksum and told_checksum in (None, self.checksum)
        for upload in (self._upload, self._judged_anew):
            upload.on_progress = lambda progress: self._advance(progress.done, progress.total)

    def start(self, now_s: float) -> list[Message]:
        """Ask which plan is there; one that is too long is refused before anything is touched."""
        if self._upload.is_too_long or not self._may_be_there:
            return self._begin(self._upload, now_s)
        return self._begin(self._verify, now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Take the aircraft's answers."""
        return [] if self.done else self._after(self._part.receive(message, now_s), now_s)

    def tick(self, now_s: float) -> list[Message]:
        """Ask again, or give up."""
        return self._after(self._part.tick(now_s), now_s) if self._is_due(now_s) else []

    def cancel(self, now_s: float) -> list[Message]:
        """Break off; an aircraft in the middle of a transfer is told."""
        if self.done:
            return []
        outgoing = self._part.cancel(now_s)
        self._end(Outcome.CANCELLED, *self._part.reasons)
        return outgoing

    def _begin(self, part: VerifyExchange | UploadExchange, now_s: float) -> list[Message]:
        self._part = part
        self.was_sent = part is not self._verify and not self._upload.is_too_long
        return self._after(part.start(now_s), now_s)

    def _after(self, outgoing: list[Message], now_s: float) -> list[Message]:
        part = self._part
        self.deadline_s = part.deadline_s
        if part.outcome is None:
            return outgoing
        if part is self._verify:
            is_there = part.outcome is Outcome.ACCEPTED and not self._verify.is_unflyable
            if not is_there:
                return outgoing + self._begin(self._upload, now_s)
            if not self.is_enforced:
                return outgoing + self._begin(self._judged_anew, now_s)
        self.stored_checksum = part.stored_checksum
        self._end(part.outcome, *part.reasons)
        return outgoing


def _renamed(items: tuple[MissionItem, ...]) -> tuple[MissionItem, ...]:
    """The same fence under another checksum."""
    return tuple(
        replace(item, autocontinue=not item.autocontinue) if at == 0 else item for at, item in enumerate(items)
    )
