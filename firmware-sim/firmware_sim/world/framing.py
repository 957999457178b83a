"""Which things may be in a picture, and the part of it that each may fill."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera.lens import Lens
from firmware_sim.world.objects import Solid
from firmware_sim.world.sight import Eye
from firmware_sim.world.sources import Patch
from firmware_sim.world.window import Window
from firmware_sim.world.world import World

Array = NDArray[np.float64]

_LEAST_DEPTH_M = 0.5
_LEAST_REACH_PX = 0.02
_SAMPLES_ACROSS = 14
"""Samples over the width of a small thing."""
_LARGE_PX = 45.0
_TIGHT_MARGIN_PX = 3
_MOST_SAMPLES = 10
"""Per pixel and direction."""


class Framing:
    """The patches and solids of one world before one lens."""

    def __init__(self, world: World, lens: Lens) -> None:
        self._lens = lens
        self._things: tuple[Patch | Solid, ...] = (*world.patches, *world.solids)
        self._centres = np.array(
            [(p.north_m, p.east_m, world.height_m(p.north_m, p.east_m)) for p in world.patches]
            + [tuple(solid.centre) for solid in world.solids]
        ).reshape(-1, 3)
        # On a slope a patch reaches further than on the level.
        self._radii_m = [1.8 * p.half_size_m for p in world.patches] + [solid.radius_m for solid in world.solids]
        corner = lens.rays([[0, 0]])[0]
        self._half_field = float(np.hypot(corner[0], corner[1])) * 1.05

    def in_view(self, eye: Eye) -> Iterator[tuple[float, Window, Patch | Solid]]:
        """What may be in the picture, with its depth and the window it fills."""
        offsets = (self._centres - eye.position) @ eye.neu_from_camera
        for (x, y, z), radius_m, thing in zip(offsets, self._radii_m, self._things, strict=True):
            if z < max(_LEAST_DEPTH_M, radius_m) or math.hypot(x, y) > z * self._half_field + radius_m * 1.5:
                continue
            window = self._window(np.array([x, y, z]), radius_m)
            if window is not None and isinstance(thing, Solid) and thing.corners is not None:
                window = self._tighter(window, thing.corners, eye)
            if window is not None:
                yield float(z), window, thing

    def _window(self, offset: Array, radius_m: float) -> Window | None:
        """The part of the picture that a sphere at `offset` in the camera frame may fill."""
        [[x, y]] = self._lens.project(offset)
        # Off the axis a sphere looks longer.
        reach = self._lens.focal_px * radius_m / (offset[2] - radius_m) * np.linalg.norm(offset) / offset[2]
        if reach < _LEAST_REACH_PX:
            return None
        margin = 1.1 * reach + 2
        left, top = max(math.floor(x - margin), 0), max(math.floor(y - margin), 0)
        right, bottom = (
            min(math.ceil(x + margin) + 1, self._lens.width_px),
            min(math.ceil(y + margin) + 1, self._lens.height_px),
        )
        if right <= left or bottom <= top:
            return None
        # The edges of what fills much of the picture are as blurred by the lens as by more samples.
        least = 2 if reach < _LARGE_PX else 1
        samples = min(max(math.ceil(_SAMPLES_ACROSS / (2 * reach)), least), _MOST_SAMPLES)
        return Window(left, top, right, bottom, samples)

    def _tighter(self, window: Window, corners: Array, eye: Eye) -> Window | None:
        """What of the window lies about the corners; all of it when some are not in front of the lens."""
        offsets = (corners - eye.position) @ eye.neu_from_camera
        if offsets[:, 2].min() < _LEAST_DEPTH_M or np.hypot(*offsets[:, :2].T).max() > 2 * offsets[:, 2].min():
            return window
        pixels = self._lens.project(offsets)
        left, top = (int(value) for value in np.floor(pixels.min(axis=0)) - _TIGHT_MARGIN_PX)
        right, bottom = (int(value) for value in np.ceil(pixels.max(axis=0)) + _TIGHT_MARGIN_PX + 1)
        cut = replace(
            window,
            left=max(left, window.left),
            top=max(top, window.top),
            right=min(right, window.right),
            bottom=min(bottom, window.bottom),
        )
        return cut if cut.right > cut.left and cut.bottom > cut.top else None
