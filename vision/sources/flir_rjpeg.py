"""FLIR radiometric JPEG: FLIR's own record set in the APP1 segments, of handheld cameras and of DJI's XT and XT2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vision.frames import Frame
from vision.sources.flir_fff import BadFff, read_frame
from vision.sources.jpeg_segments import joined, segments
from vision.unreadable import UnreadableInput

APP1 = 0xE1
MARK = b"FLIR\0"
SEGMENT_HEADER_BYTES, NUMBER_AT = 8, 6
"""The mark, a one, this segment's number and the last one's."""


def is_flir(content: bytes) -> bool:
    """Whether these are the bytes of a FLIR radiometric JPEG."""
    return content[:2] == b"\xff\xd8" and bool(joined(content, APP1, MARK))


def record_set(content: bytes) -> bytes:
    """FLIR's records out of the segments of a JPEG, in their order."""
    parts = [
        payload
        for marker, payload in segments(content)
        if marker == APP1 and payload.startswith(MARK) and len(payload) >= SEGMENT_HEADER_BYTES
    ]
    return b"".join(part[SEGMENT_HEADER_BYTES:] for part in sorted(parts, key=lambda part: part[NUMBER_AT]))


def open_frames(path: str) -> Iterator[Frame]:
    """The one frame of the file, in °C as the camera's own settings for emissivity and air have it.

    Raises:
        UnreadableInput: its records are cut off or hold no measurements.
    """
    try:
        yield read_frame(record_set(Path(path).read_bytes()), path)
    except BadFff as error:
        raise UnreadableInput(
            path,
            f"its FLIR measurements cannot be read: {error}",
            "take it from the camera again, or export it as a radiometric TIFF with the camera maker's own program",
        ) from error
