from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.incident.ellipse import covariance_of
from ground_station.incident.findings import Believed, Book, Merged, observe
from ground_station.incident.passes import RESTORED_PASS, VEHICLE_COMMON_SHARE
from ground_station.incident.sightings import Sighting
from vision.detections import Kind
from vision.ellipse import CHI2_95, ellipse_95

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
COMMON_M = 2.0
INDEPENDENT_M = 0.6


def sighting(north: float, east: float, *, frame: int = 0, pass_id: int = 1, vehicle: int = 1, **more: Any) -> Sighting:
    return Sighting(
        **{
            "at": NOON + timedelta(seconds=frame / 9),
            "vehicle_id": vehicle,
            "pass_id": pass_id,
            "frame": frame,
            "kind": Kind.HOTSPOT,
            "north_m": north,
            "east_m": east,
            "up_m": 100.0,
            "common": np.eye(2) * COMMON_M**2,
            "independent": np.eye(2) * INDEPENDENT_M**2,
            "peak_celsius": 180.0,
            "contrast": 170.0,
            "confidence": 0.9,
            "area_m2": 0.5,
            "is_saturated": False,
            **more,
        }
    )


def watch(
    book: Book,
    things: list[tuple[float, float]],
    frames: range,
    rng: np.random.Generator,
    bias: Any = None,
    **more: Any,
) -> Book:
    """Look at `things` in each of `frames` with one common error for the whole pass: `bias`, or a fresh one."""
    if bias is None:
        bias = rng.normal(0, COMMON_M, 2)
    for frame in frames:
        noise = rng.normal(0, INDEPENDENT_M, (len(things), 2))
        looks = [
            sighting(north + bias[0] + dn, east + bias[1] + de, frame=frame, **more)
            for (north, east), (dn, de) in zip(things, noise, strict=True)
        ]
        book, _, _ = observe(book, looks)
    return book


def believed(book: Book) -> list[Any]:
    return [track for track in book.tracks if track.number is not None]


def test_a_finding_is_as_unsure_of_its_peak_as_the_look_that_showed_it():
    readings = [(150.0, 9.0), (300.0, 16.0), (120.0, 8.0)]
    book = Book()

    for frame, (peak, sigma) in enumerate(readings):
        book, _, _ = observe(book, [sighting(0, 0, frame=frame, peak_celsius=peak, peak_sigma_kelvin=sigma)])

    [track] = believed(book)
    assert (track.peak_celsius, track.peak_sigma_kelvin) == (300.0, 16.0)


def test_a_thing_seen_once_is_not_yet_a_finding():
    book, changes, numbers = observe(Book(), [sighting(0, 0)])

    assert changes == ()
    assert numbers == (None,)
    assert believed(book) == []


def test_the_third_look_makes_it_a_finding_with_the_next_number():
    book = Book()
    for frame in range(3):
        book, changes, numbers = observe(book, [sighting(0, 0, frame=frame)])

    assert isinstance(changes[0], Believed)
    assert numbers == (1,)


def test_looks_without_confidence_never_become_a_finding():
    book = Book()
    for frame in range(30):
        book, _, _ = observe(book, [sighting(0, 0, frame=frame, confidence=0.3)])

    assert believed(book) == []


def test_many_looks_of_one_pass_do_not_average_the_common_error_away():
    book = watch(Book(), [(0.0, 0.0)], range(200), np.random.default_rng(1))

    [track] = believed(book)
    _, covariance = track.estimate()

    assert np.sqrt(covariance[0, 0]) == pytest.approx(COMMON_M, rel=0.02)


def test_two_aircraft_halve_the_variance_of_one():
    rng = np.random.default_rng(2)
    book = watch(Book(), [(0.0, 0.0)], range(50), rng, vehicle=1)
    book = watch(book, [(0.0, 0.0)], range(50, 100), rng, vehicle=2)

    [track] = believed(book)

    assert np.sqrt(track.estimate()[1][0, 0]) == pytest.approx(COMMON_M / np.sqrt(2), rel=0.05)


