"""Keeps where aircraft have been while they fly, for who comes later or looks back."""

from __future__ import annotations

from datetime import datetime

from ground_station.api.station import Station
from ground_station.api.wire import VehicleState
from ground_station.incident.desk import Incidents
from ground_station.incident.trail_store import TrailStore
from ground_station.incident.trails import Point, TrailBook

WRITE_EVERY_MS = 5_000


class TrailKeeper:
    """Listens to the live state; writes to the disk now and then, while something flies."""

    def __init__(self, station: Station, incidents: Incidents) -> None:
        self._station = station
        self._book = TrailBook()
        self._store = TrailStore(incidents.journal.engine)
        self._unwritten: list[tuple[int, Point]] = []
        newest = incidents.newest_open()
        if newest is not None:
            for vehicle, point in self._store.since(_ms(newest.picture.incident.opened_at)):
                self._book.add(vehicle, point)
        station.on_state(self._changed)

    def since(self, at: datetime) -> dict[int, list[Point]]:
        """Every aircraft's trail from `at` on."""
        return self._book.trails(_ms(at))

    def _changed(self, key: str) -> None:
        if not key.startswith("vehicle/"):
            return
        state = self._station.state().get(key)
        if not isinstance(state, VehicleState) or not state.is_in_air:
            return
        if state.longitude_deg is None or state.latitude_deg is None:
            return
        point = (state.longitude_deg, state.latitude_deg, _ms(state.at))
        if self._book.add(state.id, point):
            self._unwritten.append((state.id, point))
        if self._unwritten and point[2] - self._unwritten[0][1][2] >= WRITE_EVERY_MS:
            written, self._unwritten = self._unwritten, []
            self._store.add(written)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
