"""Errors as people and programs get them: RFC 9457 problem documents in the caller's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from ground_station.api.station import (
    BadArea,
    BadParameter,
    BadTemplate,
    BadWind,
    UnknownPlan,
    UnknownTemplate,
    UnknownVehicle,
)
from ground_station.api.template_desk import BadCatalogue, BadOwnValue
from ground_station.api.wire import FieldProblem, ProblemDocument
from ground_station.errors import GroundStationError
from ground_station.incident.desk import IncidentIsClosed, UnknownIncident
from ground_station.incident.journal import JournalUnwritable
from ground_station.messages import preferred_language, words
from ground_station.safety.control import ControlRefused, Refusal

MEDIA_TYPE = "application/problem+json"

KNOWN_ERRORS: dict[type[Exception], tuple[int, str, str | None]] = {
    UnknownIncident: (404, "unknown-incident", "incident_id"),
    UnknownVehicle: (404, "unknown-vehicle", "vehicle_id"),
    UnknownPlan: (404, "unknown-plan", "plan"),
    UnknownTemplate: (422, "unknown-template", "template"),
    BadTemplate: (422, "bad-template", "template"),
    BadParameter: (422, "bad-parameter", "parameters"),
    BadArea: (422, "bad-area", "area"),
    BadWind: (422, "bad-wind", "wind"),
    BadCatalogue: (422, "bad-catalogue", "catalogue"),
    BadOwnValue: (422, "bad-own-value", "values"),
    IncidentIsClosed: (409, "incident-closed", "incident_id"),
    JournalUnwritable: (503, "journal-unwritable", None),
}
"""Error of the parts below -> status, sentence, field."""

CONTROL_SENTENCES = {
    Refusal.IN_COMMAND: "control-in-command",
    Refusal.NOT_YOURS: "control-not-yours",
    Refusal.ALREADY_ASKED: "control-already-asked",
    Refusal.NOBODY_ASKS: "control-nobody-asks",
    Refusal.TAKE_OVER: "control-takeover-stands",
    Refusal.NEEDS_REASON: "control-needs-reason",
    Refusal.NOT_A_PILOT: "control-not-a-pilot",
}
"""Why a wish about the command of an aircraft is refused -> sentence."""

STATUS_SENTENCES = {400: "bad-request", 404: "unknown-address", 405: "wrong-method", 413: "too-large"}

VALIDATION_SENTENCES = {
    "missing": "field-missing",
    "extra_forbidden": "field-unknown",
    "literal_error": "field-choice",
    "string_too_short": "field-too-short",
    "string_too_long": "field-too-long",
    "json_invalid": "json-invalid",
}
"""Pydantic's error type -> sentence; the others get `field-wrong` with pydantic's own English words."""


class Problem(Exception):
    """An answer that is an error; `sentence` is a Fluent id with `.detail` and `.remedy`."""

    def __init__(
        self,
        status: int,
        sentence: str,
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
        **args: Any,
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.field = field
        self.headers = dict(headers or {})
        self.args_of_sentence = args


def document(problem: Problem, language: str) -> ProblemDocument:
    """The problem in words."""
    said = words(language)
    args = problem.args_of_sentence
    return ProblemDocument(
        title=said.format(problem.sentence, **args),
        status=problem.status,
        detail=said.format(f"{problem.sentence}.detail", **args),
        field=problem.field,
        remedy=said.find(f"{problem.sentence}.remedy", **args),
    )


def response(body: ProblemDocument, headers: Mapping[str, str] | None = None) -> Response:
    """The document as an HTTP answer."""
    kept = {"Cache-Control": "no-store"} | dict(headers or {})
    return Response(body.model_dump_json(), status_code=body.status, headers=kept, media_type=MEDIA_TYPE)


def language_of(request: Request) -> str:
    """The caller's language."""
    return preferred_language(request.headers.get("accept-language", ""))


def install(app: FastAPI) -> None:
    """Answer every error with a problem document."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)
    app.add_exception_handler(ControlRefused, _not_in_command)
    for kind in KNOWN_ERRORS:
        app.add_exception_handler(kind, _known)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return response(document(error, language_of(request)), error.headers)


async def _known(request: Request, error: Exception) -> Response:
    status, sentence, field = KNOWN_ERRORS[type(error)]
    remedy = error.remedy if isinstance(error, GroundStationError) else ""
    problem = Problem(status, sentence, field=field, given=str(error), remedy=remedy)
    return response(document(problem, language_of(request)))


async def _not_in_command(request: Request, error: Exception) -> Response:
    assert isinstance(error, ControlRefused)
    field = {Refusal.NEEDS_REASON: "why", Refusal.NOT_A_PILOT: "to"}.get(error.refusal, "vehicle_id")
    status = 409 if field == "vehicle_id" else 422
    problem = Problem(status, CONTROL_SENTENCES[error.refusal], field=field, pilot=error.pilot or "-")
    return response(document(problem, language_of(request)))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    sentence = STATUS_SENTENCES.get(error.status_code, "bad-request")
    problem = Problem(error.status_code, sentence, path=request.url.path, method=request.method)
    return response(document(problem, language_of(request)), error.headers)


async def _unforeseen(request: Request, _error: Exception) -> Response:
    return response(document(Problem(500, "unforeseen"), language_of(request)))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    language = language_of(request)
    wrong = [_field_problem(found, language) for found in error.errors()]
    body = document(Problem(422, "invalid", field=wrong[0].field), language)
    return response(body.model_copy(update={"detail": wrong[0].detail, "errors": wrong}))


def _field_problem(found: Mapping[str, Any], language: str) -> FieldProblem:
    field = _field_name(found["loc"])
    sentence = VALIDATION_SENTENCES.get(found["type"], "field-wrong")
    context = found.get("ctx") or {}
    limit = context.get("min_length") or context.get("max_length") or ""
    args = {"field": field, "expected": str(context.get("expected", "")), "limit": limit, "said": found["msg"]}
    return FieldProblem(field=field, detail=words(language).format(sentence, **args))


def _field_name(location: Sequence[str | int]) -> str:
    """`area.coordinates.0` from pydantic's path, without where in the request it stood."""
    named = location[1:] if location and location[0] in ("body", "query", "path", "header") else location
    # A body that is no JSON at all is located by a character's place.
    names = [str(part) for part in named if not (location[0] == "body" and len(named) == 1 and isinstance(part, int))]
    return ".".join(names) or "body"
