"""Aircraft: state, commands, missions, and the thermal socket."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, WebSocket

from ground_station.api.gate import session_of
from ground_station.api.incident_routes import issue_ticket
from ground_station.api.parts import Parts
from ground_station.api.problems import Problem, language_of
from ground_station.api.role_now import role_now
from ground_station.api.station import UnknownVehicle
from ground_station.api.thermal import serve_thermal
from ground_station.api.wire import Command, CommandResult, LiveTicket, MissionUpload, VehicleState

PLACE = ("latitude_deg", "longitude_deg")
NEEDED: dict[str, tuple[str, ...]] = {
    "goto": (*PLACE, "height_above_home_m"),
    "orbit": (*PLACE, "height_above_home_m"),
    "look": PLACE,
    "speed": ("speed_ms",),
}
"""Command -> the fields without which it says nothing."""


def add_vehicle_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of this page."""
    station = parts.station

    @app.get("/api/v1/vehicles", name="vehicles", tags=["vehicles"])
    async def vehicles() -> list[VehicleState]:
        """Every aircraft now, by id."""
        return sorted(_vehicles(parts).values(), key=lambda vehicle: vehicle.id)

    @app.get("/api/v1/vehicles/{vehicle_id}", name="vehicle", tags=["vehicles"])
    async def vehicle(vehicle_id: int) -> VehicleState:
        """One aircraft now."""
        return _known(parts, vehicle_id)

    @app.post("/api/v1/vehicles/{vehicle_id}/commands", name="command", tags=["vehicles"])
    async def command(request: Request, vehicle_id: int, wanted: Command) -> CommandResult:
        """Tell an aircraft to do something; answers with the aircraft's own answer."""
        _known(parts, vehicle_id)
        missing = missing_field(wanted)
        if missing is not None:
            raise Problem(422, "command-needs", field=missing, command=wanted.command, missing=missing)
        return await station.command(vehicle_id, wanted, session_of(request).user.name, language_of(request))

    @app.post("/api/v1/vehicles/{vehicle_id}/mission", name="upload_mission", tags=["vehicles"])
    async def upload_mission(request: Request, vehicle_id: int, wanted: MissionUpload) -> CommandResult:
        """Send a plan and verify what is on the aircraft; answers only then."""
        _known(parts, vehicle_id)
        actor = session_of(request).user.name
        return await station.upload(vehicle_id, wanted.plan, wanted.part, actor, language_of(request))

    @app.post("/api/v1/vehicles/{vehicle_id}/thermal-ticket", name="thermal_ticket", tags=["live"])
    async def thermal_ticket(request: Request, vehicle_id: int) -> LiveTicket:
        """A ticket for one thermal socket."""
        _known(parts, vehicle_id)
        return issue_ticket(parts, request, f"/api/v1/vehicles/{vehicle_id}/thermal")

    @app.websocket("/api/v1/vehicles/{vehicle_id}/thermal", name="thermal")
    async def thermal(websocket: WebSocket, vehicle_id: int) -> Any:
        """The newest thermal pictures."""
        await serve_thermal(websocket, station, vehicle_id, role_now(parts.access, session_of(websocket).key))


def missing_field(command: Command) -> str | None:
    """What a command lacks, or None."""
    return next((name for name in NEEDED.get(command.command, ()) if getattr(command, name) is None), None)


def _vehicles(parts: Parts) -> dict[int, VehicleState]:
    return {state.id: state for state in parts.station.state().values() if isinstance(state, VehicleState)}


def _known(parts: Parts, vehicle_id: int) -> VehicleState:
    vehicle = _vehicles(parts).get(vehicle_id)
    if vehicle is None:
        raise UnknownVehicle(vehicle_id)
    return vehicle
