"""What the routes need of the rest of the station, gathered once by `create_api`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ground_station.access.tickets import Tickets
from ground_station.access.users import Access
from ground_station.api.live import LiveHub
from ground_station.api.metrics import Metrics
from ground_station.api.station import Station
from ground_station.api.trail_keeper import TrailKeeper
from ground_station.incident.desk import Incidents


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The running station as the routes see it."""

    station: Station
    incidents: Incidents
    access: Access
    tickets: Tickets
    hub: LiveHub
    trails: TrailKeeper
    metrics: Metrics
    static_dir: Path
    version: str
    station_name: str
