"""What every way of flying offers to the autopilot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firmware_sim.aircraft.dynamics import AttitudeCommand
from firmware_sim.aircraft.setpoint import Setpoint

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot


class Way:
    """A way of flying; most set a course when entered and again when something was reached."""

    follows_course = True
    """Whether the automatic flight task flies it."""

    steers_itself = False
    """Whether it gives tilt and thrust itself, past the controller."""

    def __init__(self, pilot: Autopilot) -> None:
        self.pilot = pilot

    def enter(self) -> None:
        """The mode was entered, armed."""

    def leave(self) -> None:
        """The mode was left."""

    def decide(self) -> None:
        """Look, twenty times a second, whether something was reached."""

    def attitude(self, dt_s: float) -> AttitudeCommand:
        """Tilt and thrust for the next `dt_s`, of a way that steers itself."""
        raise NotImplementedError

    def setpoint(self, dt_s: float) -> Setpoint:
        """What to fly for the next `dt_s`."""
        pilot = self.pilot
        return pilot.auto.step(pilot.course, pilot.estimate, pilot.height_above_ground_m, dt_s)
