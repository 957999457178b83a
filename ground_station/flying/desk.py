"""Aircraft on behalf of people: their state as the map shows it, what is ordered and what came of it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from ground_station.api.station import UnknownVehicle
from ground_station.api.wire import (
    AirState,
    Command,
    CommandResult,
    ControlRequest,
    ControlView,
    CrewState,
    PreflightView,
    ResumeRequest,
    ResumeResult,
    State,
    Tick,
)
from ground_station.api.wire import VehicleState as VehicleView
from ground_station.config import FlightSettings
from ground_station.fleet.fleet import Fleet
from ground_station.fleet.notices import ModeChanged, Notice, StatusText, VehicleHeard, VehicleSilent, VehicleUpdated
from ground_station.fleet.state import Answer, Outcome, VehicleState
from ground_station.flying.clearing import AirDesk
from ground_station.flying.command import Caller, Commands
from ground_station.flying.inside import Inside
from ground_station.flying.orders import BY_PLACE, SETS_OFF, STAYS_UP, order_for
from ground_station.flying.plans import Plans, StoredPlan, facts_of_plan
from ground_station.flying.preflight import PlanFacts, Preflight
from ground_station.flying.progress import Ledger
from ground_station.flying.reasons import all_said, said
from ground_station.flying.views import vehicle_view
from ground_station.flying.watch import Watch
from ground_station.flying.ways import refusal_of_way
from ground_station.incident.desk import OpenIncident
from ground_station.incident.events import (
    CommandIssued,
    Event,
    VehicleConnected,
    VehicleLost,
    VehicleModeChanged,
    VehicleSaid,
)
from ground_station.messages import words
from ground_station.safety.clear_air import ClearSettings
from ground_station.safety.control import ControlRefused
from ground_station.safety.preflight import LEAST_RETURN_HEIGHT_M
from ground_station.safety.rules import SafetySettings
from missions.terrain import Terrain

CREW_EVERY: Final = 10
"""Seconds between two looks at who may fly: users are seldom added."""
PLANS_AT_HAND: Final = 64
STATE_EVERY_S: Final = 0.1
"""An aircraft's state is published at most so often: ten pictures a second are more than an eye needs."""
MOST_PER_S: Final = 60.0
"""States of all aircraft together: beyond six aircraft each one's comes less often."""


