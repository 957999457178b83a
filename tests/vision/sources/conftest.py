"""Packets of MISB ST 0601, written here by the standard's tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vision.sources.misb0601 import SCALES, UNIVERSAL_KEY


def packet(*items: tuple[int, bytes]) -> bytes:
    """A local set with its checksum, lengths in one octet."""
    numbers = {item: bytes([item]) if item < 128 else bytes([0x80 | item >> 7, item & 0x7F]) for item, _ in items}
    body = b"".join(numbers[item] + bytes([len(value)]) + value for item, value in items) + bytes([1, 2])
    whole = UNIVERSAL_KEY + bytes([len(body) + 2]) + body
    padded = whole + b"\0" * (len(whole) % 2)
    total = sum(int.from_bytes(padded[at : at + 2], "big") for at in range(0, len(padded), 2)) & 0xFFFF
    return whole + total.to_bytes(2, "big")


def raw(item: int, value: float) -> bytes:
    """`value` as the standard scales it."""
    low, high, octets = SCALES[item]
    if low == -high:
        return round(value / high * ((1 << (8 * octets - 1)) - 1)).to_bytes(octets, "big", signed=True)
    return round((value - low) / (high - low) * ((1 << (8 * octets)) - 1)).to_bytes(octets, "big")


@pytest.fixture(scope="session")
def local_set() -> Callable[..., bytes]:
    """A local set of (item, octets) with its checksum."""
    return packet


@pytest.fixture(scope="session")
def datalink() -> Callable[..., bytes]:
    """The packet of a level aircraft at 60.4 N 5.32 E, 250 m up, whose camera looks along azimuth and elevation."""

    def written(
        azimuth_deg: float = 0.0,
        elevation_deg: float = -90.0,
        heading_deg: float = 0.0,
        unix_s: float = 0.0,
        *more: tuple[int, bytes],
    ) -> bytes:
        told = {5: heading_deg, 90: 0.0, 91: 0.0, 13: 60.4, 14: 5.32, 15: 250.0}
        told |= {16: 45.0, 17: 37.0, 18: azimuth_deg, 19: elevation_deg}
        at = (2, round(unix_s * 1e6).to_bytes(8, "big"))
        return packet(at, *((item, raw(item, value)) for item, value in told.items()), *more)

    return written
