"""The UAS Datalink Local Set of MISB ST 0601: where a camera was, how it looked, and how wide, at a time of day.

Keys, lengths and scalings are those of MISB ST 0601 (items 2, 5 to 7, 13 to 21, 90, 91, 136) and SMPTE ST 336. Unknown
items are passed over; a packet whose checksum does not fit is not believed. What senders do against the standard is
read where it cannot be mistaken for damage: the checksum of the items alone, and no checksum at all in a whole stream.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vision.attitude import BODY_FROM_CAMERA, ned_from_body
from vision.camera import Camera
from vision.frames import GeoPose

UNIVERSAL_KEY = bytes.fromhex("060e2b34020b01010e01030101000000")
CHECKSUM, UNIX_US, LEAP_SECONDS = 1, 2, 136
HEADING, PITCH, ROLL = 5, 6, 7
LATITUDE, LONGITUDE, ALTITUDE_AMSL, WIDE, HIGH = 13, 14, 15, 16, 17
AZIMUTH, ELEVATION, SENSOR_ROLL, SLANT_RANGE = 18, 19, 20, 21
PITCH_FULL, ROLL_FULL = 90, 91

LOST_OCTETS = 5
"""FFmpeg takes so many off the front of synchronous metadata, for the header of ST 1402; some senders write none, and
then the key lacks them."""
MOST_OCTETS = 65_536
UNSIGNED_BEFORE_BELIEF = 3
"""So many whole packets without a checksum, and none with one, are a sender that writes none."""

SCALES: dict[int, tuple[float, float, int]] = {
    HEADING: (0.0, 360.0, 2),
    PITCH: (-20.0, 20.0, 2),
    ROLL: (-50.0, 50.0, 2),
    LATITUDE: (-90.0, 90.0, 4),
    LONGITUDE: (-180.0, 180.0, 4),
    ALTITUDE_AMSL: (-900.0, 19000.0, 2),
    WIDE: (0.0, 180.0, 2),
    HIGH: (0.0, 180.0, 2),
    AZIMUTH: (0.0, 360.0, 4),
    ELEVATION: (-180.0, 180.0, 4),
    SENSOR_ROLL: (0.0, 360.0, 4),
    SLANT_RANGE: (0.0, 5_000_000.0, 4),
    PITCH_FULL: (-90.0, 90.0, 4),
    ROLL_FULL: (-90.0, 90.0, 4),
}
"""Least, most (degrees or metres) and octets by item. What is even about zero is signed: its least value of all says
"out of range"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Datalink:
    """What one packet tells."""

    unix_s: float | None
    """As told: UTC, unless leap seconds are told besides."""
    leap_s: float
    """To add to the times of the stream to have UTC."""
    values: dict[int, float]
    """By item: degrees, metres above mean sea level. What the sender marked as out of range is not in it."""

    def pose(self) -> GeoPose | None:
        """The camera's pose; None where an item that it needs is missing."""
        told = self.values
        pitch, roll = told.get(PITCH_FULL, told.get(PITCH)), told.get(ROLL_FULL, told.get(ROLL))
        needed = (LATITUDE, LONGITUDE, ALTITUDE_AMSL, HEADING, AZIMUTH, ELEVATION)
        if pitch is None or roll is None or not all(item in told for item in needed):
            return None
        platform = ned_from_body(*(math.radians(each) for each in (told[HEADING], pitch, roll)))
        sensor = (told[AZIMUTH], told[ELEVATION], told.get(SENSOR_ROLL, 0.0))
        return GeoPose(
            latitude_deg=told[LATITUDE],
            longitude_deg=told[LONGITUDE],
            altitude_amsl_m=told[ALTITUDE_AMSL],
            ned_from_camera=platform @ ned_from_body(*(math.radians(each) for each in sensor)) @ BODY_FROM_CAMERA,
        )

    @property
    def range_m(self) -> float | None:
        """How far the ground in the middle of the picture is."""
        return self.values.get(SLANT_RANGE)

    def camera(self, width_px: int, height_px: int) -> Camera | None:
        """A pinhole camera with the told fields of view; None without them. Distortion is not told."""
        wide, high = self.values.get(WIDE, 0.0), self.values.get(HIGH, 0.0)
        if not (0.0 < wide < 170.0 and 0.0 < high < 170.0):
            return None
        return Camera(
            width_px=width_px,
            height_px=height_px,
            fx_px=width_px / 2.0 / math.tan(math.radians(wide / 2.0)),
            fy_px=height_px / 2.0 / math.tan(math.radians(high / 2.0)),
            cx_px=(width_px - 1) / 2.0,
            cy_px=(height_px - 1) / 2.0,
        )


