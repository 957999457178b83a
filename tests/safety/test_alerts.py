"""Alerts in time: at once, without chattering, and never hidden by silence."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ground_station.safety.alerts import CLEARED_AFTER_S, AlertBook, Cleared, Raised
from ground_station.safety.rules import Alert, Severity

HIGH = Alert("too-high", Severity.WARNING, "Bring it down.")


def test_an_alert_is_raised_at_once_and_once():
    book = AlertBook()

    assert book.judge(1, [HIGH], 0.0, is_fresh=True) == [Raised(1, HIGH)]
    assert book.judge(1, [HIGH], 1.0, is_fresh=True) == []
    assert book.standing(1) == (HIGH,)
    assert book.standing(2) == ()


def test_a_limit_passed_to_and_fro_does_not_chatter():
    book = AlertBook()

    news = [book.judge(1, [HIGH] if second % 2 == 0 else [], float(second), is_fresh=True) for second in range(20)]

    assert [each for batch in news for each in batch] == [Raised(1, HIGH)]


def test_an_alert_is_taken_back_when_the_rule_has_been_kept_for_a_while():
    book = AlertBook()
    book.judge(1, [HIGH], 0.0, is_fresh=True)

    assert book.judge(1, [], CLEARED_AFTER_S - 0.1, is_fresh=True) == []
    assert book.judge(1, [], CLEARED_AFTER_S, is_fresh=True) == [Cleared(1, "too-high")]
    assert book.standing(1) == ()


def test_silence_takes_no_alert_back():
    book = AlertBook()
    book.judge(1, [HIGH], 0.0, is_fresh=True)

    assert book.judge(1, [], 100.0, is_fresh=False) == []
    assert book.standing(1) == (HIGH,)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40))
def test_raised_and_cleared_take_turns(steps):
    book, told = AlertBook(), []

    for second, (is_broken, is_fresh) in enumerate(steps):
        told += book.judge(1, [HIGH] if is_broken else [], float(second), is_fresh=is_fresh)

    assert all(isinstance(one, Raised) != isinstance(other, Raised) for one, other in pairwise(told))
    assert not told or isinstance(told[0], Raised)
