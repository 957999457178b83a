import numpy as np

from vision.training.people_samples import (
    BICYCLE,
    BICYCLE_WEIGHT,
    CELL_PX,
    DONT_CARE,
    PERSON,
    Labelled,
    Sampler,
    targets,
)


def picture_with(category, x, y, size=16):
    """A dark picture with one bright labelled square."""
    pixels = np.full((512, 640), 60, np.uint8)
    pixels[y - size // 2 : y + size // 2, x - size // 2 : x + size // 2] = 220
    box = np.array([[category, x - size / 2, y - size / 2, size, size]], np.float32)
    return Labelled(pixels=pixels, boxes=box, spots=np.zeros((0, 2), np.float32), is_day=False, flight="test")


def test_however_a_crop_is_turned_its_heat_lies_on_the_person():
    grey, heat, *_ = Sampler([picture_with(PERSON, 300, 200)], seed=4).batch(60)

    shown = [at for at in range(60) if heat[at, 2:-2, 2:-2].max() == 1]
    assert len(shown) > 20
    for at in shown:
        row, column = np.unravel_index(heat[at].argmax(), heat[at].shape)
        around = grey[at, CELL_PX * row : CELL_PX * (row + 1), CELL_PX * column : CELL_PX * (column + 1)]
        assert around.mean() > (grey[at].min() + grey[at].max()) / 2


def test_the_same_seed_draws_the_same_crops():
    first, second = (Sampler([picture_with(PERSON, 300, 200)], seed=9).batch(4) for _ in range(2))

    for one, other in zip(first, second, strict=True):
        assert np.array_equal(one, other)


def test_a_person_is_heat_and_size_and_other_things_are_not():
    inside = np.ones((40, 40), np.float32)
    boxes = np.array([[PERSON, 82, 42, 32, 16], [BICYCLE, 20, 20, 16, 16]], np.float32)

    sample = targets(np.zeros((160, 160), np.float32), inside, boxes)

    assert sample.heat[10, 20] == sample.centres[10, 20] == 1
    assert sample.centres.sum() == sample.sized.sum() == 1
    assert np.allclose(np.exp(sample.size[:, 5, 10]) * 16, (32, 16))
    assert sample.heat[5, 5] < 0.01
    assert sample.weight[5, 5] == BICYCLE_WEIGHT


def test_what_the_labels_do_not_care_about_weighs_nothing_except_where_a_person_stands():
    inside = np.ones((40, 40), np.float32)
    boxes = np.array([[DONT_CARE, 80, 80, 60, 60], [PERSON, 82, 82, 10, 10]], np.float32)

    sample = targets(np.zeros((160, 160), np.float32), inside, boxes)

    assert sample.weight[15, 15] == 0
    assert sample.weight[20, 20] == sample.centres[20, 20] == 1
