"""Choose the source of an input by its content, not only its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vision.frames import Frame
from vision.meaning import BadUnit, Meaning, meaning
from vision.sources import (
    dji_rjpeg,
    flir_rjpeg,
    flir_sequence,
    png16,
    radiometric_tiff,
    still8,
    transport_stream,
    video,
    y16,
)
from vision.unreadable import UnreadableInput

UNIT_TOLD = re.compile(r"#unit=([^#&]*)$")
"""At the end of an address: what its numbers mean where the file itself does not tell."""
LIVE_SCHEMES = ("rtsp://", "rtsps://", "rtp://", "udp://", "http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A kind of input: how its bytes are known, and how it is opened."""

    name: str
    is_it: Callable[[bytes], bool]
    open_frames: Callable[[str], Iterator[Frame]]


SOURCES = (
    Source(name="FLIR radiometric JPEG", is_it=flir_rjpeg.is_flir, open_frames=flir_rjpeg.open_frames),
    Source(name="FLIR sequence", is_it=flir_sequence.is_sequence, open_frames=flir_sequence.open_frames),
    Source(name="DJI radiometric JPEG", is_it=dji_rjpeg.is_dji, open_frames=dji_rjpeg.open_frames),
    Source(
        name="TIFF",
        is_it=lambda content: content[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
        open_frames=radiometric_tiff.open_frames,
    ),
    Source(name="16-bit PNG", is_it=png16.is_png16, open_frames=png16.open_frames),
    Source(
        name="8-bit picture",
        is_it=lambda content: content[:2] == b"\xff\xd8" or content[:8] == b"\x89PNG\r\n\x1a\n" or content[:2] == b"BM",
        open_frames=still8.open_frames,
    ),
    Source(
        name="transport stream",
        is_it=transport_stream.is_transport_stream,
        open_frames=transport_stream.open_frames,
    ),
    Source(name="video", is_it=lambda _: True, open_frames=video.open_frames),
)
"""In this order: the first that knows the bytes opens them; a video is whatever PyAV can open."""


def open_frames(address: str, given: Meaning | None = None) -> Iterator[Frame]:
    """The frames of a file, of a live address (`rtsp://`, `udp://`), or of a camera of this machine (`/dev/video0`).

    `given`, or `#unit=` at the end of the address, says what numbers mean whose source does not tell.

    Raises:
        UnreadableInput: it is not there, is empty, or its source cannot read it.
    """
    told = UNIT_TOLD.search(address)
    if told is not None:
        address = address[: told.start()]
        try:
            given = meaning(told[1])
        except BadUnit as error:
            raise UnreadableInput(address, "its #unit= is not understood", str(error)) from error
    frames = _opened(address)
    return frames if given is None else map(given.applied, frames)


def _opened(address: str) -> Iterator[Frame]:
    if address.startswith(LIVE_SCHEMES):
        return transport_stream.open_frames(address)
    if y16.is_device(address):
        return y16.open_frames(address)
    path = Path(address)
    if path.is_dir():
        raise UnreadableInput(address, "it is a folder", "name the files in it")
    try:
        content = path.read_bytes() if path.stat().st_size < 64_000_000 else path.open("rb").read(65536)
    except OSError as error:
        raise UnreadableInput(
            address, error.strerror or str(error), "check the name and that it may be read"
        ) from error
    if not content:
        raise UnreadableInput(address, "the file is empty", "copy it from its source again")
    return next(source for source in SOURCES if source.is_it(content)).open_frames(address)
