"""An MPEG-2 transport stream (ISO/IEC 13818-1) of one H.264 video and its KLV metadata.

Written here since FFmpeg's multiplexer holds each picture's metadata back until the next picture. The metadata is
asynchronous KLV, private data registered as "KLVA", as MISB ST 1402 describes.
"""

from __future__ import annotations

_SIZE = 188
_SYNC = 0x47
_PROGRAM, _TABLE_PID, _VIDEO_PID, _METADATA_PID = 1, 0x1000, 0x100, 0x101
_H264_TYPE, _PRIVATE_TYPE = 0x1B, 0x06
_VIDEO_ID, _PRIVATE_ID = 0xE0, 0xBD
_KLVA = bytes([0x05, 4]) + b"KLVA"
_AHEAD = 45_000
"""Half a second of the 90 kHz clock between sending a picture and showing it."""
_CLOCK_MASK = (1 << 33) - 1
_ACCESS_UNIT_DELIMITER = bytes([0, 0, 0, 1, 0x09, 0xF0])


class TransportStream:
    """Whole packets of one picture after another; counts continuity for each of its parts."""

    def __init__(self) -> None:
        self._continuity: dict[int, int] = {}
        self._tables = ((0, _programs()), (_TABLE_PID, _program_map()))

    def packets(self, access_unit: bytes, metadata: bytes | None, at: int, *, is_keyframe: bool) -> bytes:
        """The tables, a picture in the byte-stream format, and its metadata, at `at` on the 90 kHz clock."""
        shown = (at + _AHEAD) & _CLOCK_MASK
        video = _elementary(_VIDEO_ID, _ACCESS_UNIT_DELIMITER + access_unit, shown, bounded=False)
        parts = [self._pack(pid, b"\0" + table, b"", fill=True) for pid, table in self._tables]
        parts.append(self._pack(_VIDEO_PID, video, _clock(at & _CLOCK_MASK, is_keyframe=is_keyframe)))
        if metadata is not None:
            private = _elementary(_PRIVATE_ID, metadata, shown, bounded=True)
            parts.append(self._pack(_METADATA_PID, private, b""))
        return b"".join(parts)

    def _pack(self, pid: int, content: bytes, fields: bytes, *, fill: bool = False) -> bytes:
        """`content` in packets; adaptation `fields` go into the first. Tables are filled up, all else is stuffed."""
        packets = []
        begins = True
        while begins or content:
            room = _SIZE - 4 - len(_adaptation(fields, 0))
            piece, content = content[:room], content[room:]
            if fill:
                piece = piece.ljust(room, b"\xff")
            adaptation = _adaptation(fields, room - len(piece))
            count = self._continuity.get(pid, 0)
            self._continuity[pid] = (count + 1) % 16
            flags = (0x40 if begins else 0) | pid >> 8
            packets.append(
                bytes([_SYNC, flags, pid & 0xFF, (0x30 if adaptation else 0x10) | count]) + adaptation + piece
            )
            begins, fields = False, b""
        return b"".join(packets)


def _adaptation(fields: bytes, spare: int) -> bytes:
    """The adaptation field with its length, made longer by `spare` bytes."""
    if fields:
        return bytes([len(fields) + spare]) + fields + b"\xff" * spare
    if spare == 0:
        return b""
    return bytes([spare - 1]) + (b"\0" + b"\xff" * (spare - 2) if spare > 1 else b"")


def _clock(at: int, *, is_keyframe: bool) -> bytes:
    """Adaptation fields with the program clock, and whether a decoder may start here."""
    flags = 0x10 | (0x40 if is_keyframe else 0)
    return bytes([flags]) + (at << 15 | 0x3F << 9).to_bytes(6, "big")


def _elementary(stream_id: int, content: bytes, at: int, *, bounded: bool) -> bytes:
    """A packet of the elementary stream with its presentation time."""
    stamp = bytes(
        [0x21 | (at >> 29) & 0x0E, at >> 22 & 0xFF, (at >> 14) & 0xFE | 1, at >> 7 & 0xFF, (at << 1) & 0xFE | 1]
    )
    head = bytes([0x84, 0x80, len(stamp)]) + stamp
    length = len(head) + len(content) if bounded else 0
    return bytes([0, 0, 1, stream_id]) + length.to_bytes(2, "big") + head + content


def _programs() -> bytes:
    return _section(0x00, 1, _PROGRAM.to_bytes(2, "big") + (0xE000 | _TABLE_PID).to_bytes(2, "big"))


def _program_map() -> bytes:
    body = (0xE000 | _VIDEO_PID).to_bytes(2, "big") + (0xF000).to_bytes(2, "big")
    for kind, pid, described in ((_H264_TYPE, _VIDEO_PID, b""), (_PRIVATE_TYPE, _METADATA_PID, _KLVA)):
        body += bytes([kind]) + (0xE000 | pid).to_bytes(2, "big") + (0xF000 | len(described)).to_bytes(2, "big")
        body += described
    return _section(0x02, _PROGRAM, body)


def _section(table: int, number: int, body: bytes) -> bytes:
    length = len(body) + 9
    content = bytes([table]) + (0xB000 | length).to_bytes(2, "big") + number.to_bytes(2, "big") + b"\xc1\0\0" + body
    return content + _crc32(content).to_bytes(4, "big")


def _crc32(content: bytes) -> int:
    """The checksum of ISO/IEC 13818-1, annex A."""
    value = 0xFFFFFFFF
    for octet in content:
        value ^= octet << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value
