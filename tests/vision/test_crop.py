"""A small picture of one thing, bounded in bytes wherever it lies and whatever it shows."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vision.crop import LARGEST_SIDE_PX, MOST_BYTES, around, crop


def jpeg(image):
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 640), st.integers(1, 512), st.integers(0, 639), st.integers(0, 511), st.integers(1, 80))
def test_the_piece_lies_in_the_picture_and_holds_the_middle_of_the_thing(width, height, left, top, side):
    x, y, wide, high = around((left, top, side, side), width, height)

    assert x >= 0 and x + wide <= width
    assert y >= 0 and y + high <= height
    if left + side / 2 <= width and top + side / 2 <= height:
        assert x <= left + side / 2 <= x + wide + 1
        assert y <= top + side / 2 <= y + high + 1


def test_the_thing_is_in_the_middle_of_its_picture():
    image = np.zeros((128, 160, 3), np.uint8)
    image[60:66, 80:86] = 255

    cut = crop(jpeg(image), (80, 60, 6, 6))

    assert cut is not None and (cut.width_px, cut.height_px) == (64, 64)
    shown = cv2.imdecode(np.frombuffer(cut.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    bright = np.argwhere(shown > 128)
    assert bright.mean(axis=0) == pytest.approx([31.5, 31.5], abs=1.0)


def test_the_noisiest_picture_of_the_largest_thing_stays_within_its_bytes():
    noise = np.random.default_rng(1).integers(0, 255, (512, 640, 3), np.uint8)

    cut = crop(jpeg(noise), (100, 100, 400, 300))

    assert cut is not None
    assert max(cut.width_px, cut.height_px) <= LARGEST_SIDE_PX
    assert len(cut.jpeg) <= MOST_BYTES


def test_what_is_no_picture_gives_none():
    assert crop(b"no picture", (0, 0, 5, 5)) is None