def test_a_second_pass_of_the_same_aircraft_helps_less_than_another_aircraft():
    one_aircraft = watch(Book(), [(0.0, 0.0)], range(50), np.random.default_rng(3), pass_id=1)
    one_aircraft = watch(one_aircraft, [(0.0, 0.0)], range(50, 100), np.random.default_rng(4), pass_id=2)

    [track] = believed(one_aircraft)

    assert COMMON_M / np.sqrt(2) < np.sqrt(track.estimate()[1][0, 0]) < COMMON_M


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(4.0, 30.0), st.floats(0, 2 * np.pi))
def test_two_things_four_metres_apart_stay_two_in_one_pass(seed, apart_m, bearing):
    rng = np.random.default_rng(seed)
    things = [(0.0, 0.0), (apart_m * np.cos(bearing), apart_m * np.sin(bearing))]

    book = watch(Book(), things, range(20), rng, pass_id=1)

    assert len(believed(book)) == 2


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(18.0, 40.0), st.floats(0, 2 * np.pi))
def test_two_things_farther_apart_than_the_common_error_stay_two_over_two_passes(seed, apart_m, bearing):
    rng = np.random.default_rng(seed)
    things = [(0.0, 0.0), (apart_m * np.cos(bearing), apart_m * np.sin(bearing))]

    book = watch(Book(), things, range(20), rng, pass_id=1)
    book = watch(book, things, range(20, 40), rng, pass_id=2)

    assert len(believed(book)) == 2


@pytest.mark.parametrize("apart_m", [3.0, 4.0, 5.0, 6.0, 8.0, 12.0])
def test_two_things_within_the_common_error_are_hardly_ever_doubled_by_a_second_pass(apart_m):
    rng = np.random.default_rng(11)
    counts = []
    for bearing in rng.uniform(0, 2 * np.pi, 60):
        things = [(0.0, 0.0), (apart_m * np.cos(bearing), apart_m * np.sin(bearing))]
        book = watch(Book(), things, range(10), rng, pass_id=1)
        book = watch(book, things, range(10, 20), rng, pass_id=2)
        counts.append(len(believed(book)))

    assert sum(count != 2 for count in counts) <= 1


def test_a_shifted_pass_takes_each_of_two_things_for_itself():
    things = [(0.0, 0.0), (0.0, 5.0)]
    book = watch(Book(), things, range(10), np.random.default_rng(12), bias=np.zeros(2), vehicle=1)
    shift = np.array([0.0, 4.0])

    looks = [sighting(0, 0 + shift[1], frame=10, vehicle=2), sighting(0, 5 + shift[1], frame=10, vehicle=2)]
    _, _, numbers = observe(book, looks)

    west, east = sorted(believed(book), key=lambda track: track.estimate()[0][1])
    assert numbers == (west.number, east.number)


def test_a_pass_that_knows_its_offset_tells_a_new_thing_from_a_known_one():
    things = [(0.0, 0.0), (0.0, 20.0), (20.0, 0.0)]
    rng = np.random.default_rng(13)
    book = watch(Book(), things, range(10), rng, bias=np.zeros(2), vehicle=1)
    shift = np.array([3.0, 0.0])
    book = watch(book, things[:2], range(10, 20), rng, bias=shift, vehicle=2)

    known = sighting(20.0 + shift[0], 0.0, frame=20, vehicle=2)
    beside_it = sighting(20.0, 0.0 + 3.5, frame=20, vehicle=2)
    _, _, by_known = observe(book, [known])
    _, _, by_new = observe(book, [beside_it])

    assert by_known == (next(each.number for each in believed(book) if each.estimate()[0][0] > 10),)
    assert by_new == (None,)


def test_a_restart_does_not_make_the_map_rigid():
    """Two things that different passes found err apart: the offset to one says little about the other."""
    looks = {"pass_id": RESTORED_PASS, "independent": np.eye(2) * 0.01}
    book = Book()
    for frame in range(3):
        book, _, _ = observe(book, [sighting(0, 0, frame=frame, **looks), sighting(0, 30, frame=frame, **looks)])

    for frame in range(3, 9):
        book, _, _ = observe(
            book, [sighting(2.0, 0, frame=frame, vehicle=2), sighting(-2.0, 30, frame=frame, vehicle=2)]
        )

    assert len(believed(book)) == 2


