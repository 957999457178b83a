"""What must never happen unnoticed: one row per rule, judged from an aircraft's state and what is around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ground_station.fleet.state import VehicleState
from ground_station.safety.approach import Approach


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
    home_margin_fraction: float = 0.10
    """Of the battery, to be left on landing when it flies home now, against the wind."""
    fence_near_m: float = 10.0
    look_ahead_s: float = 15.0
    """How far ahead along its way an aircraft is held against fence, height limit and ground."""
    return_clearance_m: float = 15.0
    """Above the ground on the straight way home."""
    ground_clearance_m: float = 5.0
    """Above the ground on the way ahead."""
    own_separation_m: float = 15.0
    own_height_separation_m: float = 10.0
    own_horizon_s: float = 20.0
    traffic_separation_m: float = 600.0
    traffic_height_separation_m: float = 150.0
    traffic_horizon_s: float = 90.0
    """A helicopter at 60 m/s comes from more than 5 km away."""
    off_course_m: float = 15.0
    """From the leg of its plan; corners are cut by less."""
    traffic_near_m: float = 3000.0
    traffic_near_height_m: float = 500.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is around an aircraft and ahead of it; None: not known, or there is nothing to know."""

    battery_needed_home: float | None = None
    """Fraction of a full battery that the way home and the landing take now, against the wind."""
    fence_margin_m: float | None = None
    """How far inside the fence it is; negative outside."""
    fence_margin_ahead_m: float | None = None
    fence_margin_return_m: float | None = None
    """The least along the straight way home."""
    is_fence_refused: bool = False
    """The aircraft said that it does not keep the fence that it was sent."""
    height_ahead_m: float | None = None
    """The highest above home on the way ahead."""
    clearance_ahead_m: float | None = None
    """The least above ground on the way ahead; NaN over ground of unknown height."""
    clearance_return_m: float | None = None
    """The least above ground on the straight way home; NaN over ground of unknown height."""
    off_course_m: float | None = None
    """From the leg of its plan that it should be on."""
    own_conflict: Approach | None = None
    """Another of our aircraft, too close within `own_horizon_s`."""
    traffic_conflict: Approach | None = None
    """A manned aircraft, too close within `traffic_horizon_s`."""
    is_traffic_near: bool = False
    is_number_shared: bool = False
    """Another aircraft has the same number: nobody can tell which of the two obeys."""


