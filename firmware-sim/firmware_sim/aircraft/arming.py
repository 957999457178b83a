"""Armed or not: who may, who does, and when it ends by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firmware_sim.aircraft.modes import ROWS, Mode
from firmware_sim.aircraft.voice import CRITICAL, NOTICE

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

PREFLIGHT_DISARM_MARGIN_S = 1.0


class Arming:
    """PX4's arming state of one aircraft."""

    def __init__(self, pilot: Autopilot) -> None:
        self._pilot = pilot
        self.armed = False
        self.armed_s = 0.0
        self.flights = 0

    @property
    def may_arm(self) -> bool:
        """Whether arming in the present mode would be granted."""
        pilot = self._pilot
        if not pilot.healthy or pilot.failsafes.blocks_arming:
            return False
        if not ROWS[pilot.mode].arms and not pilot.mode_switch.has_what_it_needs(pilot.mode):
            return False
        needs_mission = pilot.mode is Mode.MISSION or pilot.parameters.integer("COM_ARM_MIS_REQ") == 1
        return pilot.mission_valid or not needs_mission

    def arm(self, by: str) -> bool:
        """Arm for the reason `by`; False when refused."""
        pilot = self._pilot
        if self.armed:
            return True
        if not self.may_arm:
            pilot.arming_report.is_due = True
            pilot.say(CRITICAL, "Arming denied: Resolve system health failures first\t")
            return False
        self.armed, self.armed_s = True, pilot.now_s
        self.flights += 1
        pilot.ground_watch.armed()
        pilot.cruise_ms = None
        if not pilot.mission_in_progress:
            pilot.set_home()
        pilot.say(NOTICE, f"Armed by {by}\t")
        pilot.mode_switch.enter()
        return True

    def disarm(self, *, forced: bool = False) -> bool:
        """Disarm by an outside command; False when refused because it flies."""
        if not self.armed:
            return True
        if self._pilot.in_air and not forced:
            self._pilot.say(CRITICAL, "Disarming denied: not landed\t")
            return False
        self.end("Disarmed by external command\t")
        return True

    def end(self, text: str) -> None:
        """Disarm, for whatever reason `text` says."""
        pilot = self._pilot
        self.armed = False
        pilot.failsafes.clear()
        pilot.mission.stop()
        pilot.say(NOTICE, text)
        pilot.mode_switch.disarmed()

    def step(self) -> None:
        """Disarm by itself when it does not take off."""
        pilot = self._pilot
        if not self.armed or pilot.ground_watch.has_flown or pilot.starts_now:
            return
        limit_s, since_s = pilot.parameters.real("COM_DISARM_PRFLT"), pilot.now_s - self.armed_s
        if limit_s > 0.0 and since_s > limit_s + PREFLIGHT_DISARM_MARGIN_S:
            self.end("Disarmed by auto preflight disarming\t")
