"""Which autopilot a HEARTBEAT tells of."""

from __future__ import annotations

from typing import Final

from ground_station.link.autopilots.ardupilot import ArduPilot
from ground_station.link.autopilots.base import MAV_AUTOPILOT_ARDUPILOT, MAV_AUTOPILOT_PX4, Autopilot, Habits
from ground_station.link.autopilots.px4 import Px4


class Unknown:
    """An autopilot whose modes have no names here."""

    name = "unknown"
    can_be_flown = False
    habits = Habits(tells_plan_checksum=False)

    def mode_name(self, vehicle_type: int, custom_mode: int) -> str:
        """The mode's number."""
        return f"mode {custom_mode}"

    def custom_mode(self, name: str) -> int:
        """No name is known."""
        raise KeyError(name)

    def mode_params(self, name: str) -> tuple[float, float, float]:
        """No name is known."""
        raise KeyError(name)


_BY_NUMBER: Final[dict[int, Autopilot]] = {MAV_AUTOPILOT_PX4: Px4(), MAV_AUTOPILOT_ARDUPILOT: ArduPilot()}
_UNKNOWN: Final[Autopilot] = Unknown()
_BY_NAME: Final = {autopilot.name: autopilot for autopilot in (*_BY_NUMBER.values(), _UNKNOWN)}


def autopilot_numbered(number: int) -> Autopilot:
    """The autopilot of HEARTBEAT.autopilot."""
    return _BY_NUMBER.get(number, _UNKNOWN)


def autopilot_named(name: str) -> Autopilot:
    """The autopilot with that plain name."""
    return _BY_NAME.get(name, _UNKNOWN)
