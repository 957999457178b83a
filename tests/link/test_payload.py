"""Cameras, gimbals, clocks and rates: found, asked, used, and believed only as far as they show."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.link.camera import CameraExchange, CaptureLedger, read_stream
from ground_station.link.camera_commands import CameraSource, photograph_command, show_command, zoom_command
from ground_station.link.gimbal import (
    Gimbal,
    GimbalFlag,
    TakeGimbalExchange,
    aim_command,
    find_gimbal,
    look_at_command,
    read_gimbal,
    release_command,
)
from ground_station.link.message_intervals import IntervalExchange
from ground_station.link.outcomes import Outcome
from ground_station.link.requesting import RequestExchange
from ground_station.link.timesync import ClockFilter, TimesyncExchange, answer

SYSTEM, CAMERA = 7, 100
GIMBAL = Gimbal(
    manager_component_id=1,
    device_id=2,
    capabilities=0,
    pitch_min_rad=-math.pi / 2,
    pitch_max_rad=0.5,
    yaw_min_rad=-math.inf,
    yaw_max_rad=math.inf,
)


def clean(direction, number):
    return [0.01]


def ack(heard, command, result, component=1):
    return heard(
        "COMMAND_ACK", component=component, command=command, result=result, target_system=255, target_component=190
    )


class CameraOnBoard:
    """Two streams, one of them thermal with a range, one storage; knows nothing of what is not in `knows`."""

    def __init__(self, heard, knows=("info", "streams", "settings", "status", "storage")):
        self._heard, self._knows = heard, knows

    def receive(self, message, now_s):
        kind, index = message.param1, int(message.param2)
        match kind:
            case 259 if "info" in self._knows:
                vendor = tuple(b"Varde".ljust(32, b"\0"))
                return [
                    self._say("CAMERA_INFORMATION", vendor_name=vendor, resolution_h=640, focal_length=13.0, flags=3)
                ]
            case 269 if "streams" in self._knows:
                return [self._stream(number) for number in (1, 2) if index in (0, number)]
            case 260 if "settings" in self._knows:
                return [self._say("CAMERA_SETTINGS", mode_id=1, zoomLevel=25.0)]
            case 262 if "status" in self._knows:
                return [self._say("CAMERA_CAPTURE_STATUS", image_count=4, video_status=1)]
            case 261 if "storage" in self._knows:
                return [self._say("STORAGE_INFORMATION", storage_id=1, status=2, available_capacity=900.0)]
            case 277:
                fields = {"max": 412.5, "min": 8.0, "max_point_x": 0.5, "max_point_y": 0.25}
                return [self._say("CAMERA_THERMAL_RANGE", stream_id=index, **fields, min_point_x=math.nan)]
        return [ack(self._heard, 512, 3, CAMERA)]

    def tick(self, now_s):
        return []

    def _stream(self, number):
        flags = 1 if number == 1 else 1 | 2 | 4
        uri = f"rtsp://camera/{number}"
        return self._say("VIDEO_STREAM_INFORMATION", stream_id=number, count=2, flags=flags, uri=uri, hfov=32)

    def _say(self, kind, **fields):
        return self._heard(kind, component=CAMERA, **fields)


def test_a_camera_tells_its_streams_thermal_range_settings_and_storage(fly_through, heard):
    exchange = CameraExchange(SYSTEM, CAMERA)

    fly_through(exchange, CameraOnBoard(heard), link=clean)

    camera = exchange.camera
    assert (camera.vendor, camera.width_px, camera.focal_length_mm) == ("Varde", 640, 13.0)
    assert [stream.uri for stream in camera.thermal_streams] == ["rtsp://camera/2"]
    assert (camera.mode, camera.zoom_percent, camera.images_taken, camera.is_recording) == (1, 25.0, 4, True)
    [hottest] = camera.thermal_ranges
    assert (hottest.stream, hottest.max_c, hottest.max_place, hottest.min_place) == (2, 412.5, (0.5, 0.25), None)
    assert (camera.storages[0].is_ready, camera.storages[0].available_mib) == (True, 900.0)


def test_a_simple_camera_is_a_camera_too(fly_through, heard):
    exchange = CameraExchange(SYSTEM, CAMERA)

    fly_through(exchange, CameraOnBoard(heard, knows=("info",)), link=clean)

    assert exchange.outcome is Outcome.ACCEPTED
    assert (exchange.camera.streams, exchange.camera.mode) == ((), None)


def test_no_camera_is_said_to_be_none(fly_through, heard):
    exchange = CameraExchange(SYSTEM, CAMERA)

    fly_through(exchange, CameraOnBoard(heard, knows=()), link=clean)

    assert (exchange.outcome, exchange.camera) == (Outcome.UNSUPPORTED, None)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_on_a_bad_link_a_camera_is_asked_boundedly_and_told_truly(fly_through, bad_link, heard, seed):
    exchange = CameraExchange(SYSTEM, CAMERA)

    sent = fly_through(exchange, CameraOnBoard(heard), link=bad_link(seed), until_s=300.0)

    assert exchange.done
    assert sent <= 3 * 9
    if exchange.outcome is Outcome.ACCEPTED:
        assert {stream.number for stream in exchange.camera.streams} <= {1, 2}
        assert exchange.camera.vendor == "Varde"


def test_a_picture_whose_message_was_lost_is_asked_for(heard):
    ledger = CaptureLedger(SYSTEM, CAMERA)

    first = ledger.receive(heard("CAMERA_IMAGE_CAPTURED", component=CAMERA, image_index=3))
    [asked] = ledger.receive(heard("CAMERA_IMAGE_CAPTURED", component=CAMERA, image_index=5))
    after = ledger.receive(heard("CAMERA_IMAGE_CAPTURED", component=CAMERA, image_index=4))

    assert (first, after) == ([], [])
    assert (asked.command, asked.param1, asked.param2) == (512, 263.0, 4.0)


def test_camera_orders_say_what_they_mean():
    zoom = zoom_command(SYSTEM, CAMERA, 140.0)
    show = show_command(SYSTEM, CAMERA, CameraSource.IR)
    photograph = photograph_command(SYSTEM, CAMERA, sequence=12)

    assert (zoom.command, zoom.param1, zoom.param2) == (531, 2.0, 100.0)
    assert (show.command, show.param2, show.target_component) == (534, 2.0, CAMERA)
    assert (photograph.param3, photograph.param4) == (1.0, 12.0)


def test_a_gimbal_is_found_by_its_manager(heard):
    exchange = find_gimbal(SYSTEM)
    [asked] = exchange.start(0.0)

    exchange.receive(heard("GIMBAL_MANAGER_INFORMATION", gimbal_device_id=2, pitch_min=-1.5, pitch_max=0.5), 0.1)

    assert (asked.command, asked.param1) == (512, 280.0)
    assert read_gimbal(exchange.told).pitch_min_rad == -1.5


def holder(heard, system_id, component_id=190):
    return heard(
        "GIMBAL_MANAGER_STATUS",
        gimbal_device_id=2,
        primary_control_sysid=system_id,
        primary_control_compid=component_id,
    )


def test_a_free_gimbal_is_taken_when_its_manager_names_us(heard):
    exchange = TakeGimbalExchange(SYSTEM, GIMBAL)
    exchange.start(0.0)

    [take] = exchange.receive(holder(heard, 0, 0), 0.1)
    exchange.receive(ack(heard, 1001, 0), 0.2)
    before = exchange.done
    exchange.receive(holder(heard, 255), 1.0)

    assert (take.command, take.param1, take.param2, take.param7) == (1001, 255.0, 190.0, 2.0)
    assert (before, exchange.outcome) == (False, Outcome.ACCEPTED)


def test_another_stations_gimbal_is_left_to_it_unless_taken_over(heard):
    polite, firm = TakeGimbalExchange(SYSTEM, GIMBAL), TakeGimbalExchange(SYSTEM, GIMBAL, may_take_over=True)
    for exchange in (polite, firm):
        exchange.start(0.0)

    sent = [len(exchange.receive(holder(heard, 250), 0.1)) for exchange in (polite, firm)]

    assert sent == [0, 1]
    assert polite.outcome is Outcome.DENIED
    assert "250/190" in polite.reasons[0]


def test_an_acknowledgement_alone_is_no_control(heard):
    exchange = TakeGimbalExchange(SYSTEM, GIMBAL)
    exchange.start(0.0)
    exchange.receive(holder(heard, 0, 0), 0.1)
    exchange.receive(ack(heard, 1001, 0), 0.2)

    exchange.tick(10.0)

    assert exchange.outcome is Outcome.FAILED


def test_aiming_stays_within_what_the_gimbal_can_do():
    down = aim_command(SYSTEM, GIMBAL, pitch_deg=-120.0, yaw_deg=10.0)
    up = aim_command(SYSTEM, GIMBAL, pitch_deg=80.0, yaw_deg=math.nan, flags=GimbalFlag.YAW_LOCK)
    place = look_at_command(SYSTEM, GIMBAL, latitude_deg=60.39, longitude_deg=5.32, altitude_amsl_m=25.0)

    assert (down.param1, down.param2, down.param7) == (pytest.approx(-90.0), 10.0, 2.0)
    assert (up.param1, up.param5) == (pytest.approx(math.degrees(0.5)), 16.0)
    assert math.isnan(up.param2)
    assert (place.kind, place.frame, place.x) == ("COMMAND_INT", 5, 603900000)
    assert release_command(SYSTEM, GIMBAL).param1 == -3.0


def test_a_denial_is_asked_again_an_unknown_message_is_not(heard):
    denied, unknown = RequestExchange(SYSTEM, "GPS_RAW_INT"), RequestExchange(SYSTEM, "GPS_RAW_INT")
    for exchange, result in ((denied, 2), (unknown, 3)):
        exchange.start(0.0)
        exchange.receive(ack(heard, 512, result), 0.1)

    sent = [len(exchange.tick(1.0)) for exchange in (denied, unknown)]
    denied.receive(heard("GPS_RAW_INT", satellites_visible=9), 1.1)

    assert sent == [1, 0]
    assert (denied.outcome, denied.told.satellites_visible) == (Outcome.ACCEPTED, 9)
    assert unknown.outcome is Outcome.UNSUPPORTED


@pytest.mark.parametrize(("rate_hz", "outcome"), [(20.0, Outcome.ACCEPTED), (9.0, Outcome.FAILED)])
def test_a_rate_is_believed_when_it_is_counted(heard, rate_hz, outcome):
    exchange = IntervalExchange(SYSTEM, "ATTITUDE_QUATERNION", 20.0)
    [asked] = exchange.start(0.0)
    exchange.receive(ack(heard, 511, 0), 0.1)

    at_s = 0.1
    while not exchange.done:
        at_s += 1.0 / rate_hz
        exchange.receive(heard("ATTITUDE_QUATERNION"), at_s)
        exchange.tick(at_s)

    assert (asked.param1, asked.param2) == (31.0, 50000.0)
    assert exchange.outcome is outcome
    assert exchange.seen_hz == pytest.approx(rate_hz, rel=0.1)


def test_a_message_that_is_turned_off_or_refused_is_not_counted(heard):
    off, refused = IntervalExchange(SYSTEM, "ATTITUDE", -1.0), IntervalExchange(SYSTEM, "ATTITUDE", 50.0)
    requests = [exchange.start(0.0)[0].param2 for exchange in (off, refused)]

    off.receive(ack(heard, 511, 0), 0.1)
    refused.receive(ack(heard, 511, 4), 0.1)

    assert requests == [-1.0, 20000.0]
    assert (off.outcome, refused.outcome) == (Outcome.ACCEPTED, Outcome.FAILED)


@given(
    offset_s=st.floats(-1e5, 1e5),
    trips=st.lists(st.tuples(st.floats(0.0, 2.0), st.floats(0.0, 2.0)), min_size=1, max_size=32),
)
def test_the_clock_error_is_within_half_the_shortest_round_trip(offset_s, trips):
    clock, now_s = ClockFilter(), 100.0
    for up_s, down_s in trips:
        clock.add(asked_s=now_s, theirs_s=now_s + up_s + offset_s, heard_s=now_s + up_s + down_s)
        now_s += 1.0

    best = clock.best
    assert abs(best.offset_s - offset_s) <= best.error_s + 1e-6
    assert best.error_s == pytest.approx(min(up_s + down_s for up_s, down_s in trips) / 2.0, abs=1e-6)


def test_a_restarted_aircraft_voids_what_was_measured_of_its_clock():
    clock = ClockFilter()
    clock.add(asked_s=100.0, theirs_s=500.0, heard_s=100.01)

    clock.add(asked_s=110.0, theirs_s=3.0, heard_s=110.5)

    assert clock.best.offset_s == pytest.approx(3.0 - 110.25)


class Ticking:
    """An aircraft's clock, 1234.5 s behind the station's."""

    def __init__(self, heard):
        self._heard = heard

    def receive(self, message, now_s):
        return [self._heard("TIMESYNC", tc1=round((now_s + 1234.5) * 1e9), ts1=message.ts1)]

    def tick(self, now_s):
        return [self._heard("TIMESYNC", tc1=0, ts1=17)]


@given(seed=st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_a_clock_is_measured_over_a_bad_link(fly_through, bad_link, heard, seed):
    exchange = TimesyncExchange(SYSTEM)

    sent = fly_through(exchange, Ticking(heard), link=bad_link(seed), until_s=60.0)

    assert (exchange.done, sent) == (True, 10)
    best = exchange.clock.best
    assert (best is not None) == (exchange.outcome is Outcome.ACCEPTED)
    if best is not None:
        assert abs(best.offset_s - 1234.5) <= best.error_s + 0.06  # the clock of the test steps by 0.05 s


def test_an_aircrafts_own_question_is_answered(heard):
    question, statement = heard("TIMESYNC", tc1=0, ts1=55), heard("TIMESYNC", tc1=9, ts1=55)

    told = answer(question, 2.5)

    assert (told.tc1, told.ts1, told.target_system) == (2_500_000_000, 55, SYSTEM)
    assert answer(statement, 2.5) is None


def test_a_stream_without_a_field_of_view_does_not_claim_one(heard):
    stream = read_stream(heard("VIDEO_STREAM_INFORMATION", stream_id=1, flags=3))

    assert (stream.hfov_deg, stream.is_thermal, stream.is_running) == (None, True, True)


def test_an_answer_that_comes_twice_is_one_measurement(heard):
    exchange = TimesyncExchange(SYSTEM)
    [asked] = exchange.start(10.0)

    for at_s in (10.1, 10.2):
        exchange.receive(heard("TIMESYNC", tc1=5_000_000_000, ts1=asked.ts1), at_s)

    assert exchange.progress.done == 1
    assert exchange.clock.best.round_trip_s == pytest.approx(0.1)


def test_a_stream_whose_answer_was_lost_is_asked_for_by_its_number(fly_through, heard):
    class Halting(CameraOnBoard):
        def receive(self, message, now_s):
            answers = super().receive(message, now_s)
            return answers[:1] if message.param1 == 269.0 and message.param2 == 0.0 else answers

    exchange = CameraExchange(SYSTEM, CAMERA)

    fly_through(exchange, Halting(heard), link=clean)

    assert [stream.number for stream in exchange.camera.streams] == [1, 2]


def test_what_came_at_the_old_rate_does_not_count(heard):
    exchange = IntervalExchange(SYSTEM, "ATTITUDE", 20.0)
    exchange.start(0.0)
    exchange.receive(ack(heard, 511, 0), 0.1)

    for at in range(40):
        exchange.receive(heard("ATTITUDE"), 0.1 + 0.01 * at)
    for at in range(1, 20):
        exchange.receive(heard("ATTITUDE"), 0.6 + 0.1 * at)
    exchange.tick(2.7)

    assert exchange.outcome is Outcome.FAILED
    assert exchange.seen_hz == pytest.approx(9.5, abs=1.0)
