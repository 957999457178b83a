import math
import struct
from collections import Counter

import pytest

from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.mavlink.streams import ALL_LINKS
from firmware_sim.simulation import Simulation

PX4_HZ = {
    "gcs": {"ATTITUDE": 50, "GLOBAL_POSITION_INT": 50, "LOCAL_POSITION_NED": 50, "GPS_RAW_INT": 5, "VFR_HUD": 4}
    | {"HEARTBEAT": 1, "SYS_STATUS": 1, "EXTENDED_SYS_STATE": 1, "ALTITUDE": 1, "MISSION_CURRENT": 1}
    | {"BATTERY_STATUS": 0.5, "HOME_POSITION": 0.5, "CURRENT_MODE": 0.5},
    "onboard": {"ATTITUDE": 100, "GLOBAL_POSITION_INT": 50, "LOCAL_POSITION_NED": 30, "HIGHRES_IMU": 50}
    | {"ALTITUDE": 10, "TIMESYNC": 10, "GPS_RAW_INT": 8, "SYS_STATUS": 5, "HEARTBEAT": 1, "SYSTEM_TIME": 1},
}


@pytest.mark.parametrize("link", ["gcs", "onboard"])
def test_each_link_streams_at_px4_sitls_rates(simulation, make_station, link):
    station = make_station(simulation, link=link, heartbeat=False)
    station.run(4.0)

    counts = Counter(message.get_type() for message in station.run(20.0))

    for kind, rate_hz in PX4_HZ[link].items():
        assert counts[kind] == pytest.approx(20 * rate_hz, rel=0.02, abs=1), kind
    assert ("SYSTEM_TIME" in counts) == (link == "onboard")


def test_nothing_but_px4s_own_messages_comes_unasked(station):
    kinds = {message.get_type() for message in station.run(12.0)}

    assert not kinds & {"RC_CHANNELS", "STATUSTEXT", "MISSION_ITEM_REACHED", "BAD_DATA", "SYSTEM_TIME"}


def test_texts_come_only_while_a_ground_station_is_heard_and_old_ones_never(simulation, make_station):
    station = make_station(simulation, heartbeat=False)
    station.run(8.0)
    station.pilot.say(6, "old\t")
    station.run(6.0)
    station.pilot.say(6, "fresh\t")
    station.run(1.0)
    silent = station.texts()

    station.heartbeat = True
    station.run(1.0)

    assert silent == []
    assert station.texts() == ["fresh\t"]


def test_a_long_text_comes_in_chunks_of_fifty(station):
    station.command(300)
    station.pilot.say(2, "Arming denied: Resolve system health failures first\t")
    station.run(0.2)

    chunks = [(m.chunk_seq, m.text) for m in station.all("STATUSTEXT")][-2:]

    assert chunks == [(0, "Arming denied: Resolve system health failures firs"), (1, "t\t")]


def test_the_heartbeat_tells_mode_arming_and_readiness(simulation, make_station):
    station = make_station(simulation)
    station.run(2.5)
    starting = station.last("HEARTBEAT")
    station.run(4.0)
    ready, ready_bit = station.last("HEARTBEAT"), station.last("SYS_STATUS").onboard_control_sensors_health & 0x10000000
    station.command(400, 1.0)
    station.run(1.1)
    armed = station.last("HEARTBEAT")

    assert (starting.system_status, ready.system_status, armed.system_status) == (0, 3, 4)
    assert (ready.base_mode, armed.base_mode, ready.custom_mode) == (29, 157, 0x03040000)
    assert (ready.type, ready.autopilot, bool(ready_bit)) == (2, 12, True)


