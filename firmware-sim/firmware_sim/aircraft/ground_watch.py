"""Whether it is on the ground, as the autopilot finds out: PX4's land detector."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from firmware_sim.aircraft.control import HOVER_SHARE, Lift
from firmware_sim.aircraft.course import Kind
from firmware_sim.aircraft.dynamics import GRAVITY_MS2
from firmware_sim.aircraft.voice import NOTICE

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

LANDED_AFTER_S = 1.8
CONTACT_AFTER_S = 0.35
LIFTED_M = 0.1
NOTICED_SHARE = 0.1
"""PX4's land detector holds it to the ground below this part of the thrust between the least and hovering."""


class Landed(IntEnum):
    """MAV_LANDED_STATE."""

    ON_GROUND = 1
    IN_AIR = 2
    TAKEOFF = 3
    LANDING = 4


class GroundWatch:
    """Watches for the ground, and disarms after landing."""

    def __init__(self, pilot: Autopilot) -> None:
        self._pilot = pilot
        self.is_landed = True
        self.lifted = False
        """Whether it has left the ground since arming, or was about to when it was told something else."""
        self.has_flown = False
        """Whether it has left the ground since arming, landed again or not."""
        self._grounded_s = 0.0
        self._landed_s: float | None = None

    @property
    def landed(self) -> Landed:
        """What EXTENDED_SYS_STATE tells."""
        if self.is_landed:
            return Landed.ON_GROUND
        kind = self._pilot.course.kind if self._pilot.flown.follows_course else Kind.POSITION
        return {Kind.TAKEOFF: Landed.TAKEOFF, Kind.LAND: Landed.LANDING}.get(kind, Landed.IN_AIR)

    @property
    def has_contact(self) -> bool:
        """Whether it has stood on the ground long enough to stop its rotors."""
        return self._grounded_s > CONTACT_AFTER_S and self.lifted

    def armed(self) -> None:
        """A new flight begins."""
        self.has_flown = False
        self._begin()

    def _begin(self) -> None:
        self.lifted, self._landed_s, self._grounded_s = False, None, 0.0

    def step(self, dt_s: float) -> None:
        """Look once."""
        pilot = self._pilot
        if not pilot.armed:
            self.is_landed = self.is_landed or pilot.on_ground
            return
        if self.lifted and self.is_landed and pilot.setpoint.wants_to_lift:
            # A mission that landed flies on, or a person changes their mind before it disarms.
            self._begin()
        if not self.lifted:
            self._watch_lift()
            self.has_flown = self.has_flown or self.lifted
            return
        down = pilot.setpoint.velocity[2] < 0.0 or self.is_landed
        self._grounded_s = self._grounded_s + dt_s if pilot.on_ground and down else 0.0
        if self._grounded_s > LANDED_AFTER_S and self._landed_s is None:
            self._landed_s, self.is_landed = pilot.now_s, True
            pilot.say(NOTICE, "Landing detected\t")
        self._disarm()

    def _disarm(self) -> None:
        """Some time after landing, unless a mission that landed goes on."""
        pilot = self._pilot
        if self._landed_s is None:
            return
        if pilot.mission_in_progress:
            self._landed_s = pilot.now_s
        elif pilot.now_s - self._landed_s > pilot.parameters.real("COM_DISARM_LAND"):
            self._landed_s = None
            pilot.arming.end("Disarmed by landing\t")

    @property
    def _pulls(self) -> bool:
        controller = self._pilot.controller
        least = controller.gains.least_share
        noticed = least + NOTICED_SHARE * (HOVER_SHARE - least)
        return controller.command.thrust_ms2 > noticed * GRAVITY_MS2 / HOVER_SHARE

    def _watch_lift(self) -> None:
        pilot = self._pilot
        if self.is_landed and pilot.controller.lift.state >= Lift.RAMP and self._pulls:
            # PX4 says so while the thrust grows, before the ground is left.
            self.is_landed = False
            pilot.say(NOTICE, "Takeoff detected\t")
            if not pilot.mission_in_progress:
                pilot.set_home()
        off = not pilot.on_ground and pilot.height_above_ground_m > LIFTED_M
        # Told something else while the thrust still grows: coming to rest counts as a landing too.
        if off or (not self.is_landed and not pilot.setpoint.wants_to_lift):
            self.lifted = True
