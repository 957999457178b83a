"""Radiometric TIFF: in the unit that its tags tell, else floats of degrees or counts; the simulator's own frames."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import tifffile
from numpy.typing import NDArray

from vision.frames import Frame, Unit
from vision.sources.tiff_words import Words, words
from vision.sources.varde_tiff import FORMAT, BadFrame, read_frame
from vision.unreadable import UnreadableInput

KELVIN_COOLEST = (173.0, 330.0)
"""A float picture without a unit is in kelvin where its coolest parts lie here, -100 to 57 °C: in °C it would have to
burn from edge to edge. Warmer ones are neither."""
COOLEST_SHARE = 0.01
PLAUSIBLE_MEDIANS = (-100.0, 700.0)
"""In either unit: from a clear sky to a frame full of fire. Beyond it the file is an elevation model or the like."""
MOST_PIXELS = 100_000_000
"""No thermal camera has so many, but a damaged file may say so."""
BROKEN = (
    tifffile.TiffFileError, zlib.error, cv2.error, ValueError, KeyError, IndexError, TypeError, OSError, RuntimeError,
)  # fmt: skip


def open_frames(path: str) -> Iterator[Frame]:
    """Every page of the file. Pages of 16 bits whose unit is not told are counts.

    Raises:
        UnreadableInput: not a TIFF of one channel of floats or 16 bits.
    """
    content = Path(path).read_bytes()
    if FORMAT.encode() in content[:4096] or FORMAT.encode() in content[-4096:]:
        try:
            yield dataclasses.replace(read_frame(content, path), source=path)
            return
        except BadFrame as error:
            raise UnreadableInput(path, str(error), "record it again from the simulator") from error
    try:
        pages = _pages(path)
    except BROKEN as error:
        raise UnreadableInput(path, f"not a readable TIFF ({error})", "export it again") from error
    if not pages:
        raise UnreadableInput(path, "there is no page in this TIFF", "export it again")
    for index, (page, told) in enumerate(pages):
        yield _frame(path, index, page, told)


def _pages(path: str) -> list[tuple[np.ndarray, Words]]:
    with tifffile.TiffFile(path) as tiff:
        largest = max((page.size for page in tiff.pages), default=0)
        if largest > MOST_PIXELS:
            raise ValueError(f"a picture of {largest} numbers")
        told = [words({tag.code: tag.value for tag in page.aspage().tags.values()}) for page in tiff.pages]
        try:
            pages = [page.asarray() for page in tiff.pages]
        except ValueError as error:
            if "imagecodecs" not in str(error):
                raise
            # Compressed in a way that tifffile alone does not know; OpenCV knows most of them.
            is_read, read = cv2.imreadmulti(path, flags=cv2.IMREAD_UNCHANGED)
            if not is_read:
                raise
            pages = [np.asarray(page) for page in read]
    # What later pages do not say, the first one says for them.
    return [
        (page, told[index] if index < len(told) and told[index].meaning else told[0])
        for index, page in enumerate(pages)
    ]


def _frame(path: str, index: int, page: np.ndarray, told: Words) -> Frame:
    page = np.squeeze(page)
    if told.is_of_light:
        raise UnreadableInput(
            path, f"its band is {told.band}, which is light", "give the file of the thermal band, LWIR"
        )
    if page.ndim == 2 and page.dtype == np.uint8:
        return Frame(pixels=np.ascontiguousarray(page), unit=Unit.AGC8, source=path, index=index)
    if page.ndim != 2 or not (page.dtype.kind == "f" or page.dtype == np.uint16):
        raise UnreadableInput(
            path,
            f"a picture of {page.dtype} {'x'.join(map(str, page.shape))} is no thermal measurement",
            "give one channel of float degrees or of 16 bits",
        )
    numbers = np.asarray(page, np.float32) if page.dtype.kind == "f" else np.ascontiguousarray(page)
    valid = None if told.nodata is None else _measured(numbers, told.nodata)
    if told.meaning is not None:
        pixels, unit = told.meaning.of(numbers)
        return Frame(pixels=pixels, unit=unit, source=path, index=index, valid=valid)
    unit = Unit.COUNTS
    if numbers.dtype != np.uint16:
        unit = unit_of_floats(numbers if valid is None else numbers[valid], path)
    return Frame(pixels=numbers, unit=unit, source=path, index=index, valid=valid, is_unit_assumed=True)


def _measured(numbers: np.ndarray, nodata: float) -> NDArray[np.bool_] | None:
    """Where something was measured; None: everywhere."""
    with np.errstate(all="ignore"):
        gaps = numbers == nodata
    return ~gaps if gaps.any() else None


def unit_of_floats(numbers: np.ndarray, path: str) -> Unit:
    """°C, or kelvin where everything would burn in °C, or counts where it would in both.

    Raises:
        UnreadableInput: in no unit are these temperatures.
    """
    finite = numbers[np.isfinite(numbers)]
    coolest, median = np.quantile(finite, (COOLEST_SHARE, 0.5)) if len(finite) else (np.nan, np.nan)
    if not PLAUSIBLE_MEDIANS[0] <= median <= PLAUSIBLE_MEDIANS[1]:
        raise UnreadableInput(
            path, f"its median is {median:g}: these are no temperatures", "give degrees Celsius or kelvin"
        )
    if coolest < KELVIN_COOLEST[0]:
        return Unit.CELSIUS
    return Unit.KELVIN if coolest <= KELVIN_COOLEST[1] else Unit.COUNTS