def test_global_local_and_home_positions_agree_with_each_other(flying):
    flying.command_int(192, 5, 603919000, 53231000, 60.0, -1.0, 1.0, 0.0, math.nan)
    flying.run(15.0)

    place, local = flying.last("GLOBAL_POSITION_INT"), flying.last("LOCAL_POSITION_NED")
    home = flying.last("HOME_POSITION")
    frame = flying.simulation.frame
    place_n, place_e = frame.local_from_wgs84(place.lat * 1e-7, place.lon * 1e-7)
    home_n, home_e = frame.local_from_wgs84(home.latitude * 1e-7, home.longitude * 1e-7)
    assert (place_n - home_n, place_e - home_e) == pytest.approx((local.x - home.x, local.y - home.y), abs=0.3)
    assert place.relative_alt == pytest.approx(place.alt - home.altitude, abs=2)
    assert math.hypot(place.vx, place.vy) == pytest.approx(100 * math.hypot(local.vx, local.vy), abs=15)


def test_mission_current_without_a_mission_counts_65535_items(station):
    current = station.last("MISSION_CURRENT")

    assert (current.seq, current.total, current.mission_state) == (0, 65535, 1)


def test_links_pass_on_to_each_other_what_is_for_everybody_or_for_one_heard_there(simulation, make_station):
    left = make_station(simulation, shared=True)
    right = make_station(simulation, link="onboard", system=200, shared=True)
    right.run(2.0)

    left.send(d.MAVLink_heartbeat_message(d.MAV_TYPE_GCS, 8, 0, 0, 4, 3))
    left.send(d.MAVLink_ping_message(1, 1, 200, 190))
    left.send(d.MAVLink_ping_message(1, 2, 77, 190))

    passed = [(m.get_srcSystem(), m.get_type()) for m in right.listen() if m.get_srcSystem() == 255]
    assert passed == [(255, "HEARTBEAT"), (255, "PING")]


def test_an_acknowledgement_goes_only_to_the_link_of_the_asker(simulation, make_station):
    left, right = (
        make_station(simulation, shared=True),
        make_station(simulation, link="onboard", system=200, shared=True),
    )
    left.run(1.0), right.run(1.0)

    left.command(401)

    assert not [m for m in right.listen() if m.get_type() == "COMMAND_ACK"]


MORE_PX4_HZ = {
    "camera": {"ATTITUDE": 14.35, "GPS_RAW_INT": 7.9, "HIGHRES_IMU": 7.15, "TIMESYNC": 1.45, "HEARTBEAT": 1, "PING": 1},
    "gimbal": {"AUTOPILOT_STATE_FOR_GIMBAL_DEVICE": 19.75, "HEARTBEAT": 1, "MISSION_CURRENT": 1, "ATTITUDE": 0},
    "display": {"HIL_ACTUATOR_CONTROLS": 100, "HIL_STATE_QUATERNION": 24.7, "HEARTBEAT": 1, "ATTITUDE": 0},
}
"""As measured on the PX4 SITL of px4.md; but PX4 sends 124 HIL_ACTUATOR_CONTROLS, and the simulator steps at 100 Hz."""


@pytest.mark.parametrize("link", MORE_PX4_HZ)
def test_the_other_three_links_stream_what_px4_sitls_do(make_station, link):
    simulation = Simulation(
        origin=(60.3913, 5.3221), ground_height_m=lambda n, e: 25.0, vehicles=1, link_names=ALL_LINKS
    )
    station = make_station(simulation, link=link, heartbeat=False)
    station.run(4.0)

    counts = Counter(message.get_type() for message in station.run(20.0))

    for kind, rate_hz in MORE_PX4_HZ[link].items():
        assert counts[kind] == pytest.approx(20 * rate_hz, rel=0.05, abs=2), kind


def test_what_the_dialect_lacks_is_told_too_and_means_something(flying):
    flying.run(3.0)

    [link_status, *_] = [m for m in reversed(flying.all("UNKNOWN_8"))]
    payload = bytes(link_status.get_msgbuf())[10:-2].ljust(36, b"\0")
    boot_us, sent_bytes_s, _, sent, heard = struct.unpack_from("<QIIII", payload)
    estimate = struct.unpack("<5i", bytes(flying.all("UNKNOWN_380")[-1].get_msgbuf())[10:-2].ljust(20, b"\0"))
    assert boot_us == pytest.approx(flying.pilot.now_s * 1e6, abs=1.1e6)
    assert 1000 < sent_bytes_s < 20_000 and sent > 500 and heard >= 20
    # 15 m to climb at 3 m/s, 30 m down at 1.5 m/s or as far as it is up, a tenth more, and PX4's margin of 100 s.
    assert 100 < estimate[0] < 135 and estimate[1:] == (-1, -1, -1, -1)


