"""What the API needs of whoever reckons where a missing person may be. `searching.py` implements it."""

from __future__ import annotations

from typing import Protocol

from ground_station.api.search_wire import SearchRaster, SearchRequest, SearchTasksRequest, SearchTasksView, SearchView


class SearchDesk(Protocol):
    """The map of chances of each incident. All raise `UnknownIncident`."""

    async def begin(self, incident_id: str, wanted: SearchRequest, actor: str) -> SearchView:
        """Say anew where somebody may be, and journal it. Raises `IncidentIsClosed`, `BadSearch`, PlanningError."""

    async def view(self, incident_id: str) -> SearchView:
        """The map as it is now. Raises `NoSearchMap`, PlanningError."""

    async def raster(self, incident_id: str) -> SearchRaster:
        """The map cell by cell. Raises `NoSearchMap`, PlanningError."""

    async def tasks(self, incident_id: str, wanted: SearchTasksRequest, language: str) -> SearchTasksView:
        """Which ground to search first. Raises `NoSearchMap`, `UnknownTemplate`, PlanningError."""


class NoSearchMap(LookupError):
    """Nobody has said yet where to search in the incident that is its argument."""


class BadSearch(ValueError):
    """A request lacks something; `sentence` is a Fluent id, `field` what it is about."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
