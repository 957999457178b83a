"""Messages about drawings that are brought along, and about the templates that a station keeps and may take."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from ground_station.api.wire import DrawingKind
from ground_station.incident.records import GeoJson, Message

TEMPLATE_ID = r"^[a-z0-9]+(\.[a-z0-9-]+)+/[a-z0-9]+(-[a-z0-9]+)*$"


class DrawingView(Message):
    """What was drawn elsewhere, as a plan's `area` takes it."""

    name: str
    kind: DrawingKind
    geojson: GeoJson
    points: int
    """Of the line or the edge, or how many places."""
    bounds: tuple[float, float, float, float]
    """West, south, east, north."""
    keeps_out: bool
    """Whether it has holes, or ground to keep out of."""


class OwnValue(Message):
    """A value of a template that a station may set for itself."""

    place: str
    """E.g. `safety/max_height_agl_m`."""
    title: str
    """In the caller's language."""
    unit: str
    theirs: float | bool
    """The publisher's."""
    ours: float | bool | None
    """The station's own; None: the publisher's is used."""
    stricter: Literal["lower", "higher"] | None
    """Which way a limit may be moved; None: either."""


class WithdrawnView(Message):
    """Why a version must not be chosen any more."""

    reason: str
    at: str
    replaced_by: str


class ShelfTemplate(Message):
    """A template that the station keeps."""

    id: str
    version: str
    title: str
    description: str
    pattern: str
    draws: list[DrawingKind]
    maturity: str
    maintainer: str
    """Who answers for it: a municipality's fire service, mostly."""
    source: Literal["shipped", "pulled"]
    pulled_at: datetime | None
    catalogue: str | None
    """Where it was pulled from."""
    withdrawn: WithdrawnView | None
    trouble: str | None
    """Why it cannot be used, in the caller's language."""
    values: list[OwnValue]
    derived_from: str | None
    """The id of the template that it was made from."""
    used_by: list[str]
    """Ids of templates that others have made from it, as far as this station has seen."""
    plans: int
    """How many plans this station has made with it."""
    last_planned_at: datetime | None


class KnownCatalogueView(Message):
    """A catalogue that somebody here has decided to trust."""

    fingerprint: str
    address: str
    checked_at: datetime
    expires_at: datetime
    is_stale: bool
    """Nobody vouches for what was found in it any longer."""


class ShelfView(Message):
    """Every template that the station keeps, withdrawn ones too, and the catalogues it takes others from."""

    templates: list[ShelfTemplate]
    catalogues: list[KnownCatalogueView]


class OfferView(Message):
    """The newest version of a template in a catalogue, or the newest withdrawn where none is left."""

    id: str
    version: str
    title: str
    maturity: str
    status: Literal["new", "update", "current", "older", "withdrawn"]
    """Against what the station keeps."""
    kept: str | None
    """The version that the station keeps."""
    used_by: list[str]
    """Ids of templates in the catalogue that others have made from it."""
    withdrawn: WithdrawnView | None


class OffersView(Message):
    """What a catalogue has, after its signatures were checked."""

    catalogue: KnownCatalogueView
    offers: list[OfferView]
    refused: list[str]
    """Publishers of whom nothing can be taken, and why, in the caller's language."""


class ChangeView(Message):
    """What would change if an offer were taken: to be read before it is."""

    id: str
    version: str
    """That is offered."""
    kept: str | None
    lines: list[str]
    """What differs, in the caller's language, what matters for safety first; empty for a new one."""
    own: list[str]
    """Which of the station's own values stay."""
    sha256: str
    """Of the package that was looked at."""


class CatalogueRequest(Message):
    """Trust a catalogue, or look for it at another address."""

    address: str = Field(min_length=1, max_length=1000)
    """`https://...`, or a folder on the station, a memory stick for instance."""
    fingerprint: str | None = Field(default=None, max_length=128)
    """As its keeper told it on another way; needed once."""


class TakeRequest(Message):
    """Take a template that was read about."""

    template: str = Field(pattern=TEMPLATE_ID, max_length=200)
    version: str = Field(max_length=100)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    """Of the package whose change was read; another one is refused."""


class AdaptRequest(Message):
    """Set the station's own values for a template; null takes the publisher's again."""

    template: str = Field(pattern=TEMPLATE_ID, max_length=200)
    values: dict[str, Annotated[float, Field(allow_inf_nan=False)] | bool | None] = Field(min_length=1, max_length=100)
    """By place."""
