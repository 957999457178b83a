"""Two aircraft with one number: found out, by serial number or by being in two places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground_station.link.codec import Encoder, read_frame
from ground_station.link.identity import IdentityWatch, autopilot_uid
from ground_station.link.messages import Message
from ground_station.link.repeats import WITHIN_S, Repeats


def place(heard, latitude_deg, longitude_deg=5.32):
    return heard("GLOBAL_POSITION_INT", lat=round(latitude_deg * 1e7), lon=round(longitude_deg * 1e7))


def test_two_serial_numbers_are_two_aircraft(heard):
    watch = IdentityWatch()

    told = [watch.receive(heard("AUTOPILOT_VERSION", uid=uid), 0.0) for uid in (5, 5, 6, 6)]

    assert [words is None for words in told] == [True, True, False, True]
    assert "number 7" in told[2]
    assert "MAV_SYS_ID" in told[2]


def test_the_longer_serial_number_counts_where_there_is_one(heard):
    longer = heard("AUTOPILOT_VERSION", uid=5, uid2=tuple(range(18)))

    assert autopilot_uid(longer) == bytes(range(18)).hex()
    assert autopilot_uid(heard("AUTOPILOT_VERSION")) is None


def test_an_aircraft_in_two_places_is_two(heard):
    watch = IdentityWatch()

    told = [watch.receive(place(heard, 60.39 + 0.01 * (at % 2)), 0.1 * at) for at in range(12)]

    assert sum(words is not None for words in told) == 1
    assert "two places" in watch.shared[7]


def test_an_estimate_that_jumps_once_or_a_slow_second_path_is_one_aircraft(heard):
    watch = IdentityWatch()
    for at in range(600):
        jumped = 0.02 if at > 300 else 0.0
        watch.receive(place(heard, 60.39 + jumped + 1e-5 * at), 0.1 * at)
        watch.receive(place(heard, 60.39 + jumped + 1e-5 * max(0, at - 20)), 0.1 * at)  # two seconds late

    assert watch.shared == {}


@pytest.mark.parametrize("how", ["serial", "place"])
def test_a_shared_number_is_one_aircrafts_again_when_the_other_has_been_gone_for_a_while(heard, how):
    watch = IdentityWatch()

    def listen(from_s, until_s, who):
        for at in range(from_s * 4, until_s * 4):
            for one in who:
                away = 0.01 if how == "place" and one == 6 else 0.0
                watch.receive(place(heard, 60.39 + away), at / 4)
                if how == "serial" and at % 40 == 0:
                    watch.receive(heard("AUTOPILOT_VERSION", uid=one), at / 4)

    listen(0, 100, [5, 6])
    while_both = dict(watch.shared)
    listen(100, 145, [6])
    too_early = dict(watch.shared)
    listen(145, 200, [6])

    assert list(while_both) == list(too_early) == [7]
    assert watch.shared == {}
    listen(200, 230, [5, 6])
    assert list(watch.shared) == [7]


def test_silence_does_not_end_a_sharing_and_positions_alone_do_not_where_serial_numbers_showed_it(heard):
    watch = IdentityWatch()
    for uid in (5, 6):
        watch.receive(heard("AUTOPILOT_VERSION", uid=uid), 0.0)

    for at in range(800):
        watch.receive(place(heard, 60.39), at / 4)

    assert list(watch.shared) == [7]


def test_a_second_heard_after_a_silence_is_not_compared(heard):
    watch = IdentityWatch()

    for at in range(10):
        watch.receive(place(heard, 60.39 + 0.1 * at), 5.0 * at)

    assert watch.shared == {}


@given(st.lists(st.integers(1, 3), min_size=1, max_size=300))
def test_a_frame_that_a_link_multiplies_counts_once_and_equal_content_counts_anew(copies):
    encoder, repeats, taken = Encoder(7, 1), Repeats(), 0

    for at, times in enumerate(copies):
        message = read_frame(encoder.encode(Message("COMMAND_ACK", command=176, result=0)))
        taken += sum(not repeats.is_repeat("radio", message, 1.0 * at) for _ in range(times))

    assert taken == len(copies)


def test_the_same_frame_on_another_path_or_much_later_is_no_repeat():
    message, repeats = read_frame(Encoder(7, 1).encode(Message("HEARTBEAT", type=30))), Repeats()
    repeats.is_repeat("radio", message, 0.0)

    assert repeats.is_repeat("radio", message, WITHIN_S - 0.1)
    assert not repeats.is_repeat("mobile", message, 0.1)
    assert not repeats.is_repeat("radio", message, WITHIN_S)


def test_an_estimate_that_jumps_now_and_then_is_one_aircraft(heard):
    watch = IdentityWatch()

    for at in range(400):
        watch.receive(place(heard, 60.39 + 0.01 * (at // 50 % 2)), 0.1 * at)

    assert watch.shared == {}
