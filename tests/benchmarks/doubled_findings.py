"""How often the book of findings doubles, loses or mixes up things: `python tests/benchmarks/doubled_findings.py`.

Common error 2 m, independent 0.6 m (1 sigma per axis), a fresh common error for each pass. Prints one Markdown table;
`--runs` sets how many fields each row is made of, `--timing` the median time of one frame.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from ground_station.incident.findings import Book, observe
from ground_station.incident.sightings import Sighting
from vision.detections import Kind

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
COMMON_M = 2.0
INDEPENDENT_M = 0.6
FRAMES = 20

Field = NDArray[np.float64]


def looks_at(
    places: Field, frame: int, vehicle_id: int, pass_id: int, bias: Field, rng: np.random.Generator
) -> list[Sighting]:
    """What one frame sees of `places` (N, 2) when its pass errs by `bias` (2,)."""
    return [
        Sighting(
            at=NOON + timedelta(seconds=frame / 9),
            vehicle_id=vehicle_id,
            pass_id=pass_id,
            frame=frame,
            kind=Kind.HOTSPOT,
            north_m=float(north),
            east_m=float(east),
            up_m=100.0,
            common=np.eye(2) * COMMON_M**2,
            independent=np.eye(2) * INDEPENDENT_M**2,
            peak_celsius=180.0,
            contrast=170.0,
            confidence=0.9,
            area_m2=0.5,
            is_saturated=False,
        )
        for north, east in places + bias + rng.normal(0, INDEPENDENT_M, places.shape)
    ]


def fly(places: Field, passes: Sequence[tuple[int, int]], seen_share: float, rng: np.random.Generator) -> Book:
    """The book after `passes` (vehicle, pass) over `places`; each frame sees each place with chance `seen_share`."""
    book = Book()
    for number, (vehicle_id, pass_id) in enumerate(passes):
        bias = rng.normal(0, COMMON_M, 2)
        for frame in range(number * FRAMES, (number + 1) * FRAMES):
            seen = places[rng.random(len(places)) < seen_share]
            book, _, _ = observe(book, looks_at(seen, frame, vehicle_id, pass_id, bias, rng))
    return book


def pair(apart_m: float) -> Callable[[np.random.Generator], Field]:
    """Two places so far apart, in any direction."""

    def places(rng: np.random.Generator) -> Field:
        bearing = rng.uniform(0, 2 * np.pi)
        return np.array([(0.0, 0.0), (apart_m * np.cos(bearing), apart_m * np.sin(bearing))])

    return places


def scattered(rng: np.random.Generator) -> Field:
    """Six to ten places in 40 x 40 m, no two closer than 3.5 m."""
    places: list[Field] = []
    wanted = rng.integers(6, 11)
    while len(places) < wanted:
        place = rng.uniform(0, 40, 2)
        if all(np.linalg.norm(place - other) > 3.5 for other in places):
            places.append(place)
    return np.array(places)


def row(
    name: str,
    field: Callable[[np.random.Generator], Field],
    passes: Sequence[tuple[int, int]],
    seen_share: float,
    runs: int,
) -> str:
    """Shares of runs with more, fewer and just as many findings as things."""
    rng = np.random.default_rng(7)
    surplus = []
    for _ in range(runs):
        places = field(rng)
        book = fly(places, passes, seen_share, rng)
        surplus.append(sum(track.number is not None for track in book.tracks) - len(places))
    more, fewer = np.mean(np.array(surplus) > 0), np.mean(np.array(surplus) < 0)
    return f"| {name} | {more:.1%} | {fewer:.1%} | {1 - more - fewer:.1%} | {np.mean(surplus):+.3f} |"


def frame_times_ms() -> tuple[float, float]:
    """Median and worst time of `observe`: ten looks a frame, fifty things known from three passes, a fourth begins."""
    rng = np.random.default_rng(8)
    places = np.array([(15.0 * (n // 10), 15.0 * (n % 10)) for n in range(50)])
    book = fly(places, ((1, 1), (2, 1), (1, 2)), 1.0, rng)
    bias = rng.normal(0, COMMON_M, 2)
    times = []
    for frame in range(100, 200):
        first = 10 * (frame // 20 % 5)
        looks = looks_at(places[first : first + 10], frame, 2, 2, bias, rng)
        begin = time.perf_counter()
        book, _, _ = observe(book, looks)
        times.append((time.perf_counter() - begin) * 1e3)
    return float(np.median(times)), float(np.max(times))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=150)
    parser.add_argument("--timing", action="store_true")
    options = parser.parse_args()
    write = sys.stdout.write
    if options.timing:
        write("median {:.2f} ms, worst {:.2f} ms\n".format(*frame_times_ms()))
        return
    write("| field | more | fewer | right | mean surplus |\n| --- | --- | --- | --- | --- |\n")
    for apart_m in (3, 4, 5, 6, 8, 12):
        write(row(f"2 things {apart_m} m apart, 2 passes", pair(apart_m), ((1, 1), (1, 2)), 1.0, options.runs) + "\n")
    fleet = ((1, 1), (2, 1), (1, 2))
    for seen_share in (1.0, 0.6, 0.3):
        name = f"6-10 scattered, 3 passes of 2 aircraft, {seen_share:.0%} seen a frame"
        write(row(name, scattered, fleet, seen_share, options.runs) + "\n")


if __name__ == "__main__":
    main()
