"""Where a missing person may be: the map of chances, and which ground to search first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI, Request

from ground_station.api.gate import session_of
from ground_station.api.parts import Parts
from ground_station.api.problems import Problem, language_of
from ground_station.api.search_desk import BadSearch, NoSearchMap
from ground_station.api.search_wire import (
    SearchChoices,
    SearchRaster,
    SearchRequest,
    SearchTasksRequest,
    SearchTasksView,
    SearchView,
)
from ground_station.problem_words import said
from missions.errors import PlanningError
from missions.leeway import LEEWAY
from missions.lost_person import FOUND_WITHIN_KM

FIELDS = {
    "lost_person_unknown": "category",
    "probability_map_form": "areas",
    "probability_weight": "areas",
    "probability_exhausted": "areas",
    "search_choice_none": "minutes",
}
"""Planning error -> the field of the request that it is about; others are about the drawn areas or the parameters."""
NOTHING_TO_SUGGEST = frozenset({"search_choice_none", "search_choice_refused"})


def add_search_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of this page."""
    desk = parts.station.search

    @app.get("/api/v1/search-choices", name="search_choices", tags=["search"])
    async def choices() -> SearchChoices:
        """Of whom it is known how far they go, and how people float."""
        people = {who: list(grounds) for who, grounds in FOUND_WITHIN_KM.items()}
        return SearchChoices.model_validate({"people": people, "floats": list(LEEWAY)})

    @app.post("/api/v1/incidents/{incident_id}/search", name="make_search_map", status_code=201, tags=["search"])
    async def begin(request: Request, incident_id: str, wanted: SearchRequest) -> SearchView:
        """Say where somebody may be. It takes the place of what was said before; what was seen goes on counting."""
        with _in_words(request, "areas"):
            return await desk.begin(incident_id, wanted, session_of(request).user.name)

    @app.get("/api/v1/incidents/{incident_id}/search", name="search_map", tags=["search"])
    async def search_map(request: Request, incident_id: str) -> SearchView:
        """Where they may be now, and what is left."""
        with _in_words(request, "areas"):
            return await desk.view(incident_id)

    @app.get("/api/v1/incidents/{incident_id}/search/raster", name="search_raster", tags=["search"])
    async def search_raster(request: Request, incident_id: str) -> SearchRaster:
        """The same cell by cell, at most 96 each way."""
        with _in_words(request, "areas"):
            return await desk.raster(incident_id)

    @app.post("/api/v1/incidents/{incident_id}/search/tasks", name="search_tasks", tags=["search"])
    async def search_tasks(request: Request, incident_id: str, wanted: SearchTasksRequest) -> SearchTasksView:
        """Areas by what they gain a minute. Real plans are made for it, which takes some seconds; none is kept."""
        with _in_words(request, "parameters"):
            return await desk.tasks(incident_id, wanted, language_of(request))


@contextmanager
def _in_words(request: Request, field: str) -> Iterator[None]:
    try:
        yield
    except NoSearchMap as error:
        raise Problem(404, "no-search-map", field="incident_id") from error
    except BadSearch as error:
        raise Problem(422, error.sentence, field=error.field) from error
    except PlanningError as error:
        named = FIELDS.get(error.code, field)
        sentence = "no-search-tasks" if error.code in NOTHING_TO_SUGGEST else "bad-search"
        raise Problem(422, sentence, field=named, given=said(error, language_of(request))) from error
