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
    VTOL_TAKEOFF = 0x0A040000
    EXTERNAL_1 = 0x0B040000
    EXTERNAL_2 = 0x0C040000
    EXTERNAL_3 = 0x0D040000
    EXTERNAL_4 = 0x0E040000
    EXTERNAL_5 = 0x0F040000
    EXTERNAL_6 = 0x10040000
    EXTERNAL_7 = 0x11040000
    EXTERNAL_8 = 0x12040000


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
    is_kept: bool = True
    """Whether it is the mode again after disarming, once a person asked for it."""


_MANUAL, _ASSISTED, _AUTO, _ORBIT = 1 | 64, 1 | 16 | 64, 1 | 4 | 8 | 16, 1 | 16

ROWS: dict[Mode, Row] = {
    Mode.MANUAL: Row(name="Manual", base_mode=_ASSISTED, needs_sticks=True),
    Mode.ALTITUDE: Row(name="Altitude", base_mode=_ASSISTED, needs_sticks=True, standard_mode=3),
    Mode.POSITION: Row(name="Position", base_mode=_ASSISTED, needs_sticks=True, standard_mode=1),
    Mode.ORBIT: Row(
        name="Orbit", base_mode=_ORBIT, needs_place=True, standard_mode=2, flies_itself=True, is_kept=False
    ),
    Mode.POSITION_SLOW: Row(name="Position Slow", base_mode=_ASSISTED, needs_sticks=True),
    Mode.ACRO: Row(name="Acro", base_mode=_MANUAL, needs_sticks=True),
    Mode.OFFBOARD: Row(name="Offboard", base_mode=17),
    Mode.STABILIZED: Row(name="Stabilized", base_mode=_ASSISTED, needs_sticks=True),
    Mode.TERMINATION: Row(name="Termination", base_mode=1),
    Mode.ALTITUDE_CRUISE: Row(name="Altitude Cruise", base_mode=_ASSISTED, needs_sticks=True),
    Mode.READY: Row(name="Ready", base_mode=_AUTO),
    Mode.TAKEOFF: Row(
        name="Takeoff",
        base_mode=_AUTO,
        needs_place=True,
        standard_mode=8,
        arms=True,
        flies_itself=True,
        is_kept=False,
    ),
    Mode.HOLD: Row(name="Hold", base_mode=_AUTO, needs_place=True, arms=True, flies_itself=True),
    Mode.MISSION: Row(name="Mission", base_mode=_AUTO, needs_place=True, standard_mode=6, arms=True, flies_itself=True),
    Mode.RETURN: Row(
        name="Return", base_mode=_AUTO, needs_place=True, standard_mode=5, flies_itself=True, is_kept=False
    ),
    Mode.LAND: Row(name="Land", base_mode=_AUTO, needs_place=True, standard_mode=7, flies_itself=True, is_kept=False),
    Mode.FOLLOW: Row(name="Follow Target", base_mode=_ORBIT, is_kept=False),
    Mode.PRECISION_LAND: Row(
        name="Precision Landing", base_mode=_AUTO, needs_place=True, flies_itself=True, is_kept=False
    ),
    Mode.VTOL_TAKEOFF: Row(
        name="VTOL Takeoff", base_mode=_AUTO, needs_place=True, arms=True, flies_itself=True, is_kept=False
    ),
    **{Mode((0x0A + i) << 24 | 4 << 16): Row(name=f"External {i}", base_mode=_ORBIT) for i in range(1, 9)},
}
STANDARD_MODES = {
    1: Mode.POSITION,
    2: Mode.ORBIT,
    4: Mode.ALTITUDE,
    5: Mode.RETURN,
    6: Mode.MISSION,
    7: Mode.LAND,
    8: Mode.TAKEOFF,
}
"""MAV_STANDARD_MODE, as DO_SET_STANDARD_MODE names them."""
_MAINS = {
    1: Mode.MANUAL,
    2: Mode.ALTITUDE,
    5: Mode.ACRO,
    6: Mode.OFFBOARD,
    7: Mode.STABILIZED,
    11: Mode.ALTITUDE_CRUISE,
}
_AUTO_SUBS = {0: Mode.MISSION, **{sub: Mode(sub << 24 | 4 << 16) for sub in (2, 3, 4, 5, 6, 8, 9, *range(11, 19))}}
_POSITION_MAIN, _SLOW_SUB, _AUTO_MAIN = 3, 2, 4
_AUTO_FLAG, _GUIDED_FLAG, _STABILIZE_FLAG, _STICKS_FLAG = 4, 8, 16, 64


def mode_from_main_and_sub(main: int, sub: int) -> Mode | str:
    """The mode that DO_SET_MODE's parameters name, or what PX4 says when it knows none."""
    if main == _POSITION_MAIN:
        return Mode.POSITION_SLOW if sub == _SLOW_SUB else Mode.POSITION
    if main == _AUTO_MAIN:
        return _AUTO_SUBS.get(sub, "Unsupported auto mode\t")
    return _MAINS.get(main, "Unsupported main mode\t")


def mode_from_base(base_mode: int) -> Mode | str:
    """The mode that MAVLink's own flags name, or what PX4 says when they name none."""
    if base_mode & _AUTO_FLAG:
        return Mode.MISSION
    if not base_mode & _STICKS_FLAG:
        return "Unsupported base mode\t"
    if base_mode & _GUIDED_FLAG:
        return Mode.POSITION
    return Mode.STABILIZED if base_mode & _STABILIZE_FLAG else Mode.MANUAL
