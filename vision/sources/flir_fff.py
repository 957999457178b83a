"""FLIR's file format "FFF": a directory of records, of which one holds the counts and one the camera's constants.

Layout as ExifTool documents it (its FLIR tags). Each part may be in either byte order: the directory's version (100 to
199) and the 2 at the head of each record tell which; stills of FLIR's own cameras have a directory of big ends, those
of cores (DJI XT, XT2), ResearchIR and .csq of little ends. Counts are stored plain, as PNG (mostly with bytes swapped,
against its standard), or as JPEG-LS.
"""

from __future__ import annotations

import math
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import av
import av.error
import cv2
import numpy as np
from numpy.typing import NDArray

from vision.frames import Frame, Unit
from vision.meaning import ZERO_CELSIUS
from vision.radiometry import LEAST_EMISSIVITY, MOST_EMISSIVITY, Radiometry

MAGIC = b"FFF\0"
HEADER_BYTES, ENTRY_BYTES, RAW_HEADER_BYTES = 64, 32, 32
VERSIONS = range(100, 200)
MOST_RECORDS = 512
RAW, CAMERA = 0x01, 0x20
MOST_SIDE_PX = 8192
PNG, JPEG_LS = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xf7"
TOP_COUNT = 65535
KELVIN, AIR_KELVIN, AIR_TERM = (100.0, 3000.0), (200.0, 350.0), (-0.1, 0.1)

FLOATS = {
    # Where each number stands in the camera's record.
    "emissivity": 0x20, "distance_m": 0x24, "reflected_k": 0x28, "air_k": 0x2C, "window_k": 0x30,
    "window_transmission": 0x34, "humidity": 0x3C, "r1": 0x58, "b": 0x5C, "f": 0x60,
    "alpha1": 0x70, "alpha2": 0x74, "beta1": 0x78, "beta2": 0x7C, "x": 0x80,
    "hottest_k": 0x90, "coldest_k": 0x94, "saturated_k": 0xA8, "r2": 0x30C,
}  # fmt: skip
O_AT, RANGE_AT = 0x308, 0x310
Record = bytes | memoryview


class BadFff(ValueError):
    """The bytes are no whole record set of FLIR's; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where a camera stops measuring."""

    saturated_k: float | None
    most_counts: int


def header_order(header: Record) -> str | None:
    """`>` or `<` for the byte order of a header; None where it is none, as where pixels look like the magic."""
    if len(header) < HEADER_BYTES or bytes(header[:4]) != MAGIC:
        return None
    for order in "><":
        version, directory, entries = struct.unpack_from(f"{order}III", header, 0x14)
        if version in VERSIONS and directory >= HEADER_BYTES and 0 < entries <= MOST_RECORDS:
            return order
    return None


def read_frame(content: Record, source: str, index: int = 0) -> Frame:
    """The frame of one record set in °C, as the camera was told of emissivity and air.

    What is at the top of its range has the temperature of that top, and is counted.

    Raises:
        BadFff: it is cut off, or its counts or constants are not there.
    """
    records = _records(content)
    counts = _counts(_needed(records, RAW, "counts"))
    radiometry, limits = _camera(_needed(records, CAMERA, "camera's constants"))
    celsius = radiometry.celsius(counts)
    if not np.isfinite(celsius).any():
        raise BadFff("its measurements are empty")
    saturated = counts >= limits.most_counts
    if limits.saturated_k is not None:
        saturated |= celsius >= np.float32(limits.saturated_k - ZERO_CELSIUS)
    saturated &= np.isfinite(celsius)
    saturated_px = int(np.count_nonzero(saturated))
    if saturated_px:
        celsius[saturated] = celsius[saturated].min()
    return Frame(
        pixels=celsius,
        unit=Unit.CELSIUS,
        source=source,
        index=index,
        # No count at all is a pixel that measures nothing.
        valid=None if counts.all() else counts > 0,
        saturated_px=saturated_px,
        radiometry=radiometry,
    )


def _records(content: Record) -> dict[int, memoryview]:
    order = header_order(content[:HEADER_BYTES])
    if order is None:
        raise BadFff("it does not begin as FLIR's files do")
    view = memoryview(content)
    directory, entries = struct.unpack_from(f"{order}II", view, 0x18)
    records: dict[int, memoryview] = {}
    for at in range(directory, directory + entries * ENTRY_BYTES, ENTRY_BYTES):
        if at + ENTRY_BYTES > len(view):
            raise BadFff("it is cut off in its directory")
        kind, _, _, _, begin, size = struct.unpack_from(f"{order}HHIIII", view, at)
        if not kind:
            continue
        if begin + size > len(view):
            raise BadFff("it is cut off")
        records.setdefault(kind, view[begin : begin + size])
    return records


def _needed(records: dict[int, memoryview], kind: int, what: str) -> tuple[memoryview, str]:
    """A record and its byte order."""
    record = records.get(kind)
    if record is None:
        raise BadFff(f"its {what} are not in it")
    if len(record) <= RAW_HEADER_BYTES:
        raise BadFff(f"it is cut off before its {what}")
    return record, ">" if record[0] == 0 else "<"