def packets(content: bytes) -> Iterator[Datalink]:
    """The whole packets in `content` that hold what their checksum says."""
    for start, begin, end in _found(content):
        if end <= len(content) and _is_whole(content, start, begin, end):
            yield _read(content[begin:end])


class DatalinkReader:
    """The packets of one stream, whose octets come in pieces as the stream has cut them."""

    def __init__(self) -> None:
        self._rest = b""
        self._has_checksums = False
        self._unsigned = 0

    def receive(self, content: bytes) -> list[Datalink]:
        """What the packets tell that `content` completes."""
        if content.startswith(UNIVERSAL_KEY[LOST_OCTETS:]):
            content = UNIVERSAL_KEY[:LOST_OCTETS] + content
        content, self._rest = self._rest + content, b""
        told: list[Datalink] = []
        for start, begin, end in _found(content):
            if end > len(content):
                # The rest of it may come; what is said to be so long is damaged.
                self._rest = content[start:] if end - start <= MOST_OCTETS else b""
            elif self._is_believed(content, start, begin, end):
                told.append(_read(content[begin:end]))
        return told

    def _is_believed(self, content: bytes, start: int, begin: int, end: int) -> bool:
        if _is_whole(content, start, begin, end):
            self._has_checksums = True
            return True
        items = _items(content[begin:end])
        if items is None or UNIX_US not in items or CHECKSUM in items:
            return False
        self._unsigned += 1
        return not self._has_checksums and self._unsigned >= UNSIGNED_BEFORE_BELIEF


def _found(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Where each packet, its items, and what follows it begin; the end may lie beyond what is there."""
    start = content.find(UNIVERSAL_KEY)
    while start >= 0:
        body = _length(content, start + len(UNIVERSAL_KEY))
        begin, size = body if body is not None else (len(content), MOST_OCTETS // 2)
        yield start, begin, begin + size
        start = content.find(UNIVERSAL_KEY, start + len(UNIVERSAL_KEY))


def _length(content: bytes, at: int) -> tuple[int, int] | None:
    """Where a value begins and how long it is, from its BER length; None where the bytes end before it does."""
    if at >= len(content):
        return None
    first = content[at]
    if first < 0x80:
        return at + 1, first
    count = first & 0x7F
    if not 1 <= count <= 4 or at + 1 + count > len(content):
        return None
    return at + 1 + count, int.from_bytes(content[at + 1 : at + 1 + count], "big")


def _is_whole(content: bytes, start: int, begin: int, end: int) -> bool:
    """Whether the checksum comes last and is the sum of 16-bit words before its own value, of all or of the items."""
    if end - begin < 4 or content[end - 4 : end - 2] != bytes([CHECKSUM, 2]):
        return False
    told = int.from_bytes(content[end - 2 : end], "big")
    return any(_sum(content[first : end - 2]) == told for first in (start, begin))


def _sum(octets: bytes) -> int:
    words = np.frombuffer(octets + b"\0" * (len(octets) % 2), ">u2").astype(np.uint64)
    return int(words.sum()) & 0xFFFF


def _items(body: bytes) -> dict[int, bytes] | None:
    """The octets of each item; None where they do not end where the packet does."""
    items: dict[int, bytes] = {}
    at = 0
    while at < len(body):
        item = 0
        while at < len(body) and body[at] & 0x80:
            item, at = item << 7 | body[at] & 0x7F, at + 1
        if at >= len(body):
            return None
        item, at = item << 7 | body[at], at + 1
        value = _length(body, at)
        if value is None or value[0] + value[1] > len(body):
            return None
        at = value[0] + value[1]
        items[item] = body[value[0] : at]
    return items


def _read(body: bytes) -> Datalink:
    items = _items(body) or {}
    unix, leap = items.get(UNIX_US, b""), items.get(LEAP_SECONDS, b"")
    scaled = {
        item: _scaled(items[item], *scale) for item, scale in SCALES.items() if len(items.get(item, b"")) == scale[2]
    }
    return Datalink(
        unix_s=int.from_bytes(unix, "big") / 1e6 if len(unix) == 8 else None,
        leap_s=float(int.from_bytes(leap, "big", signed=True)) if len(leap) <= 4 else 0.0,
        values={item: value for item, value in scaled.items() if value is not None},
    )


def _scaled(raw: bytes, low: float, high: float, octets: int) -> float | None:
    """The number that an item's octets stand for; None for "out of range"."""
    bits = 8 * octets
    if low != -high:
        return low + int.from_bytes(raw, "big") * (high - low) / ((1 << bits) - 1)
    number = int.from_bytes(raw, "big", signed=True)
    largest: int = (1 << (bits - 1)) - 1
    return None if number < -largest else number * high / largest
