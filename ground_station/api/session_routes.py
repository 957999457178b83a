"""Signing in and out, who I am, and the users."""

from __future__ import annotations

from html import escape

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from ground_station.access.permissions import Role
from ground_station.access.users import NameTaken, NewSession, TooManyTries
from ground_station.api.gate import COOKIE, session_of
from ground_station.api.guest_routes import pass_of
from ground_station.api.parts import Parts
from ground_station.api.problems import Problem, language_of
from ground_station.api.wire import Me, SignedIn, SignIn, UserRequest, UserView
from ground_station.errors import BadInput
from ground_station.messages import words


def add_session_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of this page."""
    access = parts.access

    @app.post("/api/v1/session", name="sign_in", tags=["session"])
    async def sign_in(request: Request, response: Response, wanted: SignIn) -> SignedIn:
        """Sign in by name and password."""
        address = request.client.host if request.client else ""
        try:
            made = await access.sign_in(wanted.name, wanted.password, address)
        except TooManyTries as error:
            wait_s = int(error.wait_s) + 1
            raise Problem(429, "too-many-tries", headers={"Retry-After": str(wait_s)}, seconds=wait_s) from error
        if made is None:
            raise Problem(401, "wrong-password", field="password")
        _set_cookie(response, made, request)
        return SignedIn(token=made.token, expires_at=made.expires_at)

    @app.delete("/api/v1/session", name="sign_out", status_code=204, tags=["session"])
    async def sign_out(request: Request) -> Response:
        """Sign out; the token is worth nothing afterwards."""
        access.end_session(session_of(request).key)
        answer = Response(status_code=204)
        answer.delete_cookie(COOKIE, path="/")
        return answer

    @app.get("/signin", name="sign_in_with_link", include_in_schema=False)
    async def sign_in_with_link(request: Request, token: str = "") -> Response:
        """Sign in by a one-time link and go to the console."""
        made = access.redeem_link(token)
        if made is None:
            return _link_is_used(language_of(request))
        answer = RedirectResponse("/", status_code=303, headers={"Cache-Control": "no-store"})
        _set_cookie(answer, made, request)
        return answer

    @app.get("/api/v1/me", name="me", tags=["session"])
    async def me(request: Request) -> Me:
        """Who is signed in, and where."""
        session = session_of(request)
        user, guest = session.user, session.guest
        newest = parts.incidents.newest_open()
        return Me(
            name=user.name,
            role=user.role.value,
            station=parts.station_name,
            version=parts.version,
            incident=guest.incident_id if guest else None if newest is None else newest.id,
            guest=None if guest is None else pass_of(guest),
        )

    @app.get("/api/v1/users", name="users", tags=["users"])
    async def users() -> list[UserView]:
        """Everybody who may sign in."""
        return [UserView(name=user.name, role=user.role.value) for user in access.users()]

    @app.post("/api/v1/users", name="add_user", status_code=201, tags=["users"])
    async def add_user(wanted: UserRequest) -> UserView:
        """Add somebody."""
        try:
            user = access.create_user(wanted.name, Role(wanted.role), wanted.password)
        except NameTaken as error:
            raise Problem(409, "name-taken", field="name", name=wanted.name) from error
        except BadInput as error:
            raise Problem(422, "bad-user", field="name", said=str(error)) from error
        return UserView(name=user.name, role=user.role.value)


def _set_cookie(response: Response, made: NewSession, request: Request) -> None:
    response.set_cookie(
        COOKIE,
        made.token,
        expires=made.expires_at,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def _link_is_used(language: str) -> HTMLResponse:
    said = words(language)
    title, detail, remedy = (escape(said.format(f"link-refused{part}")) for part in ("", ".detail", ".remedy"))
    page = (
        f'<!doctype html><html lang="{said.language}"><meta charset="utf-8"><title>Varde</title>'
        f"<h1>{title}</h1><p>{detail}</p><p>{remedy}</p></html>"
    )
    return HTMLResponse(page, status_code=401, headers={"Cache-Control": "no-store"})
