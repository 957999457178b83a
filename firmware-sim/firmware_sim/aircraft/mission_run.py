"""Flying a mission: which item is next, when it is reached, and what is done on the way."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from firmware_sim.aircraft.guidance import Hold, Limits, Place, velocity_towards
from firmware_sim.aircraft.modes import Mode
from firmware_sim.aircraft.plans import MISSION_FRAME, Do, Item, Nav, PlanType, is_finite
from firmware_sim.mavlink.codec import AUTOPILOT, CAMERA

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

NOTICE = 6
CAMERA_COMMANDS = {Do.IMAGE_START: Do.DIGICAM_CONTROL}
NEVER = -1


@dataclass(slots=True)
class MissionRun:
    """PX4's mission mode."""

    autopilot: Autopilot
    current: int = 0
    reached: int = NEVER
    reached_count: int = 0
    """How often something was reached; a new value means a new MISSION_ITEM_REACHED."""
    finished: bool = False
    begun: bool = False
    plan_id: int = 0
    _before: Place | None = None
    _reached_s: float | None = None
    _loop_counts: dict[int, int] = field(default_factory=dict)
    _climb_first: bool = False
    _yaw_rad: float | None = None
    _roi: Place | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """The mission on board."""
        return self.autopilot.plans.items[PlanType.MISSION]

    @property
    def can_start(self) -> bool:
        """Whether there is something to lift off for."""
        return self.autopilot.mission_valid and bool(self.items)

    @property
    def target(self) -> Place | None:
        """The place of the current item."""
        if self.current >= len(self.items) or self.items[self.current].command not in set(Nav):
            return None
        return self._place(self.items[self.current])

    @property
    def lands(self) -> bool:
        """Whether a LAND item brings it down now."""
        return (
            self.autopilot.mode is Mode.MISSION
            and self.current < len(self.items)
            and self.items[self.current].command == Nav.LAND
            and self._reached_s is not None
        )

    def select(self, sequence: int) -> bool:
        """Make an item the current one; False when there is none such."""
        if not 0 <= sequence < len(self.items):
            return False
        self.current = sequence
        self._before = self.autopilot.here
        self._reached_s = None
        self.finished = False
        return True

    def renew(self) -> None:
        """A new plan is on board: begin at its start; without one, stop."""
        pilot = self.autopilot
        self.plan_id = pilot.plans.ids[PlanType.MISSION]
        self.current, self.finished, self.begun = 0, False, False
        self._loop_counts.clear()
        self._reached_s = None
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
        if self.current >= len(self.items):
            self.current = 0
        if not self.can_start:
            return
        self.autopilot.say(NOTICE, "Executing Mission\t")
        self._start_flying()

    def leave(self) -> None:
        """The mode was left."""
        self._reached_s = None

    def stop(self) -> None:
        """Disarmed: a mission that had come to its end starts over."""
        self.begun = False
        self._reached_s = None
        if self.items and self.current >= len(self.items) - 1:
            self.current = 0
            self._loop_counts.clear()

    def lifted_off(self) -> None:
        """The wheels are off the ground."""
        self._before = self.autopilot.here

    def _start_flying(self) -> None:
        pilot = self.autopilot
        self.begun = True
        self._before = pilot.here
        self._reached_s = None
        self._yaw_rad = None
        item = self.items[self.current]
        height_m = item.altitude_amsl_m(pilot.home_amsl_m) - pilot.home_amsl_m
        self._climb_first = not pilot.in_air or item.command == Nav.TAKEOFF
        if item.command == Nav.TAKEOFF or not pilot.in_air:
            pilot.say(NOTICE, f"Climb to {height_m:.1f} meters above home\t")

    # --- flying ---

    def motion(self) -> tuple[tuple[float, float, float], float | None]:
        """The wished velocity and heading now."""
        pilot = self.autopilot
        if not self._advance():
            return velocity_towards(pilot.here, None, self._stay(), None, pilot.flight_limits()), None
        item = self.items[self.current]
        if item.command == Nav.LAND and self._reached_s is not None:
            return pilot.descend(self._place(item))
        target = self._place(item)
        limits = self._limits(item)
        if self._climb_first:
            return self._climb(item, target)
        if self._reached_s is not None:
            return velocity_towards(pilot.here, None, target, None, limits), self._heading(item, target)
        velocity = velocity_towards(pilot.here, self._before, target, self._after(item), limits)
        return velocity, self._heading(item, target)

    def _stay(self) -> Place:
        return self._before if self._before is not None else self.autopilot.here

    def _climb(self, item: Item, target: Place) -> tuple[tuple[float, float, float], float | None]:
        """Straight up first, then on."""
        pilot = self.autopilot
        start = self._stay()
        lowest_m = pilot.home_amsl_m + pilot.parameters.real("MIS_TAKEOFF_ALT")
        above = (start[0], start[1], max(target[2], lowest_m))
        if pilot.here[2] > above[2] - pilot.parameters.real("NAV_MC_ALT_RAD"):
            self._climb_first = False
            self._before = above
            if item.command == Nav.TAKEOFF:
                self._pass()
            return velocity_towards(pilot.here, None, above, None, pilot.flight_limits()), None
        return pilot.climb_towards(above), None

    def _advance(self) -> bool:
        """Go on to the item that is to be flown now; False when the mission is over or waits."""
        pilot = self.autopilot
        while pilot.mode is Mode.MISSION and self.current < len(self.items):
            item = self.items[self.current]
            if item.command in set(Do):
                self._do(item)
            elif item.command == Nav.RETURN:
                self._finish()
                pilot.say(NOTICE, "Returning to launch\t")
                pilot.finish_in(Mode.RETURN)
                return False
            elif item.command == Nav.DELAY:
                if not self._waited(item.params[0]):
                    return False
                self._pass()
            elif self._climb_first or not self._is_done(item):
                return True
            else:
                self._pass()
        return False

    def _waited(self, wait_s: float) -> bool:
        if self._reached_s is None:
            self._reached_s = self.autopilot.now_s
            self._before = self.autopilot.here
        return self.autopilot.now_s - self._reached_s >= wait_s

    def _pass(self) -> None:
        """The current item is done: mark it and take the next one."""
        item = self.items[self.current]
        if item.command != Nav.DELAY and item.command in set(Nav) and not self._climb_first:
            self._before = self._place(item) if item.command != Nav.TAKEOFF else self._before
        self._mark()
        self._reached_s = None
        self._yaw_rad = None
        if self.current + 1 >= len(self.items):
            self._finish()
        else:
            self.current += 1

    def _mark(self) -> None:
        self.reached = self.current
        self.reached_count += 1

    def _finish(self) -> None:
        pilot = self.autopilot
        self._mark()
        self.finished = True
        last = self.items[self.current]
        pilot.say(NOTICE, "Mission finished, loitering\t")
        if pilot.mode is Mode.MISSION and last.command != Nav.RETURN:
            stay = self._stay()
            pilot.finish_in(Mode.HOLD)
            pilot.hold = None if last.command == Nav.DELAY else Hold(target=stay)

    def _is_done(self, item: Item) -> bool:
        pilot = self.autopilot
        target = self._place(item)
        if item.command == Nav.LAND:
            if self._reached_s is None and self._is_over(target, pilot.flight_limits().acceptance_m):
                self._reached_s = pilot.now_s
                pilot.hold = None
            return False
        if self._reached_s is None and self._is_at(item, target):
            self._reached_s = pilot.now_s
        if self._reached_s is None or item.command == Nav.LOITER_UNLIMITED:
            return False
        hold_s = item.params[0] if item.command in (Nav.WAYPOINT, Nav.LOITER_TIME) else 0.0
        return pilot.now_s - self._reached_s >= (hold_s if math.isfinite(hold_s) else 0.0)

    def _is_over(self, target: Place, radius_m: float) -> bool:
        here = self.autopilot.here
        return math.hypot(target[0] - here[0], target[1] - here[1]) < radius_m

    def _is_at(self, item: Item, target: Place) -> bool:
        pilot = self.autopilot
        if not self._is_over(target, self._limits(item).acceptance_m):
            return False
        if abs(target[2] - pilot.here[2]) > pilot.parameters.real("NAV_MC_ALT_RAD"):
            return False
        yaw_deg = item.params[3]
        if item.command == Nav.WAYPOINT and math.isfinite(yaw_deg) and self._roi is None:
            off_rad = math.remainder(math.radians(yaw_deg) - pilot.estimate.yaw_rad, math.tau)
            return abs(off_rad) < math.radians(pilot.parameters.real("MIS_YAW_ERR"))
        return True

    # --- the geometry of items ---

    def _place(self, item: Item) -> Place:
        pilot = self.autopilot
        stay = self._stay()
        up_m = item.altitude_amsl_m(pilot.home_amsl_m) if item.frame != MISSION_FRAME else stay[2]
        if item.command == Nav.LAND:
            up_m = stay[2]
        if not math.isfinite(up_m):
            up_m = stay[2]
        # PX4 takes 0/0 and what is no place on earth as "here".
        nowhere = not item.has_place or (item.x == 0 and item.y == 0) or abs(item.latitude_deg) > 90.0
        if nowhere or (item.command == Nav.TAKEOFF and not is_finite(item.x, item.y)):
            return stay[0], stay[1], up_m
        north_m, east_m = pilot.local_from_degrees(item.latitude_deg, item.longitude_deg)
        return north_m, east_m, up_m

    def _after(self, item: Item) -> Place | None:
        """The place after this one, when it may be flown to without a stop."""
        if item.command not in (Nav.WAYPOINT, Nav.TAKEOFF) or (item.command == Nav.WAYPOINT and item.params[0] > 0.0):
            return None
        for later in self.items[self.current + 1 :]:
            if later.command in (Nav.WAYPOINT, Nav.LOITER_TIME, Nav.LOITER_UNLIMITED, Nav.LAND):
                return self._place(later)
            if later.command in set(Nav) or later.command == Do.JUMP:
                return None
        return None

    def _limits(self, item: Item) -> Limits:
        limits = self.autopilot.flight_limits()
        radius_m = item.params[1] if item.command == Nav.WAYPOINT else 0.0
        if not math.isfinite(radius_m) or radius_m < 0.05:
            return limits
        return replace(limits, acceptance_m=radius_m)

    def _heading(self, item: Item, target: Place) -> float | None:
        pilot = self.autopilot
        if self._roi is not None:
            return pilot.heading_to(self._roi)
        yaw_deg = item.params[3] if item.command in (Nav.WAYPOINT, Nav.LOITER_UNLIMITED, Nav.LAND) else math.nan
        if math.isfinite(yaw_deg):
            return math.radians(yaw_deg)
        facing_rad = pilot.heading_to(target)
        if facing_rad is not None:
            self._yaw_rad = facing_rad
        return self._yaw_rad

    # --- what is done on the way ---

    def _do(self, item: Item) -> None:
        if item.command == Do.JUMP:
            self._jump(item)
            return
        self._act(item)
        self._mark()
        if self.current + 1 >= len(self.items):
            self._finish()
        else:
            self.current += 1

    def _jump(self, item: Item) -> None:
        target, times = int(item.params[0]), int(item.params[1])
        done = self._loop_counts.get(self.current, 0)
        if 0 <= target < len(self.items) and (times < 0 or done < times):
            self._loop_counts[self.current] = done + 1
            self.current = target
            return
        self._loop_counts.pop(self.current, None)
        if self.current + 1 >= len(self.items):
            self._finish()
        else:
            self.current += 1

    def _act(self, item: Item) -> None:
        pilot = self.autopilot
        gimbal = pilot.gimbal
        p1, p2, p3, p4 = item.params
        if item.command == Do.CHANGE_SPEED and p2 > 0.0:
            pilot.cruise_ms = p2
            pilot.broadcast(AUTOPILOT, item.command, item.params)
        elif item.command == Do.GIMBAL_PITCHYAW:
            gimbal.point(p1, p2, p3, p4, item.x if item.x != 2147483647 else 0)
        elif item.command == Do.MOUNT_CONTROL:
            gimbal.point(p1, p3, math.nan, math.nan, 0)
        elif item.command in (Do.SET_ROI_LOCATION, Do.SET_ROI) and item.has_place:
            north_m, east_m = pilot.local_from_degrees(item.latitude_deg, item.longitude_deg)
            self._roi = (north_m, east_m, item.altitude_amsl_m(pilot.home_amsl_m))
        elif item.command == Do.SET_ROI_NONE:
            self._roi = None
        elif item.command in (Do.IMAGE_START, Do.IMAGE_STOP, Do.TRIGGER_CONTROL, Do.DIGICAM_CONTROL):
            pilot.broadcast(CAMERA, Do.DIGICAM_CONTROL, (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0))
