"""Incidents: findings, marks, journal, seen ground, export, and the live socket."""

from __future__ import annotations

import hashlib
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import FastAPI, Header, Query, Request, Response, WebSocket
from fastapi.responses import JSONResponse

from ground_station.access.permissions import Layer
from ground_station.access.tickets import LIFETIME_S
from ground_station.api.features import export_features, finding_features, geometry_fault
from ground_station.api.gate import session_of
from ground_station.api.guest_wire import Trails, VehicleTrail
from ground_station.api.parts import Parts
from ground_station.api.problems import Problem
from ground_station.api.role_now import role_now
from ground_station.api.wire import IncidentRequest, JournalPage, LiveTicket, LogRequest, MarkRequest, Review
from ground_station.incident.cooling import CoolingCurve, cooling_curve
from ground_station.incident.desk import IncidentIsClosed, OpenIncident, utc_now
from ground_station.incident.events import Event, FindingReviewed, LogEntered, MarkAdded
from ground_station.incident.finding_pictures import FindingPictures
from ground_station.incident.records import Finding, GeoJson, Incident, Mark

IdempotencyKey = Annotated[str | None, Header(min_length=8, max_length=64)]
"""The caller's own name for a request that may be sent twice: a console that was out of reach repeats it."""
LOG_LOOKED_BACK = 5_000
"""Events: more than an hour of a busy incident."""

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
    pictures = FindingPictures(parts.incidents.journal.engine)

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

    @app.get(
        "/api/v1/incidents/{incident_id}/findings/{finding_id}/picture",
        name="finding_picture",
        tags=["incidents"],
        response_model=None,
    )
    async def picture(request: Request, incident_id: str, finding_id: str) -> Response:
        """The thermal picture of a finding's best look, a small JPEG; `X-Seen-At` says when it was taken."""
        finding = parts.incidents.get(incident_id).picture.finding(finding_id)
        guest = session_of(request).guest
        if guest is not None and Layer.FINDINGS not in guest.layers:
            raise Problem(403, "guest-may-not", name=guest.made_by)
        if finding is None:
            raise Problem(404, "unknown-finding", field="finding_id", given=finding_id)
        kept = pictures.get(incident_id, finding_id)
        if kept is None:
            raise Problem(404, "no-finding-picture", field="finding_id", number=finding.number)
        headers = {"X-Seen-At": kept.at.isoformat(), "Cache-Control": "private, no-cache"}
        return Response(kept.jpeg, media_type="image/jpeg", headers=headers)

    @app.post("/api/v1/incidents/{incident_id}/findings/{finding_id}/review", name="review", tags=["incidents"])
    async def review(
        request: Request, incident_id: str, finding_id: str, verdict: Review, idempotency_key: IdempotencyKey = None
    ) -> Finding:
        """Say what a finding is; everybody sees it. With a key, what the caller has already said is not said again."""
        incident = _changeable(parts, incident_id)
        finding = incident.picture.finding(finding_id)
        if finding is None:
            raise Problem(404, "unknown-finding", field="finding_id", given=finding_id)
        if (verdict.verdict == "assigned") != (verdict.assignee is not None):
            raise Problem(
                422, "assignee-missing" if verdict.assignee is None else "assignee-needless", field="assignee"
            )
        actor = session_of(request).user.name
        if idempotency_key is not None and _is_said(finding, verdict, actor):
            return finding
        incident.record(FindingReviewed(at=utc_now(), actor=actor, finding_id=finding_id, **verdict.model_dump()))
        reviewed = incident.picture.finding(finding_id)
        assert reviewed is not None
        return reviewed

    @app.get("/api/v1/incidents/{incident_id}/marks", name="marks", tags=["incidents"])
    async def marks(incident_id: str) -> list[Mark]:
        """What people drew."""
        return parts.incidents.get(incident_id).picture.marks

    @app.post("/api/v1/incidents/{incident_id}/marks", name="add_mark", status_code=201, tags=["incidents"])
    async def add_mark(
        request: Request, incident_id: str, wanted: MarkRequest, idempotency_key: IdempotencyKey = None
    ) -> Mark:
        """Draw on the map. With a key, the mark that it drew the first time is given back."""
        incident = _changeable(parts, incident_id)
        fault = geometry_fault(wanted.geometry)
        if fault is not None:
            raise Problem(422, fault.said, field=f"geometry.{fault.field}")
        now, actor = utc_now(), session_of(request).user.name
        mark_id = _mark_id(actor, idempotency_key)
        drawn = next((mark for mark in incident.picture.marks if mark.id == mark_id), None)
        if drawn is not None:
            return drawn
        mark = Mark(id=mark_id, kind=wanted.kind, text=wanted.text, geometry=wanted.geometry, by=actor, at=now)
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

    @app.post("/api/v1/incidents/{incident_id}/log", name="write_log", tags=["incidents"])
    async def write_log(
        request: Request, incident_id: str, wanted: LogRequest, idempotency_key: IdempotencyKey = None
    ) -> JournalPage:
        """Write in the log; answers with the entry. With a key, the one that it wrote the first time is given back."""
        incident = _changeable(parts, incident_id)
        actor = session_of(request).user.name
        written = _written_before(incident, actor, idempotency_key)
        if written is None:
            entry = LogEntered(at=utc_now(), actor=actor, text=wanted.text, key=idempotency_key)
            written = incident.record(entry)
        return JournalPage(epoch=incident.epoch, events=[written], seq=incident.seq)

    @app.get("/api/v1/incidents/{incident_id}/seen", name="seen", tags=["incidents"], response_model=None)
    async def seen(incident_id: str) -> Response:
        """What ground was really imaged."""
        parts.incidents.get(incident_id)
        return JSONResponse(parts.station.seen(incident_id), media_type=GEOJSON)

    @app.get("/api/v1/incidents/{incident_id}/trails", name="trails", tags=["incidents"])
    async def trails(incident_id: str) -> Trails:
        """Where every aircraft has been in the air since the incident was opened."""
        opened_at = parts.incidents.get(incident_id).picture.incident.opened_at
        found = parts.trails.since(opened_at)
        return Trails(trails=[VehicleTrail(vehicle_id=vehicle, points=points) for vehicle, points in found.items()])

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


def _is_said(finding: Finding, verdict: Review, actor: str) -> bool:
    said = (finding.status, finding.reviewed_by, finding.note)
    to_whom = finding.assigned_to if verdict.verdict == "assigned" else None
    return (*said, to_whom) == (verdict.verdict, actor, verdict.note, verdict.assignee)


def _written_before(incident: OpenIncident, actor: str, key: str | None) -> Event | None:
    if key is None:
        return None
    lately = incident.events_after(max(0, incident.seq - LOG_LOOKED_BACK), LOG_LOOKED_BACK)
    same = (event for event in lately if isinstance(event, LogEntered) and (event.actor, event.key) == (actor, key))
    return next(same, None)


def _mark_id(actor: str, key: str | None) -> str:
    """Drawn by lot, or from the caller's key: the id outlives a restart of the station as the journal does."""
    return secrets.token_hex(6) if key is None else hashlib.sha256(f"{actor}\n{key}".encode()).hexdigest()[:12]


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
        session = session_of(websocket)
        layers = None if session.guest is None else session.guest.layers
        await parts.hub.serve(websocket, incident, role_now(parts.access, session.key), layers)


def _changeable(parts: Parts, incident_id: str) -> OpenIncident:
    incident = parts.incidents.get(incident_id)
    if incident.picture.incident.status == "closed":
        raise IncidentIsClosed(incident_id)
    return incident
