"""What is checked before a flight: rows that are judged from what is known, and why each matters. Pure.

PX4's defaults are unsafe for this use: by default it does nothing when the ground station falls silent, and only warns
of an empty battery on some airframes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ground_station.fleet.state import Link, VehicleState, link_at
from ground_station.safety.fence import Fence
from ground_station.safety.rules import NO_FIX, SafetySettings


class Status(StrEnum):
    """What a check says."""

    OK = "ok"
    WARNING = "warning"
    """Somebody should know."""
    BLOCKING = "blocking"
    """No flight, unless somebody takes it on themselves with a reason."""
    UNKNOWN = "unknown"
    """It cannot be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check and what it says."""

    name: str
    """The words are `check-<name>` in the Fluent files."""
    status: Status
    details: Mapping[str, str | float] = field(default_factory=dict)
    parameter: str | None = None
    value: float | None = None
    wanted: float | None = None
    item: str | None = None
    is_ticked: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failsafe:
    """One row: a parameter of PX4 that decides what happens when something goes wrong."""

    parameter: str
    is_safe: Callable[[float, float], bool]
    """From its value and the return height that the plan needs."""
    wanted: Callable[[float], float]
    """From the return height that the plan needs."""
    severity: Status

    @property
    def name(self) -> str:
        """Of its check."""
        return self.parameter.lower().replace("_", "-")


def _one_of(*values: int) -> Callable[[float, float], bool]:
    return lambda value, _: round(value) in values


def _between(low: float, high: float) -> Callable[[float, float], bool]:
    return lambda value, _: low - 1e-6 <= value <= high + 1e-6


def _always(value: float) -> Callable[[float], float]:
    return lambda _: value


FAILSAFES: Final = (
    # Link lost: 2 returns, 3 lands; 0, PX4's default, flies on, and 1 waits until the battery is empty.
    Failsafe(parameter="NAV_DLL_ACT", is_safe=_one_of(2, 3), wanted=_always(2), severity=Status.BLOCKING),
    Failsafe(parameter="COM_DL_LOSS_T", is_safe=_between(5, 30), wanted=_always(10), severity=Status.WARNING),
    # Hand controller lost: 0 would fly on in a manual mode.
    Failsafe(parameter="NAV_RCL_ACT", is_safe=_one_of(1, 2, 3), wanted=_always(2), severity=Status.BLOCKING),
    # Fence reached: 0 does nothing, 1 only warns, 4 stops the motors in the air.
    Failsafe(parameter="GF_ACTION", is_safe=_one_of(2, 3, 5), wanted=_always(3), severity=Status.BLOCKING),
    # Battery empty: 0 only warns; 3 returns when it is critical and lands when it is an emergency.
    Failsafe(parameter="COM_LOW_BAT_ACT", is_safe=_one_of(2, 3), wanted=_always(3), severity=Status.BLOCKING),
    Failsafe(parameter="BAT_LOW_THR", is_safe=_between(0.2, 0.6), wanted=_always(0.25), severity=Status.WARNING),
    Failsafe(parameter="BAT_CRIT_THR", is_safe=_between(0.12, 0.4), wanted=_always(0.15), severity=Status.WARNING),
    Failsafe(parameter="BAT_EMERGEN_THR", is_safe=_between(0.05, 0.2), wanted=_always(0.07), severity=Status.WARNING),
    Failsafe(
        parameter="RTL_RETURN_ALT",
        is_safe=lambda value, needed_m: value >= needed_m - 0.5,
        wanted=math.ceil,
        severity=Status.BLOCKING,
    ),
)
"""Read before every flight of a PX4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """One row: a parameter of PX4 on which the time, the heights or the corners of a plan rest."""

    parameter: str
    severity: Status
    is_upper_limit: bool = False
    """Whether less is as good as what the plan assumes; else more is."""

    @property
    def name(self) -> str:
        """Of its check."""
        return self.parameter.lower().replace("_", "-")

    def is_good(self, value: float, assumed: float) -> bool:
        """Whether the aircraft flies the plan as it was made."""
        return value <= assumed + 1e-3 if self.is_upper_limit else value >= assumed - 1e-3


