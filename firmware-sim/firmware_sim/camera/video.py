"""What drones really send: an 8-bit H.264 video, by itself or with metadata in an MPEG transport stream.

The maker works in the renderer's thread, and only while somebody watches; the watch hands pictures on in the loop's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_sim.belief import CameraBelief
from firmware_sim.camera import h264
from firmware_sim.camera.automatic_gain import AutomaticGain
from firmware_sim.camera.detector import Reading
from firmware_sim.camera.metadata import MetadataWriter
from firmware_sim.camera.transport import TransportStream

_MOST_WAITING = 20
"""Pictures that wait for a slow watcher before it is given the next keyframe instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One encoded picture."""

    number: int
    units: list[bytes]
    """NAL units."""
    transport: bytes
    """The same in whole packets of the transport stream, with its metadata."""
    at: int
    """90 kHz."""
    unix_s: float
    is_keyframe: bool


class VideoWatch:
    """Who watches the video, and what they get; lives in one event loop."""

    def __init__(self) -> None:
        self.watchers = 0
        """Read by the renderer: nothing is encoded for nobody."""
        self.keyframe_wanted = False
        """Set here, taken back by the renderer."""
        self._queues: set[asyncio.Queue[Picture]] = set()

    def publish(self, picture: Picture) -> None:
        """Give everybody who watches the next picture."""
        for queue in self._queues:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                self.keyframe_wanted = True
            queue.put_nowait(picture)

    async def pictures(self) -> AsyncGenerator[Picture, None]:
        """Pictures as they come, from a keyframe on; after a gap from a keyframe again."""
        queue: asyncio.Queue[Picture] = asyncio.Queue(_MOST_WAITING)
        self._queues.add(queue)
        self.watchers += 1
        self.keyframe_wanted = True
        newest: int | None = None
        try:
            while True:
                picture = await queue.get()
                if picture.is_keyframe or (newest is not None and picture.number == newest + 1):
                    newest = picture.number
                    yield picture
                else:
                    newest = None
        finally:
            self._queues.discard(queue)
            self.watchers -= 1


class ColourMaker:
    """Encodes the pictures of a colour camera; the first one is a keyframe."""

    def __init__(self, width_px: int, height_px: int, rate_hz: float) -> None:
        self._encoder = h264.H264Encoder(width_px, height_px, rate_hz)
        self._number = 0
        self._began_s: float | None = None

    def picture(self, rgb: NDArray[np.uint8], unix_s: float, *, keyframe: bool) -> Picture:
        """Red, green and blue (height, width, 3) as the video's next picture; it has no transport stream."""
        if self._began_s is None:
            self._began_s = unix_s
        at = round((unix_s - self._began_s) * h264.CLOCK_HZ)
        units = h264.nal_units(self._encoder.encode_colour(rgb, at, keyframe=keyframe))
        units = h264.with_time(units, round(unix_s * 1e6))
        self._number += 1
        return Picture(
            number=self._number,
            units=units,
            transport=b"",
            at=at,
            unix_s=unix_s,
            is_keyframe=h264.is_keyframe(units),
        )


class VideoMaker:
    """Encodes one camera's readings; the first one is a keyframe."""

    def __init__(self, width_px: int, height_px: int, rate_hz: float, metadata: MetadataWriter) -> None:
        self._metadata = metadata
        self._gain = AutomaticGain()
        self._encoder = h264.H264Encoder(width_px, height_px, rate_hz)
        self._stream = TransportStream()
        self._number = 0
        self._began_s: float | None = None

    def picture(self, reading: Reading, belief: CameraBelief | None, unix_s: float, *, keyframe: bool) -> Picture:
        """The reading as the video's next picture."""
        if self._began_s is None:
            self._began_s = unix_s
        at = round((unix_s - self._began_s) * h264.CLOCK_HZ)
        encoded = self._encoder.encode(self._gain.greys(reading), at, keyframe=keyframe)
        units = h264.with_time(h264.nal_units(encoded), round(unix_s * 1e6))
        is_keyframe = h264.is_keyframe(units)
        told = None if belief is None else self._metadata.packet(belief, unix_s)
        self._number += 1
        return Picture(
            number=self._number,
            units=units,
            transport=self._stream.packets(h264.byte_stream(units), told, at, is_keyframe=is_keyframe),
            at=at,
            unix_s=unix_s,
            is_keyframe=is_keyframe,
        )
