"""DJI radiometric JPEG: raw counts in the APP3 segments, in the Zenmuse XT S in APP4.

Only DJI's closed library turns counts into degrees, so these frames say what is warmer, not how warm.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from vision.frames import Frame, Unit
from vision.sources.jpeg_segments import joined, segments
from vision.unreadable import UnreadableInput

APP3, APP4 = 0xE3, 0xE4
MARK = (b"DJI", b"iirp")
"""Somewhere in front of the picture, each model has one of these."""
SIZES = ((640, 512), (1280, 1024), (336, 256), (160, 120))
"""Columns and rows of DJI's detectors."""
H20T_PARAMETERS = b"\xaa\x55\x12\x06"
"""Begins the APP4 of an H20T, and of no other model that was met."""
H20T_JUNK = (48, 42)
"""Row and column of the pixel that an H20T writes its own mark into, in every frame."""


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
    raw, size = _counts(content)
    if size is None:
        raise UnreadableInput(
            path,
            f"{len(raw)} bytes of raw counts fit no known DJI detector",
            "take the file from the card again, or export it as a radiometric TIFF",
        )
    pixels = np.frombuffer(raw, "<u2").reshape(size[1], size[0])
    valid = None
    if joined(content, APP4).startswith(H20T_PARAMETERS):
        valid = np.ones(pixels.shape, bool)
        valid[H20T_JUNK] = False
    yield Frame(pixels=pixels, unit=Unit.COUNTS, source=path, valid=valid)


def _counts(content: bytes) -> tuple[bytes, tuple[int, int] | None]:
    """The bytes of the counts, and columns and rows; None where they fit no detector."""
    by_bytes = {2 * columns * rows: (columns, rows) for columns, rows in SIZES}
    for marker in (APP3, APP4):
        raw = joined(content, marker)
        if len(raw) in by_bytes:
            return raw, by_bytes[len(raw)]
    return joined(content, APP3), None
