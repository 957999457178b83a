"""The pure core of the live socket: laws of what a client is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.api.live_cursor import (
    ACK_DEADLINE_S,
    CREDIT,
    KEEP_ALIVE_S,
    LARGEST_BUDGET,
    SMALLEST_BUDGET,
    STATE_INTERVAL_S,
    BadAck,
    Budget,
    LiveCursor,
)
from ground_station.incident.events import LogEntered
from ground_station.incident.journal import Entry

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
NEVER = float("inf")


@dataclass
class Log:
    """A journal in memory."""

    entries: list[Entry] = field(default_factory=list)

    def add(self, size: int = 300) -> None:
        event = LogEntered(seq=len(self.entries) + 1, at=NOON, actor="kari", text="")
        self.entries.append(Entry(event, b"x" * size))

    def after(self, seq: int, limit: int) -> list[Entry]:
        return self.entries[seq : seq + limit]

    @property
    def seq(self) -> int:
        return len(self.entries)


def build(cursor: LiveCursor, log: Log, now_s: float, state=lambda key: key.encode()):
    frame = cursor.build(now_s, log.seq, log.after, state)
    size = sum(len(entry.json) for entry in frame.entries) + sum(map(len, frame.states))
    cursor.sent(frame.n, size, now_s)
    return frame


steps = st.lists(
    st.one_of(
        st.tuples(st.just("event"), st.integers(1, 90_000)),
        st.tuples(st.just("state"), st.integers(0, 4)),
        st.tuples(st.just("ack"), st.floats(0.001, 5.0)),
    ),
    max_size=80,
)


@settings(deadline=None, max_examples=300)
@given(cut=st.integers(0, 20), before=st.integers(0, 20), steps=steps)
def test_whatever_happens_every_event_after_the_cut_comes_once_in_order_with_two_frames_in_flight(cut, before, steps):
    log = Log()
    for _ in range(before):
        log.add()
    cut = min(cut, before)
    cursor = LiveCursor(cut)
    got: list[int] = []
    in_flight: list[int] = []
    now_s = 0.0

    for what, value in [*steps, *[("ack", 0.3)] * 300]:
        now_s += 0.01
        match what:
            case "event":
                log.add(value)
            case "state":
                cursor.state_changed(f"vehicle/{value}")
            case "ack" if in_flight:
                now_s += value
                cursor.acknowledged(in_flight.pop(0), now_s, 0.0)
        while cursor.due_s(log.seq) <= now_s:
            frame = build(cursor, log, now_s)
            in_flight.append(frame.n)
            got += [entry.seq for entry in frame.entries]
            assert len(in_flight) <= CREDIT
            assert frame.pending_events == log.seq - cursor.seq

    assert got == list(range(cut + 1, log.seq + 1))


@given(st.lists(st.integers(0, 9), max_size=60))
def test_a_stalled_client_holds_one_place_per_key_at_most(keys):
    cursor = LiveCursor(0)
    log = Log()
    for _ in range(CREDIT):
        build(cursor, log, 0.0)

    for key in keys:
        cursor.state_changed(f"vehicle/{key}")

    assert len(cursor._changed) == len(set(keys))
    assert cursor.due_s(newest_seq=1000) == NEVER


def test_state_is_taken_when_the_frame_is_built_not_when_it_changed():
    cursor = LiveCursor(0)
    newest = {"vehicle/1": b"old"}
    cursor.state_changed("vehicle/1")
    newest["vehicle/1"] = b"new"

    frame = build(cursor, Log(), 0.0, newest.get)

    assert frame.states == [b"new"]


def test_a_key_that_is_gone_is_not_sent():
    cursor = LiveCursor(0)
    cursor.state_changed("vehicle/1")

    frame = build(cursor, Log(), 0.0, lambda _: None)

    assert (frame.states, frame.pending_state) == ([], 0)


def test_states_that_do_not_fit_come_next_and_first():
    cursor = LiveCursor(0)
    for number in range(6):
        cursor.state_changed(f"vehicle/{number}")
    body = dict.fromkeys((f"vehicle/{number}" for number in range(6)), b"s" * 750)

    first = build(cursor, Log(), 0.0, body.get)
    cursor.state_changed("vehicle/0")
    second = build(cursor, Log(), 1.0, body.get)

    assert (len(first.states), first.pending_state) == (2, 4)
    assert (len(second.states), list(cursor._changed)) == (2, ["vehicle/4", "vehicle/5", "vehicle/0"])


def test_an_event_larger_than_the_budget_goes_alone():
    log = Log()
    log.add(200_000)
    log.add(10)
    cursor = LiveCursor(0)

    frame = build(cursor, log, 0.0)

    assert [entry.seq for entry in frame.entries] == [1]
    assert frame.pending_events == 1


def test_a_long_catch_up_leaves_room_for_the_aircraft():
    log = Log()
    for _ in range(100):
        log.add()
    cursor = LiveCursor(0)
    cursor.state_changed("vehicle/1")

    frame = build(cursor, log, 0.0)

    assert frame.entries
    assert frame.states == [b"vehicle/1"]


def test_events_are_due_at_once_state_after_the_interval_and_nothing_after_the_keep_alive():
    cursor, log = LiveCursor(0), Log()
    build(cursor, log, 10.0)

    idle_s = cursor.due_s(0)
    cursor.state_changed("vehicle/1")
    state_s = cursor.due_s(0)
    event_s = cursor.due_s(1)

    assert idle_s == 10.0 + KEEP_ALIVE_S
    assert state_s == 10.0 + STATE_INTERVAL_S["auto"]
    assert event_s <= 10.0


def test_a_client_on_a_low_profile_gets_state_more_seldom():
    cursor = LiveCursor(0, "low")
    build(cursor, Log(), 10.0)

    cursor.state_changed("vehicle/1")

    assert cursor.due_s(0) == 10.0 + STATE_INTERVAL_S["low"]


def test_one_acknowledgement_stands_for_the_frames_before_it():
    cursor, log = LiveCursor(0), Log()
    build(cursor, log, 0.0)
    build(cursor, log, 1.0)

    took_s = cursor.acknowledged(2, 1.5, 0.0)

    assert took_s == 0.5
    assert cursor.deadline_s == NEVER


@pytest.mark.parametrize("n", [0, 3, -1])
def test_an_acknowledgement_of_a_frame_never_sent_is_refused(n):
    cursor, log = LiveCursor(0), Log()
    build(cursor, log, 0.0)

    with pytest.raises(BadAck):
        cursor.acknowledged(n, 1.0, 0.0)


def test_the_oldest_frame_sets_the_deadline():
    cursor, log = LiveCursor(0), Log()
    build(cursor, log, 3.0)
    build(cursor, log, 9.0)

    deadline_s = cursor.deadline_s

    assert deadline_s == 3.0 + ACK_DEADLINE_S


def link_delays(bytes_per_s: float, round_trip_s: float, frames: int = 60) -> tuple[list[int], list[float]]:
    """Budgets and link times of a client with an endless backlog on a simulated link, two frames in flight."""
    budget = Budget()
    now_s, link_free_s = 0.0, 0.0
    in_flight: list[tuple[int, float, float]] = []
    budgets, on_link_s = [], []
    for _ in range(frames):
        while len(in_flight) < CREDIT:
            link_free_s = max(link_free_s, now_s + round_trip_s / 2) + budget.size / bytes_per_s
            on_link_s.append(budget.size / bytes_per_s)
            in_flight.append((budget.size, now_s, link_free_s + round_trip_s / 2))
        size, sent_s, now_s = in_flight.pop(0)
        budget.acknowledged(size, sent_s, now_s, 0.0)
        budgets.append(budget.size)
    return budgets, on_link_s


@pytest.mark.parametrize(("kbit_s", "round_trip_s"), [(64, 0.2), (128, 0.05), (128, 0.6), (1000, 0.2), (1000, 0.6)])
def test_a_frame_settles_at_about_a_quarter_second_of_a_slow_link(kbit_s, round_trip_s):
    _, on_link_s = link_delays(kbit_s * 125.0, round_trip_s)

    assert 0.1 < sorted(on_link_s[-20:])[10] < 0.5


def test_a_fast_link_gets_the_largest_frames_and_soon():
    budgets, _ = link_delays(10e6, 0.03)

    assert budgets[8] == LARGEST_BUDGET


@given(
    acks=st.lists(
        st.tuples(st.integers(1, 200_000), st.floats(0, 20), st.floats(-5, 30)),
        max_size=40,
    )
)
def test_no_history_of_acknowledgements_takes_the_budget_out_of_its_bounds(acks):
    budget, now_s = Budget(), 0.0

    for size, took_s, shown_s in acks:
        budget.acknowledged(size, now_s, now_s + took_s, shown_s)
        now_s += took_s

        assert SMALLEST_BUDGET <= budget.size <= LARGEST_BUDGET
