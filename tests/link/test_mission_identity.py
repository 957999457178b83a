"""Which plan is on the aircraft: told by its checksum, and a fence believed only when the aircraft enforces it."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.link.autopilots.ardupilot_plans import DO_JUMP, with_home, without_home
from ground_station.link.events import event_id
from ground_station.link.mission_identity import EnsureExchange, VerifyExchange
from ground_station.link.mission_items import MissionItem, first_difference, plan_checksum
from ground_station.link.mission_transfer import FENCE, MISSION, RALLY, UploadExchange
from ground_station.link.outcomes import Outcome

SYSTEM = 7


def route(count):
    return tuple(
        MissionItem.from_degrees(
            command=16, frame=3, params=(0.0, 2.0, 0.0, math.nan), latitude_deg=60.39 + at * 1e-4, altitude_m=30.0
        )
        for at in range(count)
    )


def fence(vertices=4):
    return tuple(
        MissionItem.from_degrees(command=5001, frame=0, params=(vertices, 0.0, 0.0, 0.0), latitude_deg=60.0 + at * 1e-3)
        for at in range(vertices)
    )


def clean(direction, number):
    return [0.01]


def test_an_unchanged_plan_is_verified_within_a_second_without_a_transfer(fly_through, mission_server):
    server, first, again = mission_server(), EnsureExchange(SYSTEM, route(40)), EnsureExchange(SYSTEM, route(40))
    fly_through(first, server, link=clean)
    server._told_s = 0.0

    sent = fly_through(again, server, link=clean, until_s=1.2)

    assert (first.outcome, first.was_sent) == (Outcome.ACCEPTED, True)
    assert (again.outcome, again.was_sent, sent) == (Outcome.ACCEPTED, False, 1)
    assert again.stored_checksum == plan_checksum(route(40))


def test_a_far_aircraft_that_told_another_plan_is_sent_the_new_one_at_once_and_ahead_of_its_questions(
    fly_through, mission_server
):
    def far(direction, number):
        return [0.1]

    ended_s = {}
    for name, habits in {
        "one by one": {"told_checksum": 1},
        "ahead": {"told_checksum": 1, "takes_items_ahead": True},
        "asked first": {"takes_items_ahead": True},
    }.items():
        exchange, acknowledged = EnsureExchange(SYSTEM, route(40), **habits), []
        clock = Clocked(exchange)
        exchange.on_progress = lambda p, at=acknowledged, clock=clock: at.append(clock.now_s) if p.done == 40 else None
        fly_through(clock, mission_server(), link=far)
        ended_s[name] = acknowledged[0]

    # 40 questions of 0.2 s each against windows of 2, 4 and 8; the question which plan is there costs what it takes.
    assert ended_s["one by one"] >= 8.0
    assert ended_s["ahead"] <= 2.0
    assert ended_s["asked first"] > ended_s["ahead"] + 0.15


class Clocked:
    """An exchange and the time of its last message."""

    def __init__(self, exchange):
        self.exchange, self.now_s = exchange, 0.0

    def __getattr__(self, name):
        return getattr(self.exchange, name)

    def receive(self, message, now_s):
        self.now_s = now_s
        return self.exchange.receive(message, now_s)


def test_an_autopilot_that_tells_no_checksums_is_not_asked_for_one(fly_through, mission_server):
    exchange = EnsureExchange(SYSTEM, route(3), tells_checksum=False)

    first = exchange.start(0.0)

    assert [message.kind for message in first] == ["MISSION_COUNT"]


def test_a_plan_that_is_told_to_be_there_is_asked_for_and_not_sent(fly_through, mission_server):
    server = mission_server()
    fly_through(EnsureExchange(SYSTEM, route(3)), server, link=clean)
    exchange = EnsureExchange(SYSTEM, route(3), told_checksum=plan_checksum(route(3)), takes_items_ahead=True)

    fly_through(exchange, server, link=clean)

    assert (exchange.outcome, exchange.was_sent) == (Outcome.ACCEPTED, False)


def test_a_changed_plan_is_sent(fly_through, mission_server):
    server = mission_server()
    fly_through(EnsureExchange(SYSTEM, route(4)), server, link=clean)
    exchange = EnsureExchange(SYSTEM, route(5))

    fly_through(exchange, server, link=clean)

    assert (exchange.outcome, exchange.was_sent, len(server.plan)) == (Outcome.ACCEPTED, True, 5)


def test_a_plan_on_board_that_cannot_be_flown_is_sent_again_and_refused(fly_through, mission_server):
    server = mission_server(mission_state=1)
    fly_through(UploadExchange(SYSTEM, route(4)), server, link=clean)
    exchange = EnsureExchange(SYSTEM, route(4))

    fly_through(exchange, server, link=clean)

    assert (exchange.outcome, exchange.was_sent) == (Outcome.DENIED, True)


def test_somebody_elses_change_is_seen(heard):
    exchange = VerifyExchange(SYSTEM, 0x1111, RALLY)
    exchange.start(0.0)

    exchange.receive(heard("MISSION_CURRENT", mission_id=0x1111, rally_points_id=0x2222, total=3), 0.1)

    assert (exchange.outcome, exchange.stored_checksum) == (Outcome.DENIED, 0x2222)
    assert "00002222" in exchange.reasons[0]


def test_an_autopilot_without_checksums_is_not_called_empty(heard):
    exchange = VerifyExchange(SYSTEM, 0x1111, MISSION)
    exchange.start(0.0)

    exchange.receive(heard("MISSION_CURRENT", total=12), 0.1)

    assert exchange.outcome is Outcome.UNSUPPORTED


def test_a_plan_too_long_for_the_aircraft_is_refused_before_anything_is_sent(fly_through, mission_server):
    upload, ensure = (
        UploadExchange(SYSTEM, fence(65), FENCE, most_items=64),
        EnsureExchange(SYSTEM, fence(65), FENCE, most_items=64),
    )

    sent = upload.start(0.0) + ensure.start(0.0)

    assert sent == []
    assert (upload.outcome, ensure.outcome) == (Outcome.DENIED, Outcome.DENIED)
    assert "65 items; this aircraft holds at most 64" in upload.reasons[0]


class FenceServer:
    """PX4 with a fence, as seen on the real one: it judges a fence once, when its checksum changes."""

    def __init__(self, missions, heard, *, is_enforced, says_by="STATUSTEXT"):
        self._missions, self._heard = missions, heard
        self._is_enforced, self._says_by = is_enforced, says_by
        self._judged, self._says_at_s = 0, None

    def receive(self, message, now_s):
        answers = self._missions.receive(message, now_s)
        for answer in answers:
            if answer.kind in ("MISSION_ACK", "MISSION_REQUEST_INT"):
                answer.fields["mission_type"] = FENCE
            if answer.kind == "MISSION_ACK" and answer.type == 0 and answer.opaque_id != self._judged:
                self._judged, self._says_at_s = answer.opaque_id, now_s + 0.5
        return answers

    def tick(self, now_s):
        told = self._missions.tick(now_s)
        for message in told:
            if message.kind == "MISSION_CURRENT":
                message.fields.update(fence_id=message.mission_id, mission_id=0)
            elif message.kind == "MISSION_REQUEST_INT":
                message.fields["mission_type"] = FENCE
        if self._says_at_s is not None and now_s >= self._says_at_s:
            self._says_at_s = None
            if not self._is_enforced:
                text = "Geofence invalid, doesn't contain Home position\t"
                by_event = {"id": event_id("navigator_geofence_invalid_against_home"), "sequence": 3}
                fields = by_event if self._says_by == "EVENT" else {"severity": 2, "text": text}
                told.append(self._heard(self._says_by, **fields))
        return told


def test_a_fence_that_is_not_enforced_is_no_success(fly_through, mission_server, heard):
    outcomes = []
    for says_by in ("STATUSTEXT", "EVENT"):
        server = FenceServer(mission_server(), heard, is_enforced=False, says_by=says_by)
        exchange = UploadExchange(SYSTEM, fence(), FENCE)
        fly_through(exchange, server, link=clean)
        outcomes.append((exchange.outcome, "NOT enforced" in exchange.reasons[0]))

    assert outcomes == [(Outcome.FAILED, True)] * 2


def test_the_same_bad_fence_again_is_not_taken_for_a_good_one(fly_through, mission_server, heard):
    server = FenceServer(mission_server(), heard, is_enforced=False)
    fly_through(UploadExchange(SYSTEM, fence(), FENCE), server, link=clean)
    exchange = EnsureExchange(SYSTEM, fence(), FENCE)

    fly_through(exchange, server, link=clean)

    assert (exchange.outcome, exchange.was_sent) == (Outcome.FAILED, True)
    assert len(server._missions.plan) == 4


def test_a_fence_known_to_be_enforced_is_only_verified(fly_through, mission_server, heard):
    server = FenceServer(mission_server(), heard, is_enforced=True)
    first, again = EnsureExchange(SYSTEM, fence(), FENCE), EnsureExchange(SYSTEM, fence(), FENCE, is_enforced=True)

    fly_through(first, server, link=clean)
    server._missions._told_s = 0.0
    fly_through(again, server, link=clean)

    assert (first.outcome, again.outcome, again.was_sent) == (Outcome.ACCEPTED, Outcome.ACCEPTED, False)


@given(seed=st.integers(0, 2**32), is_there=st.booleans(), is_ahead=st.booleans(), is_told=st.booleans())
@settings(max_examples=60, deadline=None)
def test_on_a_bad_link_an_ensured_plan_is_the_plan_or_no_success(
    fly_through, mission_server, bad_link, seed, is_there, is_ahead, is_told
):
    server = mission_server()
    fly_through(UploadExchange(SYSTEM, route(6 if is_there else 5)), server, link=clean)
    told = plan_checksum(server.plan) if is_told else None
    exchange = EnsureExchange(SYSTEM, route(6), takes_items_ahead=is_ahead, told_checksum=told)

    sent = fly_through(exchange, server, link=bad_link(seed), until_s=400.0)

    assert exchange.done
    assert sent < 250
    if exchange.outcome is Outcome.ACCEPTED:
        assert first_difference(route(6), tuple(server.plan)) is None


def test_rally_points_go_in_the_frame_that_px4_can_return_to(heard):
    points = (MissionItem.from_degrees(command=5100, frame=3, latitude_deg=60.39, altitude_m=30.0),)
    exchange = UploadExchange(SYSTEM, points, RALLY)
    exchange.start(0.0)

    ask = heard("MISSION_REQUEST_INT", seq=0, target_system=255, target_component=190, mission_type=RALLY)
    [item] = exchange.receive(ask, 0.1)

    assert (points[0].frame, item.frame) == (6, 3)


def test_progress_is_told_item_by_item(fly_through, mission_server):
    exchange, told = UploadExchange(SYSTEM, route(4)), []
    exchange.on_progress = lambda progress: told.append((progress.done, progress.total))

    fly_through(exchange, mission_server(), link=clean)

    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


@given(st.lists(st.tuples(st.sampled_from([16, DO_JUMP]), st.integers(0, 20)), max_size=8))
def test_ardupilots_home_slot_comes_and_goes_without_a_trace(shapes):
    items = tuple(MissionItem(command=command, frame=6, params=(float(n), 2.0, 0.0, 0.0)) for command, n in shapes)

    sent = with_home(items, latitude_deg=60.39, longitude_deg=5.32, altitude_amsl_m=25.0)

    assert without_home(sent) == items
    assert len(sent) == (len(items) + 1 if items else 0)
    for item, wire in zip(items, sent[1:], strict=True):
        assert wire.params[0] == item.params[0] + (1 if item.command == DO_JUMP else 0)
