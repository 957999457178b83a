import cv2
import numpy as np
import pytest

from vision.detect import look
from vision.frames import Frame, Unit
from vision.opening import open_frames

CLASSES = ((3, 5), (5, 8), (8, 15), (15, 60))
"""Signal to local noise: the added peak over the deviation within a Gaussian of 10 pixels."""


def forest(seed: int) -> np.ndarray:
    """Raw counts of crowns in the sun: rough over ten pixels, quiet over two."""
    rng = np.random.default_rng(seed)
    crowns = cv2.GaussianBlur(rng.normal(0, 1, (256, 320)), (0, 0), 8)
    return 14000 + 300 * crowns / crowns.std() + rng.normal(0, 6, crowns.shape)


def with_point(counts: np.ndarray, x: float, y: float, peak: float, sigma_px: float = 0.8) -> np.ndarray:
    rows, columns = np.mgrid[0 : counts.shape[0], 0 : counts.shape[1]]
    return counts + peak * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * sigma_px**2))


def found_in(counts: np.ndarray, valid: np.ndarray | None = None) -> list[tuple[float, float]]:
    pixels = np.clip(np.rint(counts), 0, 65535).astype(np.uint16)
    frame = Frame(pixels=pixels, unit=Unit.COUNTS, source="test", valid=valid)
    return [(item.x_px, item.y_px) for item in look(frame).items]


@pytest.mark.parametrize(("x", "y"), [(100.0, 80.0), (201.5, 33.5), (60.3, 200.8)])
def test_a_point_no_brighter_than_the_crowns_around_it_is_found_by_its_shape(x, y):
    [(found_x, found_y)] = found_in(with_point(forest(1), x, y, peak=700.0))

    assert np.hypot(found_x - x, found_y - y) < 0.3


def test_crowns_alone_are_no_points():
    assert sum(len(found_in(forest(seed))) for seed in range(6)) <= 1


def test_a_pixel_that_is_hot_without_its_neighbours_is_a_defect():
    counts = forest(2)
    counts[80, 100] += 700.0

    assert found_in(counts) == []


def test_an_edge_and_a_wire_are_no_points():
    counts = forest(3)
    counts[:, 160:162] += 700.0
    counts[120:, :100] += 700.0

    assert found_in(counts) == []


def test_a_masked_point_is_not_seen():
    valid = np.ones((256, 320), bool)
    valid[70:90, 90:110] = False

    assert found_in(with_point(forest(4), 100.0, 80.0, peak=700.0), valid) == []


def test_weak_points_in_a_real_forest_in_the_sun_are_found_with_few_false_alarms(shared_data):
    """A ring test is told to find 1/61, 21/60, 42/49 and 45/45 of such points at 10.6 false alarms a frame."""
    [frame] = open_frames(str(shared_data / "thermal" / "H20T_DJI_0001_R.JPG"))
    seeds = range(3)

    hits, tried, false_alarms = np.zeros(4, int), np.zeros(4, int), 0
    for seed in seeds:
        pixels, truth = implanted(frame.pixels, seed)
        found = np.array([(i.x_px, i.y_px) for i in look(Frame(**{**as_fields(frame), "pixels": pixels})).items])
        distance = np.hypot(found[:, :1] - truth[:, 0], found[:, 1:] - truth[:, 1])
        kind = truth[:, 2].astype(int)
        tried += np.bincount(kind, minlength=4)
        hits += np.bincount(kind[distance.min(axis=0) < 3], minlength=4)
        false_alarms += int((distance.min(axis=1) >= 3).sum())

    figures = dict(zip(CLASSES, zip(hits.tolist(), tried.tolist(), strict=True), strict=True))
    assert (hits / tried >= [0.2, 0.7, 0.86, 1.0]).all(), figures
    assert false_alarms / len(seeds) <= 2.0


def as_fields(frame: Frame) -> dict[str, object]:
    return {"unit": frame.unit, "source": frame.source, "valid": frame.valid}


def implanted(pixels: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The frame with 40 points far from each other, and their x, y and class."""
    rng = np.random.default_rng(seed)
    centred = pixels.astype(np.float32) - pixels.mean()
    mean = cv2.GaussianBlur(centred, (0, 0), 10)
    noise = np.sqrt(cv2.GaussianBlur(centred * centred, (0, 0), 10) - mean * mean)
    height, width = pixels.shape
    counts, truth = pixels.astype(np.float64), []
    while len(truth) < 40:
        x, y = rng.uniform(12, width - 13), rng.uniform(12, height - 13)
        if any(np.hypot(x - other[0], y - other[1]) < 25 for other in truth):
            continue
        low, high = CLASSES[len(truth) % 4]
        peak = np.exp(rng.uniform(np.log(low), np.log(high))) * noise[round(y), round(x)]
        sigma, row, column = rng.uniform(0.7, 1.4), int(y), int(x)
        window = np.s_[row - 8 : row + 9, column - 8 : column + 9]
        rows, columns = np.mgrid[window]
        counts[window] += peak * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * sigma**2))
        truth.append((x, y, len(truth) % 4))
    return np.clip(np.rint(counts), 0, 65535).astype(pixels.dtype), np.array(truth)
