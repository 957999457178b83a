"""All chances together make 1, and looking where nobody was found makes everywhere else likelier."""

import json
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.errors import NotFlyable, ParameterError
from missions.geo import GeoPoint, LocalFrame
from missions.lost_person import CHANCES, FOUND_WITHIN_KM, found_within_m
from missions.probability import by_distance, by_drift, drawn, seen_detection
from missions.search_choice import search_tasks

HERE = GeoPoint(latitude_deg=60.4, longitude_deg=5.3)
FEW = settings(max_examples=25, deadline=None)
pods = st.floats(0.0, 0.98)


def whole(chances):
    return float(chances.chance.sum()) + chances.elsewhere


def ring_map(reach_m=2000.0):
    return by_distance(HERE, found_within_m("hiker", "flat"), CHANCES, reach_m=reach_m)


def square(north, east, side, **properties):
    frame = LocalFrame(origin=HERE)
    corners = side * np.array([(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)]) + np.array([north, east])
    latitude, longitude = frame.to_geographic(corners[:, 0], corners[:, 1])
    ring = [[float(x), float(y)] for x, y in zip(longitude, latitude, strict=True)]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


@pytest.mark.parametrize("category", FOUND_WITHIN_KM)
def test_rings_hold_what_the_statistics_say_and_all_of_it_makes_one(category):
    for ground in FOUND_WITHIN_KM[category]:
        within_m = found_within_m(category, ground)

        chances = by_distance(HERE, within_m, CHANCES, reach_m=within_m[2], cell_m=within_m[0] / 5)

        north, east = chances.centres
        away = np.hypot(north, east)
        assert whole(chances) == pytest.approx(1.0)
        assert chances.elsewhere == pytest.approx(0.25, abs=1e-9)
        for distance, chance in zip(within_m[:3], CHANCES, strict=False):
            assert chances.chance[away <= distance].sum() == pytest.approx(chance, abs=0.06)


def test_further_out_than_the_map_reaches_is_elsewhere():
    near = ring_map(reach_m=900.0)

    assert whole(near) == pytest.approx(1.0)
    # Half of the way from 600 to 1800 m by ground: (900^2 - 600^2) / (1800^2 - 600^2) of a quarter.
    assert near.chance.sum() == pytest.approx(0.25 + 0.25 * 450 / 2880, abs=1e-6)


@FEW
@given(st.lists(st.tuples(st.integers(0, 79), st.integers(0, 79), pods), min_size=1, max_size=12))
def test_whatever_is_searched_the_whole_stays_one_and_no_seen_cell_gains_on_an_unseen_one(rows):
    before = ring_map()
    detection = np.zeros(before.chance.shape)
    for row, column, pod in rows:
        detection[row, column] = pod

    after = before.after(detection)

    looked = detection > 0
    assert whole(after) == pytest.approx(1.0)
    assert (after.chance >= 0).all()
    assert (after.chance[~looked] >= before.chance[~looked] - 1e-15).all()
    assert after.elsewhere >= before.elsewhere
    rest = before.chance[~looked].max()
    scale = after.chance[~looked].max() / rest
    assert (after.chance[looked] <= scale * before.chance[looked] + 1e-15).all()


@FEW
@given(pods, pods)
def test_two_looks_are_one_look_that_both_would_have_to_miss(first, second):
    before = ring_map()
    cells = before.inside(shapely.box(-300, -300, 300, 300))

    twice = before.after(np.where(cells, first, 0.0)).after(np.where(cells, second, 0.0))

    once = before.after(np.where(cells, 1 - (1 - first) * (1 - second), 0.0))
    np.testing.assert_allclose(twice.chance, once.chance, atol=1e-12)


@FEW
@given(st.floats(0.05, 0.98))
def test_a_seen_area_falls_by_bayes_rule(pod):
    before = ring_map()
    area = shapely.box(0, 0, 400, 400)
    prior = before.chance_in(area)

    after = before.after(np.where(before.inside(area), pod, 0.0))

    assert after.chance_in(area) == pytest.approx(prior * (1 - pod) / (1 - prior * pod))
    assert after.chance_in(area) < prior


def test_a_probability_of_detection_that_is_none_is_refused():
    chances = ring_map()

    for wrong in (1.2, -0.1, math.nan):
        with pytest.raises(ParameterError):
            chances.after(np.full(chances.chance.shape, wrong))


def test_drift_carries_the_likeliest_place_along_and_spreads_it():
    chances = by_drift(HERE, towards_deg=90.0, speed_ms=0.4, hours=2.0, error_share=0.2)

    north, east = chances.centres
    total = chances.chance.sum()
    assert whole(chances) == pytest.approx(1.0)
    assert (chances.chance * east).sum() / total == pytest.approx(2880.0, rel=0.01)
    assert (chances.chance * north).sum() / total == pytest.approx(0.0, abs=20.0)
    spread = math.sqrt((chances.chance * north**2).sum() / total)
    assert spread == pytest.approx(math.hypot(50.0, 576.0), rel=0.05)


