"""The marker segments in front of a JPEG's picture, where thermal cameras keep their measurements."""

from __future__ import annotations

from collections.abc import Iterator

START_OF_SCAN = 0xDA
WITHOUT_LENGTH = frozenset([0x01, *range(0xD0, 0xDA)])


END_OF_IMAGE = b"\xff\xd9"


def segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker byte and payload of each segment up to the picture itself; ends at the first thing that is none."""
    for marker, begin, end in _places(content):
        if marker == START_OF_SCAN:
            return
        yield marker, content[begin:end]


def is_whole(content: bytes) -> bool:
    """Whether a JPEG's picture has its end: decoders fill up with grey what was cut off."""
    scan = next((begin for marker, begin, _ in _places(content) if marker == START_OF_SCAN), None)
    return scan is not None and content.find(END_OF_IMAGE, scan) >= 0


def _places(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker byte of each segment, and where its payload begins and ends."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF or marker in WITHOUT_LENGTH:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        yield marker, at + 4, at + 2 + length
        at += 2 + max(length, 2)


def joined(content: bytes, marker: int, prefix: bytes = b"") -> bytes:
    """The payloads of all segments of one kind that begin with `prefix`, one after the other."""
    return b"".join(payload for found, payload in segments(content) if found == marker and payload.startswith(prefix))
