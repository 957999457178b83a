"""What may go wrong, and what each asks for: lost stations, sticks or position, a battery, a fence, wind, a motor.

What is then flown is `failsafes`; https://docs.px4.io/main/en/config/safety.html.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from firmware_sim.aircraft.modes import ROWS, Mode
from firmware_sim.aircraft.voice import CRITICAL, EMERGENCY, NOTICE, WARNING

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

STATION_TIMEOUT_S = 2.5


class Charge(IntEnum):
    """MAV_BATTERY_CHARGE_STATE, as far as PX4's simulation goes."""

    OK = 1
    LOW = 2
    CRITICAL = 3
    EMERGENCY = 4


class Action(IntEnum):
    """What a failsafe does, the gravest last."""

    NONE = 0
    WARN = 1
    POSITION = 2
    HOLD = 3
    RETURN = 4
    LAND = 5
    DESCEND = 6
    TERMINATE = 7


LINK_ACTIONS = {1: Action.HOLD, 2: Action.RETURN, 3: Action.LAND, 5: Action.TERMINATE}
"""NAV_DLL_ACT and NAV_RCL_ACT."""
FENCE_ACTIONS = {
    0: Action.NONE,
    1: Action.WARN,
    2: Action.HOLD,
    3: Action.RETURN,
    4: Action.TERMINATE,
    5: Action.LAND,
}
"""GF_ACTION, COM_WIND_MAX_ACT."""
CRITICAL_ACTIONS = {1: Action.RETURN, 2: Action.LAND, 3: Action.RETURN}
EMERGENCY_ACTIONS = {1: Action.RETURN, 2: Action.LAND, 3: Action.LAND}
"""COM_LOW_BAT_ACT."""
OFFBOARD_ACTIONS = {3: Action.RETURN, 4: Action.LAND, 5: Action.HOLD, 6: Action.TERMINATE}
"""COM_OBL_RC_ACT; the stick modes before 3."""
MOTOR_ACTIONS = {1: Action.HOLD, 2: Action.LAND, 3: Action.RETURN, 4: Action.TERMINATE}
"""COM_ACT_FAIL_ACT."""
BATTERY_TEXTS = {
    Charge.LOW: (WARNING, "Low battery level\t"),
    Charge.CRITICAL: (CRITICAL, "Critical battery level\t"),
    Charge.EMERGENCY: (EMERGENCY, "Emergency battery level\t"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One thing that may go wrong."""

    name: str
    action: Callable[[Watch], Action]
    """What it asks for now; NONE while all is well."""
    stays: bool
    """Whether the action goes on when the cause is over, until the mode changes."""
    waits: bool = True
    """Whether it holds COM_FAIL_ACT_T first; measured: a mode that cannot be flown on is left at once."""


@dataclass(slots=True)
class Watch:
    """Looks at everything that may go wrong."""

    autopilot: Autopilot
    station_heard_s: float | None = None
    station_lost: bool = False
    charge: Charge = Charge.OK
    motor_failed: bool = False
    _outside: bool = False
    _windy: bool = False
    _had_sticks: bool = False

    @property
    def blocks_arming(self) -> bool:
        """Whether one of these would refuse arming."""
        return self.battery_blocks or self.station_blocks

    @property
    def battery_blocks(self) -> bool:
        """Whether the battery would refuse arming."""
        return self.charge >= Charge.CRITICAL

    @property
    def station_blocks(self) -> bool:
        """Whether the silence of the ground stations would refuse arming."""
        return self.autopilot.parameters.integer("NAV_DLL_ACT") > 0 and not self.station_is_there

    @property
    def station_is_there(self) -> bool:
        """Whether a ground station was heard and is not counted as lost."""
        return self.station_heard_s is not None and not self.station_lost

    def heard_station(self) -> None:
        """A heartbeat of any ground station, on any link."""
        pilot = self.autopilot
        self.station_heard_s = pilot.now_s
        if self.station_lost:
            self.station_lost = False
            pilot.say(NOTICE, "GCS connection regained\t")

    def _can_run(self, mode: Mode) -> bool:
        return self.autopilot.mode_switch.can_run(mode)

    def look(self) -> None:
        """Look once, and say what people should know."""
        self._watch_station()
        self._watch_battery()
        self._watch_fence()
        self._watch_sticks()
        self._outside = self._outside and self.autopilot.armed

    @property
    def _link_limit_s(self) -> float:
        return STATION_TIMEOUT_S + self.autopilot.parameters.integer("COM_DL_LOSS_T")

    def _station_is_near(self, limit_s: float) -> bool:
        return self.station_heard_s is not None and self.autopilot.now_s - self.station_heard_s < limit_s

    def _watch_station(self) -> None:
        if self.station_lost or self.station_heard_s is None or self._station_is_near(self._link_limit_s):
            return
        self.station_lost = True
        pilot = self.autopilot
        pilot.say(NOTICE, "Connection to ground station lost\t")
        if pilot.parameters.integer("NAV_DLL_ACT") > 0:
            pilot.say(WARNING, "Preflight Fail: No connection to the GCS")

    def station_action(self) -> Action:
        """No station's heartbeat for NAV_DLL_ACT's time."""
        pilot = self.autopilot
        if not self.station_lost or pilot.wished_mode in (Mode.LAND, Mode.PRECISION_LAND):
            return Action.NONE
        return LINK_ACTIONS.get(pilot.parameters.integer("NAV_DLL_ACT"), Action.NONE)

    def _watch_battery(self) -> None:
        pilot = self.autopilot
        real, fraction = pilot.parameters.real, pilot.battery.fraction
        charge = Charge.OK
        for level, name in (
            (Charge.LOW, "BAT_LOW_THR"),
            (Charge.CRITICAL, "BAT_CRIT_THR"),
            (Charge.EMERGENCY, "BAT_EMERGEN_THR"),
        ):
            if fraction < real(name):
                charge = level
        if charge <= self.charge:
            self.charge = charge if charge is Charge.OK else self.charge
            return
        self.charge = charge
        if pilot.armed:
            pilot.say(*BATTERY_TEXTS[charge])

    def battery_action(self) -> Action:
        """COM_LOW_BAT_ACT."""
        wish = self.autopilot.parameters.integer("COM_LOW_BAT_ACT")
        if self.charge is Charge.EMERGENCY:
            return EMERGENCY_ACTIONS.get(wish, Action.WARN)
        if self.charge is Charge.CRITICAL:
            return CRITICAL_ACTIONS.get(wish, Action.WARN)
        return Action.WARN if self.charge is Charge.LOW else Action.NONE

    def _watch_fence(self) -> None:
        pilot = self.autopilot
        outside = pilot.in_air and pilot.knows_place and not pilot.plan_check.allows(pilot.here)
        if outside and not self._outside and pilot.parameters.integer("GF_ACTION") != 0:
            pilot.say(CRITICAL, "Geofence: approaching or outside geofence\t")
        self._outside = outside

    def fence_action(self) -> Action:
        """GF_ACTION."""
        if not self._outside:
            return Action.NONE
        return FENCE_ACTIONS.get(self.autopilot.parameters.integer("GF_ACTION"), Action.WARN)

    def _watch_sticks(self) -> None:
        pilot = self.autopilot
        self._had_sticks = pilot.armed and (self._had_sticks or pilot.sticks.are_valid)
        if pilot.in_air and pilot.sticks.are_deflected and ROWS[pilot.mode].flies_itself and not pilot.terminated:
            pilot.say(NOTICE, "Pilot took over using sticks\t")
            pilot.request_mode(Mode.POSITION, from_station=False)

    def sticks_action(self) -> Action:
        """Sticks that were there are gone: NAV_RCL_ACT, in the modes that need them."""
        pilot = self.autopilot
        if not self._had_sticks or pilot.sticks.are_valid or not ROWS[pilot.wished_mode].needs_sticks:
            return Action.NONE
        return LINK_ACTIONS.get(pilot.parameters.integer("NAV_RCL_ACT"), Action.NONE)

    def wind_action(self) -> Action:
        """COM_WIND_WARN warns, COM_WIND_MAX does what COM_WIND_MAX_ACT says."""
        pilot = self.autopilot
        warn_ms, most_ms = pilot.parameters.real("COM_WIND_WARN"), pilot.parameters.real("COM_WIND_MAX")
        exceeds = 0.0 < most_ms < pilot.wind_ms
        is_windy = pilot.in_air and (exceeds or 0.0 < warn_ms < pilot.wind_ms)
        if is_windy and not self._windy:
            advice = "landing advised" if exceeds else "landing or return advised"
            pilot.say(WARNING, f"High wind speed detected ({pilot.wind_ms:.1f} m/s), {advice}\t")
        self._windy = is_windy
        if not (pilot.in_air and exceeds):
            return Action.WARN if is_windy else Action.NONE
        return FENCE_ACTIONS.get(pilot.parameters.integer("COM_WIND_MAX_ACT"), Action.WARN)

    def motor_action(self) -> Action:
        """COM_ACT_FAIL_ACT."""
        if not self.motor_failed:
            return Action.NONE
        return MOTOR_ACTIONS.get(self.autopilot.parameters.integer("COM_ACT_FAIL_ACT"), Action.WARN)

    def mode_action(self) -> Action:
        """The wished mode cannot be flown any more."""
        pilot = self.autopilot
        wished = pilot.wished_mode
        if not pilot.in_air or self._can_run(wished):
            return Action.NONE
        if wished is Mode.OFFBOARD:
            wish = OFFBOARD_ACTIONS.get(pilot.parameters.integer("COM_OBL_RC_ACT"), Action.POSITION)
            if wish is Action.POSITION and not pilot.sticks.are_valid:
                return LINK_ACTIONS.get(pilot.parameters.integer("NAV_RCL_ACT"), Action.RETURN)
            return wish
        return Action.RETURN


CAUSES = (
    Cause(name="station", action=Watch.station_action, stays=True),
    Cause(name="sticks", action=Watch.sticks_action, stays=True),
    Cause(name="wind", action=Watch.wind_action, stays=True),
    Cause(name="fence", action=Watch.fence_action, stays=True),
    Cause(name="battery", action=Watch.battery_action, stays=True),
    Cause(name="motor", action=Watch.motor_action, stays=True),
    Cause(name="mode", action=Watch.mode_action, stays=False, waits=False),
)
