"""The helicopter comes, somebody presses the button, and everybody is out of the way in the promised time."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.fleet.orders import Disarm, Land
from ground_station.fleet.state import Home, VehicleState
from ground_station.fleet.traffic import Traffic
from ground_station.flying.clearing import AirDesk
from ground_station.safety.clear_air import DEFAULT_CLEARING, Airborne, How, clearings, is_clear
from ground_station.safety.geometry import distance_m, from_plane

HERE = (60.3913, 5.3221)
HELICOPTER = Traffic(
    address=0x47F123,
    callsign="LNOOO",
    latitude_deg=60.42,
    longitude_deg=5.32,
    altitude_amsl_m=250.0,
    velocity_ned_ms=(-60.0, 0.0, 0.0),
    heard_s=0.0,
)


class Story:
    """What was journalled and shown."""

    def __init__(self, fleet):
        self.events, self.states = [], []
        self.fleet = fleet
        self.desk = AirDesk(
            fleet,
            self.events.append,
            self.states.append,
            ground=lambda state: 0.0,
            can_wait=lambda state: state.battery_fraction > 0.3,
            return_height_m=lambda number: 30.0,
            settings=DEFAULT_CLEARING,
        )

    def cleared(self):
        return {event.vehicle_id: event for event in self.events if event.type == "air_cleared" and event.is_clear}

    async def until_all_clear(self, within_s):
        flying = asyncio.create_task(self.fleet.fly())
        ticking = asyncio.create_task(self._tick())
        self.desk.clear("Helicopter from the north", "kari")
        async with asyncio.timeout(within_s):
            while any(each.status != "clear" for each in self.desk.state().vehicles):  # noqa: ASYNC110  simulated time
                await asyncio.sleep(0.5)
        await asyncio.sleep(5.0)
        for task in (flying, ticking):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self.desk.close()

    async def _tick(self):
        while True:
            await asyncio.sleep(1.0)
            self.desk.tick()


def test_fifty_aircraft_are_all_clear_within_the_time_that_was_promised(small_fleet, in_simulated_time):
    for number in range(1, 51):
        small_fleet.add(number, 25.0 * (number % 7), 25.0 * (number // 7), 40.0 + 1.5 * number)
    small_fleet.traffic[1] = HELICOPTER

    async def tell():
        story = Story(small_fleet)
        await story.until_all_clear(200.0)
        return story

    story = in_simulated_time(tell())

    [ordered] = [event for event in story.events if event.type == "air_clearing_ordered"]
    cleared = story.cleared()
    assert ordered.why == "Helicopter from the north"
    assert ordered.vehicles == list(range(1, 51))
    assert len(cleared) == 50
    assert all(event.took_s <= event.promised_s for event in cleared.values())
    assert max(event.took_s for event in cleared.values()) <= ordered.promised_s <= 105.0
    for one, other in itertools.combinations(small_fleet.vehicles.values(), 2):
        if one.mode == other.mode == "hold":
            apart = distance_m((one.latitude_deg, one.longitude_deg), (other.latitude_deg, other.longitude_deg))
            level = abs(one.altitude_amsl_m - other.altitude_amsl_m)
            assert apart >= DEFAULT_CLEARING.neighbour_m - 1 or level >= DEFAULT_CLEARING.spacing_m - 0.5


def test_one_that_does_not_answer_is_asked_until_it_does_and_told_as_late(small_fleet, in_simulated_time):
    small_fleet.add(1, 0.0, 0.0, 50.0)
    small_fleet.add(2, 300.0, 0.0, 50.0)
    small_fleet.deaf_until_s[2] = 60.0

    async def tell():
        story = Story(small_fleet)
        await story.until_all_clear(200.0)
        return story

    story = in_simulated_time(tell())

    late = [event for event in story.events if event.type == "air_cleared" and not event.is_clear]
    assert [event.vehicle_id for event in late] == [2]
    assert late[0].reasons == ["No answer came."]
    assert story.cleared()[1].took_s < 30.0
    assert 60.0 < story.cleared()[2].took_s < 95.0
    assert any(each.status == "unanswered" for state in story.states for each in state.vehicles)


def test_one_that_refuses_its_layer_lands(small_fleet, in_simulated_time):
    small_fleet.add(1, 0.0, 0.0, 50.0)
    small_fleet.refusing.add(1)

    async def tell():
        story = Story(small_fleet)
        await story.until_all_clear(120.0)
        return story

    story = in_simulated_time(tell())

    assert story.cleared()[1].how == "land"
    assert small_fleet.vehicles[1].mode == "land"


def test_a_pilot_who_flies_up_again_is_brought_down_again(small_fleet, in_simulated_time):
    small_fleet.add(1, 0.0, 0.0, 40.0)

    async def tell():
        story = Story(small_fleet)
        await story.until_all_clear(60.0)
        flying = asyncio.create_task(small_fleet.fly())
        story.desk.clear("still there", "kari")
        await asyncio.sleep(20.0)
        orders = len(small_fleet.heard)
        small_fleet.add(1, 0.0, 0.0, 90.0, mode="position")
        await asyncio.sleep(30.0)
        flying.cancel()
        story.desk.close()
        return len(small_fleet.heard) - orders

    assert in_simulated_time(tell()) >= 1


def test_who_stands_with_running_motors_is_disarmed_and_who_takes_off_later_is_caught(small_fleet, in_simulated_time):
    small_fleet.add(1, 0.0, 0.0, 0.0, is_in_air=False)

    async def tell():
        story = Story(small_fleet)
        flying = asyncio.create_task(small_fleet.fly())
        story.desk.clear("helicopter", "kari")
        await asyncio.sleep(5.0)
        small_fleet.add(2, 100.0, 0.0, 80.0)
        story.desk.tick()
        await asyncio.sleep(5.0)
        flying.cancel()
        story.desk.close()

    in_simulated_time(tell())

    assert isinstance(small_fleet.heard[0][2], Disarm)
    assert small_fleet.vehicles[2].mode == "hold"


def test_a_helicopter_that_comes_lower_sends_the_layers_to_the_ground(small_fleet, in_simulated_time):
    small_fleet.add(1, 0.0, 0.0, 60.0)
    small_fleet.traffic[1] = HELICOPTER

    async def tell():
        story = Story(small_fleet)
        await story.until_all_clear(60.0)
        flying = asyncio.create_task(small_fleet.fly())
        story.desk.clear("helicopter", "kari")
        await asyncio.sleep(10.0)
        low = Traffic(**{name: getattr(HELICOPTER, name) for name in HELICOPTER.__slots__} | {"altitude_amsl_m": 60.0})
        small_fleet.traffic[1] = low
        await asyncio.sleep(10.0)
        flying.cancel()
        story.desk.close()

    in_simulated_time(tell())

    assert isinstance(small_fleet.heard[-1][2], Land)


def airborne(number, north=0.0, height=60.0, ground=0.0, can_wait=True, **changes):
    latitude, longitude = from_plane(HERE, (north, 0.0))
    state = {
        "system_id": number,
        "is_armed": True,
        "is_in_air": True,
        "mode": "mission",
        "gnss_fix": 3,
        "latitude_deg": latitude,
        "longitude_deg": longitude,
        "altitude_amsl_m": height,
        "home": Home(latitude_deg=HERE[0], longitude_deg=HERE[1], altitude_amsl_m=0.0),
    }
    return Airborne(state=VehicleState(**state | changes), ground_amsl_m=ground, can_wait=can_wait)


@pytest.mark.parametrize(
    ("aircraft", "traffic_m", "how"),
    [
        (airborne(1), 250.0, How.LAYER),
        (airborne(1), None, How.LAYER),
        (airborne(1, is_in_air=False), 250.0, How.DISARM),
        (airborne(1, gnss_fix=1), 250.0, How.LAND),
        (airborne(1, latitude_deg=None), 250.0, How.LAND),
        (airborne(1, mode="land"), 250.0, How.LEAVE),
        (airborne(1, mode="return"), 250.0, How.LEAVE),
        (airborne(1, mode="return"), 100.0, How.LAYER),
        (airborne(1, can_wait=False), 250.0, How.RETURN),
        (airborne(1, can_wait=False), 100.0, How.LAND),
        (airborne(1), 80.0, How.LAND),
        (airborne(1, ground=None), 250.0, How.LAYER),
        (airborne(1, height=20.0), 250.0, How.LAYER),
    ],
)
def test_the_way_out_is_by_the_state(aircraft, traffic_m, how):
    assert clearings([aircraft], traffic_m)[1].how is how


def test_over_unknown_ground_it_goes_no_lower():
    assert clearings([airborne(1, ground=None, height=55.0)], 250.0)[1].height_amsl_m == 55.0


HEIGHTS = st.lists(st.floats(10.0, 118.0), min_size=1, max_size=50)


@settings(max_examples=60, deadline=None)
@given(HEIGHTS, st.floats(0.0, 60.0), st.one_of(st.none(), st.floats(20.0, 400.0)))
def test_no_two_neighbours_share_a_layer_and_no_layer_lies_near_the_traffic(heights, apart_m, traffic_m):
    aircraft = [airborne(number, number * apart_m, height) for number, height in enumerate(heights, start=1)]

    found = clearings(aircraft, traffic_m)

    assert set(found) == {each.state.system_id for each in aircraft}
    layers = [(number, each.height_amsl_m) for number, each in found.items() if each.how is How.LAYER]
    for _, height in layers:
        assert height <= (math.inf if traffic_m is None else traffic_m - DEFAULT_CLEARING.below_traffic_m)
        assert height <= DEFAULT_CLEARING.top_m
    for (one, up), (other, down) in itertools.combinations(layers, 2):
        if abs(one - other) * apart_m < DEFAULT_CLEARING.neighbour_m - 1.0:
            assert abs(up - down) >= DEFAULT_CLEARING.spacing_m - 1e-6
            # Nobody descends through another: who is higher now stays higher.
            assert (heights[one - 1] - heights[other - 1]) * (up - down) >= 0


def test_clear_is_what_the_aircraft_itself_tells():
    aircraft = airborne(1, height=60.0)
    [clearing] = clearings([aircraft], 250.0).values()
    low = airborne(1, height=32.0, mode="hold").state

    assert not is_clear(clearing, aircraft.state)
    assert is_clear(clearing, low)
    assert not is_clear(clearing, airborne(1, height=32.0, mode="mission").state)
    assert is_clear(clearing, airborne(1, is_in_air=False, is_armed=False).state)
