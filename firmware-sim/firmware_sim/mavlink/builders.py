"""What the makers of messages share."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

from firmware_sim.mavlink.codec import Message
from firmware_sim.mavlink.link import Link

Builder = Callable[[], Message | bytes | None]
"""Makes a message, or its payload; None when there is nothing to say."""
LinkBuilder = Callable[[Link], Message | bytes]
"""Makes a message that differs from link to link."""


def payload_of(message: Message | bytes) -> bytes:
    """A message's payload, not yet cut, in the order of the wire."""
    if isinstance(message, bytes):
        return message
    values: list[object] = []
    kind: Any = type(message)
    for value in _fields_of(kind)(message):
        if isinstance(value, (list, tuple)):
            values.extend(value)
        else:
            values.append(value.encode() if isinstance(value, str) else value)
    packed: bytes = message.unpacker.pack(*values)
    return packed


@cache
def _fields_of(kind: Any) -> Callable[[Message], tuple[object, ...]]:
    """What reads all fields of such a message, in the order of the wire."""
    first, *others = kind.ordered_fieldnames
    if others:
        return attrgetter(first, *others)
    only = attrgetter(first)
    return lambda message: (only(message),)


def boot_ms(now_s: float) -> int:
    """Milliseconds since the start."""
    return round(now_s * 1000.0)


def boot_us(now_s: float) -> int:
    """Microseconds since the start."""
    return round(now_s * 1e6)
