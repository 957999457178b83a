"""The events of PX4's failsafes: which mode was wished, what is done instead, after how long, and why.

Numbers and arguments are those of PX4's own event metadata and of the recordings.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from firmware_sim.aircraft.events import event_id

GENERIC, STICKS, STATION, LOW_CHARGE, CRITICAL_CHARGE, EMERGENCY_CHARGE = range(6)
"""failsafe_cause_t."""
ACTIONS = {"WARN": 1, "POSITION": 2, "HOLD": 5, "RETURN": 6, "LAND": 7, "DESCEND": 8, "TERMINATE": 10}
"""failsafe_action_t."""
CRITICAL_LEVELS = 0x42


@dataclass(frozen=True, slots=True, kw_only=True)
class FailsafeEvent:
    """One event, ready to be told."""

    number: int
    arguments: bytes
    levels: int = CRITICAL_LEVELS


def failsafe_event(wished_mode: int, action: str, cause: int, wait_s: float | None = None) -> FailsafeEvent:
    """The event of a failsafe that begins; `wait_s` when it holds first, and does `action` afterwards."""
    mode_and_action = struct.pack("<IB", wished_mode, ACTIONS[action])
    why = b"" if cause == GENERIC else bytes([cause])
    if wait_s is not None:
        name = "commander_failsafe_enter_generic_hold" if cause == GENERIC else "commander_failsafe_enter_hold"
        arguments = mode_and_action + struct.pack("<H", round(wait_s)) + why
        return FailsafeEvent(number=event_id(name), arguments=arguments)
    name = "commander_failsafe_enter"
    if cause == GENERIC:
        name += "_autopilot_disengaged" if action == "DESCEND" else "_generic"
    return FailsafeEvent(number=event_id(name), arguments=mode_and_action + why)
