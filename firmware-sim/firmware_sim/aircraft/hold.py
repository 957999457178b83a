"""Hold, reposition, and landing where it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from firmware_sim.aircraft.course import Course, Kind, Place
from firmware_sim.aircraft.setpoint import Setpoint
from firmware_sim.aircraft.trajectory import braking_distance_m
from firmware_sim.aircraft.way import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Reposition:
    """Where DO_REPOSITION sends it."""

    target: Place
    yaw_rad: float | None
    cruise_ms: float | None


class Hold(Way):
    """Stands in the air: where it can stop, or where it was sent."""

    _sent_to: Reposition | None = None

    def send(self, to: Reposition) -> None:
        """Fly there next and stay."""
        self._sent_to = to
        if self.pilot.flown is self:
            self._go()

    def enter(self) -> None:
        """Brake, or go where it was sent."""
        pilot = self.pilot
        pilot.cruise_ms = None
        if self._sent_to is not None:
            self._go()
        elif pilot.in_air:
            pilot.set_course(
                Course(kind=Kind.LOITER, target=self._stop_place(), acceptance_m=pilot.acceptance_m),
            )

    def leave(self) -> None:
        """What was asked before is forgotten."""
        self._sent_to = None

    def _go(self) -> None:
        to, self._sent_to = self._sent_to, None
        assert to is not None
        pilot = self.pilot
        pilot.set_course(
            Course(
                kind=Kind.LOITER,
                target=to.target,
                yaw_rad=to.yaw_rad,
                acceptance_m=pilot.acceptance_m,
                cruise_ms=to.cruise_ms if to.cruise_ms is not None else pilot.cruise_ms,
            )
        )

    def _stop_place(self) -> Place:
        return stop_place(self.pilot.here, self.pilot.moving, self.pilot.parameters.real("MPC_ACC_HOR"))


def stop_place(here: Place, moving: Place, acceleration_ms2: float) -> Place:
    """Where it can come to a stand, at the present height."""
    speed_ms = math.hypot(moving[0], moving[1])
    stretch = braking_distance_m(speed_ms, acceleration_ms2) / speed_ms if speed_ms > 1e-6 else 0.0
    return here[0] + moving[0] * stretch, here[1] + moving[1] * stretch, here[2]


class Land(Way):
    """Comes down where it can stop."""

    def enter(self) -> None:
        """Choose the place."""
        pilot = self.pilot
        pilot.mission_result.begin()
        if not pilot.in_air:
            return
        place = stop_place(pilot.here, pilot.moving, pilot.parameters.real("MPC_ACC_HOR"))
        pilot.cruise_ms = None
        pilot.set_course(Course(kind=Kind.LAND, target=place, acceptance_m=pilot.acceptance_m))

    def decide(self) -> None:
        """Say so once it is down."""
        if self.pilot.ground_watch.is_landed:
            self.pilot.mission_result.finish()


class Descend(Way):
    """Comes down without knowing where it is: level, at landing speed; shown as LAND."""

    follows_course = False

    def enter(self) -> None:
        """Keep the heading."""
        self._setpoint = Setpoint(
            velocity=(math.nan, math.nan, -self.pilot.parameters.real("MPC_LAND_SPEED")),
            acceleration=(0.0, 0.0, math.nan),
            yaw_rad=self.pilot.estimate.yaw_rad,
        )

    def setpoint(self, dt_s: float) -> Setpoint:
        """No place, no level velocity: the air takes it along."""
        return self._setpoint
