import pytest

from firmware_sim.mavlink.camera_protocol import CameraDescription
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation

URI = "http://127.0.0.1:8790/thermal"
CAMERA = 100


@pytest.fixture
def station(make_station):
    simulation = Simulation(
        origin=(60.3913, 5.3221),
        ground_height_m=lambda n, e: 0.0,
        vehicles=1,
        cameras=[CameraDescription(uri=URI, horizontal_view_deg=32.0)],
    )
    station = make_station(simulation)
    station.run(2.5)
    return station


def _ask(station, command: int, *params: float, component: int = CAMERA):
    filled = [*params, *[0.0] * (7 - len(params))]
    return station.send(d.MAVLink_command_long_message(1, component, command, 0, *filled))


def test_the_camera_has_a_heartbeat_of_its_own(station):
    beats = [m for m in station.all("HEARTBEAT") if m.get_srcComponent() == CAMERA]

    assert beats and {m.type for m in beats} == {d.MAV_TYPE_CAMERA}


@pytest.mark.parametrize("component", [CAMERA, 0])
def test_it_tells_where_the_thermal_picture_is(station, component):
    answers = _ask(station, 512, 269, component=component)

    [stream] = [m for m in answers if m.get_type() == "VIDEO_STREAM_INFORMATION"]
    acks = [(m.get_srcComponent(), m.result) for m in answers if m.get_type() == "COMMAND_ACK"]
    assert acks == [(CAMERA, 0)]
    assert (stream.uri, stream.resolution_h, stream.resolution_v) == (URI, 640, 512)
    assert stream.flags & d.VIDEO_STREAM_STATUS_FLAGS_THERMAL


def test_its_lens_and_sensor_agree_with_its_angle_of_view(station):
    [about] = [m for m in _ask(station, 512, 259) if m.get_type() == "CAMERA_INFORMATION"]

    assert about.sensor_size_h / about.focal_length == pytest.approx(2 * 0.28675, rel=1e-3)  # 2 tan 16 deg


def test_the_autopilot_has_no_such_message(station):
    assert [m.result for m in _ask(station, 512, 269, component=1) if m.get_type() == "COMMAND_ACK"] == [2]


def test_what_the_camera_cannot_do_is_unsupported(station):
    assert [m.result for m in _ask(station, 531, 1.0) if m.get_type() == "COMMAND_ACK"] == [3]
