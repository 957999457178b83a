"""FLIR thermal sequences (.seq, .fff): one FLIR file format record set ("FFF") after another, each a frame."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
from flyr.records import RecordIndex, parse_flir_records
from flyr.thermal import parse_camera_info, parse_raw_data
from flyr.thermogram import FlyrThermogram

from vision.frames import Frame, Unit
from vision.sources.flir_rjpeg import BROKEN, told
from vision.unreadable import UnreadableInput

MAGIC = b"FFF\0"
HEADER_BYTES = 64


def is_sequence(content: bytes) -> bool:
    """Whether these are the bytes of a FLIR sequence."""
    return content[:4] == MAGIC


def open_frames(path: str) -> Iterator[Frame]:
    """The frames in order, in °C as the camera's own settings have it; frames that are broken are passed over.

    Raises:
        UnreadableInput: none of its frames can be read.
    """
    content = Path(path).read_bytes()
    index = 0
    problem = "there is no whole frame in it"
    for number, record in enumerate(_records(content)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                pixels = _celsius(record)
        except BROKEN as error:
            problem = f"frame {number} cannot be read ({told(error)})"
            continue
        yield Frame(pixels=pixels, unit=Unit.CELSIUS, source=path, index=number)
        index += 1
    if not index:
        raise UnreadableInput(path, problem, "export it as radiometric TIFF with the camera maker's own program")


def _records(content: bytes) -> Iterator[bytes]:
    """Each frame's bytes: from one magic word to the next that a header follows."""
    start = content.find(MAGIC)
    while start >= 0:
        following = content.find(MAGIC, start + HEADER_BYTES)
        while following >= 0 and not _is_header(content[following : following + HEADER_BYTES]):
            following = content.find(MAGIC, following + 1)
        yield content[start : following if following >= 0 else len(content)]
        start = following


def _is_header(header: bytes) -> bool:
    """Whether a directory of records, whose place and number it tells, may follow: pixels may look like the magic."""
    if len(header) < HEADER_BYTES:
        return False
    version, directory, entries = (int.from_bytes(header[at : at + 4], "big") for at in (20, 24, 28))
    return 90 <= version <= 110 and directory == HEADER_BYTES and 0 < entries < 200


def _celsius(record: bytes) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    stream = BytesIO(record)
    records = parse_flir_records(stream)
    _, _, raw = parse_raw_data(stream, records[RecordIndex.RAW_DATA.value])
    info = parse_camera_info(stream, records[RecordIndex.CAMERA_INFO.value])
    celsius = np.asarray(FlyrThermogram(raw, info).celsius, np.float32)
    if celsius.ndim != 2 or not np.isfinite(celsius).any():
        raise ValueError("no measurements")
    return celsius
