"""A station that stood still itself must not take that for an aircraft's silence: how long it stood still. Pure."""

from __future__ import annotations

from typing import Final

STANDSTILL_S: Final = 0.5
"""A turn that comes later than this after the one before was held up here, not on the way."""
GRACE_S: Final = 1.5
"""After a standstill an aircraft is given one heartbeat's time: its own computer may have stood still too."""
LONGEST_GRACE_S: Final = 1.0
"""Of one deadline, however late it is looked at."""


def grace_of(late_s: float) -> float:
    """How much longer to wait for an answer when its deadline is looked at `late_s` too late; 0: the time is up."""
    return 0.0 if late_s <= STANDSTILL_S else min(late_s, LONGEST_GRACE_S)


class OwnTime:
    """The time by which others' silence is judged: the clock's, less a standstill that ended just before.

    Ask it often: two questions further apart than `STANDSTILL_S` are a standstill.
    """

    def __init__(self) -> None:
        self._asked_s: float | None = None
        self._spared_s = 0.0
        self._spared_until_s = 0.0

    def judged_s(self, now_s: float) -> float:
        """Up to when silence counts at `now_s`."""
        stood_s = 0.0 if self._asked_s is None else now_s - self._asked_s
        self._asked_s = now_s
        if stood_s > STANDSTILL_S:
            # The longest of several in a row and not their sum: in each turn between them everything was heard.
            carried_s = self._spared_s if now_s - stood_s < self._spared_until_s else 0.0
            self._spared_s = max(carried_s, stood_s)
            self._spared_until_s = now_s + GRACE_S
        return now_s - self._spared_s if now_s < self._spared_until_s else now_s
