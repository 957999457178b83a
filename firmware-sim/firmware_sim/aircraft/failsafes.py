"""What takes the aircraft home by itself: lost stations, sticks or position, an empty battery, a fence, wind, a motor.

PX4's failsafe framework: each cause asks for an action, the gravest is flown, first a hold of COM_FAIL_ACT_T seconds; a
person who changes the mode takes over (https://docs.px4.io/main/en/config/safety.html).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from firmware_sim.aircraft import failsafe_events
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
BATTERY_CAUSES = {
    Charge.OK: failsafe_events.GENERIC,
    Charge.LOW: failsafe_events.LOW_CHARGE,
    Charge.CRITICAL: failsafe_events.CRITICAL_CHARGE,
    Charge.EMERGENCY: failsafe_events.EMERGENCY_CHARGE,
}
MODE_OF = {
    Action.POSITION: Mode.POSITION,
    Action.HOLD: Mode.HOLD,
    Action.RETURN: Mode.RETURN,
    Action.LAND: Mode.LAND,
    Action.DESCEND: Mode.LAND,
}
DELAYED = (Action.POSITION, Action.RETURN, Action.LAND, Action.DESCEND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One thing that may go wrong."""

    name: str
    action: Callable[[Failsafes], Action]
    """What it asks for now; NONE while all is well."""
    stays: bool
    """Whether the action goes on when the cause is over, until the mode changes."""
    waits: bool = True
    """Whether it holds COM_FAIL_ACT_T first; measured: a mode that cannot be flown on is left at once."""


