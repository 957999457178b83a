"""PX4's flight modes: their numbers on the wire and what each of them needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Mode(IntEnum):
    """A flight mode as HEARTBEAT.custom_mode carries it."""

    MANUAL = 0x00010000
    ALTITUDE = 0x00020000
    POSITION = 0x00030000
    ORBIT = 0x01030000
    POSITION_SLOW = 0x02030000
    ACRO = 0x00050000
    OFFBOARD = 0x00060000
    STABILIZED = 0x00070000
    TERMINATION = 0x000A0000
    ALTITUDE_CRUISE = 0x000B0000
    READY = 0x01040000
    TAKEOFF = 0x02040000
    HOLD = 0x03040000
    MISSION = 0x04040000
    RETURN = 0x05040000
    LAND = 0x06040000
    FOLLOW = 0x08040000
    PRECISION_LAND = 0x09040000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is so of one mode."""

    name: str
    base_mode: int
    """HEARTBEAT.base_mode when disarmed."""
    standard_mode: int = 0
    arms: bool = False
    """Whether the aircraft can be armed in it."""
    flies_itself: bool = False
    """Whether it can be entered in the air without sticks and without an offboard computer."""
    needs_place: bool = False
    """Whether it flies by the estimated position."""
    needs_sticks: bool = False
    """Whether somebody must steer."""


_MANUAL, _ASSISTED, _AUTO, _ORBIT = 1 | 64, 1 | 16 | 64, 1 | 4 | 8 | 16, 1 | 16

ROWS: dict[Mode, Row] = {
    Mode.MANUAL: Row(name="Manual", base_mode=_ASSISTED, needs_sticks=True),
    Mode.ALTITUDE: Row(name="Altitude", base_mode=_ASSISTED, needs_sticks=True, standard_mode=3),
    Mode.POSITION: Row(name="Position", base_mode=_ASSISTED, needs_sticks=True, standard_mode=1),
    Mode.ORBIT: Row(name="Orbit", base_mode=_ORBIT, needs_place=True, standard_mode=2, flies_itself=True),
    Mode.POSITION_SLOW: Row(name="Position Slow", base_mode=_ASSISTED, needs_sticks=True),
    Mode.ACRO: Row(name="Acro", base_mode=_MANUAL, needs_sticks=True),
    Mode.OFFBOARD: Row(name="Offboard", base_mode=17),
    Mode.STABILIZED: Row(name="Stabilized", base_mode=_ASSISTED, needs_sticks=True),
    Mode.TERMINATION: Row(name="Termination", base_mode=_AUTO),
    Mode.ALTITUDE_CRUISE: Row(name="Altitude Cruise", base_mode=_ASSISTED, needs_sticks=True),
    Mode.READY: Row(name="Ready", base_mode=_AUTO),
    Mode.TAKEOFF: Row(name="Takeoff", base_mode=_AUTO, needs_place=True, standard_mode=8, arms=True, flies_itself=True),
    Mode.HOLD: Row(name="Hold", base_mode=_AUTO, needs_place=True, arms=True, flies_itself=True),
    Mode.MISSION: Row(name="Mission", base_mode=_AUTO, needs_place=True, standard_mode=6, arms=True, flies_itself=True),
    Mode.RETURN: Row(name="Return", base_mode=_AUTO, needs_place=True, standard_mode=5, flies_itself=True),
    Mode.LAND: Row(name="Land", base_mode=_AUTO, needs_place=True, standard_mode=7, flies_itself=True),
    Mode.FOLLOW: Row(name="Follow Me", base_mode=_AUTO),
    Mode.PRECISION_LAND: Row(name="Precision Land", base_mode=_AUTO, needs_place=True, flies_itself=True),
}


def mode_from_main_and_sub(main: int, sub: int) -> Mode | None:
    """The mode that DO_SET_MODE's parameters name, or None when PX4 knows none."""
    return mode_from_custom(main << 16 | sub << 24)


def mode_from_custom(custom_mode: int) -> Mode | None:
    """The mode of a custom mode number, or None when PX4 knows none."""
    try:
        return Mode(custom_mode)
    except ValueError:
        return None