FOLLOWING: Final = (
    # Slower up or down, or more exact in height, than the plan: it passes a point too high or too low, and PX4 then
    # does not turn back.
    Following(parameter="MPC_Z_V_AUTO_UP", severity=Status.BLOCKING),
    Following(parameter="MPC_Z_V_AUTO_DN", severity=Status.BLOCKING),
    Following(parameter="NAV_MC_ALT_RAD", severity=Status.BLOCKING),
    Following(parameter="MPC_JERK_AUTO", severity=Status.WARNING),
    Following(parameter="MPC_ACC_UP_MAX", severity=Status.WARNING),
    Following(parameter="MPC_ACC_DOWN_MAX", severity=Status.WARNING),
    # Slower than the plan: the battery was reckoned for a shorter flight.
    Following(parameter="MPC_XY_VEL_MAX", severity=Status.WARNING),
    Following(parameter="MPC_XY_CRUISE", severity=Status.WARNING),
    # A wider radius cuts the corners.
    Following(parameter="NAV_ACC_RAD", severity=Status.WARNING, is_upper_limit=True),
)
"""Held against what the plan assumes, before every flight of a PX4."""
READ: Final = tuple(row.parameter for row in (*FAILSAFES, *FOLLOWING))
LEAST_RETURN_HEIGHT_M: Final = 30.0
LOG_ROOM_MIB: Final = 200.0
"""PX4 logs about 3 MB a minute: an hour's flying."""


def failsafe_checks(values: Mapping[str, float | None], return_height_m: float) -> list[Check]:
    """A check for each row; a parameter that is not in `values`, or None, is not known."""
    return [_failsafe_check(row, values.get(row.parameter), return_height_m) for row in FAILSAFES]


def unsafe_failsafes(values: Mapping[str, float | None], return_height_m: float) -> dict[str, float]:
    """What to set, and to what: only what is not safe already, so that a crew's stricter values stay."""
    return {
        row.parameter: row.wanted(return_height_m)
        for row in FAILSAFES
        if (value := values.get(row.parameter)) is not None and not row.is_safe(value, return_height_m)
    }


def following_checks(values: Mapping[str, float | None], assumed: Mapping[str, float]) -> list[Check]:
    """A check for each row on which the plan rests (`assumed`, by parameter)."""
    return [
        _following_check(row, values.get(row.parameter), assumed[row.parameter])
        for row in FOLLOWING
        if row.parameter in assumed
    ]


def unfit_following(values: Mapping[str, float | None], assumed: Mapping[str, float]) -> dict[str, float]:
    """What to set so that the aircraft flies the plan as it was made, and to what."""
    return {
        row.parameter: assumed[row.parameter]
        for row in FOLLOWING
        if row.parameter in assumed
        and (value := values.get(row.parameter)) is not None
        and not row.is_good(value, assumed[row.parameter])
    }


def _following_check(row: Following, value: float | None, assumed: float) -> Check:
    status = Status.UNKNOWN if value is None else Status.OK if row.is_good(value, assumed) else row.severity
    return Check(
        name=row.name,
        status=status,
        details={"value": "?" if value is None else _spoken(value), "wanted": _spoken(assumed)},
        parameter=row.parameter,
        value=value,
        wanted=assumed,
    )


def _failsafe_check(row: Failsafe, value: float | None, return_height_m: float) -> Check:
    wanted = row.wanted(return_height_m)
    status = Status.UNKNOWN if value is None else Status.OK if row.is_safe(value, return_height_m) else row.severity
    return Check(
        name=row.name,
        status=status,
        details={"value": "?" if value is None else _spoken(value), "wanted": _spoken(wanted)},
        parameter=row.parameter,
        value=value,
        wanted=wanted,
    )


def _spoken(value: float) -> str:
    return f"{value:.4g}"


def aircraft_checks(state: VehicleState, now_s: float, settings: SafetySettings) -> list[Check]:
    """Whether the aircraft is heard, knows where it is, and would arm."""
    is_live = link_at(state, now_s) is Link.LIVE
    has_fix = state.gnss_fix is not None and state.gnss_fix > NO_FIX
    satellites = state.satellites or 0
    return [
        Check(name="link", status=_blocking_unless(is_live)),
        Check(
            name="satellites",
            status=_blocking_unless(has_fix and satellites >= settings.satellites),
            details={"satellites": satellites, "least": settings.satellites},
        ),
        Check(name="home", status=_blocking_unless(state.home is not None)),
        *(
            Check(name="arming", status=Status.BLOCKING, details={"reason": reason})
            for reason in (state.arming_blockers if not state.is_ready_to_arm else ())
        ),
        *([Check(name="not-ready", status=Status.BLOCKING)] if _is_unready_without_reason(state) else []),
    ]


