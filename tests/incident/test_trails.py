"""Where aircraft have been: thinned, bounded, kept over a restart."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.database import open_database
from ground_station.incident.trail_store import TrailStore
from ground_station.incident.trails import MOST_POINTS, STEP_M, TrailBook, distance_m


def along(metres: float, ms: int) -> tuple[float, float, int]:
    """A place so far north of a corner of Bergen."""
    return (5.3, 60.4 + metres / 111_320, ms)


def test_an_aircraft_that_hovers_adds_nothing():
    book = TrailBook()

    kept = [book.add(1, along(metres, ms)) for ms, metres in enumerate([0.0, 0.5, 2.9, 3.1, 3.2, 6.3])]

    assert kept == [True, False, False, True, False, True]


def test_a_point_that_is_older_than_the_newest_is_not_taken():
    book = TrailBook()
    book.add(1, along(0, 1_000))

    assert not book.add(1, along(50, 500))


@given(st.integers(2, 6 * MOST_POINTS))
@settings(max_examples=12, deadline=None)
def test_a_trail_stays_bounded_in_order_and_keeps_both_ends(count):
    book = TrailBook()
    for n in range(count):
        book.add(7, along(n * (STEP_M + 1), n))

    [trail] = book.trails().values()

    assert len(trail) <= MOST_POINTS
    assert [point[2] for point in trail] == sorted({point[2] for point in trail})
    assert (trail[0][2], trail[-1][2]) == (0, count - 1)
    newest_half = trail[-min(len(trail), MOST_POINTS // 4) :]
    assert all(distance_m(a, b) < 2 * (STEP_M + 1) for a, b in itertools.pairwise(newest_half))


def test_what_was_before_is_left_out():
    book = TrailBook()
    book.add(1, along(0, 1_000))
    book.add(1, along(10, 2_000))
    book.add(2, along(0, 500))

    assert book.trails(since_ms=1_500) == {1: [(*along(10, 2000)[:1], round(along(10, 0)[1], 6), 2000)]}


def test_a_trail_outlives_the_station(tmp_path):
    points = [(1, along(0, 1_000)), (2, along(0, 1_000)), (1, along(10, 2_000))]
    engine = open_database(tmp_path / "varde.sqlite3")
    TrailStore(engine).add(points)
    TrailStore(engine).add(points[:1])
    engine.dispose()

    again = TrailStore(open_database(tmp_path / "varde.sqlite3"))

    assert list(again.since(1_500)) == [points[2]]
    assert sorted(again.since(0)) == sorted(points)
