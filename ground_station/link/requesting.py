"""One message asked for and awaited, as an exchange (MAV_CMD_REQUEST_MESSAGE)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ground_station.link.codec import message_number
from ground_station.link.commands import command_long, is_answer_to
from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message
from ground_station.link.outcomes import Outcome
from ground_station.link.words import command_result

REQUEST_MESSAGE: Final = 512
WAIT_S: Final = 1.0
MAX_ATTEMPTS: Final = 3
UNSUPPORTED: Final = 3


class RequestExchange(Conversation):
    """Ask a component for one message; `told` is it when the outcome is accepted.

    PX4 denies a message that has no new sample at that instant, so a denial is asked again; "unsupported" ends it.
    """

    def __init__(
        self,
        system_id: int,
        kind: str,
        *,
        component_id: int = AUTOPILOT_COMPONENT,
        index: float = 0.0,
        is_wanted: Callable[[Message], bool] = lambda message: True,
        attempts: int = MAX_ATTEMPTS,
    ) -> None:
        """`index` is what the message's own definition says of it: a stream, a storage, a message's number."""
        super().__init__()
        self.told: Message | None = None
        self._kind = kind
        self._is_wanted = is_wanted
        self._request = command_long(
            system_id, REQUEST_MESSAGE, float(message_number(kind)), index, component_id=component_id
        )
        self._attempts_left = attempts
        self._refusal: tuple[Outcome, str] | None = None

    def start(self, now_s: float) -> list[Message]:
        """Ask for it."""
        return self._ask(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """End with the message, or with the answer that there is none."""
        if self.done:
            return []
        sender = (message.source_system, message.source_component)
        if message.kind == self._kind and sender == (self._request.target_system, self._request.target_component):
            if self._is_wanted(message):
                self.told = message
                self._end(Outcome.ACCEPTED)
        elif is_answer_to(self._request, message) and message.result not in (0, 5):
            self._refusal = command_result(message.result)
            if message.result == UNSUPPORTED:
                return self._end(*self._refusal)
        return []

    def tick(self, now_s: float) -> list[Message]:
        """Ask again, or give up."""
        if not self._is_due(now_s):
            return []
        if self._attempts_left:
            return self._ask(now_s)
        if self._refusal is not None:
            return self._end(*self._refusal)
        return self._end(Outcome.UNANSWERED, f"The aircraft did not send {self._kind}.")

    def _ask(self, now_s: float) -> list[Message]:
        self._attempts_left -= 1
        self.deadline_s = now_s + WAIT_S
        return [Message(self._request.kind, **self._request.fields)]
