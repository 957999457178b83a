import threading

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.benchmarks.people import compared, scored
from vision import people_net, people_trees
from vision.detect import look
from vision.detections import Kind
from vision.frames import Frame, Unit


def grey_night(*places, height=512, width=640):
    """A gain-controlled picture of cool ground with white bodies at the places."""
    rng = np.random.default_rng(3)
    rows, columns = np.mgrid[0:height, 0:width]
    grey = 90 + cv2.GaussianBlur(rng.normal(0, 150, (height, width)), (0, 0), 20) + rng.normal(0, 3, (height, width))
    for x, y in places:
        grey += 140 * np.exp(-((columns - x) ** 2 / 18 + (rows - y) ** 2 / 40))
    return np.clip(grey, 0, 255).astype(np.uint8)


def shown(pixels, unit=Unit.AGC8, valid=None):
    return Frame(pixels=pixels, unit=unit, source="test", valid=valid)


def places(found):
    return sorted((round(item.x_px, 1), round(item.y_px, 1)) for item in found)


PLACES = [(100.0, 80.0), (320.0, 256.0), (500.0, 400.0)]


def test_people_are_found_where_they_are_in_a_gain_controlled_picture():
    found = people_net.candidates(shown(grey_night(*PLACES)))

    assert len(found) == len(PLACES)
    for (x, y), item in zip(PLACES, sorted(found, key=lambda item: item.x_px), strict=True):
        assert np.hypot(item.x_px - x, item.y_px - y) < 3
        assert item.kind is Kind.PERSON
        assert item.peak_celsius is None
        assert item.contrast > 60


def test_a_centikelvin_frame_of_the_same_scene_shows_the_same_people():
    picture = grey_night(*PLACES)
    frame = shown((27600 + picture.astype(np.float32) * 8).astype(np.uint16), Unit.CENTIKELVIN)

    found = people_net.candidates(frame)

    assert [item.kind for item in found] == [Kind.PERSON] * 3
    for (x, y), item in zip(PLACES, sorted(found, key=lambda item: item.x_px), strict=True):
        assert np.hypot(item.x_px - x, item.y_px - y) < 3
        assert item.peak_celsius == pytest.approx(2.85 + 230 * 0.08, abs=3)


def test_in_a_picture_twice_as_large_people_lie_at_twice_the_distance():
    picture = grey_night(*PLACES)

    found = people_net.candidates(shown(cv2.resize(picture, (1280, 1024))))

    assert len(found) == len(PLACES)
    for (x, y), item in zip(PLACES, sorted(found, key=lambda item: item.x_px), strict=True):
        assert np.hypot(item.x_px - 2 * x, item.y_px - 2 * y) < 6


def test_a_smaller_picture_is_looked_at_in_its_own_scale():
    found = people_net.candidates(shown(grey_night((100.0, 80.0), height=240, width=320)))

    [item] = found
    assert np.hypot(item.x_px - 100, item.y_px - 80) < 3


@pytest.mark.parametrize("unit", list(Unit))
def test_empty_ground_and_noise_hold_nobody(unit):
    rng = np.random.default_rng(1)
    noise = 29000 + rng.normal(0, 20, (512, 640)) if unit is not Unit.AGC8 else 100 + rng.normal(0, 3, (512, 640))
    for pixels in (np.full((512, 640), 120), noise):
        values = pixels / 100 if unit in (Unit.KELVIN, Unit.CELSIUS) else pixels

        kind = {Unit.AGC8: np.uint8, Unit.KELVIN: np.float32, Unit.CELSIUS: np.float32}.get(unit, np.uint16)
        assert people_net.candidates(shown(values.astype(kind), unit)) == []


