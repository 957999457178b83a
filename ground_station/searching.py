"""Where a missing person may be, incident by incident: what was said, less what has been seen since."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ground_station.api.search_desk import BadSearch, NoSearchMap
from ground_station.api.search_wire import (
    SearchRaster,
    SearchRegion,
    SearchRequest,
    SearchTasksRequest,
    SearchTasksView,
    SearchTaskView,
    SearchView,
    basis_of,
)
from ground_station.incident.desk import Clock, IncidentIsClosed, Incidents, utc_now
from ground_station.incident.events import SearchMapMade
from ground_station.incident.records import GeoJson, SearchBasis
from ground_station.problem_words import said
from ground_station.search_wish import FURTHEST_M, TILE_SPACINGS, detection_at
from missions.catalogue import Template
from missions.geo import GeoPoint
from missions.leeway import Sea
from missions.lost_person import CHANCES, found_within_m
from missions.probability import ProbabilityMap, by_distance, drawn, seen_detection
from missions.probability_levels import likeliest, raster, regions
from missions.probability_water import WaterDrift, by_leeway
from missions.search_choice import FlightTime, search_tasks

Array = NDArray[np.float64]

CLOCKS_DIFFER = timedelta(minutes=1)
"""A tablet's clock may be ahead."""
DRAWN_CELLS = 160
"""Cells over drawn areas each way, about."""
TILES_ACROSS = 4
"""A map is at least so many tiles wide, however small it is."""
USUAL_TEMPLATE = "no.bergen.brann/missing-person-open-ground"
NEEDED: Mapping[str, Sequence[tuple[str, str]]] = {
    "drawn": (("areas", "search-needs-areas"),),
    "distance": (("last_seen", "search-needs-place"), ("category", "search-needs-category")),
    "drift": (
        ("last_seen", "search-needs-place"),
        ("lost_at", "search-needs-time"),
        ("category", "search-needs-category"),
    ),
}
"""Kind of map -> fields that it cannot do without, and the sentence that asks for each."""


class Trials(Protocol):
    """Whoever makes plans, asked how long flights would take."""

    def trial(
        self,
        template: str,
        parameters: Mapping[str, Any],
        vehicles: Sequence[int],
        start: GeoPoint | None,
        floor_amsl_m: float | None = None,
    ) -> tuple[Template, FlightTime]:
        """The template with what its flights over areas take. Raises `UnknownTemplate`, PlanningError."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reckoned:
    """A map at one moment."""

    at: datetime
    before: ProbabilityMap
    """What was said, without any look."""
    now: ProbabilityMap
    searched: float


class Searching:
    """The maps of chances; what they go by is in the journal, what was seen is the station's."""

    def __init__(
        self, incidents: Incidents, trials: Trials, seen: Callable[[str], GeoJson], clock: Clock = utc_now
    ) -> None:
        self._incidents = incidents
        self._trials = trials
        self._seen = seen
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()

    async def begin(self, incident_id: str, wanted: SearchRequest, actor: str) -> SearchView:
        """Say anew where somebody may be, and journal it. Raises `IncidentIsClosed`, `BadSearch`, PlanningError."""
        incident = self._incidents.get(incident_id)
        if incident.picture.incident.status == "closed":
            raise IncidentIsClosed(incident_id)
        now = self._clock()
        for field, sentence in NEEDED[wanted.kind]:
            if getattr(wanted, field) is None:
                raise BadSearch(sentence, field)
        if wanted.lost_at is not None and wanted.lost_at > now + CLOCKS_DIFFER:
            raise BadSearch("search-time-to-come", "lost_at")
        basis = basis_of(wanted, id=secrets.token_hex(4), by=actor, at=now)
        # Reckoned first: what cannot be is not journalled.
        view = await self._view(incident_id, basis)
        incident.record(SearchMapMade(at=now, actor=actor, search=basis))
        return view

    async def view(self, incident_id: str) -> SearchView:
        """The map as it is now. Raises `NoSearchMap`, PlanningError."""
        return await self._view(incident_id, self._basis(incident_id))

    async def raster(self, incident_id: str) -> SearchRaster:
        """The map cell by cell. Raises `NoSearchMap`, PlanningError."""
        found = await self._reckoned(incident_id, self._basis(incident_id), self._clock())
        cells = raster(found.now)
        return SearchRaster(
            at=found.at,
            corners=list(cells.corners),
            cell_m=cells.cell_m,
            chance=np.round(cells.chance, 9).tolist(),
            elsewhere=found.now.elsewhere,
        )

    async def tasks(self, incident_id: str, wanted: SearchTasksRequest, language: str) -> SearchTasksView:
        """Which ground to search first. Raises `NoSearchMap`, `UnknownTemplate`, PlanningError."""
        basis = self._basis(incident_id)
        ahead = timedelta(minutes=wanted.minutes / 2 if basis.kind == "drift" else 0)
        found = await self._reckoned(incident_id, basis, self._clock() + ahead)
        async with self._one_at_a_time:
            # Dozens of plans are made: aircraft and map must not wait for them.
            return await asyncio.to_thread(self._chosen, basis, found, wanted, language)

    def _chosen(
        self, basis: SearchBasis, found: Reckoned, wanted: SearchTasksRequest, language: str
    ) -> SearchTasksView:
        template, time_of = self._trials.trial(
            wanted.template or USUAL_TEMPLATE, wanted.parameters, wanted.vehicles, _place(basis), wanted.floor_amsl_m
        )
        values = template.bound(wanted.parameters)
        detection, spacing_m = detection_at(template, values)
        across_m = max(found.now.chance.shape) * found.now.cell_m
        choice = search_tasks(
            found.now,
            detection=detection,
            tile_m=min(TILE_SPACINGS * spacing_m, across_m / TILES_ACROSS),
            limit_s=60.0 * wanted.minutes,
            time_of=time_of,
            count=wanted.count,
        )
        return SearchTasksView(
            template=template.id,
            detection=detection,
            at=found.at,
            tasks=[
                SearchTaskView(
                    area=task.area,
                    chance=task.chance,
                    gained=task.gained,
                    gained_per_minute=task.gained_per_minute,
                    minutes=task.duration_s / 60.0,
                )
                for task in choice.tasks
            ],
            refused=[said(error, language) for error in choice.refusals],
        )

    def _basis(self, incident_id: str) -> SearchBasis:
        basis = self._incidents.get(incident_id).picture.search
        if basis is None:
            raise NoSearchMap(incident_id)
        return basis

    async def _view(self, incident_id: str, basis: SearchBasis) -> SearchView:
        found = await self._reckoned(incident_id, basis, self._clock())
        shown = await asyncio.to_thread(regions, found.now)
        return SearchView(
            basis=basis,
            at=found.at,
            on_map=float(found.now.chance.sum()),
            elsewhere=found.now.elsewhere,
            searched=found.searched,
            left=1.0 - found.searched,
            likeliest=likeliest(found.now),
            regions=[SearchRegion(level=one.level, share=one.share, geometry=one.geometry) for one in shown],
        )

    async def _reckoned(self, incident_id: str, basis: SearchBasis, at: datetime) -> Reckoned:
        seen = self._seen(incident_id)
        return await asyncio.to_thread(reckoned, basis, seen, at)


