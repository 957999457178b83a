"""Plans on their way to aircraft: fence, rally points and mission, verified, whole or from where they were left."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from ground_station.api.wire import CommandResult, ResumeRequest, ResumeResult
from ground_station.config import FlightSettings
from ground_station.fleet.fleet import Fleet
from ground_station.fleet.state import Answer, Link, Outcome, VehicleState, link_at
from ground_station.flying.assumptions import assumed_by
from ground_station.flying.fences import DrawnFences
from ground_station.flying.inside import zone_features
from ground_station.flying.orders import wire_items
from ground_station.flying.preflight import PlanFacts, Preflight
from ground_station.flying.progress import Flight, Ledger
from ground_station.flying.reasons import all_said, said
from ground_station.flying.remaining import (
    CannotResume,
    Progress,
    Remaining,
    Start,
    leg_of,
    place_of,
    remaining,
)
from ground_station.flying.watch import Watch, places_of
from ground_station.incident.events import Event, MissionUploaded, SentItem
from ground_station.safety.fence import fence_of
from ground_station.safety.geometry import from_plane, to_plane
from missions.plan import MissionItem

STEP_M: Final = 10.0
"""Between the places on the way to the entry that are held against the ground."""
CLEARANCE_M: Final = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """A part of a plan as it was kept."""

    id: str
    part: int
    items: Sequence[MissionItem]
    vehicle: Mapping[str, Any]
    """Its figures, as `PlanView.vehicles` has them."""
    fence: Sequence[MissionItem] = ()
    rally: Sequence[MissionItem] = ()
    checklist: Sequence[Mapping[str, str]] = ()

    @property
    def home_amsl_m(self) -> float:
        """The ground's height where it was planned to start."""
        home = self.vehicle.get("home")
        return float(home[2]) if home else 0.0


