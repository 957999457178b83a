"""Before the flight: what is asked of aircraft, plan, disk and people, and what they take on themselves."""

from __future__ import annotations

import asyncio
import math
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ground_station.api.wire import CheckView, CommandResult, PreflightView, Tick
from ground_station.fleet.fleet import Fleet
from ground_station.fleet.state import Home
from ground_station.flying.energy import needed_for
from ground_station.flying.orders import planned_items
from ground_station.flying.watch import Watch
from ground_station.incident.events import Event, ParametersSet, PreflightOverridden, PreflightTicked
from ground_station.link.mission_protocol import FENCE
from ground_station.link.outcomes import Answer, Outcome
from ground_station.link.parameters import Parameter, ParameterType
from ground_station.messages import words
from ground_station.safety.fence import fence_of
from ground_station.safety.preflight import (
    LEAST_RETURN_HEIGHT_M,
    READ,
    Check,
    Status,
    aircraft_checks,
    aircraft_storage_check,
    battery_check,
    checklist_checks,
    failsafe_checks,
    fence_checks,
    following_checks,
    plan_check,
    start_check,
    storage_check,
    unfit_following,
    unsafe_failsafes,
    wind_check,
)
from missions.stated_floor import HOME_ERROR_M

READ_AGAIN_S: Final = 60.0
"""A parameter that was read is believed so long."""
WIND_LIMIT_MS: Final = 12.0
ALWAYS_TICKED: Final = ("people", "weather")
"""Items for every flight; the words are `tick-<name>` in the Fluent files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What the checks need of a plan."""

    id: str
    vehicle: Mapping[str, Any]
    """Its part's figures, as `PlanView.vehicles` has them."""
    checklist: Sequence[Mapping[str, str]]
    """The template's items in all languages."""
    assumed: Mapping[str, float] = field(default_factory=dict)
    """What it assumes of the autopilot's parameters (`assumptions`)."""


@dataclass(slots=True)
class _Pilot:
    """What people have said about one aircraft's next flight."""

    ticked: set[str] = field(default_factory=set)
    overridden: set[str] = field(default_factory=set)
    values: dict[str, Parameter] = field(default_factory=dict)
    read_s: float = -math.inf
    sent_checksum: int | None = None


