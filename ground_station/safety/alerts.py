"""Alerts in time: raised at once, cleared only when fresh telemetry says so for a while. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ground_station.safety.rules import Alert

CLEARED_AFTER_S: Final = 10.0
"""A rule must be kept so long before its alert is taken back: no chattering about a limit."""


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
class _Standing:
    alert: Alert
    last_broken_s: float


@dataclass(slots=True)
class AlertBook:
    """What stands against each aircraft."""

    _standing: dict[int, dict[str, _Standing]] = field(default_factory=dict)

    def standing(self, system_id: int) -> tuple[Alert, ...]:
        """The alerts of one aircraft, oldest first."""
        return tuple(each.alert for each in self._standing.get(system_id, {}).values())

    def judge(self, system_id: int, broken: Iterable[Alert], now_s: float, *, is_fresh: bool) -> list[Raised | Cleared]:
        """Take what the rules say now. Without fresh telemetry nothing is taken back: silence clears no alert.

        The one exception is the alert about the silence itself, which ends when the aircraft is heard.
        """
        mine = self._standing.setdefault(system_id, {})
        news: list[Raised | Cleared] = []
        for alert in broken:
            if alert.rule not in mine:
                news.append(Raised(system_id, alert))
                mine[alert.rule] = _Standing(alert, now_s)
            else:
                mine[alert.rule].alert = alert
                mine[alert.rule].last_broken_s = now_s
        if not is_fresh:
            return news
        for rule in [name for name, each in mine.items() if now_s - each.last_broken_s >= CLEARED_AFTER_S]:
            del mine[rule]
            news.append(Cleared(system_id, rule))
        return news
