"""The camera component: what it is, where its picture is, photos, recordings, and what it cannot do."""

import math

import pytest

from firmware_sim.mavlink.camera_description import CameraDescription, ThermalRange
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation

URI = "http://127.0.0.1:8790/thermal"
CAMERA = 100
ACCEPTED, TEMPORARILY_REJECTED, DENIED, UNSUPPORTED = 0, 1, 2, 3


@pytest.fixture
def station(make_station):
    simulation = Simulation(
        origin=(60.3913, 5.3221),
        ground_height_m=lambda n, e: 0.0,
        vehicles=1,
        cameras=[CameraDescription(uri=URI, horizontal_view_deg=32.0, video_uri="rtsp://127.0.0.1:8554/1")],
    )
    station = make_station(simulation)
    station.listen_seldom()
    station.run(2.5)
    return station


def _ask(station, command: int, *params: float, component: int = CAMERA):
    filled = [*params, *[0.0] * (7 - len(params))]
    return station.send(d.MAVLink_command_long_message(1, component, command, 0, *filled))


def _result(answers) -> int:
    [ack] = [m for m in answers if m.get_type() == "COMMAND_ACK"]
    return int(ack.result)


def _message(station, number: int, which: float = 0.0):
    answers = _ask(station, 512, number, which)
    assert _result(answers) == ACCEPTED
    return next(m for m in answers if m.get_msgId() == number)


def test_the_camera_has_a_heartbeat_of_its_own(station):
    beats = [m for m in station.all("HEARTBEAT") if m.get_srcComponent() == CAMERA]

    assert beats and {m.type for m in beats} == {d.MAV_TYPE_CAMERA}


@pytest.mark.parametrize("component", [CAMERA, 0])
def test_it_tells_where_the_thermal_picture_is(station, component):
    answers = _ask(station, 512, 269, 1, component=component)

    [stream] = [m for m in answers if m.get_type() == "VIDEO_STREAM_INFORMATION"]
    acks = [(m.get_srcComponent(), m.result) for m in answers if m.get_type() == "COMMAND_ACK"]
    assert acks == [(CAMERA, ACCEPTED)]
    assert (stream.uri, stream.resolution_h, stream.resolution_v) == (URI, 640, 512)
    assert stream.flags & d.VIDEO_STREAM_STATUS_FLAGS_THERMAL


def test_asked_for_all_streams_it_tells_each_and_one_too_many_is_denied(station):
    all_of_them = [m for m in _ask(station, 512, 269, 0) if m.get_type() == "VIDEO_STREAM_INFORMATION"]

    assert [(m.stream_id, m.count, m.name) for m in all_of_them] == [(1, 2, "thermal"), (2, 2, "video")]
    assert all_of_them[1].encoding == d.VIDEO_STREAM_ENCODING_H264
    assert [bool(m.flags & d.VIDEO_STREAM_STATUS_FLAGS_THERMAL) for m in all_of_them] == [True, False]
    assert _result(_ask(station, 512, 269, 3)) == DENIED


def test_streaming_is_stopped_and_started_and_told(station):
    stopped = (_result(_ask(station, 2503, 0)), _message(station, 270, 1).flags, station.vehicle.camera.streaming)
    started = (_result(_ask(station, 2502, 0)), _message(station, 270, 1).flags, station.vehicle.camera.streaming)

    assert stopped == (ACCEPTED, d.VIDEO_STREAM_STATUS_FLAGS_THERMAL, False)
    assert started == (ACCEPTED, d.VIDEO_STREAM_STATUS_FLAGS_THERMAL | d.VIDEO_STREAM_STATUS_FLAGS_RUNNING, True)


def test_its_lens_and_sensor_agree_with_its_angle_of_view(station):
    about = _message(station, 259)

    assert about.sensor_size_h / about.focal_length == pytest.approx(2 * 0.28675, rel=1e-3)  # 2 tan 16 deg


def test_the_autopilot_has_no_such_message(station):
    assert _result(_ask(station, 512, 269, component=1)) == DENIED


@pytest.mark.parametrize("command", [531, 532, 2004, 2010])
def test_zoom_focus_and_tracking_are_not_claimed_and_unsupported(station, command):
    assert _result(_ask(station, command, 1.0)) == UNSUPPORTED
    claimed = _message(station, 259).flags
    assert not claimed & (d.CAMERA_CAP_FLAGS_HAS_BASIC_ZOOM | d.CAMERA_CAP_FLAGS_HAS_BASIC_FOCUS)


