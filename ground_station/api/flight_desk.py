"""What the API needs of whoever flies: command of aircraft, checks, going on with plans, clearing the air."""

from __future__ import annotations

from typing import BinaryIO, Literal, Protocol

from ground_station.api.wire import (
    AirState,
    CommandResult,
    ControlRequest,
    ControlView,
    LogsView,
    ParameterRequest,
    ParametersView,
    PreflightView,
    ResumeRequest,
    ResumeResult,
    SigningRequest,
    Tick,
    ZonesView,
)


class InsideDesk(Protocol):
    """What lies on aircraft. Each raises `UnknownVehicle`; what changes something raises `ControlRefused` too."""

    async def parameters(self, vehicle_id: int, language: str) -> ParametersView:
        """Every parameter."""

    async def parameter(self, vehicle_id: int, name: str, language: str) -> ParametersView:
        """One parameter, asked for now."""

    async def set_parameter(
        self, vehicle_id: int, name: str, wanted: ParameterRequest, actor: str, language: str
    ) -> CommandResult:
        """Set a parameter, see that it took the value, journal it."""

    async def logs(self, vehicle_id: int, language: str) -> LogsView:
        """The flight logs."""

    async def fetch_log(self, vehicle_id: int, number: int, language: str) -> tuple[BinaryIO | None, list[str]]:
        """One flight log in a file that whoever reads it closes, or None and why not."""

    async def zones(self, vehicle_id: int, zone: Literal["fence", "rally"], language: str) -> ZonesView:
        """The fence or rally points."""

    async def clear(
        self, vehicle_id: int, zone: Literal["fence", "rally"], why: str | None, actor: str, language: str
    ) -> CommandResult:
        """Take them off the aircraft, and journal it."""

    async def set_up_signing(self, vehicle_id: int, wanted: SigningRequest, actor: str, language: str) -> CommandResult:
        """Give an aircraft its link's key, or end its signing, and journal that."""


class FlightDesk(Protocol):
    """The flying part of the station. Each raises `UnknownVehicle` and `UnknownPlan` for what is not there."""

    @property
    def inside(self) -> InsideDesk:
        """What lies on aircraft."""

    def acknowledge(self, vehicle_id: int, rule: str, actor: str) -> CommandResult:
        """Take note of an alert: it is repeated no longer. Denied where no such alert stands unacknowledged."""

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
