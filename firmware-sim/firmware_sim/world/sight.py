"""What ground each pixel of one picture sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera.lens import COARSE_PX, Lens
from firmware_sim.world.profiles import Profiles, Surveyor
from firmware_sim.world.terrain import RayCaster, Terrain

Array = NDArray[np.float64]
Image = NDArray[np.float32]

_ON_THE_GROUND_M = 0.03
_ON_THE_GROUND_PER_M = 8e-4
"""About half a pixel."""
_MOST_BROKEN = 600
"""Blocks cast pixel by pixel; towards the horizon there are more, and only the worst are."""
_CLOSE_START = 0.8
"""Rays between coarse ones start at this part of the nearest coarse ray's depth."""
_TORN = 0.02
"""Four rays that bend away from a plane by this part of their depth see more than one surface."""
_NEAR_M = 1e-3
FAR_M = 1e9
"""Depth of the sky."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """Where pixels meet the ground, (height, width) each."""

    north_m: Image
    east_m: Image
    depth_m: Image
    """Along the camera's axis; `FAR_M` where the sky is seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Eye:
    """Where the camera is and how it is turned."""

    position: Array
    """(3,) north, east, up."""
    neu_from_camera: Array
    """(3, 3)"""


class Seer:
    """Finds what ground a camera sees: rays cast coarsely, closer only where the ground is not flat in between."""

    def __init__(self, terrain: Terrain, lens: Lens, range_m: float) -> None:
        self._terrain = terrain
        self._lens = lens
        self._caster = RayCaster(terrain, range_m)
        self._surveyor = Surveyor(terrain, range_m, 1 / lens.focal_px)
        half = (lens.width_px // 2, lens.height_px // 2)
        self._quad_rays: Image = np.asarray(cv2.resize(lens.pixel_rays, half, interpolation=cv2.INTER_AREA))

    def look(self, eye: Eye) -> Sight:
        """The ground in the picture of `eye`."""
        directions = self._lens.coarse_rays @ eye.neu_from_camera.T
        profiles = self._surveyor.before(eye.position, directions)
        depth = self._hits(directions, None, eye, profiles)
        missed = ~np.isfinite(depth)
        shown = np.where(missed, 0.0, depth)
        points = eye.position + shown[:, np.newaxis] * directions
        broken = self._broken_blocks(points, missed, depth)
        depth = np.where(missed, FAR_M, depth)
        sight = Sight(*(self._lens.spread(values) for values in (points[:, 0], points[:, 1], depth)))
        if broken.any():
            starts = self._to_pixels(self._nearest_corner(depth) * _CLOSE_START)
            self._look_closely(sight, self._to_pixels(broken), starts, eye, profiles)
        return sight

    def _hits(self, directions: Array, starts: Array | None, eye: Eye, profiles: Profiles | None) -> Array:
        """Multiples of `directions` (n, 3) at which they meet the ground; not before `starts`, where these help."""
        if profiles is None:
            return self._caster.hits(eye.position, directions, starts)
        return profiles.hits(directions)

    def _broken_blocks(self, points: Array, missed: NDArray[np.bool_], depth: Array) -> NDArray[np.bool_]:
        """Blocks between coarse rays (rows - 1, columns - 1) whose middle is not on the ground."""
        shape = (len(self._lens.coarse_y), len(self._lens.coarse_x))
        corners = points.reshape(*shape, 3)
        middle = (corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:] + corners[1:, 1:]) / 4
        gap = np.abs(middle[..., 2] - self._terrain.height_m(middle[..., 0], middle[..., 1]))
        sky = missed.reshape(shape)
        missing = sky[:-1, :-1].astype(int) + sky[1:, :-1] + sky[:-1, 1:] + sky[1:, 1:]
        reach = np.where(missed, 0.0, depth).reshape(shape)[:-1, :-1]
        excess: Array = gap / (_ON_THE_GROUND_M + _ON_THE_GROUND_PER_M * reach)
        excess[missing > 0] = 0.0
        excess[(missing > 0) & (missing < 4)] = np.inf
        worst = np.partition(excess.ravel(), -_MOST_BROKEN)[-_MOST_BROKEN] if excess.size > _MOST_BROKEN else 0.0
        broken: NDArray[np.bool_] = (excess > 1) & (excess >= worst)
        return broken

    def _nearest_corner(self, depth: Array) -> Array:
        """The least depth of the four rays about each block."""
        corners = depth.reshape(len(self._lens.coarse_y), len(self._lens.coarse_x))
        across = np.minimum(corners[:, :-1], corners[:, 1:])
        nearest: Array = np.minimum(across[:-1], across[1:])
        return nearest

    def _to_pixels(self, blocks: NDArray[Any]) -> NDArray[np.float32]:
        """Each pixel's block."""
        size = (blocks.shape[1] * COARSE_PX, blocks.shape[0] * COARSE_PX)
        full = cv2.resize(blocks.astype(np.float32), size, interpolation=cv2.INTER_NEAREST)
        # The first block's first pixel is half a pixel after its first ray.
        left, top = int(-self._lens.coarse_x[0] - 0.5), int(-self._lens.coarse_y[0] - 0.5)
        return np.asarray(full[top : top + self._lens.height_px, left : left + self._lens.width_px], np.float32)

    def _look_closely(self, sight: Sight, mask: Image, starts: Image, eye: Eye, profiles: Profiles | None) -> None:
        """Cast a ray for each two by two pixels of `mask`, and for each pixel where these do not lie on one surface."""
        quads = mask[::2, ::2] > 0
        nearness = np.asarray(
            cv2.resize(1 / np.maximum(sight.depth_m, _NEAR_M), quads.shape[::-1], interpolation=cv2.INTER_AREA)
        )
        cast = self._cast(self._quad_rays[quads], starts[::2, ::2][quads], eye, profiles)
        nearness[quads] = 1 / cast
        # Over flat ground the inverse of the depth is linear in the picture.
        bend = np.abs(cv2.Laplacian(nearness, cv2.CV_32F))
        torn = quads & (bend > _TORN * nearness + 1 / FAR_M)
        size = (self._lens.width_px, self._lens.height_px)
        smooth = np.asarray(cv2.resize(nearness, size, interpolation=cv2.INTER_LINEAR))
        rows, columns = np.nonzero(mask)
        depth = 1 / smooth[rows, columns]
        again = torn[rows // 2, columns // 2]
        rays = self._lens.pixel_rays[rows, columns]
        depth[again] = self._cast(rays[again], starts[rows[again], columns[again]], eye, profiles)
        seen = depth < FAR_M / 2
        shown = np.where(seen, depth, np.float32(0))
        north, east = (shown * (rays @ eye.neu_from_camera[axis].astype(np.float32)) for axis in (0, 1))
        sight.north_m[rows, columns] = north + np.float32(eye.position[0])
        sight.east_m[rows, columns] = east + np.float32(eye.position[1])
        sight.depth_m[rows, columns] = np.where(seen, depth, np.float32(FAR_M))

    def _cast(self, rays: Image, starts: Image, eye: Eye, profiles: Profiles | None) -> Image:
        """Depths along `rays` (n, 3) of the camera frame, looked for from `starts`; `FAR_M` for the sky."""
        directions = rays.astype(np.float64) @ eye.neu_from_camera.T
        depth = self._hits(directions, starts.astype(np.float64), eye, profiles)
        return np.clip(depth, _NEAR_M, FAR_M).astype(np.float32)
