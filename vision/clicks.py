"""Pixels that people clicked in photographs whose pose is known, put on the ground.

The pose is what aircraft write into their photographs: the camera's own earth-fixed angles, yaw clockwise from true
north, pitch up from the horizontal (-90 straight down), roll to the right, applied in that order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vision.attitude import ned_from_camera
from vision.camera import Camera
from vision.geolocate import CameraPose, GroundPoint, NoGround, PoseSigmas, locate
from vision.walk import Terrain

ToLocal = Callable[[float, float], tuple[float, float]]
"""North and east (m) in the local frame of a latitude and longitude (degrees)."""

PHOTO_SIGMAS = PoseSigmas(
    horizontal_common_m=1.5,
    vertical_common_m=3.0,
    heading_common_rad=float(np.radians(3.0)),
    tilt_common_rad=float(np.radians(0.5)),
    terrain_common_m=3.0,
    pixel_independent_px=3.0,
)
"""A small aircraft's photograph without RTK over a public elevation model; clicks by hand.

From what such aircraft are specified to: nothing here is fitted to the surveyed points it is tested on.
"""


@dataclass(frozen=True, slots=True)
class Field:
    """What a number of a click may be, and what to give, in words."""

    least: float
    most: float
    what: str
    is_whole: bool = False


FIELDS = {
    "lat": Field(-90, 90, "degrees north of the equator"),
    "lon": Field(-180, 180, "degrees east of Greenwich"),
    "alt_amsl_m": Field(-1000, 20000, "the camera's height in metres above sea level"),
    "yaw_true_deg": Field(-360, 720, "degrees clockwise from true north"),
    "pitch_deg": Field(-180, 180, "degrees up from the horizontal, -90 straight down"),
    "roll_deg": Field(-180, 180, "degrees to the right"),
    "width": Field(1, 1e6, "the photograph's width in pixels", is_whole=True),
    "height": Field(1, 1e6, "the photograph's height in pixels", is_whole=True),
    "fx": Field(1, 1e7, "the focal length in pixels, across"),
    "fy": Field(1, 1e7, "the focal length in pixels, down"),
    "cx": Field(-1e6, 1e6, "the lens's centre in pixels from the left"),
    "cy": Field(-1e6, 1e6, "the lens's centre in pixels from the top"),
    "image": Field(0, 2**53, "the photograph's number, or leave it out", is_whole=True),
    "known_lat": Field(-90, 90, "degrees north of the equator"),
    "known_lon": Field(-180, 180, "degrees east of Greenwich"),
    "known_alt_amsl_m": Field(-1000, 20000, "the point's height in metres above sea level"),
}
LONGEST_SHOWN = 40
DISTORTION = "dist_k1k2p1p2k3"
DISTORTION_WHAT = "give the five numbers of Brown's model in OpenCV's order, or leave it out"


class BadClick(ValueError):
    """A click lacks something or holds nonsense; the message names the field and what to give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """One pixel in one photograph."""

    image: int
    """Looks with the same number share one pass."""
    pixel: tuple[float, float]
    camera: Camera
    pose: CameraPose


def parse_click(row: Mapping[str, Any], to_local: ToLocal) -> Click:
    """One row of the `obs` list; `-down` of its pose is metres above sea level.

    Raises:
        BadClick: a field is missing, not a number, or out of its range.
    """
    north_m, east_m = to_local(number(row, "lat"), number(row, "lon"))
    camera = Camera(
        width_px=int(number(row, "width")),
        height_px=int(number(row, "height")),
        fx_px=number(row, "fx"),
        fy_px=number(row, "fy"),
        cx_px=number(row, "cx"),
        cy_px=number(row, "cy"),
        distortion=_distortion(row.get(DISTORTION, [0.0] * 5)),
    )
    pose = CameraPose(
        north_m=north_m,
        east_m=east_m,
        down_m=-number(row, "alt_amsl_m"),
        ned_from_camera=ned_from_camera(
            *(float(np.radians(number(row, angle))) for angle in ("yaw_true_deg", "pitch_deg", "roll_deg"))
        ),
    )
    pixel = (
        number(row, "u", Field(-0.5, camera.width_px, "pixels from the left, within the photograph")),
        number(row, "v", Field(-0.5, camera.height_px, "pixels from the top, within the photograph")),
    )
    return Click(image=int(number(row, "image")) if "image" in row else 0, pixel=pixel, camera=camera, pose=pose)


def locate_clicks(
    clicks: Sequence[Click], terrain: Terrain, cell_m: float, sigmas: PoseSigmas = PHOTO_SIGMAS
) -> list[GroundPoint | NoGround]:
    """Where each click lies on the ground, in order; `terrain` gives metres above sea level."""
    return [locate(click.pixel, click.camera, click.pose, sigmas, terrain, cell_m) for click in clicks]


def number(row: Mapping[str, Any], name: str, field: Field | None = None) -> float:
    """A field of a click as a number within what it may be.

    Raises:
        BadClick: it is missing, no number, or out of its range.
    """
    field = field if field is not None else FIELDS[name]
    if name not in row:
        raise BadClick(f"{name}: missing; give {field.what}")
    value = row[name]
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")
    if not is_number or (field.is_whole and value != int(value)):
        kind = "a whole number" if field.is_whole else "a number"
        raise BadClick(f"{name}: {_shown(value)} is not {kind}; give {field.what}")
    if not field.least <= value <= field.most:
        raise BadClick(f"{name}: {value} is not between {field.least:g} and {field.most:g}; give {field.what}")
    return float(value)


def _distortion(terms: Any) -> tuple[float, float, float, float, float]:
    if not isinstance(terms, list | tuple) or len(terms) != 5:
        raise BadClick(f"{DISTORTION}: {_shown(terms)} is not five numbers; {DISTORTION_WHAT}")
    field = Field(-1e6, 1e6, DISTORTION_WHAT.removeprefix("give "))
    k1, k2, p1, p2, k3 = (number({DISTORTION: term}, DISTORTION, field) for term in terms)
    return k1, k2, p1, p2, k3


def _shown(value: Any) -> str:
    """A value as JSON has it, cut to what a line holds."""
    text = json.dumps(value, default=str)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."
