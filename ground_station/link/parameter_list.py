"""All parameters of an autopilot, as an exchange: from the cache when the aircraft's own hash says nothing changed.

https://mavlink.io/en/services/parameter.html. PX4 tells `_HASH_CHECK`, a CRC of all names and values; ArduPilot does
not. Gaps are asked for one by one, a few at a time, so that a radio is not flooded.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message
from ground_station.link.outcomes import Outcome
from ground_station.link.parameters import LONGEST_NAME, Parameter, decoded

HASH: Final = "_HASH_CHECK"
NO_INDEX: Final = 65535
"""PARAM_VALUE.param_index of what is no parameter of the list."""
HASH_WAIT_S: Final = 1.0
HASH_ATTEMPTS: Final = 3
SILENCE_S: Final = 1.5
"""After which the stream of parameters has ended, or broken off."""
IN_FLIGHT: Final = 10
MAX_ROUNDS_WITHOUT_NEWS: Final = 6
MAX_RESTARTS: Final = 2
"""PX4 lists only parameters in use; one that comes into use meanwhile moves the numbers of all behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterList:
    """Every parameter of one aircraft at one moment."""

    parameters: Mapping[str, Parameter]
    hash: int | None
    """The autopilot's own CRC over them, where it tells one."""


class ListExchange(Conversation):
    """Read every parameter; `found` holds all of them when the outcome is accepted, and is None otherwise.

    `cached` is what was found the last time, for this very aircraft; it is taken when the hash is still the same.
    """

    def __init__(self, system_id: int, *, cached: ParameterList | None = None, is_bytewise: bool = True) -> None:
        super().__init__()
        self.found: ParameterList | None = None
        self.is_from_cache = False
        self._system_id = system_id
        self._cached = cached
        self._is_bytewise = is_bytewise
        self._by_index: dict[int, Parameter] = {}
        self._count = 0
        self._hash: int | None = None
        self._hash_asks = 0
        self._phase = "hash"
        self._rounds = 0
        self._restarts = 0

    def start(self, now_s: float) -> list[Message]:
        """Ask for the hash where there is something to hold it against, else for the list."""
        if self._cached is not None and self._cached.hash is not None:
            return self._ask_hash(now_s)
        return self._ask_all(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Take a value."""
        if self.done or message.kind != "PARAM_VALUE":
            return []
        if (message.source_system, message.source_component) != (self._system_id, AUTOPILOT_COMPONENT):
            return []
        if message.param_id == HASH:
            return self._take_hash(_raw_u32(message.param_value), now_s)
        if message.param_index == NO_INDEX or self._phase == "hash":
            return []
        return self._take(message, now_s)

    def tick(self, now_s: float) -> list[Message]:
        """Ask for what is missing, or give up."""
        if not self._is_due(now_s):
            return []
        if self._phase == "hash":
            return self._ask_hash(now_s) if self._hash_asks < HASH_ATTEMPTS else self._ask_all(now_s)
        if self._phase == "proof":
            return self._ask_hash(now_s) if self._hash_asks < HASH_ATTEMPTS else self._close(None)
        self._rounds += 1
        if self._rounds > MAX_ROUNDS_WITHOUT_NEWS:
            got = f" after {len(self._by_index)} of {self._count}" if self._count else ""
            return self._end(Outcome.UNANSWERED, f"The aircraft stopped telling its parameters{got}.")
        return self._ask_all(now_s) if not self._count else self._ask_missing(now_s)

    def _take_hash(self, told: int, now_s: float) -> list[Message]:
        if self._phase == "hash":
            if self._cached is not None and told == self._cached.hash:
                self.found, self.is_from_cache = self._cached, True
                self._advance(len(self._cached.parameters), len(self._cached.parameters))
                return self._end(Outcome.ACCEPTED)
            return self._ask_all(now_s)
        if self._phase == "proof":
            # A value that changed while the list was read shows in the hash: such a list is no cache.
            return self._close(told if self._hash in (None, told) else None)
        self._hash = told
        return []

    def _take(self, message: Message, now_s: float) -> list[Message]:
        # It grows while parameters come into use, and never shrinks: a smaller one is an older message.
        self._count = max(self._count, message.param_count)
        parameter = decoded(message, is_bytewise=self._is_bytewise)
        if parameter is None or message.param_index >= self._count:
            return []
        if message.param_index not in self._by_index:
            self._rounds = 0
        self._by_index[message.param_index] = parameter
        self._advance(len(self._by_index), self._count)
        if len(self._by_index) == self._count and self._phase == "list":
            return self._prove(now_s)
        # A gap may only be being filled: the others of its batch are waited for.
        self.deadline_s = now_s + SILENCE_S
        return []

    def _begin_again(self, now_s: float) -> list[Message]:
        if self._restarts == MAX_RESTARTS:
            return self._end(Outcome.FAILED, "The aircraft's parameters changed while they were read. Try again.")
        self._restarts += 1
        self._by_index.clear()
        self._count, self._hash = 0, None
        return self._ask_all(now_s)

    def _prove(self, now_s: float) -> list[Message]:
        names = {parameter.name for parameter in self._by_index.values()}
        if len(names) != self._count:
            return self._begin_again(now_s)
        self._phase, self._hash_asks = "proof", 0
        return self._ask_hash(now_s) if self._hash is not None else self._close(None)

    def _close(self, told: int | None) -> list[Message]:
        parameters = {one.name: one for _, one in sorted(self._by_index.items())}
        self.found = ParameterList(parameters=parameters, hash=told)
        return self._end(Outcome.ACCEPTED)

    def _ask_hash(self, now_s: float) -> list[Message]:
        self._hash_asks += 1
        self.deadline_s = now_s + HASH_WAIT_S
        return [self._read(HASH, -1)]

    def _ask_all(self, now_s: float) -> list[Message]:
        self._phase = "list"
        self.deadline_s = now_s + SILENCE_S
        return [
            Message("PARAM_REQUEST_LIST", target_system=self._system_id, target_component=AUTOPILOT_COMPONENT),
        ]

    def _ask_missing(self, now_s: float) -> list[Message]:
        self.deadline_s = now_s + SILENCE_S
        missing = (index for index in range(self._count) if index not in self._by_index)
        return [self._read("", index) for index, _ in zip(missing, range(IN_FLIGHT), strict=False)]

    def _read(self, name: str, index: int) -> Message:
        return Message(
            "PARAM_REQUEST_READ",
            target_system=self._system_id,
            target_component=AUTOPILOT_COMPONENT,
            param_id=name[:LONGEST_NAME],
            param_index=index,
        )


def _raw_u32(carrier: float) -> int:
    (bits,) = struct.unpack("<I", struct.pack("<f", carrier))
    return int(bits)
