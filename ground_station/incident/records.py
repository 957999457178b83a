"""The nouns of an incident, as people and programs see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

GeoJson = dict[str, Any]


class Message(BaseModel):
    """Base of all: frozen, nothing unknown is let in, every number is one (JSON has no infinity)."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, json_schema_serialization_defaults_required=True
    )


class Ellipse(Message):
    """95 % error ellipse on the ground."""

    semi_major_m: float
    semi_minor_m: float
    orientation_deg: float
    """The major axis, turned clockwise from north, 0 to 180."""


FindingKind = Literal["hotspot", "person"]
FindingStatus = Literal["found", "confirmed", "dismissed", "assigned", "extinguished"]


class BestLook(Message):
    """The look that shows a finding best: from nearest by, with all of it in the picture where there is such a look."""

    at: datetime
    vehicle_id: int
    range_m: float
    """From the camera to the finding."""
    is_whole: bool = True
    """The picture's edge cuts nothing of it off."""


class Finding(Message):
    """Sightings that are the same thing on the ground."""

    id: str
    number: int
    """The short number spoken on the radio and shown everywhere."""
    kind: FindingKind
    status: FindingStatus
    latitude_deg: float
    longitude_deg: float
    altitude_amsl_m: float
    ellipse: Ellipse
    confidence: float
    peak_celsius: float | None
    """Hottest apparent temperature seen so far."""
    peak_sigma_kelvin: float | None = None
    """How far the peak may be off (one sigma): the camera's accuracy, the surface and the air; null where not known."""
    last_celsius: float | None
    is_saturated: bool
    """The true temperature is at least `peak_celsius`."""
    area_m2: float | None
    length_m: float | None = None
    """From end to end of a large fire or a front, as far as it was seen; null for what is small."""
    is_moving: bool = False
    """It walked while it was seen: the position is where it was last."""
    looks: int
    """In how many frames it was seen."""
    passes: int
    """In how many passes with a different heading, place or aircraft."""
    vehicles: list[int]
    first_seen_at: datetime
    last_seen_at: datetime
    reviewed_by: str | None = None
    note: str | None = None
    assigned_to: str | None = None
    """The crew or unit that has been given it, also after it has put it out; null: nobody."""
    assigned_by: str | None = None
    assigned_at: datetime | None = None
    best_look: BestLook | None = None
    """Its picture is at `GET /incidents/{id}/findings/{id}/picture`."""


class Mark(Message):
    """What a person drew on the map."""

    id: str
    kind: str
    """command_post, water, danger, sector, note, area ..."""
    text: str
    geometry: GeoJson
    by: str
    at: datetime


class PlanSummary(Message):
    """A plan as the map shows it."""

    id: str
    template: str
    template_version: str
    template_sha256: str
    area: GeoJson
    """Polygon."""
    routes: list[GeoJson]
    """One LineString with heights above sea level per aircraft."""
    vehicles: list[int]
    makespan_s: float
    covered_fraction: float
    ground_sample_distance_m: float
    footprint_width_m: float
    line_spacing_m: float
    fence: GeoJson | None = None
    """Polygon that goes with it, where the crew set one."""
    rally: list[tuple[float, float]] = []
    """Longitude and latitude of places besides home to return to."""


SearchKind = Literal["drawn", "distance", "drift"]
Ground = Literal["mountain", "flat"]


class SearchBasis(Message):
    """What a map of where a missing person may be goes by."""

    id: str
    by: str
    at: datetime
    kind: SearchKind
    """Areas with weights, how far such people go, or drift in the water."""
    last_seen: tuple[float, float] | None = None
    """Longitude and latitude."""
    lost_at: datetime | None = None
    category: str | None = None
    """Who they are, or how they float."""
    ground: Ground = "mountain"
    areas: GeoJson | None = None
    """FeatureCollection of polygons with a `weight` each."""
    elsewhere: float = 0.0
    """The chance that they are in none of the areas."""
    current_towards_deg: float = 0.0
    current_ms: float = 0.0
    wind_from_deg: float = 0.0
    wind_ms: float = 0.0
    first_error_m: float = 50.0
    """Standard deviation of the place where somebody went into the water."""


class OwnLayer(Message):
    """A file that the crew has laid over the map; what it shows is at `GET /incidents/{id}/layers/{id}`."""

    id: str
    name: str
    by: str
    at: datetime
    features: int
    bounds: tuple[float, float, float, float]
    """West, south, east, north."""
    sha256: str
    """Of what it shows."""


class VehicleFence(Message):
    """What an aircraft has been told not to leave."""

    vehicle_id: int
    plan_id: str
    """With which plan it came."""
    is_stations: bool
    """The station drew it around the plan; otherwise it is the plan's own."""
    area: GeoJson
    """FeatureCollection; `keeps` is `in` or `out`, a circle is a point with `radius_m`."""


class Incident(Message):
    """One call-out."""

    id: str
    title: str
    status: Literal["open", "closed"]
    opened_at: datetime
    closed_at: datetime | None = None
