"""COMMAND_LONG and COMMAND_INT as they came: their parameters as PX4 reads them, and the answer to them."""

from __future__ import annotations

import math
from collections.abc import Callable

from firmware_sim.aircraft.plans import INT32_MAX
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.results import Ack

Params = tuple[float, float, float, float, float, float, float]
Row = Callable[[Link, Message, Params], Ack | None]
"""What one command does; None when nobody answers it, or when it was answered already."""

HALF = 0.5
NO_INTEGER = -(2**31)
"""What PX4's processor makes of a number that is none, or too large, where it wants an integer."""
BEYOND_INTEGERS = 2.0**63
NAN_AS_INTEGER = 0x7FF80000
LEAST_MISTAKEN, GREATEST_MISTAKEN = 2147483520.0, 2147483904.0
"""The single-precision numbers beside 2^31: what INT32_MAX becomes in a COMMAND_LONG."""


def params_of(message: Message) -> Params:
    """The seven parameters; an integer place that is left open is NaN."""
    if message.get_type() == "COMMAND_LONG":
        return (
            message.param1,
            message.param2,
            message.param3,
            message.param4,
            message.param5,
            message.param6,
            message.param7,
        )
    is_open = message.x == INT32_MAX and message.y == INT32_MAX
    x, y = (math.nan, math.nan) if is_open else (message.x * 1e-7, message.y * 1e-7)
    return message.param1, message.param2, message.param3, message.param4, x, y, message.z


def mistakes_its_place(message: Message) -> bool:
    """Whether a place was meant to be left open, in the way of the other kind of command."""
    if message.get_type() == "COMMAND_INT":
        return bool(message.x == NAN_AS_INTEGER and message.y == NAN_AS_INTEGER)
    return all(LEAST_MISTAKEN <= param <= GREATEST_MISTAKEN for param in (message.param5, message.param6))


def acknowledge(link: Link, message: Message, result: Ack, *, command: int | None = None, progress: int = 0) -> None:
    """Answer whoever sent the message."""
    sender = (message.get_srcSystem(), message.get_srcComponent())
    number = message.command if command is None else command
    link.send(dialect.MAVLink_command_ack_message(number, int(result), progress, 0, *sender))


def rounded(param: float) -> int:
    """The nearest whole number, halves away from zero; what is none or beyond all integers counts as 0, as in PX4."""
    if not abs(param) < BEYOND_INTEGERS:
        return 0
    return int(math.copysign(math.floor(abs(param) + HALF), param))


def truncated(param: float) -> int:
    """The whole part, as PX4's processor takes it: what does not fit is the least integer."""
    fits = math.isfinite(param) and NO_INTEGER <= param < -NO_INTEGER
    return int(param) if fits else NO_INTEGER


def byte(param: float) -> int:
    """What is left of a parameter in eight bits."""
    return int(param) & 0xFF if math.isfinite(param) else 0
