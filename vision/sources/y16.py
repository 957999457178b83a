"""16-bit grey video of a thermal core on USB (Y16 by V4L2, Linux): Boson, Lepton and their like.

Whether the numbers are temperatures depends on how the core is set (TLinear or not, and its step), which the video does
not tell: they are counts, unless whoever set the core says so (`/dev/video0#unit=centikelvin`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import av
import av.error
import numpy as np

from vision.frames import Frame, Pixels, Unit
from vision.unreadable import UnreadableInput

DEVICE = re.compile(r"/dev/video\d+")
FORMAT = "gray16le"
TELEMETRY_LINES = (1, 2, 3)
"""Cores with telemetry on add so many at the head or the foot: 514 rows, of which 512 are picture."""
PICTURE_HEIGHTS = (60, 120, 240, 256, 480, 512, 1024)


def is_device(address: str) -> bool:
    """Whether `address` is a camera of this machine."""
    return DEVICE.fullmatch(address) is not None


def open_frames(address: str) -> Iterator[Frame]:
    """Frames of `/dev/videoN` as they come.

    Raises:
        UnreadableInput: there is no such camera, or it gives no 16-bit pictures.
    """
    yield from frames_of(address, "v4l2", {"input_format": FORMAT})


def frames_of(address: str, container_format: str, options: dict[str, str]) -> Iterator[Frame]:
    """Frames of 16-bit grey video in any container that FFmpeg knows.

    Raises:
        UnreadableInput: it cannot be opened, or is not 16-bit grey.
    """
    try:
        container = av.open(address, format=container_format, options=options)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise UnreadableInput(
            address,
            f"the camera could not be opened ({error})",
            "check that it is plugged in, that you may read it, and that it is set to Y16",
        ) from error
    with container:
        for index, picture in enumerate(container.decode(video=0)):
            yield _frame(picture, address, index)


def _frame(picture: Any, address: str, index: int) -> Frame:
    if picture.format.name != FORMAT:
        raise UnreadableInput(
            address,
            f"it gives {picture.format.name}, not 16-bit grey",
            "set the camera's output to Y16 (raw 14 or 16 bits)",
        )
    pixels = without_telemetry(np.ascontiguousarray(picture.to_ndarray(), np.uint16))
    return Frame(pixels=pixels, unit=Unit.COUNTS, source=address, index=index, is_unit_assumed=True)


def without_telemetry(pixels: Pixels) -> Pixels:
    """The picture's own rows: of head and foot, that one goes whose lines are unlike the rows beside them."""
    height = pixels.shape[0]
    lines = next((each for each in TELEMETRY_LINES if height - each in PICTURE_HEIGHTS), 0)
    if not lines or height in PICTURE_HEIGHTS:
        return pixels
    rows = pixels.astype(np.int32)
    head = np.abs(rows[lines] - rows[lines - 1]).mean()
    foot = np.abs(rows[height - lines] - rows[height - lines - 1]).mean()
    return np.ascontiguousarray(pixels[lines:] if head > foot else pixels[:-lines])
