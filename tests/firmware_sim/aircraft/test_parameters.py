import struct

import pytest

from firmware_sim.mavlink.codec import dialect as d

INT32, REAL32 = 6, 9


def _ask(station, name: str, index: int = -1):
    answers = station.send(d.MAVLink_param_request_read_message(1, 1, name.encode(), index))
    return [m for m in answers if m.get_type().startswith("PARAM_")]


def _set(station, name: str, value: float, kind: int):
    answers = station.send(d.MAVLink_param_set_message(1, 1, name.encode(), value, kind))
    return [m for m in answers if m.get_type().startswith("PARAM_")]


def _as_float(value: int) -> float:
    return struct.unpack("<f", struct.pack("<i", value))[0]


def test_the_list_begins_with_the_hash_and_counts_itself(station):
    station.heard.clear()
    station.send(d.MAVLink_param_request_list_message(1, 1))
    station.run(1.0)

    values = station.all("PARAM_VALUE")
    assert values[0].param_id == "_HASH_CHECK" and values[0].param_index == 65535
    assert [m.param_index for m in values[1:]] == list(range(values[0].param_count))
    assert [m.param_id for m in values[1:]] == sorted(m.param_id for m in values[1:])


def test_integers_travel_bytewise_and_may_be_out_of_range(station):
    [told] = _set(station, "NAV_DLL_ACT", _as_float(99), INT32)

    assert struct.pack("<f", told.param_value) == struct.pack("<i", 99)
    assert station.vehicle.parameters.integers["NAV_DLL_ACT"] == 99


def test_a_changed_value_is_told_once_more_on_every_link_a_moment_later(simulation, make_station):
    left = make_station(simulation, shared=True)
    right = make_station(simulation, link="onboard", system=200, shared=True)
    left.run(2.0), right.listen()
    left.heard.clear(), right.heard.clear()

    _set(left, "MPC_XY_CRUISE", 6.0, REAL32)
    at_once = len(left.all("PARAM_VALUE"))
    left.run(0.1), right.listen()

    assert (at_once, len(left.all("PARAM_VALUE")), len(right.all("PARAM_VALUE"))) == (1, 2, 1)


def test_a_wrong_type_changes_nothing(station):
    refused = _set(station, "MPC_XY_CRUISE", _as_float(9), INT32)
    strange = _set(station, "MPC_XY_CRUISE", 9.0, 1)
    [now] = _ask(station, "MPC_XY_CRUISE")

    assert [(m.get_type(), m.error) for m in (*refused, *strange)] == [("PARAM_ERROR", 7), ("PARAM_ERROR", 6)]
    assert now.param_value == pytest.approx(5.0)


def test_telling_the_checksum_ends_a_list_that_the_station_knows(station):
    station.send(d.MAVLink_param_request_list_message(1, 1))
    station.run(0.05)
    [refused] = _set(station, "_HASH_CHECK", 0.0, 5)
    station.heard.clear()
    station.run(1.0)

    assert refused.error == 5
    assert station.all("PARAM_VALUE") == []


def test_what_does_not_exist_gets_an_error_and_no_value(station):
    by_name, by_index, set_unknown = (
        _ask(station, "NOSUCHPARAM"),
        _ask(station, "", 30000),
        _set(station, "NOSUCHPARAM", 1.0, REAL32),
    )

    assert [m.error for m in (*by_name, *by_index, *set_unknown)] == [1, 1, 1]


def test_two_parameters_appear_only_with_the_first_mission(station):
    before = _ask(station, "MIS_DIST_1WP")
    count_before = _ask(station, "_HASH_CHECK")[0].param_count
    station.upload([(6, 16, (0.0, 0.0, 0.0, 0.0), 603914000, 53221000, 10.0)])
    after = _ask(station, "MIS_DIST_1WP")

    assert [m.get_type() for m in before] == ["PARAM_ERROR"]
    assert (after[0].param_value, after[0].param_count) == (10000.0, count_before + 2)


def test_the_hash_changes_with_a_value(station):
    [before] = _ask(station, "_HASH_CHECK")
    _set(station, "MPC_XY_CRUISE", 6.0, REAL32)
    [after] = _ask(station, "_HASH_CHECK")

    assert struct.pack("<f", before.param_value) != struct.pack("<f", after.param_value)


def test_parameters_are_not_told_or_set_for_every_system_at_once(station):
    before = station.vehicle.parameters.real("MPC_XY_CRUISE")

    answers = [
        *station.send(d.MAVLink_param_request_read_message(0, 1, b"MPC_XY_CRUISE", -1)),
        *station.send(d.MAVLink_param_set_message(0, 1, b"MPC_XY_CRUISE", 2.0, 9)),
        *station.send(d.MAVLink_param_request_list_message(0, 1)),
        *station.run(0.2),
    ]

    assert [m for m in answers if m.get_type() in ("PARAM_VALUE", "PARAM_ERROR")] == []
    assert station.vehicle.parameters.real("MPC_XY_CRUISE") == before
