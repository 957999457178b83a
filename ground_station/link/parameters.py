"""One parameter of the autopilot, read or set, as exchanges (https://mavlink.io/en/services/parameter.html).

PX4 keeps integers bit by bit inside the float that carries them; ArduPilot converts them by value.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message
from ground_station.link.outcomes import Outcome

WAIT_S: Final = 1.0
MAX_ATTEMPTS: Final = 3
LONGEST_NAME: Final = 16


class ParameterType(IntEnum):
    """MAV_PARAM_TYPE, as far as autopilots use it."""

    UINT8 = 1
    INT8 = 2
    UINT16 = 3
    INT16 = 4
    UINT32 = 5
    INT32 = 6
    REAL32 = 9


_LAYOUTS: Final = {
    ParameterType.UINT8: "<B3x",
    ParameterType.INT8: "<b3x",
    ParameterType.UINT16: "<H2x",
    ParameterType.INT16: "<h2x",
    ParameterType.UINT32: "<I",
    ParameterType.INT32: "<i",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter as the aircraft tells it."""

    name: str
    value: float | int
    type: ParameterType


def decoded(message: Message, *, is_bytewise: bool) -> Parameter | None:
    """The parameter in a PARAM_VALUE, or None for a type that no autopilot uses."""
    try:
        type_ = ParameterType(message.param_type)
    except ValueError:
        return None
    value = message.param_value
    if type_ is not ParameterType.REAL32:
        value = struct.unpack(_LAYOUTS[type_], struct.pack("<f", value))[0] if is_bytewise else round(value)
    return Parameter(name=message.param_id, value=value, type=type_)


def encoded(value: float, type_: ParameterType, *, is_bytewise: bool) -> float:
    """The float that carries `value` in a PARAM_SET."""
    if type_ is ParameterType.REAL32 or not is_bytewise:
        return float(value)
    (carrier,) = struct.unpack("<f", struct.pack(_LAYOUTS[type_], int(value)).ljust(4, b"\0"))
    return float(carrier)


def request_read(system_id: int, name: str) -> Message:
    """The question for one parameter."""
    return Message(
        "PARAM_REQUEST_READ",
        target_system=system_id,
        target_component=AUTOPILOT_COMPONENT,
        param_id=name[:LONGEST_NAME],
        param_index=-1,
    )


class ReadExchange(Conversation):
    """Read one parameter by its name. An unknown one is answered with silence."""

    def __init__(self, system_id: int, name: str, *, is_bytewise: bool = True) -> None:
        super().__init__()
        self.parameter: Parameter | None = None
        self._system_id = system_id
        self._name = name
        self._is_bytewise = is_bytewise
        self._attempts_left = MAX_ATTEMPTS

    def start(self, now_s: float) -> list[Message]:
        """Ask for it."""
        return self._ask(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """End with its value; PX4 tells others unasked."""
        if self.done or not _is_told(message, self._system_id, self._name):
            return []
        self.parameter = decoded(message, is_bytewise=self._is_bytewise)
        if self.parameter is None:
            return self._end(Outcome.FAILED, f"{self._name} has a type this station does not know.")
        return self._end(Outcome.ACCEPTED)

    def tick(self, now_s: float) -> list[Message]:
        """Ask again, or give up."""
        if not self._is_due(now_s):
            return []
        if self._attempts_left:
            return self._ask(now_s)
        return self._end(Outcome.UNANSWERED, f"The aircraft did not tell {self._name}; it may not have it.")

    def _ask(self, now_s: float) -> list[Message]:
        self._attempts_left -= 1
        self.deadline_s = now_s + WAIT_S
        return [request_read(self._system_id, self._name)]


class SetExchange(Conversation):
    """Set one parameter and see the aircraft tell the new value: setting it twice is setting it once."""

    def __init__(self, system_id: int, wanted: Parameter, *, is_bytewise: bool = True) -> None:
        super().__init__()
        self._system_id = system_id
        self._wanted = wanted
        self._is_bytewise = is_bytewise
        self._attempts_left = MAX_ATTEMPTS
        self._is_doubted = False

    def start(self, now_s: float) -> list[Message]:
        """Set it."""
        return self._set(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """End with the value the aircraft now has: PX4 answers a set of the wrong type with the old one.

        Another value is asked for once more: it may have been under way since before the set.
        """
        if self.done or not _is_told(message, self._system_id, self._wanted.name):
            return []
        told = decoded(message, is_bytewise=self._is_bytewise)
        if told is not None and told.type is self._wanted.type and _is_same(told.value, self._wanted.value):
            return self._end(Outcome.ACCEPTED)
        if not self._is_doubted:
            self._is_doubted = True
            self.deadline_s = now_s + WAIT_S
            return [request_read(self._system_id, self._wanted.name)]
        if self._attempts_left:
            # On a link that delays, both may be old: only a set that was answered is one.
            self._is_doubted = False
            return self._set(now_s)
        value = "a value of another type" if told is None else told.value
        return self._end(Outcome.DENIED, f"{self._wanted.name} stayed at {value}.")

    def tick(self, now_s: float) -> list[Message]:
        """Set it again, or give up."""
        if not self._is_due(now_s):
            return []
        if self._attempts_left:
            return self._set(now_s)
        return self._end(Outcome.UNANSWERED, f"The aircraft did not answer; it may not have {self._wanted.name}.")

    def _set(self, now_s: float) -> list[Message]:
        self._attempts_left -= 1
        self.deadline_s = now_s + WAIT_S
        return [
            Message(
                "PARAM_SET",
                target_system=self._system_id,
                target_component=AUTOPILOT_COMPONENT,
                param_id=self._wanted.name[:LONGEST_NAME],
                param_value=encoded(self._wanted.value, self._wanted.type, is_bytewise=self._is_bytewise),
                param_type=int(self._wanted.type),
            )
        ]


def _is_told(message: Message, system_id: int, name: str) -> bool:
    return (
        message.kind == "PARAM_VALUE"
        and message.source_system == system_id
        and message.source_component == AUTOPILOT_COMPONENT
        and message.param_id == name
    )


def _is_same(told: float, wanted: float) -> bool:
    return told == wanted or abs(told - wanted) <= 1e-6 * max(abs(told), abs(wanted))
