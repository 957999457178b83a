"""When a new plan is on board: what the navigator makes of it, a moment after the acknowledgement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from firmware_sim.aircraft.events import event_id
from firmware_sim.aircraft.feasibility import NOTHING_TO_FLY, first_outside, refusal
from firmware_sim.aircraft.geofence import Geofence, geofence_from_items
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
    fence_enforced: bool = False
    """A fence that does not hold home and the aircraft is taken, and then ignored."""
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
        self.fence = geofence_from_items(pilot.plans.items[PlanType.FENCE], pilot.local_from_degrees)
        self.fence_enforced = bool(self.fence)
        if not self.fence:
            return
        if pilot.home is not None and not self.fence.contains((pilot.home.north_m, pilot.home.east_m)):
            pilot.say(CRITICAL, "Geofence invalid, doesn't contain Home position\t")
            self.fence_enforced = False
        elif not self.fence.contains(pilot.here[:2]):
            pilot.say(CRITICAL, "Geofence invalid, doesn't contain current vehicle position\t")
            self.fence_enforced = False

    def judge_mission(self) -> None:
        """Whether the mission can be flown; PX4 looks when plans change and each time that it begins to fly it."""
        pilot = self.autopilot
        items = pilot.plans.items[PlanType.MISSION]
        needs = pilot.parameters.integer("MIS_TKO_LAND_REQ")
        reason = refusal(items, pilot.home_amsl_m, landed=pilot.ground_watch.is_landed, needs=needs)
        self.mission_valid = reason is None
        if reason is not None and reason[0] != NOTHING_TO_FLY:
            pilot.events.add(event_id(reason[0]), MISSION_REJECTED_LEVELS, pilot.now_s, reason[1])
        outside = first_outside(items, self.fence, pilot.local_from_degrees)
        if outside is not None:
            self.mission_valid = False
            pilot.say(CRITICAL, f"Geofence violation for waypoint {outside + 1}\t")
