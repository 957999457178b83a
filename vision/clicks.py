"""Pixels that people clicked in photographs whose pose is known, put on the ground.

The pose is what aircraft write into their photographs: the camera's own earth-fixed angles, yaw clockwise from true
north, pitch up from the horizontal (-90 straight down), roll to the right, applied in that order.
"""

from __future__ import annotations

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


class BadClick(ValueError):
    """A click lacks something or holds nonsense; the message names the field."""


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
    latitude_deg = _number(row, "lat", -90, 90)
    longitude_deg = _number(row, "lon", -180, 180)
    north_m, east_m = to_local(latitude_deg, longitude_deg)
    distortion = row.get("dist_k1k2p1p2k3", [0.0] * 5)
    if not isinstance(distortion, Sequence) or len(distortion) != 5:
        raise BadClick("dist_k1k2p1p2k3: five numbers are needed")
    k1, k2, p1, p2, k3 = (_finite(term, "dist_k1k2p1p2k3") for term in distortion)
    camera = Camera(
        width_px=int(_number(row, "width", 1, 1e6)),
        height_px=int(_number(row, "height", 1, 1e6)),
        fx_px=_number(row, "fx", 1, 1e7),
        fy_px=_number(row, "fy", 1, 1e7),
        cx_px=_number(row, "cx", -1e6, 1e6),
        cy_px=_number(row, "cy", -1e6, 1e6),
        distortion=(k1, k2, p1, p2, k3),
    )
    pose = CameraPose(
        north_m=north_m,
        east_m=east_m,
        down_m=-_number(row, "alt_amsl_m", -1000, 20000),
        ned_from_camera=ned_from_camera(
            float(np.radians(_number(row, "yaw_true_deg", -360, 720))),
            float(np.radians(_number(row, "pitch_deg", -180, 180))),
            float(np.radians(_number(row, "roll_deg", -180, 180))),
        ),
    )
    pixel = (_number(row, "u", -0.5, camera.width_px), _number(row, "v", -0.5, camera.height_px))
    return Click(image=int(row.get("image", 0)), pixel=pixel, camera=camera, pose=pose)


def locate_clicks(
    clicks: Sequence[Click], terrain: Terrain, cell_m: float, sigmas: PoseSigmas = PHOTO_SIGMAS
) -> list[GroundPoint | NoGround]:
    """Where each click lies on the ground, in order; `terrain` gives metres above sea level."""
    return [locate(click.pixel, click.camera, click.pose, sigmas, terrain, cell_m) for click in clicks]


def _number(row: Mapping[str, Any], field: str, least: float, most: float) -> float:
    if field not in row:
        raise BadClick(f"{field}: missing")
    value = _finite(row[field], field)
    if not least <= value <= most:
        raise BadClick(f"{field}: {value:g} is not between {least:g} and {most:g}")
    return value


def _finite(value: Any, field: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        raise BadClick(f"{field}: {value!r} is not a number")
    return float(value)