def _is_unready_without_reason(state: VehicleState) -> bool:
    return not state.is_ready_to_arm and not state.arming_blockers and not state.is_armed


def battery_check(fraction: float | None, needed: float | None, settings: SafetySettings) -> Check:
    """Battery against what the plan's first sortie takes, with the reserve left on landing."""
    if fraction is None:
        return Check(name="battery", status=Status.UNKNOWN, details={"percent": "?", "needed": "?"})
    wanted = settings.battery_reserve_fraction + (needed or 0.0)
    # A plan that takes a whole battery and the reserve can only begin with a full one.
    is_enough = fraction >= min(wanted, 0.95)
    return Check(
        name="battery",
        status=_blocking_unless(is_enough),
        details={"percent": round(fraction * 100), "needed": round(min(wanted, 0.95) * 100)},
    )


def start_check(start_amsl_m: float | None, floor_amsl_m: float, error_m: float) -> Check:
    """The start against a plan's floor that was stated by hand; a start of unknown height blocks too."""
    start_m = math.inf if start_amsl_m is None or math.isnan(start_amsl_m) else start_amsl_m
    return Check(
        name="start-height",
        status=_blocking_unless(start_m <= floor_amsl_m + error_m),
        details={"start": "?" if math.isinf(start_m) else round(start_m), "floor": floor_amsl_m},
    )


def wind_check(wind_ms: float | None, limit_ms: float) -> list[Check]:
    """The wind that the aircraft estimates; on the ground it tells none, and a person looks instead."""
    if wind_ms is None:
        return []
    status = _blocking_unless(wind_ms <= limit_ms)
    return [Check(name="wind", status=status, details={"speed": round(wind_ms, 1), "limit": limit_ms})]


def fence_checks(fence: Fence | None, state: VehicleState, *, is_refused: bool) -> list[Check]:
    """Whether there is a fence, the aircraft keeps it, and home lies inside."""
    if fence is None or not fence.parts:
        return [Check(name="fence-none", status=Status.WARNING)]
    if is_refused:
        return [Check(name="fence-refused", status=Status.BLOCKING)]
    if state.home is None:
        return []
    margin_m = fence.margin_m((state.home.latitude_deg, state.home.longitude_deg))
    return [Check(name="fence-home", status=_blocking_unless(margin_m > 0.0), details={"margin": round(margin_m)})]


def plan_check(on_board: int | None, sent: int | None) -> Check:
    """Whether the plan on the aircraft is the one this station verified; None: no checksum, or no plan."""
    if sent is None:
        return Check(name="plan-none", status=Status.WARNING)
    return Check(name="plan", status=_blocking_unless(on_board is None or on_board == sent))


def storage_check(free_bytes: int) -> Check:
    """Room on the station's disk for journal and recordings."""
    gigabytes = free_bytes / 1e9
    status = Status.OK if gigabytes >= 2.0 else Status.WARNING if gigabytes >= 0.2 else Status.BLOCKING
    return Check(name="storage", status=status, details={"gigabytes": round(gigabytes, 1)})


def aircraft_storage_check(free_mib: float | None) -> list[Check]:
    """Room on the aircraft's card for its flight log; nothing where it does not tell."""
    if free_mib is None:
        return []
    status = Status.OK if free_mib >= LOG_ROOM_MIB else Status.WARNING
    return [Check(name="aircraft-storage", status=status, details={"megabytes": round(free_mib)})]


def checklist_checks(items: Sequence[tuple[str, str]], ticked: frozenset[str]) -> list[Check]:
    """What a person has to look at: item and its words."""
    return [
        Check(
            name="tick",
            status=_blocking_unless(item in ticked),
            details={"text": text},
            item=item,
            is_ticked=item in ticked,
        )
        for item, text in items
    ]


def _blocking_unless(is_right: bool) -> Status:
    return Status.OK if is_right else Status.BLOCKING
