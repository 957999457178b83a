"""A thermal picture on the wire: a plain 16-bit TIFF with what belongs to it as JSON, parts of a multipart stream."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera.detector import BadPixels, Reading
from firmware_sim.scenario import AirSpec, CameraSpec

FORMAT = "varde-thermal/1"
BOUNDARY = "frame"
STREAM_TYPE = f"multipart/x-mixed-replace; boundary={BOUNDARY}"
FRAME_TYPE = "image/tiff"

# TIFF 6.0, sections 2 and 8.
_SHORT, _LONG, _ASCII = 3, 4, 2
_HEADER = struct.Struct("<2sHI")
_ENTRY = struct.Struct("<HHII")


class Unit(StrEnum):
    """What a pixel's number is."""

    CENTIKELVIN = "centikelvin"
    """Hundredths of a kelvin, by the camera's own table."""
    COUNTS = "counts"
    """The detector's 14 bits, with the calibration beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One picture and when it was taken; no pose, which only MAVLink tells."""

    system_id: int
    frame: int
    unix_s: float
    reading: Reading


class Describer:
    """What a reader is told beside the pixels."""

    def __init__(self, camera: CameraSpec, air: AirSpec, bad_pixels: BadPixels) -> None:
        self._air = air
        self._bad_pixels = {"replaced": bad_pixels.replaced, "left": bad_pixels.left}
        self._camera = {
            "width_px": camera.width_px,
            "height_px": camera.height_px,
            "fx_px": camera.fx_px,
            "fy_px": camera.fx_px,
            "cx_px": camera.cx_px,
            "cy_px": camera.cy_px,
            "distortion": list(camera.distortion),
        }

    def description(self, exposure: Exposure, unit: Unit) -> dict[str, Any]:
        """The JSON of one picture."""
        reading = exposure.reading
        about: dict[str, Any] = {
            "format": FORMAT,
            "system_id": exposure.system_id,
            "frame": exposure.frame,
            "unit": unit.value,
            "exposed_boot_s": round(reading.boot_s, 6),
            "exposed_unix_s": round(exposure.unix_s, 6),
            "camera": self._camera,
            "gain": reading.span.gain.value,
            "saturated_px": reading.saturated_px,
            "shutter": reading.shutter,
            "housing_celsius": round(reading.housing_celsius, 2),
        }
        if unit is Unit.COUNTS:
            about["calibration"] = reading.span.described(self._air)
            about["bad_pixels"] = self._bad_pixels
        return about

    def tiff(self, exposure: Exposure, unit: Unit) -> bytes:
        """The picture as a reader gets it."""
        reading = exposure.reading
        pixels = reading.counts if unit is Unit.COUNTS else reading.centikelvin()
        return tiff(pixels, self.description(exposure, unit))


def tiff(counts: NDArray[np.uint16], about: dict[str, Any]) -> bytes:
    """`counts` as an uncompressed little-endian single-strip TIFF with `about` in ImageDescription."""
    height, width = counts.shape
    text = json.dumps(about, separators=(",", ":")).encode("ascii")
    # An even length; two zeros at the end are none that readers of TIFF expect.
    text += b" " * ((len(text) + 1) % 2) + b"\0"
    entries = 11
    text_at = _HEADER.size + 2 + entries * _ENTRY.size + 4
    pixels_at = text_at + len(text)
    fields = (
        (256, _LONG, 1, width),
        (257, _LONG, 1, height),
        (258, _SHORT, 1, 16),
        (259, _SHORT, 1, 1),  # not compressed
        (262, _SHORT, 1, 1),  # black is zero
        (270, _ASCII, len(text), text_at),
        (273, _LONG, 1, pixels_at),
        (277, _SHORT, 1, 1),
        (278, _LONG, 1, height),
        (279, _LONG, 1, counts.size * 2),
        (339, _SHORT, 1, 1),  # unsigned
    )
    directory = struct.pack("<H", entries) + b"".join(_ENTRY.pack(*field) for field in fields) + struct.pack("<I", 0)
    pixels = np.ascontiguousarray(counts, "<u2").tobytes()
    return b"".join((_HEADER.pack(b"II", 42, _HEADER.size), directory, text, pixels))


def part(body: bytes) -> bytes:
    """`body` as one part of the multipart stream."""
    head = f"--{BOUNDARY}\r\nContent-Type: {FRAME_TYPE}\r\nContent-Length: {len(body)}\r\n\r\n"
    return b"".join((head.encode("ascii"), body, b"\r\n"))
