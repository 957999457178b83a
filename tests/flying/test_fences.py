"""The fence drawn around a plan is another one only where it must be."""

from __future__ import annotations

import math

from ground_station.flying.fences import DrawnFences, has_room
from ground_station.safety.geometry import from_plane
from missions.plan import MissionItem

HOME = (60.3913, 5.3221)


def plan(*metres_north):
    """A new one each time, as one read from the journal is: its NaN are other objects."""
    return [
        MissionItem(
            command=16, frame=0, params=(0.0, 2.0, 0.0, float("nan")), latitude_deg=latitude, longitude_deg=longitude,
            altitude_m=70.0,
        )
        for latitude, longitude in (from_plane(HOME, (north, 0.0)) for north in metres_north)
    ]  # fmt: skip


def test_a_position_that_wobbles_does_not_change_the_fence_around_the_same_plan():
    drawn = DrawnFences()

    first = drawn.around(7, plan(100.0, 300.0), [HOME, from_plane(HOME, (0.0, 0.0))], 50.0)
    wobbled = drawn.around(7, plan(100.0, 300.0), [HOME, from_plane(HOME, (-4.0, 3.0))], 50.0)

    assert wobbled == first


def test_another_plan_another_aircraft_or_a_home_near_the_edge_gets_a_fence_of_its_own():
    drawn = DrawnFences()
    first = drawn.around(7, plan(100.0, 300.0), [HOME], 50.0)
    far = from_plane(HOME, (-40.0, 0.0))

    moved = drawn.around(7, plan(100.0, 300.0), [far], 50.0)
    longer = drawn.around(7, plan(100.0, 400.0), [far], 50.0)
    other = drawn.around(8, plan(100.0, 300.0), [from_plane(HOME, (0.0, 900.0))], 50.0)

    assert not has_room(first, [far], 25.0)
    assert has_room(moved, [far], 49.0)
    assert len({repr(fence) for fence in (first, moved, longer, other)}) == 4
    assert math.isclose(moved[0].params[0], len(moved))
