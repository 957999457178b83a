"""The simulator's frame: an uncompressed little-endian 16-bit TIFF with a JSON description.

Read by hand from the bytes, since this is the hot path: a general TIFF reader takes longer than detecting.
"""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vision.camera import Camera
from vision.frames import Frame, Unit

FORMAT = "varde-thermal/1"

WIDTH, HEIGHT, BITS, COMPRESSION, DESCRIPTION, STRIP_OFFSETS, ROWS_PER_STRIP, STRIP_BYTES = (
    256, 257, 258, 259, 270, 273, 278, 279,
)  # fmt: skip
SHORT, LONG = 3, 4
SIZES = {1: 1, 2: 1, SHORT: 2, LONG: 4}
UNITS = (Unit.CENTIKELVIN.value, Unit.COUNTS.value)
MOST_PIXELS = 16_000_000


class BadFrame(ValueError):
    """The bytes are not a frame of this format; the message says why."""


def read_frame(body: bytes, source: str) -> Frame:
    """The frame in `body`. Its pixels share the bytes' memory.

    Raises:
        BadFrame: the bytes are not such a TIFF.
    """
    try:
        tags = _tags(body)
        described = json.loads(tags[DESCRIPTION].rstrip(b"\0"))
        if described.get("format") != FORMAT:
            raise BadFrame(f"format is {described.get('format')!r}, not {FORMAT!r}")
        return _frame(body, tags, described, source)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, struct.error) as error:
        raise BadFrame(f"not a thermal TIFF of {FORMAT}: {error!r}") from error


def _tags(body: bytes) -> dict[int, Any]:
    """Tags of the first page: an int, a list of ints, or bytes."""
    if body[:4] != b"II*\0":
        raise BadFrame("not a little-endian TIFF")
    (start,) = struct.unpack_from("<I", body, 4)
    (count,) = struct.unpack_from("<H", body, start)
    tags: dict[int, Any] = {}
    for k in range(count):
        tag, kind, number = struct.unpack_from("<HHI", body, start + 2 + 12 * k)
        size = SIZES.get(kind, 8) * number
        at = start + 2 + 12 * k + 8
        if size > 4:
            (at,) = struct.unpack_from("<I", body, at)
        if kind in (SHORT, LONG) and number * SIZES[kind] <= len(body):
            values = struct.unpack_from(f"<{number}{'H' if kind == SHORT else 'I'}", body, at)
            tags[tag] = values[0] if number == 1 else list(values)
        else:
            tags[tag] = body[at : at + size]
    return tags


def _frame(body: bytes, tags: dict[int, Any], described: dict[str, Any], source: str) -> Frame:
    width, height = int(tags[WIDTH]), int(tags[HEIGHT])
    if tags[BITS] != 16 or tags.get(COMPRESSION, 1) != 1:
        raise BadFrame("not uncompressed 16-bit grey")
    if not 0 < width * height <= MOST_PIXELS:
        raise BadFrame(f"{width} x {height} pixels")
    offsets = tags[STRIP_OFFSETS]
    if isinstance(offsets, list):
        counts = tags[STRIP_BYTES]
        body = b"".join(body[o : o + n] for o, n in zip(offsets, counts, strict=True))
        offsets = 0
    pixels = np.frombuffer(body, "<u2", width * height, offsets).reshape(height, width)
    if described["unit"] not in UNITS:
        raise BadFrame(f"unit {described['unit']!r}")
    lens = described["camera"]
    distortion = [float(term) for term in lens.get("distortion") or [0.0] * 5]
    if len(distortion) != 5:
        raise BadFrame("distortion needs five terms")
    camera = Camera(
        width_px=int(lens["width_px"]),
        height_px=int(lens["height_px"]),
        fx_px=float(lens["fx_px"]),
        fy_px=float(lens["fy_px"]),
        cx_px=float(lens["cx_px"]),
        cy_px=float(lens["cy_px"]),
        distortion=(distortion[0], distortion[1], distortion[2], distortion[3], distortion[4]),
    )
    if (camera.width_px, camera.height_px) != (width, height):
        raise BadFrame("the camera's size is not the picture's")
    return Frame(
        pixels=pixels,
        unit=Unit(described["unit"]),
        source=source,
        index=int(described["frame"]),
        system_id=int(described["system_id"]) if described.get("system_id") is not None else None,
        exposed_boot_s=_seconds(described.get("exposed_boot_s")),
        exposed_unix_s=_seconds(described.get("exposed_unix_s")),
        camera=camera,
        valid=_valid(described.get("bad_pixels"), width, height),
        is_shutter_closed=described.get("shutter") is True,
        saturated_px=int(described["saturated_px"]) if described.get("saturated_px") is not None else None,
    )


def _valid(bad: Any, width: int, height: int) -> NDArray[np.bool_] | None:
    """What is left when the pixels are out that the camera knows to be bad and has not replaced."""
    left = [(int(row), int(column)) for column, row in (bad or {}).get("left", ())]
    if not left:
        return None
    valid = np.ones((height, width), np.bool_)
    for row, column in left:
        if not (0 <= row < height and 0 <= column < width):
            raise BadFrame(f"bad pixel {column}, {row} is outside the picture")
        valid[row, column] = False
    return valid


def _seconds(value: Any) -> float | None:
    return None if value is None else float(value)