def test_two_small_things_seen_beside_each_other_are_never_taken_for_fragments():
    rng = np.random.default_rng(14)
    book = watch(Book(), [(0.0, 0.0), (0.0, 3.0)], range(10), rng, bias=np.zeros(2), area_m2=0.05)
    assert len(believed(book)) == 2

    # The second pass places both on nearly one spot.
    for frame in range(10, 30):
        looks = [
            sighting(0, 1.2, frame=frame, vehicle=2, area_m2=0.05),
            sighting(0, 1.9, frame=frame, vehicle=2, area_m2=0.05),
        ]
        book, _, _ = observe(book, looks)

    assert len(believed(book)) == 2


def test_one_thing_seen_in_500_pairs_of_passes_is_hardly_ever_taken_for_two():
    rng = np.random.default_rng(5)
    twice = 0
    for _ in range(500):
        book = watch(Book(), [(0.0, 0.0)], range(4), rng, vehicle=1)
        book = watch(book, [(0.0, 0.0)], range(4, 8), rng, vehicle=2)
        twice += len(believed(book)) == 2

    assert twice / 500 < 0.03


def test_the_95_percent_ellipse_holds_95_percent_of_truths():
    rng = np.random.default_rng(6)
    held = 0
    for _ in range(400):
        book = watch(Book(), [(0.0, 0.0)], range(6), rng, vehicle=1)
        centre, covariance = book.tracks[0].estimate()
        held += centre @ np.linalg.solve(covariance, centre) < CHI2_95

    assert 0.92 < held / 400 < 0.98


@pytest.mark.parametrize("vehicles", [(1, 1), (1, 2)])
@pytest.mark.parametrize("others", [[], [(0.0, 6.0), (9.0, -4.0)]])
def test_the_ellipse_stays_honest_over_two_passes(vehicles, others):
    """Passes of one aircraft share half of their common variance, as the model says; other aircraft share nothing."""
    rng = np.random.default_rng(101)
    squared = []
    for _ in range(600):
        kept = {vehicle: rng.normal(0, COMMON_M * np.sqrt(VEHICLE_COMMON_SHARE), 2) for vehicle in vehicles}
        book = Book()
        for number, vehicle in enumerate(vehicles):
            bias = kept[vehicle] + rng.normal(0, COMMON_M * np.sqrt(1.0 - VEHICLE_COMMON_SHARE), 2)
            frames = range(3 * number, 3 * number + 3)
            book = watch(book, [(0.0, 0.0), *others], frames, rng, bias=bias, vehicle=vehicle, pass_id=number)
        centre, covariance = next(track.estimate() for track in book.tracks if track.number == 1)
        squared.append(centre @ np.linalg.solve(covariance, centre))

    assert 0.92 < np.mean(np.array(squared) < CHI2_95) < 0.98
    assert 1.7 < np.mean(squared) < 2.3


def test_fragments_of_one_large_fire_end_as_one_finding():
    book = Book()
    for frame in range(4):
        looks = [sighting(0, 0, frame=frame, area_m2=9.0), sighting(0, 1.5, frame=frame, area_m2=9.0)]
        book, _, _ = observe(book, looks)

    assert len(believed(book)) == 1


def test_merging_two_findings_tells_which_is_gone():
    book = Book()
    for frame in range(4):
        book, _, _ = observe(book, [sighting(0, 0, frame=frame), sighting(0, 4, frame=frame)])
    assert len(believed(book)) == 2

    merged: list[Merged] = []
    for frame in range(4, 30):
        book, changes, _ = observe(book, [sighting(0, 2, frame=frame, area_m2=30.0)])
        merged += [change for change in changes if isinstance(change, Merged)]

    assert len(believed(book)) == 1
    assert [change.gone for change in merged] == [2]
    assert merged[0].into.number == 1


def test_most_looks_decide_the_kind():
    book = Book()
    for frame in range(9):
        kind = Kind.PERSON if frame % 3 else Kind.HOTSPOT
        book, _, _ = observe(book, [sighting(0, 0, frame=frame, kind=kind)])

    assert book.tracks[0].kind == Kind.PERSON


@given(st.floats(0.1, 50), st.floats(0.1, 1.0), st.floats(0, 179))
def test_an_ellipse_survives_its_covariance(major, ratio, orientation):
    minor = major * ratio * 0.99

    back = ellipse_95(covariance_of(major, minor, orientation))

    assert back[0] == pytest.approx(major, rel=1e-6)
    assert back[1] == pytest.approx(minor, rel=1e-6)
    assert min(abs(back[2] - orientation), 180 - abs(back[2] - orientation)) < 0.1
