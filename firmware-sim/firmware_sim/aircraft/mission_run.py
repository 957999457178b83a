"""Flying a mission: which item is next, when it is reached, and what is done on the way."""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from firmware_sim.aircraft.course import Course, Kind, Place
from firmware_sim.aircraft.mission_actions import MissionActions
from firmware_sim.aircraft.mission_resume import LOITERS, PLACED, Resume, resume
from firmware_sim.aircraft.modes import Mode
from firmware_sim.aircraft.plans import MISSION_FRAME, Do, Item, Nav, PlanType, is_finite
from firmware_sim.aircraft.voice import NOTICE
from firmware_sim.aircraft.way import Way

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

NEVER = -1
NAV, DO = frozenset(Nav), frozenset(Do)
HEADED = (Nav.WAYPOINT, Nav.LOITER_UNLIMITED, Nav.LOITER_TIME, Nav.LAND)
"""Items whose fourth parameter is a heading."""
MOST_JUMPS = 100


class Work(Enum):
    """What is done for the current item."""

    ITEM = "the item itself"
    CLIMB = "climb to its height first"
    MOVE = "fly over the landing place first"


class MissionRun(Way):
    """PX4's mission mode."""

    def __init__(self, pilot: Autopilot) -> None:
        super().__init__(pilot)
        self.current = 0
        self.reached = NEVER
        self.reached_count = 0
        """How often something was reached; a new value means a new MISSION_ITEM_REACHED."""
        self.finished = False
        self.begun = False
        self._ended_disarmed = False
        """Whether it was disarmed since it was flown."""
        self.plan_id = 0
        self.actions = MissionActions(pilot)
        self._work = Work.ITEM
        self._climb_to_m: float | None = None
        self._reached_s: float | None = None
        self._loop_counts: dict[int, int] = {}
        self._cruise_ms: float | None = None
        self._left_at: int | None = None
        """The item that was current when the mode was left, until an item is chosen by hand or a plan comes."""
        self._resume: Resume | None = None
        """What is still to be done anew behind the item that it went on from."""
        self._turns_to_next = False
        self._next_rad: float | None = None
        """The heading of the next leg, while it is turned to."""

    @property
    def items(self) -> tuple[Item, ...]:
        """The mission on board."""
        return self.pilot.plans.items[PlanType.MISSION]

    @property
    def can_start(self) -> bool:
        """Whether there is something to lift off for."""
        return self.pilot.mission_valid and bool(self.items)

    @property
    def target(self) -> Place | None:
        """The place of the current item."""
        if self.current >= len(self.items) or self.items[self.current].command not in NAV:
            return None
        return self._place(self.items[self.current])

    @property
    def lands(self) -> bool:
        """Whether a LAND item brings it down now."""
        return self.pilot.mode is Mode.MISSION and self.pilot.course.kind is Kind.LAND

    def select(self, sequence: int) -> bool:
        """Make an item the current one; False when there is none such."""
        if not 0 <= sequence < len(self.items):
            return False
        self.current, self.finished, self._left_at = sequence, False, None
        if self.pilot.mode is Mode.MISSION and self.pilot.armed:
            self._work, self._climb_to_m = Work.ITEM, None
            self._set_item(follows_line=False)
        return True

    def renew(self) -> None:
        """A new plan is on board: begin at its start; without one, stop."""
        pilot = self.pilot
        self.plan_id = pilot.plans.ids[PlanType.MISSION]
        self.current, self.finished, self.begun, self._ended_disarmed = 0, False, False, False
        self._loop_counts.clear()
        self._reached_s, self._cruise_ms, self._left_at = None, None, None
        if pilot.mode is not Mode.MISSION or not pilot.armed:
            return
        if pilot.mission_valid:
            self._start_flying()
        elif pilot.in_air:
            pilot.say(NOTICE, "No valid mission available, loitering\t")
            pilot.finish_in(Mode.HOLD)

    def enter(self) -> None:
        """The mode was entered, armed."""
        self.finished = False
        if self.current >= len(self.items) or (self._ended_disarmed and self.current == len(self.items) - 1):
            # A mission that had come to its end starts over; PX4 looks when it is flown again, not before.
            self.current, self._left_at = 0, None
            self._loop_counts.clear()
        self._ended_disarmed = False
        if not self.can_start:
            return
        self.pilot.say(NOTICE, "Executing Mission\t")
        self._start_flying()

    def leave(self) -> None:
        """The mode was left; its speed comes back when it is entered again."""
        self._cruise_ms = self.pilot.cruise_ms if not self.finished else None
        self._reached_s, self._left_at = None, self.current

    def stop(self) -> None:
        """Disarmed: which item is next stays until it is flown again."""
        self._ended_disarmed = self._ended_disarmed or self.begun or self.finished
        self.begun = False
        self._reached_s, self._cruise_ms = None, None

    def _start_flying(self) -> None:
        pilot = self.pilot
        self.begun, self._work, self._climb_to_m = True, Work.ITEM, None
        pilot.cruise_ms = self._cruise_ms
        self.actions.roi = None
        self._go_back()
        first = next(self._placed_from(self.current), None)
        if first is not None:
            height_amsl_m = self._place(first)[2]
            if height_amsl_m - pilot.here[2] > pilot.parameters.real("NAV_MC_ALT_RAD"):
                self._climb_to_m = height_amsl_m
        self._set_item()

    def _go_back(self) -> None:
        """Go on where no picture is missed; gimbal, pictures and speed as they were."""
        again = self._resume = resume(self.items, self.current, self._left_at)
        self.current, self._turns_to_next, self._left_at = again.at, again.goes_back, None
        if again.goes_back:
            self.pilot.cruise_ms = None
        if again.gimbal is not None:
            self.actions.act(again.gimbal)

    def _do_again(self) -> None:
        """Behind the item that it went on from: take pictures and fly as fast as before."""
        again, pilot = self._resume, self.pilot
        if again is None or self.current <= again.at:
            return
        self._resume = None
        if again.pictures is not None:
            self.actions.act(again.pictures)
        if again.goes_back and self._cruise_ms is not None and pilot.cruise_ms is None:
            pilot.change_speed(self._cruise_ms)

    # --- which item ---

    def decide(self) -> None:
        """Go on once the current item is done."""
        if not self.begun or self.finished or self.current >= len(self.items):
            return
        self._do_again()
        item = self.items[self.current]
        if self._is_done(item):
            self._go_on(item)
            self._do_at_once()
        elif self.actions.roi is not None and item.command != Nav.LAND and self._work is not Work.CLIMB:
            self.pilot.turn_course(self.pilot.heading_to(self.actions.roi))

    def _do_at_once(self) -> None:
        """What moves nothing is done in the moment that the place before it is reached."""
        for _ in range(len(self.items)):
            if self.finished or self.pilot.flown is not self or self.items[self.current].command not in DO:
                return
            self._go_on(self.items[self.current])

    def _go_on(self, item: Item) -> None:
        work, self._work = self._work, Work.ITEM
        if work is Work.CLIMB:
            self._set_item(work)
            return
        if work is Work.MOVE:
            self._set_item(work)
            return
        self._mark()
        if not item.autocontinue:
            return
        self._advance()
        if not self.finished:
            self._set_item()

    def _advance(self) -> None:
        """Take the next item, jumps followed; or finish."""
        following = self.current + 1
        for _ in range(MOST_JUMPS):
            if following >= len(self.items):
                self._finish()
                return
            item = self.items[following]
            if item.command != Do.JUMP:
                self.current = following
                return
            goal, times = int(item.params[0]), int(item.params[1])
            done = self._loop_counts.get(following, 0)
            if 0 <= goal < len(self.items) and (times < 0 or done < times):
                self._loop_counts[following] = done + 1
                following = goal
            else:
                self._loop_counts.pop(following, None)
                following += 1
        self._finish()

    def _finish(self) -> None:
        pilot = self.pilot
        self.finished = True
        pilot.say(NOTICE, "Mission finished, loitering\t")
        if pilot.mode is Mode.MISSION and self.items[self.current].command != Nav.RETURN:
            pilot.finish_in(Mode.HOLD)

    def _mark(self) -> None:
        self.reached = self.current
        self.reached_count += 1

    # --- flying an item ---

    def _set_item(self, done: Work | None = None, *, follows_line: bool = True) -> None:
        """Set the course for the current item, or do what it says."""
        self._reached_s, self._next_rad = None, None
        item = self.items[self.current]
        if item.command == Nav.RETURN:
            self._return()
        elif item.command in DO:
            self.actions.act(item)
        elif item.command == Nav.DELAY:
            self.pilot.set_course_end()
        elif self._climb_to_m is not None:
            self._climb(item, self._climb_to_m)
        else:
            self._fly_to(item, done, follows_line=follows_line)

    def _return(self) -> None:
        self._mark()
        self._finish()
        self.pilot.say(NOTICE, "Returning to launch\t")
        self.pilot.finish_in(Mode.RETURN)

    def _climb(self, item: Item, up_m: float) -> None:
        """Straight up first, then on."""
        pilot = self.pilot
        self._work, self._climb_to_m = Work.CLIMB, None
        pilot.say(NOTICE, f"Climb to {up_m - pilot.home_amsl_m:.1f} meters above home\t")
        kind = Kind.LOITER if pilot.in_air else Kind.TAKEOFF
        place = (pilot.here[0], pilot.here[1], up_m)
        pilot.set_course(Course(kind=kind, target=place, after=self._place(item), acceptance_m=pilot.acceptance_m))

    def _fly_to(self, item: Item, done: Work | None, *, follows_line: bool) -> None:
        pilot = self.pilot
        target, kind = self._place(item), Kind.POSITION
        after = self._after(item)
        if item.command == Nav.LAND:
            level_m = pilot.course.target[2] if pilot.course.kind is Kind.POSITION else pilot.here[2]
            if done is not Work.MOVE and not self._is_over(target, pilot.acceptance_m):
                self._work, after = Work.MOVE, target
                target = (target[0], target[1], level_m)
            else:
                kind = Kind.LAND
        elif item.command in LOITERS:
            kind = Kind.LOITER
        last = pilot.course
        before = last.target if last.target != target else last.before
        pilot.set_course(
            Course(
                kind=kind,
                target=target,
                before=before if follows_line else None,
                after=after,
                yaw_rad=self._heading(item),
                acceptance_m=self._acceptance_m(item),
                cruise_ms=pilot.cruise_ms,
            )
        )

    def _is_done(self, item: Item) -> bool:
        pilot = self.pilot
        if item.command in DO:
            return True
        if item.command == Nav.DELAY:
            if self._reached_s is None:
                self._reached_s = pilot.now_s
            return pilot.now_s - self._reached_s >= item.params[0]
        if not pilot.in_air or item.command == Nav.LOITER_UNLIMITED:
            return False
        if item.command == Nav.LAND and self._work is Work.ITEM:
            return False
        if self._reached_s is None and self._is_at(item):
            self._reached_s = pilot.now_s
            self._turn_to_next()
        if self._reached_s is None or not self._is_turned(item):
            return False
        holds = self._work is Work.ITEM and item.command in (Nav.WAYPOINT, Nav.LOITER_TIME)
        hold_s = item.params[0] if holds and math.isfinite(item.params[0]) else 0.0
        return pilot.now_s - self._reached_s >= hold_s

    def _is_over(self, target: Place, radius_m: float) -> bool:
        here = self.pilot.here
        return math.hypot(target[0] - here[0], target[1] - here[1]) <= radius_m

    def _is_at(self, item: Item) -> bool:
        pilot = self.pilot
        target, near_m = pilot.course.target, pilot.parameters.real("NAV_MC_ALT_RAD")
        if self._work is Work.CLIMB and pilot.course.kind is Kind.TAKEOFF:
            return pilot.here[2] > target[2] - near_m
        radius_m = self._acceptance_m(item) if self._work is Work.ITEM else pilot.acceptance_m
        return self._is_over(target, radius_m) and abs(target[2] - pilot.here[2]) <= near_m

    def _is_turned(self, item: Item) -> bool:
        """Whether a heading that the item gives was taken."""
        pilot = self.pilot
        yaw_rad = self._heading(item) if self._work is Work.ITEM else None
        if yaw_rad is None or item.command == Nav.LAND or self.actions.roi is not None:
            return True
        off_rad = math.remainder(yaw_rad - pilot.estimate.yaw_rad, math.tau)
        return abs(off_rad) < math.radians(pilot.parameters.real("MIS_YAW_ERR"))

    # --- the geometry of items ---

    def _place(self, item: Item) -> Place:
        pilot = self.pilot
        here = pilot.here
        up_m = item.altitude_amsl_m(pilot.home_amsl_m) if item.frame != MISSION_FRAME else here[2]
        if not math.isfinite(up_m):
            up_m = here[2]
        # PX4 takes 0/0 and what is no place on earth as "here".
        nowhere = not item.has_place or (item.x == 0 and item.y == 0) or abs(item.latitude_deg) > 90.0
        if nowhere or (item.command == Nav.TAKEOFF and not is_finite(item.x, item.y)):
            return here[0], here[1], up_m
        north_m, east_m = pilot.local_from_degrees(item.latitude_deg, item.longitude_deg)
        return north_m, east_m, up_m

    def _placed_from(self, start: int) -> Iterator[Item]:
        """Items with a place from `start` on, jumps followed as they would be now."""
        counts, index = dict(self._loop_counts), start
        for _ in range(len(self.items) + MOST_JUMPS):
            if index >= len(self.items):
                return
            item = self.items[index]
            index += 1
            if item.command == Do.JUMP:
                goal, times = int(item.params[0]), int(item.params[1])
                if 0 <= goal < len(self.items) and (times < 0 or counts.get(index - 1, 0) < times):
                    counts[index - 1] = counts.get(index - 1, 0) + 1
                    index = goal
            elif item.command in PLACED:
                yield item

    def _after(self, item: Item) -> Place | None:
        """The place after this one, when it is flown on to without a stop."""
        holds = item.command in (Nav.WAYPOINT, Nav.LOITER_TIME) and item.params[0] > 0.0
        if item.command in LOITERS or holds or not item.autocontinue:
            return None
        following = next(self._placed_from(self.current + 1), None)
        return self._place(following) if following is not None else None

    def _acceptance_m(self, item: Item) -> float:
        radius_m = item.params[1] if item.command == Nav.WAYPOINT else 0.0
        return radius_m if math.isfinite(radius_m) and radius_m > 0.0 else self.pilot.acceptance_m

    def _turn_to_next(self) -> None:
        """Look along the next leg before it is flown for the second time."""
        if not self._turns_to_next or self._work is not Work.ITEM:
            return
        self._turns_to_next = False
        following = next(self._placed_from(self.current + 1), None)
        if following is not None and self._heading(self.items[self.current]) is None:
            self._next_rad = self.pilot.heading_to(self._place(following))
            self.pilot.turn_course(self._next_rad)

    def _heading(self, item: Item) -> float | None:
        if self._next_rad is not None:
            return self._next_rad
        if self.actions.roi is not None:
            return self.pilot.heading_to(self.actions.roi)
        yaw_deg = item.params[3] if item.command in HEADED else math.nan
        return math.radians(yaw_deg) if math.isfinite(yaw_deg) else None