def _counts(found: tuple[memoryview, str]) -> NDArray[np.uint16]:
    record, order = found
    width, height = struct.unpack_from(f"{order}HH", record, 2)
    if not (0 < width <= MOST_SIDE_PX and 0 < height <= MOST_SIDE_PX):
        raise BadFff(f"a picture of {width} x {height} pixels is none")
    stored = record[RAW_HEADER_BYTES:]
    if bytes(stored[:8]) == PNG:
        if not _is_whole_png(stored, width, height):
            raise BadFff("its packed counts are broken")
        counts = _unpacked(cv2.imdecode(np.frombuffer(stored, np.uint8), cv2.IMREAD_UNCHANGED))
        counts = _smoother(counts, counts.byteswap())
    elif bytes(stored[:4]) == JPEG_LS:
        counts = _unpacked(_jpeg_ls(bytes(stored)))
    else:
        if len(stored) < 2 * width * height:
            raise BadFff("it is cut off within its counts")
        counts = np.frombuffer(stored, f"{order}u2", width * height).astype(np.uint16).reshape(height, width)
    if counts.shape != (height, width):
        raise BadFff(f"its counts are {counts.shape[1]} x {counts.shape[0]}, not {width} x {height} as it says")
    return counts


def _is_whole_png(stored: memoryview, width: int, height: int) -> bool:
    """Whether it is 16-bit grey of this size with every chunk as it was written: decoders print what else they meet."""
    at = len(PNG)
    if bytes(stored[at + 8 : at + 18]) != struct.pack(">IIBB", width, height, 16, 0):
        return False
    while at + 12 <= len(stored):
        (size,) = struct.unpack_from(">I", stored, at)
        end = at + 8 + size
        if end + 4 > len(stored) or zlib.crc32(stored[at + 4 : end]) != struct.unpack_from(">I", stored, end)[0]:
            return False
        if bytes(stored[at + 4 : at + 8]) == b"IEND":
            return True
        at = end + 4
    return False


def _unpacked(picture: Any) -> NDArray[np.uint16]:
    if picture is None or picture.ndim != 2 or picture.dtype != np.uint16:
        raise BadFff("its packed counts are broken")
    return np.asarray(picture, np.uint16)


def _smoother(one: NDArray[np.uint16], other: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Of two byte orders the right one: in the wrong one neighbours have nothing to do with each other."""
    rough_one, rough_other = (
        float(np.abs(np.diff(each.astype(np.int32), axis=1)).mean()) if each.shape[1] > 1 else 0.0
        for each in (one, other)
    )
    return one if rough_one < rough_other else other


def _jpeg_ls(packed: bytes) -> Any:
    try:
        pictures = av.CodecContext.create("jpegls", "r").decode(av.Packet(packed))
        return np.asarray(pictures[0].to_ndarray()) if pictures else None
    except (av.error.FFmpegError, ValueError) as error:
        raise BadFff("its packed counts are broken") from error


def _camera(found: tuple[memoryview, str]) -> tuple[Radiometry, Limits]:
    record, order = found
    if len(record) < RANGE_AT + 4:
        raise BadFff("it is cut off within its camera's constants")
    told = {name: struct.unpack_from(f"{order}f", record, at)[0] for name, at in FLOATS.items()}
    (o,) = struct.unpack_from(f"{order}i", record, O_AT)
    (most,) = struct.unpack_from(f"{order}H", record, RANGE_AT + 2)
    if not all(math.isfinite(told[name]) and told[name] > 0 for name in ("r1", "r2", "b")) or not math.isfinite(
        told["f"]
    ):
        raise BadFff("its camera's constants are missing: it was not made to measure")
    emissivity = told["emissivity"]
    if not LEAST_EMISSIVITY <= emissivity <= MOST_EMISSIVITY:
        raise BadFff(f"its emissivity is {emissivity:g}, which no surface has")
    air_k = _within(told["air_k"], AIR_KELVIN, ZERO_CELSIUS + 20.0)
    humidity = told["humidity"] / 100.0 if told["humidity"] > 2.0 else told["humidity"]
    radiometry = Radiometry(
        r1=told["r1"],
        r2=told["r2"],
        b=told["b"],
        f=told["f"],
        o=float(o),
        emissivity=emissivity,
        reflected_k=_within(told["reflected_k"], KELVIN, air_k),
        air_k=air_k,
        humidity=_within(humidity, (0.0, 1.0), 0.5),
        distance_m=_within(told["distance_m"], (0.0, 10_000.0), 0.0),
        alphas=(_within(told["alpha1"], AIR_TERM, 0.0), _within(told["alpha2"], AIR_TERM, 0.0)),
        betas=(_within(told["beta1"], AIR_TERM, 0.0), _within(told["beta2"], AIR_TERM, 0.0)),
        x=_within(told["x"], (0.0, 10.0), 1.0),
        window_transmission=_within(told["window_transmission"], (0.05, 1.0), 1.0),
        window_k=_within(told["window_k"], KELVIN, air_k),
    )
    saturated_k = told["saturated_k"]
    is_limit = KELVIN[0] < saturated_k < KELVIN[1] and saturated_k >= told["hottest_k"]
    return radiometry, Limits(saturated_k=saturated_k if is_limit else None, most_counts=most or TOP_COUNT)


def _within(value: float, limits: tuple[float, float], otherwise: float) -> float:
    return value if limits[0] <= value <= limits[1] else otherwise
