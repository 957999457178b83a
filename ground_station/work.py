"""What is being worked on now: the incident, its local frame and terrain, its findings and the ground seen."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from ground_station.eyes import Ground, Work
from ground_station.fleet.fleet import Fleet
from ground_station.incident.desk import Incidents, OpenIncident
from ground_station.incident.finding_desk import restore
from ground_station.incident.front_memory import fronts_kept, with_fronts
from ground_station.incident.records import Finding
from ground_station.incident.seen_area import SeenGround
from missions.geo import GeoPoint, LocalFrame
from missions.terrain import Terrain

log = structlog.get_logger()

GROUND_RADIUS_M = 2500.0
"""How far around the incident the elevation model is held ready."""
KEEP_EVERY_S = 5.0


def _distance_m(frame: LocalFrame, latitude_deg: float, longitude_deg: float) -> float:
    north, east = frame.to_local(latitude_deg, longitude_deg)
    return float(np.hypot(north, east))


def _write(path: Path, kept: dict[str, NDArray[np.float64]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    np.savez_compressed(packed, **kept)  # type: ignore[arg-type]
    fresh = path.with_suffix(".new")
    fresh.write_bytes(packed.getvalue())
    os.replace(fresh, path)


class WorkBench:
    """The newest open incident with all that the eyes need; opens one when there is none."""

    def __init__(
        self, incidents: Incidents, fleet: Fleet, terrain: Terrain | None, data: Path, title: str | None = None
    ) -> None:
        self._incidents = incidents
        self._fleet = fleet
        self._terrain = terrain
        self._data = data
        self._works: dict[str, Work] = {}
        self._title = title
        self._kept_version: dict[Path, object] = {}
        self._kept_at = datetime.now(UTC)

    def incident(self) -> OpenIncident:
        """The incident being worked on."""
        newest = self._incidents.newest_open()
        if newest is None:
            newest = self._incidents.open(self._title or f"{datetime.now():%d.%m.%Y %H:%M}", "station")
        return newest

    def work(self) -> Work:
        """The current incident with its ground, which is laid where the first aircraft tells that it is."""
        incident = self.incident()
        work = self._works.get(incident.id)
        if work is None:
            work = self._begin(incident)
            self._works[incident.id] = work
        elif work.ground is None and (origin := self._origin(incident)) is not None:
            work.ground = self._ground(origin)
            self._restore(work)
        return work

    def search(self, incident_id: str, area: dict[str, Any]) -> None:
        """From now on the seen ground of the incident is that of `area`."""
        work = self._works.get(incident_id) or self.work()
        if work.incident.id != incident_id:
            return
        longitude, latitude = area["coordinates"][0][0][:2]
        if work.ground is None or _distance_m(work.ground.frame, latitude, longitude) > GROUND_RADIUS_M / 2:
            # The first aircraft stood far from where the search is: lay the ground there, keep what was found.
            work.ground = self._ground(GeoPoint(latitude_deg=latitude, longitude_deg=longitude))
            self._restore(work)
        if work.ground is not None:
            work.seen = SeenGround(work.ground.frame, area)

    def seen(self, incident_id: str) -> dict[str, Any]:
        """What ground was imaged in an incident."""
        work = self._works.get(incident_id)
        return work.seen.geojson() if work and work.seen else {"type": "FeatureCollection", "features": []}

    async def keep(self, *, now: bool = False) -> None:
        """Write seen ground and large fires to disk now and then: neither is in the journal, a restart needs both."""
        if not now and (datetime.now(UTC) - self._kept_at).total_seconds() < KEEP_EVERY_S:
            return
        self._kept_at = datetime.now(UTC)
        for incident_id, work in self._works.items():
            if work.seen is not None:
                await self._keep(self._path("seen", incident_id), work.seen.version, work.seen.kept)
            if work.ground is not None:
                fronts = fronts_kept(work.desk.book, work.ground.frame)
                # Beads are only ever added, or go with the fire that they are of.
                version = {number: len(beads) for number, beads in fronts.items()}
                await self._keep(self._path("fronts", incident_id), version, fronts.copy)

    async def _keep(self, path: Path, version: object, kept: Callable[[], dict[str, NDArray[np.float64]]]) -> None:
        """Write what has changed since it was last written."""
        if version != {} and self._kept_version.get(path) != version:
            self._kept_version[path] = version
            await asyncio.to_thread(_write, path, kept())

    def _path(self, what: str, incident_id: str) -> Path:
        return self._data / what / f"{incident_id}.npz"

    def _begin(self, incident: OpenIncident) -> Work:
        origin = self._origin(incident)
        ground = self._ground(origin) if origin is not None else None
        frame = ground.frame if ground else LocalFrame(origin=GeoPoint(latitude_deg=0.0, longitude_deg=0.0))
        work = Work(incident=incident, ground=ground, desk=restore([], frame, self._reviewed(incident)))
        self._restore(work)
        return work

    def _restore(self, work: Work) -> None:
        """Findings, large fires and seen ground as the journal and the disk have them."""
        if work.ground is None:
            return
        picture = work.incident.picture
        work.desk = restore(picture.findings, work.ground.frame, self._reviewed(work.incident))
        fronts = self._path("fronts", work.incident.id)
        if fronts.is_file():
            with np.load(fronts) as kept:
                work.desk.book = with_fronts(work.desk.book, kept, work.ground.frame)
        if not picture.plans:
            return
        work.seen = SeenGround(work.ground.frame, picture.plans[-1].area)
        path = self._path("seen", work.incident.id)
        if path.is_file():
            with np.load(path) as kept:
                work.seen.restore(kept)

    @staticmethod
    def _reviewed(incident: OpenIncident) -> Any:
        def reviewed(finding_id: str) -> Finding | None:
            return incident.picture.finding(finding_id)

        return reviewed

    def _origin(self, incident: OpenIncident) -> GeoPoint | None:
        """Where the incident is: its plan, its findings, or the first aircraft that tells where it stands."""
        picture = incident.picture
        if picture.plans:
            longitude, latitude = picture.plans[-1].area["coordinates"][0][0][:2]
            return GeoPoint(latitude_deg=latitude, longitude_deg=longitude)
        if picture.findings:
            first = picture.findings[0]
            return GeoPoint(latitude_deg=first.latitude_deg, longitude_deg=first.longitude_deg)
        for vehicle in self._fleet.vehicles.values():
            if vehicle.latitude_deg is not None and vehicle.longitude_deg is not None and vehicle.home is not None:
                return GeoPoint(latitude_deg=vehicle.latitude_deg, longitude_deg=vehicle.longitude_deg)
        return None

    def _ground(self, origin: GeoPoint) -> Ground | None:
        if self._terrain is None:
            return None
        frame = LocalFrame(origin=origin)
        local = self._terrain.in_frame(frame, GROUND_RADIUS_M)
        log.info("ground ready", latitude=origin.latitude_deg, longitude=origin.longitude_deg, cell_m=local.cell_m)
        return Ground(frame=frame, terrain=local, cell_m=local.cell_m)
