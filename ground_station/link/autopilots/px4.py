"""PX4's flight modes (px4_custom_mode.h): main mode in the third byte, sub mode in the fourth."""

from __future__ import annotations

from typing import Final

from ground_station.link.autopilots.base import Habits
from ground_station.link.mission_protocol import PX4_LIMITS

CUSTOM_MODE_ENABLED: Final = 1.0

MODES: Final[dict[int, str]] = {
    0x00010000: "manual",
    0x00020000: "altitude",
    0x00030000: "position",
    0x01030000: "orbit",
    0x02030000: "position slow",
    0x00050000: "acro",
    0x00060000: "offboard",
    0x00070000: "stabilized",
    0x00080000: "rattitude",
    0x000A0000: "termination",
    0x000B0000: "altitude cruise",
    0x01040000: "ready",
    0x02040000: "takeoff",
    0x03040000: "hold",
    0x04040000: "mission",
    0x05040000: "return",
    0x06040000: "land",
    0x08040000: "follow",
    0x09040000: "precision land",
    0x0A040000: "vtol takeoff",
    **{(0x0B + number) << 24 | 0x00040000: f"external {number + 1}" for number in range(8)},
}
"""HEARTBEAT.custom_mode to the plain name."""

_NUMBERS: Final = {name: number for number, name in MODES.items()}


class Px4:
    """PX4, from 1.14 on."""

    name = "px4"
    can_be_flown = True
    habits = Habits(most_items=PX4_LIMITS, takes_items_ahead=True)

    def mode_name(self, vehicle_type: int, custom_mode: int) -> str:
        """Plain name of a flight mode."""
        return MODES.get(custom_mode, f"mode {custom_mode:#010x}")

    def custom_mode(self, name: str) -> int:
        """The number a HEARTBEAT shows in the mode of that name."""
        return _NUMBERS[name]

    def mode_params(self, name: str) -> tuple[float, float, float]:
        """DO_SET_MODE's base flag, main mode and sub mode."""
        number = _NUMBERS[name]
        return CUSTOM_MODE_ENABLED, float(number >> 16 & 0xFF), float(number >> 24 & 0xFF)
