"""The work bench of a station that ends and starts again over the same data."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from ground_station.work import WorkBench
from missions.terrain import LevelGround, Terrain


async def test_the_ground_that_a_large_fire_was_seen_on_outlives_the_station(open_desk, make_found, tmp_path):
    beads = np.array([[0.0, 0.0], [3.0, 4.0], [30.0, 40.0]])
    incidents = open_desk()
    incidents.open("Fire", "tester").record(make_found(1))
    nobody_flies = SimpleNamespace(vehicles={})

    def started():
        return WorkBench(incidents, nobody_flies, Terrain([LevelGround(amsl_m=0.0)]), tmp_path)

    bench = started()
    book = bench.work().desk.book
    bench.work().desk.book = replace(book, tracks=tuple(replace(track, front=beads) for track in book.tracks))
    await bench.keep(now=True)
    [known] = started().work().desk.book.tracks

    np.testing.assert_allclose(known.front, beads, atol=0.01)