class Preflight:
    """The checks of every aircraft."""

    def __init__(
        self,
        fleet: Fleet,
        watch: Watch,
        record: Callable[[Event], None],
        plan: Callable[[int, str | None], PlanFacts | None],
        data: Path,
    ) -> None:
        self._fleet = fleet
        self._watch = watch
        self._record = record
        self._plan = plan
        self._data = data
        self._pilots: dict[int, _Pilot] = {}

    async def view(self, system_id: int, plan_id: str | None, language: str) -> PreflightView:
        """Everything that is checked, in the caller's language."""
        checks = await self.checks(system_id, plan_id, language)
        plan = self._plan(system_id, plan_id)
        return PreflightView(
            vehicle_id=system_id,
            plan=plan.id if plan else None,
            is_ready=not any(check.status is Status.BLOCKING for check in checks),
            checks=[check_view(check, language, self._remedies(system_id)) for check in checks],
        )

    def _remedies(self, system_id: int) -> Mapping[str, str]:
        return self._fleet.vehicles[system_id].arming_remedies

    async def checks(self, system_id: int, plan_id: str | None, language: str) -> list[Check]:
        """Every check now; parameters are read where that was not done lately."""
        await self._read(system_id)
        state, pilot = self._fleet.vehicles[system_id], self._of(system_id)
        plan = self._plan(system_id, plan_id)
        board = self._watch.board(system_id)
        needed = needed_for(plan.vehicle) if plan else None
        wind = state.wind_ned_ms
        checks = [
            *aircraft_checks(state, asyncio.get_running_loop().time(), self._watch.settings),
            battery_check(state.battery_fraction, needed, self._watch.settings),
            *start_checks(state.home, plan),
            *wind_check(None if wind is None else math.hypot(*wind), WIND_LIMIT_MS),
            plan_check(state.mission_checksum, pilot.sent_checksum),
            *fence_checks(board.fence, state, is_refused=board.is_fence_refused),
        ]
        if state.autopilot == "px4":
            checks += failsafe_checks(self._values(system_id), return_height_m(plan))
            checks += following_checks(self._values(system_id), plan.assumed if plan else {})
        checks.append(storage_check(await asyncio.to_thread(_free_bytes, self._data)))
        checks += aircraft_storage_check(state.storage_free_mib)
        checks += checklist_checks(_items(plan, language), frozenset(pilot.ticked))
        return checks

    def tick(self, system_id: int, ticks: Sequence[Tick], actor: str) -> None:
        """People have looked at items of the checklist."""
        pilot = self._of(system_id)
        for tick in ticks:
            if (tick.item in pilot.ticked) == tick.is_ticked:
                continue
            (pilot.ticked.add if tick.is_ticked else pilot.ticked.discard)(tick.item)
            self._record(
                PreflightTicked(
                    at=datetime.now(UTC), actor=actor, vehicle_id=system_id, item=tick.item, is_ticked=tick.is_ticked
                )
            )

    async def set_failsafes(self, system_id: int, plan_id: str | None, actor: str) -> CommandResult:
        """Set what is not safe or not as the plan assumes, read it back, and journal it."""
        await self._read(system_id, again=True)
        values, plan = self._values(system_id), self._plan(system_id, plan_id)
        wanted = unsafe_failsafes(values, return_height_m(plan)) | unfit_following(values, plan.assumed if plan else {})
        answer = await self._set(system_id, wanted)
        self._record(
            ParametersSet(
                at=datetime.now(UTC),
                actor=actor,
                vehicle_id=system_id,
                values=wanted,
                outcome=answer.outcome.value,
                reasons=list(answer.reasons),
            )
        )
        return CommandResult(outcome=answer.outcome.value, reasons=list(answer.reasons))

    async def refusals(self, system_id: int, override: str | None, actor: str, language: str) -> list[str]:
        """Why this aircraft must not set off, in the caller's language; an override is journalled and lets it go."""
        checks = await self.checks(system_id, None, language)
        pilot = self._of(system_id)
        blocking = [check for check in checks if check.status is Status.BLOCKING]
        open_ = [check for check in blocking if _key(check) not in pilot.overridden]
        if not open_:
            return []
        if override:
            pilot.overridden |= {_key(check) for check in open_}
            self._record(
                PreflightOverridden(
                    at=datetime.now(UTC),
                    actor=actor,
                    vehicle_id=system_id,
                    checks=[_key(check) for check in open_],
                    why=override,
                )
            )
            return []
        views = [check_view(check, language, self._remedies(system_id)) for check in open_]
        return [f"{view.title.rstrip('.')}. {view.remedy}" if view.remedy else view.title for view in views]

    def sent(self, system_id: int, checksum: int | None) -> None:
        """A plan was put on the aircraft and verified."""
        self._of(system_id).sent_checksum = checksum

    def landed(self, system_id: int) -> None:
        """The flight is over: people look again before the next."""
        pilot = self._of(system_id)
        pilot.ticked.clear()
        pilot.overridden.clear()
        pilot.read_s = -math.inf

    def _of(self, system_id: int) -> _Pilot:
        return self._pilots.setdefault(system_id, _Pilot())

    def _values(self, system_id: int) -> dict[str, float | None]:
        return {name: float(parameter.value) for name, parameter in self._of(system_id).values.items()}

    async def _read(self, system_id: int, *, again: bool = False) -> None:
        """Know every parameter that is checked; what is not told stays unknown."""
        state, pilot = self._fleet.vehicles[system_id], self._of(system_id)
        now_s = asyncio.get_running_loop().time()
        if state.autopilot != "px4" or (not again and now_s - pilot.read_s < READ_AGAIN_S):
            return
        # The whole list: from what is kept it takes one question, and nine questions otherwise.
        _, found = await self._fleet.parameters(system_id)
        if found is None:
            return
        pilot.values = {name: found.parameters[name] for name in READ if name in found.parameters}
        pilot.read_s = now_s
        self._note(system_id)
        board = self._watch.board(system_id)
        if board.fence is None:
            # The fence of an earlier station, or somebody else's: what is on the aircraft counts.
            answer, items = await self._fleet.download_mission(system_id, FENCE)
            if answer.outcome is Outcome.ACCEPTED and items:
                board.fence = fence_of(planned_items(items))

    async def _set(self, system_id: int, wanted: Mapping[str, float]) -> Answer:
        pilot = self._of(system_id)
        for name, value in wanted.items():
            type_ = pilot.values[name].type
            parameter = Parameter(name=name, value=value if type_ is ParameterType.REAL32 else round(value), type=type_)
            answer = await self._fleet.set_parameter(system_id, parameter)
            if answer.outcome is not Outcome.ACCEPTED:
                return Answer(answer.outcome, (f"{name}: {'; '.join(answer.reasons)}",))
            pilot.values[name] = parameter
        self._note(system_id)
        return Answer(Outcome.ACCEPTED)

    def _note(self, system_id: int) -> None:
        height = self._of(system_id).values.get("RTL_RETURN_ALT")
        self._watch.board(system_id).return_height_m = None if height is None else float(height.value)