def reckoned(basis: SearchBasis, seen: GeoJson, at: datetime) -> Reckoned:
    """The map of `basis` at a moment, less what had been seen. Raises PlanningError."""
    if basis.kind == "drift":
        drift, since = _drift(basis), basis.lost_at or basis.at
        # Nobody has drifted in no time; a minute keeps the map a map.
        elapsed_s = max((at - since).total_seconds(), 60.0)
        before = drift.at(elapsed_s)
        detection = drift.detection(before, elapsed_s, seen, since)
    else:
        before = _still(basis)
        detection = seen_detection(before, _since(seen, basis.lost_at))
    return Reckoned(at=at, before=before, now=before.after(detection), searched=before.gained(detection))


def _still(basis: SearchBasis) -> ProbabilityMap:
    """The map of somebody on land."""
    place = _place(basis)
    if basis.kind == "drawn" or place is None:
        return drawn({**(basis.areas or {}), "elsewhere": basis.elsewhere}, across=DRAWN_CELLS)
    within_m = found_within_m(basis.category or "", basis.ground)
    return by_distance(place, within_m, CHANCES, reach_m=min(within_m[-2], FURTHEST_M))


def _drift(basis: SearchBasis) -> WaterDrift:
    place = _place(basis)
    assert place is not None
    sea = Sea(
        current_towards_deg=basis.current_towards_deg,
        current_ms=basis.current_ms,
        wind_from_deg=basis.wind_from_deg,
        wind_ms=basis.wind_ms,
    )
    return by_leeway(place, floats=basis.category or "", sea=sea, first_error_m=basis.first_error_m)


def _place(basis: SearchBasis) -> GeoPoint | None:
    if basis.last_seen is None:
        return None
    return GeoPoint(latitude_deg=basis.last_seen[1], longitude_deg=basis.last_seen[0])


def _since(seen: GeoJson, lost_at: datetime | None) -> GeoJson:
    """Without what was seen before they were lost: they could not have been there to be seen."""
    if lost_at is None:
        return seen
    kept = [one for one in seen["features"] if datetime.fromisoformat(one["properties"]["seen_at"]) >= lost_at]
    return {**seen, "features": kept}
