from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from ground_station.incident.findings import Book, observe
from ground_station.incident.sightings import Sighting
from vision.detections import Kind

NOISE_M = 0.4
STANDING = Sighting(
    at=datetime(2026, 6, 1, 12, tzinfo=UTC),
    vehicle_id=1,
    pass_id=1,
    frame=0,
    kind=Kind.PERSON,
    north_m=0.0,
    east_m=0.0,
    up_m=100.0,
    common=np.eye(2) * 4.0,
    independent=np.eye(2) * NOISE_M**2,
    peak_celsius=25.0,
    contrast=10.0,
    confidence=0.8,
    area_m2=0.4,
    is_saturated=False,
)


def watched(paths, seconds, *, rate_hz=5.0, seen_share=0.8, seed=1):
    """The book after looking at people on `paths`, each a function of time (s); not every look shows everybody."""
    rng, book = np.random.default_rng(seed), Book()
    for frame in range(int(seconds * rate_hz)):
        at_s = frame / rate_hz
        looks = [
            replace(
                STANDING,
                at=STANDING.at + timedelta(seconds=at_s),
                frame=frame,
                north_m=path(at_s)[0] + rng.normal(0, NOISE_M),
                east_m=path(at_s)[1] + rng.normal(0, NOISE_M),
            )
            for path in paths
            if rng.random() < seen_share
        ]
        book, _, _ = observe(book, looks)
    return [track for track in book.tracks if track.number is not None]


@pytest.mark.parametrize("speed_ms", [0.7, 2.0])
def test_somebody_who_walks_is_one_finding_that_moves(speed_ms):
    for seed in range(2):
        [walker] = watched([lambda at_s: (speed_ms * at_s, 3.0)], 30.0, seed=seed)

        assert walker.is_moving
        assert walker.estimate()[0] == pytest.approx([speed_ms * 30.0, 3.0], abs=2.0)


def test_somebody_who_walks_past_others_leaves_them_where_they_are():
    people = [lambda at_s: (1.4 * at_s - 20.0, 0.0), lambda _: (0.0, 6.0), lambda _: (5.0, -6.0)]

    found = watched(people, 30.0)

    assert sorted(track.is_moving for track in found) == [False, False, True]


def test_people_who_stand_three_and_a_half_metres_apart_do_not_walk():
    for seed in range(2):
        found = watched([lambda _: (0.0, 0.0), lambda _: (3.5, 0.0)], 20.0, seen_share=0.5, seed=seed)

        assert [track.is_moving for track in found] == [False, False]
