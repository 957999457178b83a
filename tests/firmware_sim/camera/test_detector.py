"""What the detector does wrong, and says of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from firmware_sim.camera.calibration import MOST_COUNTS, Gain
from firmware_sim.camera.detector import Detector, Reading
from firmware_sim.scenario import CameraSpec

MakeDetector = Callable[..., Detector]
RadianceAt = Callable[[NDArray[np.float64]], NDArray[np.float32]]
SHAPE = (128, 160)
EVERY_S = 1 / 9


def even(celsius: float, radiance_at: RadianceAt) -> Callable[[], NDArray[np.float32]]:
    return lambda: radiance_at(np.full(SHAPE, celsius))


def with_fire(radiance_at: RadianceAt, pixels: int = 30, celsius: float = 400.0) -> Callable[[], NDArray[np.float32]]:
    scene = np.full(SHAPE, 8.0)
    scene[60, 20 : 20 + pixels] = celsius
    return lambda: radiance_at(scene)


def celsius_of(reading: Reading) -> NDArray[np.float64]:
    """By the published constants, as a reader would."""
    return reading.span.planck.celsius(reading.counts)


@pytest.mark.parametrize(("gain", "times"), [("high", 1.0), ("low", 2.0)])
def test_counts_make_degrees_within_the_cameras_netd(
    make_detector: MakeDetector, radiance_at: RadianceAt, spec: CameraSpec, gain: str, times: float
) -> None:
    detector = make_detector(gain=gain, fixed_pattern_k=0.0, drift_k_per_k=0.0, bad_pixels=0, bad_pixels_left=0)

    celsius = celsius_of(detector.read(even(25.0, radiance_at), 1.0))

    # A step of the 14 bits adds its own even error.
    step_k = 1 / float(np.diff(detector.ranges[Gain(gain)].counts_of_celsius([24.5, 25.5]))[0])
    assert celsius.std() == pytest.approx(np.hypot(spec.netd_k * times, step_k / np.sqrt(12)), rel=0.05)
    assert celsius.mean() == pytest.approx(25.0, abs=detector.ranges[Gain(gain)].planck.worst_k + 0.01)


def test_noise_of_one_picture_is_not_that_of_the_next(make_detector: MakeDetector, radiance_at: RadianceAt) -> None:
    detector = make_detector(fixed_pattern_k=0.0, drift_k_per_k=0.0, bad_pixels=0, bad_pixels_left=0)

    first, second = (detector.read(even(10.0, radiance_at), at).counts.astype(float) for at in (1.0, 1.1))

    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.03


def test_a_camera_that_saturates_goes_to_low_gain_and_says_so(
    make_detector: MakeDetector, radiance_at: RadianceAt
) -> None:
    detector = make_detector()
    detector.read(even(8.0, radiance_at), 1.0)

    readings = [detector.read(with_fire(radiance_at), 1.0 + EVERY_S * n) for n in (1, 2, 3)]

    assert [reading.span.gain for reading in readings] == [Gain.HIGH, Gain.HIGH, Gain.LOW]
    assert readings[0].saturated_px == 30
    assert readings[0].counts.max() == MOST_COUNTS
    assert readings[2].saturated_px == 0
    assert celsius_of(readings[2])[60, 25:45] == pytest.approx(400.0, abs=1.5)


def test_low_gain_saturates_at_its_own_top(make_detector: MakeDetector, radiance_at: RadianceAt) -> None:
    reading = make_detector().read(with_fire(radiance_at, celsius=640.0), 1.0)

    assert reading.span.gain is Gain.LOW
    assert reading.saturated_px == 30


def test_a_few_hot_pixels_do_not_change_the_gain(make_detector: MakeDetector, radiance_at: RadianceAt) -> None:
    detector = make_detector()

    readings = [detector.read(with_fire(radiance_at, pixels=5), 1.0 + EVERY_S * n) for n in range(6)]

    assert {reading.span.gain for reading in readings} == {Gain.HIGH}
    assert readings[-1].saturated_px == 5


def test_it_goes_back_to_high_gain_after_five_cool_seconds(
    make_detector: MakeDetector, radiance_at: RadianceAt
) -> None:
    detector = make_detector()
    detector.read(with_fire(radiance_at), 1.0)

    gains = {at: detector.read(even(8.0, radiance_at), at).span.gain for at in (2.0, 4.0, 5.9, 6.1, 6.3)}

    assert gains == {2.0: Gain.LOW, 4.0: Gain.LOW, 5.9: Gain.LOW, 6.1: Gain.LOW, 6.3: Gain.HIGH}


def unevenness_k(detector: Detector, radiance_at: RadianceAt, boot_s: float) -> float:
    """Deviation between pixels of an even scene."""
    reading = detector.read(even(8.0, radiance_at), boot_s)
    return float(celsius_of(reading).std())


def test_pixels_drift_apart_as_the_housing_warms_until_the_shutter_closes(
    make_detector: MakeDetector, radiance_at: RadianceAt
) -> None:
    detector = make_detector(
        netd_k=0.0, fixed_pattern_k=0.0, drift_k_per_k=0.1, bad_pixels=0, bad_pixels_left=0, gain="high"
    )

    start, later, before = (unevenness_k(detector, radiance_at, at) for at in (0.1, 60.0, 149.0))
    closed = detector.read(even(8.0, radiance_at), 150.2)
    after = unevenness_k(detector, radiance_at, 151.0)

    warmer_k = detector.housing_celsius(149.0) - detector.housing_celsius(0.1)
    assert start < 0.01
    assert start < later < before
    assert before == pytest.approx(0.1 * warmer_k, rel=0.25)
    assert closed.shutter
    assert after < 0.02


def test_while_the_shutter_is_closed_the_picture_stands_still_and_keeps_its_time(
    make_detector: MakeDetector, radiance_at: RadianceAt
) -> None:
    detector = make_detector()
    times = [1.0, *(at / 10 for at in range(1480, 3400))]

    readings = [detector.read(even(8.0 + at / 1000, radiance_at), at) for at in times]

    closed = [at for at, reading in zip(times, readings, strict=True) if reading.shutter]
    events = [at for at in closed if at - 0.1 not in closed and round(at - 0.1, 1) not in closed]
    assert min(closed) >= 150.0
    assert len(events) == 2
    assert 100 < events[1] - events[0] <= 181
    assert len(closed) == pytest.approx(2 * 4, abs=1)
    first = times.index(events[0])
    assert np.array_equal(readings[first].counts, readings[first - 1].counts)
    assert readings[first].boot_s == times[first - 1]
    assert not np.array_equal(readings[first + 5].counts, readings[first].counts)
    assert readings[first + 5].boot_s == times[first + 5]


def test_nothing_is_rendered_behind_a_closed_shutter(make_detector: MakeDetector, radiance_at: RadianceAt) -> None:
    detector = make_detector(shutter_first_s=0.0, shutter_after_k=0.001)
    detector.read(even(8.0, radiance_at), 1.0)

    def nobody_may_ask() -> NDArray[np.float32]:
        raise AssertionError("the scene was rendered")

    assert detector.read(nobody_may_ask, 2.0).shutter


def test_replaced_pixels_are_their_neighbours_mean_and_the_others_are_off(
    make_detector: MakeDetector, radiance_at: RadianceAt
) -> None:
    detector = make_detector(netd_k=0.001)
    reading = detector.read(even(20.0, radiance_at), 1.0)

    counts, celsius = reading.counts.astype(int), celsius_of(reading)

    assert len(detector.bad_pixels.replaced) == 12
    for column, row in detector.bad_pixels.replaced:
        around = [counts[row - 1, column], counts[row, column - 1], counts[row, column + 1], counts[row + 1, column]]
        assert counts[row, column] == pytest.approx(np.mean(around), abs=0.51)
    cold, warm, _ = (celsius[row, column] for column, row in detector.bad_pixels.left)
    assert cold == pytest.approx(14.0, abs=0.7)
    assert warm == pytest.approx(24.0, abs=0.7)


def test_bad_pixels_are_the_factorys_and_not_the_days(spec: CameraSpec) -> None:
    made = [Detector(spec, 8.0, np.random.default_rng(day), np.random.default_rng(9)) for day in (1, 2)]
    other = Detector(spec, 8.0, np.random.default_rng(1), np.random.default_rng(10))

    assert made[0].bad_pixels == made[1].bad_pixels
    assert made[0].bad_pixels != other.bad_pixels


def test_a_clock_that_starts_again_is_a_camera_switched_on_again(
    make_detector: MakeDetector, radiance_at: RadianceAt
) -> None:
    detector = make_detector()
    detector.read(with_fire(radiance_at), 100.0)

    reading = detector.read(even(8.0, radiance_at), 0.5)

    assert reading.span.gain is Gain.HIGH
    assert reading.housing_celsius == pytest.approx(8.0, abs=0.02)
