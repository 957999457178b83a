"""`varde calibrate`: how a camera sits and how late its pictures are timed, from clicks on known points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ground_station.errors import BadInput
from ground_station.stills import click_rows, frame_around, in_local
from missions.geo import LocalFrame
from vision.calibrate import Calibration, KnownPoint, TooFewPoints, calibrate
from vision.clicks import BadClick, number, parse_click

FIELDS = "see docs/reference/calibrate.md for the fields"


def calibrate_clicks(path: Path) -> dict[str, Any]:
    """What the clicks of the file say of their camera. Raises `BadInput`."""
    rows = click_rows(path)
    try:
        frame = frame_around(rows[0])
        points = [_known(row, frame, index) for index, row in enumerate(rows)]
    except (BadClick, KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{path}: {error}", FIELDS) from error
    try:
        return _document(calibrate(points))
    except TooFewPoints as error:
        raise BadInput(f"{path}: {error}", "click more points, on several headings and at several speeds") from error


def _known(row: dict[str, Any], frame: LocalFrame, index: int) -> KnownPoint:
    click = parse_click(row, lambda lat, lon: in_local(frame, lat, lon))
    north, east = in_local(frame, number(row, "known_lat"), number(row, "known_lon"))
    velocity = tuple(float(row.get(f"vel_{axis}_ms", 0.0)) for axis in ("north", "east", "down"))
    return KnownPoint(
        pixel=click.pixel,
        camera=click.camera,
        pose=replace(click.pose, velocity_ned_ms=(velocity[0], velocity[1], velocity[2])),
        place_ned_m=(north, east, -number(row, "known_alt_amsl_m")),
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
