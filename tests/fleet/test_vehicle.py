"""What others are told about one aircraft, and what the station asks of it."""

from __future__ import annotations

from ground_station.fleet.notices import ModeChanged, StatusText, VehicleHeard, VehicleSilent
from ground_station.fleet.procedures import Situation
from ground_station.fleet.requests import MAX_ASKS, WINDOW_S, Requests
from ground_station.fleet.state import Home, VehicleState
from ground_station.fleet.vehicle import Vehicle, begins_vehicle

PX4 = {"type": 2, "autopilot": 12, "base_mode": 29, "custom_mode": 0x03040000, "system_status": 3}
HOME = Home(latitude_deg=60.0, longitude_deg=5.0, altitude_amsl_m=10.0)


def test_only_an_autopilots_heartbeat_begins_an_aircraft(heard):
    assert begins_vehicle(heard("HEARTBEAT", **PX4))
    assert not begins_vehicle(heard("HEARTBEAT", type=6, autopilot=8))
    assert not begins_vehicle(heard("HEARTBEAT", type=30, autopilot=8, component=100))
    assert not begins_vehicle(heard("HEARTBEAT", component=154, **PX4))
    assert not begins_vehicle(heard("GLOBAL_POSITION_INT", lat=1))


def test_being_heard_and_falling_silent_are_told_once_each(heard):
    vehicle = Vehicle(7)

    first = vehicle.receive(heard("HEARTBEAT", **PX4), 1.0)
    second = vehicle.receive(heard("HEARTBEAT", **PX4), 2.0)
    quiet = [vehicle.tick(now_s) for now_s in (3.0, 5.0, 5.6, 5.7)]
    again = vehicle.receive(heard("HEARTBEAT", **PX4), 20.0)

    assert first == [VehicleHeard(7), ModeChanged(7, "hold", False)]
    assert second == []
    assert quiet == [[], [], [VehicleSilent(7)], []]
    assert again == [VehicleHeard(7)]


def test_arming_is_a_change_of_mode(heard):
    vehicle = Vehicle(7)
    vehicle.receive(heard("HEARTBEAT", **PX4), 1.0)

    told = vehicle.receive(heard("HEARTBEAT", **(PX4 | {"base_mode": 157})), 2.0)

    assert told == [ModeChanged(7, "hold", True)]


def test_texts_are_told_and_orders_under_way_see_them(heard):
    vehicle = Vehicle(7)
    situation = Situation(vehicle.state)
    vehicle.situations.append(situation)

    told = vehicle.receive(heard("STATUSTEXT", severity=2, text="Arming denied\t"), 1.0)

    assert told == [StatusText(7, 2, "Arming denied")]
    assert situation.reasons() == ("Arming denied",)


def test_a_cameras_heartbeat_does_not_change_its_aircraft(heard):
    vehicle = Vehicle(7)
    vehicle.receive(heard("HEARTBEAT", **PX4), 1.0)

    vehicle.receive(heard("HEARTBEAT", component=100, type=30, autopilot=8, custom_mode=3), 1.5)

    assert vehicle.state.mode == "hold"
    assert vehicle.state.last_heard_s == 1.0


def test_a_cameras_thermal_stream_belongs_to_its_aircraft(heard):
    vehicle = Vehicle(7)

    vehicle.receive(heard("VIDEO_STREAM_INFORMATION", component=100, flags=2, uri="tcp://10.0.0.3:7001"), 1.0)

    assert vehicle.state.thermal_stream_uri == "tcp://10.0.0.3:7001"


def test_fast_messages_renew_the_state_at_most_twenty_times_a_second_and_the_poses_always(heard):
    vehicle = Vehicle(7)
    renewed = 0
    for step in range(100):
        before = vehicle.state
        vehicle.receive(heard("GLOBAL_POSITION_INT", time_boot_ms=step * 10, lat=600000000 + step), step * 0.01)
        renewed += vehicle.state is not before

    assert 19 <= renewed <= 22
    assert len(vehicle.poses._positions) == 100


def ask(requests, state, seconds, *, rates, heard):
    """Let `seconds` pass with messages at `rates`; the commands that were sent."""
    sent = []
    for step in range(int(seconds * 20)):
        for kind, rate_hz in rates.items():
            if step % max(1, round(20 / rate_hz)) == 0 and rate_hz:
                requests.receive(heard(kind))
        sent += requests.tick(state, step / 20)
    return [(message.command, int(message.param1)) for message in sent]


def test_rates_that_are_fast_enough_are_left_alone(heard):
    rates = {"ATTITUDE_QUATERNION": 20, "GLOBAL_POSITION_INT": 10, "GIMBAL_DEVICE_ATTITUDE_STATUS": 20}
    state = VehicleState(system_id=7, home=HOME, thermal_stream_uri="x", storage_free_mib=900.0)

    assert ask(Requests(7), state, 30, rates=rates, heard=heard) == []


