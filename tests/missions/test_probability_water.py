"""Somebody in the water drifts with the current and some way with the wind, and nobody knows on which side of it."""

import json
import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from missions.errors import ParameterError
from missions.geo import GeoPoint, LocalFrame
from missions.leeway import LEEWAY, Sea, branches
from missions.probability import MOST_DETECTED
from missions.probability_levels import LEVELS, MOST_RASTER_SIDE, likeliest, raster, regions
from missions.probability_water import by_leeway
from missions.search_choice import search_tasks

HERE = GeoPoint(latitude_deg=60.4, longitude_deg=5.2)
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HOUR_S = 3600.0
CALM = Sea(current_towards_deg=0.0, current_ms=0.0, wind_from_deg=0.0, wind_ms=0.0)
FEW = settings(max_examples=15, deadline=None)
seas = st.builds(
    Sea,
    current_towards_deg=st.floats(0, 360),
    current_ms=st.floats(0, 2),
    wind_from_deg=st.floats(0, 360),
    wind_ms=st.floats(0, 30),
)


def wind(speed_ms, from_deg=270.0):
    return Sea(current_towards_deg=0.0, current_ms=0.0, wind_from_deg=from_deg, wind_ms=speed_ms)


def look(north, east, side, *, after_s, chance=0.9):
    frame = LocalFrame(origin=HERE)
    corners = side * (np.array([(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)]) - 0.5) + np.array([north, east])
    latitude, longitude = frame.to_geographic(corners[:, 0], corners[:, 1])
    ring = [[float(x), float(y)] for x, y in zip(longitude, latitude, strict=True)]
    properties = {"seen_at": (NOON + timedelta(seconds=after_s)).isoformat(), "person_probability": chance}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def seen(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def mean_of(chances):
    north, east = chances.centres
    return np.array([(chances.chance * north).sum(), (chances.chance * east).sum()]) / chances.chance.sum()


@pytest.mark.parametrize("floats", LEEWAY)
def test_nobody_is_carried_by_a_calm_and_nobody_against_the_wind(floats):
    for way in branches(floats, CALM):
        assert np.allclose(way.velocity, 0.0)
    for speed_ms in (1.0, 3.0, 10.0, 25.0):
        for way in branches(floats, wind(speed_ms)):
            assert way.velocity[1] >= 0.0


def test_ten_metres_a_second_carry_a_person_as_far_as_the_tables_say():
    right, left = branches("unknown", wind(10.0))

    # 0.96 % of the wind downwind (from the west: to the east), 0.54 % aside; to the right of an east wind is south.
    assert right.velocity == pytest.approx([-0.054, 0.096])
    assert left.velocity == pytest.approx([0.054, 0.096])


@FEW
@given(st.sampled_from(sorted(LEEWAY)), seas, st.floats(0.1, 12.0))
def test_all_chances_make_one_and_the_map_lies_round_both_ways_to_go(floats, sea, hours):
    drift = by_leeway(HERE, floats=floats, sea=sea)

    chances = drift.at(hours * HOUR_S)

    middle = np.mean([way.velocity for way in drift.ways], axis=0) * hours * HOUR_S
    assert float(chances.chance.sum()) + chances.elsewhere == pytest.approx(1.0)
    assert (chances.chance >= 0.0).all()
    assert np.hypot(*(mean_of(chances) - middle)) < chances.cell_m


def test_the_map_is_the_sum_of_two_normal_distributions():
    drift = by_leeway(HERE, floats="survival-suit", sea=wind(12.0))
    elapsed_s = 2 * HOUR_S

    chances = drift.at(elapsed_s)

    north, east = chances.centres
    places = np.stack([north, east], axis=-1)
    density = sum(
        0.5 * multivariate_normal(way.velocity * elapsed_s, 50.0**2 * np.eye(2) + way.spread * elapsed_s**2).pdf(places)
        for way in drift.ways
    )
    expected = density * chances.cell_m**2
    # Each of the two ends at three standard deviations, and in some places both are missing.
    cut_off = 2 * math.exp(-0.5 * 3.0**2) * expected.max()
    assert chances.chance == pytest.approx(expected, rel=0.02, abs=cut_off)


def test_the_longer_they_are_gone_the_larger_the_ground_that_holds_half():
    drift = by_leeway(HERE, floats="vest", sea=CALM)

    sizes = [
        (chances.chance >= half_of(chances)).sum() * chances.cell_m**2 for chances in map(drift.at, (600, 3600, 14400))
    ]

    assert sizes[0] < sizes[1] < sizes[2]


def half_of(chances):
    ranked = np.sort(chances.chance, axis=None)[::-1]
    return ranked[np.searchsorted(np.cumsum(ranked), ranked.sum() / 2)]


@FEW
@given(
    st.lists(
        st.builds(
            look,
            st.floats(-600, 600),
            st.floats(-600, 600),
            st.floats(50, 800),
            after_s=st.floats(-600, 2 * HOUR_S),
            chance=st.floats(0, 1),
        ),
        max_size=4,
    )
)
def test_seeing_only_lowers_and_what_is_left_makes_one(looks):
    drift = by_leeway(HERE, floats="vest", sea=wind(8.0))
    before = drift.at(HOUR_S)
    fewer = drift.detection(before, HOUR_S, seen(*looks[:-1]), NOON)

    detection = drift.detection(before, HOUR_S, seen(*looks), NOON)

    after = before.after(detection)
    assert (detection >= fewer - 1e-12).all() and (detection <= MOST_DETECTED).all()
    assert float(after.chance.sum()) + after.elsewhere == pytest.approx(1.0)
    assert (after.chance / (after.elsewhere / before.elsewhere) <= before.chance + 1e-12).all()


def test_a_look_counts_where_the_person_would_have_been_then():
    sea = Sea(current_towards_deg=90.0, current_ms=0.5, wind_from_deg=0.0, wind_ms=0.0)
    drift = by_leeway(HERE, floats="vest", sea=sea)
    now = drift.at(2 * HOUR_S)
    # After an hour they were half of the way; the same ground at another time shows another person's place.
    then, too_late = (look(0.0, 1800.0, 700.0, after_s=after_s) for after_s in (HOUR_S, 2 * HOUR_S))

    gained, nothing = (now.gained(drift.detection(now, 2 * HOUR_S, seen(one), NOON)) for one in (then, too_late))

    assert gained > 0.3
    assert nothing < gained / 5


def test_a_look_at_the_ground_where_they_began_counts_for_where_that_has_drifted():
    sea = Sea(current_towards_deg=90.0, current_ms=0.3, wind_from_deg=0.0, wind_ms=0.0)
    drift = by_leeway(HERE, floats="vest", sea=sea, first_error_m=800.0)
    now = drift.at(2 * HOUR_S)
    north, east = now.centres

    found = drift.detection(now, 2 * HOUR_S, seen(look(0.0, 0.0, 500.0, after_s=1.0)), NOON)

    def at(north_m, east_m):
        return float(found[np.unravel_index(np.hypot(north - north_m, east - east_m).argmin(), found.shape)])

    assert at(0.0, 2160.0) > 0.2
    assert at(0.0, 0.0) < at(0.0, 2160.0) / 5


def test_what_was_seen_before_they_went_in_or_is_yet_to_come_says_nothing():
    drift = by_leeway(HERE, floats="vest", sea=CALM)
    now = drift.at(HOUR_S)
    looks = seen(look(0, 0, 900, after_s=-1), look(0, 0, 900, after_s=HOUR_S + 60))

    assert not drift.detection(now, HOUR_S, looks, NOON).any()


def test_unknown_floats_and_exact_places_are_refused_with_a_remedy():
    for wrong in ({"floats": "cork"}, {"floats": "vest", "first_error_m": 0.0}):
        with pytest.raises(ParameterError) as refused:
            by_leeway(HERE, sea=CALM, **wrong)

        assert refused.value.remedy


def test_regions_lie_in_each_other_and_hold_what_they_say():
    chances = by_leeway(HERE, floats="vest", sea=wind(10.0)).at(HOUR_S)

    found = regions(chances)

    assert [one.level for one in found] == list(LEVELS)
    assert all(one.level - 1e-6 <= one.share <= one.level + 0.02 for one in found)
    assert [one.share for one in found] == sorted(one.share for one in found)
    # One whole piece each, without cracks between the cells.
    assert [len(one.geometry["coordinates"]) for one in found] == [1] * len(LEVELS)
    assert [len(part) for one in found for part in one.geometry["coordinates"]] == [1] * len(LEVELS)
    assert len(json.dumps([one.geometry for one in found])) < 40_000


def test_the_raster_is_bounded_and_loses_nothing():
    chances = by_leeway(HERE, floats="vest", sea=wind(10.0), first_error_m=2000.0).at(12 * HOUR_S)

    cells = raster(chances)

    assert max(cells.chance.shape) <= MOST_RASTER_SIDE
    assert cells.chance.sum() == pytest.approx(chances.chance.sum())
    (west, south), _, (east, north), _ = cells.corners
    longitude, latitude = likeliest(chances)
    assert west < longitude < east and south < latitude < north


def line_of_tiles(weights):
    """A map of tiles side by side that holds the weights."""
    chances = by_leeway(HERE, floats="vest", sea=CALM).at(60.0)
    chance = np.repeat(np.array([weights]) / sum(weights) / 2, 2, axis=1) * 0.9
    return type(chances)(
        frame=chances.frame,
        south_m=0.0,
        west_m=0.0,
        cell_m=100.0,
        chance=np.vstack([chance, chance]) / 2,
        elsewhere=0.1,
    )


@FEW
@given(
    st.lists(st.floats(0.01, 1.0), min_size=4, max_size=4),
    st.dictionaries(st.tuples(st.integers(0, 3), st.integers(1, 4)), st.floats(60, 3600), min_size=4),
)
def test_the_first_task_is_the_one_that_a_brute_force_finds(weights, times):
    chances = line_of_tiles(weights)

    def tiles_of(area):
        longitude = np.array(area["coordinates"][0])[:, 0]
        _, east = chances.frame.to_local(np.full(longitude.shape, 60.4), longitude)
        return round(float(east.min()) / 200.0), round(float(np.ptp(east)) / 200.0)

    def time_of(area):
        first, many = tiles_of(area)
        return times.get((first, many), 600.0 + 37.0 * first)

    [found] = search_tasks(chances, detection=0.8, tile_m=200.0, limit_s=math.inf, time_of=time_of).tasks

    # On a line of four every pair is a beginning, and from each the whole line is reached.
    runs = [(first, 2) for first in range(3)] + [(0, 4)]
    rates = {
        (first, many): 0.8
        * 0.9
        * sum(weights[first : first + many])
        / sum(weights)
        / times.get((first, many), 600.0 + 37.0 * first)
        for first, many in runs
    }
    assert found.gained_per_minute / 60.0 == pytest.approx(max(rates.values()), rel=1e-6)


def test_two_likely_tiles_side_by_side_go_before_lonely_likelier_ones():
    weights = [5.0, 0.0, 4.0, 4.0, 0.0, 5.0, 0.0, 5.0]

    [first] = search_tasks(
        line_of_tiles(weights), detection=1.0, tile_m=200.0, limit_s=601.0, time_of=of_two_tiles
    ).tasks

    assert first.chance == pytest.approx(0.9 * 8 / 23)


def of_two_tiles(area):
    frame = LocalFrame(origin=HERE)
    longitude = np.array(area["coordinates"][0])[:, 0]
    _, east = frame.to_local(np.full(longitude.shape, 60.4), longitude)
    return 600.0 if np.ptp(east) < 401.0 else 700.0
