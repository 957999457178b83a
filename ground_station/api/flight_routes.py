"""Command of aircraft, checks before the flight, going on with a plan, clearing the air."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Path, Request

from ground_station.access.permissions import Permission, may
from ground_station.api.gate import session_of
from ground_station.api.parts import Parts
from ground_station.api.problems import language_of
from ground_station.api.wire import (
    AirState,
    CommandResult,
    ControlRequest,
    ControlView,
    FailsafesRequest,
    PreflightView,
    ResumeRequest,
    ResumeResult,
    TicksRequest,
    Why,
)

RuleName = Annotated[str, Path(pattern="^[a-z-]{1,40}$")]


def add_flight_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of this page."""
    flight = parts.station.flight

    @app.post("/api/v1/vehicles/{vehicle_id}/control", name="control", tags=["vehicles"])
    async def control(request: Request, vehicle_id: int, wanted: ControlRequest) -> ControlView:
        """Ask for the command of an aircraft, hand it over, let it go, or announce a take-over with a reason."""
        user = session_of(request).user
        return flight.control(
            vehicle_id,
            wanted,
            user.name,
            may_fly=may(user.role, Permission.FLY),
            may_lead=may(user.role, Permission.LEAD),
        )

    @app.post("/api/v1/vehicles/{vehicle_id}/alerts/{rule}/acknowledge", name="acknowledge_alert", tags=["vehicles"])
    async def acknowledge_alert(request: Request, vehicle_id: int, rule: RuleName) -> CommandResult:
        """Take note of an alert for everybody: a critical one is announced again and again until somebody does."""
        return flight.acknowledge(vehicle_id, rule, session_of(request).user.name)

    @app.get("/api/v1/vehicles/{vehicle_id}/preflight", name="preflight", tags=["vehicles"])
    async def preflight(request: Request, vehicle_id: int, plan: str | None = None) -> PreflightView:
        """Everything that is checked before a flight; the plan on board counts where none is named."""
        return await flight.checks(vehicle_id, plan, language_of(request))

    @app.post("/api/v1/vehicles/{vehicle_id}/preflight/ticks", name="preflight_ticks", tags=["vehicles"])
    async def preflight_ticks(request: Request, vehicle_id: int, wanted: TicksRequest) -> PreflightView:
        """Tick items of the checklist; a landing takes the ticks back."""
        user = session_of(request).user
        return await flight.tick_items(vehicle_id, wanted.plan, wanted.ticks, user.name, language_of(request))

    @app.post("/api/v1/vehicles/{vehicle_id}/preflight/failsafes", name="preflight_failsafes", tags=["vehicles"])
    async def preflight_failsafes(request: Request, vehicle_id: int, wanted: FailsafesRequest) -> CommandResult:
        """Set every failsafe parameter that is not safe, and read it back."""
        return await flight.set_failsafes(vehicle_id, wanted.plan, session_of(request).user.name)

    @app.post("/api/v1/vehicles/{vehicle_id}/resume", name="resume_plan", tags=["vehicles"])
    async def resume_plan(request: Request, vehicle_id: int, wanted: ResumeRequest) -> ResumeResult:
        """Send what is left of a plan, from the metre where the seeing stopped; then arm and start as usual."""
        return await flight.resume(vehicle_id, wanted, session_of(request).user.name, language_of(request))

    @app.get("/api/v1/fleet/air", name="air", tags=["fleet"])
    async def air() -> AirState:
        """Whether the air is being cleared, and how far each aircraft is."""
        return flight.air_state()

    @app.post("/api/v1/fleet/clear-the-air", name="clear_the_air", tags=["fleet"])
    async def clear_the_air(request: Request, wanted: Why) -> AirState:
        """Bring every aircraft out of the way of manned traffic, whoever is in command of it."""
        return flight.clear_the_air(wanted.reason, session_of(request).user.name)

    @app.post("/api/v1/fleet/free-the-air", name="free_the_air", tags=["fleet"])
    async def free_the_air(request: Request, wanted: Why) -> AirState:
        """The manned traffic is gone: orders to fly are taken again."""
        return flight.free_the_air(wanted.reason, session_of(request).user.name)
