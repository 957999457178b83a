"""Mission transfer: what is believed to be on the aircraft is on the aircraft, whatever the link does."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.link.events import event_id
from ground_station.link.mission_items import MissionItem, first_difference, plan_checksum
from ground_station.link.mission_protocol import MAX_ATTEMPTS
from ground_station.link.mission_sending import MAX_SENDS_PER_ITEM
from ground_station.link.mission_transfer import ClearExchange, DownloadExchange, UploadExchange
from ground_station.link.outcomes import Outcome
from ground_station.link.tlog import read_tlog

SYSTEM = 7


def plan(count, *, north=0.0):
    places = [
        MissionItem.from_degrees(
            command=16,
            frame=3,
            params=(0.0, 2.0, 0.0, math.nan),
            latitude_deg=60.39 + north + at * 1e-4,
            longitude_deg=5.32,
            altitude_m=30.0 + at,
        )
        for at in range(count)
    ]
    return tuple(places)


def clean(direction, number):
    return [0.01]


def test_a_plan_over_a_good_link_costs_one_message_per_item(fly_through, mission_server):
    server = mission_server()
    exchange = UploadExchange(SYSTEM, plan(12))

    sent = fly_through(exchange, server, link=clean)

    assert exchange.outcome is Outcome.ACCEPTED
    assert exchange.stored_checksum == plan_checksum(plan(12))
    assert sent == 1 + 12


def test_only_the_first_item_of_a_mission_is_current(fly_through, mission_server):
    server = mission_server()

    fly_through(UploadExchange(SYSTEM, plan(3)), server, link=clean)

    assert [item.current for item in server.plan] == [True, False, False]


def test_a_plan_without_a_checksum_is_read_back_and_compared(fly_through, mission_server):
    server = mission_server(tells_checksum=False)
    exchange = UploadExchange(SYSTEM, plan(5))

    sent = fly_through(exchange, server, link=clean)

    assert exchange.outcome is Outcome.ACCEPTED
    assert sent == 1 + 5 + 1 + 5 + 1


def test_an_aircraft_that_stored_something_else_is_found_out(fly_through, mission_server):
    class Forgetful(mission_server):
        def _take(self, message, now_s):
            answer = super()._take(message, now_s)
            if self.plan:
                self.plan[1] = replace(self.plan[1], x=self.plan[1].x + 5000)
            return answer

    server = Forgetful(tells_checksum=False)
    exchange = UploadExchange(SYSTEM, plan(5))

    fly_through(exchange, server, link=clean)

    assert exchange.outcome is Outcome.FAILED
    assert "item 2 is at another place" in exchange.reasons[0]


def test_a_wrong_checksum_is_never_believed(fly_through, mission_server):
    class Mixing(mission_server):
        def _checksum(self):
            return 0x12345678

    exchange = UploadExchange(SYSTEM, plan(5))

    fly_through(exchange, Mixing(), link=clean)

    assert exchange.outcome is Outcome.FAILED
    assert "0x12345678" in exchange.reasons[0]


def test_a_plan_that_px4_judges_unflyable_is_not_accepted(fly_through, mission_server):
    exchange = UploadExchange(SYSTEM, plan(5))

    fly_through(exchange, mission_server(mission_state=1), link=clean)

    assert exchange.outcome is Outcome.DENIED
    assert "cannot be flown" in exchange.reasons[0]


@pytest.mark.parametrize(("event", "outcome"), [("navigator_mis_starts_w_landing", "denied"), ("other", "unanswered")])
def test_a_judgement_that_gets_lost_is_known_by_the_aircrafts_reason(mission_server, heard, event, outcome):
    server, exchange = mission_server(), UploadExchange(SYSTEM, plan(2))
    outgoing = exchange.start(0.0)
    while outgoing:
        answers = [answer for message in outgoing for answer in server.receive(message, 0.0)]
        outgoing = [message for answer in answers for message in exchange.receive(answer, 0.1)]

    exchange.receive(heard("EVENT", id=event_id(event)), 0.2)
    for now_s in range(1, 12):
        exchange.tick(float(now_s))

    assert exchange.outcome is Outcome(outcome)
    assert exchange.checksum == exchange.stored_checksum


def test_a_judgement_on_an_older_plan_is_not_taken_for_this_one(mission_server, heard):
    exchange = UploadExchange(SYSTEM, plan(2))
    server = mission_server()
    outgoing = exchange.start(0.0)
    for _ in range(4):
        outgoing = [
            reply for m in outgoing for answer in server.receive(m, 0.1) for reply in exchange.receive(answer, 0.1)
        ]

    exchange.receive(heard("MISSION_CURRENT", mission_id=99, mission_state=2), 0.2)
    before = exchange.done
    exchange.receive(heard("MISSION_CURRENT", mission_id=plan_checksum(plan(2)), mission_state=2), 0.3)

    assert not before
    assert exchange.outcome is Outcome.ACCEPTED


def test_the_refused_item_is_named(mission_server, heard):
    exchange = UploadExchange(SYSTEM, plan(3))
    exchange.start(0.0)
    exchange.receive(heard("MISSION_REQUEST_INT", seq=0, target_system=255, target_component=190), 0.1)

    [cancel] = exchange.receive(heard("MISSION_ACK", type=3, target_system=255, target_component=190), 0.2)

    assert exchange.outcome is Outcome.UNSUPPORTED
    assert exchange.reasons == ("Item 1 of 3 (command 16) was refused: the aircraft does not know this command.",)
    assert (cancel.kind, cancel.type) == ("MISSION_ACK", 15)


def test_the_old_form_of_request_is_answered_with_whole_degrees(heard):
    exchange = UploadExchange(SYSTEM, plan(3))
    exchange.start(0.0)

    [item] = exchange.receive(heard("MISSION_REQUEST", seq=0, target_system=255, target_component=190), 0.1)

    assert (item.kind, item.x) == ("MISSION_ITEM_INT", 603900000)


def test_every_repeated_request_is_answered_once_the_item_may_be_lost(heard):
    exchange = UploadExchange(SYSTEM, plan(3))
    exchange.start(0.0)
    ask = heard("MISSION_REQUEST_INT", seq=0, target_system=255, target_component=190)

    answers = [len(exchange.receive(ask, 0.1 + 0.25 * at)) for at in range(5)]

    assert answers == [1, 1, 1, 1, 1]


def test_impatient_repeats_on_a_slow_link_are_damped(heard):
    exchange = UploadExchange(SYSTEM, plan(30))
    exchange.start(0.0)
    now_s, sent = 1.0, 0
    for seq in range(30):
        ask = heard("MISSION_REQUEST_INT", seq=seq, target_system=255, target_component=190)
        sent += len(exchange.receive(ask, now_s))
        sent += len(exchange.receive(ask, now_s + 0.25))
        now_s += 0.6

    assert sent < 45


def test_an_acknowledgement_before_every_item_was_asked_for_is_of_another_transfer(heard):
    exchange = UploadExchange(SYSTEM, plan(2))
    exchange.start(0.0)
    exchange.receive(heard("MISSION_REQUEST_INT", seq=0, target_system=255, target_component=190), 0.1)
    stray = heard("MISSION_ACK", type=0, target_system=255, target_component=190, opaque_id=plan_checksum(plan(2)))

    exchange.receive(stray, 0.2)
    [second] = exchange.receive(heard("MISSION_REQUEST_INT", seq=1, target_system=255, target_component=190), 0.3)

    assert not exchange.done
    assert second.seq == 1


def test_an_aircraft_that_asks_for_ever_is_given_up_with_a_cancel(heard):
    exchange = UploadExchange(SYSTEM, plan(2))
    exchange.start(0.0)
    ask = heard("MISSION_REQUEST_INT", seq=0, target_system=255, target_component=190)

    sent = [message for at in range(100) for message in exchange.receive(ask, 0.5 * at)]

    assert exchange.outcome is Outcome.FAILED
    assert [message.kind for message in sent] == ["MISSION_ITEM_INT"] * MAX_SENDS_PER_ITEM + ["MISSION_ACK"]


def test_requests_of_or_for_others_are_not_answered(heard):
    exchange = UploadExchange(SYSTEM, plan(3))
    exchange.start(0.0)

    outgoing = [
        *exchange.receive(heard("MISSION_REQUEST_INT", seq=0, target_system=254, target_component=190), 0.1),
        *exchange.receive(heard("MISSION_REQUEST_INT", system=8, seq=0, target_system=255, target_component=190), 0.1),
        *exchange.receive(
            heard("MISSION_REQUEST_INT", seq=0, target_system=255, target_component=190, mission_type=1), 0.1
        ),
        *exchange.receive(heard("MISSION_REQUEST_INT", seq=3, target_system=255, target_component=190), 0.1),
    ]

    assert outgoing == []


def test_a_broken_off_upload_tells_the_aircraft(heard):
    exchange = UploadExchange(SYSTEM, plan(3))
    exchange.start(0.0)

    [cancel] = exchange.cancel(0.5)

    assert exchange.outcome is Outcome.CANCELLED
    assert (cancel.kind, cancel.type) == ("MISSION_ACK", 15)


def test_silence_ends_an_upload_with_a_cancel(fly_through, mission_server):
    exchange = UploadExchange(SYSTEM, plan(3))

    sent = fly_through(exchange, mission_server(), link=lambda direction, number: [])

    assert exchange.outcome is Outcome.UNANSWERED
    assert sent == MAX_ATTEMPTS + 1


delays = st.sampled_from([0.0, 0.01, 0.1, 0.3, 1.0, 2.0])
fates = st.one_of(
    st.lists(delays, min_size=1, max_size=1),
    st.lists(delays, min_size=1, max_size=1),
    st.lists(delays, min_size=1, max_size=1),
    st.just([]),
    st.lists(delays, min_size=2, max_size=2),
)


links = st.fixed_dictionaries(
    {"up": st.lists(fates, min_size=1, max_size=60), "down": st.lists(fates, min_size=1, max_size=60)}
)


def drawn(fates_of):
    return lambda direction, number: fates_of[direction][number % len(fates_of[direction])]


@given(count=st.integers(1, 12), tells_checksum=st.booleans(), fates_of=links)
@settings(max_examples=200, deadline=None)
def test_no_loss_duplicate_delay_or_reordering_makes_half_a_plan_count_as_whole(
    fly_through, mission_server, count, tells_checksum, fates_of
):
    server = mission_server(tells_checksum=tells_checksum)
    fly_through(UploadExchange(SYSTEM, plan(count, north=0.01)), server, link=clean)
    items = plan(count)
    exchange = UploadExchange(SYSTEM, items)

    sent = fly_through(exchange, server, link=drawn(fates_of), until_s=400.0)

    assert exchange.done
    assert sent <= 2 * MAX_ATTEMPTS + 2 + count * (MAX_SENDS_PER_ITEM + 6) + 20
    if exchange.outcome is Outcome.ACCEPTED:
        assert first_difference(items, tuple(server.plan)) is None
        assert plan_checksum(server.plan) == plan_checksum(items)


@given(count=st.integers(0, 12), fates_of=links)
@settings(max_examples=150, deadline=None)
def test_a_download_is_the_whole_plan_or_no_plan(fly_through, mission_server, count, fates_of):
    server = mission_server()
    server.plan = list(plan(count))
    exchange = DownloadExchange(SYSTEM)

    sent = fly_through(exchange, server, link=drawn(fates_of), until_s=400.0)

    assert exchange.done
    assert sent <= 6 * (count + 1) + 1
    if exchange.outcome is Outcome.ACCEPTED:
        assert first_difference(plan(count), exchange.items) is None
    else:
        assert exchange.items == ()


def test_a_third_of_all_messages_may_be_lost(fly_through, mission_server):
    outcomes = []
    for seed in range(12):
        server, exchange = mission_server(), UploadExchange(SYSTEM, plan(20))
        fly_through(
            exchange, server, link=lambda way, number, seed=seed: [] if _noise(seed, way, number) < 0.3 else [0.02]
        )
        outcomes.append(exchange.outcome)

    assert outcomes == [Outcome.ACCEPTED] * 12


def test_an_aircraft_that_takes_items_ahead_has_a_long_plan_in_a_fraction_of_the_time(fly_through, mission_server):
    outcomes, took_s, sent = [], {}, {}
    for ahead in (False, True):
        server, exchange = mission_server(), UploadExchange(SYSTEM, plan(60), takes_items_ahead=ahead)

        sent[ahead] = fly_through(exchange, server, link=lambda way, number: [0.1], until_s=60.0)

        took_s[ahead] = server._told_s
        outcomes.append(exchange.outcome)

    assert outcomes == [Outcome.ACCEPTED, Outcome.ACCEPTED]
    assert took_s[True] < took_s[False] / 3
    assert sent[True] == sent[False] == 61


@given(seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_items_sent_ahead_over_a_bad_link_are_a_whole_plan_or_none(fly_through, mission_server, bad_link, seed):
    server, exchange = mission_server(), UploadExchange(SYSTEM, plan(15), takes_items_ahead=True)

    sent = fly_through(exchange, server, link=bad_link(seed), until_s=600.0)

    assert exchange.done
    assert sent <= 25 * 15 + 5
    assert exchange.outcome is not Outcome.ACCEPTED or first_difference(plan(15), server.plan) is None
    assert not server.plan or len(server.plan) == 15


def test_a_refused_item_is_named_although_others_were_sent_ahead_of_it(fly_through, mission_server):
    class RefusesTheFifth(mission_server):
        def _take(self, message, now_s):
            if self._expected is None:
                return [self._message("MISSION_ACK", type=1)]
            if message.seq == 4 == self._expected:
                self._expected = None
                return [self._message("MISSION_ACK", type=3)]
            return super()._take(message, now_s)

    server, exchange = RefusesTheFifth(), UploadExchange(SYSTEM, plan(20), takes_items_ahead=True)

    fly_through(exchange, server, link=lambda way, number: [0.1], until_s=60.0)

    assert exchange.outcome is Outcome.UNSUPPORTED
    assert "Item 5 of 20" in exchange.reasons[0]
    assert server.plan == []


def test_clearing_is_asked_for_again_and_answered_once(heard):
    exchange = ClearExchange(SYSTEM, 0)
    first = exchange.start(0.0)
    again = exchange.tick(2.0)

    exchange.receive(heard("MISSION_ACK", type=0, target_system=255, target_component=190), 2.1)

    assert [message.kind for message in first + again] == ["MISSION_CLEAR_ALL", "MISSION_CLEAR_ALL"]
    assert exchange.outcome is Outcome.ACCEPTED


def test_the_checksum_is_the_one_a_real_px4_gave(shared):
    sent = {
        message.seq: MissionItem.from_message(message)
        for _, message in read_tlog(shared / "data/px4/flight.tlog")
        if message.kind == "MISSION_ITEM_INT" and message.source_system == 255
    }

    assert plan_checksum(sent[seq] for seq in sorted(sent)) == 0x3A1ABA13


def test_every_plan_a_real_px4_accepted_has_the_checksum_it_told(shared):
    compared = 0
    for name in ("flight", "commands-and-modes", "missions-good-and-bad"):
        sent, total = {}, 0
        for _, message in read_tlog(shared / f"data/px4/{name}.tlog"):
            if message.source_system == 255 and message.kind == "MISSION_COUNT":
                sent, total = {}, message.count
            elif message.source_system == 255 and message.kind == "MISSION_ITEM_INT":
                sent[message.seq] = MissionItem.from_message(message)
            elif message.kind == "MISSION_ACK" and message.source_system == 1 and message.opaque_id:
                if message.mission_type != 0 or len(sent) != total or not sent:
                    continue
                assert plan_checksum(sent[seq] for seq in sorted(sent)) == message.opaque_id
                compared += 1

    assert compared >= 5


def test_what_an_autopilot_may_change_in_storing_is_no_difference():
    one = MissionItem(command=16, frame=3, params=(1.0, 2.0, 0.0, math.nan), x=10, y=20, z=5.0)

    assert first_difference((one,), (replace(one, frame=6, params=(1.0, 0.0, 0.0, math.nan), x=11),)) is None
    assert first_difference((one,), (replace(one, z=5.5),)) == "item 1 is at another height"
    assert first_difference((one,), (replace(one, frame=5),)) == "item 1 has its height in another frame"
    assert first_difference((one,), (one, one)) == "2 items are on the aircraft, 1 were sent"


def _noise(seed, way, number):
    return math.modf(abs(math.sin(seed * 12.9898 + number * 78.233 + (way == "up") * 37.719) * 43758.5453))[0]