NOTHING_KNOWN: Final = Facts()


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule that is broken now."""

    rule: str
    """Stable name; the words are `alert-<rule>` in the Fluent files."""
    severity: Severity
    message: str
    """English sentence with what to do."""


Condition = Callable[[VehicleState, float, SafetySettings, Facts], bool]


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
    return lambda state, now_s, settings, facts: (
        state.battery_fraction is not None and state.battery_fraction < limit(settings)
    )


def _has_no_position(state: VehicleState, now_s: float, settings: SafetySettings, facts: Facts) -> bool:
    return (state.gnss_fix is not None and state.gnss_fix <= NO_FIX) or (
        state.satellites is not None and state.satellites < settings.satellites
    )


def _falls_short_of_home(margin: Callable[[SafetySettings], float]) -> Condition:
    return lambda state, now_s, settings, facts: (
        state.battery_fraction is not None
        and facts.battery_needed_home is not None
        and state.battery_fraction < facts.battery_needed_home + margin(settings)
    )


def _is_below(value: Callable[[Facts], float | None], limit: Callable[[SafetySettings], float]) -> Condition:
    """Broken below the limit, and where the value is not a number: unknown ground fails closed."""

    def is_broken(state: VehicleState, now_s: float, settings: SafetySettings, facts: Facts) -> bool:
        now = value(facts)
        return now is not None and not now >= limit(settings)

    return is_broken


RULES: Final = (
    Rule(
        "shared-number",
        Severity.CRITICAL,
        ALWAYS,
        lambda state, now_s, settings, facts: facts.is_number_shared,
        "Two aircraft have this number, and no order is sent. Land both by hand, and give one another number.",
    ),
    Rule(
        "link-silent",
        Severity.CRITICAL,
        MOTORS_ON,
        lambda state, now_s, settings, facts: now_s - state.last_heard_s > settings.link_silence_s,
        "Nothing is heard from the aircraft. Look for it, and keep the air below its return line clear.",
    ),
    Rule(
        "failsafe",
        Severity.CRITICAL,
        MOTORS_ON,
        lambda state, now_s, settings, facts: state.is_failsafe,
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
        lambda state, now_s, settings, facts: (
            state.height_above_home_m is not None and state.height_above_home_m > settings.ceiling_m
        ),
        "The aircraft is above the height limit. Bring it down.",
    ),
    Rule(
        "pose-slow",
        Severity.WARNING,
        IN_AIR,
        lambda state, now_s, settings, facts: bool(state.slow_streams),
        "The aircraft tells its position or attitude too seldom to place what its camera sees. Check the link.",
    ),
    Rule(
        "battery-short",
        Severity.CRITICAL,
        IN_AIR,
        _falls_short_of_home(lambda settings: 0.0),
        "The battery does not last for the way home against the wind. Land where people are safe.",
    ),
    Rule(
        "battery-home",
        Severity.WARNING,
        frozenset({Phase.FLYING}),
        _falls_short_of_home(lambda settings: settings.home_margin_fraction),
        "The way home against the wind takes nearly all that is left in the battery. Bring it home now.",
    ),
    Rule(
        "fence-outside",
        Severity.CRITICAL,
        IN_AIR,
        _is_below(lambda facts: facts.fence_margin_m, lambda settings: 0.0),
        "The aircraft is outside its fence. Pause it and bring it back inside.",
    ),
    Rule(
        "fence-ahead",
        Severity.WARNING,
        frozenset({Phase.FLYING}),
        _is_below(lambda facts: facts.fence_margin_ahead_m, lambda settings: 0.0),
        "The way ahead leaves the fence. Pause the aircraft and change the plan.",
    ),
    Rule(
        "fence-near",
        Severity.WARNING,
        frozenset({Phase.FLYING}),
        _is_below(lambda facts: facts.fence_margin_m, lambda settings: settings.fence_near_m),
        "The aircraft is near its fence. Be ready to pause it.",
    ),
    Rule(
        "fence-return",
        Severity.WARNING,
        IN_AIR,
        _is_below(lambda facts: facts.fence_margin_return_m, lambda settings: 0.0),
        "The straight way home leaves the fence. Bring the aircraft to a place from where it does not.",
    ),
    Rule(
        "fence-refused",
        Severity.CRITICAL,
        MOTORS_ON,
        lambda state, now_s, settings, facts: facts.is_fence_refused,
        "The aircraft does not keep its fence: home or the aircraft lies outside. Land, and send another fence.",
    ),
    Rule(
        "too-high-ahead",
        Severity.WARNING,
        frozenset({Phase.FLYING}),
        lambda state, now_s, settings, facts: (
            facts.height_ahead_m is not None and facts.height_ahead_m > settings.ceiling_m
        ),
        "The way ahead climbs above the height limit. Pause the aircraft and change the plan.",
    ),
    Rule(
        "ground-ahead",
        Severity.CRITICAL,
        frozenset({Phase.FLYING}),
        _is_below(lambda facts: facts.clearance_ahead_m, lambda settings: settings.ground_clearance_m),
        "The way ahead comes too near the ground, or over ground of unknown height. Pause the aircraft and climb.",
    ),
    Rule(
        "ground-return",
        Severity.CRITICAL,
        IN_AIR,
        _is_below(lambda facts: facts.clearance_return_m, lambda settings: settings.return_clearance_m),
        "The straight way home comes too near the ground, or over ground of unknown height. "
        "Climb before it returns, or raise its return height.",
    ),
    Rule(
        "off-course",
        Severity.WARNING,
        frozenset({Phase.FLYING}),
        lambda state, now_s, settings, facts: (
            facts.off_course_m is not None and facts.off_course_m > settings.off_course_m
        ),
        "The aircraft has left the leg of its plan. Pause it, and start again from there or bring it home.",
    ),
    Rule(
        "own-traffic",
        Severity.CRITICAL,
        IN_AIR,
        lambda state, now_s, settings, facts: facts.own_conflict is not None,
        "Two of our aircraft are about to come too close. Pause one of them.",
    ),
    Rule(
        "manned-traffic",
        Severity.CRITICAL,
        MOTORS_ON,
        lambda state, now_s, settings, facts: facts.traffic_conflict is not None,
        "A manned aircraft is about to come too close. Clear the air.",
    ),
    Rule(
        "manned-near",
        Severity.WARNING,
        MOTORS_ON,
        lambda state, now_s, settings, facts: facts.is_traffic_near and facts.traffic_conflict is None,
        "A manned aircraft is in the area. Be ready to clear the air.",
    ),
)
"""Every rule; adding a limit is adding a row."""

DEFAULT_SETTINGS: Final = SafetySettings()


def broken_rules(
    state: VehicleState,
    now_s: float,
    settings: SafetySettings = DEFAULT_SETTINGS,
    facts: Facts = NOTHING_KNOWN,
) -> tuple[Alert, ...]:
    """The rules that an aircraft breaks at `now_s` (station's monotonic clock), in the table's order."""
    phase = phase_of(state)
    return tuple(
        Alert(rule.name, rule.severity, rule.message)
        for rule in RULES
        if phase in rule.phases and rule.is_broken(state, now_s, settings, facts)
    )
