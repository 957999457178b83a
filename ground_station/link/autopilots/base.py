"""What differs between autopilots, behind one interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ground_station.link.mission_items import FRAME_GLOBAL_INT

MAV_AUTOPILOT_PX4 = 12
MAV_AUTOPILOT_ARDUPILOT = 3
MAV_AUTOPILOT_INVALID = 8
IS_ARMED = 0x80
"""MAV_MODE_FLAG_SAFETY_ARMED in a HEARTBEAT's base_mode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How one kind of autopilot wants to be spoken to, where they differ."""

    parameters_are_bytewise: bool = True
    """Integers travel bit by bit in the float of PARAM_VALUE, not by value."""
    answers_mode_twice: bool = True
    """The first acceptance of DO_SET_MODE proves nothing."""
    has_home_item: bool = False
    """Item 0 of its mission is home (`ardupilot_plans`)."""
    reposition_frame: int = FRAME_GLOBAL_INT
    """The frame it takes in COMMAND_INT; PX4 refuses every other."""
    takeoff_height_is_amsl: bool = True
    """NAV_TAKEOFF's height counts from the sea, not from home."""
    takeoff_mode: str | None = None
    """The mode it must be in before NAV_TAKEOFF; None where the command changes the mode itself."""
    must_be_told_to_start: bool = False
    """In mission mode it waits for MISSION_START."""
    tells_plan_checksum: bool = True
    """MISSION_CURRENT and MISSION_ACK name the plan; others are read back."""
    tells_blockers_by_text: bool = False
    """Why it would not arm comes as texts (`prearm_texts`), not as events."""
    takes_items_ahead: bool = False
    """Mission items that it has not asked for yet are taken in their turn, or dropped in silence."""
    swaps_plans_whole: bool = True
    """It keeps the old plan until the whole new one is there; others overwrite it item by item."""
    most_items: Mapping[int, int] = field(default_factory=dict)
    """By mission type, where it is known; a longer one is refused with NO_SPACE."""


class Autopilot(Protocol):
    """One kind of autopilot."""

    name: str
    """px4, ardupilot or unknown."""
    can_be_flown: bool
    """Whether this station knows how to give it orders."""
    habits: Habits

    def mode_name(self, vehicle_type: int, custom_mode: int) -> str:
        """Plain name of a flight mode: hold, takeoff, mission, return, land, position ..."""

    def custom_mode(self, name: str) -> int:
        """The number a HEARTBEAT shows in the mode of that name. Raises `KeyError` where there is none."""

    def mode_params(self, name: str) -> tuple[float, float, float]:
        """DO_SET_MODE's first three parameters for the mode of that name. Raises `KeyError` where there is none."""
