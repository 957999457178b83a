"""Detections drawn on the picture they were made in."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.detections import Detection, Detections, Kind
from vision.frames import Frame
from vision.picture import coloured

COLOUR = {Kind.HOTSPOT: (255, 255, 0), Kind.PERSON: (80, 255, 80)}
"""Blue, green, red: colours that inferno does not have."""
MARGIN_PX = 4
SMALLEST_WIDTH_PX = 640
"""Smaller pictures are enlarged, or the words would cover them."""


def annotated(frame: Frame, found: Detections) -> NDArray[np.uint8]:
    """A coloured picture (height, width, 3; blue first) with a box and a word for each detection."""
    picture, _, _ = coloured(frame)
    scale = max(1, -(-SMALLEST_WIDTH_PX // picture.shape[1]))
    if scale > 1:
        picture = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST), np.uint8)
    for item in found.items:
        _draw(picture, item, scale)
    return picture


def _draw(picture: NDArray[np.uint8], item: Detection, scale: int) -> None:
    left, top, width, height = (side * scale for side in item.box_px)
    colour = COLOUR[item.kind]
    upper = (left - MARGIN_PX, top - MARGIN_PX)
    lower = (left + width + MARGIN_PX - 1, top + height + MARGIN_PX - 1)
    cv2.rectangle(picture, upper, lower, colour, 1)
    word = label(item)
    (text_width, text_height), _ = cv2.getTextSize(word, cv2.FONT_HERSHEY_SIMPLEX, 0.4, 1)
    x = int(np.clip(upper[0], 0, max(0, picture.shape[1] - text_width)))
    y = upper[1] - 3 if upper[1] > text_height + 4 else lower[1] + text_height + 3
    cv2.putText(picture, word, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0, 0, 0), 3, cv2.LINE_AA)
    cv2.putText(picture, word, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.4, colour, 1, cv2.LINE_AA)


def label(item: Detection) -> str:
    """A few signs for a box: `>=` where the true temperature is higher than what is shown."""
    letter = "P" if item.kind is Kind.PERSON else "H"
    if item.peak_celsius is None:
        return f"{letter} {item.confidence:.2f}"
    return f"{letter} {'>=' if item.is_saturated else ''}{item.peak_celsius:.0f}C {item.confidence:.2f}"
