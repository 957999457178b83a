"""One pilot in command: taken, asked for, handed over, announced, and never a lock-out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground_station.safety.control import (
    ANSWER_WITHIN_S,
    FREE,
    TAKE_OVER_AFTER_S,
    Change,
    Control,
    ControlRefused,
    Refusal,
    ask,
    grant,
    refuse,
    release,
    take_over,
    tick,
    use,
    withdraw,
)

KARI = Control(pilot="kari")


def refused(wish):
    with pytest.raises(ControlRefused) as error:
        wish()
    return error.value.refusal, error.value.pilot


def test_the_first_order_takes_a_free_command():
    assert use(FREE, "kari", 0.0) == (KARI, Change.TAKEN)
    assert use(KARI, "kari", 1.0) == (KARI, None)


def test_the_orders_of_others_are_refused_with_the_name_of_who_is_in_command():
    assert refused(lambda: use(KARI, "ola", 0.0)) == (Refusal.IN_COMMAND, "kari")


def test_who_asks_gets_it_from_the_pilot():
    asked, change = ask(KARI, "ola", 0.0)

    assert change is Change.ASKED
    assert asked.pilot == "kari"
    assert grant(asked, "kari", None) == (Control(pilot="ola"), Change.GRANTED)


def test_the_pilot_may_keep_it():
    asked, _ = ask(KARI, "ola", 0.0)

    assert refuse(asked, "kari") == (KARI, Change.REFUSED)


def test_a_pilot_who_does_not_answer_locks_nobody_out():
    asked, _ = ask(KARI, "ola", 100.0)

    assert tick(asked, 100.0 + ANSWER_WITHIN_S - 0.1) == (asked, None)
    assert tick(asked, 100.0 + ANSWER_WITHIN_S) == (Control(pilot="ola"), Change.PASSED)


def test_an_order_of_the_pilot_shows_that_somebody_is_there():
    asked, _ = ask(KARI, "ola", 0.0)

    used, change = use(asked, "kari", 20.0)

    assert change is None
    assert tick(used, 20.0 + ANSWER_WITHIN_S - 0.1) == (used, None)


def test_a_take_over_is_announced_and_cannot_be_refused_nor_delayed():
    announced, change = take_over(KARI, "ola", "Kari has fallen", 0.0)

    assert change is Change.ANNOUNCED
    assert announced.reason == "Kari has fallen"
    assert use(announced, "kari", 5.0) == (announced, None)
    assert refused(lambda: refuse(announced, "kari")) == (Refusal.TAKE_OVER, "kari")
    assert tick(announced, TAKE_OVER_AFTER_S) == (Control(pilot="ola"), Change.PASSED)


def test_a_take_over_without_a_reason_is_refused():
    assert refused(lambda: take_over(KARI, "ola", "  ", 0.0)) == (Refusal.NEEDS_REASON, "kari")


def test_a_released_command_goes_to_who_asks_else_it_is_free():
    asked, _ = ask(KARI, "ola", 0.0)

    assert release(KARI, "kari") == (FREE, Change.RELEASED)
    assert release(asked, "kari") == (Control(pilot="ola"), Change.RELEASED)


def test_only_one_can_ask_at_a_time_and_may_change_their_mind():
    asked, _ = ask(KARI, "ola", 0.0)

    assert refused(lambda: ask(asked, "per", 1.0)) == (Refusal.ALREADY_ASKED, "kari")
    assert withdraw(asked, "ola") == (KARI, Change.WITHDRAWN)
    assert ask(asked, "ola", 1.0) == (asked, None)


def test_only_the_pilot_in_command_hands_over():
    for wish in (grant,):
        assert refused(lambda wish=wish: wish(KARI, "ola", "ola")) == (Refusal.NOT_YOURS, "kari")
    assert refused(lambda: release(KARI, "ola")) == (Refusal.NOT_YOURS, "kari")
    assert refused(lambda: grant(KARI, "kari", None)) == (Refusal.NOBODY_ASKS, "kari")


PEOPLE = st.sampled_from(["kari", "ola", "per"])
STEPS = st.lists(
    st.tuples(st.sampled_from(["use", "ask", "grant", "refuse", "release", "take_over", "withdraw"]), PEOPLE),
    max_size=12,
)


@given(STEPS, PEOPLE)
def test_whatever_people_do_anybody_can_be_in_command_within_the_two_times(steps, newcomer):
    control, now_s = FREE, 0.0
    wishes = {
        "use": lambda who: use(control, who, now_s),
        "ask": lambda who: ask(control, who, now_s),
        "grant": lambda who: grant(control, who, None),
        "refuse": lambda who: refuse(control, who),
        "release": lambda who: release(control, who),
        "take_over": lambda who: take_over(control, who, "because", now_s),
        "withdraw": lambda who: withdraw(control, who),
    }
    for name, who in steps:
        try:
            control, _ = wishes[name](who)
        except ControlRefused:
            continue
    control, _ = tick(control, now_s + max(ANSWER_WITHIN_S, TAKE_OVER_AFTER_S))

    control, _ = ask(control, newcomer, 100.0)
    control, _ = tick(control, 100.0 + ANSWER_WITHIN_S)

    assert control.pilot == newcomer
