"""What takes the aircraft home by itself: lost stations, an empty battery, a fence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from firmware_sim.aircraft.modes import Mode

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

EMERGENCY, CRITICAL, WARNING, NOTICE = 0, 2, 4, 6
STATION_TIMEOUT_S = 2.5


class Charge(IntEnum):
    """MAV_BATTERY_CHARGE_STATE, as far as PX4's simulation goes."""

    OK = 1
    LOW = 2
    CRITICAL = 3
    EMERGENCY = 4


LINK_ACTIONS = {1: Mode.HOLD, 2: Mode.RETURN, 3: Mode.LAND}
"""NAV_DLL_ACT."""
FENCE_ACTIONS = {2: Mode.HOLD, 3: Mode.RETURN, 5: Mode.LAND}
"""GF_ACTION; 4 terminates."""
TERMINATE = 4


@dataclass(slots=True)
class Failsafes:
    """Watches, and takes over: first a hold of COM_FAIL_ACT_T seconds, then the action."""

    autopilot: Autopilot
    station_heard_s: float | None = None
    action: Mode | None = None
    """What the failsafe is about to do or does; None while none acts."""
    station_lost: bool = False
    charge: Charge = Charge.OK
    _act_s: float = 0.0
    _outside: bool = False

    @property
    def acts(self) -> bool:
        """Whether a failsafe has the aircraft now."""
        return self.action is not None

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
        needs_station = self.autopilot.parameters.integer("NAV_DLL_ACT") > 0
        return needs_station and not self._station_is_near(self._link_limit_s)

    def heard_station(self) -> None:
        """A heartbeat of any ground station, on any link."""
        pilot = self.autopilot
        self.station_heard_s = pilot.now_s
        if self.station_lost:
            self.station_lost = False
            pilot.say(NOTICE, "GCS connection regained\t")
            pilot.arming_report.is_due = True

    def clear(self) -> None:
        """A person took over."""
        self.action = None

    def step(self) -> None:
        """Look at everything once."""
        self._watch_station()
        self._watch_battery()
        self._watch_fence()
        self._act()

    def _act(self) -> None:
        """End the hold before the action."""
        pilot = self.autopilot
        waits = self.action is not None and self._act_s > 0.0
        if waits and pilot.now_s >= self._act_s and pilot.armed and self.action is not None:
            self._act_s = 0.0
            if pilot.mode is not self.action:
                pilot.fly_failsafe(self.action)

    @property
    def _link_limit_s(self) -> float:
        return STATION_TIMEOUT_S + self.autopilot.parameters.integer("COM_DL_LOSS_T")

    def _station_is_near(self, limit_s: float) -> bool:
        return self.station_heard_s is not None and self.autopilot.now_s - self.station_heard_s < limit_s

    def _trigger(self, action: Mode, *, at_once: bool = False) -> None:
        pilot = self.autopilot
        if not pilot.in_air or pilot.terminated:
            return
        wait_s = 0.0 if at_once or action is Mode.HOLD else pilot.parameters.real("COM_FAIL_ACT_T")
        already = self.action
        self.action = action
        self._act_s = pilot.now_s + wait_s
        if action is Mode.HOLD or wait_s > 0.0:
            if already is None and pilot.mode is not Mode.HOLD:
                pilot.fly_failsafe(Mode.HOLD)
        else:
            self._act_s = 0.0
            pilot.fly_failsafe(action)

    def _watch_station(self) -> None:
        pilot = self.autopilot
        if self.station_lost or self.station_heard_s is None or self._station_is_near(self._link_limit_s):
            return
        self.station_lost = True
        pilot.say(NOTICE, "Connection to ground station lost\t")
        action = LINK_ACTIONS.get(pilot.parameters.integer("NAV_DLL_ACT"))
        if action is not None and self.action is None and pilot.mode not in (Mode.LAND, Mode.RETURN):
            self._trigger(action)

    def _watch_battery(self) -> None:
        pilot = self.autopilot
        real, fraction = pilot.parameters.real, pilot.battery.fraction
        charge = Charge.OK
        if fraction < real("BAT_EMERGEN_THR"):
            charge = Charge.EMERGENCY
        elif fraction < real("BAT_CRIT_THR"):
            charge = Charge.CRITICAL
        elif fraction < real("BAT_LOW_THR"):
            charge = Charge.LOW
        if charge <= self.charge:
            self.charge = charge if charge is Charge.OK else self.charge
            return
        self.charge = charge
        if not pilot.armed:
            return
        severity, text = {
            Charge.LOW: (WARNING, "Low battery level\t"),
            Charge.CRITICAL: (CRITICAL, "Critical battery level\t"),
            Charge.EMERGENCY: (EMERGENCY, "Emergency battery level\t"),
        }[charge]
        pilot.say(severity, text)
        action = pilot.parameters.integer("COM_LOW_BAT_ACT")
        if charge is Charge.CRITICAL and action == 3 and pilot.mode not in (Mode.LAND, Mode.RETURN):
            self._trigger(Mode.RETURN)
        lands = (action == 2 and charge >= Charge.CRITICAL) or (action == 3 and charge is Charge.EMERGENCY)
        if lands and pilot.mode is not Mode.LAND:
            self._trigger(Mode.LAND, at_once=charge is Charge.EMERGENCY)

    def _watch_fence(self) -> None:
        pilot = self.autopilot
        outside = pilot.in_air and not pilot.is_allowed(pilot.here[:2])
        highest_m = pilot.parameters.real("GF_MAX_VER_DIST")
        if highest_m > 0.0 and pilot.in_air and pilot.here[2] - pilot.home_amsl_m > highest_m:
            outside = True
        if not outside or self._outside:
            self._outside = outside
            return
        self._outside = True
        reaction = pilot.parameters.integer("GF_ACTION")
        if reaction == 0:
            return
        pilot.say(CRITICAL, "Geofence: approaching or outside geofence\t")
        if reaction == TERMINATE:
            pilot.terminate()
        elif reaction in FENCE_ACTIONS and pilot.mode is not Mode.LAND:
            self._trigger(FENCE_ACTIONS[reaction])
