"""From what people and plans say to what aircraft get."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ground_station.api.wire import Command
from ground_station.fleet.orders import (
    Arm,
    ChangeSpeed,
    Disarm,
    GoTo,
    Land,
    Look,
    LookAhead,
    Orbit,
    Order,
    Pause,
    Resume,
    Return,
    StartMission,
    TakeOff,
)
from ground_station.link.mission_items import FRAME_MISSION, MissionItem
from missions.plan import MissionItem as PlannedItem

DEFAULT_TAKEOFF_HEIGHT_M: Final = 15.0
DEFAULT_ORBIT_RADIUS_M: Final = 30.0

PLAIN_ORDERS: Final[dict[str, Callable[[], Order]]] = {
    "arm": Arm,
    "disarm": Disarm,
    "start_mission": StartMission,
    "pause": Pause,
    "resume": Resume,
    "return": Return,
    "land": Land,
    "look_ahead": LookAhead,
}
"""Commands without anything else to say."""
SETS_OFF: Final = frozenset({"arm", "takeoff", "start_mission"})
"""Commands that begin a flight: checks before the flight come before them."""
STAYS_UP: Final = SETS_OFF | {"resume", "goto", "orbit"}
"""Commands that nobody gives while the air is kept clear."""
BY_PLACE: Final = frozenset({"goto", "orbit"})


def letter(system_id: int) -> str:
    """What people call an aircraft: A to Z, then A2 ..."""
    round_number, place = divmod(system_id - 1, 26)
    return chr(ord("A") + place) + (str(round_number + 1) if round_number else "")


def order_for(command: Command, ground_amsl_m: float | None = None) -> Order:
    """The order that a person's command means; `ground_amsl_m` is the ground's height where it says to look."""
    match command.command:
        case "takeoff":
            return TakeOff(command.height_above_home_m or DEFAULT_TAKEOFF_HEIGHT_M)
        case "goto":
            return GoTo(*command.place)
        case "orbit":
            return Orbit(*command.place, command.radius_m or DEFAULT_ORBIT_RADIUS_M)
        case "look":
            assert command.latitude_deg is not None and command.longitude_deg is not None
            return Look(command.latitude_deg, command.longitude_deg, ground_amsl_m or 0.0)
        case "speed":
            assert command.speed_ms is not None
            return ChangeSpeed(command.speed_ms)
        case plain:
            return PLAIN_ORDERS[plain]()


def planned_items(items: Sequence[MissionItem]) -> list[PlannedItem]:
    """Items with places, as read from an aircraft, in degrees."""
    return [
        PlannedItem(
            command=item.command,
            frame=item.frame,
            params=item.params,
            latitude_deg=item.x / 1e7,
            longitude_deg=item.y / 1e7,
            altitude_m=item.z,
        )
        for item in items
    ]


def wire_items(items: Sequence[PlannedItem]) -> list[MissionItem]:
    """A plan's items as the aircraft gets them."""
    return [wire_item(item) for item in items]


def wire_item(item: PlannedItem) -> MissionItem:
    """One item; without a place (frame 2) its last three numbers are parameters 5 to 7 and stay as they are."""
    if item.frame == FRAME_MISSION:
        return MissionItem(
            command=item.command,
            frame=item.frame,
            params=item.params,
            x=round(item.latitude_deg),
            y=round(item.longitude_deg),
            z=item.altitude_m,
            autocontinue=item.autocontinue,
        )
    return MissionItem.from_degrees(
        command=item.command,
        frame=item.frame,
        params=item.params,
        latitude_deg=item.latitude_deg,
        longitude_deg=item.longitude_deg,
        altitude_m=item.altitude_m,
        autocontinue=item.autocontinue,
    )
