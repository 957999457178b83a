"""Changing the mode: what is granted, what a failsafe may, what was wished before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firmware_sim.aircraft.modes import ROWS, Mode
from firmware_sim.aircraft.voice import CRITICAL

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot


class ModeSwitch:
    """The mode flown and the mode a person wished."""

    def __init__(self, pilot: Autopilot) -> None:
        self._pilot = pilot
        self.mode = Mode.HOLD
        self.wished = Mode.HOLD

    def request(self, mode: Mode | None, *, from_station: bool = True) -> bool:
        """Change the mode as a person asks; False when PX4 refuses."""
        pilot = self._pilot
        if pilot.terminated or mode is None:
            return False
        if pilot.in_air and not self.is_available(mode):
            if from_station:
                pilot.say(CRITICAL, f"Switching to {ROWS[mode].name} is currently not available\t")
            return False
        pilot.failsafes.clear()
        if mode not in (Mode.RETURN, Mode.LAND):
            self.wished = mode
        self.change(mode)
        return True

    def finish_in(self, mode: Mode) -> None:
        """Change the mode because the present one has done its work."""
        self.wished = mode
        self.change(mode)

    def is_available(self, mode: Mode) -> bool:
        """Whether it can be flown now."""
        pilot = self._pilot
        if not self.can_run(mode):
            return False
        return mode is not Mode.MISSION or (pilot.mission_valid and not pilot.plan_check.mission_waits)

    def can_run(self, mode: Mode) -> bool:
        """Whether a mode that is flown can go on being flown."""
        pilot = self._pilot
        if ROWS[mode].needs_place and not pilot.knows_place:
            return False
        return ROWS[mode].flies_itself or self.has_what_it_needs(mode)

    def has_what_it_needs(self, mode: Mode) -> bool:
        """Whether sticks or an offboard computer are there for a mode that cannot fly by itself."""
        pilot = self._pilot
        if ROWS[mode].needs_sticks:
            return pilot.sticks.are_valid
        if mode is Mode.OFFBOARD:
            return pilot.offboard.is_alive
        return False

    def change(self, mode: Mode) -> None:
        """Fly another mode."""
        pilot = self._pilot
        if mode is self.mode and pilot.in_air and mode is not Mode.TAKEOFF and pilot.flown_mode is mode:
            # PX4 does not begin anew what it flies already.
            return
        if mode is not self.mode:
            pilot.flown.leave()
        self.mode = mode
        if pilot.armed:
            self.enter()

    def enter(self) -> None:
        """Begin to fly the present mode."""
        self._pilot.fly(self.mode)

    def disarmed(self) -> None:
        """PX4 goes back to what the user had flown before."""
        if self.mode in (Mode.RETURN, Mode.LAND):
            self.wished = self.wished if self.wished is not self.mode else Mode.HOLD
            self.change(self.wished)
        elif self.mode is Mode.TAKEOFF:
            self.change(Mode.HOLD)
