"""Who is in command of an aircraft: one pilot, taken and handed over in words that all can see. Pure.

Nobody is ever locked out: who asks and is not answered is in command when the time is up, and the incident commander
may announce a take-over that the pilot in command cannot refuse.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

ANSWER_WITHIN_S: Final = 30.0
"""So long a pilot in command has to answer who asks; giving the aircraft an order begins the time anew."""
TAKE_OVER_AFTER_S: Final = 10.0
"""Between the announcement of a take-over and its effect: time to finish a sentence, not a flight."""


class Change(StrEnum):
    """What happened to the command of an aircraft."""

    TAKEN = "taken"
    """It was free."""
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"
    ANNOUNCED = "announced"
    """Somebody with the right to it takes over when the time is up."""
    PASSED = "passed"
    """The time was up."""


class Refusal(StrEnum):
    """Why a wish about the command of an aircraft is refused."""

    IN_COMMAND = "in_command"
    """Somebody else is."""
    NOT_YOURS = "not_yours"
    """Only the pilot in command can do this."""
    ALREADY_ASKED = "already_asked"
    NOBODY_ASKS = "nobody_asks"
    TAKE_OVER = "take_over"
    """A take-over cannot be refused."""
    NEEDS_REASON = "needs_reason"
    NOT_A_PILOT = "not_a_pilot"
    """Whoever shall have it may not fly."""


class ControlRefused(Exception):
    """A wish about the command of an aircraft that is not granted; `pilot` is who is in command."""

    def __init__(self, refusal: Refusal, pilot: str | None) -> None:
        super().__init__(pilot or "")
        self.refusal = refusal
        self.pilot = pilot


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The command of one aircraft."""

    pilot: str | None = None
    """Who is in command; None: nobody, and the first order takes it."""
    next_pilot: str | None = None
    """Who has asked for it, or will have it by a take-over."""
    passes_at_s: float | None = None
    """When it passes to `next_pilot` by itself; station's monotonic clock."""
    is_take_over: bool = False
    reason: str = ""
    """Of the take-over."""


FREE: Final = Control()
Changed = tuple[Control, Change | None]
"""The command afterwards, and what to write into the journal; None where nothing changed."""


def use(control: Control, who: str, now_s: float) -> Changed:
    """`who` gives the aircraft an order: a free command is taken by it. Raises `ControlRefused`."""
    if control.pilot is None:
        return Control(pilot=who), Change.TAKEN
    if control.pilot != who:
        raise ControlRefused(Refusal.IN_COMMAND, control.pilot)
    if control.next_pilot is not None and not control.is_take_over:
        return replace(control, passes_at_s=now_s + ANSWER_WITHIN_S), None
    return control, None


def ask(control: Control, who: str, now_s: float) -> Changed:
    """`who` wants the command; what is free is taken at once. Raises `ControlRefused`."""
    if control.pilot is None:
        return Control(pilot=who), Change.TAKEN
    if who in (control.pilot, control.next_pilot):
        return control, None
    if control.next_pilot is not None:
        raise ControlRefused(Refusal.ALREADY_ASKED, control.pilot)
    asked = Control(pilot=control.pilot, next_pilot=who, passes_at_s=now_s + ANSWER_WITHIN_S)
    return asked, Change.ASKED


def grant(control: Control, who: str, to: str | None) -> Changed:
    """The pilot in command hands over, to who asks or to somebody named. Raises `ControlRefused`."""
    _only_pilot(control, who)
    successor = to or control.next_pilot
    if successor is None:
        raise ControlRefused(Refusal.NOBODY_ASKS, control.pilot)
    return Control(pilot=successor), Change.GRANTED


def refuse(control: Control, who: str) -> Changed:
    """The pilot in command keeps it. Raises `ControlRefused`, always for a take-over."""
    _only_pilot(control, who)
    if control.next_pilot is None:
        raise ControlRefused(Refusal.NOBODY_ASKS, control.pilot)
    if control.is_take_over:
        raise ControlRefused(Refusal.TAKE_OVER, control.pilot)
    return Control(pilot=control.pilot), Change.REFUSED


def withdraw(control: Control, who: str) -> Changed:
    """Who asked, or announced a take-over for themselves, no longer wants it. Raises `ControlRefused`."""
    if control.next_pilot != who:
        raise ControlRefused(Refusal.NOBODY_ASKS, control.pilot)
    return Control(pilot=control.pilot), Change.WITHDRAWN


def release(control: Control, who: str) -> Changed:
    """The pilot in command lets go; whoever asks has it. Raises `ControlRefused`."""
    _only_pilot(control, who)
    return Control(pilot=control.next_pilot), Change.RELEASED


def take_over(control: Control, to: str, reason: str, now_s: float) -> Changed:
    """Announce that `to` will be in command in `TAKE_OVER_AFTER_S`. Raises `ControlRefused` without a reason."""
    if not reason.strip():
        raise ControlRefused(Refusal.NEEDS_REASON, control.pilot)
    if control.pilot == to:
        return control, None
    if control.pilot is None:
        return Control(pilot=to), Change.TAKEN
    announced = Control(
        pilot=control.pilot,
        next_pilot=to,
        passes_at_s=now_s + TAKE_OVER_AFTER_S,
        is_take_over=True,
        reason=reason,
    )
    return announced, Change.ANNOUNCED


def tick(control: Control, now_s: float) -> Changed:
    """The command passes when its time is up."""
    if control.passes_at_s is None or now_s < control.passes_at_s:
        return control, None
    return Control(pilot=control.next_pilot), Change.PASSED


def _only_pilot(control: Control, who: str) -> None:
    if control.pilot != who:
        raise ControlRefused(Refusal.NOT_YOURS, control.pilot)
