import math
from collections import Counter

import pytest

from firmware_sim.mavlink.codec import dialect as d

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
