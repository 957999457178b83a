"""The commands that the autopilot itself sends to the components of its aircraft; they are seen on every link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from firmware_sim.mavlink.codec import AUTOPILOT, dialect
from firmware_sim.mavlink.link import Link

REPEAT_AFTER_S = (1.0, 1.5, 2.0)
"""PX4 repeats a command of its own three times, because nobody acknowledges it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwnCommand:
    at_s: float
    confirmation: int
    component: int
    command: int
    params: tuple[float, ...]


class OwnCommands:
    """What waits to be sent, by link."""

    def __init__(self, system_id: int, link_names: Iterable[str]) -> None:
        self._system_id = system_id
        self._waiting: dict[str, list[_OwnCommand]] = {name: [] for name in link_names}

    def send(
        self, component: int, command: int, params: tuple[float, ...], now_s: float, *, repeated: bool = True
    ) -> None:
        """Send one now, and again unless not `repeated`, on every link."""
        waits_s = (0.0, *REPEAT_AFTER_S) if repeated else (0.0,)
        repeats = [
            _OwnCommand(
                at_s=now_s + wait_s,
                confirmation=confirmation,
                component=component if component != AUTOPILOT else 0,
                command=command,
                params=(*params, *[0.0] * (7 - len(params))),
            )
            for confirmation, wait_s in enumerate(waits_s)
        ]
        for waiting in self._waiting.values():
            waiting.extend(repeats)

    def tick(self, link: Link, now_s: float) -> None:
        """Send what is due on `link`."""
        waiting = self._waiting[link.name]
        if not waiting:
            return
        self._waiting[link.name] = [own for own in waiting if own.at_s > now_s]
        for own in waiting:
            if own.at_s <= now_s:
                link.send(
                    dialect.MAVLink_command_long_message(
                        self._system_id, own.component, own.command, own.confirmation, *own.params
                    )
                )
