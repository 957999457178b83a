"""8-bit pictures from a thermal camera: automatic gain, so grey is not temperature.

Pixels stay where the sensor has them. EXIF's orientation only asks viewers to turn the picture: a camera's model and
its gimbal's angles know nothing of it, and turned pixels would be placed elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from vision.frames import Frame, Unit
from vision.sources.jpeg_segments import is_whole
from vision.unreadable import UnreadableInput

JPEG = b"\xff\xd8"


def open_frames(path: str) -> Iterator[Frame]:
    """The one frame of the file; of a coloured picture its brightness.

    Raises:
        UnreadableInput: OpenCV cannot decode it.
    """
    content = Path(path).read_bytes()
    if content[:2] == JPEG and not is_whole(content):
        raise UnreadableInput(path, "the picture is broken: its end is cut off", "take it from the camera again")
    try:
        flags = cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    except cv2.error:
        pixels = None
    if pixels is None:
        raise UnreadableInput(path, "the picture is broken or of an unknown kind", "give a JPEG, PNG or TIFF")
    yield Frame(pixels=np.asarray(pixels, np.uint8), unit=Unit.AGC8, source=path)