def test_slow_messages_are_asked_for_a_few_times_and_then_reported(heard):
    rates = {"ATTITUDE_QUATERNION": 20, "GLOBAL_POSITION_INT": 5, "GIMBAL_DEVICE_ATTITUDE_STATUS": 20}
    requests = Requests(7)

    sent = ask(
        requests,
        VehicleState(system_id=7, home=HOME, thermal_stream_uri="x", storage_free_mib=900.0),
        40,
        rates=rates,
        heard=heard,
    )

    assert sent == [(511, 33)] * MAX_ASKS
    assert requests.slow_streams == ("GLOBAL_POSITION_INT",)


def test_an_aircraft_without_a_gimbal_is_not_reported_for_it(heard):
    rates = {"ATTITUDE_QUATERNION": 20, "GLOBAL_POSITION_INT": 10}
    requests = Requests(7)

    sent = ask(
        requests,
        VehicleState(system_id=7, home=HOME, thermal_stream_uri="x", storage_free_mib=900.0),
        40,
        rates=rates,
        heard=heard,
    )

    assert sent == [(511, 285)] * MAX_ASKS
    assert requests.slow_streams == ()


def test_a_radio_is_asked_for_less(heard):
    requests = Requests(7, is_slow=True)
    state = VehicleState(system_id=7, home=HOME, thermal_stream_uri="x", storage_free_mib=900.0)

    requests.tick(state, 0.0)
    intervals = {int(message.param1): message.param2 for message in requests.tick(state, WINDOW_S)}

    assert intervals == {31: 100_000.0, 33: 200_000.0, 285: 100_000.0}


def test_home_and_the_cameras_own_stream_are_asked_for(heard):
    requests = Requests(7)
    requests.receive(heard("HEARTBEAT", component=100, type=30, autopilot=8))
    state = VehicleState(system_id=7)

    requests.tick(state, 0.0)
    asked = {
        (message.command, int(message.param1), message.target_component) for message in requests.tick(state, WINDOW_S)
    }

    assert {(512, 242, 1), (512, 261, 1), (512, 269, 100)} <= asked


def test_the_room_on_the_aircraft_is_known_only_of_a_card_that_is_ready(heard):
    vehicle = Vehicle(7)

    vehicle.receive(heard("STORAGE_INFORMATION", storage_id=1, status=0, available_capacity=7.0), 1.0)
    unknown = vehicle.state.storage_free_mib
    vehicle.receive(heard("STORAGE_INFORMATION", storage_id=1, status=2, available_capacity=812.5), 2.0)

    assert (unknown, vehicle.state.storage_free_mib) == (None, 812.5)


def test_an_ardupilots_reasons_not_to_arm_stand_while_they_are_said_and_end_when_its_checks_pass(heard):
    vehicle = Vehicle(7)
    vehicle.receive(heard("HEARTBEAT", type=2, autopilot=3, base_mode=81, system_status=3), 0.0)
    vehicle.receive(heard("SYS_STATUS", onboard_control_sensors_health=0), 0.0)

    def says(text, now_s):
        vehicle.receive(heard("STATUSTEXT", severity=2, text=text), now_s)
        vehicle.tick(now_s)
        return vehicle.state.arming_blockers

    both = says("PreArm: GPS: waiting for home", 1.0) and says("PreArm: Compass not calibrated", 1.1)
    attempted = says("Arm: Throttle too high", 40.0)
    vehicle.receive(heard("STATUSTEXT", severity=6, text="EKF3 IMU0 is using GPS"), 41.0)
    vehicle.tick(90.0)
    later = vehicle.state.arming_blockers
    vehicle.receive(heard("SYS_STATUS", onboard_control_sensors_health=0x10000000), 91.0)
    vehicle.tick(91.1)

    assert both == ("GPS: waiting for home", "Compass not calibrated")
    assert attempted == (*both, "Throttle too high")
    assert later == ("Throttle too high",)
    assert (vehicle.state.arming_blockers, vehicle.state.is_ready_to_arm) == ((), True)


def test_a_px4s_texts_are_no_reasons_it_has_events_for_them(heard):
    vehicle = Vehicle(7)
    vehicle.receive(heard("HEARTBEAT", type=2, autopilot=12, base_mode=81, system_status=3), 0.0)

    vehicle.receive(heard("STATUSTEXT", severity=2, text="PreArm: something"), 1.0)
    vehicle.tick(1.1)

    assert vehicle.state.arming_blockers == ()
