"""How far clicks in real photographs are placed from surveyed points: one by one, and joined over three and more views.

Nothing is fitted: poses as the aircraft wrote them, sigmas as it is specified (`vision.clicks.PHOTO_SIGMAS`), and the
very joining of passes that makes findings (`ground_station.incident.passes`), each photograph being a pass.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from ground_station.incident.passes import Matrix, Pass, first_look, fuse
from ground_station.incident.sightings import Sighting
from missions.geo import GeoPoint, LocalFrame
from missions.terrain import Terrain
from vision.clicks import Click, locate_clicks, parse_click
from vision.detections import Kind
from vision.ellipse import CHI2_95
from vision.geolocate import GroundPoint

LEAST_VIEWS = 3
AROUND_M = 400.0
"""How far the photographs' points lie around the first of them."""

Errors = list[tuple[Matrix, Matrix]]
"""Error north and east (2,) and covariance (2, 2) of each place."""


def bench(folder: Path | None = None) -> list[dict[str, Any]]:
    """A row for single looks and one for joined ones, where `folder`, or VARDE_SHARED, holds clicks with a truth."""
    shared = os.environ.get("VARDE_SHARED")
    folder = folder or (Path(shared) / "data" / "geolocation" if shared else None)
    if folder is None or not (folder / "truth.json").exists():
        return []
    single, joined = errors(folder)
    return [
        {"placed": "clicks, single look", **_row(single)},
        {"placed": f"clicks, joined from {LEAST_VIEWS} and more photographs", **_row(joined)},
    ]


def errors(folder: Path) -> tuple[Errors, Errors]:
    """Of each click that belongs to a surveyed point, and of each point that enough photographs show."""
    truth = json.loads((folder / "truth.json").read_text())
    points = {point["id"]: point for point in truth["gcps"]}
    rows = [row for row in truth["obs"] if row["gcp_consistent"]]
    first = next(iter(points.values()))
    frame = LocalFrame(origin=GeoPoint(latitude_deg=first["lat"], longitude_deg=first["lon"]))
    ground = Terrain.open([folder / "terrain.tif"]).in_frame(frame, AROUND_M)

    def to_local(latitude_deg: float, longitude_deg: float) -> tuple[float, float]:
        north_m, east_m = frame.to_local(latitude_deg, longitude_deg)
        return float(north_m), float(east_m)

    clicks = [parse_click(row, to_local) for row in rows]
    single: Errors = []
    seen: dict[str, list[Pass]] = {}
    for row, click, place in zip(rows, clicks, locate_clicks(clicks, ground, ground.cell_m), strict=True):
        if isinstance(place, GroundPoint):
            point = points[row["gcp_consistent"]]
            single.append(
                (_apart((place.north_m, place.east_m), to_local(point["lat"], point["lon"])), place.covariance)
            )
            seen.setdefault(point["id"], []).append(first_look(_sighting(click, place)))
    joined: Errors = []
    for name, passes in seen.items():
        if len({each.pass_id for each in passes}) >= LEAST_VIEWS:
            centre, covariance = fuse(tuple(passes))
            joined.append((_apart(centre, to_local(points[name]["lat"], points[name]["lon"])), covariance))
    return single, joined


def _apart(place: Iterable[float], truth: tuple[float, float]) -> Matrix:
    return np.array(tuple(place)) - truth


def _sighting(click: Click, place: GroundPoint) -> Sighting:
    return Sighting(
        at=datetime(1970, 1, 1, tzinfo=UTC),
        vehicle_id=1,
        pass_id=click.image,
        frame=click.image,
        kind=Kind.HOTSPOT,
        north_m=place.north_m,
        east_m=place.east_m,
        up_m=place.up_m,
        common=place.common,
        independent=place.independent,
        peak_celsius=None,
        contrast=0.0,
        confidence=1.0,
        area_m2=0.0,
        is_saturated=False,
    )


def _row(found: Errors) -> dict[str, Any]:
    apart_m = [float(np.hypot(*error)) for error, _ in found]
    squared = [float(error @ np.linalg.solve(covariance, error)) for error, covariance in found]
    return {
        "places": len(found),
        "cep50_m": round(float(np.median(apart_m)), 2),
        "ce90_m": round(float(np.percentile(apart_m, 90)), 2),
        "nees": round(float(np.mean(squared)), 2),
        "in_95_ellipse": round(float(np.mean(np.array(squared) <= CHI2_95)), 3),
    }
