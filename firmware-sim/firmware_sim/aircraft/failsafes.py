"""What takes the aircraft home by itself: lost stations, sticks or position, an empty battery, a fence, wind, a motor.

PX4's failsafe framework: each cause asks for an action, the gravest is flown, first a hold of COM_FAIL_ACT_T seconds; a
person who changes the mode takes over (https://docs.px4.io/main/en/config/safety.html).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from firmware_sim.aircraft import failsafe_events
from firmware_sim.aircraft.failsafe_watch import CAUSES, Action, Charge, Watch
from firmware_sim.aircraft.modes import Mode
from firmware_sim.aircraft.voice import CRITICAL

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


@dataclass(slots=True)
class Failsafes(Watch):
    """Watches, and takes over."""

    flying: Action = Action.NONE
    """What is flown on its own now."""
    _asked: dict[str, Action] = field(default_factory=dict)
    _overridden: bool = False
    """Whether a person took over from what is still asked for."""
    _wait_s: float = 0.0
    _waits_since_s: float = 0.0

    @property
    def acts(self) -> bool:
        """Whether a failsafe has the aircraft now."""
        return self.flying > Action.WARN

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
        self.look()
        if not pilot.armed or pilot.terminated:
            self._asked.clear()
            self.flying, self._overridden = Action.NONE, False
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

    def _possible(self, action: Action) -> Action:
        """The same, or the next that can be flown."""
        if action is Action.POSITION and not self._can_run(Mode.POSITION):
            action = Action.HOLD
        for possible in (Action.HOLD, Action.RETURN, Action.LAND):
            if action is possible and not self._can_run(MODE_OF[possible]):
                action = Action(possible + 1)
        return action
