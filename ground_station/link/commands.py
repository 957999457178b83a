"""The command protocol (https://mavlink.io/en/services/command.html) and the change of flight mode, as exchanges.

Only commands that mean the same when they are heard twice are sent again. An arming that is lost twice and lands on
the third try, seconds later, meets a person at the propellers: such a command is sent once, and then the state is read.
"""

from __future__ import annotations

import math
from typing import Final

from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, OWN_COMPONENT, OWN_SYSTEM, Message
from ground_station.link.outcomes import Outcome
from ground_station.link.words import command_result

ACK_WAIT_S: Final = 1.5
LONGEST_WORK_S: Final = 30.0
"""How long an aircraft may say IN_PROGRESS without saying anything new."""
MAX_ATTEMPTS: Final = 3
IN_PROGRESS: Final = 5
DO_SET_MODE: Final = 176
MODE_WAIT_S: Final = 3.5
"""Heartbeats come once a second and are not sent early on a change; three of them may be lost."""
UNANSWERED_WORDS: Final = "No answer came. Read the aircraft's state before you ask again."
NOT_KNOWN_WORDS: Final = "The aircraft is heard but gave no answer: it may not know this command."
"""PX4 is silent about commands that nobody on board owns (cameras, gimbals, servos that are not there)."""
NOT_HEARD_SINCE_WORDS: Final = (
    "The aircraft acknowledged this and was not heard since. Read its state before you ask again."
)
CANCEL_WAIT_S: Final = 3.0
_IGNORE_INT: Final = 0x7FFFFFFF
"""INT32_MAX in COMMAND_INT's x and y: leave this as it is."""


def command_long(system_id: int, command: int, *params: float, component_id: int = AUTOPILOT_COMPONENT) -> Message:
    """A COMMAND_LONG with up to seven parameters."""
    numbered = {f"param{number}": value for number, value in enumerate(params, start=1)}
    return Message(
        "COMMAND_LONG",
        target_system=system_id,
        target_component=component_id,
        command=command,
        confirmation=0,
        **numbered,
    )


def command_int(
    system_id: int,
    command: int,
    *params: float,
    frame: int,
    latitude_deg: float = math.nan,
    longitude_deg: float = math.nan,
    z_m: float = math.nan,
) -> Message:
    """A COMMAND_INT; NaN latitude and longitude mean "leave as it is"."""
    numbered = {f"param{number}": value for number, value in enumerate(params, start=1)}
    return Message(
        "COMMAND_INT",
        target_system=system_id,
        target_component=AUTOPILOT_COMPONENT,
        frame=frame,
        command=command,
        x=_IGNORE_INT if math.isnan(latitude_deg) else round(latitude_deg * 1e7),
        y=_IGNORE_INT if math.isnan(longitude_deg) else round(longitude_deg * 1e7),
        z=z_m,
        **numbered,
    )


def cancellation(request: Message) -> Message:
    """The COMMAND_CANCEL for a command that is being worked on."""
    return Message(
        "COMMAND_CANCEL",
        target_system=request.target_system,
        target_component=request.target_component,
        command=request.command,
    )


def is_answer_to(request: Message, message: Message) -> bool:
    """Whether `message` is a COMMAND_ACK for `request`, addressed to this station."""
    return (
        message.kind == "COMMAND_ACK"
        and message.command == request.command
        and message.source_system == request.target_system
        and request.target_component in (0, message.source_component)
        and message.target_system in (0, OWN_SYSTEM)
        and message.target_component in (0, OWN_COMPONENT)
    )


