"""A small picture of one thing out of a thermal frame's picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

LEAST_SIDE_PX = 64
"""So much of the surroundings is needed to know the place again."""
AROUND = 3.0
"""So many times as wide as the thing."""
LARGEST_SIDE_PX = 192
QUALITIES = (88, 75, 60, 45, 30)
MOST_BYTES = 16_384

Box = tuple[int, int, int, int]
"""Left, top, width, height in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """A piece of a picture."""

    jpeg: bytes
    """At most `MOST_BYTES`."""
    width_px: int
    height_px: int


def around(box_px: Box, width_px: int, height_px: int) -> Box:
    """The square to cut out around a box, moved into the picture where that can be and cut off where it cannot."""
    left, top, width, height = box_px
    side = max(LEAST_SIDE_PX, round(AROUND * max(width, height)))
    wide, high = min(side, width_px), min(side, height_px)
    x = min(max(0, round(left + width / 2 - wide / 2)), width_px - wide)
    y = min(max(0, round(top + height / 2 - high / 2)), height_px - high)
    return x, y, wide, high


def crop(jpeg: bytes, box_px: Box) -> Crop | None:
    """The surroundings of `box_px` out of a whole picture, small enough to be kept; None where it is no picture."""
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        return None
    x, y, width, height = around(box_px, image.shape[1], image.shape[0])
    piece = image[y : y + height, x : x + width]
    if max(width, height) > LARGEST_SIDE_PX:
        share = LARGEST_SIDE_PX / max(width, height)
        size = (max(1, round(width * share)), max(1, round(height * share)))
        piece = cv2.resize(piece, size, interpolation=cv2.INTER_AREA)
    packed = b""
    for quality in QUALITIES:
        packed = cv2.imencode(".jpg", piece, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(packed) <= MOST_BYTES:
            break
    return Crop(jpeg=packed, width_px=piece.shape[1], height_px=piece.shape[0])