def _free_bytes(folder: Path) -> int:
    """A disk that is gone or far away may take its time to answer."""
    return shutil.disk_usage(folder if folder.is_dir() else Path(".")).free


def return_height_m(plan: PlanFacts | None) -> float:
    """The return height above home from which every way home of the plan clears the ground."""
    needed = None if plan is None else plan.vehicle.get("return_height_m")
    return max(LEAST_RETURN_HEIGHT_M, float(needed or 0.0))


def start_checks(home: Home | None, plan: PlanFacts | None) -> list[Check]:
    """Only of a plan that takes its start's height from a floor stated by hand."""
    if plan is None or plan.vehicle.get("is_home_surveyed", True):
        return []
    start_m = None if home is None else home.altitude_amsl_m
    return [start_check(start_m, float(plan.vehicle["home"][2]), HOME_ERROR_M)]


def check_view(check: Check, language: str, remedies: Mapping[str, str] | None = None) -> CheckView:
    """A check in words; `remedies` are the aircraft's own, by its reason not to arm."""
    said = words(language)
    details = dict(check.details)
    own_remedy = None
    if check.name == "arming":
        reason = str(details["reason"])
        details["reason"] = said_blocker(reason, language)
        own_remedy = (remedies or {}).get(reason) if details["reason"] == reason else None
    title = str(details["text"]) if check.name == "tick" else said.format(f"check-{check.name}", **details)
    remedy = None if check.status is Status.OK else said.find(f"check-{check.name}.remedy", **details)
    return CheckView(
        name=check.name,
        status=check.status.value,
        title=title,
        remedy=own_remedy or remedy,
        parameter=check.parameter,
        value=check.value,
        wanted=check.wanted,
        can_be_set=check.parameter is not None and check.status in (Status.WARNING, Status.BLOCKING),
        item=check.item,
        is_ticked=check.is_ticked,
    )


def said_blocker(reason: str, language: str) -> str:
    """Why an aircraft would not arm, in the caller's language; as it came where no words are known for it."""
    return words(language).find(blocker_id(reason)) or reason


def blocker_id(reason: str) -> str:
    """The Fluent id for an English reason of `link.events.CHECKS`."""
    letters = "".join(letter if letter.isalnum() else " " for letter in reason.lower())
    return "blocker-" + "-".join(letters.split())[:60].rstrip("-")


def _items(plan: PlanFacts | None, language: str) -> list[tuple[str, str]]:
    said = words(language)
    items = [(name, said.format(f"tick-{name}")) for name in ALWAYS_TICKED]
    for number, texts in enumerate(plan.checklist if plan else ()):
        items.append((f"template-{number}", texts.get(language) or texts["nb"]))
    return items


def _key(check: Check) -> str:
    return f"tick:{check.item}" if check.item else check.name
