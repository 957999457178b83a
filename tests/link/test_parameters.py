"""One parameter, read and set."""

from __future__ import annotations

import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ground_station.link.outcomes import Outcome
from ground_station.link.parameters import (
    MAX_ATTEMPTS,
    Parameter,
    ParameterType,
    ReadExchange,
    SetExchange,
    decoded,
    encoded,
)

SYSTEM = 7


def told(heard, name, value, type_, **sender):
    carrier = encoded(value, type_, is_bytewise=True)
    return heard("PARAM_VALUE", param_id=name, param_value=carrier, param_type=int(type_), param_count=885, **sender)


def is_signalling_nan(value):
    bits = value & 0x7FFFFFFF
    return 0x7F800000 < bits < 0x7FC00000


@given(st.integers(-(2**31), 2**31 - 1).filter(lambda value: not is_signalling_nan(value)))
@example(-1)
def test_px4s_integers_travel_bit_by_bit(heard, value):
    carrier = encoded(value, ParameterType.INT32, is_bytewise=True)

    message = told(heard, "X", value, ParameterType.INT32)

    assert struct.pack("<f", carrier) == struct.pack("<i", value)
    assert decoded(message, is_bytewise=True).value == value


def test_ardupilots_integers_travel_by_value(heard):
    message = heard("PARAM_VALUE", param_id="X", param_value=3.0, param_type=2)

    assert encoded(3, ParameterType.INT8, is_bytewise=False) == 3.0
    assert decoded(message, is_bytewise=False) == Parameter(name="X", value=3, type=ParameterType.INT8)


def test_reading_takes_its_own_parameter_and_no_other(heard):
    exchange = ReadExchange(SYSTEM, "NAV_DLL_ACT")
    [request] = exchange.start(0.0)

    exchange.receive(told(heard, "NAV_RCL_ACT", 2, ParameterType.INT32), 0.1)
    exchange.receive(told(heard, "NAV_DLL_ACT", 9, ParameterType.INT32, system=8), 0.1)
    exchange.receive(told(heard, "NAV_DLL_ACT", 2, ParameterType.INT32), 0.2)

    assert (request.param_id, request.param_index) == ("NAV_DLL_ACT", -1)
    assert exchange.parameter == Parameter(name="NAV_DLL_ACT", value=2, type=ParameterType.INT32)
    assert exchange.outcome is Outcome.ACCEPTED


def test_an_unknown_parameter_is_answered_with_silence(heard):
    exchange = ReadExchange(SYSTEM, "NO_SUCH")

    sent = len(exchange.start(0.0))
    for second in range(1, 10):
        sent += len(exchange.tick(float(second)))

    assert sent == MAX_ATTEMPTS
    assert exchange.outcome is Outcome.UNANSWERED
    assert "NO_SUCH" in exchange.reasons[0]


@pytest.mark.parametrize(
    ("answer", "type_", "outcome"),
    [
        (30.0, ParameterType.REAL32, Outcome.ACCEPTED),
        (60.0, ParameterType.REAL32, Outcome.DENIED),
        (30, ParameterType.INT32, Outcome.DENIED),
    ],
)
def test_a_set_is_believed_when_the_aircraft_tells_the_new_value(heard, answer, type_, outcome):
    exchange = SetExchange(SYSTEM, Parameter(name="RTL_RETURN_ALT", value=30.0, type=ParameterType.REAL32))
    [request] = exchange.start(0.0)

    # The answer to the set and to the question after it, as often as it is set.
    for at_s in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        exchange.receive(told(heard, "RTL_RETURN_ALT", answer, type_), at_s)

    assert (request.param_value, request.param_type) == (30.0, 9)
    assert exchange.outcome is outcome


def test_a_lost_set_is_sent_again_but_not_for_ever():
    exchange = SetExchange(SYSTEM, Parameter(name="X", value=1, type=ParameterType.INT32))

    sent = len(exchange.start(0.0)) + sum(len(exchange.tick(float(second))) for second in range(1, 10))

    assert sent == MAX_ATTEMPTS
    assert exchange.outcome is Outcome.UNANSWERED


def test_an_old_value_still_under_way_does_not_count_against_a_set(heard):
    exchange = SetExchange(SYSTEM, Parameter(name="RTL_RETURN_ALT", value=30.0, type=ParameterType.REAL32))
    exchange.start(0.0)

    [question] = exchange.receive(told(heard, "RTL_RETURN_ALT", 60.0, ParameterType.REAL32), 0.1)
    exchange.receive(told(heard, "RTL_RETURN_ALT", 30.0, ParameterType.REAL32), 0.2)

    assert (question.kind, question.param_id) == ("PARAM_REQUEST_READ", "RTL_RETURN_ALT")
    assert exchange.outcome is Outcome.ACCEPTED
