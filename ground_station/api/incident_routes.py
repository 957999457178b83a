"""Incidents: findings, marks, journal, seen ground, export, and the live socket."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response, WebSocket
from fastapi.responses import JSONResponse

from ground_station.access.tickets import LIFETIME_S
from ground_station.api.features import export_features, finding_features, geometry_fault
from ground_station.api.gate import session_of
from ground_station.api.parts import Parts
from ground_station.api.problems import Problem
from ground_station.api.role_now import role_now
from ground_station.api.wire import IncidentRequest, JournalPage, LiveTicket, MarkRequest, Review
from ground_station.incident.cooling import CoolingCurve, cooling_curve
from ground_station.incident.desk import IncidentIsClosed, OpenIncident, utc_now
from ground_station.incident.events import FindingReviewed, MarkAdded
from ground_station.incident.records import Finding, GeoJson, Incident, Mark

GEOJSON = "application/geo+json"
EXPORT_FORMATS_TO_COME = ("kml", "gpkg", "csv", "pdf")


def issue_ticket(parts: Parts, request: Request, path: str) -> LiveTicket:
    """A single-use ticket for the socket at `path`."""
    ticket = parts.tickets.issue(path, session_of(request).key, time.monotonic())
    return LiveTicket(ticket=ticket, expires_at=datetime.now(UTC) + timedelta(seconds=LIFETIME_S))


def add_incident_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of this page."""
    _add_incidents(app, parts)
    _add_findings_and_marks(app, parts)
    _add_records(app, parts)
    _add_live(app, parts)


def _add_incidents(app: FastAPI, parts: Parts) -> None:
    @app.get("/api/v1/incidents", name="incidents", tags=["incidents"])
    async def incidents() -> list[Incident]:
        """Every incident, newest first."""
        return parts.incidents.list()

    @app.post("/api/v1/incidents", name="open_incident", status_code=201, tags=["incidents"])
    async def open_incident(request: Request, wanted: IncidentRequest) -> Incident:
        """Open an incident."""
        return parts.incidents.open(wanted.title, session_of(request).user.name).picture.incident

    @app.get("/api/v1/incidents/{incident_id}", name="incident", tags=["incidents"])
    async def incident(incident_id: str) -> Incident:
        """One incident."""
        return parts.incidents.get(incident_id).picture.incident

    @app.post("/api/v1/incidents/{incident_id}/close", name="close_incident", tags=["incidents"])
    async def close_incident(request: Request, incident_id: str) -> Incident:
        """End an incident."""
        return parts.incidents.close(incident_id, session_of(request).user.name)


