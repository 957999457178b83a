"""Why an ArduPilot would not arm: it says so in texts, about every 30 seconds while it is disarmed. Pure.

"PreArm: " begins a reason of the checks that always run, "Arm: " one that only an attempt to arm has shown
(https://ardupilot.org/copter/docs/common-prearm-safety-checks.html). That nothing is wrong any more is told by a bit of
SYS_STATUS and not by a text.
"""

from __future__ import annotations

from typing import Final

PREFIXES: Final = ("PreArm: ", "Arm: ")
FORGOTTEN_AFTER_S: Final = 70.0
"""A reason that was not said for two rounds holds no longer."""


class PrearmTexts:
    """The reasons that stand, in the order in which they were first said."""

    def __init__(self) -> None:
        self._said_s: dict[str, float] = {}

    @property
    def blockers(self) -> tuple[str, ...]:
        """In the aircraft's own English words."""
        return tuple(self._said_s)

    def receive(self, text: str, now_s: float) -> None:
        """Take a text; others than reasons are ignored."""
        for prefix in PREFIXES:
            if text.startswith(prefix) and (reason := text.removeprefix(prefix).strip()):
                self._said_s[reason] = now_s

    def tick(self, now_s: float, *, is_ready: bool) -> None:
        """Forget what is not said any more, and all when the aircraft tells that its checks have passed."""
        for reason in [one for one, said_s in self._said_s.items() if is_ready or now_s - said_s > FORGOTTEN_AFTER_S]:
            del self._said_s[reason]
