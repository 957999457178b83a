"""MPEG-2 transport streams with MISB ST 0601 metadata, files or `udp://`: what drones of many makes send to the ground.

Each picture gets the pose and the field of view that the packet nearest in time tells: by the time of day that encoders
write into the picture (MISB ST 0604), or by the stream's own clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import av
import av.error
import numpy as np

from vision.frames import Frame, Unit
from vision.sources.misb0601 import Datalink, DatalinkReader
from vision.sources.picture_time import time_of_day
from vision.sources.standstill import FARTHEST_M, Standstill
from vision.sources.video import opened
from vision.unreadable import UnreadableInput

SYNC = 0x47
LAYOUTS = ((188, 0), (192, 4), (204, 0))
"""Octets of a packet and what comes before its sync byte: plain, with time codes (.m2ts), with error correction."""
NEAR_S = 0.25
"""A packet farther from a picture's own time says nothing of it."""
KEPT_PACKETS = 64


@dataclass(frozen=True, slots=True)
class Told:
    """A packet, and when on the stream's clock it came."""

    link: Datalink
    shown_s: float | None


def is_transport_stream(content: bytes) -> bool:
    """Whether these are the bytes of a transport stream: a sync byte at the head of each packet."""
    heads = [content[before : before + 5 * size : size] for size, before in LAYOUTS]
    return any(len(each) >= 2 and all(head == SYNC for head in each) for each in heads)


def open_frames(address: str) -> Iterator[Frame]:
    """Frames of a file or address in order, with the pose and camera that their metadata tells.

    Raises:
        UnreadableInput: it cannot be opened, or has no video.
    """
    with opened(address) as container:
        video = container.streams.video[0]
        video.thread_type = "NONE"
        told: deque[Told] = deque(maxlen=KEPT_PACKETS)
        readers = {stream.index: DatalinkReader() for stream in container.streams.data}
        standstill = Standstill()
        index = 0
        for packet in container.demux([video, *container.streams.data]):
            if packet.stream is not video:
                links = readers[packet.stream.index].receive(bytes(packet))
                told.extend(Told(link, _seconds(packet)) for link in links)
                continue
            for picture in _decoded(packet):
                yield _frame(picture, address, index, told, standstill)
                index += 1
        if not index:
            raise UnreadableInput(address, "no picture in it could be decoded", "give a video that a player shows")


def _decoded(packet: Any) -> list[Any]:
    try:
        return list(packet.decode())
    except av.error.InvalidDataError:
        return []


def _frame(picture: Any, address: str, index: int, told: deque[Told], standstill: Standstill) -> Frame:
    grey = np.ascontiguousarray(picture.to_ndarray(format="gray"), np.uint8)
    at = time_of_day(picture)
    link = _nearest(told, at, _seconds(picture))
    height_px, width_px = grey.shape
    told_s = at if at is not None or link is None else link.unix_s
    camera, pose = (None, None) if link is None else (link.camera(width_px, height_px), link.pose())
    range_m = FARTHEST_M if link is None or not link.range_m else link.range_m
    return Frame(
        pixels=grey,
        unit=Unit.AGC8,
        source=address,
        index=index,
        exposed_unix_s=None if told_s is None else told_s + (0.0 if link is None else link.leap_s),
        camera=camera,
        pose=pose,
        is_shutter_closed=standstill.is_repeat(grey, pose, None if camera is None else camera.fx_px, range_m),
    )


def _seconds(part: Any) -> float | None:
    """When a packet or picture is shown, on the stream's clock."""
    return None if part.pts is None or part.time_base is None else float(part.pts * part.time_base)


def _nearest(told: deque[Told], at: float | None, shown_s: float | None) -> Datalink | None:
    if at is not None:
        by_day = [(abs(each.link.unix_s - at), each.link) for each in told if each.link.unix_s is not None]
        return _near(by_day)
    if shown_s is not None:
        return _near([(abs(each.shown_s - shown_s), each.link) for each in told if each.shown_s is not None])
    return told[-1].link if told else None


def _near(apart: list[tuple[float, Datalink]]) -> Datalink | None:
    apart_s, link = min(apart, key=lambda each: each[0], default=(NEAR_S, None))
    return link if apart_s < NEAR_S else None
