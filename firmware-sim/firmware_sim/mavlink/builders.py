"""What the makers of messages share."""

from __future__ import annotations

from collections.abc import Callable

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
    for name in message.ordered_fieldnames:
        value = getattr(message, name)
        if isinstance(value, (list, tuple)):
            values.extend(value)
        else:
            values.append(value.encode() if isinstance(value, str) else value)
    packed: bytes = message.unpacker.pack(*values)
    return packed


def boot_ms(now_s: float) -> int:
    """Milliseconds since the start."""
    return round(now_s * 1000.0)


def boot_us(now_s: float) -> int:
    """Microseconds since the start."""
    return round(now_s * 1e6)
