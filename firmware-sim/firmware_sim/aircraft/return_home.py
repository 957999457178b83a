"""Return: climb, cross, come down, at home or at a nearer rally point."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firmware_sim.aircraft.guidance import Place, velocity_towards
from firmware_sim.aircraft.plans import RALLY_POINT, RELATIVE_FRAMES, PlanType

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

NOTICE = 6


@dataclass(slots=True)
class ReturnHome:
    """PX4's RTL with its default RTL_TYPE 0."""

    autopilot: Autopilot
    destination: Place = (0.0, 0.0, 0.0)
    return_amsl_m: float = 0.0
    phase: str = "climb"
    _start: Place = (0.0, 0.0, 0.0)

    @property
    def lands(self) -> bool:
        """Whether it is over the destination and on its way down."""
        return self.phase == "land"

    def enter(self) -> None:
        """Choose the destination and the height, and say so."""
        pilot = self.autopilot
        self.destination = self._choose()
        self.return_amsl_m = self._height()
        self.phase = "climb"
        self._start = pilot.here
        return_m = math.ceil(self.return_amsl_m)
        above_m = math.ceil(self.return_amsl_m - self.destination[2] - 1e-6)
        pilot.say(NOTICE, f"RTL: start return at {return_m} m ({above_m} m above destination)\t")

    def _choose(self) -> Place:
        """Home, or the rally point if that is nearer."""
        pilot = self.autopilot
        home = pilot.home
        places: list[Place] = [(home.north_m, home.east_m, home.up_m) if home is not None else pilot.here]
        for item in pilot.plans.items[PlanType.RALLY]:
            if item.command != RALLY_POINT:
                continue
            north_m, east_m = pilot.local_from_degrees(item.latitude_deg, item.longitude_deg)
            up_m = item.z + pilot.home_amsl_m if item.frame in RELATIVE_FRAMES else item.z
            places.append((north_m, east_m, up_m))
        here = pilot.here
        return min(places, key=lambda place: math.hypot(place[0] - here[0], place[1] - here[1]))

    def _height(self) -> float:
        """RTL_RETURN_ALT above the destination, less within the cone, never lower than now."""
        pilot = self.autopilot
        real = pilot.parameters.real
        distance_m = math.hypot(self.destination[0] - pilot.here[0], self.destination[1] - pilot.here[1])
        height_m = real("RTL_RETURN_ALT")
        cone_deg = pilot.parameters.integer("RTL_CONE_ANG")
        if distance_m <= real("RTL_MIN_DIST"):
            height_m = min(height_m, real("RTL_DESCEND_ALT"))
        elif 0 < cone_deg < 90:
            height_m = min(height_m, max(distance_m / math.tan(math.radians(cone_deg)), real("RTL_DESCEND_ALT")))
        return max(self.destination[2] + height_m, pilot.here[2])

    def motion(self) -> tuple[tuple[float, float, float], float | None]:
        """The wished velocity and heading."""
        pilot = self.autopilot
        limits = pilot.flight_limits()
        over = (self.destination[0], self.destination[1], self.return_amsl_m)
        if self.phase == "climb":
            if pilot.here[2] > self.return_amsl_m - pilot.parameters.real("NAV_MC_ALT_RAD"):
                self.phase = "cross"
                self._start = (self._start[0], self._start[1], self.return_amsl_m)
            else:
                above = (self._start[0], self._start[1], self.return_amsl_m)
                return pilot.climb_towards(above), None
        if self.phase == "cross":
            distance_m = math.hypot(over[0] - pilot.here[0], over[1] - pilot.here[1])
            if distance_m < limits.acceptance_m:
                self.phase = "land"
                pilot.hold = None
                pilot.say(NOTICE, "RTL: land at destination\t")
            else:
                velocity = velocity_towards(pilot.here, self._start, over, None, limits)
                return velocity, pilot.heading_to(over)
        return pilot.descend(over)
