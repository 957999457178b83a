"""The one place that asks whether the caller may: before any route, for HTTP and for sockets. It fails closed."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.requests import HTTPConnection
from starlette.routing import Match
from starlette.websockets import WebSocket

from ground_station.access.permissions import ROUTES, Permission, guest_may, may, roles_that_may
from ground_station.access.tickets import Tickets
from ground_station.access.users import Access, Session
from ground_station.api.problems import Problem, document, response
from ground_station.messages import preferred_language

COOKIE = "varde_session"
SUBPROTOCOL = "varde.v1"
LARGEST_BODY = 2_000_000
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Finds the route, the caller and what the route needs, and lets the request through or answers itself."""

    app: Asgi
    routes_of: FastAPI
    access: Access
    tickets: Tickets
    allowed_origins: frozenset[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, socket or lifespan."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            scope.setdefault("state", {})["session"] = self._admit(scope, connection)
        except Problem as problem:
            await _refuse(problem, connection, scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _admit(self, scope: Scope, connection: HTTPConnection) -> Session | None:
        """The caller's session (None: a stranger at a public route). Raises `Problem`."""
        is_socket = scope["type"] == "websocket"
        found = _route(self.routes_of, scope)
        if found is None:
            return None  # no such address or method: the router says so
        name, values = found
        needed = ROUTES.get(name)
        self._check_origin(scope, connection)
        session = self._by_ticket(connection) if is_socket else self._by_token(connection)
        _check_guest(session, name, values)
        if may(None if session is None else session.user.role, needed):
            _check_size(connection)
            return session
        if session is None and needed is not None:
            raise Problem(401, "ticket-refused" if is_socket else "not-signed-in", headers=_challenge(is_socket))
        raise Problem(403, "not-allowed", roles=_roles(needed), role="" if session is None else session.user.role.value)

    def _by_token(self, connection: HTTPConnection) -> Session | None:
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self.access.session(token.strip())
        cookie = connection.cookies.get(COOKIE)
        return None if cookie is None else self.access.session(cookie)

    def _by_ticket(self, connection: HTTPConnection) -> Session | None:
        offered = [word.strip() for word in connection.headers.get("sec-websocket-protocol", "").split(",")]
        ticket = next((word.removeprefix("ticket.") for word in offered if word.startswith("ticket.")), None)
        if ticket is None or SUBPROTOCOL not in offered:
            return None
        key = self.tickets.redeem(ticket, connection.url.path, time.monotonic())
        return None if key is None else self.access.session_by_key(key)

    def _check_origin(self, scope: Scope, connection: HTTPConnection) -> None:
        """Refuse what another site's page makes the browser send."""
        origin = connection.headers.get("origin")
        if scope["type"] == "http" and scope["method"] in SAFE_METHODS:
            return
        if origin is None:
            # Browsers always say where a socket or an unsafe request comes from; a cookie without that is suspect.
            if scope["type"] == "http" and COOKIE in connection.cookies and "authorization" not in connection.headers:
                raise Problem(403, "wrong-origin", origin="-")
            return
        if origin in self.allowed_origins or urlsplit(origin).netloc == connection.headers.get("host"):
            return
        raise Problem(403, "wrong-origin", origin=origin)


def route_name(app: FastAPI, scope: Scope) -> str | None:
    """The name of the route that will answer, or None where none will."""
    found = _route(app, scope)
    return None if found is None else found[0]


def _route(app: FastAPI, scope: Scope) -> tuple[str, Mapping[str, Any]] | None:
    for route in app.router.routes:
        match, child = route.matches(scope)
        if match is Match.FULL:
            return str(getattr(route, "name", "")) or "?", child.get("path_params", {})
    return None


def _check_guest(session: Session | None, name: str, values: Mapping[str, Any]) -> None:
    """A guest stays within the link: its incident, its layers, nothing that changes anything."""
    if session is None or session.guest is None:
        return
    is_elsewhere = values.get("incident_id", session.guest.incident_id) != session.guest.incident_id
    if is_elsewhere or not guest_may(name, session.guest.layers):
        raise Problem(403, "guest-may-not", name=session.guest.made_by)


def session_of(connection: HTTPConnection) -> Session:
    """The caller, at a route that is not public."""
    session = connection.scope["state"]["session"]
    if not isinstance(session, Session):
        raise Problem(401, "not-signed-in", headers=_challenge(is_socket=False))
    return session


def _check_size(connection: HTTPConnection) -> None:
    """Refuse a body that is too large, or does not say how large it is, before it is read."""
    length = connection.headers.get("content-length", "0")
    if "transfer-encoding" in connection.headers or not length.isdigit():
        raise Problem(411, "no-length")
    if int(length) > LARGEST_BODY:
        raise Problem(413, "too-large")


def _challenge(is_socket: bool) -> dict[str, str]:
    return {} if is_socket else {"WWW-Authenticate": "Bearer"}


def _roles(needed: Permission | None) -> str:
    return "-" if needed is None else ", ".join(roles_that_may(needed))


async def _refuse(problem: Problem, connection: HTTPConnection, scope: Scope, receive: Receive, send: Send) -> None:
    language = preferred_language(connection.headers.get("accept-language", ""))
    answer = response(document(problem, language), problem.headers)
    if scope["type"] == "http":
        await answer(scope, receive, send)
    else:
        await WebSocket(scope, receive, send).send_denial_response(answer)
