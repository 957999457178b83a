"""What an aircraft passes on between its links, and the time of day over a restart."""

from firmware_sim.mavlink.codec import dialect as d

CAMERA, GIMBAL = 100, 154


def _say(station, message, system: int, component: int) -> None:
    station.vehicle.receive(station.link, message.pack(d.MAVLink(None, srcSystem=system, srcComponent=component)))


def _commands(station) -> list[tuple[int, int]]:
    return [(m.command, m.target_component) for m in station.listen() if m.get_type() == "COMMAND_LONG"]


def test_a_command_for_a_component_of_its_own_goes_to_the_link_where_that_was_heard(simulation, make_station):
    station = make_station(simulation, shared=True)
    payload = make_station(simulation, link="onboard", shared=True)
    zoom = d.MAVLink_command_long_message(1, GIMBAL, 531, 0, *[0.0] * 7)

    _say(station, zoom, 255, 190)
    before = _commands(payload)
    _say(payload, d.MAVLink_heartbeat_message(d.MAV_TYPE_GIMBAL, 8, 0, 0, 4, 3), 1, GIMBAL)
    _say(station, zoom, 255, 190)

    assert (before, _commands(payload)) == ([], [(531, GIMBAL)])


def test_what_is_for_another_component_or_for_the_autopilot_stays(simulation, make_station):
    station = make_station(simulation, shared=True)
    payload = make_station(simulation, link="onboard", shared=True)
    _say(payload, d.MAVLink_heartbeat_message(d.MAV_TYPE_GIMBAL, 8, 0, 0, 4, 3), 1, GIMBAL)
    payload.listen()

    for component in (1, CAMERA):
        _say(station, d.MAVLink_command_long_message(1, component, 531, 0, *[0.0] * 7), 255, 190)

    assert _commands(payload) == []


def test_the_answer_of_a_payload_reaches_the_station_that_asked(simulation, make_station):
    station = make_station(simulation, shared=True)
    payload = make_station(simulation, link="onboard", shared=True)
    _say(station, d.MAVLink_heartbeat_message(d.MAV_TYPE_GCS, 8, 0, 0, 4, 3), 255, 190)
    station.listen()

    for asked in (190, 191):
        _say(payload, d.MAVLink_command_ack_message(531, 0, 0, 0, 255, asked), 1, GIMBAL)

    passed_on = [m for m in station.listen() if m.get_type() == "COMMAND_ACK"]
    assert [(m.get_srcComponent(), m.target_component) for m in passed_on] == [(GIMBAL, 190)]


def test_the_time_of_day_goes_on_over_a_restart(simulation, make_station):
    station = make_station(simulation, link="onboard", shared=True)
    station.run(8.0)
    before = station.last("SYSTEM_TIME")
    simulation.vehicles[0].go_down()
    station.run(2.0)
    simulation.vehicles[0].boot()
    station.run(3.0)
    after = station.last("SYSTEM_TIME")

    assert after.time_boot_ms < before.time_boot_ms
    assert 4.0 < (after.time_unix_usec - before.time_unix_usec) * 1e-6 < 6.5
