"""All parameters: whole or not at all, from the cache only where the aircraft vouches for it."""

from __future__ import annotations

import math
import struct
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.link.messages import Message
from ground_station.link.outcomes import Outcome
from ground_station.link.parameter_list import ListExchange, ParameterList
from ground_station.link.parameter_setting import SetSeveralExchange
from ground_station.link.parameter_store import FileParameterStore
from ground_station.link.parameters import Parameter, ParameterType, ReadExchange, encoded

SYSTEM = 7


def clean(direction, number):
    return [0.01]


class Parameters:
    """PX4's side: the hash first, then all of them; single ones on demand; sets answered with what it has."""

    def __init__(self, heard, count=30, *, has_hash=True):
        self.values = {f"P_{at:03d}": float(at) if at % 3 else at for at in range(count)}
        self._heard, self._has_hash = heard, has_hash
        self.lists = 0
        self.changes_after = None

    def hash(self):
        return zlib.crc32(repr(sorted(self.values.items())).encode())

    def receive(self, message, now_s):
        match message.kind:
            case "PARAM_REQUEST_LIST":
                self.lists += 1
                told = ([self._hash()] if self._has_hash else []) + [self._value(name) for name in self.values]
                if self.changes_after == self.lists:
                    self.values["P_005"] = 55.0
                return told
            case "PARAM_REQUEST_READ" if message.param_id == "_HASH_CHECK":
                return [self._hash()] if self._has_hash else []
            case "PARAM_REQUEST_READ" if message.param_index >= 0:
                return [self._value(list(self.values)[message.param_index])]
            case "PARAM_REQUEST_READ" if message.param_id in self.values:
                return [self._value(message.param_id)]
            case "PARAM_SET" if message.param_id in self.values:
                if message.param_type == self._type(message.param_id):
                    self.values[message.param_id] = self._decoded(message)
                return [self._value(message.param_id)]
        return []

    def tick(self, now_s):
        return []

    def _type(self, name):
        return ParameterType.INT32 if isinstance(self.values[name], int) else ParameterType.REAL32

    def _decoded(self, message):
        if message.param_type == ParameterType.INT32:
            return struct.unpack("<i", struct.pack("<f", message.param_value))[0]
        return message.param_value

    def _hash(self):
        (carrier,) = struct.unpack("<f", struct.pack("<I", self.hash()))
        return self._heard(
            "PARAM_VALUE", param_id="_HASH_CHECK", param_value=carrier, param_type=5, param_index=65535, param_count=30
        )

    def _value(self, name):
        type_ = self._type(name)
        return self._heard(
            "PARAM_VALUE",
            param_id=name,
            param_value=encoded(self.values[name], type_, is_bytewise=True),
            param_type=int(type_),
            param_index=list(self.values).index(name),
            param_count=len(self.values),
        )


def values(found):
    return {name: one.value for name, one in found.parameters.items()}


def test_a_whole_list_has_every_parameter_with_its_type_and_the_hash(fly_through, heard):
    aircraft, exchange = Parameters(heard), ListExchange(SYSTEM)

    sent = fly_through(exchange, aircraft, link=clean)

    assert exchange.outcome is Outcome.ACCEPTED
    assert values(exchange.found) == aircraft.values
    assert exchange.found.parameters["P_003"].type is ParameterType.INT32
    assert (exchange.found.hash, sent) == (aircraft.hash(), 2)


def test_an_unchanged_aircraft_is_asked_for_its_hash_only(fly_through, heard):
    aircraft, first = Parameters(heard), ListExchange(SYSTEM)
    fly_through(first, aircraft, link=clean)
    again = ListExchange(SYSTEM, cached=first.found)

    sent = fly_through(again, aircraft, link=clean)

    assert (again.is_from_cache, sent, aircraft.lists) == (True, 1, 1)
    assert again.found is first.found


def test_one_changed_value_makes_the_cache_worthless(fly_through, heard):
    aircraft, first = Parameters(heard), ListExchange(SYSTEM)
    fly_through(first, aircraft, link=clean)
    aircraft.values["P_004"] = 4.5
    again = ListExchange(SYSTEM, cached=first.found)

    fly_through(again, aircraft, link=clean)

    assert not again.is_from_cache
    assert again.found.parameters["P_004"].value == 4.5


def test_a_list_that_changed_while_it_was_read_is_no_cache(fly_through, heard):
    aircraft, exchange = Parameters(heard), ListExchange(SYSTEM)
    aircraft.changes_after = 1

    fly_through(exchange, aircraft, link=clean)

    assert exchange.outcome is Outcome.ACCEPTED
    assert exchange.found.hash is None


def test_an_aircraft_without_hash_is_read_whole(fly_through, heard):
    aircraft = Parameters(heard, has_hash=False)
    exchange = ListExchange(SYSTEM, cached=ParameterList(parameters={}, hash=77))

    fly_through(exchange, aircraft, link=clean)

    assert (exchange.outcome, exchange.is_from_cache) == (Outcome.ACCEPTED, False)
    assert (values(exchange.found), exchange.found.hash) == (aircraft.values, None)


