"""OFFBOARD: another computer says where to fly; its setpoint goes to the controller as it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from firmware_sim.aircraft.course import Place
from firmware_sim.aircraft.setpoint import OPEN, Setpoint
from firmware_sim.aircraft.way import Way

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot


class Offboard(Way):
    """Keeps the last setpoint and knows how old it is."""

    follows_course = False

    def __init__(self, pilot: Autopilot) -> None:
        super().__init__(pilot)
        self.heard_s = -math.inf
        self._setpoint = Setpoint(place=OPEN)

    @property
    def is_alive(self) -> bool:
        """Whether setpoints come."""
        return self.pilot.now_s - self.heard_s < self.pilot.parameters.real("COM_OF_LOSS_T")

    def take(self, place: Place, velocity: Place, acceleration: Place, yaw_rad: float, yaw_rads: float) -> None:
        """A setpoint came; NaN leaves a thing open."""
        self.heard_s = self.pilot.now_s
        climbs = (
            place[2] > self.pilot.estimate.up_m
            if math.isfinite(place[2])
            else (velocity[2] > 0.0 if math.isfinite(velocity[2]) else acceleration[2] > 0.0)
        )
        self._setpoint = Setpoint(
            place=place,
            velocity=velocity,
            acceleration=acceleration,
            yaw_rad=yaw_rad,
            yaw_rads=yaw_rads,
            wants_to_lift=climbs,
        )

    def setpoint(self, dt_s: float) -> Setpoint:
        """The last one."""
        return self._setpoint
