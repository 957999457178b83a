"""Commands and changes of mode: what is sent again, what is believed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ground_station.link.commands import (
    ACK_WAIT_S,
    MAX_ATTEMPTS,
    CommandExchange,
    ModeExchange,
    command_int,
    command_long,
)
from ground_station.link.outcomes import Outcome

SYSTEM = 7
ARM = command_long(SYSTEM, 400, 1.0)
ASK = command_long(SYSTEM, 512, 242.0)
HOLD = 0x03040000


def ack(heard, result, *, command=400, **fields):
    return heard("COMMAND_ACK", command=command, result=result, target_system=255, target_component=190, **fields)


def test_an_arming_is_sent_once_and_never_again(heard):
    exchange = CommandExchange(ARM)

    first = exchange.start(0.0)
    later = exchange.tick(ACK_WAIT_S) + exchange.tick(10.0)

    assert len(first) == 1
    assert later == []
    assert exchange.outcome is Outcome.UNANSWERED
    assert "state" in exchange.reasons[0]


def test_a_retry_carries_the_next_confirmation_number():
    exchange = CommandExchange(ASK, attempts=3)
    exchange.start(0.0)

    [retry] = exchange.tick(ACK_WAIT_S)

    assert retry.confirmation == 1


def test_the_answer_ends_it_in_the_aircrafts_own_terms(heard):
    outcomes = {}
    for result in (0, 1, 2, 3, 4, 6, 9, 77):
        exchange = CommandExchange(ARM)
        exchange.start(0.0)
        exchange.receive(ack(heard, result), 0.1)
        outcomes[result] = exchange.outcome

    assert outcomes == {
        0: Outcome.ACCEPTED,
        1: Outcome.TEMPORARILY_REJECTED,
        2: Outcome.DENIED,
        3: Outcome.UNSUPPORTED,
        4: Outcome.FAILED,
        6: Outcome.CANCELLED,
        9: Outcome.UNSUPPORTED,
        77: Outcome.FAILED,
    }


def test_answers_to_others_are_not_taken(heard):
    exchange = CommandExchange(ARM)
    exchange.start(0.0)

    exchange.receive(ack(heard, 0, command=22), 0.1)
    exchange.receive(heard("COMMAND_ACK", command=400, result=0, target_system=254, target_component=190), 0.1)
    exchange.receive(heard("COMMAND_ACK", system=8, command=400, result=0), 0.1)
    exchange.receive(heard("COMMAND_ACK", component=100, command=400, result=0), 0.1)

    assert not exchange.done


def test_work_in_progress_is_waited_for_and_not_asked_for_again(heard):
    exchange = CommandExchange(ASK, attempts=3)
    exchange.start(0.0)

    exchange.receive(ack(heard, 5, command=512), 1.0)
    sent = exchange.tick(1.0 + ACK_WAIT_S)
    exchange.receive(ack(heard, 0, command=512), 20.0)

    assert sent == []
    assert exchange.outcome is Outcome.ACCEPTED


def test_a_place_left_open_is_the_largest_integer():
    message = command_int(SYSTEM, 192, frame=5)

    assert (message.x, message.y) == (0x7FFFFFFF, 0x7FFFFFFF)


replies = st.one_of(
    st.none(), st.integers(0, 9), st.just("heartbeat in hold"), st.just("heartbeat in mission"), st.just("other")
)


@given(st.lists(replies, max_size=40), st.integers(1, 5))
def test_no_history_makes_a_command_transmit_more_than_its_limit(history, attempts):
    exchange = CommandExchange(ASK, attempts=attempts)
    now_s = 0.0

    sent = len(exchange.start(now_s))
    for reply in history:
        now_s += 0.4
        sent += len(exchange.receive(_reply(reply, 512), now_s) if reply is not None else [])
        sent += len(exchange.tick(now_s))

    assert sent <= min(attempts, MAX_ATTEMPTS)


@given(st.lists(replies, max_size=40))
def test_no_history_makes_a_mode_change_transmit_more_than_its_limit(history):
    exchange = ModeExchange(SYSTEM, (1.0, 4.0, 3.0), HOLD, attempts=3)
    now_s = 0.0

    sent = len(exchange.start(now_s))
    for reply in history:
        now_s += 0.9
        sent += len(exchange.receive(_reply(reply, 176), now_s) if reply is not None else [])
        sent += len(exchange.tick(now_s))

    assert sent <= 3


def test_px4s_first_acceptance_of_a_mode_is_not_believed(heard):
    exchange = ModeExchange(SYSTEM, (1.0, 4.0, 4.0), 0x04040000, attempts=1)
    exchange.start(0.0)

    exchange.receive(ack(heard, 0, command=176), 0.002)
    believed_early = exchange.done
    exchange.receive(ack(heard, 1, command=176), 0.010)

    assert not believed_early
    assert exchange.outcome is Outcome.TEMPORARILY_REJECTED


def test_a_second_acceptance_or_the_heartbeat_proves_the_mode(heard):
    twice = ModeExchange(SYSTEM, (1.0, 4.0, 3.0), HOLD, attempts=3)
    beaten = ModeExchange(SYSTEM, (1.0, 4.0, 3.0), HOLD, attempts=3)
    for exchange in (twice, beaten):
        exchange.start(0.0)
        exchange.receive(ack(heard, 0, command=176), 0.002)

    twice.receive(ack(heard, 0, command=176), 0.01)
    beaten.receive(heard("HEARTBEAT", custom_mode=HOLD, autopilot=12, type=2), 0.9)

    assert (twice.outcome, beaten.outcome) == (Outcome.ACCEPTED, Outcome.ACCEPTED)


def test_after_a_retry_two_acceptances_may_both_be_the_receivers_own(heard):
    exchange = ModeExchange(SYSTEM, (1.0, 4.0, 3.0), HOLD, attempts=3)
    exchange.start(0.0)
    exchange.tick(ACK_WAIT_S)

    exchange.receive(ack(heard, 0, command=176), 1.6)
    exchange.receive(ack(heard, 0, command=176), 1.6)
    after_two = exchange.done
    exchange.receive(ack(heard, 1, command=176), 1.7)

    assert not after_two
    assert exchange.outcome is Outcome.TEMPORARILY_REJECTED


def test_a_mode_that_is_acknowledged_but_never_shown_has_failed(heard):
    exchange = ModeExchange(SYSTEM, (1.0, 4.0, 3.0), HOLD, attempts=1)
    exchange.start(0.0)
    exchange.receive(ack(heard, 0, command=176), 0.002)

    exchange.receive(heard("HEARTBEAT", custom_mode=0x04040000, autopilot=12, type=2), 1.0)
    exchange.tick(10.0)

    assert exchange.outcome is Outcome.FAILED


def _reply(reply, command):
    from ground_station.link.codec import Encoder, read_frame
    from ground_station.link.messages import Message

    if reply == "heartbeat in hold":
        made = Message("HEARTBEAT", custom_mode=HOLD, autopilot=12, type=2)
    elif reply == "heartbeat in mission":
        made = Message("HEARTBEAT", custom_mode=0x04040000, autopilot=12, type=2)
    elif reply == "other":
        made = Message("COMMAND_ACK", command=22, target_system=255, target_component=190)
    else:
        made = Message("COMMAND_ACK", command=command, result=reply, target_system=255, target_component=190)
    message = read_frame(Encoder(SYSTEM, 1).encode(made))
    assert message is not None
    return message


def test_work_in_progress_tells_how_far_it_is_and_can_be_stopped(heard):
    exchange = CommandExchange(command_long(SYSTEM, 241, 1.0))
    exchange.start(0.0)
    too_early = exchange.stop(0.1)
    exchange.receive(ack(heard, 5, command=241, progress=40), 1.0)

    [stop] = exchange.stop(2.0)
    exchange.receive(ack(heard, 6, command=241), 2.1)

    assert too_early == []
    assert exchange.progress.fraction == 0.4
    assert (stop.kind, stop.command, stop.target_system) == ("COMMAND_CANCEL", 241, SYSTEM)
    assert exchange.outcome is Outcome.CANCELLED


def test_a_stop_that_is_not_answered_ends_too(heard):
    exchange = CommandExchange(command_long(SYSTEM, 241, 1.0))
    exchange.start(0.0)
    exchange.receive(ack(heard, 5, command=241), 1.0)

    exchange.stop(2.0)
    exchange.tick(5.0)

    assert exchange.outcome is Outcome.UNANSWERED


def test_breaking_off_tells_only_an_aircraft_that_is_at_work(heard):
    waiting, working = CommandExchange(command_long(SYSTEM, 241, 1.0)), CommandExchange(command_long(SYSTEM, 241, 1.0))
    for exchange in (waiting, working):
        exchange.start(0.0)
    working.receive(ack(heard, 5, command=241), 1.0)

    told = [message.kind for exchange in (waiting, working) for message in exchange.cancel(2.0)]

    assert told == ["COMMAND_CANCEL"]


def test_an_aircraft_that_is_heard_but_silent_about_a_command_may_not_know_it(heard):
    exchange = CommandExchange(ASK)
    exchange.start(0.0)
    exchange.receive(heard("HEARTBEAT", custom_mode=HOLD, autopilot=12, type=2), 0.5)

    exchange.tick(ACK_WAIT_S)

    assert exchange.outcome is Outcome.UNANSWERED
    assert "may not know" in exchange.reasons[0]


def test_an_autopilot_that_answers_a_mode_once_is_believed_at_once(heard):
    exchange = ModeExchange(SYSTEM, (1.0, 5.0, 0.0), 5, attempts=1, answers_twice=False)
    exchange.start(0.0)

    exchange.receive(ack(heard, 0, command=176), 0.01)

    assert exchange.outcome is Outcome.ACCEPTED