def test_the_worst_pictures_give_no_more_than_the_limit():
    board = (np.add.outer(np.arange(512) // 8, np.arange(640) // 8) % 2 * 255).astype(np.uint8)
    salt = np.where(np.random.default_rng(0).random((512, 640)) < 0.01, 255, 90).astype(np.uint8)

    for picture in (board, salt):
        assert len(people_net.candidates(shown(picture))) <= people_net.MOST


def test_what_is_not_valid_holds_nobody():
    picture = grey_night(*PLACES)
    valid = np.ones(picture.shape, bool)
    valid[230:280, 290:350] = False

    found = people_net.candidates(shown(picture, valid=valid))

    assert [round(item.x_px / 100) for item in sorted(found, key=lambda item: item.x_px)] == [1, 5]


def test_pixels_that_are_no_number_are_ground():
    picture = grey_night(*PLACES).astype(np.float32) / 10
    picture[:40] = np.nan

    assert len(people_net.candidates(shown(picture, Unit.CELSIUS))) == len(PLACES)


def test_each_thread_asks_its_own_model():
    picture = grey_night(*PLACES)
    answers = []

    threads = [
        threading.Thread(target=lambda: answers.extend(places(people_net.candidates(shown(picture))) for _ in range(3)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [places(people_net.candidates(shown(picture)))] * 6


def said(*peaks):
    """An answer of the model with these peaks: heat's logit, row and column of the cell, logarithmic size."""
    answer = np.full((6, 64, 80), -8.0, np.float32)
    answer[4:] = 0
    for logit, row, column, size in peaks:
        answer[2 * (row % 2) + column % 2, row // 2, column // 2] = logit
        answer[4:, row // 2, column // 2] = size
    return answer


@settings(max_examples=30, deadline=None)
@given(row=st.integers(0, 127), column=st.integers(0, 159), logit=st.floats(0, 6))
def test_a_lone_peak_is_a_person_at_the_middle_of_its_cell(row, column, logit):
    [(heat, x, y, width, height)] = people_net.people_in(said((logit, row, column, 0.0)))

    assert heat == pytest.approx(1 / (1 + np.exp(-logit)), abs=1e-5)
    assert (x, y) == pytest.approx((4 * column + 1.5, 4 * row + 1.5), abs=0.1)
    assert (width, height) == pytest.approx((16, 16))


def test_two_peaks_on_one_large_body_are_one_person_and_on_two_small_ones_two():
    one = people_net.people_in(said((3.0, 40, 40, 1.5), (2.0, 40, 44, 1.5)))
    two = people_net.people_in(said((3.0, 40, 40, 0.0), (2.0, 40, 44, 0.0)))

    assert len(one) == 1
    assert one[0][0] > 0.9
    assert len(two) == 2


def test_a_second_centre_in_a_box_is_a_false_alarm_and_one_on_another_thing_is_none():
    [item] = people_net.candidates(shown(grey_night((100.0, 80.0))))
    here, elsewhere = (90, 70, 20, 20), (300, 300, 20, 20)

    score = compared([item, item], [here, elsewhere], [])
    ignored = compared([item], [], [here])

    assert (score.hits, score.missed, score.false_alarms) == (1, 1, 1)
    assert (ignored.hits, ignored.missed, ignored.false_alarms) == (0, 0, 0)


def test_the_model_is_small_plain_and_attributed():
    notice = people_net.MODEL.with_suffix(".md").read_text()

    assert people_net.MODEL.stat().st_size < 1_000_000
    assert "CC BY 4.0" in notice
    assert "HIT-UAV" in notice


def test_looking_at_an_8_bit_picture_gives_each_person_once_and_no_temperature():
    found = look(shown(grey_night(*PLACES)))

    people = [item for item in found.items if item.kind is Kind.PERSON]
    assert len(people) == len(PLACES)
    assert len(found.items) == len(PLACES)
    assert all(item.peak_celsius is None for item in found.items)


def test_the_trees_answer_as_their_nodes_say():
    """One row at a time, by hand."""
    told = np.random.default_rng(4).normal(0, 20, (30, 49)).astype(np.float32)
    with np.load(people_trees.MODEL) as trees:
        model = dict(trees)

    def score(row):
        total = float(model["bias"])
        for tree in range(len(model["feature"])):
            at = 0
            while (below := model["children"][tree, at])[0] != at:
                at = below[int(row[model["feature"][tree, at]] > model["threshold"][tree, at])]
            total += float(model["value"][tree, at])
        return total

    assert people_trees.chances(told) == pytest.approx([1 / (1 + np.exp(-score(row))) for row in told], abs=1e-5)


def test_the_trees_take_a_body_from_what_the_net_took_for_one():
    """The same heat twice: on a white body, and on ground where there is nothing."""
    picture = grey_night((100.0, 80.0))
    bodies = np.array([[0.6, 100, 80, 14, 18], [0.6, 400, 300, 14, 18]], np.float32)
    logits = np.full((128, 160), -6.0, np.float32)
    logits[19:21, 24:26] = logits[74:76, 99:101] = 0.4

    chance = people_trees.chances(people_trees.features(picture, logits, bodies))

    assert chance[0] > 3 * chance[1]


def test_where_there_are_temperatures_the_physical_rule_judges(night):
    """An engine's size at a person's temperature looks like a person to the net, but not in metres."""
    frame = night().box(300, 200, 12, 14, 24.0).frame()

    assert look(frame, metres_per_pixel=0.3).items == ()


def test_real_people_from_the_air_are_found_as_the_figures_say(shared_data):
    """HIT-UAV validation, every third picture."""
    scores = scored(shared_data / "people", every=3)

    assert scores["night"].row()["f1"] > 0.8
    assert scores["day"].row()["f1"] > 0.66
    assert (scores["night"] + scores["day"]).row()["false_alarms_a_frame"] < 0.5
