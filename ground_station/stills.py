"""`varde detect` and `varde locate`: what is hot in images on disk, and where pixels lie on the ground."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ground_station.commands import read_json, write_text
from ground_station.errors import BadInput
from ground_station.terrain_files import open_terrain_files
from missions.geo import GeoPoint, LocalFrame
from vision.clicks import BadClick, Click, number, parse_click
from vision.clicks import locate_clicks as locate_all
from vision.detect import LookSettings
from vision.ellipse import ellipse_95
from vision.frames import Unit
from vision.geolocate import GroundPoint, NoGround
from vision.hotspots import PRESETS
from vision.meaning import REMEDY, BadUnit, meaning
from vision.report import detect_files as reports_on
from vision.scale import ground_scale
from vision.unreadable import UnreadableInput

UNTOLD = {
    Unit.COUNTS: "it does not tell its unit, so nothing in it has a temperature and all is only hot beside the rest",
    Unit.CELSIUS: "it does not tell its unit, and was taken for degrees Celsius",
    Unit.KELVIN: "it does not tell its unit, and was taken for kelvin",
}
UNTOLD_REMEDY = "say it with --unit, e.g. centikelvin or 0.04K"
LOCATE_RADIUS_M = 3000.0
"""How far around the first click the elevation model is read."""


def detect_files(
    inputs: Sequence[str],
    *,
    out: Path,
    annotate: Path | None,
    preset: str,
    camera: Path | None = None,
    terrain_files: Sequence[Path] = (),
    unit: str | None = None,
) -> tuple[dict[str, Any], list[str], list[str]]:
    """Detections of all inputs as a FeatureCollection, a line for each unreadable input, and what to know besides.

    With a camera file that tells the pose, and an elevation model, each detection gets its place. `unit` is what the
    numbers of inputs mean that do not tell it.
    """
    try:
        given = meaning(unit) if unit is not None else None
    except BadUnit as error:
        raise BadInput(f"--unit {unit}: no such unit", REMEDY) from error
    if preset not in PRESETS:
        raise BadInput(f"--preset {preset}: no such preset", f"choose one of {', '.join(PRESETS)}")
    place = Placing(camera, terrain_files) if camera else None
    features: list[dict[str, Any]] = []
    failures: list[str] = []
    notes: list[str] = []
    scale = place.scale if place else None
    settings = LookSettings(hotspots=PRESETS[preset])
    for report in reports_on(inputs, settings, scale, annotate_into=annotate, given=given):
        if isinstance(report, UnreadableInput):
            failures.append(str(report))
            continue
        features += [place.placed(feature) if place else feature for feature in report.features]
        if report.is_unit_assumed and report.frame == 0:
            notes.append(f"{report.source}: {UNTOLD[Unit(report.unit)]}; {UNTOLD_REMEDY}")
        if report.is_capped:
            notes.append(f"{report.source} frame {report.frame}: more was found than is listed, the strongest are")
        if report.is_coarse:
            notes.append(f"{report.source} frame {report.frame}: so much is hot that outlines are only rough")
    document = {"type": "FeatureCollection", "features": features}
    write_text(out, json.dumps(document, ensure_ascii=False))
    return document, failures, notes


class Placing:
    """Puts detections on the ground from one known pose: the fields of a click (`docs/reference/locate.md`)."""

    def __init__(self, camera: Path, terrain_files: Sequence[Path]) -> None:
        """Raises `BadInput` where the camera file lacks a field."""
        row = read_json(camera, "--camera")
        if not isinstance(row, dict):
            raise BadInput(f"--camera {camera}: not an object", "see docs/reference/locate.md for the fields")
        self._row: dict[str, Any] = row
        self._terrain = open_terrain_files(terrain_files)
        self._has_pose = "lat" in row
        if not self._has_pose:
            # Without a pose the intrinsics alone are looked at, so that a mistake in them is not passed over.
            self._row = {"lat": 0, "lon": 0, "alt_amsl_m": 0, "yaw_true_deg": 0, "pitch_deg": -90, "roll_deg": 0, **row}
        try:
            self._frame = frame_around(self._row)
            self._click = self._parsed(0.0, 0.0)
        except (BadClick, KeyError, TypeError, ValueError) as error:
            raise BadInput(f"--camera {camera}: {error}", "see docs/reference/locate.md for the fields") from error
        self._local = self._terrain.in_frame(self._frame, LOCATE_RADIUS_M) if self._terrain else None

    def _parsed(self, x_px: float, y_px: float) -> Click:
        return parse_click({**self._row, "u": x_px, "v": y_px}, lambda lat, lon: in_local(self._frame, lat, lon))

    @property
    def scale(self) -> Any:
        """Metres per pixel over the frame, or None where pose or terrain is not known."""
        if self._local is None or not self._has_pose:
            return None
        return ground_scale(self._click.camera, self._click.pose, self._local, self._local.cell_m)

    def placed(self, feature: dict[str, Any]) -> dict[str, Any]:
        """`feature` with its place and ellipse, or as it was where its ray gives none."""
        if self._local is None or not self._has_pose:
            return feature
        properties = feature["properties"]
        [found] = locate_all([self._parsed(properties["x_px"], properties["y_px"])], self._local, self._local.cell_m)
        place = _place(found, self._frame)
        if "none" in place:
            return feature
        axes = {name: place[name] for name in ("semi_major_m", "semi_minor_m", "orientation_deg")}
        point = [place["longitude_deg"], place["latitude_deg"], place["altitude_amsl_m"]]
        return {**feature, "geometry": {"type": "Point", "coordinates": point}, "properties": {**properties, **axes}}


def click_rows(path: Path) -> list[dict[str, Any]]:
    """The clicks of a file, not yet parsed. Raises `BadInput`."""
    document = read_json(path, "CLICKS")
    rows = document.get("obs") if isinstance(document, dict) else document
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise BadInput(f"{path}: no list of clicks", "give a list, or an object with one called `obs`")
    return rows


def locate_clicks(path: Path, terrain_files: Sequence[Path]) -> list[dict[str, Any]]:
    """Where each click of the file lies on the ground, or why it has no place. Raises `BadInput`."""
    rows = click_rows(path)
    terrain = open_terrain_files(terrain_files)
    if terrain is None:
        raise BadInput("no elevation model: nothing can be placed", "give --terrain DEM.tif")
    try:
        frame = frame_around(rows[0])
        clicks = [parse_click(row, lambda lat, lon: in_local(frame, lat, lon)) for row in rows]
    except (BadClick, KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{path}: {error}", "see docs/reference/locate.md for the fields of a click") from error
    local = terrain.in_frame(frame, LOCATE_RADIUS_M)
    return [_place(found, frame) for found in locate_all(clicks, local, local.cell_m)]


def frame_around(row: dict[str, Any]) -> LocalFrame:
    """A local frame at a click. Raises `BadClick` where no place is told, or nonsense."""
    return LocalFrame(origin=GeoPoint(latitude_deg=number(row, "lat"), longitude_deg=number(row, "lon")))


def in_local(frame: LocalFrame, latitude_deg: float, longitude_deg: float) -> tuple[float, float]:
    """North and east (m) of one place."""
    north, east = frame.to_local(latitude_deg, longitude_deg)
    return float(north), float(east)


def _place(found: GroundPoint | NoGround, frame: LocalFrame) -> dict[str, Any]:
    if isinstance(found, NoGround):
        return {"none": found.reason}
    latitude, longitude = frame.to_geographic(found.north_m, found.east_m)
    ellipse = ellipse_95(found.common + found.independent)
    return {
        "latitude_deg": round(float(latitude), 8),
        "longitude_deg": round(float(longitude), 8),
        "altitude_amsl_m": round(found.up_m, 2),
        "semi_major_m": round(ellipse.semi_major_m, 2),
        "semi_minor_m": round(ellipse.semi_minor_m, 2),
        "orientation_deg": round(ellipse.orientation_deg, 1),
    }
