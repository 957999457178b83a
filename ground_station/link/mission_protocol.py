"""What the transfers of the mission protocol share (https://mavlink.io/en/services/mission.html)."""

from __future__ import annotations

from typing import Final

from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, OWN_COMPONENT, OWN_SYSTEM, Message
from ground_station.link.outcomes import Outcome

MISSION: Final = 0
FENCE: Final = 1
RALLY: Final = 2
"""MAV_MISSION_TYPE."""
PLAN_NAMES: Final = {MISSION: "plan", FENCE: "fence", RALLY: "list of rally points"}
PX4_LIMITS: Final = {FENCE: 64, RALLY: 32}
"""Items PX4 holds at most. How long a mission may be depends on the board (500 and more): it says NO_SPACE itself."""
FIRST_WAIT_S: Final = 1.5
"""For the answer to the first message, as QGroundControl waits."""
MAX_ATTEMPTS: Final = 5
INVALID_SEQUENCE: Final = 13
CANCELLED: Final = 15
"""MAV_MISSION_OPERATION_CANCELLED."""


def mission_ack(system_id: int, result: int, mission_type: int) -> Message:
    """This station's MISSION_ACK."""
    return Message(
        "MISSION_ACK",
        target_system=system_id,
        target_component=AUTOPILOT_COMPONENT,
        type=result,
        mission_type=mission_type,
    )


class Transfer(Conversation):
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

    def is_for_us(self, message: Message) -> bool:
        """Whether `message` is the partner's, about this type of plan and addressed to this station."""
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