def test_remote_identification_tells_place_speed_and_operator(flying):
    flying.command_int(192, 5, 603919000, 53231000, 60.0, -1.0, 1.0, 0.0, math.nan)
    flying.run(6.0)

    told, operator = flying.last("OPEN_DRONE_ID_LOCATION"), flying.last("OPEN_DRONE_ID_SYSTEM")
    place, home = flying.last("GLOBAL_POSITION_INT"), flying.last("HOME_POSITION")
    assert told.status == d.MAV_ODID_STATUS_AIRBORNE
    assert (told.latitude, told.longitude) == pytest.approx((place.lat, place.lon), abs=1500)
    assert told.speed_horizontal == pytest.approx(math.hypot(place.vx, place.vy), abs=200)
    assert (operator.operator_latitude, operator.operator_longitude) == (home.latitude, home.longitude)


def test_the_modes_are_told_one_by_one_or_all_as_px4_tells_them(station):
    """Number, standard mode, custom mode, properties and name, as the PX4 SITL of px4.md answered."""
    station.command(512, 435, 0)
    told = [
        (m.mode_index, m.standard_mode, m.custom_mode, m.properties, m.mode_name)
        for m in station.all("AVAILABLE_MODES")
    ]
    station.heard.clear()
    one, none = station.command(512, 435, 5), station.command(512, 435, 27)

    assert [index for index, *_ in told] == list(range(1, 27))
    assert told[1] == (2, 4, 0x00020000, 0, "")
    assert told[9] == (10, 0, 0x000A0000, 3, "Termination")
    assert told[16] == (17, 2, 0x01030000, 1, "")
    assert told[25] == (26, 0, 0x12040000, 2, "(Mode not available)")
    assert sum(name == "(Mode not available)" for *_, name in told) == 8
    assert (one, none) == ([0], [2])
    assert [(m.mode_index, m.mode_name) for m in station.all("AVAILABLE_MODES")] == [(5, "Hold")]


def test_the_present_and_the_wished_mode_are_told(station):
    station.set_mode(2)
    station.command(512, 436)

    mode = station.last("CURRENT_MODE")
    assert (mode.standard_mode, mode.custom_mode, mode.intended_custom_mode) == (4, 0x00020000, 0x00020000)


def test_what_is_due_on_two_links_at_once_is_the_same_message(simulation, make_station):
    left = make_station(simulation, shared=True, heartbeat=False)
    right = make_station(simulation, link="onboard", system=200, shared=True, heartbeat=False)
    for station in (left, right):
        station.vehicle.links[station.link].set_interval(30, 0.1, simulation.now_s)
    simulation.advance(3.0)
    left.listen(), right.listen()

    mine, theirs = ({m.time_boot_ms: (m.roll, m.pitch, m.yaw) for m in s.all("ATTITUDE")} for s in (left, right))
    shared = mine.keys() & theirs.keys()
    assert len(shared) >= 25
    assert all(mine[at] == theirs[at] for at in shared)


def test_every_message_that_it_can_send_is_one_that_others_can_read(flying):
    """Each builder's payload is decoded by pymavlink, whose field widths are its own."""
    for number in flying.vehicle.telemetry.builders:
        if number in d.mavlink_map:
            answers = flying.send(d.MAVLink_command_long_message(1, 1, 512, 0, number, 0, 0, 0, 0, 0, 0))
            assert "BAD_DATA" not in [m.get_type() for m in answers], number
            if [m.result for m in answers if m.get_type() == "COMMAND_ACK"] == [0]:
                assert number in [m.get_msgId() for m in answers], number
