"""A frame made ready for looking: junk taken out, background known, warm things outlined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vision.background import Background, background
from vision.blobs import Blobs, nonzero
from vision.frames import Frame, Pixels, Unit
from vision.scale import Scale, ScaleSource, scale_at
from vision.tiles import Tiles, Wanted

RING_PX = (3.0, 6.0)
"""How far outside a blob's box its surroundings are sampled."""
RING_SAMPLES = 16
_ANGLES = np.tile(np.arange(RING_SAMPLES) * (2 * np.pi / RING_SAMPLES), len(RING_PX))
RING_DIRECTIONS = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)])[:, None]
RING_OFFSETS = RING_DIRECTIONS * np.repeat(RING_PX, RING_SAMPLES)

PER_KELVIN = {Unit.CENTIKELVIN: 100.0, Unit.KELVIN: 1.0, Unit.CELSIUS: 1.0}
"""Pixel units per kelvin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A frame ready to be looked at. Values are in the frame's own units."""

    pixels: Pixels
    """Contiguous; where a pixel is not valid it holds the ground's level."""
    unit: Unit
    background: Background
    tiles: Tiles
    hottest: float
    metres_per_pixel: ScaleSource | None

    def value(self, celsius: float) -> float:
        """A temperature as a pixel value of a radiometric frame."""
        match self.unit:
            case Unit.CENTIKELVIN:
                return celsius * 100.0 + 27315.0
            case Unit.KELVIN:
                return celsius + 273.15
            case Unit.CELSIUS:
                return celsius
            case _:
                raise ValueError(f"{self.unit} has no temperature")

    def scale(self) -> Scale | None:
        """Metres across a pixel, found when first asked for; None where nobody knows."""
        return self.metres_per_pixel() if callable(self.metres_per_pixel) else self.metres_per_pixel

    def outlined(self, wanted: Sequence[Wanted]) -> tuple[list[Blobs], bool]:
        """The blobs that pass each threshold within its limits, in the same order, from one pass over the frame.

        And whether so much is hot that some were outlined only in steps of a tile.
        """
        return self.tiles.outlined(wanted, self.background)

    def surroundings(self, found: Blobs) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Median of a ring just outside each blob, and the share of the ring that is nearer to it than to the peak."""
        if not len(found):
            return np.zeros(0, np.float32), np.zeros(0, np.float32)
        height, width = self.pixels.shape
        half = np.stack([found.right - found.left, found.bottom - found.top])[:, :, None] / 2 + 0.5
        middle = np.stack([found.left + found.right, found.top + found.bottom])[:, :, None] / 2
        x, y = np.rint(middle + half * RING_DIRECTIONS + RING_OFFSETS).astype(np.intp)
        places = np.minimum(np.maximum(y, 0), height - 1) * width + np.minimum(np.maximum(x, 0), width - 1)
        ring = np.sort(self.pixels.reshape(-1)[places].astype(np.float32), axis=1)
        count = ring.shape[1]
        level = (ring[:, count // 2 - 1] + ring[:, count // 2]) / 2
        halfway = (level + found.peak) / 2
        return level, np.count_nonzero(ring < halfway[:, None], axis=1).astype(np.float32) / np.float32(count)

    def pixels_in(self, square_metres: float, found: Blobs, otherwise: float) -> NDArray[np.float64]:
        """How many pixels an area on the ground fills where each blob lies; `otherwise` where the scale is unknown."""
        scale = self.scale()
        if scale is None or not len(found):
            return np.full(len(found), otherwise)
        metres = scale_at(scale, found.x_px, found.y_px, self.pixels.shape)
        return np.nan_to_num(square_metres / metres**2, nan=otherwise)

    def most_pixels_in(self, square_metres: float, otherwise: float) -> float:
        """The same where the scale is finest."""
        scale = self.scale()
        if scale is None:
            return otherwise
        finest = float(np.fmin.reduce(scale, axis=None))
        return otherwise if np.isnan(finest) else max(otherwise, square_metres / finest**2)

    def touches_border(self, found: Blobs) -> NDArray[np.bool_]:
        """Whether the frame's edge cuts a blob, so that its size is not known."""
        height, width = self.pixels.shape
        return np.asarray(
            (found.left == 0) | (found.top == 0) | (found.right >= width - 1) | (found.bottom >= height - 1)
        )


def prepare(frame: Frame, excess_kelvin: float, metres_per_pixel: ScaleSource | None) -> Scene:
    """A scene from a frame; `excess_kelvin` is what is warm enough not to count as ground."""
    pixels, valid = frame.pixels, frame.valid
    if pixels.ndim != 2:
        raise ValueError(f"a thermal frame has two dimensions, not {pixels.shape}")
    if pixels.dtype.kind == "f":
        pixels = np.asarray(pixels, np.float32)
        finite = np.isfinite(pixels)
        if not finite.all():
            valid = finite if valid is None else valid & finite
    pixels = np.ascontiguousarray(pixels)
    ground = background(pixels, valid, excess_kelvin * PER_KELVIN.get(frame.unit, 0.0))
    if valid is not None:
        pixels = _mended(pixels, valid, ground)
    tiles = Tiles.of(pixels)
    return Scene(
        pixels=pixels,
        unit=frame.unit,
        background=ground,
        tiles=tiles,
        hottest=float(tiles.hottest.max()),
        metres_per_pixel=cache(metres_per_pixel) if callable(metres_per_pixel) else metres_per_pixel,
    )


def _mended(pixels: Pixels, valid: NDArray[np.bool_], ground: Background) -> Pixels:
    """The pixels with the ground's level in place of what is not valid."""
    missing = nonzero(np.ascontiguousarray(~valid).view(np.uint8))
    mended = pixels.copy()
    mended.reshape(-1)[missing] = ground.level_at(*np.divmod(missing, pixels.shape[1])).astype(pixels.dtype)
    return mended
