"""Links for guests: making, seeing, taking back, and coming in by one. All of it is journalled."""

from __future__ import annotations

from datetime import timedelta

from fastapi import FastAPI, Request, Response

from ground_station.access.guests import GuestLink, TooManyLinks
from ground_station.api.gate import COOKIE, session_of
from ground_station.api.guest_wire import GuestLinkRequest, GuestLinkView, GuestPass, GuestToken, NewGuestLink
from ground_station.api.parts import Parts
from ground_station.api.problems import Problem
from ground_station.incident.desk import utc_now
from ground_station.incident.events import GuestLinkMade, GuestLinkOpened, GuestLinkRevoked


def add_guest_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of this page."""
    guests = parts.access.guests

    @app.get("/api/v1/incidents/{incident_id}/guest-links", name="guest_links", tags=["guests"])
    async def guest_links(incident_id: str) -> list[GuestLinkView]:
        """Every link of the incident, newest first."""
        parts.incidents.get(incident_id)
        return [view(link) for link in guests.links(incident_id)]

    @app.post("/api/v1/incidents/{incident_id}/guest-links", name="make_guest_link", status_code=201, tags=["guests"])
    async def make_guest_link(request: Request, incident_id: str, wanted: GuestLinkRequest) -> NewGuestLink:
        """Make a link; its token is told this once."""
        incident = parts.incidents.get(incident_id)
        actor = session_of(request).user.name
        try:
            link, token = guests.make(incident_id, wanted.name, wanted.layers, timedelta(minutes=wanted.minutes), actor)
        except TooManyLinks as error:
            raise Problem(409, "too-many-guest-links") from error
        incident.record(
            GuestLinkMade(
                at=utc_now(),
                actor=actor,
                link_id=link.id,
                name=link.name,
                layers=sorted(link.layers),
                expires_at=link.expires_at,
            )
        )
        return NewGuestLink(link=view(link), token=token)

    @app.delete("/api/v1/incidents/{incident_id}/guest-links/{link_id}", name="revoke_guest_link", tags=["guests"])
    async def revoke_guest_link(request: Request, incident_id: str, link_id: str) -> GuestLinkView:
        """Take a link back: who is in by it is out within seconds."""
        incident = parts.incidents.get(incident_id)
        done = guests.revoke(incident_id, link_id)
        if done is None:
            raise Problem(404, "unknown-guest-link", field="link_id", given=link_id)
        link, stood_until_now = done
        if stood_until_now:
            actor = session_of(request).user.name
            incident.record(GuestLinkRevoked(at=utc_now(), actor=actor, link_id=link.id, name=link.name))
        return view(link)

    @app.post("/api/v1/guest-session", name="open_guest_link", tags=["guests"])
    async def open_guest_link(request: Request, response: Response, wanted: GuestToken) -> GuestPass:
        """Come in by a link. The token comes in a body, so that no log of addresses holds it."""
        opened = guests.open(wanted.token)
        if opened is None:
            raise Problem(401, "guest-link-refused", field="token")
        link, session = opened
        parts.incidents.get(link.incident_id).record(
            GuestLinkOpened(at=utc_now(), actor="station", link_id=link.id, name=link.name, opening=link.openings)
        )
        response.set_cookie(
            COOKIE,
            session,
            expires=link.expires_at,
            path="/",
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return pass_of(link)


def pass_of(link: GuestLink) -> GuestPass:
    """What a guest is told of the own link."""
    return GuestPass(layers=sorted(link.layers), expires_at=link.expires_at)


def view(link: GuestLink) -> GuestLinkView:
    """A link as who made it sees it."""
    return GuestLinkView(
        id=link.id,
        name=link.name,
        layers=sorted(link.layers),
        made_by=link.made_by,
        made_at=link.made_at,
        expires_at=link.expires_at,
        revoked_at=link.revoked_at,
        openings=link.openings,
        last_opened_at=link.last_opened_at,
    )
