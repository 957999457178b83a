"""Return: climb, cross, come down, at home or at a nearer rally point."""

from __future__ import annotations

import math
from enum import Enum

from firmware_sim.aircraft.course import Course, Kind, Place
from firmware_sim.aircraft.plans import RALLY_POINT, RELATIVE_FRAMES, PlanType
from firmware_sim.aircraft.voice import CRITICAL, NOTICE
from firmware_sim.aircraft.way import Way

RALLY_FRAMES = (0, 3)
"""PX4 returns to no rally point that came in one of the frames for integers, 5 and 6."""


class Phase(Enum):
    """How far the return has come."""

    CLIMB = "climb"
    CROSS = "cross"
    DESCEND = "descend"
    WAIT = "wait"
    LAND = "land"


class ReturnHome(Way):
    """PX4's RTL with its default RTL_TYPE 0."""

    destination: Place = (0.0, 0.0, 0.0)
    return_amsl_m: float = 0.0
    phase: Phase = Phase.CLIMB
    _waiting_s: float = 0.0

    @property
    def lands(self) -> bool:
        """Whether it is over the destination and on its way down."""
        return self.phase is Phase.LAND

    def enter(self) -> None:
        """Choose the destination and the height, and say so."""
        pilot = self.pilot
        if not pilot.in_air:
            return
        pilot.cruise_ms = None
        self.destination = self._choose()
        self.return_amsl_m = self._height()
        self._set_phase(Phase.CLIMB if pilot.here[2] < self.return_amsl_m else Phase.CROSS)
        return_m = math.ceil(self.return_amsl_m)
        above_m = math.ceil(self.return_amsl_m - self.destination[2] - 1e-6)
        pilot.say(NOTICE, f"RTL: start return at {return_m} m ({above_m} m above destination)\t")

    def _choose(self) -> Place:
        """Home, or the rally point if that is nearer."""
        pilot = self.pilot
        home = pilot.home
        places: list[Place] = [(home.north_m, home.east_m, home.up_m) if home is not None else pilot.here]
        for item in pilot.plans.items[PlanType.RALLY]:
            if item.command != RALLY_POINT:
                continue
            if item.frame not in RALLY_FRAMES:
                pilot.say(CRITICAL, "RTL: unsupported MAV_FRAME\t")
                continue
            north_m, east_m = pilot.local_from_degrees(item.latitude_deg, item.longitude_deg)
            up_m = item.z + pilot.home_amsl_m if item.frame in RELATIVE_FRAMES else item.z
            places.append((north_m, east_m, up_m))
        here = pilot.here
        return min(places, key=lambda place: math.hypot(place[0] - here[0], place[1] - here[1]))

    def _height(self) -> float:
        """RTL_RETURN_ALT above the destination, less near it (within the cone), never lower than now."""
        pilot = self.pilot
        real, distance_m = pilot.parameters.real, self._distance_m()
        height_m = real("RTL_RETURN_ALT")
        cone_deg = pilot.parameters.integer("RTL_CONE_ANG")
        if cone_deg > 0:
            near_m = real("NAV_ACC_RAD")
            if distance_m <= near_m:
                height_m = min(height_m, 2.0 * distance_m)
            elif distance_m <= real("RTL_MIN_DIST"):
                cone_rad = math.radians(min(max(cone_deg, 1), 89))
                height_m = min(height_m, max(distance_m / math.tan(cone_rad), 2.0 * near_m))
        return max(self.destination[2] + height_m, pilot.here[2])

    def _distance_m(self) -> float:
        here = self.pilot.here
        return math.hypot(self.destination[0] - here[0], self.destination[1] - here[1])

    def decide(self) -> None:
        """Go on to the next phase once this one is done."""
        pilot = self.pilot
        if not pilot.in_air:
            return
        at_height = abs(pilot.here[2] - pilot.course.target[2]) <= pilot.parameters.real("NAV_MC_ALT_RAD")
        delay_s = pilot.parameters.real("RTL_LAND_DELAY")
        if self.phase is Phase.CLIMB and at_height:
            self._set_phase(Phase.CROSS)
        elif self.phase is Phase.CROSS and at_height and self._distance_m() <= pilot.acceptance_m:
            self._set_phase(Phase.LAND if delay_s == 0.0 else Phase.DESCEND)
        elif self.phase is Phase.DESCEND and at_height:
            self._set_phase(Phase.WAIT)
            self._waiting_s = pilot.now_s
            if delay_s < 0.0:
                pilot.say(NOTICE, "RTL: completed, loitering\t")
        elif self.phase is Phase.WAIT and 0.0 <= delay_s <= pilot.now_s - self._waiting_s:
            self._set_phase(Phase.LAND)

    def _set_phase(self, phase: Phase) -> None:
        self.phase = phase
        pilot = self.pilot
        home_yaw_rad = pilot.home.yaw_rad if pilot.home is not None else None
        north_m, east_m, up_m = self.destination
        low_m = min(up_m + pilot.parameters.real("RTL_DESCEND_ALT"), self.return_amsl_m)
        is_near = self._distance_m() < pilot.parameters.real("RTL_MIN_DIST")
        here = pilot.here
        kind, target, yaw_rad = {
            Phase.CLIMB: (Kind.LOITER, (here[0], here[1], self.return_amsl_m), pilot.estimate.yaw_rad),
            Phase.CROSS: (Kind.POSITION, (north_m, east_m, self.return_amsl_m), home_yaw_rad if is_near else None),
            Phase.DESCEND: (Kind.LOITER, (north_m, east_m, low_m), home_yaw_rad),
            Phase.WAIT: (Kind.LOITER, (north_m, east_m, low_m), home_yaw_rad),
            Phase.LAND: (Kind.LAND, (north_m, east_m, up_m), home_yaw_rad),
        }[phase]
        pilot.set_course(Course(kind=kind, target=target, yaw_rad=yaw_rad, acceptance_m=pilot.acceptance_m))
        if phase is Phase.LAND:
            pilot.say(NOTICE, "RTL: land at destination\t")