class Plans:
    """Sends plans and remembers what is on board."""

    def __init__(
        self,
        fleet: Fleet,
        watch: Watch,
        preflight: Preflight,
        ledger: Ledger,
        record: Callable[[Event], None],
        stored: Callable[[str, int], StoredPlan],
        settings: FlightSettings,
    ) -> None:
        self._fleet = fleet
        self._watch = watch
        self._preflight = preflight
        self._ledger = ledger
        self._record = record
        self._stored = stored
        self._settings = settings
        self._uploaded: dict[int, MissionUploaded] = {}
        self._drawn = DrawnFences()

    def restore(self, events: Iterable[Event]) -> None:
        """Which plan each aircraft had when the station ended."""
        for event in events:
            if isinstance(event, MissionUploaded) and event.outcome == Outcome.ACCEPTED.value:
                self._uploaded[event.vehicle_id] = event

    def recognise(self, state: VehicleState) -> None:
        """Know a plan again that an earlier station put on board: by the autopilot's own checksum of it."""
        known = self._uploaded.get(state.system_id)
        if known is None or self._ledger.on_board(state.system_id) is not None or state.mission_checksum is None:
            return
        if known.checksum == f"{state.mission_checksum:08x}" and (known.sent is not None or known.first_item == 0):
            plan = self._stored(known.plan_id, known.part)
            flight = Flight(
                plan_id=plan.id,
                part=plan.part,
                items=plan.items if known.sent is None else [item_of(row) for row in known.sent],
                lead=known.lead,
                first_item=known.first_item,
                entry_along=known.along,
            )
            self._is_on_board(state, plan, flight)
            self._preflight.sent(state.system_id, state.mission_checksum)

    def plan_id(self, system_id: int) -> str | None:
        """Of the plan that this station put on an aircraft."""
        flight = self._ledger.on_board(system_id)
        return None if flight is None else flight.plan_id

    async def upload(self, system_id: int, plan_id: str, part: int, actor: str, language: str) -> CommandResult:
        """Send fence, rally points and plan; accepted only when all are on board and verified."""
        plan = self._stored(plan_id, part)
        flight = Flight(plan_id=plan_id, part=part, items=plan.items)
        answer = await self._send(system_id, plan, flight, actor)
        return CommandResult(outcome=answer.outcome.value, reasons=all_said(answer.reasons, language))

    async def resume(self, system_id: int, wanted: ResumeRequest, actor: str, language: str) -> ResumeResult:
        """Send what is left of a plan."""
        part = wanted.part
        if part is None:
            part = self._ledger.part_of(wanted.plan, wanted.from_)
        plan = self._stored(wanted.plan, part or 0)
        try:
            rest = self._rest(self._fleet.vehicles[system_id], plan)
        except CannotResume as error:
            return _not_resumed(said(str(error), language))
        flight = Flight(
            plan_id=plan.id,
            part=plan.part,
            items=rest.items,
            lead=rest.lead,
            first_item=rest.first_item,
            entry_along=rest.along,
        )
        answer = await self._send(system_id, plan, flight, actor)
        return ResumeResult(
            outcome=answer.outcome.value,
            reasons=all_said(answer.reasons, language),
            item=rest.first_item,
            along=round(rest.along, 4),
            items=len(rest.items),
            left_m=round(rest.left_m, 1),
        )

    def _rest(self, state: VehicleState, plan: StoredPlan) -> Remaining:
        if state.home is None or state.latitude_deg is None or state.longitude_deg is None:
            raise CannotResume(
                "The aircraft has not told yet where it is and where its home is. Wait for its position."
            )
        if state.is_in_air and state.mode == "mission":
            raise CannotResume("The aircraft is flying a plan. Pause it first: a new one would take effect at once.")
        for number in self._ledger.others_with(plan.id, plan.part, state.system_id):
            other = self._fleet.vehicles[number]
            if other.is_in_air and other.mode == "mission" and link_at(other, _now_s()) is Link.LIVE:
                raise CannotResume(
                    f"Aircraft {number} is flying this part of the plan. Pause it or bring it home first."
                )
        progress = self._ledger.progress(plan.id, plan.part) or Progress(item=0, along=0.0)
        here = (state.latitude_deg, state.longitude_deg)
        place = here if state.is_in_air else (state.home.latitude_deg, state.home.longitude_deg)
        start = Start(
            latitude_deg=place[0],
            longitude_deg=place[1],
            home_amsl_m=state.home.altitude_amsl_m,
            transit_amsl_m=self._transit_m(state, place, plan, progress),
            is_in_air=state.is_in_air,
        )
        return remaining(
            plan.items, progress, start, plan_home_amsl_m=plan.home_amsl_m, overlap_m=self._settings.resume_overlap_m
        )

    def _transit_m(
        self, state: VehicleState, place: tuple[float, float], plan: StoredPlan, progress: Progress
    ) -> float:
        """A height above the sea that clears the ground on the straight way to the leg. Raises `CannotResume`."""
        start, end = leg_of(plan.items, progress.item)
        number = end if end is not None else start
        if number is None or self._watch.ground is None:
            raise CannotResume("Without an elevation model the way to where it stopped cannot be checked. Add one.")
        highest = -math.inf
        for corner in {number, start if start is not None else number}:
            target = place_of(plan.items[corner], plan.home_amsl_m)
            whole = to_plane(place, *target[:2])
            count = max(1, math.ceil(math.hypot(*whole) / STEP_M))
            way = [from_plane(place, (whole[0] * i / count, whole[1] * i / count)) for i in range(count + 1)]
            highest = max(highest, *self._watch.ground(way))
            if math.isnan(highest) or any(math.isnan(height) for height in self._watch.ground(way)):
                raise CannotResume(
                    "The way to where it stopped leads over ground of unknown height. Add its elevation model."
                )
        lowest_m = state.altitude_amsl_m if state.is_in_air else None
        return max(highest + CLEARANCE_M, -math.inf if lowest_m is None else lowest_m)

    async def _send(self, system_id: int, plan: StoredPlan, flight: Flight, actor: str) -> Answer:
        fence, answer, on_board = await self._send_fence(system_id, plan, flight.items)
        if answer is None and plan.rally:
            rally = await self._fleet.upload_rally(system_id, wire_items(plan.rally))
            answer = None if rally.outcome is Outcome.ACCEPTED else rally
        if answer is None:
            answer = await self._fleet.upload_mission(system_id, wire_items(flight.items))
        if answer.outcome is Outcome.ACCEPTED:
            self._is_on_board(self._fleet.vehicles[system_id], plan, flight)
            self._preflight.sent(system_id, answer.checksum)
        self._record(
            MissionUploaded(
                at=datetime.now(UTC),
                actor=actor,
                vehicle_id=system_id,
                plan_id=plan.id,
                part=plan.part,
                outcome=answer.outcome.value,
                reasons=list(answer.reasons),
                checksum=None if answer.checksum is None else f"{answer.checksum:08x}",
                first_item=flight.first_item,
                along=round(flight.entry_along, 4),
                fence=None if fence is None else fence.outcome.value,
                fence_area=zone_features("fence", on_board) if on_board else None,
                is_fence_stations=bool(on_board) and not plan.fence,
                lead=flight.lead,
                sent=None if flight.items is plan.items else [row_of(item) for item in flight.items],
            )
        )
        return answer

    def _is_on_board(self, state: VehicleState, plan: StoredPlan, flight: Flight) -> None:
        home_m = state.home.altitude_amsl_m if state.home else plan.home_amsl_m
        self._ledger.sent(state.system_id, flight)
        self._watch.board(state.system_id).places = places_of(flight.items, home_m)

    async def _send_fence(
        self, system_id: int, plan: StoredPlan, items: Sequence[MissionItem]
    ) -> tuple[Answer | None, Answer | None, Sequence[MissionItem]]:
        """The fence's answer (None: no fence was sent), the whole upload's where it ends here, and what is on board."""
        state = self._fleet.vehicles[system_id]
        wanted: Sequence[MissionItem] = plan.fence
        if not wanted and self._settings.fence_margin_m > 0.0 and state.home is not None:
            others = [(state.home.latitude_deg, state.home.longitude_deg)]
            if state.latitude_deg is not None and state.longitude_deg is not None:
                others.append((state.latitude_deg, state.longitude_deg))
            wanted = self._drawn.around(system_id, items, others, self._settings.fence_margin_m)
        if not wanted:
            return None, None, ()
        board = self._watch.board(system_id)
        board.is_fence_refused = False
        answer = await self._fleet.upload_fence(system_id, wire_items(wanted))
        if answer.outcome is Outcome.UNSUPPORTED and not plan.fence:
            return answer, None, ()  # an autopilot without fences flies without the one that nobody asked for
        if answer.outcome is not Outcome.ACCEPTED:
            return answer, answer, ()
        board.fence, board.is_fence_refused = fence_of(wanted), False
        return answer, None, wanted


def row_of(item: MissionItem) -> SentItem:
    """An item as the journal keeps it."""
    first, second, third, fourth = (None if math.isnan(value) else value for value in item.params)
    place = (item.latitude_deg, item.longitude_deg, item.altitude_m)
    return (item.command, item.frame, first, second, third, fourth, *place, item.autocontinue)


def item_of(row: SentItem) -> MissionItem:
    """The item that `row_of` kept."""
    command, frame, *numbers, latitude_deg, longitude_deg, altitude_m, autocontinue = row
    first, second, third, fourth = (math.nan if value is None else float(value) for value in numbers)
    return MissionItem(
        command=command,
        frame=frame,
        params=(first, second, third, fourth),
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        altitude_m=altitude_m,
        autocontinue=autocontinue,
    )


def facts_of_plan(plan: StoredPlan) -> PlanFacts:
    """What the checks before the flight need of a plan."""
    return PlanFacts(
        id=plan.id, vehicle=plan.vehicle, checklist=plan.checklist, assumed=assumed_by(plan.items) if plan.items else {}
    )


def _not_resumed(reason: str) -> ResumeResult:
    return ResumeResult(outcome="denied", reasons=[reason], item=0, along=0.0, items=0, left_m=0.0)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
