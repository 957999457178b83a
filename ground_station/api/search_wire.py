"""What is said about where a missing person may be, at the edge."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from ground_station.incident.records import GeoJson, Ground, Message, SearchBasis, SearchKind

Degrees = Annotated[float, Field(ge=0, le=360)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-85, le=85)]


class SearchRequest(Message):
    """Say where somebody may be: by areas with weights, by how far such people go, or by drift in the water."""

    kind: SearchKind
    last_seen: tuple[Longitude, Latitude] | None = None
    """Longitude and latitude of the last known point; for `distance` and `drift`."""
    lost_at: AwareDatetime | None = None
    """When they were there; for `drift`."""
    category: str | None = None
    """Who they are (`distance`) or how they float (`drift`): one of `GET /api/v1/search-choices`."""
    ground: Ground = "mountain"
    areas: GeoJson | None = None
    """For `drawn`: a FeatureCollection of polygons with a `weight` each, relative to the others."""
    elsewhere: float = Field(default=0.1, ge=0, lt=1)
    """For `drawn`: the chance that they are in none of the areas."""
    current_towards_deg: Degrees = 0.0
    """Where the current goes to, clockwise from north."""
    current_ms: float = Field(default=0.0, ge=0, le=5)
    wind_from_deg: Degrees = 0.0
    """Where the wind comes from, clockwise from north."""
    wind_ms: float = Field(default=0.0, ge=0, le=40)
    """10 m above the sea."""
    first_error_m: float = Field(default=50.0, ge=5, le=2000)
    """Standard deviation of the last known point; for `drift`."""


class SearchRegion(Message):
    """The smallest ground that holds at least `level` of what is on the map."""

    level: float
    share: float
    """What it really holds of that; more than `level` where many places are equally likely."""
    geometry: GeoJson
    """MultiPolygon."""


class SearchView(Message):
    """The map of chances as it is now: what was believed, less what has been seen since."""

    basis: SearchBasis
    at: datetime
    """For which moment it is; somebody in the water goes on drifting."""
    on_map: float
    """The chance that they are on the map at all."""
    elsewhere: float
    searched: float
    """The chance with which what has been seen would have found them."""
    left: float
    """Of all that was believed at first, what no look has covered: 1 less `searched`."""
    likeliest: tuple[float, float]
    """Longitude and latitude."""
    regions: list[SearchRegion]
    """Smallest first."""


class SearchRaster(Message):
    """The same, cell by cell."""

    at: datetime
    corners: list[tuple[float, float]]
    """Longitude and latitude of the south-west, south-east, north-east and north-west corner."""
    cell_m: float
    chance: list[list[float]]
    """Rows from the south, cells from the west; with `elsewhere` they make 1."""
    elsewhere: float


class SearchTasksRequest(Message):
    """Ask which ground to search first with the aircraft at hand."""

    template: str | None = None
    """Any whose pattern is drawn as an area; missing person in open ground when left out."""
    parameters: dict[str, float | str | bool] = {}
    vehicles: list[int] = Field(default=[], max_length=20)
    """Ids of the aircraft that shall fly; empty: one, from the last known point."""
    minutes: float = Field(default=20.0, ge=3, le=180)
    """The longest flight, from take-off to landing."""
    count: int = Field(default=3, ge=1, le=5)
    floor_amsl_m: float | None = Field(default=None, ge=-500, le=9000)
    """As in `PlanRequest`, for ground that no elevation model knows."""


class SearchTaskView(Message):
    """One area to search."""

    area: GeoJson
    """Polygon: plan on it."""
    chance: float
    """That the person is inside, where those before it have found nobody."""
    gained: float
    """The chance that this flight finds them."""
    gained_per_minute: float
    minutes: float
    """From take-off to the last landing."""


class SearchTasksView(Message):
    """Areas in the order in which they are best searched."""

    template: str
    detection: float
    """The chance that a person in the open is noticed at the template's height."""
    at: datetime
    """The moment of the map that they were chosen on: for somebody who drifts, the middle of the flight."""
    tasks: list[SearchTaskView]
    refused: list[str] = []
    """Why other likely ground cannot be flown over, in the caller's language; empty where the time alone decided."""


class SearchChoices(Message):
    """What `SearchRequest.category` may be."""

    people: dict[str, list[Ground]]
    """Who -> the kinds of ground for which distances are known."""
    floats: list[str]
    """How somebody floats."""


def basis_of(wanted: SearchRequest, **more: Any) -> SearchBasis:
    """What is kept of a request."""
    return SearchBasis(**wanted.model_dump(), **more)
