"""In which order a picture of the world is drawn, whatever light it is taken in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.world.fire_front import FireFront
from firmware_sim.world.framing import Framing
from firmware_sim.world.objects import Solid
from firmware_sim.world.sight import FAR_M, Eye, Sight
from firmware_sim.world.sources import Patch
from firmware_sim.world.window import Window

DETAIL_GRAIN_M = 0.25
Image = NDArray[np.float32]
Roof = tuple[Window, Image, float]
"""A window, what of each of its pixels a roof covers, and how high that is: trees behind it are hidden."""
Canvas = TypeVar("Canvas")
Canvas_contra = TypeVar("Canvas_contra", contravariant=True)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One picture: from where, of what ground, and when."""

    eye: Eye
    sight: Sight
    time_s: float

    @property
    def middle_m(self) -> float:
        """How far away most of it is."""
        return float(np.median(self.sight.depth_m[::64, ::64]))

    def sharpness(self, focal_px: float) -> float:
        """How much of the ground's finest detail is seen: 1 close by, 0 where a pixel is as wide as its grain."""
        return float(np.clip(1.6 - self.middle_m / focal_px / DETAIL_GRAIN_M, 0, 1))

    def laid(self, window: Window, patch: Patch, *textures: Image) -> list[Image]:
        """What each pixel of the window sees of the patch's textures, 0 beside it."""
        sight = self.sight
        north, east, depth = (window.finer(part) for part in (sight.north_m, sight.east_m, sight.depth_m))
        middle = (patch.cover.shape[0] - 1) / 2
        at_x = (east - np.float32(patch.east_m)) / np.float32(patch.cell_m) + np.float32(middle)
        at_y = (north - np.float32(patch.north_m)) / np.float32(patch.cell_m) + np.float32(middle)
        at_x[depth > FAR_M / 2] = -2.0
        return [
            window.coarser(np.asarray(cv2.remap(texture, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)))
            for texture in textures
        ]


class Painter(Protocol[Canvas_contra]):
    """Draws one kind of thing at a time over what is there already."""

    def draw_front(self, canvas: Canvas_contra, look: Look, front: FireFront) -> None:
        """Draw ground that burns or has burnt."""

    def draw_patch(self, canvas: Canvas_contra, look: Look, window: Window, patch: Patch) -> None:
        """Draw something warm that lies on the ground."""

    def draw_solid(self, canvas: Canvas_contra, look: Look, window: Window, solid: Solid) -> Image:
        """Draw what stands there and say what part of each pixel of the window it hides."""


def draw_things(
    painter: Painter[Canvas], canvas: Canvas, look: Look, fronts: tuple[FireFront, ...], framing: Framing
) -> list[Roof]:
    """Draw all that lies or stands on the ground, the furthest first, and say where roofs hide trees."""
    for front in fronts:
        painter.draw_front(canvas, look, front)
    roofs: list[Roof] = []
    for _, window, thing in sorted(framing.in_view(look.eye), key=lambda found: -found[0]):
        if isinstance(thing, Patch):
            painter.draw_patch(canvas, look, window, thing)
        else:
            hidden = painter.draw_solid(canvas, look, window, thing)
            if thing.top_m > 0:
                roofs.append((window, hidden, thing.top_m))
    return roofs
