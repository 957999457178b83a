import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vision.background import TILE_PX, Background
from vision.blobs import Limits, blobs
from vision.detect import look
from vision.frames import Frame, Unit
from vision.tiles import Tiles, Wanted


def ground(shape: tuple[int, int]) -> Background:
    tiles = (-(-shape[0] // TILE_PX), -(-shape[1] // TILE_PX))
    return Background(level=np.full(tiles, 100.0, np.float32), spread=np.full(tiles, 2.0, np.float32), median=100.0)


def outlines(found):
    rows = zip(found.left, found.top, found.right, found.bottom, found.area_px, found.peak, strict=True)
    return sorted(tuple(map(float, row)) for row in rows)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    share=st.sampled_from([0.0005, 0.002, 0.02, 0.1]),
    shape=st.sampled_from([(96, 128), (60, 83), (101, 64)]),
    dtype=st.sampled_from([np.uint16, np.float32, np.uint8]),
)
def test_tiles_give_the_blobs_of_the_whole_frame_whether_few_or_many_are_looked_into(seed, share, shape, dtype):
    rng = np.random.default_rng(seed)
    noise = cv2.GaussianBlur(rng.normal(0, 1, shape), (0, 0), 1.2)
    pixels = np.where(noise > np.quantile(noise, 1 - share), rng.integers(150, 250, shape), 90).astype(dtype)
    background = ground(shape)
    wanted = [Wanted(threshold=np.full_like(background.level, limit), limits=Limits()) for limit in (120.5, 200.0)]

    (low, high), is_coarse = Tiles.of(pixels).outlined(wanted, background)

    assert not is_coarse
    assert outlines(low) == outlines(blobs(pixels > 120.5, pixels, background))
    assert outlines(high) == outlines(blobs(pixels > 200.0, pixels, background))


def test_each_tile_has_its_own_threshold():
    pixels = np.full((32, 32), 150, np.uint16)
    threshold = np.full((4, 4), 200.0, np.float32)
    threshold[1, 2] = 149.5

    [found], _ = Tiles.of(pixels).outlined([Wanted(threshold=threshold, limits=Limits())], ground((32, 32)))

    assert outlines(found) == [(16.0, 8.0, 23.0, 15.0, 64.0, 150.0)]


@pytest.mark.parametrize("pattern", ["checkerboard", "all hot"])
def test_a_frame_that_is_hot_all_over_is_outlined_in_steps_of_a_tile_and_says_so(pattern):
    y, x = np.mgrid[0:200, 0:300]
    is_hot = (x + y) % 2 == 0 if pattern == "checkerboard" else np.ones(x.shape, bool)
    pixels = np.where(is_hot & (x >= 100), 27315 + 9000, 27315 + 800).astype(np.uint16)

    found = look(Frame(pixels=pixels, unit=Unit.CENTIKELVIN, source="test"))

    [fire] = found.items
    assert found.is_coarse
    assert not found.is_capped
    assert np.allclose([fire.x_px, fire.y_px], [199.5, 99.5], atol=TILE_PX)
    assert fire.box_px[2] * fire.box_px[3] == pytest.approx(200 * 200, rel=0.1)
    assert fire.peak_celsius == pytest.approx(90.0)