class CommandExchange(Conversation):
    """One command, from first transmission to its outcome.

    `attempts` may be above one only where hearing the command twice is harmless. While the aircraft says that it is
    at work, `progress` tells how far it is (per cent) and `stop` asks it to leave off.
    """

    def __init__(self, request: Message, *, attempts: int = 1, ack_wait_s: float = ACK_WAIT_S) -> None:
        super().__init__()
        self._request = request
        self._attempts_left = min(attempts, MAX_ATTEMPTS)
        self._sent = 0
        self._ack_wait_s = ack_wait_s
        self._is_heard = False
        self._is_at_work = False

    def start(self, now_s: float) -> list[Message]:
        """Send it the first time."""
        return self._transmit(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """End with the answer; work in progress moves the deadline."""
        if self.done:
            return []
        if not is_answer_to(self._request, message):
            self._is_heard = self._is_heard or message.source_system == self._request.target_system
            return []
        if message.result == IN_PROGRESS:
            self._attempts_left = 0
            self._is_at_work = True
            self.deadline_s = now_s + LONGEST_WORK_S
            if message.progress <= 100:
                self._advance(message.progress, 100)
            return []
        outcome, words = command_result(message.result)
        return self._end(outcome, *([words] if words else []))

    def tick(self, now_s: float) -> list[Message]:
        """Send again or give up once the deadline has passed."""
        if not self._is_due(now_s):
            return []
        if self._attempts_left == 0:
            is_silent_about_it = self._is_heard and not self._is_at_work
            words = (NOT_KNOWN_WORDS, UNANSWERED_WORDS) if is_silent_about_it else (UNANSWERED_WORDS,)
            return self._end(Outcome.UNANSWERED, *words)
        return self._transmit(now_s)

    def stop(self, now_s: float) -> list[Message]:
        """Ask the aircraft to leave off (COMMAND_CANCEL); its answer, or its silence, ends the exchange."""
        if self.done or not self._is_at_work:
            return []
        self.deadline_s = now_s + CANCEL_WAIT_S
        return [cancellation(self._request)]

    def cancel(self, now_s: float) -> list[Message]:
        """End it early; an aircraft that is at work is told to leave off."""
        if self.done:
            return []
        self._end(Outcome.CANCELLED)
        return [cancellation(self._request)] if self._is_at_work else []

    def _transmit(self, now_s: float) -> list[Message]:
        self._attempts_left -= 1
        self._is_heard = False
        self.deadline_s = now_s + self._ack_wait_s
        # The specification numbers retries so that a vehicle can tell them from new commands (COMMAND_LONG only).
        fields = dict(self._request.fields)
        if self._request.kind == "COMMAND_LONG":
            fields["confirmation"] = self._sent
        self._sent += 1
        return [Message(self._request.kind, **fields)]


class ModeExchange(Conversation):
    """A change of flight mode.

    PX4 answers DO_SET_MODE twice: its receiver always accepts, then the commander says what will be done. One
    acceptance per request therefore proves nothing: one more does, or a heartbeat in the wanted mode. Any refusal
    counts. An answer that a link doubles must not come here twice; `Session` sees to that.
    """

    def __init__(
        self,
        system_id: int,
        mode_params: tuple[float, float, float],
        custom_mode: int,
        *,
        attempts: int,
        answers_twice: bool = True,
    ) -> None:
        """`answers_twice` is false for autopilots whose first acceptance is final (ArduPilot)."""
        super().__init__()
        self._answers_twice = answers_twice
        self._request = command_long(system_id, DO_SET_MODE, *mode_params)
        self._custom_mode = custom_mode
        self._attempts_left = min(attempts, MAX_ATTEMPTS)
        self._sent = 0
        self._acceptances = 0
        self._other_beats = 0
        """Heartbeats in another mode since the first acceptance: only they show that the mode does not come."""
        self._is_waited_on = False

    def start(self, now_s: float) -> list[Message]:
        """Ask for the mode."""
        return self._transmit(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """End with a refusal, a second acceptance, or the aircraft seen in the mode."""
        if self.done:
            return []
        if message.kind == "HEARTBEAT" and message.source_component == AUTOPILOT_COMPONENT:
            if message.source_system != self._request.target_system:
                return []
            if message.custom_mode == self._custom_mode:
                return self._end(Outcome.ACCEPTED)
            self._other_beats += bool(self._acceptances)
        elif is_answer_to(self._request, message) and message.result != IN_PROGRESS:
            return self._count(message.result, now_s)
        return []

    def tick(self, now_s: float) -> list[Message]:
        """Ask again where nothing was heard, give up where the mode does not come."""
        if not self._is_due(now_s):
            return []
        if not self._acceptances:
            return self._transmit(now_s) if self._attempts_left else self._end(Outcome.UNANSWERED, UNANSWERED_WORDS)
        if self._other_beats:
            return self._end(Outcome.FAILED, "The aircraft acknowledged the mode but was not seen in it.")
        if self._is_waited_on:
            return self._end(Outcome.UNANSWERED, NOT_HEARD_SINCE_WORDS)
        # Its silence says nothing of its mode: it may be busy, or the link poor.
        self._is_waited_on = True
        self.deadline_s = now_s + MODE_WAIT_S
        return []

    def _count(self, result: int, now_s: float) -> list[Message]:
        outcome, words = command_result(result)
        if outcome is not Outcome.ACCEPTED:
            return self._end(outcome, words)
        self._acceptances += 1
        if self._acceptances > self._sent or not self._answers_twice:
            return self._end(Outcome.ACCEPTED)
        self.deadline_s = now_s + MODE_WAIT_S
        return []

    def _transmit(self, now_s: float) -> list[Message]:
        self._attempts_left -= 1
        self._sent += 1
        self.deadline_s = now_s + (ACK_WAIT_S if self._attempts_left else MODE_WAIT_S)
        return [Message(self._request.kind, **self._request.fields)]
