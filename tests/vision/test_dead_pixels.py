import cv2
import numpy as np
import pytest

from vision.dead_pixels import DeadPixels
from vision.detect import look
from vision.frames import Frame, Unit


def ground(seed=2, size=(400, 500)):
    """Uneven ground in °C, larger than a frame."""
    rng = np.random.default_rng(seed)
    return 8 + cv2.GaussianBlur(rng.normal(0, 40, size), (0, 0), 12) + rng.normal(0, 0.05, size)


def flown(celsius, index, step=9, size=(128, 160)):
    """What a camera sees that flies over it."""
    left, top = (index * step) % (celsius.shape[1] - size[1]), (index * step // 3) % (celsius.shape[0] - size[0])
    return celsius[top : top + size[0], left : left + size[1]].copy()


def centikelvin(celsius):
    pixels = np.round((celsius + 273.15) * 100).astype(np.uint16)
    return Frame(pixels=pixels, unit=Unit.CENTIKELVIN, source="test")


def test_a_pixel_that_stays_hot_while_the_ground_moves_is_left_out_and_an_ember_is_not():
    celsius = ground()
    spot = np.zeros_like(celsius)
    spot[60, 120] = 4000.0
    celsius += cv2.GaussianBlur(spot, (0, 0), 0.8)
    dead = DeadPixels()
    for index in range(70):
        seen = flown(celsius, index)
        seen[30, 40], seen[90, 100] = 75.0, -30.0
        frame = dead.marked(centikelvin(seen))

    assert sorted(dead.places) == [(40, 30), (100, 90)]
    assert not [item for item in look(frame).items if abs(item.x_px - 40) < 2 and abs(item.y_px - 30) < 2]


def test_what_a_hovering_camera_sees_is_never_taken_for_dead():
    celsius = ground()
    celsius[60, 60] = 90.0
    rng = np.random.default_rng(1)
    dead = DeadPixels()
    for _ in range(70):
        dead.marked(centikelvin(flown(celsius, 0) + rng.normal(0, 0.05, (128, 160))))

    assert dead.places == []


def test_pixels_that_the_maker_lists_are_left_out_from_the_first_frame():
    frame = DeadPixels([(40, 30), (4000, 3)]).marked(centikelvin(flown(ground(), 0)))

    assert not frame.valid[30, 40] and frame.valid.sum() == 128 * 160 - 1


@pytest.mark.parametrize("is_flying", [True, False])
def test_a_border_and_writing_in_video_are_left_out_once_the_ground_has_moved(is_flying):
    celsius = ground(size=(500, 700))
    dead = DeadPixels()
    for index in range(130):
        grey = np.clip((flown(celsius, index if is_flying else 0) - 8) * 12 + 110, 0, 255).astype(np.uint8)
        grey[:, :10] = 0
        grey[4:12, 120:150] = 255
        dead.marked(Frame(pixels=grey, unit=Unit.AGC8, source="test"))

    masked = np.zeros((128, 160), bool)
    for column, row in dead.places:
        masked[row, column] = True
    assert masked[:, :10].all() == is_flying and masked[4:12, 120:150].all() == is_flying
    assert masked[:, 20:110].sum() < 100
