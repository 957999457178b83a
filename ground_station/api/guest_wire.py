"""What is said about guests' links, and where aircraft have been, at the edge."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from ground_station.access.permissions import Layer
from ground_station.incident.records import Message


class GuestPass(Message):
    """By which link a guest is in."""

    layers: list[Layer]
    expires_at: datetime


class GuestLinkRequest(Message):
    """Make a link for people without an account."""

    name: str = Field(min_length=1, max_length=60, pattern=r"^\S(.*\S)?$")
    """For whom: it stands in the journal at every opening."""
    layers: list[Layer] = Field(min_length=1, max_length=len(Layer))
    minutes: int = Field(ge=5, le=7 * 24 * 60)
    """How long it stands."""


class GuestLinkView(Message):
    """A link that was made; the address itself is known only when it is made."""

    id: str
    name: str
    layers: list[Layer]
    made_by: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    openings: int
    last_opened_at: datetime | None


class NewGuestLink(Message):
    """A link just made."""

    link: GuestLinkView
    token: str
    """For `POST /api/v1/guest-session`; the console takes it from the address after `#guest=`."""


class GuestToken(Message):
    """What stands in a guest's link."""

    token: str = Field(min_length=16, max_length=100)


class VehicleTrail(Message):
    """Where one aircraft has been in the air."""

    vehicle_id: int
    points: list[tuple[float, float, int]]
    """Longitude, latitude (degrees), milliseconds since 1970; the older, the coarser."""


class Trails(Message):
    """Where every aircraft has been since the incident was opened."""

    trails: list[VehicleTrail]
