"""How far each plan is flown and seen, kept in the journal so that a restarted station knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from ground_station.fleet.state import Link, VehicleState, link_at
from ground_station.flying.remaining import Progress, along_leg, is_place, leg_of, mapped
from ground_station.incident.events import Event, FlightProgressed
from missions.plan import MissionItem

KEPT_EVERY_S: Final = 2.0
"""Between two notes of the same flight in the journal; what is flown in between is flown again after a crash."""
MOST_NOTES_PER_S: Final = 5.0
"""Of all flights together: with more than ten aircraft each is noted less often, and still at every leg."""


@dataclass(slots=True, kw_only=True)
class Flight:
    """A plan, or what was left of one, on board of an aircraft."""

    plan_id: str
    part: int
    items: Sequence[MissionItem]
    """As they are on board."""
    lead: int = 0
    first_item: int = 0
    entry_along: float = 0.0
    newest: Progress | None = None
    kept: Progress | None = None
    kept_s: float = 0.0


class Ledger:
    """The progress of every plan."""

    def __init__(self, record: Callable[[Event], None], is_seeing: Callable[[int], bool]) -> None:
        self._record = record
        self._is_seeing = is_seeing
        self._flights: dict[int, Flight] = {}
        self._known: dict[tuple[str, int], tuple[int, Progress]] = {}

    def restore(self, events: Iterable[Event]) -> None:
        """What the journal knows."""
        for event in events:
            if isinstance(event, FlightProgressed):
                progress = Progress(item=event.item, along=event.along, is_done=event.is_done)
                self._known[event.plan_id, event.part] = (event.vehicle_id, progress)

    def on_board(self, system_id: int) -> Flight | None:
        """What was sent to an aircraft."""
        return self._flights.get(system_id)

    def others_with(self, plan_id: str, part: int, system_id: int) -> list[int]:
        """The other aircraft that have this part of a plan, or what was left of it, on board."""
        return [
            number
            for number, flight in self._flights.items()
            if number != system_id and (flight.plan_id, flight.part) == (plan_id, part)
        ]

    def sent(self, system_id: int, flight: Flight) -> None:
        """A plan is on board and verified."""
        self._flights[system_id] = flight

    def progress(self, plan_id: str, part: int) -> Progress | None:
        """How far a part of a plan is; None: nobody has begun it."""
        known = self._known.get((plan_id, part))
        return None if known is None else known[1]

    def part_of(self, plan_id: str, vehicle_id: int | None) -> int | None:
        """The part of a plan that an aircraft (None: any) flew last."""
        parts = [
            part
            for (plan, part), (flown_by, _) in self._known.items()
            if plan == plan_id and (vehicle_id is None or flown_by == vehicle_id)
        ]
        return parts[-1] if parts else None

    def take(self, state: VehicleState, now_s: float) -> None:
        """Look at where an aircraft is on its plan."""
        flight = self._flights.get(state.system_id)
        if flight is None or state.mission_seq is None or state.latitude_deg is None or state.longitude_deg is None:
            return
        is_flying = state.is_in_air and state.mode == "mission" and link_at(state, now_s) is Link.LIVE
        if is_flying and self._is_seeing(state.system_id):
            flight.newest = _progress(flight, state.mission_seq, (state.latitude_deg, state.longitude_deg))
        elif flight.newest is not None and _has_ended(flight, state):
            flight.newest = replace(flight.newest, along=1.0, is_done=True)
        if flight.newest is None or flight.newest == flight.kept:
            return
        self._known.pop((flight.plan_id, flight.part), None)
        self._known[flight.plan_id, flight.part] = (state.system_id, flight.newest)
        is_another_leg = flight.kept is None or flight.newest.item != flight.kept.item or flight.newest.is_done
        if is_another_leg or not is_flying or now_s - flight.kept_s >= self._kept_every_s:
            self._keep(state.system_id, flight, now_s)

    @property
    def _kept_every_s(self) -> float:
        return max(KEPT_EVERY_S, len(self._flights) / MOST_NOTES_PER_S)

    def _keep(self, system_id: int, flight: Flight, now_s: float) -> None:
        assert flight.newest is not None
        flight.kept, flight.kept_s = flight.newest, now_s
        self._record(
            FlightProgressed(
                at=datetime.now(UTC),
                actor=f"vehicle/{system_id}",
                vehicle_id=system_id,
                plan_id=flight.plan_id,
                part=flight.part,
                item=flight.newest.item,
                along=round(flight.newest.along, 4),
                is_done=flight.newest.is_done,
            )
        )


def _last_place(flight: Flight) -> int:
    return max(number for number, item in enumerate(flight.items) if is_place(item))


def _has_ended(flight: Flight, state: VehicleState) -> bool:
    """Whether an aircraft that was on its last leg has left the plan because it was at its end."""
    last = _last_place(flight)
    whole = mapped(flight.lead, flight.first_item, flight.entry_along, last, 1.0)
    is_last_leg = flight.newest is not None and flight.newest.item == whole.item
    is_past = (state.mission_seq or 0) > last or state.mission_reached == last
    return is_last_leg and is_past and state.mode != "mission"


def _progress(flight: Flight, seq: int, place: tuple[float, float]) -> Progress:
    _, end = leg_of(flight.items, seq)
    if end is None:
        done = mapped(flight.lead, flight.first_item, flight.entry_along, _last_place(flight), 1.0)
        return Progress(item=done.item, along=1.0, is_done=True)
    along = along_leg(flight.items, end, place) if seq == end else 0.0
    return mapped(flight.lead, flight.first_item, flight.entry_along, end, along)
