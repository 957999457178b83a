"""DJI radiometric JPEG: raw counts in the APP3 segments.

Only DJI's closed library turns counts into degrees, so these frames say what is warmer, not how warm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vision.frames import Frame, Unit
from vision.sources.jpeg_segments import joined, segments
from vision.unreadable import UnreadableInput

APP3, FRAME_HEADER = 0xE3, range(0xC0, 0xC4)
MARK = (b"DJI", b"iirp")
"""Somewhere in front of the picture, each model has one of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """A detector by its size, and the pixels of it that are no measurements."""

    width_px: int
    height_px: int
    junk: tuple[tuple[int, int], ...] = ()
    """Row and column."""


SENSORS = (
    # The H20 family writes its own mark into one pixel of every raw frame.
    Sensor(width_px=640, height_px=512, junk=((48, 42),)),
    Sensor(width_px=1280, height_px=1024),
    Sensor(width_px=336, height_px=256),
    Sensor(width_px=160, height_px=120),
)


def is_dji(content: bytes) -> bool:
    """Whether these are the bytes of a DJI radiometric JPEG."""
    if content[:2] != b"\xff\xd8" or not joined(content, APP3):
        return False
    return any(mark in payload for _, payload in segments(content) for mark in MARK)


def open_frames(path: str) -> Iterator[Frame]:
    """The one frame of the file, in counts.

    Raises:
        UnreadableInput: the counts are missing or of no known detector's size.
    """
    content = Path(path).read_bytes()
    raw = joined(content, APP3)
    sensor = next((s for s in SENSORS if s.width_px * s.height_px * 2 == len(raw)), None)
    if sensor is None:
        raise UnreadableInput(
            path,
            f"{len(raw)} bytes of raw counts fit no known DJI detector",
            "take the file from the card again, or export it as a radiometric TIFF",
        )
    pixels = np.frombuffer(raw, "<u2").reshape(sensor.height_px, sensor.width_px)
    valid = np.ones(pixels.shape, bool)
    for row, column in sensor.junk:
        valid[row, column] = False
    yield Frame(pixels=pixels, unit=Unit.COUNTS, source=path, valid=valid if sensor.junk else None)
