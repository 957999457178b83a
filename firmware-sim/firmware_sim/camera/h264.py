"""H.264 for one camera, one picture in, one access unit out, with the time in it as MISB ST 0604 asks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
import av.error
import cv2
import numpy as np
from numpy.typing import NDArray

CLOCK_HZ = 90_000
KEYFRAME_EVERY_S = 2.0
_BITS_PER_S = 2_500_000
_ENCODERS = ("libx264", "libopenh264")
_X264_OPTIONS = {"preset": "superfast", "tune": "zerolatency", "profile": "baseline", "crf": "23"}
_NO_COLOUR = 128

_START_CODE = b"\0\0\0\1"
_SEI_NAL, _USER_DATA_UNREGISTERED, _SEI_END = 6, 5, 0x80
_TIME_UUID = b"MISPmicrosectime"
"""ST 0604: identifies a microsecond precision time stamp."""
_TIME_STATUS = 0x1F
"""ST 0603: locked to absolute time, no discontinuity; the lower bits are reserved and set."""
_SLICES = (1, 5)


class EncoderMissing(RuntimeError):
    """This build of FFmpeg cannot encode H.264."""


class H264Encoder:
    """Greys to access units in the byte-stream format of ITU-T H.264 Annex B, parameter sets before each keyframe."""

    def __init__(self, width_px: int, height_px: int, rate_hz: float) -> None:
        """Open the encoder.

        Raises:
            EncoderMissing: PyAV was built without one.
        """
        self._width_px, self._height_px = width_px, height_px
        self._context = _open(width_px, height_px, rate_hz)
        self._picture = av.VideoFrame(width_px, height_px, "yuv420p")
        for plane in list(self._picture.planes)[1:]:
            plane.update(bytes([_NO_COLOUR]) * plane.buffer_size)
        self._newest = -1

    def encode(self, greys: NDArray[np.uint8], at: int, *, keyframe: bool) -> bytes:
        """The access unit of `greys` (height, width, limited range) at `at` on the 90 kHz clock."""
        plane = self._picture.planes[0]
        plane.update(_padded(greys, plane.line_size))
        return self._encoded(at, keyframe=keyframe)

    def encode_colour(self, rgb: NDArray[np.uint8], at: int, *, keyframe: bool) -> bytes:
        """The same of red, green and blue (height, width, 3)."""
        planar = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420), np.uint8).ravel()
        sizes = [(self._height_px, self._width_px)] + [(self._height_px // 2, self._width_px // 2)] * 2
        begin = 0
        for plane, (height, width) in zip(self._picture.planes, sizes, strict=True):
            values = planar[begin : begin + height * width].reshape(height, width)
            plane.update(_padded(values, plane.line_size))
            begin += height * width
        return self._encoded(at, keyframe=keyframe)

    def _encoded(self, at: int, *, keyframe: bool) -> bytes:
        # An encoder wants time to go on.
        self._newest = max(at, self._newest + 1)
        self._picture.pts = self._newest
        self._picture.time_base = Fraction(1, CLOCK_HZ)
        self._picture.pict_type = _KEYFRAME if keyframe else _ANY
        return b"".join(bytes(packet) for packet in self._context.encode(self._picture))


_ANY, _KEYFRAME = (av.video.frame.PictureType[name] for name in ("NONE", "I"))


def _open(width_px: int, height_px: int, rate_hz: float) -> Any:
    for name in _ENCODERS:
        if name not in av.codecs_available:
            continue
        # PyAV's factory says less of what it makes than it makes.
        context: Any = av.CodecContext.create(name, "w")
        context.width, context.height, context.pix_fmt = width_px, height_px, "yuv420p"
        context.time_base, context.framerate = Fraction(1, CLOCK_HZ), Fraction(rate_hz).limit_denominator(1000)
        context.color_range = 1  # limited
        group = str(max(1, round(rate_hz * KEYFRAME_EVERY_S)))
        options = {"g": group, "maxrate": str(_BITS_PER_S), "bufsize": str(_BITS_PER_S // 2), "threads": "1"}
        if name == "libx264":
            options |= {**_X264_OPTIONS, "forced-idr": "1"}
        else:
            context.bit_rate = _BITS_PER_S
        context.options = options
        return context
    raise EncoderMissing(f"no H.264 encoder ({' or '.join(_ENCODERS)}) in PyAV {av.__version__}: install PyAV's wheel")


def _padded(greys: NDArray[np.uint8], line_size: int) -> bytes:
    if greys.shape[1] == line_size:
        return greys.tobytes()
    wide = np.zeros((greys.shape[0], line_size), np.uint8)
    wide[:, : greys.shape[1]] = greys
    return wide.tobytes()


def nal_units(access_unit: bytes) -> list[bytes]:
    """The NAL units of an access unit in the byte-stream format, without start codes."""
    units: list[bytes] = []
    for piece in access_unit.split(b"\0\0\1")[1:]:
        # A zero before the next start code belongs to that start code.
        unit = piece.rstrip(b"\0")
        if unit:
            units.append(unit)
    return units


def is_keyframe(units: list[bytes]) -> bool:
    """Whether a decoder may start here."""
    return any(unit[0] & 0x1F == 5 for unit in units)


def with_time(units: list[bytes], unix_us: int) -> list[bytes]:
    """The units with the picture's time before its first slice (ST 0604)."""
    at = next((index for index, unit in enumerate(units) if unit[0] & 0x1F in _SLICES), len(units))
    return [*units[:at], time_unit(unix_us), *units[at:]]


def time_unit(unix_us: int) -> bytes:
    """An SEI NAL unit with a time of day in microseconds."""
    pairs = unix_us.to_bytes(8, "big")
    # ST 0604 puts 0xFF between the pairs, so that nothing looks like a start code.
    stamp = b"\xff".join(pairs[index : index + 2] for index in range(0, 8, 2))
    payload = _TIME_UUID + bytes([_TIME_STATUS]) + stamp
    return bytes([_SEI_NAL, _USER_DATA_UNREGISTERED, len(payload)]) + payload + bytes([_SEI_END])


def byte_stream(units: list[bytes]) -> bytes:
    """NAL units as one access unit in the byte-stream format."""
    return b"".join(_START_CODE + unit for unit in units)
