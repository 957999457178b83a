"""Radiometric TIFF: float degrees, 16-bit centikelvin, or the simulator's own frames."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import tifffile

from vision.frames import Frame, Unit
from vision.sources.varde_tiff import FORMAT, BadFrame, read_frame
from vision.unreadable import UnreadableInput

COLDEST_KELVIN_MEDIAN = 150.0
"""A float picture whose median is above this is in kelvin: no landscape is at 150 °C."""
PLAUSIBLE_MEDIANS = (-100.0, 700.0)
"""In either unit: from a clear sky to a frame full of fire. Beyond it the file is an elevation model or the like."""
CENTIKELVIN_MEDIANS = (22315, 42315)
"""-50 to 150 °C: where the median of a landscape in hundredths of a kelvin lies."""
BROKEN = (tifffile.TiffFileError, ValueError, KeyError, IndexError, TypeError, OSError, RuntimeError)


def open_frames(path: str) -> Iterator[Frame]:
    """Every page of the file. 16-bit pages that cannot be centikelvin are taken for raw counts.

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
    for index, page in enumerate(pages):
        yield _frame(path, index, page)


def _pages(path: str) -> list[np.ndarray]:
    with tifffile.TiffFile(path) as tiff:
        try:
            return [page.asarray() for page in tiff.pages]
        except ValueError as error:
            if "imagecodecs" not in str(error):
                raise
            # Compressed in a way that tifffile alone does not know; OpenCV knows most of them.
            is_read, pages = cv2.imreadmulti(path, flags=cv2.IMREAD_UNCHANGED)
            if not is_read:
                raise
            return [np.asarray(page) for page in pages]


def _frame(path: str, index: int, page: np.ndarray) -> Frame:
    page = np.squeeze(page)
    if page.ndim == 2 and page.dtype.kind == "f":
        pixels = np.asarray(page, np.float32)
        finite = pixels[np.isfinite(pixels)]
        median = float(np.median(finite)) if len(finite) else np.nan
        if not PLAUSIBLE_MEDIANS[0] <= median <= PLAUSIBLE_MEDIANS[1]:
            raise UnreadableInput(
                path, f"its median is {median:g}: these are no temperatures", "give degrees Celsius or kelvin"
            )
        is_kelvin = median > COLDEST_KELVIN_MEDIAN
        return Frame(pixels=pixels, unit=Unit.KELVIN if is_kelvin else Unit.CELSIUS, source=path, index=index)
    if page.ndim == 2 and page.dtype == np.uint16:
        return Frame(pixels=np.ascontiguousarray(page), unit=unit_of_16_bits(page), source=path, index=index)
    if page.ndim == 2 and page.dtype == np.uint8:
        return Frame(pixels=np.ascontiguousarray(page), unit=Unit.AGC8, source=path, index=index)
    raise UnreadableInput(
        path,
        f"a picture of {page.dtype} {'x'.join(map(str, page.shape))} is no thermal measurement",
        "give one channel of float degrees or 16-bit centikelvin",
    )


def unit_of_16_bits(pixels: np.ndarray) -> Unit:
    """Centikelvin where the median would be a landscape's temperature, otherwise counts."""
    low, high = CENTIKELVIN_MEDIANS
    return Unit.CENTIKELVIN if low <= float(np.median(pixels)) <= high else Unit.COUNTS