def test_a_parameter_that_comes_into_use_meanwhile_is_not_confused_with_its_neighbours(fly_through, heard):
    class Growing(Parameters):
        def receive(self, message, now_s):
            told = super().receive(message, now_s)
            if self.lists == 1 and len(self.values) == 30:
                self.values = {"A_NEW": 1.5} | self.values
                return [*told[:20], *(self._value(name) for name in list(self.values)[20:])]
            return told

    aircraft, exchange = Growing(heard), ListExchange(SYSTEM)

    fly_through(exchange, aircraft, link=clean)

    assert exchange.outcome is Outcome.ACCEPTED
    assert values(exchange.found) == aircraft.values


@given(seed=st.integers(0, 2**32), count=st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_on_a_bad_link_the_list_is_whole_or_there_is_none(fly_through, bad_link, heard, seed, count):
    aircraft, exchange = Parameters(heard, count), ListExchange(SYSTEM)

    sent = fly_through(exchange, aircraft, link=bad_link(seed), until_s=900.0)

    assert exchange.done
    assert sent < 60 + 25 * count
    if exchange.outcome is Outcome.ACCEPTED:
        assert values(exchange.found) == aircraft.values
    else:
        assert exchange.found is None


def test_a_list_of_nobody_is_given_up():
    exchange = ListExchange(SYSTEM)

    sent = len(exchange.start(0.0))
    for second in range(1, 40):
        sent += len(exchange.tick(float(2 * second)))

    assert (exchange.outcome, exchange.found) == (Outcome.UNANSWERED, None)
    assert sent < 10


@given(seed=st.integers(0, 2**32), news=st.dictionaries(st.sampled_from([1, 2, 4, 5, 7]), st.floats(width=32)))
@settings(max_examples=30, deadline=None)
def test_what_counts_as_set_is_set(fly_through, bad_link, heard, seed, news):
    aircraft = Parameters(heard)
    news = {f"P_{at:03d}": value for at, value in news.items() if not math.isnan(value)}
    wanted = [Parameter(name=name, value=value, type=ParameterType.REAL32) for name, value in news.items()]
    exchange = SetSeveralExchange(SYSTEM, wanted)

    fly_through(exchange, aircraft, link=bad_link(seed), until_s=400.0)

    assert exchange.done
    assert exchange.outcomes.keys() == news.keys()
    assert all(aircraft.values[name] == news[name] for name, one in exchange.outcomes.items() if one == "accepted")


def test_what_did_not_take_its_value_is_named_beside_what_did(fly_through, heard):
    wanted = [
        Parameter(name="P_001", value=9.0, type=ParameterType.REAL32),
        Parameter(name="P_003", value=9.0, type=ParameterType.REAL32),
    ]
    exchange = SetSeveralExchange(SYSTEM, wanted)

    fly_through(exchange, Parameters(heard), link=clean)

    assert exchange.outcomes == {"P_001": Outcome.ACCEPTED, "P_003": Outcome.DENIED}
    assert exchange.outcome is Outcome.DENIED
    assert exchange.reasons == ("P_003 stayed at 3.",)


number = st.one_of(st.floats(width=32, allow_nan=False), st.integers(-(2**31), 2**31 - 1))


@given(st.dictionaries(st.text("ABC_", min_size=1, max_size=16), number, max_size=6))
def test_the_store_gives_back_every_bit(tmp_path_factory, kept):
    store = FileParameterStore(tmp_path_factory.mktemp("kept"))
    parameters = {
        name: Parameter(
            name=name, value=value, type=ParameterType.INT32 if isinstance(value, int) else ParameterType.REAL32
        )
        for name, value in kept.items()
    }
    before = ParameterList(parameters=parameters, hash=5)

    store.save("../uid 7", before)

    assert store.load("../uid 7") == before
    assert store.load("another") is None


def test_a_damaged_store_is_an_empty_one(tmp_path):
    (tmp_path / "uid7.json").write_text('{"hash": 3, "parameters": [["A"]]}')

    assert FileParameterStore(tmp_path).load("uid7") is None


def test_unrelated_messages_move_nothing(heard):
    exchange = ListExchange(SYSTEM)
    exchange.start(0.0)

    outgoing = exchange.receive(heard("PARAM_VALUE", system=8, param_id="X", param_count=1), 0.1)
    outgoing += exchange.receive(Message("HEARTBEAT"), 0.1)

    assert outgoing == []
    assert exchange.progress.total == 0


@given(seed=st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_one_parameter_is_read_truly_or_not_at_all(fly_through, bad_link, heard, seed):
    exchange = ReadExchange(SYSTEM, "P_004")

    sent = fly_through(exchange, Parameters(heard), link=bad_link(seed))

    assert exchange.done
    assert sent <= 3
    assert exchange.outcome is not Outcome.ACCEPTED or exchange.parameter.value == 4.0
