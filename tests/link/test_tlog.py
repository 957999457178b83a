"""Telemetry logs: what we write others read, what others wrote we read."""

from __future__ import annotations

import struct

import pytest
from pymavlink import mavutil

from ground_station.errors import BadInput
from ground_station.link.codec import Encoder
from ground_station.link.messages import Message
from ground_station.link.tlog import TlogWriter, read_tlog


def frames(count):
    encoder = Encoder(1, 1)
    return [encoder.encode(Message("HEARTBEAT", type=2, autopilot=12, custom_mode=at)) for at in range(count)]


@pytest.fixture
def log(tmp_path):
    writer = TlogWriter(tmp_path / "day" / "flight.tlog")
    for at, frame in enumerate(frames(5)):
        writer.write(frame, 1_795_320_000.25 + at)
    writer.close()
    return tmp_path / "day" / "flight.tlog"


def test_a_log_gives_back_what_was_written(log):
    read = list(read_tlog(log))

    assert [message.custom_mode for _, message in read] == [0, 1, 2, 3, 4]
    assert [unix_s for unix_s, _ in read] == [1_795_320_000.25 + at for at in range(5)]


def test_other_ground_stations_can_open_our_logs(log):
    theirs = mavutil.mavlink_connection(str(log), dialect="all")

    read = [theirs.recv_msg() for _ in range(5)]
    theirs.close()

    assert [message.custom_mode for message in read] == [0, 1, 2, 3, 4]
    assert read[0]._timestamp == pytest.approx(1_795_320_000.25)


def test_a_log_goes_on_after_a_restart(log):
    writer = TlogWriter(log)
    writer.write(frames(1)[0], 1_795_320_100.0)
    writer.close()

    assert len(list(read_tlog(log))) == 6


def test_a_log_that_was_cut_off_or_damaged_gives_what_is_whole(log):
    whole = log.read_bytes()
    record = 8 + len(frames(1)[0])
    damaged = whole[: record + 5] + b"\xff" * 9 + whole[2 * record : -4]
    log.write_bytes(damaged)

    read = [message.custom_mode for _, message in read_tlog(log)]

    assert read == [0, 2, 3]


def test_what_is_no_log_is_refused_by_name(tmp_path):
    wrong = tmp_path / "picture.tlog"
    wrong.write_bytes(struct.pack(">Q", 3) * 40)

    with pytest.raises(BadInput, match="no MAVLink messages"):
        list(read_tlog(wrong))
    with pytest.raises(BadInput, match="No such file"):
        list(read_tlog(tmp_path / "absent.tlog"))


def test_a_full_log_goes_on_in_the_next_file(tmp_path):
    path, record = tmp_path / "day.tlog", 8 + len(frames(1)[0])
    for _ in range(2):  # also after a restart
        writer = TlogWriter(path, most_bytes=3 * record)
        for frame in frames(4):
            writer.write(frame, 1_795_320_000.0)
        writer.close()

    counts = {one.name: len(list(read_tlog(one))) for one in tmp_path.iterdir()}
    assert counts == {"day.tlog": 3, "day-2.tlog": 3, "day-3.tlog": 2}
