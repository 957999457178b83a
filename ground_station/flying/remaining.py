"""What is left of a plan where the seeing stopped: the metre of the leg, camera, gimbal and speed as they were. Pure.

A plan is a list of mission items. A leg is named by the item it leads to; what an item commands on the way (speed,
gimbal, camera) holds until the next item of its kind.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from ground_station.safety.geometry import from_plane, to_plane
from missions.plan import MissionItem

NAV_WAYPOINT, NAV_TAKEOFF, DO_JUMP = 16, 22, 177
FRAME_GLOBAL, FRAME_RELATIVE = 0, 3
FLOWN_TO: Final = frozenset({16, 17, 18, 19, 21, 22, 31})
"""MAV_CMD of the items that are places."""
STATE_KINDS: Final[dict[int, str]] = {
    178: "speed",
    203: "camera", 206: "trigger", 214: "trigger",
    195: "region", 196: "region", 197: "region", 201: "region",
    205: "gimbal", 1000: "gimbal", 1001: "gimbal control",
    530: "camera mode", 531: "zoom", 532: "focus", 534: "camera source",
    2000: "pictures", 2001: "pictures", 2500: "video", 2501: "video",
}  # fmt: skip
"""Items that set something until the next of their kind; speed is told apart by its type too."""
ENTRY_NEAR_M: Final = 1.0


class CannotResume(ValueError):
    """The plan cannot be gone on with; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a plan is flown and seen."""

    item: int
    """The leg that was being flown."""
    along: float
    """How much of it is done, 0 to 1."""
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """From where it goes on."""

    latitude_deg: float
    longitude_deg: float
    home_amsl_m: float
    transit_amsl_m: float
    """A height at which the straight way to the entry clears the ground."""
    is_in_air: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """The shortened plan."""

    items: tuple[MissionItem, ...]
    lead: int
    """How many items come before the first one of the plan itself."""
    first_item: int
    """The item of the whole plan that follows the lead."""
    along: float
    """How much of that item's leg lies before the entry."""
    left_m: float

    def progress(self, seq: int, along: float) -> Progress:
        """Progress in the whole plan when item `seq` of this one is flown to and `along` of its leg is done."""
        return mapped(self.lead, self.first_item, self.along, seq, along)


def mapped(lead: int, first_item: int, entry_along: float, seq: int, along: float) -> Progress:
    """Progress in the whole plan from that in a shortened one."""
    if seq < lead:
        return Progress(item=first_item, along=entry_along)
    if seq == lead and lead > 0:
        return Progress(item=first_item, along=entry_along + (1.0 - entry_along) * along)
    return Progress(item=first_item + seq - lead, along=along)


def place_of(item: MissionItem, home_amsl_m: float) -> tuple[float, float, float]:
    """Latitude, longitude, metres above the sea."""
    up = item.altitude_m + (home_amsl_m if item.frame == FRAME_RELATIVE else 0.0)
    return item.latitude_deg, item.longitude_deg, up


def is_place(item: MissionItem) -> bool:
    """Whether an aircraft flies to it."""
    return item.command in FLOWN_TO


def leg_of(items: Sequence[MissionItem], item: int) -> tuple[int | None, int | None]:
    """The places before and at (or next after) item `item`."""
    end = next((i for i in range(item, len(items)) if is_place(items[i])), None)
    start = next((i for i in range((len(items) if end is None else end) - 1, -1, -1) if is_place(items[i])), None)
    return start, end


def along_leg(items: Sequence[MissionItem], item: int, place: tuple[float, float]) -> float:
    """How much of the leg to `item` lies behind an aircraft at `place`, 0 to 1, by its projection onto the leg."""
    start, end = leg_of(items, item)
    if start is None or end is None:
        return 0.0
    a = (items[start].latitude_deg, items[start].longitude_deg)
    leg = to_plane(a, items[end].latitude_deg, items[end].longitude_deg)
    length2 = leg[0] ** 2 + leg[1] ** 2
    if length2 < 0.01:
        return 0.0
    at = to_plane(a, *place)
    return min(1.0, max(0.0, (at[0] * leg[0] + at[1] * leg[1]) / length2))


def state_before(items: Sequence[MissionItem], item: int) -> tuple[MissionItem, ...]:
    """The items that set what holds on the leg to `item`, in the order in which they were given."""
    newest: dict[tuple[str, float], int] = {}
    for number, each in enumerate(items[:item]):
        kind = STATE_KINDS.get(each.command)
        if kind is not None:
            newest[kind, each.params[0] if kind == "speed" else 0.0] = number
    return tuple(items[number] for number in sorted(newest.values()))


