"""`varde calibrate`: how a camera sits and how late its pictures are timed, from clicks on known points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ground_station.commands import read_json
from ground_station.errors import BadInput
from missions.geo import GeoPoint, LocalFrame
from vision.calibrate import Calibration, KnownPoint, TooFewPoints, calibrate
from vision.clicks import BadClick, parse_click

FIELDS = "see docs/reference/calibrate.md for the fields"


def calibrate_clicks(path: Path) -> dict[str, Any]:
    """What the clicks of the file say of their camera. Raises `BadInput`."""
    document = read_json(path, "CLICKS")
    rows = document.get("obs") if isinstance(document, dict) else document
    if not isinstance(rows, list) or not rows:
        raise BadInput(f"{path}: no list of clicks", "give a list, or an object with one called `obs`")
    try:
        frame = LocalFrame(origin=GeoPoint(latitude_deg=float(rows[0]["lat"]), longitude_deg=float(rows[0]["lon"])))
        points = [_known(row, frame, index) for index, row in enumerate(rows)]
    except (BadClick, KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{path}: {error}", FIELDS) from error
    try:
        return _document(calibrate(points))
    except TooFewPoints as error:
        raise BadInput(f"{path}: {error}", "click more points, on several headings and at several speeds") from error


def _known(row: dict[str, Any], frame: LocalFrame, index: int) -> KnownPoint:
    def to_local(latitude_deg: float, longitude_deg: float) -> tuple[float, float]:
        north, east = frame.to_local(latitude_deg, longitude_deg)
        return float(north), float(east)

    click = parse_click(row, to_local)
    for field in ("known_lat", "known_lon", "known_alt_amsl_m"):
        if field not in row:
            raise BadClick(f"{field}: missing")
    north, east = to_local(float(row["known_lat"]), float(row["known_lon"]))
    velocity = tuple(float(row.get(f"vel_{axis}_ms", 0.0)) for axis in ("north", "east", "down"))
    return KnownPoint(
        pixel=click.pixel,
        camera=click.camera,
        pose=replace(click.pose, velocity_ned_ms=(velocity[0], velocity[1], velocity[2])),
        place_ned_m=(north, east, -float(row["known_alt_amsl_m"])),
        picture=click.image if "image" in row else index,
    )


def _document(found: Calibration) -> dict[str, Any]:
    return {
        "boresight_deg": [round(float(np.degrees(angle)), 3) for angle in found.boresight_rad],
        "sigma_boresight_deg": [round(float(np.degrees(angle)), 3) for angle in found.sigma_boresight_rad],
        "is_boresight_determined": found.is_boresight_determined,
        "time_offset_s": round(found.time_offset_s, 4),
        "sigma_time_s": round(found.sigma_time_s, 4),
        "is_time_determined": found.is_time_determined,
        "is_explained": found.is_explained,
        "median_px": round(found.median_px, 1),
        "points": found.points,
    }
