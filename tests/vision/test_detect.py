from dataclasses import replace

import numpy as np
import pytest

from vision import hotspots
from vision.detect import LookSettings, look
from vision.detections import Kind
from vision.frames import Frame, Unit


def test_a_fire_a_person_and_decoys_in_one_frame_are_told_apart(night):
    scene = night(ambient_celsius=7.0)
    scene.point(120, 90, 300, 2.0).box(420, 380, 5, 14, 23.0)
    scene.box(250, 250, 50, 40, 29.0).box(520, 120, 90, 60, 33.0).box(100, 400, 15, 13, 45.0)

    found = look(scene.frame(), metres_per_pixel=0.1)

    assert [(item.kind, round(item.x_px), round(item.y_px)) for item in found.items] == [
        (Kind.HOTSPOT, 120, 90),
        (Kind.PERSON, 420, 380),
    ]


def test_one_thing_is_reported_once(night):
    scene = night().point(300, 200, 26, 1.5)

    assert len(look(scene.frame(), metres_per_pixel=0.1).items) == 1


def test_a_bare_face_does_not_make_a_person_an_ember(night):
    scene = night().box(300, 200, 5, 14, 21.0).box(300, 192, 2, 2, 36.0)

    [found] = look(scene.frame(), metres_per_pixel=0.1).items

    assert found.kind is Kind.PERSON


def test_the_most_confident_comes_first(night):
    scene = night().point(100, 100, 55, 1.5).point(300, 200, 400, 2.0).box(500, 400, 5, 12, 24.0)

    sureness = [item.confidence for item in look(scene.frame(), metres_per_pixel=0.1).items]

    assert len(sureness) == 3
    assert sureness == sorted(sureness, reverse=True)


def test_people_can_be_left_out(night):
    scene = night().box(500, 400, 5, 12, 24.0)

    assert look(scene.frame(), LookSettings(people=None), 0.1).items == ()


def test_the_frame_itself_is_not_changed(night):
    frame = night().point(100, 100, 300, 1.5).frame()
    before = frame.pixels.copy()

    look(frame)

    np.testing.assert_array_equal(frame.pixels, before)


def test_pixels_that_may_not_be_written_to_are_fine(night):
    frame = night().point(100, 100, 300, 1.5).frame()
    frame.pixels.flags.writeable = False

    assert len(look(frame).items) == 1


def test_a_colour_picture_is_refused():
    with pytest.raises(ValueError, match="two dimensions"):
        hotspots.detect(Frame(pixels=np.zeros((10, 10, 3), np.uint8), unit=Unit.AGC8, source="colour"))


@pytest.mark.parametrize(("saturated_px", "is_saturated"), [(1, True), (0, False), (None, False)])
def test_one_pixel_at_the_top_of_the_range_is_at_least_so_hot_where_the_camera_counts_it(
    night, saturated_px, is_saturated
):
    frame = night().point(300, 200, 400, 1.2).frame()
    told = replace(frame, saturated_px=saturated_px)

    [found] = look(told, metres_per_pixel=0.1).items

    assert found.is_saturated is is_saturated
