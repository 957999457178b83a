"""The HTTP and socket edge of the station: `create_api` puts the parts together, `server` runs it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from starlette.middleware.gzip import GZipMiddleware

from ground_station.access.tickets import Tickets
from ground_station.access.users import Access
from ground_station.api import problems
from ground_station.api.aircraft_routes import add_aircraft_routes
from ground_station.api.console import add_console
from ground_station.api.drawing_routes import add_drawing_routes
from ground_station.api.flight_routes import add_flight_routes
from ground_station.api.gate import Gate, Receive, Scope, Send, route_name
from ground_station.api.guest_routes import add_guest_routes
from ground_station.api.incident_routes import add_incident_routes
from ground_station.api.layer_routes import add_layer_routes
from ground_station.api.live import LiveHub
from ground_station.api.map_routes import add_map_routes
from ground_station.api.maps import MapShelf
from ground_station.api.metrics import CONTENT_TYPE, Metrics
from ground_station.api.parts import Parts
from ground_station.api.plan_routes import add_plan_routes
from ground_station.api.search_routes import add_search_routes
from ground_station.api.session_routes import add_session_routes
from ground_station.api.station import Station
from ground_station.api.template_routes import add_template_routes
from ground_station.api.trail_keeper import TrailKeeper
from ground_station.api.vehicle_routes import add_vehicle_routes
from ground_station.incident.desk import Incidents

LARGEST_SOCKET_MESSAGE = 65_536

SECURITY_HEADERS = {
    # MapLibre starts its workers from blobs and paints styles by script; nothing else comes from outside this host.
    "Content-Security-Policy": "default-src 'self'; script-src 'self'; worker-src 'self' blob:; child-src blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: with it browsers send `Origin: null`, which the gate refuses.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), screen-wake-lock=(self)",
}


def create_api(
    station: Station,
    incidents: Incidents,
    access: Access,
    *,
    static_dir: Path,
    version: str,
    maps_dir: Path | None = None,
    station_name: str = "Varde",
    allowed_origins: frozenset[str] = frozenset(),
    metrics: Metrics | None = None,
) -> FastAPI:
    """The ASGI application. `allowed_origins` beside its own, for a console served elsewhere."""
    metrics = metrics or Metrics()
    app = FastAPI(
        title="Varde",
        version=version,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    parts = Parts(
        station=station,
        incidents=incidents,
        access=access,
        tickets=Tickets(),
        hub=LiveHub(station, metrics),
        trails=TrailKeeper(station, incidents),
        metrics=metrics,
        static_dir=static_dir,
        version=version,
        station_name=station_name,
    )
    app.state.parts = parts
    add_session_routes(app, parts)
    add_incident_routes(app, parts)
    add_guest_routes(app, parts)
    add_layer_routes(app, parts)
    add_vehicle_routes(app, parts)
    add_flight_routes(app, parts)
    add_aircraft_routes(app, parts)
    add_plan_routes(app, parts)
    add_search_routes(app, parts)
    shelf = MapShelf(maps_dir)
    add_map_routes(app, shelf)
    add_drawing_routes(app)
    add_template_routes(app, parts)
    _add_machine_routes(app, parts)
    add_console(app, static_dir)
    problems.install(app)
    # Added last is outermost: headers, then the count, then compression, then the gate, then the routes.
    app.add_middleware(_gate(app, access, parts.tickets, allowed_origins))
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    app.add_middleware(_Headers, routes_of=app, metrics=metrics, headers=security_headers(shelf.origins()))
    return app


def security_headers(map_origins: Sequence[str]) -> dict[str, str]:
    """The headers of every answer; the console may fetch from nowhere but here and the map services that were named."""
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    widened = policy.replace("connect-src 'self'", " ".join(["connect-src 'self'", *map_origins]))
    return SECURITY_HEADERS | {"Content-Security-Policy": widened}


def server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    """A server for `app`; `await server.serve()` in the station's own loop."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        ws="websockets-sansio",
        ws_max_size=LARGEST_SOCKET_MESSAGE,
        ws_ping_interval=10.0,
        ws_ping_timeout=20.0,
        ws_per_message_deflate=True,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=3,
    )
    return uvicorn.Server(config)


def _add_machine_routes(app: FastAPI, parts: Parts) -> None:
    @app.get("/healthz", name="health", include_in_schema=False)
    async def health() -> dict[str, str]:
        """Alive, and which version."""
        return {"status": "ok", "version": parts.version}

    @app.get("/metrics", name="metrics", include_in_schema=False, response_model=None)
    async def metrics() -> Response:
        """Counts for Prometheus."""
        return Response(parts.metrics.text(), headers={"Content-Type": CONTENT_TYPE})

    @app.get("/api/v1/openapi.json", name="openapi", include_in_schema=False, response_model=None)
    async def openapi() -> Response:
        """This description."""
        return JSONResponse(app.openapi())


def _gate(
    app: FastAPI, access: Access, tickets: Tickets, allowed_origins: frozenset[str]
) -> Callable[[Callable[[Scope, Receive, Send], Awaitable[None]]], Gate]:
    def around(inner: Callable[[Scope, Receive, Send], Awaitable[None]]) -> Gate:
        return Gate(app=inner, routes_of=app, access=access, tickets=tickets, allowed_origins=allowed_origins)

    return around


class _Headers:
    """Security headers on every answer, and the count of answers."""

    def __init__(self, app: Any, *, routes_of: FastAPI, metrics: Metrics, headers: Mapping[str, str]) -> None:
        self._app = app
        self._routes_of = routes_of
        self._metrics = metrics
        self._security = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = route_name(self._routes_of, scope) or "unknown"

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                self._metrics.requests.labels(route=name, status=str(message["status"])).inc()
                message["headers"] = _completed(message["headers"], scope["path"], self._security)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _completed(headers: list[tuple[bytes, bytes]], path: str, security: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in headers}
    wanted = dict(security)
    if path.startswith("/api/"):
        wanted["Cache-Control"] = "no-store"
    added = [(name.lower().encode(), value.encode()) for name, value in wanted.items()]
    return [*headers, *(header for header in added if header[0] not in present)]
