"""Going on with a plan: nothing unseen is left out, and camera, gimbal and speed are as they were."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.flying.remaining import (
    CannotResume,
    Progress,
    Start,
    along_leg,
    is_place,
    leg_of,
    place_of,
    remaining,
    state_before,
)
from ground_station.safety.geometry import distance_m, from_plane, to_plane
from missions.plan import MissionItem

HOME = (60.3913, 5.3221)
HOME_M = 20.0
SPEED, GIMBAL, TRIGGER, WAYPOINT = 178, 1000, 206, 16


def waypoint(north, east, up=80.0):
    latitude, longitude = from_plane(HOME, (north, east))
    return MissionItem(command=WAYPOINT, frame=0, latitude_deg=latitude, longitude_deg=longitude, altitude_m=up)


def setting(command, *params):
    return MissionItem(command=command, frame=2, params=(*params, *[0.0] * (4 - len(params))))


TAKE_OFF = MissionItem(command=22, frame=3, latitude_deg=HOME[0], longitude_deg=HOME[1], altitude_m=40.0)
RETURN = MissionItem(command=20, frame=2)
PLAN = [
    TAKE_OFF,
    setting(SPEED, 1.0, 8.0),
    setting(GIMBAL, -90.0),
    waypoint(100, 0),
    setting(TRIGGER, 15.0),
    waypoint(100, 400),
    setting(TRIGGER, 0.0),
    waypoint(150, 400),
    setting(TRIGGER, 15.0),
    setting(SPEED, 1.0, 5.0),
    waypoint(150, 0),
    RETURN,
]
ELSEWHERE = Start(
    latitude_deg=HOME[0] - 0.002, longitude_deg=HOME[1], home_amsl_m=10.0, transit_amsl_m=70.0, is_in_air=False
)


def rest(plan, progress, start=ELSEWHERE, overlap_m=20.0):
    return remaining(plan, progress, start, plan_home_amsl_m=HOME_M, overlap_m=overlap_m)


def commands(items):
    return [item.command for item in items]


def test_it_goes_on_at_the_metre_of_the_leg_minus_the_overlap():
    left = rest(PLAN, Progress(item=5, along=0.5))

    entry = left.items[left.lead - 1 - len(state_before(PLAN, 5))]
    north, east = to_plane(HOME, entry.latitude_deg, entry.longitude_deg)
    assert (north, east) == (pytest.approx(100.0, abs=0.1), pytest.approx(180.0, abs=0.5))
    assert left.first_item == 5
    assert left.along == pytest.approx(0.45, abs=0.001)
    assert left.items[left.lead :] == tuple(PLAN[5:])
    assert left.left_m == pytest.approx(220 + 50 + 400, abs=2)


def test_another_aircraft_takes_off_at_its_own_home_high_enough_for_the_way():
    left = rest(PLAN, Progress(item=5, along=0.5))

    assert commands(left.items[:3]) == [22, 16, SPEED]
    assert (left.items[0].latitude_deg, left.items[0].frame) == (ELSEWHERE.latitude_deg, 3)
    assert left.items[0].altitude_m == pytest.approx(70.0)  # 80 m above the sea, from 10 m


def test_a_hill_on_the_way_is_flown_over_before_coming_down_to_the_leg():
    high = Start(latitude_deg=HOME[0], longitude_deg=HOME[1], home_amsl_m=10.0, transit_amsl_m=150.0, is_in_air=False)

    left = rest(PLAN, Progress(item=5, along=0.5), high)

    assert commands(left.items[:4]) == [22, 16, 16, SPEED]
    assert [left.items[i].altitude_m for i in (1, 2)] == [150.0, 80.0]
    assert left.items[0].altitude_m == pytest.approx(140.0)


def test_an_aircraft_in_the_air_does_not_take_off_again():
    hovering = Start(latitude_deg=HOME[0], longitude_deg=HOME[1], home_amsl_m=10.0, transit_amsl_m=90.0, is_in_air=True)

    assert 22 not in commands(rest(PLAN, Progress(item=10, along=0.2), hovering).items)


def test_camera_gimbal_and_speed_are_as_they_were_on_that_leg():
    first_leg, second_leg = rest(PLAN, Progress(item=5, along=0.9)), rest(PLAN, Progress(item=10, along=0.9))

    def state(left):
        return [(item.command, item.params[:2]) for item in left.items[: left.lead] if not is_place(item)]

    assert state(first_leg) == [(SPEED, (1.0, 8.0)), (GIMBAL, (-90.0, 0.0)), (TRIGGER, (15.0, 0.0))]
    assert state(second_leg) == [(GIMBAL, (-90.0, 0.0)), (TRIGGER, (15.0, 0.0)), (SPEED, (1.0, 5.0))]


def test_heights_above_the_old_home_become_heights_above_the_sea():
    relative = MissionItem(command=WAYPOINT, frame=3, latitude_deg=60.392, longitude_deg=5.33, altitude_m=50.0)

    left = rest([*PLAN[:-1], relative, RETURN], Progress(item=10, along=0.5))

    assert (left.items[-2].frame, left.items[-2].altitude_m) == (0, 70.0)


def test_a_finished_plan_or_one_with_jumps_is_not_gone_on_with():
    with pytest.raises(CannotResume, match="to its end"):
        rest(PLAN, Progress(item=10, along=1.0, is_done=True))
    with pytest.raises(CannotResume, match="jumps"):
        rest([*PLAN, setting(177, 3.0, 2.0)], Progress(item=5, along=0.5))


def test_progress_in_the_shortened_plan_is_progress_in_the_whole_one():
    left = rest(PLAN, Progress(item=5, along=0.5))

    assert left.progress(0, 0.7) == Progress(item=5, along=left.along)
    assert left.progress(left.lead, 0.0).along == pytest.approx(left.along)
    assert left.progress(left.lead, 1.0) == Progress(item=5, along=pytest.approx(1.0))
    assert left.progress(left.lead + 2, 0.25) == Progress(item=7, along=0.25)


COORDINATE = st.floats(-800.0, 800.0).map(lambda value: round(value, 1))
STEP = st.one_of(
    st.tuples(COORDINATE, COORDINATE).map(lambda place: waypoint(*place)),
    st.floats(2.0, 12.0).map(lambda speed: setting(SPEED, 1.0, speed)),
    st.floats(-90.0, 0.0).map(lambda pitch: setting(GIMBAL, pitch)),
    st.sampled_from([0.0, 10.0, 20.0]).map(lambda every: setting(TRIGGER, every)),
)
PLANS = st.lists(STEP, min_size=2, max_size=12).map(lambda steps: [TAKE_OFF, *steps, waypoint(5.0, 5.0), RETURN])


def line(items):
    return [place_of(item, HOME_M)[:2] for item in items if is_place(item)]


def along_line(places, share_step=0.1):
    for a, b in itertools.pairwise(places):
        whole = to_plane(a, *b)
        for i in range(round(1 / share_step) + 1):
            yield from_plane(a, (whole[0] * i * share_step, whole[1] * i * share_step))


def to_line_m(place, places):
    best = math.inf
    for a, b in itertools.pairwise(places):
        leg, at = to_plane(a, *b), to_plane(a, *place)
        length2 = leg[0] ** 2 + leg[1] ** 2
        share = 0.0 if length2 == 0 else min(1.0, max(0.0, (at[0] * leg[0] + at[1] * leg[1]) / length2))
        best = min(best, math.hypot(at[0] - share * leg[0], at[1] - share * leg[1]))
    return best


@settings(max_examples=60, deadline=None)
@given(PLANS, st.data(), st.floats(0.0, 1.0), st.floats(0.0, 100.0))
def test_what_was_flown_and_what_is_left_cover_the_whole_path(plan, data, along, overlap_m):
    ends = [number for number, item in enumerate(plan) if item.command == WAYPOINT]
    item = data.draw(st.sampled_from(ends))
    start, _ = leg_of(plan, item)
    stop = from_plane(
        place_of(plan[start], HOME_M)[:2],
        tuple(along * part for part in to_plane(place_of(plan[start], HOME_M)[:2], *place_of(plan[item], HOME_M)[:2])),
    )
    flown = [place for place in line(plan[: start + 1])] + [stop]

    left = rest(plan, Progress(item=item, along=along), overlap_m=overlap_m)

    lead_places = line(left.items[: left.lead])
    to_fly = [lead_places[-1], *line(left.items[left.lead :])]
    for place in along_line(line(plan)):
        assert min(to_line_m(place, flown), to_line_m(place, to_fly)) < 0.5
    # And it holds on every remaining leg what the plan wanted there.
    for number in range(left.first_item, len(plan)):
        if plan[number].command == WAYPOINT:
            mine = state_before(left.items, left.lead + number - left.first_item)
            assert {(i.command, i.params) for i in mine} == {(i.command, i.params) for i in state_before(plan, number)}


@settings(max_examples=40)
@given(st.floats(0.0, 1.0))
def test_the_metre_of_a_leg_is_found_again(along):
    a, b = place_of(PLAN[3], 0)[:2], place_of(PLAN[5], 0)[:2]
    whole = to_plane(a, *b)
    place = from_plane(a, (whole[0] * along, whole[1] * along))

    assert along_leg(PLAN, 5, place) == pytest.approx(along, abs=0.001)
    assert distance_m(a, b) == pytest.approx(400.0, rel=0.001)
