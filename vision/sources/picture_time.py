"""The time of day that encoders write into each picture of H.264 and H.265: MISB ST 0604, in user data."""

from __future__ import annotations

from typing import Any

TIME_MARKS = (b"MISPmicrosectime", b"\xa8\x68\x7d\xd4\xd7\x59\x37\x58\xa5\xce\xf0\x33\x8b\x65\x45\xf1")
"""Of H.264 and of H.265."""


def time_of_day(picture: Any) -> float | None:
    """Seconds UTC from the picture's own time stamp: two octets, 0xff, two, 0xff, and so on; None without one."""
    for side in picture.side_data:
        content = bytes(side)
        for mark in TIME_MARKS:
            if content.startswith(mark) and len(content) >= len(mark) + 12:
                stamp = content[len(mark) + 1 : len(mark) + 12]
                return int.from_bytes(stamp[0:2] + stamp[3:5] + stamp[6:8] + stamp[9:11], "big") / 1e6
    return None
