"""What the navigator tells of a mission, and the state that stations are told from it (MISSION_CURRENT.mission_state).

As PX4 keeps it: one sheet, shared by mission, take-off and landing, of which others see what was published last. So a
take-off counts as COMPLETE, and a mission broken off before its first item was reached stays what it was called before.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

NEVER = -1


class MissionState(IntEnum):
    """MISSION_STATE."""

    NO_MISSION = 1
    NOT_STARTED = 2
    ACTIVE = 3
    PAUSED = 4
    COMPLETE = 5


@dataclass(slots=True)
class MissionResult:
    """The sheet: `reached` is the navigator's own, `told_reached` what it published."""

    finished: bool = False
    current: int = 0
    reached: int = NEVER
    told_reached: int = NEVER
    _state: MissionState = MissionState.NO_MISSION

    def begin(self, current: int | None = None) -> None:
        """Something is flown anew; of a mission, from which item on."""
        self.finished = False
        if current is not None:
            self.current = max(current, 0)
        self.told_reached = self.reached

    def finish(self) -> None:
        """It is done."""
        self.finished = True
        self.told_reached = self.reached

    def mark(self, item: int) -> None:
        """An item was reached."""
        self.reached = self.told_reached = item

    def forget_reached(self) -> None:
        """Nothing was reached; others hear of it with the next change."""
        self.reached = NEVER

    def state(self, *, can_fly: bool, is_active: bool) -> MissionState:
        """What a station is told now; between the rules it stays what it was."""
        if not can_fly:
            self._state = MissionState.NO_MISSION
        elif self.finished:
            self._state = MissionState.COMPLETE
        elif is_active:
            self._state = MissionState.ACTIVE
        elif self.told_reached >= 0:
            self._state = MissionState.PAUSED
        elif self.current < 1:
            self._state = MissionState.NOT_STARTED
        return self._state
