"""Metadata beside the video: the UAS Datalink Local Set of MISB ST 0601 in KLV (SMPTE ST 336).

Each row of `ITEMS` has the item's tag, bytes and the range that its integers are spread over, after the standard's
tables. The precision time stamp comes first and the checksum last, as the standard asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

UNIVERSAL_KEY = bytes.fromhex("060e2b34020b01010e01030101000000")
VERSION = 17
"""Of ST 0601; the items here have not changed since long before."""
_CHECKSUM_BYTES = 2


class Tag(IntEnum):
    """Items of the local set."""

    CHECKSUM = 1
    TIME = 2
    MISSION = 3
    TAIL_NUMBER = 4
    PLATFORM_HEADING = 5
    PLATFORM_PITCH = 6
    PLATFORM_ROLL = 7
    PLATFORM_DESIGNATION = 10
    SENSOR = 11
    COORDINATE_SYSTEM = 12
    SENSOR_LATITUDE = 13
    SENSOR_LONGITUDE = 14
    SENSOR_ALTITUDE = 15
    HORIZONTAL_VIEW = 16
    VERTICAL_VIEW = 17
    SENSOR_AZIMUTH = 18
    SENSOR_ELEVATION = 19
    SENSOR_ROLL = 20
    SLANT_RANGE = 21
    TARGET_WIDTH = 22
    CENTRE_LATITUDE = 23
    CENTRE_LONGITUDE = 24
    CENTRE_ELEVATION = 25
    CORNER_1_LATITUDE = 26
    CORNER_1_LONGITUDE = 27
    CORNER_2_LATITUDE = 28
    CORNER_2_LONGITUDE = 29
    CORNER_3_LATITUDE = 30
    CORNER_3_LONGITUDE = 31
    CORNER_4_LATITUDE = 32
    CORNER_4_LONGITUDE = 33
    GROUND_SPEED = 56
    VERSION = 65
    PLATFORM_PITCH_FULL = 90
    PLATFORM_ROLL_FULL = 91


@dataclass(frozen=True, slots=True)
class Item:
    """How a number becomes bytes: spread linearly over all integers; signed ones do not use the lowest."""

    octets: int
    low: float
    high: float

    def encode(self, value: float) -> bytes | None:
        """Its bytes; None when it is out of range: pitch and roll have wider items of their own."""
        signed = self.low == -self.high
        bits = 8 * self.octets
        if not self.low <= value <= self.high:
            return None
        if signed:
            return round(value / self.high * ((1 << (bits - 1)) - 1)).to_bytes(self.octets, "big", signed=True)
        return round((value - self.low) / (self.high - self.low) * ((1 << bits) - 1)).to_bytes(self.octets, "big")


_CORNER = Item(2, -0.075, 0.075)
_ALTITUDE = Item(2, -900.0, 19000.0)
ITEMS: Mapping[Tag, Item] = {
    Tag.PLATFORM_HEADING: Item(2, 0.0, 360.0),
    Tag.PLATFORM_PITCH: Item(2, -20.0, 20.0),
    Tag.PLATFORM_ROLL: Item(2, -50.0, 50.0),
    Tag.SENSOR_LATITUDE: Item(4, -90.0, 90.0),
    Tag.SENSOR_LONGITUDE: Item(4, -180.0, 180.0),
    Tag.SENSOR_ALTITUDE: _ALTITUDE,
    Tag.HORIZONTAL_VIEW: Item(2, 0.0, 180.0),
    Tag.VERTICAL_VIEW: Item(2, 0.0, 180.0),
    Tag.SENSOR_AZIMUTH: Item(4, 0.0, 360.0),
    Tag.SENSOR_ELEVATION: Item(4, -180.0, 180.0),
    Tag.SENSOR_ROLL: Item(4, 0.0, 360.0),
    Tag.SLANT_RANGE: Item(4, 0.0, 5_000_000.0),
    Tag.TARGET_WIDTH: Item(2, 0.0, 10_000.0),
    Tag.CENTRE_LATITUDE: Item(4, -90.0, 90.0),
    Tag.CENTRE_LONGITUDE: Item(4, -180.0, 180.0),
    Tag.CENTRE_ELEVATION: _ALTITUDE,
    Tag.CORNER_1_LATITUDE: _CORNER,
    Tag.CORNER_1_LONGITUDE: _CORNER,
    Tag.CORNER_2_LATITUDE: _CORNER,
    Tag.CORNER_2_LONGITUDE: _CORNER,
    Tag.CORNER_3_LATITUDE: _CORNER,
    Tag.CORNER_3_LONGITUDE: _CORNER,
    Tag.CORNER_4_LATITUDE: _CORNER,
    Tag.CORNER_4_LONGITUDE: _CORNER,
    Tag.GROUND_SPEED: Item(1, 0.0, 255.0),
    Tag.PLATFORM_PITCH_FULL: Item(4, -90.0, 90.0),
    Tag.PLATFORM_ROLL_FULL: Item(4, -90.0, 90.0),
}
"""Degrees, metres, metres a second."""


def local_set(unix_us: int, numbers: Mapping[Tag, float], texts: Mapping[Tag, str]) -> bytes:
    """One packet: key, length, items, checksum."""
    body = _item(Tag.TIME, unix_us.to_bytes(8, "big"))
    for tag, text in texts.items():
        body += _item(tag, text.encode()[:127])
    for tag, number in numbers.items():
        value = ITEMS[tag].encode(number)
        if value is not None:
            body += _item(tag, value)
    body += _item(Tag.VERSION, bytes([VERSION]))
    body += bytes([Tag.CHECKSUM, _CHECKSUM_BYTES])
    packet = UNIVERSAL_KEY + _length(len(body) + _CHECKSUM_BYTES) + body
    return packet + checksum(packet).to_bytes(_CHECKSUM_BYTES, "big")


def checksum(packet: bytes) -> int:
    """The 16-bit sum of a packet up to its checksum's value, as ST 0601 has it."""
    return sum(octet << (0 if index % 2 else 8) for index, octet in enumerate(packet)) & 0xFFFF


def _item(tag: Tag, value: bytes) -> bytes:
    return bytes([tag]) + _length(len(value)) + value


def _length(octets: int) -> bytes:
    """BER: short form below 128, else the number of length bytes first."""
    if octets < 128:
        return bytes([octets])
    size = (octets.bit_length() + 7) // 8
    return bytes([0x80 | size]) + octets.to_bytes(size, "big")
