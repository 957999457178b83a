"""Alerts in time: raised at once, repeated until somebody takes note, cleared only by fresh telemetry. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ground_station.safety.rules import Alert, Severity

CLEARED_AFTER_S: Final = 10.0
"""A rule must be kept so long before its alert is taken back: no chattering about a limit."""
REPEATED_EVERY_S: Final = 15.0
"""A critical alert that nobody has acknowledged is announced again so often."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A rule is newly broken."""

    system_id: int
    alert: Alert


@dataclass(frozen=True, slots=True)
class Cleared:
    """A rule that was broken is kept again."""

    system_id: int
    rule: str


@dataclass(slots=True)
class Standing:
    """A rule that is broken, or was a moment ago."""

    alert: Alert
    since_s: float
    last_broken_s: float
    announced_s: float
    announced: int = 1
    """How often it was said: whoever makes a sound does so when this grows."""
    acknowledged_by: str | None = None


@dataclass(slots=True)
class AlertBook:
    """What stands against each aircraft."""

    _standing: dict[int, dict[str, Standing]] = field(default_factory=dict)

    def standing(self, system_id: int) -> tuple[Alert, ...]:
        """The alerts of one aircraft, oldest first."""
        return tuple(each.alert for each in self.told(system_id))

    def told(self, system_id: int) -> tuple[Standing, ...]:
        """The same with their times, and who has taken note."""
        return tuple(self._standing.get(system_id, {}).values())

    def acknowledge(self, system_id: int, rule: str, who: str) -> bool:
        """`who` has taken note: it is repeated no longer. Whether such an alert stands, and nobody had before."""
        standing = self._standing.get(system_id, {}).get(rule)
        if standing is None or standing.acknowledged_by is not None:
            return False
        standing.acknowledged_by = who
        return True

    def judge(self, system_id: int, broken: Iterable[Alert], now_s: float, *, is_fresh: bool) -> list[Raised | Cleared]:
        """Take what the rules say now. Without fresh telemetry nothing is taken back: silence clears no alert.

        The one exception is the alert about the silence itself, which ends when the aircraft is heard.
        """
        mine = self._standing.setdefault(system_id, {})
        news: list[Raised | Cleared] = []
        for alert in broken:
            if alert.rule not in mine:
                news.append(Raised(system_id, alert))
                mine[alert.rule] = Standing(alert, since_s=now_s, last_broken_s=now_s, announced_s=now_s)
            else:
                _still_broken(mine[alert.rule], alert, now_s)
        if not is_fresh:
            return news
        for rule in [name for name, each in mine.items() if now_s - each.last_broken_s >= CLEARED_AFTER_S]:
            del mine[rule]
            news.append(Cleared(system_id, rule))
        return news


def _still_broken(standing: Standing, alert: Alert, now_s: float) -> None:
    if alert.severity is Severity.CRITICAL and standing.alert.severity is not Severity.CRITICAL:
        standing.acknowledged_by = None  # what was noted was less than this
    standing.alert, standing.last_broken_s = alert, now_s
    is_loud = alert.severity is Severity.CRITICAL and standing.acknowledged_by is None
    if is_loud and now_s - standing.announced_s >= REPEATED_EVERY_S:
        standing.announced += 1
        standing.announced_s = now_s
