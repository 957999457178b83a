"""The mission protocol, beside what `test_recorded_exchanges` replays."""

from __future__ import annotations

import math
import struct

import pytest

from firmware_sim.mavlink.codec import dialect as d

NAN = math.nan
TAKEOFF = (6, 22, (0.0, 0.0, 0.0, NAN), 603913000, 53221000, 15.0)
WAYPOINT = (6, 16, (0.0, 0.0, 0.0, NAN), 603916597, 53221000, 15.0)
RETURN = (2, 20, (0.0, 0.0, 0.0, 0.0), 0, 0, 0.0)


def test_six_items_of_a_recorded_flight_have_the_checksum_that_px4_gave(station, plan_id_of):
    items = [
        (6, 22, (0.0, 0.0, 0.0, NAN), 603913000, 53221000, 20.0),
        (2, 178, (1.0, 6.0, -1.0, 0.0), 0, 0, 0.0),
        (6, 16, (0.0, 0.0, 0.0, NAN), 603918396, 53221000, 20.0),
        (6, 16, (3.0, 0.0, 0.0, NAN), 603918396, 53231921, 25.0),
        (2, 2000, (0.0, 0.0, 1.0, 0.0), 0, 0, 0.0),
        (6, 16, (0.0, 0.0, 0.0, NAN), 603913000, 53231921, 20.0),
    ]

    ack = station.upload(items)
    station.run(1.1)

    assert (ack.type, plan_id_of(ack)) == (0, 0x3A1ABA13)
    payload = bytes(station.last("MISSION_CURRENT").get_msgbuf()[10:-2]).ljust(18, b"\0")
    assert struct.unpack_from("<III", payload, 6) == (0x3A1ABA13, 0, 0)


@pytest.mark.parametrize(
    ("items", "state"),
    [
        ([TAKEOFF, WAYPOINT, RETURN], 2),
        ([WAYPOINT, RETURN], 2),
        ([(6, 21, (0.0, 0.0, 0.0, NAN), 603913000, 53221000, 0.0)], 1),
        ([WAYPOINT, TAKEOFF, RETURN], 1),
        ([(*TAKEOFF[:5], 0.0), WAYPOINT], 1),
        ([(*TAKEOFF[:5], -5.0), WAYPOINT], 1),
        ([TAKEOFF, WAYPOINT, (2, 3000, (4.0, 0.0, 0.0, 0.0), 0, 0, 0.0)], 1),
        ([TAKEOFF, (*WAYPOINT[:3], 950000000, 53221000, 10.0)], 2),
        ([TAKEOFF, (*WAYPOINT[:5], NAN)], 2),
    ],
)
def test_what_cannot_be_flown_is_accepted_first_and_then_no_mission(station, items, state):
    ack = station.upload(items)
    station.run(1.2)

    current = station.last("MISSION_CURRENT")
    assert (ack.type, current.total, current.mission_state) == (0, len(items), state)


def test_a_missing_item_is_asked_for_each_quarter_second_and_the_old_plan_stays(station):
    station.upload([TAKEOFF, WAYPOINT])
    station.send(d.MAVLink_mission_count_message(1, 1, 3, 0))
    heard = station.run(6.0)

    requests = [m for m in heard if m.get_type() == "MISSION_REQUEST_INT"]
    assert len(requests) == pytest.approx(5.0 / 0.26, abs=2)
    assert not [m for m in heard if m.get_type() == "MISSION_ACK"]
    assert station.texts()[-1] == "Operation timeout\t"
    assert len(station.vehicle.plans.items[0]) == 2


def test_one_upload_at_a_time_over_both_links(simulation, make_station):
    left, right = (
        make_station(simulation, shared=True),
        make_station(simulation, link="onboard", system=200, shared=True),
    )
    left.send(d.MAVLink_mission_count_message(1, 1, 2, 0))

    [refusal] = [m for m in right.send(d.MAVLink_mission_count_message(1, 1, 1, 1)) if m.get_type() == "MISSION_ACK"]
    left.send(d.MAVLink_mission_ack_message(1, 1, 15, 0))
    after_cancel = right.send(d.MAVLink_mission_count_message(1, 1, 1, 1))

    assert refusal.type == 1
    assert [m.get_type() for m in after_cancel if m.get_type().startswith("MISSION_RE")] == ["MISSION_REQUEST_INT"]


def test_an_identical_upload_does_not_reset_the_current_item(station):
    items = [TAKEOFF, WAYPOINT, RETURN]
    station.upload(items)
    station.run(0.5)
    station.send(d.MAVLink_mission_set_current_message(1, 1, 1))

    station.upload(items)
    station.run(1.1)

    assert station.last("MISSION_CURRENT").seq == 1


def test_a_component_that_has_no_missions_is_silent(station):
    answers = station.send(d.MAVLink_mission_count_message(1, 200, 2, 0))

    assert not [m for m in answers if m.get_type().startswith("MISSION_")]
