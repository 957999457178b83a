import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from vision.background import TILE_PX, Background
from vision.blobs import MOST_BLOBS, Limits, blobs, nonzero

SHAPE = (96, 128)


def flat_background(level: float = 100.0, shape: tuple[int, int] = SHAPE) -> Background:
    small = (-(-shape[0] // TILE_PX), -(-shape[1] // TILE_PX))
    return Background(level=np.full(small, level, np.float32), spread=np.full(small, 2.0, np.float32), median=level)


def random_scene(seed: int, share: float):
    rng = np.random.default_rng(seed)
    noise = cv2.GaussianBlur(rng.normal(0, 1, SHAPE), (0, 0), 1.5)
    mask = np.where(noise > np.quantile(noise, 1 - share), 255, 0).astype(np.uint8)
    return mask, rng.integers(200, 60000, SHAPE).astype(np.uint16)


@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.001, 0.01, 0.1, 0.5]))
def test_areas_and_boxes_are_those_of_opencvs_own_statistics(seed, share):
    mask, pixels = random_scene(seed, share)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)

    found = blobs(mask, pixels, flat_background())

    ours = sorted(zip(found.left, found.top, found.width, found.height, found.area_px, strict=True))
    assert ours == sorted(map(tuple, stats[1:].tolist()))


@given(seed=st.integers(0, 10_000))
def test_centres_and_peaks_are_those_of_scipy(seed):
    mask, pixels = random_scene(seed, 0.05)
    labels, count = ndimage.label(mask, structure=np.ones((3, 3)))
    excess = pixels.astype(np.float64) - 100
    centres = ndimage.center_of_mass(excess, labels, range(1, count + 1))
    peaks = ndimage.maximum(pixels, labels, range(1, count + 1))

    found = blobs(mask, pixels, flat_background())

    ours = sorted(zip(found.y_px, found.x_px, found.peak, strict=True))
    theirs = sorted((y, x, peak) for (y, x), peak in zip(centres, peaks, strict=True))
    np.testing.assert_allclose(ours, theirs, rtol=1e-5)


@given(st.integers(1, 300), st.integers(0, 1000))
def test_nonzero_finds_what_numpy_finds(size, seed):
    mask = (np.random.default_rng(seed).random(size) < 0.1).astype(np.uint8) * 255

    np.testing.assert_array_equal(nonzero(mask), np.flatnonzero(mask))


def test_blobs_larger_than_asked_for_are_left_out():
    mask = np.zeros(SHAPE, np.uint8)
    mask[10:12, 10:12] = 255
    mask[40:50, 40:50] = 255
    mask[70:71, 0:101] = 255

    found = blobs(mask, np.full(SHAPE, 500, np.uint16), flat_background(), Limits(largest_px=100))

    assert sorted(found.area_px.tolist()) == [4, 100]


@pytest.mark.parametrize("pattern", ["checkerboard", "salt", "dots", "all hot"])
def test_the_worst_frames_are_bounded_in_count_and_say_so(pattern):
    shape = (512, 640)
    y, x = np.mgrid[0:512, 0:640]
    rng = np.random.default_rng(0)
    hot = {
        "checkerboard": (x + y) % 2 == 0,
        "salt": rng.random(shape) < 0.02,
        "dots": (x % 2 == 0) & (y % 2 == 0),
        "all hot": np.ones(shape, bool),
    }[pattern]
    pixels = np.where(hot, rng.integers(30000, 60000, shape), 100).astype(np.uint16)

    found = blobs(np.where(hot, 255, 0).astype(np.uint8), pixels, flat_background(shape=shape))

    assert len(found) <= MOST_BLOBS
    assert found.is_capped == (pattern in {"salt", "dots"})
    assert found.peak.max() == pixels.max()
