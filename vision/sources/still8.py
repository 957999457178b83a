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
from vision.unreadable import UnreadableInput


def open_frames(path: str) -> Iterator[Frame]:
    """The one frame of the file; of a coloured picture its brightness.

    Raises:
        UnreadableInput: OpenCV cannot decode it.
    """
    content = np.frombuffer(Path(path).read_bytes(), np.uint8)
    pixels = cv2.imdecode(content, cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION)
    if pixels is None:
        raise UnreadableInput(path, "the picture is broken or of an unknown kind", "give a JPEG, PNG or TIFF")
    yield Frame(pixels=np.asarray(pixels, np.uint8), unit=Unit.AGC8, source=path)
