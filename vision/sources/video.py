"""Video files and RTSP addresses by PyAV: 8-bit pictures with automatic gain, or grey of more bits: counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import av
import av.error
import numpy as np
from av.container import InputContainer

from vision.frames import Frame, Unit
from vision.sources.picture_time import time_of_day
from vision.unreadable import UnreadableInput

OPEN_TIMEOUT_S, READ_TIMEOUT_S = 10.0, 10.0
RTSP_OPTIONS = {"rtsp_transport": "tcp", "fflags": "nobuffer"}


@contextmanager
def opened(address: str) -> Iterator[InputContainer]:
    """A container with video in it, closed at the end of the block.

    Raises:
        UnreadableInput: it cannot be opened, or has no video.
    """
    options = RTSP_OPTIONS if address.startswith(("rtsp://", "rtsps://")) else {}
    try:
        container = av.open(address, options=options, timeout=(OPEN_TIMEOUT_S, READ_TIMEOUT_S))
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise UnreadableInput(
            address,
            f"no video could be opened ({error})",
            "check the address, or that the file is a whole one of a kind in docs/reference/inputs.md",
        ) from error
    with container:
        if not container.streams.video:
            raise UnreadableInput(address, "there is no video in it", "give a video of the thermal camera")
        yield container


def open_frames(address: str) -> Iterator[Frame]:
    """Frames of a file or address in order; pictures that cannot be decoded are skipped.

    Raises:
        UnreadableInput: it cannot be opened, or has no video.
    """
    with opened(address) as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        index = 0
        for packet in container.demux(stream):
            try:
                decoded = packet.decode()
            except av.error.InvalidDataError:
                continue
            for picture in decoded:
                yield _frame(picture, address, index)
                index += 1
        if not index:
            raise UnreadableInput(address, "no picture in it could be decoded", "give a video that a player shows")


def _frame(picture: Any, address: str, index: int) -> Frame:
    at = time_of_day(picture)
    if picture.format.name.startswith("gray") and picture.format.components[0].bits > 8:
        counts = np.ascontiguousarray(picture.to_ndarray(), np.uint16)
        return Frame(
            pixels=counts, unit=Unit.COUNTS, source=address, index=index, exposed_unix_s=at, is_unit_assumed=True
        )
    grey = np.ascontiguousarray(picture.to_ndarray(format="gray"), np.uint8)
    return Frame(pixels=grey, unit=Unit.AGC8, source=address, index=index, exposed_unix_s=at)
