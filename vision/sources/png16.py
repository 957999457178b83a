"""16-bit PNG: counts, since the format has no word for what its numbers mean; the operator may give it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from vision.frames import Frame, Unit
from vision.unreadable import UnreadableInput


def is_png16(content: bytes) -> bool:
    """Whether these are the bytes of a PNG with 16 bits of grey."""
    return content[:8] == b"\x89PNG\r\n\x1a\n" and content[24:26] == b"\x10\x00"


def open_frames(path: str) -> Iterator[Frame]:
    """The one frame of the file.

    Raises:
        UnreadableInput: the PNG is broken.
    """
    try:
        pixels = cv2.imdecode(np.frombuffer(Path(path).read_bytes(), np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        pixels = None
    if pixels is None or pixels.ndim != 2 or pixels.dtype != np.uint16:
        raise UnreadableInput(path, "the PNG is broken", "copy it from its source again")
    yield Frame(pixels=pixels, unit=Unit.COUNTS, source=path, is_unit_assumed=True)