def _add_findings_and_marks(app: FastAPI, parts: Parts) -> None:
    @app.get("/api/v1/incidents/{incident_id}/findings", name="findings", tags=["incidents"], response_model=None)
    async def findings(incident_id: str) -> Response:
        """What was found, as a GeoJSON FeatureCollection of points with altitude."""
        found = parts.incidents.get(incident_id).picture.findings
        return JSONResponse(finding_features(found), media_type=GEOJSON)

    @app.get(
        "/api/v1/incidents/{incident_id}/findings/{finding_id}/temperatures", name="temperatures", tags=["incidents"]
    )
    async def temperatures(incident_id: str, finding_id: str) -> CoolingCurve:
        """How a finding's temperature has gone, and how fast it cools."""
        incident = parts.incidents.get(incident_id)
        if incident.picture.finding(finding_id) is None:
            raise Problem(404, "unknown-finding", field="finding_id", given=finding_id)
        entries = parts.incidents.journal.all_entries(incident_id)
        return cooling_curve(finding_id, (entry.event for entry in entries))

    @app.post("/api/v1/incidents/{incident_id}/findings/{finding_id}/review", name="review", tags=["incidents"])
    async def review(request: Request, incident_id: str, finding_id: str, verdict: Review) -> Finding:
        """Say what a finding is; everybody sees it."""
        incident = _changeable(parts, incident_id)
        if incident.picture.finding(finding_id) is None:
            raise Problem(404, "unknown-finding", field="finding_id", given=finding_id)
        actor = session_of(request).user.name
        incident.record(
            FindingReviewed(
                at=utc_now(), actor=actor, finding_id=finding_id, verdict=verdict.verdict, note=verdict.note
            )
        )
        reviewed = incident.picture.finding(finding_id)
        assert reviewed is not None
        return reviewed

    @app.get("/api/v1/incidents/{incident_id}/marks", name="marks", tags=["incidents"])
    async def marks(incident_id: str) -> list[Mark]:
        """What people drew."""
        return parts.incidents.get(incident_id).picture.marks

    @app.post("/api/v1/incidents/{incident_id}/marks", name="add_mark", status_code=201, tags=["incidents"])
    async def add_mark(request: Request, incident_id: str, wanted: MarkRequest) -> Mark:
        """Draw on the map."""
        incident = _changeable(parts, incident_id)
        fault = geometry_fault(wanted.geometry)
        if fault is not None:
            raise Problem(422, fault.said, field=f"geometry.{fault.field}")
        now, actor = utc_now(), session_of(request).user.name
        mark = Mark(
            id=secrets.token_hex(6), kind=wanted.kind, text=wanted.text, geometry=wanted.geometry, by=actor, at=now
        )
        incident.record(MarkAdded(at=now, actor=actor, mark=mark))
        return mark


def _add_records(app: FastAPI, parts: Parts) -> None:
    @app.get("/api/v1/incidents/{incident_id}/journal", name="journal", tags=["incidents"])
    async def journal(
        incident_id: str,
        after: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> JournalPage:
        """Events after a sequence number, oldest first."""
        incident = parts.incidents.get(incident_id)
        return JournalPage(epoch=incident.epoch, events=incident.events_after(after, limit), seq=incident.seq)

    @app.get("/api/v1/incidents/{incident_id}/seen", name="seen", tags=["incidents"], response_model=None)
    async def seen(incident_id: str) -> Response:
        """What ground was really imaged."""
        parts.incidents.get(incident_id)
        return JSONResponse(parts.station.seen(incident_id), media_type=GEOJSON)

    @app.get("/api/v1/incidents/{incident_id}/export", name="export", tags=["incidents"], response_model=None)
    async def export(incident_id: str, format: str = "geojson") -> Response:
        """The incident as a file."""
        picture = parts.incidents.get(incident_id).picture
        if format in EXPORT_FORMATS_TO_COME:
            raise Problem(501, "export-to-come", field="format", given=format)
        if format != "geojson":
            raise Problem(400, "export-unknown", field="format", given=format)
        disposition = {"Content-Disposition": f'attachment; filename="{incident_id}.geojson"'}
        body: GeoJson = export_features(picture)
        return JSONResponse(body, media_type=GEOJSON, headers=disposition)


def _add_live(app: FastAPI, parts: Parts) -> None:
    @app.post("/api/v1/incidents/{incident_id}/live-ticket", name="live_ticket", tags=["live"])
    async def live_ticket(request: Request, incident_id: str) -> LiveTicket:
        """A ticket for one live socket, good once and for half a minute."""
        parts.incidents.get(incident_id)
        return issue_ticket(parts, request, f"/api/v1/incidents/{incident_id}/live")

    @app.websocket("/api/v1/incidents/{incident_id}/live", name="live")
    async def live(websocket: WebSocket, incident_id: str) -> Any:
        """The live picture."""
        incident = parts.incidents.get(incident_id)
        await parts.hub.serve(websocket, incident, role_now(parts.access, session_of(websocket).key))


def _changeable(parts: Parts, incident_id: str) -> OpenIncident:
    incident = parts.incidents.get(incident_id)
    if incident.picture.incident.status == "closed":
        raise IncidentIsClosed(incident_id)
    return incident
