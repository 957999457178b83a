"""Telemetry logs as QGroundControl and Mission Planner write them: eight bytes of time, then the frame as it was."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from ground_station.errors import BadInput
from ground_station.link.codec import read_frame
from ground_station.link.messages import Message

_STAMP: Final = struct.Struct(">Q")
_LONGEST_FRAME: Final = 280
MOST_BYTES: Final = 256 << 20
"""Half a day of one aircraft at PX4's full rates."""
_EARLIEST_US: Final = 946_684_800_000_000
"""Year 2000: an earlier stamp shows that the place is not the beginning of a record."""
_LATEST_US: Final = 4_102_444_800_000_000


class TlogWriter:
    """Appends frames to a log; call `flush` now and then, what is not flushed dies with the program.

    A log that reaches `most_bytes` goes on in NAME-2.tlog, NAME-3.tlog ...: ground stations read a log whole.
    """

    def __init__(self, path: Path, *, most_bytes: int = MOST_BYTES) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._most_bytes = most_bytes
        self._number = 1
        self._file = self._open()

    def write(self, frame: bytes, unix_s: float | None = None) -> None:
        """Append one frame with the time of day."""
        stamp_us = int((time.time() if unix_s is None else unix_s) * 1e6)
        if self._size + _STAMP.size + len(frame) > self._most_bytes:
            self._file.close()
            self._number += 1
            self._file = self._open()
        self._size += self._file.write(_STAMP.pack(stamp_us) + frame)

    def _open(self) -> BinaryIO:
        while True:
            path = self._path if self._number == 1 else self._path.with_stem(f"{self._path.stem}-{self._number}")
            self._size = path.stat().st_size if path.exists() else 0
            if self._size < self._most_bytes:
                return path.open("ab", buffering=1 << 16)
            self._number += 1

    def flush(self) -> None:
        """Hand what was written to the operating system."""
        self._file.flush()

    def close(self) -> None:
        """Flush and close."""
        self._file.close()


def read_tlog(path: Path) -> Iterator[tuple[float, Message]]:
    """Every intact message with the Unix time it was recorded at (s); damaged places are skipped.

    Raises:
        BadInput: the file cannot be read, or holds no MAVLink.
    """
    try:
        log = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", "Name a .tlog file that exists and may be read.") from error
    at, found = 0, 0
    while at + 8 + 8 <= len(log):
        record = _record(log, at)
        if record is None:
            at += 1
            continue
        unix_s, message, length = record
        at += length
        found += 1
        yield unix_s, message
    if not found:
        raise BadInput(f"{path}: no MAVLink messages in it", "Name a .tlog recorded by a ground station.")


def _record(log: bytes, at: int) -> tuple[float, Message, int] | None:
    (stamp_us,) = _STAMP.unpack_from(log, at)
    if not _EARLIEST_US < stamp_us < _LATEST_US:
        return None
    magic = log[at + 8]
    if magic == 0xFD:
        length = 12 + log[at + 9] + (13 if log[at + 10] & 1 else 0)
    elif magic == 0xFE:
        length = 8 + log[at + 9]
    else:
        return None
    frame = log[at + 8 : at + 8 + length]
    message = read_frame(frame) if len(frame) == length else None
    return None if message is None else (stamp_us / 1e6, message, 8 + length)
