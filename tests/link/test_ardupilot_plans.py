"""A plan to ArduPilot as its source has the other side of the protocol (MissionItemProtocol.cpp, AP_Mission.cpp)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.fleet.carrying import KeptFences, planned_of, upload_of
from ground_station.fleet.state import Home, VehicleState
from ground_station.link.mission_items import MissionItem
from ground_station.link.mission_transfer import MISSION
from ground_station.link.outcomes import Outcome

STATE = VehicleState(
    system_id=7, autopilot="ardupilot", home=Home(latitude_deg=60.39, longitude_deg=5.32, altitude_amsl_m=25.0)
)
PLAN = (
    MissionItem.from_degrees(command=22, frame=3, latitude_deg=60.39, longitude_deg=5.32, altitude_m=20.0),
    MissionItem(command=178, frame=2, params=(1.0, 6.0, -1.0, 0.0)),
    MissionItem.from_degrees(command=16, frame=3, latitude_deg=60.391, longitude_deg=5.32, altitude_m=20.0),
    MissionItem(command=177, frame=2, params=(3.0, 2.0, 0.0, 0.0)),
    MissionItem.from_degrees(command=16, frame=3, latitude_deg=60.391, longitude_deg=5.33, altitude_m=20.0),
)


@pytest.fixture(scope="session")
def ardupilot(mission_server, heard):
    class ArduPilot(mission_server):
        """Overwrites item by item, answers one that is out of turn with INVALID_SEQUENCE, and knows home itself."""

        ASKS_AGAIN_S, GIVES_UP_S = 1.0, 8.0
        HOME = MissionItem.from_degrees(command=16, frame=0, latitude_deg=60.4, longitude_deg=5.4, altitude_m=26.0)

        def __init__(self):
            super().__init__(tells_checksum=False)

        def receive(self, message, now_s):
            if message.kind == "MISSION_COUNT":
                self.plan = self.plan[: message.count]
            elif message.kind == "MISSION_ACK":
                return []  # it does not heed a cancel
            return super().receive(message, now_s)

        def tick(self, now_s):
            return [each for each in super().tick(now_s) if each.kind != "MISSION_CURRENT"]

        def _take(self, message, now_s):
            if message.seq != self._expected:
                return [] if self._expected is None else [self._message("MISSION_ACK", type=13)]
            item = MissionItem.from_message(message)
            if item.frame == 2:
                item = replace(item, frame=0, x=0, y=0, z=0.0)
            self.plan[message.seq : message.seq + 1] = [self.HOME if message.seq == 0 else item]
            self._expected += 1
            if self._expected < self._count:
                return self._ask(now_s)
            self._expected = None
            return [self._message("MISSION_ACK", type=0)]

        def _ask(self, now_s):
            self._asked_s = now_s
            return [self._message("MISSION_REQUEST", seq=self._expected)]

    return ArduPilot


def test_a_plan_is_accepted_although_home_and_frames_come_back_as_its_own(fly_through, ardupilot):
    server, exchange = ardupilot(), upload_of(STATE, PLAN, MISSION, KeptFences())

    fly_through(exchange, server, link=lambda way, number: [0.01])

    assert exchange.outcome is Outcome.ACCEPTED
    assert len(server.plan) == len(PLAN) + 1
    assert [item.params for item in planned_of(STATE, tuple(server.plan), MISSION)] == [item.params for item in PLAN]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_whatever_the_link_does_an_accepted_plan_is_the_whole_plan(fly_through, ardupilot, bad_link, seed):
    server, exchange = ardupilot(), upload_of(STATE, PLAN, MISSION, KeptFences())

    sent = fly_through(exchange, server, link=bad_link(seed))

    assert exchange.done
    assert sent < 600
    if exchange.outcome is Outcome.ACCEPTED:
        stored = planned_of(STATE, tuple(server.plan), MISSION)
        assert [(item.command, item.params, item.z) for item in stored] == [
            (item.command, item.params, item.z) for item in PLAN
        ]


def test_an_item_that_came_twice_does_not_end_the_upload(fly_through, ardupilot):
    server, exchange = ardupilot(), upload_of(STATE, PLAN, MISSION, KeptFences())

    fly_through(exchange, server, link=lambda way, number: [0.01, 0.01] if way == "up" else [0.01])

    assert exchange.outcome is Outcome.ACCEPTED


def test_an_upload_that_breaks_off_does_not_promise_that_the_old_plan_is_kept(fly_through, ardupilot):
    exchange = upload_of(STATE, PLAN, MISSION, KeptFences())

    fly_through(exchange, ardupilot(), link=lambda way, number: [0.01] if number < 3 else [])

    assert exchange.outcome is Outcome.FAILED
    assert "parts of two plans" in exchange.reasons[0]
