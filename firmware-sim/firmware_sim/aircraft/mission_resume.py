"""Where a mission is taken up again after it was left, and what is done anew for that, as PX4 does it.

Seen on PX4 1.17: once pictures are being taken the mission goes back to the place before the item that it was left at,
looks along the next leg, and takes pictures again from there; otherwise it goes on where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firmware_sim.aircraft.plans import Do, Item, Nav

LOITERS = (Nav.LOITER_UNLIMITED, Nav.LOITER_TIME, Nav.LOITER_TO_ALTITUDE)
PLACED = (Nav.WAYPOINT, *LOITERS, Nav.LAND, Nav.TAKEOFF)
PICTURES = (Do.TRIGGER_DISTANCE, Do.TRIGGER_CONTROL, Do.IMAGE_START, Do.IMAGE_STOP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """How to go on: from which item, and what is done again."""

    at: int
    goes_back: bool = False
    gimbal: Item | None = None
    """Pointed at once."""
    pictures: Item | None = None
    """Begun again behind the first item, when they were being taken."""
    speed: Item | None = None
    """The last change of speed: made again at once, or behind the first item where it goes back."""


def resume(items: Sequence[Item], current: int, left_at: int | None) -> Resume:
    """Go on with `items` at `current`; `left_at` is the item that the mission was left at, None if it was not."""
    before = items[:current]
    gimbal, speed = _last(before, (Do.GIMBAL_PITCHYAW,)), _last(before, (Do.CHANGE_SPEED,))
    pictures = _last(before, PICTURES)
    if pictures is None or not _starts(pictures):
        return Resume(at=current, gimbal=gimbal, speed=speed)
    # PX4 begins to look two items before the one it was left at.
    places = [index for index in range((left_at or 0) - 1) if items[index].command in PLACED]
    if not places:
        return Resume(at=current, gimbal=gimbal, pictures=pictures, speed=speed)
    return Resume(at=places[-1], goes_back=True, gimbal=gimbal, pictures=pictures, speed=speed)


def _last(items: Sequence[Item], commands: Sequence[int]) -> Item | None:
    return next((item for item in reversed(items) if item.command in commands), None)


def _starts(item: Item) -> bool:
    """Whether pictures are taken from this item on."""
    if item.command == Do.TRIGGER_CONTROL:
        return round(item.params[0]) == 1
    return item.command == Do.IMAGE_START or (item.command == Do.TRIGGER_DISTANCE and item.params[0] > 0.0)