@dataclass(slots=True)
class Failsafes:
    """Watches, and takes over."""

    autopilot: Autopilot
    station_heard_s: float | None = None
    station_lost: bool = False
    charge: Charge = Charge.OK
    motor_failed: bool = False
    flying: Action = Action.NONE
    """What is flown on its own now."""
    _asked: dict[str, Action] = field(default_factory=dict)
    _overridden: bool = False
    """Whether a person took over from what is still asked for."""
    _wait_s: float = 0.0
    _waits_since_s: float = 0.0
    _outside: bool = False
    _windy: bool = False
    _had_sticks: bool = False

    @property
    def acts(self) -> bool:
        """Whether a failsafe has the aircraft now."""
        return self.flying > Action.WARN

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

    def clear(self) -> None:
        """A person changed the mode: what was done ends, what is still wrong is only warned of."""
        if self.acts:
            self._overridden = True
        self.flying = Action.NONE
        stay = {cause.name for cause in CAUSES if cause.stays}
        self._asked = {name: action for name, action in self._asked.items() if name not in stay}

    # --- looking ---

    def step(self) -> None:
        """Look at everything once, and fly the gravest."""
        pilot = self.autopilot
        self._watch_station()
        self._watch_battery()
        self._watch_fence()
        self._watch_sticks()
        if not pilot.armed or pilot.terminated:
            self._asked.clear()
            self.flying, self._overridden = Action.NONE, False
            self._outside = self._outside and pilot.armed
            return
        begun = self._ask()
        gravest = max(self._asked.values(), default=Action.NONE)
        if gravest <= Action.WARN:
            self._end()
        else:
            self._fly(gravest, begun=begun)

    def _ask(self) -> bool:
        """Ask every cause; whether one began or grew graver."""
        begun = False
        for cause in CAUSES:
            action, before = cause.action(self), self._asked.get(cause.name, Action.NONE)
            if action > before:
                begun = True
                self._asked[cause.name] = action
            elif action < before and not cause.stays:
                self._asked.pop(cause.name)
        return begun

    def _end(self) -> None:
        """Nothing is wrong any more: back to what the person wished."""
        pilot = self.autopilot
        was, self.flying, self._overridden = self.flying, Action.NONE, False
        self._wait_s = pilot.parameters.real("COM_FAIL_ACT_T")
        if was > Action.WARN and pilot.in_air:
            wished = pilot.wished_mode
            pilot.mode_switch.change(Mode.HOLD if wished is Mode.ORBIT else wished)

    def _fly(self, gravest: Action, *, begun: bool) -> None:
        pilot = self.autopilot
        if self._overridden and not begun and self._can_run(pilot.wished_mode):
            self.flying = Action.WARN
            return
        self._overridden = False
        action = self._possible(gravest)
        if action is Action.TERMINATE:
            self.flying = action
            pilot.terminate()
            return
        if (action is Action.RETURN and pilot.mode in (Mode.RETURN, Mode.LAND)) or (
            action is Action.LAND and pilot.mode is Mode.LAND and self.flying is Action.NONE
        ):
            # Already on its way home or down: a failsafe would only begin that anew.
            return
        waits = any(cause.waits for cause in CAUSES if self._asked.get(cause.name) is gravest)
        if action in DELAYED and waits and self._wait_s > 0.0 and self._can_run(Mode.HOLD):
            self._hold_first(action)
            return
        if action is self.flying and not self._is_holding_first:
            return
        self._is_over(action)

    @property
    def _is_holding_first(self) -> bool:
        return self.flying is Action.HOLD and self.autopilot.mode is Mode.HOLD and self._wait_s <= 0.0

    def _tell(self, action: Action, wait_s: float | None = None) -> None:
        """The event: the mode that a person wished, what is done instead, after how long, and why."""
        pilot = self.autopilot
        gravest = max(self._asked.values(), default=Action.NONE)
        names = [cause.name for cause in CAUSES if self._asked.get(cause.name) is gravest]
        event = failsafe_events.failsafe_event(pilot.wished_mode, action.name, self._cause(names), wait_s)
        # PX4 tells why it could not arm before it tells of a failsafe.
        pilot.arming_report.tell_now()
        pilot.events.add(event.number, event.levels, pilot.now_s, event.arguments)

    def _cause(self, names: Sequence[str]) -> int:
        name = names[0] if names else ""
        if name == "battery":
            return BATTERY_CAUSES[self.charge]
        return {"station": failsafe_events.STATION, "sticks": failsafe_events.STICKS}.get(name, failsafe_events.GENERIC)

    def _hold_first(self, then: Action) -> None:
        """COM_FAIL_ACT_T seconds for a person to take over."""
        pilot = self.autopilot
        if self.flying is not Action.HOLD:
            self._tell(then, self._wait_s)
            pilot.say(CRITICAL, f"Failsafe activated: entering Hold for {self._wait_s:.0f} seconds\t")
            self.flying, self._waits_since_s = Action.HOLD, pilot.now_s
            if pilot.mode is not Mode.HOLD:
                pilot.mode_switch.change(Mode.HOLD)
        if pilot.now_s - self._waits_since_s >= self._wait_s:
            self._wait_s = 0.0

    def _is_over(self, action: Action) -> None:
        """The wait is over, or there is none."""
        pilot = self.autopilot
        if action is self.flying:
            return
        self.flying = action
        self._tell(action)
        pilot.say(CRITICAL, "Failsafe activated\t")
        if action is Action.DESCEND:
            pilot.descend_blind()
        elif pilot.mode is not MODE_OF[action] or action is Action.POSITION:
            pilot.mode_switch.change(MODE_OF[action])

    def _can_run(self, mode: Mode) -> bool:
        return self.autopilot.mode_switch.can_run(mode)

    def _possible(self, action: Action) -> Action:
        """The same, or the next that can be flown."""
        if action is Action.POSITION and not self._can_run(Mode.POSITION):
            action = Action.HOLD
        for possible in (Action.HOLD, Action.RETURN, Action.LAND):
            if action is possible and not self._can_run(MODE_OF[possible]):
                action = Action(possible + 1)
        return action

    # --- the causes ---

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
        outside = pilot.in_air and pilot.knows_place and not pilot.is_allowed(pilot.here[:2])
        highest_m = pilot.parameters.real("GF_MAX_VER_DIST")
        if highest_m > 0.0 and pilot.in_air and pilot.here[2] - pilot.home_amsl_m > highest_m:
            outside = True
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
    Cause(name="station", action=Failsafes.station_action, stays=True),
    Cause(name="sticks", action=Failsafes.sticks_action, stays=True),
    Cause(name="wind", action=Failsafes.wind_action, stays=True),
    Cause(name="fence", action=Failsafes.fence_action, stays=True),
    Cause(name="battery", action=Failsafes.battery_action, stays=True),
    Cause(name="motor", action=Failsafes.motor_action, stays=True),
    Cause(name="mode", action=Failsafes.mode_action, stays=False, waits=False),
)
