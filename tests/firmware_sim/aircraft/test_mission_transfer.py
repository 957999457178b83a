"""The mission protocol, beside what `test_recorded_exchanges` replays."""

from __future__ import annotations

import math
import struct

import pytest

from firmware_sim.aircraft.plans import Item, PlanType
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.mavlink.mission_items import refusal

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


PLACED = [16, 17, 19, 21, 22, 31, 80, 84, 85, 195, 201, 212, 400, 4501, 5000]
PLACELESS = [
    *(20, 80, 93, 112, 114, 177, 178, 179, 187, 189, 196, 197, 200, 201, 203, 204, 205, 206, 211, 212, 214, 260),
    *(400, 530, 532, 534, 1000, 1001, 2000, 2001, 2003, 2500, 2501, 3000, 42600),
]
ASKED = [
    *range(16, 32),
    *range(80, 86),
    *range(92, 116),
    *range(176, 225),
    *(252, 260, 400, 420, *range(530, 535), 1000, 1001, 2000, 2001, 2003, 2500, 2501, 2510, 3000, 3001, 4501, 5000),
    *(31000, 31010, 42600, 42700),
]


def an_item(frame, command, *params):
    filled = (*params, *[0.0] * (4 - len(params)))
    return Item(frame=frame, command=command, autocontinue=1, params=filled, x=603913000, y=53221000, z=5.0)


def test_px4_takes_some_commands_only_with_a_place_and_others_only_without():
    """As a PX4 1.17 answered each of them, in a mission of one item."""
    taken = {f: [c for c in ASKED if refusal(PlanType.MISSION, an_item(f, c))[0] == 0] for f in (6, 2)}

    assert taken == {6: PLACED, 2: PLACELESS}
    assert [refusal(PlanType.MISSION, an_item(6, c)) for c in (5001, 5003, 5100)] == [(1, False)] * 3
    assert {refusal(PlanType.MISSION, an_item(f, 16)) for f in (1, 10, 11)} == {(2, True)}


@pytest.mark.parametrize(("frame", "taken"), [(6, [0, 3]), (2, [0, 1, 2])])
def test_a_region_of_interest_may_be_of_few_sorts(frame, taken):
    found = [n for n in range(5) if refusal(PlanType.MISSION, an_item(frame, 201, float(n)))[0] == 0]

    assert found == taken
    assert refusal(PlanType.MISSION, an_item(frame, 201, 4.0)) == (6, True)


@pytest.mark.parametrize("plan", [PlanType.FENCE, PlanType.RALLY])
def test_a_fence_or_rally_list_takes_what_a_mission_takes(plan):
    """PX4 keeps even a landing among the corners of a fence; nobody looks at it."""
    assert [refusal(plan, an_item(6, c, 3.0))[0] for c in (16, 21, 178, 5001, 5100)] == [0, 0, 3, 0, 0]
    assert [refusal(plan, an_item(2, c, 3.0))[0] for c in (16, 178, 5001, 201)] == [3, 0, 3, 6]
    assert refusal(plan, an_item(6, 5001, 2.4))[0] == (1 if plan is PlanType.FENCE else 0)
    assert refusal(plan, an_item(6, 5001, 2.5))[0] == 0


def said_by(station, message):
    """The answers about plans, and what was said."""
    known = len(station.pilot.texts)
    answers = [m for m in station.send(message) if m.get_type().startswith("MISSION_") and m.get_msgId() != 42]
    told = {"MISSION_ACK": "type", "MISSION_COUNT": "count", "MISSION_REQUEST_INT": "seq"}
    return [getattr(m, told.get(m.get_type(), "seq")) for m in answers] + [
        text.text.rstrip("\t") for text in station.pilot.texts[known:]
    ]


def count(number, plan=0):
    return d.MAVLink_mission_count_message(1, 1, number, plan)


def item(seq, plan=0, current=0):
    return d.MAVLink_mission_item_int_message(
        1, 1, seq, 6, 16, current, 1, 0, 0, 0, NAN, 603913000, 53221000 + seq, 10.0 + current, plan
    )


def listing(plan=0):
    return d.MAVLink_mission_request_list_message(1, 1, plan)


def ack(result, plan=0):
    return d.MAVLink_mission_ack_message(1, 1, result, plan)


CLEAR, SET_CURRENT = d.MAVLink_mission_clear_all_message(1, 1, 255), d.MAVLink_mission_set_current_message(1, 1, 0)


def request(seq, plan=0):
    return d.MAVLink_mission_request_int_message(1, 1, seq, plan)


