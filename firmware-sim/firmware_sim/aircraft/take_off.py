"""Take-off: straight up from the ground to a height, then hold."""

from __future__ import annotations

import math

from firmware_sim.aircraft.course import Course, Kind
from firmware_sim.aircraft.modes import Mode
from firmware_sim.aircraft.voice import CRITICAL, NOTICE
from firmware_sim.aircraft.way import Way


class TakeOff(Way):
    """PX4's TAKEOFF mode."""

    amsl_m: float | None = None
    """The height asked for; None takes the default."""

    is_nowhere: bool = False
    """Whether 0 degrees, 0 degrees was asked for, as MAVProxy does: the measured PX4 then does not lift off."""

    def choose(self, amsl_m: float, *, is_nowhere: bool = False) -> None:
        """NAV_TAKEOFF's height above sea level; NaN for the default."""
        self.is_nowhere = is_nowhere
        self.amsl_m = amsl_m if math.isfinite(amsl_m) else None

    def enter(self) -> None:
        """Set the course up."""
        pilot = self.pilot
        pilot.cruise_ms = None
        amsl_m, self.amsl_m = self.amsl_m if self.amsl_m is not None else self._default(), None
        north_m, east_m, up_m = pilot.here
        pilot.mission_result.begin()
        if amsl_m < up_m:
            pilot.say(CRITICAL, "Already higher than takeoff altitude\t")
        on_ground = Kind.LOITER if self.is_nowhere else Kind.TAKEOFF
        self.is_nowhere = False
        kind = Kind.POSITION if pilot.in_air else on_ground
        pilot.set_course(
            Course(kind=kind, target=(north_m, east_m, max(amsl_m, up_m)), acceptance_m=pilot.acceptance_m)
        )

    def _default(self) -> float:
        height_m = self.pilot.parameters.real("MIS_TAKEOFF_ALT")
        self.pilot.say(NOTICE, f"Using default takeoff altitude: {height_m:.1f} m\t")
        return self.pilot.estimate.up_m + height_m

    def decide(self) -> None:
        """Hold once it is high enough."""
        pilot = self.pilot
        if not pilot.in_air:
            return
        if pilot.estimate.up_m > pilot.course.target[2] - pilot.parameters.real("NAV_MC_ALT_RAD"):
            pilot.mission_result.finish()
            place = pilot.course.target
            pilot.finish_in(Mode.HOLD)
            pilot.set_course(Course(kind=Kind.LOITER, target=place, acceptance_m=pilot.acceptance_m))
