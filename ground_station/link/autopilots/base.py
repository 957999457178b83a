"""What differs between autopilots, behind one interface."""

from __future__ import annotations

from typing import Protocol

MAV_AUTOPILOT_PX4 = 12
MAV_AUTOPILOT_ARDUPILOT = 3
MAV_AUTOPILOT_INVALID = 8
IS_ARMED = 0x80
"""MAV_MODE_FLAG_SAFETY_ARMED in a HEARTBEAT's base_mode."""


class Autopilot(Protocol):
    """One kind of autopilot."""

    name: str
    """px4, ardupilot or unknown."""
    can_be_flown: bool
    """Whether this station knows how to give it orders."""

    def mode_name(self, vehicle_type: int, custom_mode: int) -> str:
        """Plain name of a flight mode: hold, takeoff, mission, return, land, position ..."""

    def custom_mode(self, name: str) -> int:
        """The number a HEARTBEAT shows in the mode of that name. Raises `KeyError` where there is none."""

    def mode_params(self, name: str) -> tuple[float, float, float]:
        """DO_SET_MODE's first three parameters for the mode of that name. Raises `KeyError` where there is none."""