def test_out_of_turn_the_protocol_says_what_px4_says(station):
    """Each row was asked of a PX4 1.17 in this order."""
    busy, refused = "WPM: REJ. CMD: Busy", "WPM: IGN MISSION_COUNT: Busy"
    rows = [
        (ack(0), ["REJ. WP CMD: partner id mismatch"]),
        (request(0), ["WPM: REJ. CMD: partner id mismatch"]),
        (item(0), ["REJ. MIS ITEM: partner id mismatch"]),
        (SET_CURRENT, ["WPM: WP CURR CMD: Not in list"]),
        (listing(), [0]),
        (count(1), [1, refused]),
        (ack(0), []),
        (count(3), [0]),
        (count(2), [0]),
        (item(0, plan=1), [1]),
        (item(0), [1]),
        (count(3), [1, busy]),
        (count(3, plan=1), [1, busy]),
        (CLEAR, ["WPM: IGN CLEAR CMD: Busy"]),
        (SET_CURRENT, ["WPM: IGN WP CURR CMD: Busy"]),
        (listing(1), ["Mission download request ignored, already active"]),
        (request(0), [busy]),
        (ack(1), []),
        (item(2), []),
        (ack(15), []),
        (count(0, plan=7), [0]),
        (count(1, plan=7), [4]),
        (listing(7), [0]),
        (ack(0, plan=7), []),
        (d.MAVLink_mission_clear_all_message(1, 1, 7), [0]),
    ]

    answered = [sorted(map(str, said_by(station, message))) for message, _ in rows]

    assert answered == [sorted(map(str, expected)) for _, expected in rows]


def test_a_download_is_in_the_way_until_it_is_acknowledged_or_given_whole(station):
    station.upload([TAKEOFF, WAYPOINT])
    station.run(0.5)
    busy = "WPM: IGN MISSION_COUNT: Busy"

    assert said_by(station, listing()) == said_by(station, listing()) == [2]
    assert said_by(station, listing(1)) == ["Mission download request ignored, already active"]
    assert said_by(station, request(0)) == [0]
    assert said_by(station, count(3)) == [1, busy]
    assert said_by(station, request(1, plan=1)) == []
    assert said_by(station, request(1)) == [1]
    assert said_by(station, count(3)) == [1, busy]
    assert said_by(station, listing(1)) == [0]
    assert said_by(station, ack(0, plan=1)) == []
    assert said_by(station, count(3)) == [0]


def test_an_upload_begins_at_the_item_marked_as_current_and_without_one_at_the_same_number(station):
    begun = {}
    for marked in (0, 1, 2, None):
        station.upload([TAKEOFF, WAYPOINT, RETURN])
        station.run(0.2)
        station.send(d.MAVLink_mission_set_current_message(1, 1, 1))
        station.send(count(3))
        for seq in range(3):
            station.send(item(seq, current=int(seq == marked)))
        station.run(0.2)
        begun[marked] = station.pilot.mission.current

    assert begun == {0: 0, 1: 1, 2: 2, None: 1}


def test_a_station_that_cannot_do_whole_numbers_is_asked_for_fractions(station):
    station.send(count(2))

    [asked] = [m for m in station.send(ack(3)) if m.get_type().startswith("MISSION_REQUEST")]

    assert asked.get_type() == "MISSION_REQUEST"
    refused = station.send(d.MAVLink_mission_item_message(1, 1, 0, 6, 16, 0, 1, 0, 0, 0, NAN, 60.39, 5.32, 10.0, 0))
    assert [m.type for m in refused if m.get_type() == "MISSION_ACK"] == [2]


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


def test_the_item_that_is_current_in_the_mission_is_told_as_current_in_every_plan(station):
    x, y = 603913790, 53225207
    waypoint = (6, 16, (0, 0, 0, 0), x, y, 20.0)
    station.upload([waypoint] * 3)
    corners = [
        (5, 5001, (3, 0, 0, 0), x + north, y + east, 0) for north, east in ((0, 9999), (9999, 0), (-9999, -9999))
    ]
    station.upload(corners, 1)
    station.run(1.0)
    station.send(d.MAVLink_mission_set_current_message(1, 1, 2))
    told = {}
    for plan in (0, 1):
        station.send(d.MAVLink_mission_request_list_message(1, 1, plan))
        for sequence in range(3):
            station.send(d.MAVLink_mission_request_int_message(1, 1, sequence, plan))
            told[plan, sequence] = station.last("MISSION_ITEM_INT").current
        station.send(d.MAVLink_mission_ack_message(1, 1, 0, plan))

    assert [place for place, current in told.items() if current] == [(0, 2), (1, 2)]


def test_what_has_no_place_keeps_its_numbers_in_single_precision(station):
    station.upload([(2, 93, (1, 0, 0, 0), 603913790, 53225207, 0.0), (6, 16, (0, 0, 0, 0), 603913790, 53225207, 20.0)])
    station.send(d.MAVLink_mission_request_list_message(1, 1, 0))
    station.send(d.MAVLink_mission_request_int_message(1, 1, 0, 0))
    station.send(d.MAVLink_mission_request_int_message(1, 1, 1, 0))

    delay, waypoint = station.all("MISSION_ITEM_INT")

    assert (delay.x, delay.y) == (603913792, 53225208)
    assert (waypoint.x, waypoint.y) == (603913790, 53225207)


