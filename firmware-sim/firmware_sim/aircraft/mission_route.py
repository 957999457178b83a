"""The items of a mission in the order in which they are flown, and where they are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from firmware_sim.aircraft.course import Place
from firmware_sim.aircraft.mission_resume import LOITERS, PLACED
from firmware_sim.aircraft.plans import MISSION_FRAME, Do, Item, Nav, is_finite

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

MOST_JUMPS = 100
ENDLESS = -1


class Route:
    """The plan that the navigator flies, with the jumps made so far."""

    def __init__(self, pilot: Autopilot) -> None:
        self._pilot = pilot
        self.items: tuple[Item, ...] = ()
        self._jumped: dict[int, int] = {}

    def renew(self, items: tuple[Item, ...]) -> None:
        """Another plan."""
        self.items = items
        self._jumped.clear()

    def forget_jumps(self) -> None:
        """It begins anew."""
        self._jumped.clear()

    def reach(self, index: int) -> int | None:
        """The item that is flown when `index` is next, jumps made on the way; None when the mission ends there."""
        return self._follow(index, self._jumped)

    def placed_from(self, start: int) -> Iterator[Item]:
        """Items with a place from `start` on, jumps followed as they would be now."""
        jumped, index = dict(self._jumped), self._follow(start, dict(self._jumped))
        for _ in range(len(self.items) + MOST_JUMPS):
            if index is None:
                return
            if self.items[index].command in PLACED:
                yield self.items[index]
            index = self._follow(index + 1, jumped)

    def _follow(self, index: int, jumped: dict[int, int]) -> int | None:
        for _ in range(MOST_JUMPS):
            if index >= len(self.items):
                return None
            item = self.items[index]
            if item.command != Do.JUMP:
                return index
            goal, times = int(item.params[0]), int(item.params[1])
            if not 0 <= goal < len(self.items):
                return None
            if times <= ENDLESS or jumped.get(index, 0) < times:
                jumped[index] = jumped.get(index, 0) + 1
                index = goal
            else:
                index += 1
        return None

    def place(self, item: Item) -> Place:
        """Where an item is; PX4 takes 0/0 and what is no place on earth as "here"."""
        pilot, here = self._pilot, self._pilot.here
        up_m = item.altitude_amsl_m(pilot.home_amsl_m) if item.frame != MISSION_FRAME else here[2]
        if not math.isfinite(up_m):
            up_m = here[2]
        nowhere = not item.has_place or (item.x == 0 and item.y == 0) or abs(item.latitude_deg) > 90.0
        if nowhere or (item.command == Nav.TAKEOFF and not is_finite(item.x, item.y)):
            return here[0], here[1], up_m
        north_m, east_m = pilot.local_from_degrees(item.latitude_deg, item.longitude_deg)
        return north_m, east_m, up_m

    def after(self, current: int) -> Place | None:
        """The place after the current one, when it is flown on to without a stop."""
        item = self.items[current]
        holds = item.command in (Nav.WAYPOINT, Nav.LOITER_TIME) and item.params[0] > 0.0
        if item.command in LOITERS or holds or not item.autocontinue:
            return None
        following = next(self.placed_from(current + 1), None)
        return self.place(following) if following is not None else None

    def acceptance_m(self, item: Item) -> float:
        """How near counts as reached."""
        radius_m = item.params[1] if item.command == Nav.WAYPOINT else 0.0
        return radius_m if math.isfinite(radius_m) and radius_m > 0.0 else self._pilot.acceptance_m
