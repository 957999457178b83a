import numpy as np
import pytest

from vision.background import TILE_PX, background


def test_level_and_spread_are_those_of_the_noise():
    pixels = np.random.default_rng(0).normal(28000, 12, (256, 320))

    ground = background(pixels, None, excess=400)

    np.testing.assert_allclose(ground.level, 28000, atol=3)
    np.testing.assert_allclose(ground.spread, 12, rtol=0.15)


def test_a_fire_over_a_fifth_of_the_frame_does_not_lift_its_own_background():
    pixels = np.random.default_rng(0).normal(28000, 12, (256, 320))
    pixels[:, :64] += 20000

    ground = background(pixels, None, excess=400)

    np.testing.assert_allclose(ground.level, 28000, atol=20)


def test_a_slow_change_across_the_frame_is_followed():
    x = np.tile(np.arange(640.0), (512, 1))
    pixels = 28000 + 1.0 * x + np.random.default_rng(0).normal(0, 12, x.shape)

    ground = background(pixels, None, excess=400)

    centre = ground.level[10:-10, 15:-15]
    np.testing.assert_allclose(centre, pixels[::TILE_PX, ::TILE_PX][10:-10, 15:-15], atol=80)


def test_what_is_not_valid_does_not_count():
    pixels = np.random.default_rng(0).normal(28000, 12, (256, 320))
    pixels[:, 200:] = 0
    valid = np.ones(pixels.shape, bool)
    valid[:, 200:] = False

    ground = background(pixels, valid, excess=400)

    np.testing.assert_allclose(ground.level, 28000, atol=5)


@pytest.mark.parametrize("shape", [(256, 320), (101, 131)])
def test_without_a_mask_it_is_the_same_as_with_one_that_leaves_nothing_out(shape):
    pixels = np.random.default_rng(0).normal(28000, 12, shape)
    pixels[20:60, 30:70] += 20000

    plain, masked = (background(pixels, valid, excess=400) for valid in (None, np.ones(shape, bool)))

    # The median is that of other samples, and with it what counts as gross.
    np.testing.assert_allclose(plain.level, masked.level, atol=0.3)
    np.testing.assert_allclose(plain.spread, masked.spread, rtol=0.02)
