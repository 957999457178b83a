"""ArduPilot's flight modes: one number per kind of vehicle. Seen and named; orders are not given to it yet."""

from __future__ import annotations

from typing import Final

from ground_station.link.autopilots.base import Habits
from ground_station.link.mission_items import FRAME_RELATIVE_INT

CUSTOM_MODE_ENABLED: Final = 1.0

COPTER: Final[dict[int, str]] = {
    0: "stabilized",
    1: "acro",
    2: "altitude",
    3: "mission",
    4: "guided",
    5: "hold",
    6: "return",
    7: "circle",
    9: "land",
    11: "drift",
    13: "sport",
    14: "flip",
    15: "autotune",
    16: "position",
    17: "brake",
    18: "throw",
    19: "avoid traffic",
    20: "guided without position",
    21: "smart return",
    22: "flow hold",
    23: "follow",
    24: "zigzag",
    27: "auto return",
}
PLANE: Final[dict[int, str]] = {
    0: "manual",
    1: "circle",
    2: "stabilized",
    3: "training",
    4: "acro",
    5: "fly by wire a",
    6: "fly by wire b",
    7: "cruise",
    8: "autotune",
    10: "mission",
    11: "return",
    12: "hold",
    13: "takeoff",
    14: "avoid traffic",
    15: "guided",
    16: "initialising",
    17: "vtol stabilized",
    18: "vtol hover",
    19: "vtol hold",
    20: "vtol land",
    21: "vtol return",
}
ROVER: Final[dict[int, str]] = {
    0: "manual",
    1: "acro",
    3: "steering",
    4: "hold",
    5: "loiter",
    6: "follow",
    10: "mission",
    11: "return",
    12: "smart return",
    15: "guided",
    16: "initialising",
}
_FIXED_WING: Final = 1
_GROUND_ROVER: Final = 10
_SURFACE_BOAT: Final = 11
_VTOLS: Final = range(19, 26)
_COPTER_NUMBERS: Final = {name: number for number, name in COPTER.items()}


class ArduPilot:
    """ArduPilot: Copter, Plane and Rover."""

    name = "ardupilot"
    can_be_flown = False
    habits = Habits(
        parameters_are_bytewise=False,
        answers_mode_twice=False,
        has_home_item=True,
        reposition_frame=FRAME_RELATIVE_INT,
        takeoff_height_is_amsl=False,
        takeoff_mode="guided",
        must_be_told_to_start=True,
        tells_plan_checksum=False,
        tells_blockers_by_text=True,
        swaps_plans_whole=False,
    )
    """From its documentation and source; not tried against a running ArduPilot."""

    def mode_name(self, vehicle_type: int, custom_mode: int) -> str:
        """Plain name of a flight mode."""
        modes = COPTER
        if vehicle_type == _FIXED_WING or vehicle_type in _VTOLS:
            modes = PLANE
        elif vehicle_type in (_GROUND_ROVER, _SURFACE_BOAT):
            modes = ROVER
        return modes.get(custom_mode, f"mode {custom_mode}")

    def custom_mode(self, name: str) -> int:
        """The number a copter's HEARTBEAT shows in the mode of that name."""
        return _COPTER_NUMBERS[name]

    def mode_params(self, name: str) -> tuple[float, float, float]:
        """DO_SET_MODE's base flag and mode number."""
        return CUSTOM_MODE_ENABLED, float(_COPTER_NUMBERS[name]), 0.0
