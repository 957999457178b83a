"""When a new plan is on board: what the navigator makes of it, a moment after the acknowledgement."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from firmware_sim.aircraft.course import Place
from firmware_sim.aircraft.events import event_id
from firmware_sim.aircraft.feasibility import NOTHING_TO_FLY, first_outside, refusal
from firmware_sim.aircraft.geofence import Geofence, Part, parts_from_items
from firmware_sim.aircraft.parameters import LATE_NAMES
from firmware_sim.aircraft.plans import PlanType

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

CRITICAL = 2
MISSION_WAIT_S = 0.1
FENCE_WAIT_S = 0.28
MISSION_REJECTED_LEVELS = 0x63


@dataclass(slots=True)
class PlanCheck:
    """Whether the mission can be flown and the fence is in force."""

    autopilot: Autopilot
    mission_valid: bool = False
    fence: Geofence = field(default_factory=Geofence)
    """What is in force: parts that do not hold home or the flying aircraft are taken, and then ignored."""
    _begin_at: int | None = None
    """The item that the newest mission is to begin at; None keeps the number of the item that is current."""
    _mission_due_s: float | None = None
    _fence_due_s: float | None = None

    @property
    def mission_waits(self) -> bool:
        """Whether a mission has not been looked at yet."""
        return self._mission_due_s is not None

    def plan_installed(self, plan_type: PlanType, begin_at: int | None = 0) -> None:
        """A new plan is on board; a mission is to begin at an item, None for the number that is current."""
        pilot = self.autopilot
        if plan_type is PlanType.FENCE:
            self._fence_due_s = pilot.now_s + FENCE_WAIT_S
        elif plan_type is PlanType.MISSION:
            pilot.parameters.used_late.update(LATE_NAMES)
            self._mission_due_s, self._begin_at = pilot.now_s + MISSION_WAIT_S, begin_at

    def step(self) -> None:
        """Look at what is due."""
        pilot = self.autopilot
        if self._fence_due_s is not None and pilot.now_s >= self._fence_due_s:
            self._fence_due_s = None
            self._judge_fence()
            if pilot.plans.items[PlanType.MISSION] and self._mission_due_s is None:
                self._mission_due_s = pilot.now_s
        # A mission is judged against the fence that came with it.
        due_s = self._mission_due_s
        if due_s is not None and pilot.now_s >= due_s and self._fence_due_s is None and pilot.home is not None:
            self._mission_due_s = None
            self.judge_mission()
            if pilot.mission.plan_id != pilot.plans.ids[PlanType.MISSION]:
                pilot.mission.renew(self._begin_at)
            else:
                pilot.mission.check_again()

    def _judge_fence(self) -> None:
        pilot = self.autopilot
        parts = parts_from_items(pilot.plans.items[PlanType.FENCE], pilot.local_from_degrees)
        self.fence = Geofence(parts=tuple(part for part in parts if self._is_in_force(part)))

    def _is_in_force(self, part: Part) -> bool:
        """Whether one part of a fence holds what it has to hold; a text says so where not."""
        pilot = self.autopilot
        holds_home = pilot.home is None or part.allows((pilot.home.north_m, pilot.home.east_m))
        acts = pilot.parameters.integer("GF_ACTION") != 0 and not pilot.ground_watch.is_landed
        holds_here = not acts or part.allows(pilot.here[:2])
        for holds, what in ((holds_home, "Home position"), (holds_here, "current vehicle position")):
            if not holds:
                pilot.say(CRITICAL, f"Geofence invalid, doesn't contain {what}\t")
        return holds_home and holds_here

    def allows(self, place: Place) -> bool:
        """Whether fence, greatest distance and greatest height let it be there."""
        pilot, home = self.autopilot, self.autopilot.home
        farthest_m, highest_m = pilot.parameters.real("GF_MAX_HOR_DIST"), pilot.parameters.real("GF_MAX_VER_DIST")
        if home is not None:
            if 0.0 < farthest_m <= math.hypot(place[0] - home.north_m, place[1] - home.east_m):
                return False
            if 0.0 < highest_m <= place[2] - home.up_m:
                return False
        return self.fence.contains(place[:2])

    def judge_mission(self) -> None:
        """Whether the mission can be flown; PX4 looks when plans change and each time that it begins to fly it."""
        pilot = self.autopilot
        items = pilot.plans.items[PlanType.MISSION]
        needs = pilot.parameters.integer("MIS_TKO_LAND_REQ")
        reason = refusal(items, pilot.home_amsl_m, landed=pilot.ground_watch.is_landed, needs=needs)
        self.mission_valid = reason is None
        if reason is not None and reason[0] != NOTHING_TO_FLY:
            pilot.events.add(event_id(reason[0]), MISSION_REJECTED_LEVELS, pilot.now_s, reason[1])
        outside = first_outside(items, pilot.home_amsl_m, pilot.local_from_degrees, self.allows)
        if outside is not None:
            self.mission_valid = False
            pilot.say(CRITICAL, f"Geofence violation for waypoint {outside + 1}\t")
