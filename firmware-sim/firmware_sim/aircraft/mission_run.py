"""Flying a mission: when it begins and ends, which item is next, when it is reached, and what is done on the way.

What happens at which moment is PX4's (navigator, MissionBase): a plan that comes, a mode that is entered or left, an
item chosen by hand, a landing. The sheet that others see is `mission_result`.
"""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING

from firmware_sim.aircraft.course import Course, Kind, Place
from firmware_sim.aircraft.mission_actions import MissionActions
from firmware_sim.aircraft.mission_resume import LOITERS, Resume, resume
from firmware_sim.aircraft.mission_route import Route
from firmware_sim.aircraft.modes import Mode
from firmware_sim.aircraft.plans import Do, Item, Nav, PlanType
from firmware_sim.aircraft.voice import CRITICAL, NOTICE
from firmware_sim.aircraft.way import Way

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

NAV, DO = frozenset(Nav), frozenset(Do)
HEADED = (Nav.WAYPOINT, Nav.LOITER_UNLIMITED, Nav.LOITER_TIME, Nav.LAND)
"""Items whose fourth parameter is a heading."""


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
        self.plan_id = 0
        self.actions = MissionActions(pilot)
        self.route = Route(pilot)
        self._result = pilot.mission_result
        self.moves_to_land = 0
        """How often it began to fly over a landing place: then the gimbal looks ahead again."""
        self._active = False
        """Whether it is the way that is flown."""
        self._executing = False
        """Whether items are flown: not without a valid mission, and not behind its last item."""
        self._was_flown = False
        """Whether this plan was flown before."""
        self._was_disarmed = False
        """Whether the aircraft was disarmed since this was flown."""
        self._has_next = True
        """False once there was no item behind the current one."""
        self._work = Work.ITEM
        self._climb_to_m: float | None = None
        self._reached_s: float | None = None
        self._left_at: int | None = None
        """The item that was current when the mode was left, until an item is chosen by hand or a plan comes."""
        self._resume: Resume | None = None
        """What is still to be done anew behind the item that it went on from."""
        self._turns_to_next = False
        self._next_rad: float | None = None
        """The heading of the next leg, while it is turned to."""

    @property
    def items(self) -> tuple[Item, ...]:
        """The mission that is flown."""
        return self.route.items

    @property
    def finished(self) -> bool:
        """Whether what was flown last, mission or not, has come to its end."""
        return self._result.finished

    @property
    def target(self) -> Place | None:
        """The place of the current item."""
        if self.current >= len(self.items) or self.items[self.current].command not in NAV:
            return None
        return self.route.place(self.items[self.current])

    @property
    def lands(self) -> bool:
        """Whether a LAND item brings it down now."""
        return self.pilot.mode is Mode.MISSION and self.pilot.course.kind is Kind.LAND

    # --- what happens to it ---

    def watch(self) -> None:
        """Notice that it was disarmed while something else was flown, or nothing."""
        if not self._active and not self.pilot.armed:
            self._was_disarmed = True

    def renew(self, current: int | None) -> None:
        """Another plan is on board, to be begun at `current`; None keeps the number of the item."""
        plans = self.pilot.plans
        self.plan_id = plans.ids[PlanType.MISSION]
        self.route.renew(plans.items[PlanType.MISSION])
        self.current = min(self.current if current is None else current, max(len(self.items) - 1, 0))
        self._has_next, self._was_flown, self._left_at = True, self._active, None
        self._checked()
        if self._active:
            self._go_on_board()

    def check_again(self) -> None:
        """The mission was looked at again, because of another fence: what is flown begins its item anew."""
        self._checked()
        if self._active:
            self._go_on_board()

    def _checked(self) -> None:
        self._result.forget_reached()
        self._result.begin(self.current)

    def select(self, sequence: int) -> bool:
        """MISSION_SET_CURRENT: make an item the current one; False when there is none such."""
        if not 0 <= sequence < len(self.pilot.plans.items[PlanType.MISSION]):
            return False
        if sequence != self.current:
            self._jump_to(sequence)
        return True

    def start_at(self, sequence: int) -> None:
        """MISSION_START's first item: as chosen by hand, but jumps are followed and a mission must be there."""
        if sequence == self.current or not self.pilot.mission_valid:
            return
        at = self.route.reach(sequence)
        if at is not None:
            self._jump_to(at)

    def _jump_to(self, sequence: int) -> None:
        self.current, self._left_at, self._has_next = sequence, None, True
        if self._active:
            self._was_flown = True
            self._go_on_board(follows_line=False)

    def _go_on_board(self, *, follows_line: bool = True) -> None:
        self._update()
        self._set_items(follows_line=follows_line)

    def _update(self) -> None:
        """Whether there is something to fly, and say so."""
        pilot = self.pilot
        if not pilot.mission_valid or self.current >= len(self.items) or not self._has_next:
            then = "refusing takeoff" if pilot.ground_watch.is_landed else "loitering"
            pilot.say(CRITICAL, f"No valid mission available, {then}\t")
            self._executing = False
        else:
            if not self._executing:
                pilot.say(NOTICE, "Executing Mission\t")
            self._executing = True
        self.actions.roi = None
        if pilot.mission_valid:
            self._work = Work.ITEM
            self._result.forget_reached()
        self._result.begin(self.current)

    def enter(self) -> None:
        """The mode was entered, armed."""
        pilot = self.pilot
        pilot.plan_check.judge_mission()
        self._checked()
        if self._was_disarmed and self._was_flown and self.items and self.current + 1 == len(self.items):
            # A mission that had come to its end starts over; PX4 looks when it is flown again, not before.
            self.current, self._left_at, self._has_next = 0, None, True
            self.route.forget_jumps()
        self._active, self._was_flown, self._was_disarmed = True, True, False
        self._climb_to_m, pilot.cruise_ms = None, None
        self._update()
        if self._executing:
            self._go_back()
            self._climb_first()
        self._left_at = None
        self._set_items()

    def leave(self) -> None:
        """The mode was left."""
        if not self._active:
            return
        self._active, self._executing, self._work = False, False, Work.ITEM
        self._reached_s, self._left_at = None, self.current
        self._result.forget_reached()

    def stop(self) -> None:
        """Disarmed: which item is next stays until it is flown again."""
        self.leave()
        self._was_disarmed = True

    def _climb_first(self) -> None:
        first = next(self.route.placed_from(self.current), None)
        if first is None:
            return
        height_amsl_m = self.route.place(first)[2]
        if height_amsl_m - self.pilot.here[2] > self.pilot.parameters.real("NAV_MC_ALT_RAD"):
            self._climb_to_m = height_amsl_m

    def _go_back(self) -> None:
        """Go on where no picture is missed; gimbal, pictures and speed as they were."""
        again = self._resume = resume(self.items, self.current, self._left_at)
        self.current, self._turns_to_next = again.at, again.goes_back
        if again.speed is not None and not again.goes_back:
            self.actions.act(again.speed)
        if again.gimbal is not None:
            self.actions.act(again.gimbal)

    def _do_again(self) -> None:
        """Behind the item that it went on from: take pictures and fly as fast as before."""
        again = self._resume
        if again is None or self.current <= again.at:
            return
        self._resume = None
        if again.pictures is not None:
            self.actions.act(again.pictures)
        if again.goes_back and again.speed is not None:
            self.actions.act(again.speed)

    # --- which item ---

    def decide(self) -> None:
        """Go on once the current item is done."""
        if not self._executing:
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
            if not self._executing or self.items[self.current].command not in DO:
                return
            self._go_on(self.items[self.current])

    def _go_on(self, item: Item) -> None:
        work, self._work = self._work, Work.ITEM
        if work is not Work.CLIMB:
            self._result.mark(self.current)
        if work is not Work.ITEM:
            self._set_items(work)
        elif item.autocontinue:
            self._advance()
            self._set_items()

    def _advance(self) -> None:
        """Take the next item, or say that there is none."""
        following = self.route.reach(self.current + 1)
        if following is not None:
            self.current = following
            return
        self._has_next = False
        then = "landed" if self.pilot.ground_watch.is_landed else "loitering"
        self.pilot.say(NOTICE, f"Mission finished, {then}\t")
        if self.current + 1 == len(self.items):
            self.route.forget_jumps()

    def _end(self) -> None:
        """Stay where it is; in the air PX4 then holds."""
        self._executing = False
        self._result.finish()
        if self.pilot.mode is Mode.MISSION and not self.pilot.ground_watch.is_landed:
            self.pilot.finish_in(Mode.HOLD)

    # --- flying an item ---

    def _set_items(self, done: Work | None = None, *, follows_line: bool = True) -> None:
        """Set the course for the current item, or do what it says; or end."""
        self._reached_s, self._next_rad = None, None
        if not (self._executing and self._has_next):
            self._end()
            return
        item = self.items[self.current]
        self._result.begin(self.current)
        if item.command == Nav.RETURN:
            self._return()
        elif item.command in DO:
            self.actions.act(item)
        elif item.command == Nav.DELAY:
            # PX4 issues it as a command too, which nobody obeys.
            self.actions.act(item)
            self.pilot.set_course_end()
        elif self._climb_to_m is not None:
            self._climb(item, self._climb_to_m)
        else:
            self._fly_to(item, done, follows_line=follows_line)

    def _return(self) -> None:
        """PX4 commands itself to return, and finds the item done."""
        self.actions.act(self.items[self.current])
        self._result.mark(self.current)
        self._advance()
        self._end()
        self.pilot.say(NOTICE, "Returning to launch\t")
        self.pilot.finish_in(Mode.RETURN)

    def _climb(self, item: Item, up_m: float) -> None:
        """Straight up first, then on."""
        pilot = self.pilot
        self._work, self._climb_to_m = Work.CLIMB, None
        pilot.say(NOTICE, f"Climb to {up_m - pilot.home_amsl_m:.1f} meters above home\t")
        kind = Kind.LOITER if pilot.in_air else Kind.TAKEOFF
        place = (pilot.here[0], pilot.here[1], up_m)
        pilot.set_course(Course(kind=kind, target=place, after=self.route.place(item), acceptance_m=pilot.acceptance_m))

    def _fly_to(self, item: Item, done: Work | None, *, follows_line: bool) -> None:
        pilot = self.pilot
        target, kind = self.route.place(item), Kind.POSITION
        after = self.route.after(self.current)
        if item.command == Nav.LAND:
            level_m = pilot.course.target[2] if pilot.course.kind is Kind.POSITION else pilot.here[2]
            if done is not Work.MOVE and not self._is_over(target, pilot.acceptance_m):
                self._work, after = Work.MOVE, target
                self.moves_to_land += 1
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
                acceptance_m=self.route.acceptance_m(item),
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
        if item.command == Nav.LAND and self._work is Work.ITEM:
            return pilot.ground_watch.is_landed
        if not pilot.in_air or item.command == Nav.LOITER_UNLIMITED:
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
        radius_m = self.route.acceptance_m(item) if self._work is Work.ITEM else pilot.acceptance_m
        return self._is_over(target, radius_m) and abs(target[2] - pilot.here[2]) <= near_m

    def _is_turned(self, item: Item) -> bool:
        """Whether a heading that the item gives was taken."""
        pilot = self.pilot
        yaw_rad = self._heading(item) if self._work is Work.ITEM else None
        if yaw_rad is None or item.command == Nav.LAND or self.actions.roi is not None:
            return True
        off_rad = math.remainder(yaw_rad - pilot.estimate.yaw_rad, math.tau)
        return abs(off_rad) < math.radians(pilot.parameters.real("MIS_YAW_ERR"))

    def _turn_to_next(self) -> None:
        """Look along the next leg before it is flown for the second time."""
        if not self._turns_to_next or self._work is not Work.ITEM:
            return
        self._turns_to_next = False
        following = next(self.route.placed_from(self.current + 1), None)
        if following is not None and self._heading(self.items[self.current]) is None:
            self._next_rad = self.pilot.heading_to(self.route.place(following))
            self.pilot.turn_course(self._next_rad)

    def _heading(self, item: Item) -> float | None:
        if self._next_rad is not None:
            return self._next_rad
        if self.actions.roi is not None:
            return self.pilot.heading_to(self.actions.roi)
        yaw_deg = item.params[3] if item.command in HEADED else math.nan
        return math.radians(yaw_deg) if math.isfinite(yaw_deg) else None
