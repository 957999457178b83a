"""Who is in command of each aircraft: kept across restarts by the journal, shown to all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ground_station.api.wire import ControlRequest, ControlView
from ground_station.incident.events import ControlChanged, Event
from ground_station.safety.control import (
    FREE,
    Changed,
    Control,
    ControlRefused,
    Refusal,
    ask,
    grant,
    refuse,
    release,
    take_over,
    tick,
    use,
    withdraw,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who wants something."""

    name: str
    may_fly: bool
    may_lead: bool


class Commands:
    """The command of every aircraft."""

    def __init__(
        self, record: Callable[[Event], None], changed: Callable[[int], None], is_pilot: Callable[[str], bool]
    ) -> None:
        self._record = record
        self._is_pilot = is_pilot
        self._changed = changed
        self._controls: dict[int, Control] = {}

    def restore(self, events: Iterable[Event]) -> None:
        """Who was in command when the station ended. What was only asked for is asked again."""
        for event in events:
            if isinstance(event, ControlChanged):
                self._controls[event.vehicle_id] = Control(pilot=event.pilot)

    def of(self, system_id: int) -> Control:
        """The command of one aircraft."""
        return self._controls.get(system_id, FREE)

    def view(self, system_id: int) -> ControlView:
        """The same for people."""
        control = self.of(system_id)
        return ControlView(
            vehicle_id=system_id,
            pilot=control.pilot,
            next_pilot=control.next_pilot,
            passes_at=passes_at(control),
            is_take_over=control.is_take_over,
        )

    def use(self, system_id: int, who: str) -> None:
        """`who` gives an order. Raises `ControlRefused`."""
        self._take(system_id, who, use(self.of(system_id), who, _now_s()), None)

    def wish(self, system_id: int, wish: ControlRequest, caller: Caller) -> ControlView:
        """Do what `caller` wants with the command of an aircraft. Raises `ControlRefused`."""
        control, who = self.of(system_id), caller.name
        if wish.to is not None and not self._is_pilot(wish.to):
            raise ControlRefused(Refusal.NOT_A_PILOT, control.pilot)
        match wish.action:
            case "ask" if not caller.may_fly:
                raise ControlRefused(Refusal.NOT_YOURS, control.pilot)
            case "ask":
                changed = ask(control, who, _now_s())
            case "grant":
                changed = grant(control, who, wish.to)
            case "refuse":
                changed = refuse(control, who)
            case "withdraw":
                changed = withdraw(control, who)
            case "release":
                changed = release(control, who)
            case "take_over" if not caller.may_lead:
                raise ControlRefused(Refusal.NOT_YOURS, control.pilot)
            case "take_over":
                successor = wish.to or (who if caller.may_fly else control.next_pilot)
                if successor is None:
                    raise ControlRefused(Refusal.NOBODY_ASKS, control.pilot)
                changed = take_over(control, successor, wish.why or "", _now_s())
        self._take(system_id, who, changed, wish.why)
        return self.view(system_id)

    def tick(self) -> None:
        """Let pass what is due. Call once a second."""
        for system_id, control in list(self._controls.items()):
            self._take(system_id, "station", tick(control, _now_s()), control.reason or None)

    def _take(self, system_id: int, who: str, changed: Changed, why: str | None) -> None:
        control, change = changed
        if control == self.of(system_id):
            return
        self._controls[system_id] = control
        if change is not None:
            self._record(
                ControlChanged(
                    at=datetime.now(UTC),
                    actor=who,
                    vehicle_id=system_id,
                    change=change.value,
                    pilot=control.pilot,
                    next_pilot=control.next_pilot,
                    why=why,
                )
            )
        self._changed(system_id)


def passes_at(control: Control) -> datetime | None:
    """When the command passes by itself, by the clock on the wall."""
    if control.passes_at_s is None:
        return None
    return datetime.now(UTC) + timedelta(seconds=control.passes_at_s - _now_s())


def _now_s() -> float:
    return asyncio.get_running_loop().time()