def circle(command, radius_m, north=0):
    return (5, command, (radius_m, 0, 0, 0), 603913000 + north, 53221000, 0)


def square(command, half):
    return [
        (5, command, (4, 0, 0, 0), 603913000 + north * half, 53221000 + 2 * east * half, 0)
        for north, east in ((1, 1), (1, -1), (-1, -1), (-1, 1))
    ]


@pytest.mark.parametrize(
    ("items", "refused", "in_force"),
    [
        ([circle(5003, 100.0), circle(5003, 50.0, north=90000)], 1, 1),
        ([circle(5003, -100.0)], 0, 1),
        ([*square(5001, 9000), circle(5004, 100.0)], 1, 1),
        (square(5001, 9000)[:3], 1, 0),
        (square(5002, 9000)[:3], 0, 1),
        ([circle(5003, 100.0), *square(5001, 9000)], 3, 2),
    ],
    ids=["two circles", "radius below 0", "polygon and keep-out", "too short", "too short keep-out", "behind a circle"],
)
def test_of_a_fence_only_the_parts_that_do_not_hold_home_are_left_out(station, items, refused, in_force):
    assert station.upload(items, 1).type == 0
    station.run(1.0)

    said = [text for text in station.texts() if text.startswith("Geofence invalid, doesn't contain Home")]

    assert (len(said), len(station.pilot.plan_check.fence.parts)) == (refused, in_force)


def test_a_stray_item_of_another_plan_is_refused_in_the_name_of_the_last_one(station):
    station.upload([(6, 16, (0, 0, 0, 0), 603913000, 53221000, 20.0)])

    stray = d.MAVLink_mission_item_int_message(1, 1, 0, 5, 5003, 0, 1, 50.0, 0, 0, 0, 603913000, 53221000, 0, 1)
    [answer] = station.send(stray)

    assert (answer.get_type(), answer.type, answer.mission_type) == ("MISSION_ACK", 1, 0)


def test_plans_are_not_sent_to_every_system_at_once(station):
    assert station.send(d.MAVLink_mission_count_message(0, 1, 1, 0)) == []
    assert station.send(d.MAVLink_mission_request_list_message(0, 0, 0)) == []


@pytest.mark.parametrize(("name", "metres"), [("GF_MAX_HOR_DIST", 50.0), ("GF_MAX_VER_DIST", 15.0)])
def test_a_mission_that_leads_farther_than_it_may_is_not_flown(station, name, metres):
    station.vehicle.parameters.reals[name] = metres
    near = (6, 22, (0, 0, 0, math.nan), 603913000, 53221000, 10.0)
    far = (6, 16, (0, 0, 0, math.nan), 603923000, 53221000, 20.0)
    station.upload([near])
    station.run(0.5)
    may_fly_near = station.pilot.mission_valid
    station.upload([near, far])
    station.run(0.5)

    assert (may_fly_near, station.pilot.mission_valid) == (True, False)
    assert "Geofence violation for waypoint 2\t" in station.texts()


@pytest.mark.parametrize(
    ("frame", "command", "given", "kept"),
    [
        (6, 85, (-1.0, 1.0, 0.0, 2.0), (0.0, 0.0, 0.0, 0.0)),
        (2, 20, (90.0, 0.0, 0.0, -1.0), (90.0, 0.0, 0.0, -1.0)),
        (5, 19, (2.0, math.nan, 90.0, 0.0), (2.0, 0.0, 90.0, 0.0)),
        (5, 19, (2.0, 30.0, 90.0, 0.0), (2.0, 1.0, 90.0, 0.0)),
        (6, 31, (5.0, 7.0, 0.0, 0.0), (1.0, 7.0, 0.0, 0.0)),
    ],
)
def test_of_some_items_px4_keeps_only_what_it_uses(station, frame, command, given, kept):
    station.upload([(frame, command, given, 603913000, 53221000, 20.0)])
    station.send(d.MAVLink_mission_request_list_message(1, 1, 0))
    station.send(d.MAVLink_mission_request_int_message(1, 1, 0, 0))

    item = station.last("MISSION_ITEM_INT")

    assert (item.param1, item.param2, item.param3, item.param4) == kept


@pytest.mark.parametrize(("frame", "is_used"), [(0, True), (3, True), (5, False), (6, False)])
def test_it_returns_to_no_rally_point_that_came_in_a_frame_for_integers(flying, frame, is_used):
    flying.upload([(frame, 5100, (0, 0, 0, 0), 603913000, 53221000, 10.0)], 2)
    flying.pilot.set_home_at(500.0, 0.0, 25.0, 0.0)

    flying.set_mode(4, 5)
    flying.run(0.5)

    assert (abs(flying.pilot.return_home.destination[0]) < 5.0) == is_used
    assert ("RTL: unsupported MAV_FRAME\t" in flying.texts()) != is_used
