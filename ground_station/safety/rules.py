"""What must never happen unnoticed: one row per rule, judged from an aircraft's state alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ground_station.fleet.state import VehicleState


class Severity(StrEnum):
    """How much a broken rule matters."""

    CRITICAL = "critical"
    """Somebody must act now."""
    WARNING = "warning"
    """Somebody must know."""


class Phase(StrEnum):
    """Where in its flight an aircraft is, as far as a rule cares."""

    GROUNDED = "grounded"
    """On the ground, motors off."""
    ARMED = "armed"
    """On the ground, motors on."""
    FLYING = "flying"
    """In the air, under orders."""
    COMING_HOME = "coming_home"
    """Returning or landing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetySettings:
    """Limits that the incident commander sets."""

    battery_reserve_fraction: float = 0.30
    """Below this it shall be on its way home."""
    battery_critical_fraction: float = 0.15
    """Below this it shall be landing."""
    link_silence_s: float = 3.5
    ceiling_m: float = 120.0
    """Above home."""
    satellites: int = 6
    """Fewer give no position to rely on."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule that is broken now."""

    rule: str
    """Stable name; the words are `alert-<rule>` in the Fluent files."""
    severity: Severity
    message: str
    """English sentence with what to do."""


Condition = Callable[[VehicleState, float, SafetySettings], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: in which phases it holds, when it is broken, and what people then read."""

    name: str
    severity: Severity
    phases: frozenset[Phase]
    is_broken: Condition
    message: str


ALWAYS: Final = frozenset(Phase)
MOTORS_ON: Final = frozenset({Phase.ARMED, Phase.FLYING, Phase.COMING_HOME})
IN_AIR: Final = frozenset({Phase.FLYING, Phase.COMING_HOME})
UNDER_ORDERS: Final = frozenset({Phase.ARMED, Phase.FLYING})
HOMEWARD: Final = frozenset({"return", "land", "precision land"})
NO_FIX: Final = 2
"""GPS_FIX_TYPE: up to two dimensions is no position to fly by."""


def phase_of(state: VehicleState) -> Phase:
    """Where in its flight the aircraft is."""
    if not state.is_armed:
        return Phase.GROUNDED
    if not state.is_in_air:
        return Phase.ARMED
    return Phase.COMING_HOME if state.mode in HOMEWARD else Phase.FLYING


def _is_battery_below(limit: Callable[[SafetySettings], float]) -> Condition:
    return lambda state, now_s, settings: (
        state.battery_fraction is not None and state.battery_fraction < limit(settings)
    )


def _has_no_position(state: VehicleState, now_s: float, settings: SafetySettings) -> bool:
    return (state.gnss_fix is not None and state.gnss_fix <= NO_FIX) or (
        state.satellites is not None and state.satellites < settings.satellites
    )


RULES: Final = (
    Rule(
        "link-silent",
        Severity.CRITICAL,
        MOTORS_ON,
        lambda state, now_s, settings: now_s - state.last_heard_s > settings.link_silence_s,
        "Nothing is heard from the aircraft. Look for it, and keep the air below its return line clear.",
    ),
    Rule(
        "failsafe",
        Severity.CRITICAL,
        MOTORS_ON,
        lambda state, now_s, settings: state.is_failsafe,
        "The autopilot acts by itself to save the aircraft. Read its messages before you give an order.",
    ),
    Rule(
        "battery-critical",
        Severity.CRITICAL,
        IN_AIR,
        _is_battery_below(lambda settings: settings.battery_critical_fraction),
        "The battery is nearly empty. Land now.",
    ),
    Rule(
        "battery-reserve",
        Severity.WARNING,
        UNDER_ORDERS,
        _is_battery_below(lambda settings: settings.battery_reserve_fraction),
        "The battery is down to its reserve. Bring the aircraft home.",
    ),
    Rule(
        "position-lost",
        Severity.CRITICAL,
        MOTORS_ON,
        _has_no_position,
        "The aircraft has no reliable position. Stop the plan and be ready to land by hand.",
    ),
    Rule(
        "too-high",
        Severity.WARNING,
        IN_AIR,
        lambda state, now_s, settings: (
            state.height_above_home_m is not None and state.height_above_home_m > settings.ceiling_m
        ),
        "The aircraft is above the height limit. Bring it down.",
    ),
    Rule(
        "pose-slow",
        Severity.WARNING,
        IN_AIR,
        lambda state, now_s, settings: bool(state.slow_streams),
        "The aircraft tells its position or attitude too seldom to place what its camera sees. Check the link.",
    ),
)
"""Every rule; adding a limit is adding a row."""

DEFAULT_SETTINGS: Final = SafetySettings()


def broken_rules(state: VehicleState, now_s: float, settings: SafetySettings = DEFAULT_SETTINGS) -> tuple[Alert, ...]:
    """The rules that an aircraft breaks at `now_s` (station's monotonic clock), in the table's order."""
    phase = phase_of(state)
    return tuple(
        Alert(rule.name, rule.severity, rule.message)
        for rule in RULES
        if phase in rule.phases and rule.is_broken(state, now_s, settings)
    )
