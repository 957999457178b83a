"""Manned aircraft that send ADS-B, as receivers on board our own aircraft pass it on (ADSB_VEHICLE). Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from ground_station.link.messages import Message

COORDINATES, ALTITUDE, HEADING, VELOCITY, CALLSIGN, VERTICAL = 1, 2, 4, 8, 16, 128
"""ADSB_FLAGS: which fields are valid."""
FORGOTTEN_AFTER_S: Final = 60.0
"""A track that was not heard so long is no longer predicted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """One aircraft of others; None: it does not tell."""

    address: int
    """ICAO, 24 bits."""
    callsign: str
    latitude_deg: float
    longitude_deg: float
    altitude_amsl_m: float | None
    """By its transponder: barometric, or geometric, which here may differ from each other by tens of metres."""
    velocity_ned_ms: tuple[float, float, float] | None
    heard_s: float
    """When it was where it says; station's monotonic clock."""


def traffic_in(message: Message, now_s: float) -> Traffic | None:
    """The aircraft that an ADSB_VEHICLE tells of, or None where it does not say where that is."""
    flags = message.flags
    if not flags & COORDINATES:
        return None
    velocity = None
    if flags & VELOCITY and flags & HEADING:
        heading_rad, speed_ms = math.radians(message.heading / 100.0), message.hor_velocity / 100.0
        climb_ms = message.ver_velocity / 100.0 if flags & (VERTICAL | VELOCITY) else 0.0
        velocity = (speed_ms * math.cos(heading_rad), speed_ms * math.sin(heading_rad), -climb_ms)
    return Traffic(
        address=message.ICAO_address,
        callsign=message.callsign.strip() if flags & CALLSIGN else "",
        latitude_deg=message.lat / 1e7,
        longitude_deg=message.lon / 1e7,
        altitude_amsl_m=message.altitude / 1000.0 if flags & ALTITUDE else None,
        velocity_ned_ms=velocity,
        heard_s=now_s - message.tslc,
    )


def merged(known: Traffic | None, new: Traffic) -> Traffic:
    """The fresher of two tellings: several of our aircraft hear the same transponder."""
    return new if known is None or new.heard_s >= known.heard_s else known
