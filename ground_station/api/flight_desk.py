"""What the API needs of whoever flies: command of aircraft, checks, going on with plans, clearing the air."""

from __future__ import annotations

from typing import Protocol

from ground_station.api.wire import (
    AirState,
    CommandResult,
    ControlRequest,
    ControlView,
    PreflightView,
    ResumeRequest,
    ResumeResult,
    Tick,
)


class FlightDesk(Protocol):
    """The flying part of the station. Each raises `UnknownVehicle` and `UnknownPlan` for what is not there."""

    def control(
        self, vehicle_id: int, wish: ControlRequest, actor: str, *, may_fly: bool, may_lead: bool
    ) -> ControlView:
        """Ask for, hand over or take over the command of an aircraft. Raises `ControlRefused`."""

    async def checks(self, vehicle_id: int, plan_id: str | None, language: str) -> PreflightView:
        """Everything that is checked before a flight, in the caller's language."""

    async def tick_items(
        self, vehicle_id: int, plan_id: str | None, ticks: list[Tick], actor: str, language: str
    ) -> PreflightView:
        """People have looked at items of the checklist."""

    async def set_failsafes(self, vehicle_id: int, plan_id: str | None, actor: str) -> CommandResult:
        """Set the failsafe parameters that are not safe and read them back. Raises `ControlRefused`."""

    async def resume(self, vehicle_id: int, wanted: ResumeRequest, actor: str, language: str) -> ResumeResult:
        """Send what is left of a plan. Raises `ControlRefused`."""

    def air_state(self) -> AirState:
        """Whether the air is being cleared."""

    def clear_the_air(self, why: str, actor: str) -> AirState:
        """Bring every aircraft out of the way, whoever is in command of it."""

    def free_the_air(self, why: str, actor: str) -> AirState:
        """The manned traffic is gone."""
