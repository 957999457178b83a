"""The ground that one frame shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vision.camera import Camera
from vision.geolocate import CameraPose
from vision.walk import Array, Terrain, ground_hits

POINTS_PER_EDGE = 5
"""Enough for a hillside; the ground between them is drawn straight."""
USEFUL_RANGE_M = 600.0
"""Beyond this nothing small would be seen: the footprint ends here."""
HALVINGS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """The outline on the ground of one frame."""

    outline: tuple[tuple[float, float], ...]
    """North and east (m) in order, open (the first is not repeated)."""
    is_whole: bool
    """False where the frame goes on to the horizon, past the range or off the terrain model."""


def footprint(
    camera: Camera,
    pose: CameraPose,
    terrain: Terrain,
    cell_m: float,
    max_range_m: float = USEFUL_RANGE_M,
) -> Footprint | None:
    """The outline of the ground in the frame; None if not even its lowest part meets the ground.

    Where an edge of the frame meets no ground, the outline follows the last pixels that do.
    """
    border = _border(camera)
    hits = _hits(border, camera, pose, terrain, cell_m, max_range_m)
    rays = camera.rays(border) @ pose.ned_from_camera.T
    met = np.isfinite(hits[:, 0])
    lowest = int(np.argmax(rays[:, 2]))
    if not met[lowest]:
        return None
    lost = np.flatnonzero(~met)
    if len(lost):
        # Between the lowest pixel and each lost one lies the last that meets the ground.
        near, far = np.repeat(border[lowest][None], len(lost), axis=0), border[lost]
        hits[lost] = hits[lowest]
        for _ in range(HALVINGS):
            middle = (near + far) / 2
            found = _hits(middle, camera, pose, terrain, cell_m, max_range_m)
            is_met = np.isfinite(found[:, 0])
            near = np.where(is_met[:, None], middle, near)
            far = np.where(is_met[:, None], far, middle)
            hits[lost[is_met]] = found[is_met]
    return Footprint(outline=tuple((float(n), float(e)) for n, e in hits), is_whole=not len(lost))


def _border(camera: Camera) -> Array:
    """Pixels around the frame, clockwise from the upper left corner."""
    right, bottom = camera.width_px - 0.5, camera.height_px - 0.5
    corners = np.array([[-0.5, -0.5], [right, -0.5], [right, bottom], [-0.5, bottom]])
    along = np.arange(POINTS_PER_EDGE)[:, None] / POINTS_PER_EDGE
    return np.concatenate([a + (b - a) * along for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)])


def _hits(
    pixels: Array, camera: Camera, pose: CameraPose, terrain: Terrain, cell_m: float, max_range_m: float
) -> Array:
    """North and east (n, 2) where pixels meet the ground, NaN where not."""
    rays = camera.rays(pixels) @ pose.ned_from_camera.T
    origin = np.array([pose.north_m, pose.east_m, pose.down_m])
    ranges, _ = ground_hits(np.broadcast_to(origin, rays.shape), rays, terrain, cell_m / 2, max_range_m)
    return np.asarray(origin[:2] + rays[:, :2] * ranges[:, None])
