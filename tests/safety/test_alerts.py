"""Alerts in time: at once, without chattering, and never hidden by silence."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ground_station.safety.alerts import CLEARED_AFTER_S, REPEATED_EVERY_S, AlertBook, Cleared, Raised
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


LOST = Alert("link-silent", Severity.CRITICAL, "Look for it.")


def test_a_critical_alert_is_announced_again_until_somebody_takes_note_and_a_warning_is_not():
    book = AlertBook()

    def announced(from_s, until_s):
        for second in range(from_s, until_s):
            book.judge(1, [HIGH, LOST], float(second), is_fresh=True)
        return {each.alert.rule: each.announced for each in book.told(1)}

    minute = announced(0, 61)
    took_note = [book.acknowledge(1, "link-silent", who) for who in ("kari", "ola")]
    after = announced(61, 200)

    assert minute == {"too-high": 1, "link-silent": 1 + 60 // REPEATED_EVERY_S}
    assert took_note == [True, False]
    assert after == minute
    assert [each.acknowledged_by for each in book.told(1)] == [None, "kari"]
    assert not book.acknowledge(2, "link-silent", "kari")


def test_a_warning_that_was_noted_is_loud_when_it_becomes_critical_and_a_new_one_is_new():
    book = AlertBook()
    low, empty = (Alert("battery", severity, "Home.") for severity in (Severity.WARNING, Severity.CRITICAL))
    book.judge(1, [low], 0.0, is_fresh=True)
    book.acknowledge(1, "battery", "kari")

    book.judge(1, [empty], 20.0, is_fresh=True)
    [louder] = book.told(1)
    book.judge(1, [], 40.0, is_fresh=True)
    book.judge(1, [empty], 50.0, is_fresh=True)
    [new] = book.told(1)

    assert (louder.announced, louder.acknowledged_by) == (2, None)
    assert (new.announced, new.since_s) == (1, 50.0)


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
