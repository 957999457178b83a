"""FLIR thermal sequences (.seq, .csq, .fff): one record set of FLIR's after another, each a frame."""

from __future__ import annotations

import mmap
from collections.abc import Iterator

from vision.frames import Frame
from vision.sources.flir_fff import HEADER_BYTES, MAGIC, BadFff, header_order, read_frame
from vision.unreadable import UnreadableInput

OTHERS = (b"AFF\0", b"FPF Public Image Format")
"""FLIR's other containers, whose layout is not open."""


def is_sequence(content: bytes) -> bool:
    """Whether these are the bytes of a FLIR sequence, or of another container of FLIR's."""
    return content.startswith((MAGIC, *OTHERS))


def open_frames(path: str) -> Iterator[Frame]:
    """The frames in order, in °C as the camera's own settings have it; frames that are broken are passed over.

    Raises:
        UnreadableInput: none of its frames can be read.
    """
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content[: len(MAGIC)] != MAGIC:
            raise UnreadableInput(
                path, "it is a container of FLIR's that is not open", "export it as .seq, .csq or radiometric TIFF"
            )
        is_any = False
        problem = "there is no whole frame in it"
        for number, (start, end) in enumerate(_record_sets(content)):
            try:
                frame = read_frame(content[start:end], path, number)
            except BadFff as error:
                problem = f"frame {number} cannot be read: {error}"
                continue
            is_any = True
            yield frame
    if not is_any:
        raise UnreadableInput(path, problem, "export it as radiometric TIFF with the camera maker's own program")


def _record_sets(content: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Where each frame's bytes begin and end: from one magic word to the next that a header follows."""
    start = content.find(MAGIC)
    while start >= 0:
        following = content.find(MAGIC, start + HEADER_BYTES)
        while following >= 0 and header_order(content[following : following + HEADER_BYTES]) is None:
            following = content.find(MAGIC, following + 1)
        yield start, following if following >= 0 else len(content)
        start = following
