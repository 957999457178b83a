import cv2
import numpy as np
import pytest

from vision.annotate import annotated
from vision.detect import look
from vision.frames import Frame, Unit
from vision.picture import coloured, picture


def brightness(frame):
    return coloured(frame)[0].astype(int).sum(axis=2)


@pytest.mark.parametrize("unit", list(Unit))
def test_warmer_is_brighter_in_every_unit(night, unit):
    bright = brightness(night().box(300, 200, 40, 40, 30.0).frame(unit))

    assert bright[200, 300] > bright[400, 100] + 100


def test_it_is_a_jpeg_of_the_frames_size_with_the_temperatures_of_its_ends(night):
    found = picture(night(ambient_celsius=8.0).box(300, 200, 60, 60, 40.0).frame())

    image = cv2.imdecode(np.frombuffer(found.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image.shape == (512, 640, 3)
    assert 3 < found.min_celsius < 8
    assert 38 < found.max_celsius < 42


@pytest.mark.parametrize("unit", [Unit.COUNTS, Unit.AGC8])
def test_a_frame_without_temperatures_claims_none(night, unit):
    found = picture(night().frame(unit))

    assert (found.min_celsius, found.max_celsius) == (None, None)


def test_one_dead_pixel_does_not_make_all_else_black(night):
    frame = night().frame()
    frame.pixels[5, 5] = 65535

    found = picture(frame)

    assert found.max_celsius < 20


def test_a_flame_does_not_hide_the_ground_and_the_people_on_it(night):
    bright = brightness(night().box(100, 100, 30, 30, 400.0).box(400, 300, 5, 14, 22.0).frame())

    assert bright[300, 400] > bright[400, 100] + 60


def test_noise_is_not_stretched_into_a_picture():
    noise = np.random.default_rng(0).normal(28000, 5, (100, 100)).astype(np.uint16)

    image, low, high = coloured(Frame(pixels=noise, unit=Unit.CENTIKELVIN, source="lens cap"))

    assert high - low > 5.99
    assert np.std(image) < 80


def test_missing_values_are_black_and_do_no_harm(night):
    frame = night().frame(Unit.CELSIUS)
    frame.pixels[:50] = np.nan

    found = picture(frame)

    assert 3 < found.min_celsius < 9


def test_boxes_are_drawn_around_what_was_found_and_nowhere_else(night):
    frame = night().point(300, 200, 300, 2.0).frame()

    drawn = annotated(frame, look(frame)) != coloured(frame)[0]

    changed = np.argwhere(drawn.any(axis=2))
    assert len(changed) > 30
    assert np.abs(changed - [200, 300]).max() < 120
