"""Video files and RTSP addresses by PyAV: 8-bit pictures with automatic gain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
                grey = np.ascontiguousarray(picture.to_ndarray(format="gray"), np.uint8)
                at = time_of_day(picture)
                yield Frame(pixels=grey, unit=Unit.AGC8, source=address, index=index, exposed_unix_s=at)
                index += 1
        if not index:
            raise UnreadableInput(address, "no picture in it could be decoded", "give a video that a player shows")