def test_a_single_photo_is_told_with_place_and_direction_and_can_be_asked_for_again(station):
    answers = _ask(station, 2000, 0, 0, 1, 1)
    station.run(0.5)

    told = station.last("CAMERA_IMAGE_CAPTURED")
    again = _message(station, 263, 0)
    place = station.last("GLOBAL_POSITION_INT")
    assert _result(answers) == ACCEPTED
    assert (told.image_index, told.capture_result, again.time_utc) == (0, 1, told.time_utc)
    assert (told.lat, told.lon) == pytest.approx((place.lat, place.lon), abs=200)
    w, x, y, z = told.q
    assert math.degrees(math.asin(2.0 * (w * y - z * x))) == pytest.approx(-90.0, abs=3.0)
    assert _result(_ask(station, 512, 263, 1)) == DENIED


def test_a_photo_asked_for_twice_with_one_number_is_taken_once(station):
    for _ in range(2):
        assert _result(_ask(station, 2000, 0, 0, 1, 7)) == ACCEPTED
        station.run(0.2)
    _ask(station, 2000, 0, 0, 1, 8)
    station.run(0.2)

    assert station.vehicle.camera.image_count == 2


def test_photos_at_intervals_come_until_they_are_stopped(station):
    started = _result(_ask(station, 2000, 0, 1.0, 0, 0))
    station.run(3.5)
    busy = _message(station, 262)
    second = _result(_ask(station, 2000, 0, 1.0, 0, 0))
    _ask(station, 2001)
    station.run(2.0)
    idle = _message(station, 262)

    assert (started, second) == (ACCEPTED, TEMPORARILY_REJECTED)
    assert (busy.image_status, busy.image_interval, idle.image_status) == (3, 1.0, 0)
    assert [m.image_index for m in station.all("CAMERA_IMAGE_CAPTURED")] == [0, 1, 2, 3]
    assert (idle.image_count, busy.image_count) == (4, 4)


def test_an_interval_shorter_than_the_sensors_own_is_denied(station):
    assert _result(_ask(station, 2000, 0, 0.01, 5, 0)) == DENIED


def test_a_recording_is_told_as_often_as_asked_and_fills_the_storage(station):
    before = _message(station, 261)
    started, twice = _result(_ask(station, 2500, 0, 2.0)), _result(_ask(station, 2500, 0, 2.0))
    station.run(5.0)
    told = station.all("CAMERA_CAPTURE_STATUS")
    _ask(station, 2501)
    after = _message(station, 261)

    assert (started, twice) == (ACCEPTED, TEMPORARILY_REJECTED)
    assert len(told) == pytest.approx(10, abs=1)
    assert (told[-1].video_status, told[-1].recording_time_ms) == (1, pytest.approx(5000, abs=600))
    assert before.available_capacity - after.available_capacity == pytest.approx(10.0, abs=0.5)
    assert before.total_capacity == pytest.approx(after.used_capacity + after.available_capacity)


def test_the_mode_is_set_told_and_reset_and_a_strange_one_denied(station):
    answers = _ask(station, 530, 0, 1)
    strange = _result(_ask(station, 530, 0, 9))
    video = _message(station, 260).mode_id
    _ask(station, 529, 1)

    assert _result(answers) == ACCEPTED and "CAMERA_SETTINGS" in [m.get_type() for m in answers]
    assert (strange, video, _message(station, 260).mode_id) == (DENIED, 1, 0)


def test_it_has_no_other_picture_than_the_infrared(station):
    assert _result(_ask(station, 534, 0, 2)) == ACCEPTED
    assert _result(_ask(station, 534, 0, 1)) == DENIED


def test_the_field_of_view_is_told_with_the_place_in_the_middle(station):
    station.arm_and_take_off(40.0)
    station.send(d.MAVLink_command_long_message(1, 1, 1001, 0, 255, 190, -1, -1, 0, 0, 0))
    station.send(d.MAVLink_command_long_message(1, 1, 1000, 0, -45.0, 0.0, math.nan, math.nan, 0, 0, 0))
    station.run(4.0)

    view = _message(station, 271)

    away_m = (view.lat_image - view.lat_camera) * 1e-7 * 111_412.0
    assert away_m == pytest.approx(40.0, abs=3.0)
    assert view.vfov == pytest.approx(2 * math.degrees(math.atan(0.28675 * 512 / 640)), abs=0.01)


def test_the_range_of_temperatures_is_told_only_when_the_camera_knows_it(station):
    unknown = _result(_ask(station, 512, 277, 1))
    station.vehicle.camera.thermal_range = lambda: ThermalRange(
        coldest_celsius=-3.5, coldest_at=(0.1, 0.2), hottest_celsius=88.25, hottest_at=(0.5, 0.75)
    )
    told = _message(station, 277, 1)

    assert unknown == DENIED
    assert (told.min, told.max, told.max_point_x, told.max_point_y) == (-3.5, 88.25, 0.5, 0.75)
