"""The gimbal protocol's second version: who may turn it, how, and what it tells of itself."""

import math

import pytest

from firmware_sim.mavlink.codec import dialect as d

ACCEPTED, DENIED = 0, 2
STATION = (255, 190)
NAN = math.nan


def _take(station, system: float = 255, component: float = 190) -> list[int]:
    return station.command(1001, system, component, -1, -1)


def _status(station):
    station.command(512, 281)
    return station.last("GIMBAL_MANAGER_STATUS")


def _pitch_yaw_deg(station) -> tuple[float, float]:
    gimbal = station.vehicle.gimbal.true
    return math.degrees(gimbal.pitch_rad), math.degrees(gimbal.yaw_rad)


def test_only_who_has_primary_control_may_turn_it(simulation, make_station):
    station = make_station(simulation, shared=True)
    other = make_station(simulation, link="onboard", system=200, shared=True)
    station.run(2.0)

    before = station.command(1000, -30.0, 0.0, NAN, NAN, 0)
    _take(station)
    mine = station.command(1000, -30.0, 10.0, NAN, NAN, 0)
    theirs = other.command(1000, 0.0, 0.0, NAN, NAN, 0)
    station.run(3.0)

    assert (before, mine, theirs) == ([DENIED], [ACCEPTED], [DENIED])
    assert _pitch_yaw_deg(station) == pytest.approx((-30.0, 10.0), abs=0.5)


def test_a_release_by_another_system_takes_the_component_away_as_px4_does(simulation, make_station):
    """PX4 compares system and component one by one, and every ground station's component is 190."""
    station = make_station(simulation, shared=True)
    other = make_station(simulation, link="onboard", system=200, shared=True)
    station.run(2.0)
    _take(station)

    other.command(1001, -3, -3, -1, -1)

    status = _status(station)
    assert (status.primary_control_sysid, status.primary_control_compid) == (255, 0)


def test_control_can_be_given_kept_and_let_go(station):
    _take(station)
    taken = _status(station)
    station.command(1001, -1, -1, -1, -1)
    kept = _status(station)
    station.command(1001, -3, -3, -1, -1)
    free = _status(station)
    station.command(1001, -2, -2, -1, -1)
    itself = _status(station)

    told = [(m.primary_control_sysid, m.primary_control_compid) for m in (taken, kept, free, itself)]
    assert told == [STATION, STATION, (0, 0), (1, 1)]


@pytest.mark.parametrize(
    "message",
    [
        d.MAVLink_gimbal_manager_set_pitchyaw_message(1, 1, 12, 0, math.radians(-40.0), math.radians(20.0), NAN, NAN),
        d.MAVLink_gimbal_manager_set_attitude_message(
            *(1, 1, 12, 0), [0.9254166, 0.0593912, -0.3368241, 0.1631759], NAN, NAN, NAN
        ),
    ],
    ids=["pitch and yaw", "attitude"],
)
def test_messages_turn_it_like_commands_and_are_not_answered(station, message):
    station.send(message)
    station.run(1.0)
    ignored = _pitch_yaw_deg(station)
    _take(station)
    answers = station.send(message)
    station.run(3.0)

    assert ignored == pytest.approx((-90.0, 0.0), abs=0.5)
    assert not [m for m in answers if m.get_type() == "COMMAND_ACK"]
    assert _pitch_yaw_deg(station) == pytest.approx((-40.0, 20.0), abs=0.5)


def test_a_stick_turns_it_at_thirty_degrees_a_second(station):
    _take(station)
    station.command(1000, -60.0, 0.0, NAN, NAN, 0)
    station.run(2.0)

    station.send(d.MAVLink_gimbal_manager_set_manual_control_message(1, 1, 0, 0, NAN, NAN, 1.0, 0.0))
    station.run(1.0)

    assert _pitch_yaw_deg(station)[0] == pytest.approx(-30.0, abs=1.5)


def test_a_place_of_interest_is_looked_at_while_the_aircraft_flies_past(flying):
    place = (60.3918, 5.3221)
    flying.command_int(195, 5, round(place[0] * 1e7), round(place[1] * 1e7), 25.0, 0, 0, 0, 0)
    flying.command_int(192, 5, 603918000, 53229000, 60.0, -1.0, 1.0, 0.0, math.radians(45.0))
    flying.run(15.0)

    aim = flying.vehicle.gimbal.ned_from_camera(flying.vehicle.body)[:, 2]
    north_m, east_m = flying.simulation.frame.local_from_wgs84(*place)
    here = flying.pilot.here
    wished = (north_m - here[0], east_m - here[1], here[2] - 25.0)
    cosine = sum(a * b for a, b in zip(aim, wished, strict=True)) / math.dist((0, 0, 0), wished)
    assert math.degrees(math.acos(min(cosine, 1.0))) < 1.0

    flying.command(197)
    flying.run(3.0)
    assert _pitch_yaw_deg(flying) == pytest.approx((0.0, 0.0), abs=0.5)


def test_towards_the_next_waypoint_it_looks_ten_degrees_down_and_where_it_is_turned_to(flying):
    flying.command_int(192, 5, 603953000, 53221000, 40.0, -1.0, 1.0, 0.0, 0.0)
    flying.command(196, 0, 0, 0, 0, -5.0, 0.0, 90.0)
    flying.run(6.0)

    pitch_deg, yaw_deg = _pitch_yaw_deg(flying)
    assert pitch_deg == pytest.approx(-15.0, abs=0.5)
    assert yaw_deg + math.degrees(flying.vehicle.body.yaw_rad) == pytest.approx(90.0, abs=3.0)


def test_it_tells_what_it_is_and_what_it_can(station):
    for number in (280, 283):
        assert station.command(512, number) == [ACCEPTED]

    manager, device = station.last("GIMBAL_MANAGER_INFORMATION"), station.last("GIMBAL_DEVICE_INFORMATION")
    assert manager.gimbal_device_id == device.gimbal_device_id == 1
    assert (manager.pitch_min, manager.pitch_max) == pytest.approx((device.pitch_min, device.pitch_max))
    assert manager.cap_flags & d.GIMBAL_MANAGER_CAP_FLAGS_CAN_POINT_LOCATION_GLOBAL
    assert device.vendor_name == "Varde"


def test_an_aircraft_without_a_gimbal_neither_answers_nor_tells(make_station):
    from firmware_sim.simulation import Simulation

    station = make_station(
        Simulation(origin=(60.3913, 5.3221), ground_height_m=lambda n, e: 0.0, vehicles=1, gimbal_fitted=False)
    )
    station.run(3.0)

    assert _take(station) == []
    assert station.command(512, 280) == [DENIED]
    assert not station.all("GIMBAL_DEVICE_ATTITUDE_STATUS")
