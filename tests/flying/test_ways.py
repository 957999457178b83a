"""A goto's straight way is held against ground, fence and limit before it is sent, and fails closed."""

from __future__ import annotations

import math

import pytest

from ground_station.fleet.state import Home, VehicleState
from ground_station.flying.ways import refusal_of_way
from ground_station.safety.fence import Circle, Fence
from ground_station.safety.geometry import from_plane
from ground_station.safety.rules import SafetySettings

HERE = (60.3913, 5.3221)
STATE = VehicleState(
    system_id=1,
    latitude_deg=HERE[0],
    longitude_deg=HERE[1],
    altitude_amsl_m=70.0,
    home=Home(latitude_deg=HERE[0], longitude_deg=HERE[1], altitude_amsl_m=20.0),
)


def level(height_m):
    return lambda places: [height_m for _ in places]


def ridge(places):
    return [65.0 if from_plane(HERE, (200, 0)) < place < from_plane(HERE, (250, 0)) else 0.0 for place in places]


def to(north, height, fence=None, ground=level(0.0)):
    place = (*from_plane(HERE, (north, 0.0)), height)
    refused = refusal_of_way(STATE, place, fence, ground, SafetySettings())
    return refused and refused.words


def test_a_free_way_is_flown():
    assert to(400, 50) is None


def test_a_ridge_between_is_seen_although_both_ends_are_free():
    assert to(400, 50, ground=ridge) == "way-too-low"
    assert to(400, 70, ground=ridge) is None


def test_the_remedy_names_a_height_that_clears_the_ridge():
    place = (*from_plane(HERE, (400.0, 0.0)), 50.0)
    refused = refusal_of_way(STATE, place, None, ridge, SafetySettings())

    assert to(400, refused.details["higher"] + 10, ground=ridge) is None


@pytest.mark.parametrize(("ground", "height", "words"), [
    (None, 20, "way-no-terrain"),
    (None, 50, None),
    (level(math.nan), 100, "way-unknown-ground"),
])  # fmt: skip
def test_it_fails_closed_where_the_ground_is_not_known(ground, height, words):
    assert to(400, height, ground=ground) == words


def test_fence_and_height_limit_are_kept_along_the_way():
    inside = Fence((Circle(HERE, 300.0, keeps_in=True),))
    hole = Fence((Circle(from_plane(HERE, (200, 0)), 30.0, keeps_in=False),))

    assert to(400, 50, fence=inside) == "way-outside-fence"
    assert to(400, 50, fence=hole) == "way-leaves-fence"
    assert to(100, 121) == "way-too-high"
