"""A thermal frame as a picture for people."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.frames import Frame, celsius
from vision.scene import PER_KELVIN

COOLEST_SHARE, WARMEST_SHARE = 0.005, 0.9995
"""The colours end at these shares of the pixels, so that neither a dead pixel nor a flame makes all else black."""
LEAST_RANGE = {True: 6.0, False: 40.0}
"""Kelvin if radiometric, otherwise the frame's units: less than this would only show noise."""
SAMPLE_STEP = 3
GROUND_SHARE = 0.98
MOST_ABOVE_GROUND_KELVIN = 35.0
"""Colours end this far above nearly all of the frame: one flame must not hide the ground and the people on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A coloured picture and what its colours mean."""

    jpeg: bytes
    min_celsius: float | None
    """What the darkest colour stands for; None when the frame has no temperatures."""
    max_celsius: float | None


def coloured(frame: Frame) -> tuple[NDArray[np.uint8], float, float]:
    """The frame in inferno colours (height, width, 3; blue first), and the values (°C or units) at both ends."""
    values = frame.pixels if frame.valid is None else np.where(frame.valid, frame.pixels, 0)
    samples = np.asarray(frame.pixels[::SAMPLE_STEP, ::SAMPLE_STEP])
    if frame.valid is not None:
        samples = samples[frame.valid[::SAMPLE_STEP, ::SAMPLE_STEP]]
    if samples.dtype.kind == "f":
        samples = samples[np.isfinite(samples)]
        values = np.nan_to_num(values)
    low, ground, high = _ends(samples.ravel())
    if frame.unit.is_radiometric:
        high = min(high, ground + MOST_ABOVE_GROUND_KELVIN * PER_KELVIN[frame.unit])
    least = LEAST_RANGE[frame.unit.is_radiometric] * (100.0 if frame.pixels.dtype == np.uint16 else 1.0)
    if frame.pixels.dtype == np.uint16 and not frame.unit.is_radiometric:
        least = LEAST_RANGE[False]
    if high - low < least:
        middle = (low + high) / 2
        low, high = middle - least / 2, middle + least / 2
    scale = 255.0 / (high - low)
    grey = cv2.convertScaleAbs(
        np.clip(values, max(low, 0) if values.dtype.kind == "u" else low, None), None, scale, -low * scale
    )
    picture = np.asarray(cv2.applyColorMap(grey, cv2.COLORMAP_INFERNO), np.uint8)
    if frame.unit.is_radiometric:
        low, high = (float(end) for end in celsius(np.array([low, high]), frame.unit))
    return picture, low, high


def picture(frame: Frame, quality: int = 80) -> Picture:
    """The frame as an inferno JPEG with the temperatures at the ends of its colours."""
    image, low, high = coloured(frame)
    _, jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    is_radiometric = frame.unit.is_radiometric
    return Picture(
        jpeg=jpeg.tobytes(), min_celsius=low if is_radiometric else None, max_celsius=high if is_radiometric else None
    )


def _ends(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """The values at the cool end, at the top of the ground and at the warm end."""
    if not len(values):
        return 0.0, 1.0, 1.0
    places = [int(share * (len(values) - 1)) for share in (COOLEST_SHARE, GROUND_SHARE, WARMEST_SHARE)]
    cool, ground, warm = np.partition(values, places)[places]
    return float(cool), float(ground), float(warm)
