"""The button that clears the air: orders to every aircraft at once, followed up until each is out of the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

import structlog

from ground_station.api.wire import AirState, Clearance
from ground_station.fleet.fleet import Fleet
from ground_station.fleet.orders import Disarm, GoTo, Land, Order, Return
from ground_station.fleet.state import Answer, Outcome, VehicleState
from ground_station.incident.events import AirCleared, AirClearingOrdered, AirFreed, Event
from ground_station.safety.clear_air import (
    Airborne,
    Clearing,
    ClearSettings,
    How,
    as_landing,
    clearings,
    is_clear,
)

log = structlog.get_logger()

LOOK_EVERY_S: Final = 0.25
AGAIN_AFTER_S: Final = 2.0
"""Between two tries with an aircraft that does not answer."""
REFUSALS_BEFORE_LANDING: Final = 2
LONGEST_S: Final = 900.0
"""An aircraft that was not heard for so long has no battery left to be in the way."""

Status = Literal["ordered", "on_its_way", "clear", "unanswered", "refused"]
Ground = Callable[[VehicleState], float | None]
CanWait = Callable[[VehicleState], bool]


@dataclass(slots=True, kw_only=True)
class _Way:
    """One aircraft on its way out."""

    clearing: Clearing
    began_s: float
    status: Status = "ordered"
    took_s: float | None = None
    refusals: int = 0
    is_told_late: bool = False
    answer: Answer | None = None

    def is_late(self, now_s: float) -> bool:
        """Whether it is not clear although it should be."""
        return (self.took_s if self.took_s is not None else now_s - self.began_s) > self.clearing.promised_s


class AirDesk:
    """Clears the air and keeps it clear until somebody says that it is free."""

    def __init__(
        self,
        fleet: Fleet,
        record: Callable[[Event], None],
        publish: Callable[[AirState], None],
        *,
        ground: Ground,
        can_wait: CanWait,
        return_height_m: Callable[[int], float],
        settings: ClearSettings,
    ) -> None:
        self._fleet = fleet
        self._record = record
        self._publish = publish
        self._ground = ground
        self._can_wait = can_wait
        self._return_height_m = return_height_m
        self._settings = settings
        self._ways: dict[int, _Way] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._by: str | None = None
        self._why: str | None = None
        self._since: datetime | None = None

    @property
    def is_clearing(self) -> bool:
        """From the button until the air is free."""
        return self._since is not None

    def state(self) -> AirState:
        """As people see it."""
        now_s = _now_s()
        return AirState(
            at=datetime.now(UTC),
            is_clearing=self.is_clearing,
            by=self._by,
            why=self._why,
            since=self._since,
            vehicles=[self._view(number, way, now_s) for number, way in sorted(self._ways.items())],
        )

    def clear(self, why: str, actor: str) -> AirState:
        """Bring every aircraft with its motors on out of the way. Pressed again, it begins again for all."""
        self._end_tasks()
        motors_on = [state for state in self._fleet.vehicles.values() if state.is_armed or state.is_in_air]
        ways = clearings([self._airborne(state) for state in motors_on], self._lowest_traffic_m(), self._settings)
        now_s = _now_s()
        self._ways = {number: _Way(clearing=each, began_s=now_s) for number, each in ways.items()}
        self._by, self._why, self._since = actor, why, datetime.now(UTC)
        for system_id in ways:
            self._tasks[system_id] = asyncio.create_task(self._bring(system_id), name=f"clear {system_id}")
        self._record(
            AirClearingOrdered(
                at=self._since,
                actor=actor,
                vehicles=sorted(ways),
                why=why,
                promised_s=round(max((each.promised_s for each in ways.values()), default=0.0), 1),
            )
        )
        return self._show()

    def free(self, why: str, actor: str) -> AirState:
        """The traffic is gone: orders to fly are taken again. Aircraft stay where they are until they get one."""
        if self.is_clearing:
            self._record(AirFreed(at=datetime.now(UTC), actor=actor, why=why))
        self._end_tasks()
        self._ways.clear()
        self._by = self._why = self._since = None
        return self._show()

    def tick(self) -> None:
        """Look for aircraft that have come into the air since, and tell of who is late. Call once a second."""
        if not self.is_clearing:
            return
        for state in list(self._fleet.vehicles.values()):
            if state.system_id not in self._ways and state.is_in_air:
                [clearing] = clearings([self._airborne(state)], self._lowest_traffic_m(), self._settings).values()
                self._ways[state.system_id] = _Way(clearing=clearing, began_s=_now_s())
                self._tasks[state.system_id] = asyncio.create_task(self._bring(state.system_id))
        self._show()

    def close(self) -> None:
        """Break off what is under way."""
        self._end_tasks()

    async def _bring(self, system_id: int) -> None:
        """Order, look, and order again until the aircraft is clear; then see that it stays so."""
        way = self._ways[system_id]
        while _now_s() - way.began_s < LONGEST_S:
            state = self._fleet.vehicles[system_id]
            if way.clearing.how is How.LAYER and self._is_under_traffic(way.clearing):
                way.clearing = as_landing(way.clearing, state, self._settings)
            if is_clear(way.clearing, state, self._settings):
                self._is_there(system_id, way)
                await asyncio.sleep(AGAIN_AFTER_S)
                continue
            if way.status == "clear" and way.clearing.how is not How.LAYER and not state.is_armed:
                return
            self._take(way, await self._fleet.command(system_id, self._order(way.clearing, state), is_urgent=True))
            self._show()
            if way.refusals >= REFUSALS_BEFORE_LANDING and way.clearing.how is not How.LAND:
                way.clearing, way.refusals = as_landing(way.clearing, state, self._settings), 0
                continue
            await self._watch(system_id, way)

    async def _watch(self, system_id: int, way: _Way) -> None:
        """Until it is clear, or does not obey any longer, or has not answered for a while."""
        until_s = _now_s() + AGAIN_AFTER_S
        while True:
            state = self._fleet.vehicles[system_id]
            if is_clear(way.clearing, state, self._settings):
                return
            is_obeying = way.status == "on_its_way" and _obeys(way.clearing, state)
            if not is_obeying and _now_s() >= until_s:
                return
            if way.clearing.how is How.LAYER and self._is_under_traffic(way.clearing):
                return
            if way.is_late(_now_s()) and not way.is_told_late:
                way.is_told_late = True
                self._tell(system_id, way, is_clear_now=False)
            await asyncio.sleep(LOOK_EVERY_S)

    def _take(self, way: _Way, answer: Answer) -> None:
        way.answer = answer
        if answer.outcome is Outcome.ACCEPTED:
            way.status, way.refusals = "on_its_way", 0
        elif answer.outcome is Outcome.UNANSWERED:
            way.status = "unanswered"
        else:
            way.status = "refused"
            way.refusals += 1

    def _is_there(self, system_id: int, way: _Way) -> None:
        if way.status == "clear":
            return
        way.status = "clear"
        if way.took_s is None:
            way.took_s = _now_s() - way.began_s
            self._tell(system_id, way, is_clear_now=True)
        self._show()

    def _tell(self, system_id: int, way: _Way, *, is_clear_now: bool) -> None:
        self._record(
            AirCleared(
                at=datetime.now(UTC),
                actor=self._by or "station",
                vehicle_id=system_id,
                how=way.clearing.how.value,
                is_clear=is_clear_now,
                took_s=round(_now_s() - way.began_s, 1),
                promised_s=round(way.clearing.promised_s, 1),
                reasons=list(way.answer.reasons) if way.answer else [],
            )
        )

    def _order(self, clearing: Clearing, state: VehicleState) -> Order:
        if clearing.how is How.DISARM:
            return Disarm()
        if clearing.how is How.LAYER and state.home is not None and clearing.height_amsl_m is not None:
            assert state.latitude_deg is not None and state.longitude_deg is not None
            return GoTo(state.latitude_deg, state.longitude_deg, clearing.height_amsl_m - state.home.altitude_amsl_m)
        if clearing.how is How.RETURN or (clearing.how is How.LEAVE and state.mode == "return"):
            return Return()
        return Land()

    def _airborne(self, state: VehicleState) -> Airborne:
        return Airborne(
            state=state,
            ground_amsl_m=self._ground(state),
            can_wait=self._can_wait(state),
            return_height_m=self._return_height_m(state.system_id),
        )

    def _lowest_traffic_m(self) -> float | None:
        """Of the manned aircraft that tell their height; none that is heard: nothing limits the layers."""
        heights = [each.altitude_amsl_m for each in self._fleet.traffic.values() if each.altitude_amsl_m is not None]
        return min(heights, default=None)

    def _is_under_traffic(self, clearing: Clearing) -> bool:
        lowest_m = self._lowest_traffic_m()
        if lowest_m is None or clearing.height_amsl_m is None:
            return False
        return clearing.height_amsl_m > lowest_m - self._settings.below_traffic_m

    def _view(self, system_id: int, way: _Way, now_s: float) -> Clearance:
        state = self._fleet.vehicles[system_id]
        height_m = way.clearing.height_amsl_m if way.clearing.how is How.LAYER else None
        above_home = None if height_m is None or state.home is None else height_m - state.home.altitude_amsl_m
        return Clearance(
            vehicle_id=system_id,
            how=way.clearing.how.value,
            height_above_home_m=None if above_home is None else round(above_home, 1),
            status=way.status,
            promised_s=round(way.clearing.promised_s, 1),
            took_s=None if way.took_s is None else round(way.took_s, 1),
            is_late=way.is_late(now_s),
            reasons=list(way.answer.reasons) if way.answer and way.status in ("unanswered", "refused") else [],
        )

    def _show(self) -> AirState:
        state = self.state()
        self._publish(state)
        return state

    def _end_tasks(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()


def _obeys(clearing: Clearing, state: VehicleState) -> bool:
    """Whether the aircraft still does what it was told; a pilot's stick or another station may have ended it."""
    modes = {How.LAYER: ("hold",), How.LAND: ("land", "precision land"), How.RETURN: ("return", "land")}
    return state.mode in modes.get(clearing.how, (state.mode,))


def _now_s() -> float:
    return asyncio.get_running_loop().time()
