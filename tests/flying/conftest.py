"""Aircraft that move as PX4 does, in simulated time: an event loop whose clock jumps over every wait."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from ground_station.fleet.orders import Disarm, GoTo, Land, Order, Return
from ground_station.fleet.state import Answer, Home, Outcome, VehicleState
from ground_station.fleet.traffic import Traffic
from ground_station.safety.geometry import from_plane

HERE = (60.3913, 5.3221)
DESCENT_MS = 1.5
"""PX4's default in auto modes."""
STEP_S = 0.25


class JumpingSelector(selectors.DefaultSelector):
    """Waits for nothing: the time that would have been waited is added to the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        self.now_s += timeout or 0.0
        return super().select(0)


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop in simulated time."""

    def __init__(self) -> None:
        self.jumping = JumpingSelector()
        super().__init__(self.jumping)

    def time(self) -> float:
        return self.jumping.now_s


@pytest.fixture
def in_simulated_time() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Run a coroutine with a clock that jumps."""

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=JumpingLoop) as runner:
            return runner.run(work)

    return run


@dataclass
class SmallFleet:
    """Aircraft with kinematics and a radio: some deaf for a while, some that refuse."""

    vehicles: dict[int, VehicleState] = field(default_factory=dict)
    traffic: dict[int, Traffic] = field(default_factory=dict)
    deaf_until_s: dict[int, float] = field(default_factory=dict)
    refusing: set[int] = field(default_factory=set)
    shared_numbers: dict[int, str] = field(default_factory=dict)
    heard: list[tuple[float, int, Order]] = field(default_factory=list)
    _wanted_m: dict[int, float] = field(default_factory=dict)

    def add(self, system_id: int, north_m: float, east_m: float, height_m: float, **changes: Any) -> None:
        """An aircraft in the air, `height_m` above the sea."""
        latitude, longitude = from_plane(HERE, (north_m, east_m))
        state = VehicleState(
            system_id=system_id,
            autopilot="px4",
            is_armed=True,
            is_in_air=True,
            mode="mission",
            gnss_fix=3,
            satellites=14,
            battery_fraction=0.8,
            latitude_deg=latitude,
            longitude_deg=longitude,
            altitude_amsl_m=height_m,
            velocity_ned_ms=(5.0, 0.0, 0.0),
            home=Home(latitude_deg=HERE[0], longitude_deg=HERE[1], altitude_amsl_m=0.0),
        )
        self.vehicles[system_id] = replace(state, **changes)

    async def command(self, system_id: int, order: Order, *, is_urgent: bool = False) -> Answer:
        now_s = asyncio.get_running_loop().time()
        self.heard.append((now_s, system_id, order))
        if now_s < self.deaf_until_s.get(system_id, 0.0):
            await asyncio.sleep(3.0)
            return Answer(Outcome.UNANSWERED, ("No answer came.",))
        await asyncio.sleep(0.5)
        if system_id in self.refusing and isinstance(order, GoTo):
            return Answer(Outcome.DENIED, ("The place is outside the fence on the aircraft.",))
        state = self.vehicles[system_id]
        match order:
            case GoTo(_, _, height_m):
                self._wanted_m[system_id] = height_m
                self.vehicles[system_id] = replace(state, mode="hold")
            case Land():
                self._wanted_m[system_id] = 0.0
                self.vehicles[system_id] = replace(state, mode="land")
            case Return():
                self.vehicles[system_id] = replace(state, mode="return")
            case Disarm():
                self.vehicles[system_id] = replace(state, is_armed=False)
        return Answer(Outcome.ACCEPTED)

    async def fly(self) -> None:
        """Move everybody, for ever."""
        while True:
            await asyncio.sleep(STEP_S)
            now_s = asyncio.get_running_loop().time()
            for number, state in list(self.vehicles.items()):
                self.vehicles[number] = replace(self._moved(number, state), last_heard_s=now_s)

    def _moved(self, number: int, state: VehicleState) -> VehicleState:
        if number not in self._wanted_m or state.altitude_amsl_m is None:
            return state
        height_m = max(self._wanted_m[number], state.altitude_amsl_m - DESCENT_MS * STEP_S)
        is_in_air = height_m > 0.1
        return replace(state, altitude_amsl_m=height_m, is_in_air=is_in_air, is_armed=state.is_armed and is_in_air)


@pytest.fixture
def small_fleet() -> SmallFleet:
    return SmallFleet()