def test_drawn_weights_are_shared_out_and_overlaps_add_up():
    document = collection(square(0, 0, 200, weight=3), square(0, 1000, 400, weight=1), elsewhere=0.2)

    chances = drawn(document)

    assert whole(chances) == pytest.approx(1.0)
    assert chances.elsewhere == 0.2
    assert np.sort(np.unique(np.round(chances.chance[chances.chance > 0], 6))).size == 2
    assert chances.chance.max() / chances.chance[chances.chance > 0].min() == pytest.approx(12.0, rel=0.15)


@pytest.mark.parametrize(
    "document",
    [collection(), collection(square(0, 0, 100)), collection(square(0, 0, 100, weight=-1)), {"type": "Polygon"}],
)
def test_a_map_without_weights_is_refused(document):
    with pytest.raises(ParameterError):
        drawn(document)


def test_seen_ground_counts_by_its_best_look_and_by_how_much_of_a_cell_it_shows():
    chances = ring_map()
    seen = collection(
        square(0, 0, 100, person_probability=0.4),
        square(0, 0, 100, person_probability=0.9),
        square(0, 500, 25, person_probability=0.8),
    )

    detection = seen_detection(chances, json.loads(json.dumps(seen)))

    covered = chances.inside(shapely.box(0, 0, 100, 100))
    assert detection[covered] == pytest.approx(np.full(covered.sum(), 0.9), abs=0.01)
    assert detection[chances.inside(shapely.box(500, 0, 550, 50))].max() == pytest.approx(0.2, abs=0.01)
    assert (detection > 0).sum() < 30


def time_by_size(area):
    """Five minutes to get there and back, and a hectare a minute."""
    ring = np.array(area["coordinates"][0])
    north, east = LocalFrame(origin=HERE).to_local(ring[:, 1], ring[:, 0])
    return 300.0 + 60.0 * shapely.Polygon(np.column_stack([east, north])).area / 1e4


def test_the_area_with_most_chance_per_minute_comes_first_and_is_searched_only_once():
    document = collection(square(0, 0, 300, weight=5), square(0, 2000, 300, weight=3))
    chances = drawn(document)

    first, second = search_tasks(
        chances, detection=0.9, tile_m=100.0, limit_s=1500.0, time_of=time_by_size, count=2
    ).tasks

    assert first.gained <= 0.9 * first.chance + 1e-9
    # The second counts only where the first found nobody.
    assert first.gained_per_minute > second.gained_per_minute * (1 - first.gained)
    assert np.array(first.area["coordinates"][0])[:, 0].max() < np.array(second.area["coordinates"][0])[:, 0].min()
    assert max(first.duration_s, second.duration_s) <= 1500.0


def test_where_nothing_can_be_flown_in_time_that_is_said():
    with pytest.raises(ParameterError) as caught:
        search_tasks(ring_map(), detection=0.9, tile_m=100.0, limit_s=200.0, time_of=time_by_size)

    assert caught.value.code == "search_choice_none"
    assert caught.value.reason is None


def only_west_of(east_m):
    """As `time_by_size`, but further east there is no elevation model."""

    def time_of(area):
        ring = np.array(area["coordinates"][0])
        _, east = LocalFrame(origin=HERE).to_local(ring[:, 1], ring[:, 0])
        if east.max() > east_m:
            raise NotFlyable("terrain_missing", "No ground height is known.", remedy="", details={"places": 7})
        return time_by_size(area)

    return time_of


def test_where_the_ground_itself_forbids_every_flight_its_reason_is_said():
    with pytest.raises(ParameterError) as caught:
        search_tasks(ring_map(), detection=0.9, tile_m=100.0, limit_s=2000.0, time_of=only_west_of(-1e6))

    assert caught.value.code == "search_choice_refused"
    assert caught.value.reason.code == "terrain_missing"
    assert str(caught.value).endswith("No ground height is known.")


def test_likely_ground_left_out_of_the_choice_is_told_with_its_reason_once():
    chances = drawn(collection(square(0, 0, 300, weight=3), square(0, 2000, 300, weight=5)))

    choice = search_tasks(chances, detection=0.9, tile_m=100.0, limit_s=1500.0, time_of=only_west_of(1000.0))
    whole = search_tasks(chances, detection=0.9, tile_m=100.0, limit_s=1500.0, time_of=time_by_size)

    assert [error.code for error in choice.refusals] == ["terrain_missing"]
    assert choice.tasks[0].chance < whole.tasks[0].chance
    assert whole.refusals == []


def test_ground_that_was_seen_is_not_chosen_again():
    chances = drawn(collection(square(0, 0, 400, weight=1), square(0, 1500, 400, weight=1)))
    seen = collection(square(0, 0, 400, person_probability=0.95))

    believed = chances.after(seen_detection(chances, seen))
    [task] = search_tasks(believed, detection=0.9, tile_m=100.0, limit_s=2000.0, time_of=time_by_size).tasks

    ring = np.array(task.area["coordinates"][0])
    _, east = LocalFrame(origin=HERE).to_local(ring[:, 1], ring[:, 0])
    assert east.min() > 1000.0
