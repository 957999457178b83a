"""FLIR radiometric JPEG: the raw detector values are inside and `flyr` turns them into degrees."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator

import flyr
import numpy as np

from vision.frames import Frame, Unit
from vision.sources.jpeg_segments import joined
from vision.unreadable import UnreadableInput

APP1 = 0xE1
# What a reader of untrusted bytes raises when they are cut or of another camera.
BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, OSError, struct.error, EOFError)


def is_flir(content: bytes) -> bool:
    """Whether these are the bytes of a FLIR radiometric JPEG."""
    return content[:2] == b"\xff\xd8" and bool(joined(content, APP1, b"FLIR\0"))


def told(error: Exception) -> str:
    """What a reader stumbled over, in words."""
    if isinstance(error, KeyError):
        return f"record {error} of them is missing: the file is cut off or of another camera"
    return str(error) or type(error).__name__


def open_frames(path: str) -> Iterator[Frame]:
    """The one frame of the file, in °C as the camera's own settings for emissivity and air have it.

    Raises:
        UnreadableInput: flyr does not know this camera's layout.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            celsius = np.asarray(flyr.unpack(path).celsius, np.float32)
    except BROKEN as error:
        raise UnreadableInput(
            path,
            f"its FLIR measurements cannot be read ({told(error)})",
            "take it from the camera again, or export it as a radiometric TIFF with the camera maker's own program",
        ) from error
    if celsius.ndim != 2 or not np.isfinite(celsius).any():
        raise UnreadableInput(path, "its FLIR measurements are empty", "take it from the camera again")
    yield Frame(pixels=celsius, unit=Unit.CELSIUS, source=path)
