"""What lies on an aircraft: parameters, flight logs, fence, rally points, signing key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, BinaryIO

from fastapi import FastAPI, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

from ground_station.api.gate import session_of
from ground_station.api.parts import Parts
from ground_station.api.problems import Problem, language_of
from ground_station.api.wire import (
    CommandResult,
    LogsView,
    ParameterRequest,
    ParametersView,
    SigningRequest,
    ZonesView,
)

ParameterName = Annotated[str, Path(pattern="^[A-Z0-9_]{1,16}$")]
Reason = Annotated[str | None, Query(max_length=500)]

PIECE_BYTES = 1 << 16


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """A file from here to its end, closed afterwards; the server reads it in a thread."""
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def add_aircraft_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of this page."""
    inside = parts.station.flight.inside

    @app.get("/api/v1/vehicles/{vehicle_id}/parameters", name="parameters", tags=["vehicles"])
    async def parameters(request: Request, vehicle_id: int) -> ParametersView:
        """Every parameter, from what is kept where the aircraft's own hash says that nothing changed."""
        return await inside.parameters(vehicle_id, language_of(request))

    @app.get("/api/v1/vehicles/{vehicle_id}/parameters/{parameter}", name="parameter", tags=["vehicles"])
    async def parameter(request: Request, vehicle_id: int, parameter: ParameterName) -> ParametersView:
        """One parameter, read from the aircraft now."""
        return await inside.parameter(vehicle_id, parameter, language_of(request))

    @app.put("/api/v1/vehicles/{vehicle_id}/parameters/{parameter}", name="set_parameter", tags=["vehicles"])
    async def set_parameter(
        request: Request, vehicle_id: int, parameter: ParameterName, wanted: ParameterRequest
    ) -> CommandResult:
        """Set a parameter; accepted when the aircraft tells the new value."""
        actor = session_of(request).user.name
        return await inside.set_parameter(vehicle_id, parameter, wanted, actor, language_of(request))

    @app.get("/api/v1/vehicles/{vehicle_id}/logs", name="logs", tags=["vehicles"])
    async def logs(request: Request, vehicle_id: int) -> LogsView:
        """The flight logs on the aircraft, and how much of the one under way is fetched."""
        return await inside.logs(vehicle_id, language_of(request))

    @app.get("/api/v1/vehicles/{vehicle_id}/logs/{number}", name="log", tags=["vehicles"], response_class=Response)
    async def log(request: Request, vehicle_id: int, number: int) -> StreamingResponse:
        """One flight log (ULog, or the autopilot's own kind), whole; minutes over a radio, and only on the ground."""
        file, reasons = await inside.fetch_log(vehicle_id, number, language_of(request))
        if file is None:
            raise Problem(409, "log-not-fetched", field="number", reasons=" ".join(reasons))
        name = f'attachment; filename="aircraft-{vehicle_id}-log-{number}.ulg"'
        return StreamingResponse(
            _pieces(file),
            media_type="application/octet-stream",
            headers={"Content-Disposition": name},
            background=BackgroundTask(file.close),
        )

    @app.get("/api/v1/vehicles/{vehicle_id}/fence", name="fence", tags=["vehicles"])
    async def fence(request: Request, vehicle_id: int) -> ZonesView:
        """The fence on the aircraft, read from it."""
        return await inside.zones(vehicle_id, "fence", language_of(request))

    @app.delete("/api/v1/vehicles/{vehicle_id}/fence", name="clear_fence", tags=["vehicles"])
    async def clear_fence(request: Request, vehicle_id: int, why: Reason = None) -> CommandResult:
        """Take the fence off the aircraft."""
        return await inside.clear(vehicle_id, "fence", why, session_of(request).user.name, language_of(request))

    @app.get("/api/v1/vehicles/{vehicle_id}/rally", name="rally", tags=["vehicles"])
    async def rally(request: Request, vehicle_id: int) -> ZonesView:
        """The rally points on the aircraft, read from it."""
        return await inside.zones(vehicle_id, "rally", language_of(request))

    @app.delete("/api/v1/vehicles/{vehicle_id}/rally", name="clear_rally", tags=["vehicles"])
    async def clear_rally(request: Request, vehicle_id: int, why: Reason = None) -> CommandResult:
        """Take the rally points off the aircraft."""
        return await inside.clear(vehicle_id, "rally", why, session_of(request).user.name, language_of(request))

    @app.post("/api/v1/vehicles/{vehicle_id}/signing", name="set_up_signing", tags=["vehicles"])
    async def set_up_signing(request: Request, vehicle_id: int, wanted: SigningRequest) -> CommandResult:
        """Send the link's signing key to the aircraft: it crosses the link in the clear, so do this over a wire."""
        return await inside.set_up_signing(vehicle_id, wanted, session_of(request).user.name, language_of(request))