class Flying:
    """Joins the fleet with the incident: what aircraft do is shown and journalled, what people order is sent."""

    def __init__(
        self,
        fleet: Fleet,
        incident: Callable[[], OpenIncident],
        publish: Callable[[State], None],
        terrain: Terrain | None,
        stored: Callable[[str, int], StoredPlan],
        *,
        settings: FlightSettings,
        safety: SafetySettings,
        clearing: ClearSettings,
        data: Path,
        is_seeing: Callable[[int], bool],
        is_pilot: Callable[[str], bool] = lambda name: True,
        pilots: Callable[[], list[str]] = list,
    ) -> None:
        self._fleet = fleet
        self._incident = incident
        self._publish = publish
        # A kept plan never changes; to read one of 500 items takes 5 ms, and each look at the checks did so twice.
        stored = lru_cache(maxsize=PLANS_AT_HAND)(stored)
        self._stored = stored
        self._settings = settings
        self._published_s: dict[int, float] = {}
        self._pilots = pilots
        self._ticks = 0
        self._agl_m: dict[int, float] = {}
        self._armed: dict[int, bool] = {}
        self.commands = Commands(self._record, self._show, is_pilot)
        self.watch = Watch(fleet, self._record, publish, terrain=terrain, settings=safety)
        self.ledger = Ledger(self._record, is_seeing)
        self.preflight = Preflight(fleet, self.watch, self._record, self._plan_facts, data)
        self.plans = Plans(fleet, self.watch, self.preflight, self.ledger, self._record, stored, settings)
        self.inside = Inside(fleet, self.watch, self._record, self.commands.use, data)
        self.air = AirDesk(
            fleet,
            self._record,
            publish,
            ground=self._ground_below,
            can_wait=self.watch.can_wait,
            return_height_m=lambda number: self.watch.board(number).return_height_m or LEAST_RETURN_HEIGHT_M,
            settings=clearing,
        )
        fleet.subscribe(self._notice)

    def restore(self, events: Iterable[Event]) -> None:
        """Take up what the journal knows: who is in command, how far the plans are flown."""
        kept = list(events)
        self.commands.restore(kept)
        self.ledger.restore(kept)
        self.plans.restore(kept)

    def view(self, system_id: int) -> VehicleView:
        """An aircraft as people see it. Raises `UnknownVehicle`."""
        return vehicle_view(
            self._state(system_id),
            _now_s(),
            agl_m=self._agl_m.get(system_id),
            plan_id=self.plans.plan_id(system_id),
            alerts=self.watch.alerts(system_id),
            control=self.commands.of(system_id),
            board=self.watch.board(system_id),
        )

    def tick(self) -> None:
        """What the passing of time brings. Call once a second."""
        now_s = _now_s()
        self.commands.tick()
        self.watch.tick()
        self.air.tick()
        self._measure_heights()
        if self._ticks % CREW_EVERY == 0:
            self._publish(CrewState(at=datetime.now(UTC), pilots=self._pilots()))
        self._ticks += 1
        for system_id, state in self._fleet.vehicles.items():
            self.plans.recognise(state)
            self.ledger.take(state, now_s)
            self._show(system_id)

    # --- what people ask for ---

    async def command(self, system_id: int, command: Command, actor: str, language: str) -> CommandResult:
        """Send an order and journal who gave it, why, and what came of it. Raises `ControlRefused`."""
        state = self._state(system_id)
        try:
            self.commands.use(system_id, actor)
        except ControlRefused as error:
            self._note(system_id, command, actor, Answer(Outcome.DENIED, (f"{error.pilot} is in command.",)))
            raise
        reasons = await self._reasons_against(state, command, actor, language)
        if reasons:
            answer = Answer(Outcome.DENIED, tuple(reasons))
        else:
            answer = await self._fleet.command(system_id, order_for(command, self._ground_at(command)))
        self._note(system_id, command, actor, answer)
        self._show(system_id)
        return CommandResult(outcome=answer.outcome.value, reasons=all_said(answer.reasons, language))

    async def upload(self, system_id: int, plan_id: str, part: int, actor: str, language: str = "en") -> CommandResult:
        """Send a plan, verify what is on the aircraft, and journal it. Raises `ControlRefused`, `UnknownPlan`."""
        self._state(system_id)
        self.commands.use(system_id, actor)
        result = await self.plans.upload(system_id, plan_id, part, actor, language)
        self._show(system_id)
        return result

    async def resume(self, system_id: int, wanted: ResumeRequest, actor: str, language: str = "en") -> ResumeResult:
        """Send what is left of a plan. Raises `ControlRefused`, `UnknownPlan`."""
        self._state(system_id)
        self.commands.use(system_id, actor)
        result = await self.plans.resume(system_id, wanted, actor, language)
        self._show(system_id)
        return result

    def acknowledge(self, system_id: int, rule: str, actor: str) -> CommandResult:
        """Take note of an alert, which is then repeated no longer, and journal that. Raises `UnknownVehicle`."""
        self._state(system_id)
        is_new = self.watch.acknowledge(system_id, rule, actor)
        if is_new:
            self._record(
                CommandIssued(
                    at=datetime.now(UTC),
                    actor=actor,
                    vehicle_id=system_id,
                    command=f"acknowledge {rule}",
                    outcome=Outcome.ACCEPTED.value,
                )
            )
            self._show(system_id)
        return CommandResult(outcome="accepted" if is_new else "denied", reasons=[])

    def control(
        self, system_id: int, wish: ControlRequest, actor: str, *, may_fly: bool, may_lead: bool
    ) -> ControlView:
        """Ask for, hand over or take over the command of an aircraft. Raises `ControlRefused`."""
        self._state(system_id)
        return self.commands.wish(system_id, wish, Caller(name=actor, may_fly=may_fly, may_lead=may_lead))

    async def checks(self, system_id: int, plan_id: str | None, language: str) -> PreflightView:
        """Everything that is checked before a flight. Raises `UnknownVehicle`, `UnknownPlan`."""
        self._state(system_id)
        return await self.preflight.view(system_id, plan_id, language)

    async def tick_items(
        self, system_id: int, plan_id: str | None, ticks: list[Tick], actor: str, language: str
    ) -> PreflightView:
        """People have looked at items of the checklist."""
        self._state(system_id)
        self.preflight.tick(system_id, ticks, actor)
        return await self.preflight.view(system_id, plan_id, language)

    async def set_failsafes(self, system_id: int, plan_id: str | None, actor: str) -> CommandResult:
        """Set the failsafe parameters that are not safe. Raises `ControlRefused`."""
        self._state(system_id)
        self.commands.use(system_id, actor)
        return await self.preflight.set_failsafes(system_id, plan_id, actor)

    def air_state(self) -> AirState:
        """Whether the air is being cleared."""
        return self.air.state()

    def clear_the_air(self, why: str, actor: str) -> AirState:
        """Bring every aircraft out of the way, whoever is in command of it."""
        return self.air.clear(why, actor)

    def free_the_air(self, why: str, actor: str) -> AirState:
        """The manned traffic is gone."""
        return self.air.free(why, actor)

    # --- inside ---

    def _note(self, system_id: int, command: Command, actor: str, answer: Answer) -> None:
        """Who ordered what, why, and what came of it."""
        self._record(
            CommandIssued(
                at=datetime.now(UTC),
                actor=actor,
                vehicle_id=system_id,
                command=command.command,
                outcome=answer.outcome.value,
                reasons=list(answer.reasons),
                why=command.why,
                place=command.place if command.command in BY_PLACE else None,
            )
        )

    async def _reasons_against(self, state: VehicleState, command: Command, actor: str, language: str) -> list[str]:
        """Why this order is not sent, in the caller's language; nothing: it is."""
        shared = self._fleet.shared_numbers.get(state.system_id)
        if shared is not None:
            return [said(shared, language)]
        if self.air.is_clearing and command.command in STAYS_UP:
            return [words(language).format("air-kept-clear", by=self.air.state().by or "")]
        if command.command in BY_PLACE:
            reason = refusal_of_way(
                state, command.place, self.watch.board(state.system_id).fence, self.watch.ground, self.watch.settings
            )
            return [words(language).format(reason.words, **reason.details)] if reason else []
        if command.command in SETS_OFF and not state.is_in_air and self._settings.preflight == "block":
            return await self.preflight.refusals(state.system_id, command.override, actor, language)
        return []

    def _plan_facts(self, system_id: int, plan_id: str | None) -> PlanFacts | None:
        flight = self.ledger.on_board(system_id)
        if plan_id is None:
            return None if flight is None else facts_of_plan(self._stored(flight.plan_id, flight.part))
        part = flight.part if flight is not None and flight.plan_id == plan_id else 0
        return facts_of_plan(self._stored(plan_id, part))

    def _ground_below(self, state: VehicleState) -> float | None:
        if self.watch.ground is None or state.latitude_deg is None or state.longitude_deg is None:
            return None
        [height_m] = self.watch.ground([(state.latitude_deg, state.longitude_deg)])
        return None if math.isnan(height_m) else height_m

    def _ground_at(self, command: Command) -> float | None:
        if command.latitude_deg is None or command.longitude_deg is None or self.watch.ground is None:
            return None
        [height_m] = self.watch.ground([(command.latitude_deg, command.longitude_deg)])
        return None if math.isnan(height_m) else height_m

    def _measure_heights(self) -> None:
        """Above ground, of all aircraft at once: the elevation model is asked once a second and not with each state."""
        placed = [
            (number, state.latitude_deg, state.longitude_deg, state.altitude_amsl_m)
            for number, state in self._fleet.vehicles.items()
            if state.latitude_deg is not None and state.longitude_deg is not None and state.altitude_amsl_m is not None
        ]
        if self.watch.ground is None or not placed:
            return
        heights = self.watch.ground([(each[1], each[2]) for each in placed])
        self._agl_m = {each[0]: each[3] - height for each, height in zip(placed, heights, strict=True)}

    def _state(self, system_id: int) -> VehicleState:
        state = self._fleet.vehicles.get(system_id)
        if state is None:
            raise UnknownVehicle(system_id)
        return state

    def _record(self, event: Event) -> None:
        self._incident().record(event)

    def _show(self, system_id: int) -> None:
        if system_id not in self._fleet.vehicles:
            return
        self._published_s[system_id] = _now_s()
        self._publish(self.view(system_id))

    def _notice(self, notice: Notice) -> None:
        now, actor = datetime.now(UTC), f"vehicle/{notice.system_id}"
        match notice:
            case VehicleUpdated(system_id):
                every_s = max(STATE_EVERY_S, len(self._fleet.vehicles) / MOST_PER_S)
                if _now_s() - self._published_s.get(system_id, -math.inf) >= every_s - 0.005:
                    self._show(system_id)
            case VehicleHeard(system_id):
                self._record(VehicleConnected(at=now, actor=actor, vehicle_id=system_id))
            case VehicleSilent(system_id):
                self._record(VehicleLost(at=now, actor="station", vehicle_id=system_id))
            case ModeChanged(system_id, mode, is_armed):
                if self._armed.get(system_id) and not is_armed:
                    self.preflight.landed(system_id)
                self._armed[system_id] = is_armed
                self._record(
                    VehicleModeChanged(at=now, actor=actor, vehicle_id=system_id, mode=mode, is_armed=is_armed)
                )
            case StatusText(system_id, severity, text):
                self.watch.heard(system_id, text)
                self._record(VehicleSaid(at=now, actor=actor, vehicle_id=system_id, severity=severity, text=text))


def _now_s() -> float:
    return asyncio.get_running_loop().time()
