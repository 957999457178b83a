"""Changing the mode: what is granted, what a failsafe may, what was wished before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firmware_sim.aircraft.modes import ROWS, Mode
from firmware_sim.aircraft.voice import CRITICAL

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot


REFUSAL_TOLD_EVERY_S = 1.0


class ModeSwitch:
    """The mode flown and the mode a person wished."""

    def __init__(self, pilot: Autopilot) -> None:
        self._pilot = pilot
        self.mode = Mode.HOLD
        self.wished = Mode.HOLD
        self._after_disarming = Mode.HOLD
        """The last mode asked for that is more than an act of its own."""
        self._refused_s = -REFUSAL_TOLD_EVERY_S

    def request(self, mode: Mode, *, from_station: bool = True) -> bool:
        """Change the mode as a person asks; False when PX4 refuses."""
        pilot = self._pilot
        granted = not pilot.armed or mode is Mode.LAND or self.is_available(mode) or mode is Mode.TERMINATION
        if pilot.terminated or not granted:
            if from_station:
                self.tell_refusal(mode)
            return False
        pilot.failsafes.clear()
        self._wish(mode)
        self.change(mode)
        return True

    def tell_refusal(self, mode: Mode) -> None:
        """Say that a mode cannot be had, at most once a second."""
        pilot = self._pilot
        if pilot.now_s - self._refused_s > REFUSAL_TOLD_EVERY_S:
            self._refused_s = pilot.now_s
            pilot.say(CRITICAL, f"Switching to {ROWS[mode].name} is currently not available\t")

    def finish_in(self, mode: Mode) -> None:
        """Change the mode because the present one has done its work."""
        self._wish(mode)
        self.change(mode)

    def _wish(self, mode: Mode) -> None:
        self.wished = mode
        if ROWS[mode].is_kept:
            self._after_disarming = mode

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
        self.wished = self._after_disarming
        self.change(self.wished)