def remaining(
    items: Sequence[MissionItem], progress: Progress, start: Start, *, plan_home_amsl_m: float, overlap_m: float
) -> Remaining:
    """The plan from `progress` on, `overlap_m` earlier, for an aircraft at `start`. Raises `CannotResume`."""
    if any(item.command == DO_JUMP for item in items):
        raise CannotResume("The plan has jumps: there is no one place where it was left.")
    if progress.is_done:
        raise CannotResume("The plan was flown to its end.")
    first, along = _backed_up(items, progress, overlap_m, plan_home_amsl_m)
    before, end = leg_of(items, first)
    if before is None or end is None:
        raise CannotResume("Nothing of the plan is left to fly.")
    entry = _between(place_of(items[before], plan_home_amsl_m), place_of(items[end], plan_home_amsl_m), along)
    lead = (*_way_in(start, entry, items), *state_before(items, end))
    rest = _absolute(items[end:], plan_home_amsl_m)
    return Remaining(
        items=(*lead, *rest),
        lead=len(lead),
        first_item=end,
        along=along,
        left_m=_length_m([entry, *(place_of(item, plan_home_amsl_m) for item in rest if is_place(item))]),
    )


def _backed_up(
    items: Sequence[MissionItem], progress: Progress, overlap_m: float, home_amsl_m: float
) -> tuple[int, float]:
    """The leg and its share that lie `overlap_m` earlier; never before the end of the take-off."""
    _, end = leg_of(items, progress.item)
    if end is None:
        raise CannotResume("Nothing of the plan is left to fly.")
    along = progress.along if end == progress.item else 0.0
    left_m = overlap_m
    while True:
        start, _ = leg_of(items, end)
        if start is None:
            _, following = leg_of(items, end + 1)
            if following is None:
                raise CannotResume("Nothing of the plan is left to fly.")
            return following, 0.0
        length_m = _length_m([place_of(items[start], home_amsl_m), place_of(items[end], home_amsl_m)])
        if along * length_m >= left_m:
            return end, along - (left_m / length_m if length_m else 0.0)
        if items[start].command == NAV_TAKEOFF or leg_of(items, start)[0] is None:
            return end, 0.0
        left_m -= along * length_m
        end, along = start, 1.0


def _way_in(start: Start, entry: tuple[float, float, float], items: Sequence[MissionItem]) -> tuple[MissionItem, ...]:
    usual_m = next((item.altitude_m for item in items if item.command == NAV_TAKEOFF), 0.0)
    transit_m = max(start.transit_amsl_m, entry[2])
    way: list[MissionItem] = []
    if not start.is_in_air:
        take_off = MissionItem(
            command=NAV_TAKEOFF,
            frame=FRAME_RELATIVE,
            params=(0.0, 0.0, 0.0, math.nan),
            latitude_deg=start.latitude_deg,
            longitude_deg=start.longitude_deg,
            altitude_m=math.ceil(max(usual_m, transit_m - start.home_amsl_m) * 10) / 10,
        )
        way.append(take_off)
        transit_m = max(transit_m, start.home_amsl_m + take_off.altitude_m)
    else:
        way.append(_waypoint((start.latitude_deg, start.longitude_deg, transit_m)))
    if transit_m > entry[2] + ENTRY_NEAR_M:
        way.append(_waypoint((entry[0], entry[1], transit_m)))
    way.append(_waypoint(entry))
    return tuple(way)


def _waypoint(place: tuple[float, float, float]) -> MissionItem:
    return MissionItem(
        command=NAV_WAYPOINT,
        frame=FRAME_GLOBAL,
        params=(0.0, 2.0, 0.0, math.nan),
        latitude_deg=round(place[0], 7),
        longitude_deg=round(place[1], 7),
        altitude_m=round(place[2], 2),
    )


def _absolute(items: Sequence[MissionItem], home_amsl_m: float) -> tuple[MissionItem, ...]:
    """Heights above the old home as heights above the sea: another aircraft takes off elsewhere."""
    return tuple(
        replace(item, frame=FRAME_GLOBAL, altitude_m=item.altitude_m + home_amsl_m)
        if is_place(item) and item.frame == FRAME_RELATIVE
        else item
        for item in items
    )


def _between(
    one: tuple[float, float, float], other: tuple[float, float, float], along: float
) -> tuple[float, float, float]:
    north, east = to_plane(one[:2], *other[:2])
    latitude, longitude = from_plane(one[:2], (north * along, east * along))
    return latitude, longitude, one[2] + (other[2] - one[2]) * along


def _length_m(places: Sequence[tuple[float, float, float]]) -> float:
    return sum(math.hypot(*to_plane(a[:2], *b[:2]), b[2] - a[2]) for a, b in pairwise(places))
