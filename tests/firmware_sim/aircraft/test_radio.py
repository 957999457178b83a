"""The modelled telemetry radio: off as in PX4 SITL, and weaker with distance when it is there."""

import struct

import pytest

from firmware_sim.faults import Fault
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.mavlink.file_tree import File
from firmware_sim.mavlink.radio import Radio
from firmware_sim.simulation import Simulation

OPEN, BURST, ACK = 4, 15, 128


def _simulation(radio: Radio | None) -> Simulation:
    return Simulation(
        origin=(60.3913, 5.3221), ground_height_m=lambda n, e: 0.0, vehicles=1, gimbal_fitted=False, radio=radio
    )


def _ftp(station, number: int, opcode: int, size: int, offset: int = 0, content: bytes = b"") -> None:
    head = struct.pack("<HBBBBBxI", number, 0, opcode, size, 0, 0, offset)
    payload = (head + content).ljust(251, b"\0")
    station.send(d.MAVLink_file_transfer_protocol_message(0, 1, 1, payload))


def _burst_s(station) -> float:
    """How long a file takes to come in bursts, asked for anew where each ends."""
    _ftp(station, 1, OPEN, 7, content=b"big.bin")
    began_s, received = station.simulation.now_s, set()
    while sum(size for _, size in received) < 12_000:
        assert station.simulation.now_s - began_s < 30.0
        station.heard.clear()
        _ftp(station, 100 * len(received) + 3, BURST, 239, max((offset + size for offset, size in received), default=0))
        while True:
            station.run(0.05)
            parts = [bytes(m.payload[:12]) for m in station.all("FILE_TRANSFER_PROTOCOL")]
            received |= {(struct.unpack_from("<I", p, 8)[0], p[4]) for p in parts if p[3] == ACK and p[5] == BURST}
            if any(p[6] for p in parts) or sum(size for _, size in received) >= 12_000:
                break
            assert station.simulation.now_s - began_s < 30.0
    return station.simulation.now_s - began_s


def _strengths(make_station, radio: Radio) -> list[int]:
    station = make_station(_simulation(radio))
    station.vehicle.links["gcs"].streams.clear()
    station.run(20.0)
    return [message.rssi for message in station.all("RADIO_STATUS")]


def test_there_is_none_unless_it_is_asked_for(make_station):
    station = make_station(_simulation(None))
    station.run(3.0)

    assert not station.all("RADIO_STATUS")


def test_ten_times_as_far_is_twenty_decibels_weaker(make_station):
    near = _strengths(make_station, Radio(ground_ne_m=(100.0, 0.0)))
    far = _strengths(make_station, Radio(ground_ne_m=(1000.0, 0.0)))

    assert len(near) == pytest.approx(19, abs=1)
    assert sum(near) / len(near) - sum(far) / len(far) == pytest.approx(20 * 1.9, abs=2.0)


def test_streams_faster_than_the_radio_are_slowed_until_they_fit_and_heartbeats_are_not(make_station):
    station = make_station(_simulation(Radio(ground_ne_m=(50.0, 0.0))))
    station.run(5.0)
    full = station.last("RADIO_STATUS").txbuf
    station.run(25.0)
    sent = station.vehicle.links["gcs"].sent_bytes
    station.heard.clear()
    station.run(10.0)

    rate_bytes_s = (station.vehicle.links["gcs"].sent_bytes - sent) / 10.0
    assert full == 0
    assert station.last("RADIO_STATUS").txbuf > 25
    assert 3000 < rate_bytes_s < 1.1 * 5700
    assert len(station.all("ATTITUDE")) < 250
    assert len(station.all("HEARTBEAT")) == pytest.approx(10, abs=1)


def test_a_radio_by_fault_comes_and_goes_and_streams_are_fast_again(make_station):
    station = make_station(_simulation(None))
    station.simulation.timetable.add(Fault(kind="radio", for_s=12.0, bytes_per_s=3000.0))
    station.run(11.0)
    slowed = station.vehicle.links["gcs"].rate_share
    station.run(1.5)
    station.heard.clear()
    station.run(4.0)

    assert slowed < 0.3
    assert not station.all("RADIO_STATUS")
    assert len(station.all("ATTITUDE")) == pytest.approx(200, abs=12)


def test_a_file_burst_takes_as_long_as_the_radio_needs(make_station):
    def seconds(radio: Radio | None) -> float:
        station = make_station(_simulation(radio))
        link = station.vehicle.links["gcs"]
        link.streams.clear()
        station.run(2.0)
        station.vehicle.card.files.put("big.bin", File(content=bytearray(b"\x55" * 12_000)))
        return _burst_s(station)

    wired_s, radio_s = seconds(None), seconds(Radio())

    assert wired_s < 0.3
    assert radio_s == pytest.approx(12_000 / 5700 * 1.1, rel=0.25)


def test_it_speaks_as_a_radio_and_only_to_the_ground_station(make_station):
    station = make_station(_simulation(Radio()), link="onboard", shared=True)
    ground = make_station(station.simulation, shared=True)
    station.run(3.0), ground.listen()

    assert not station.all("RADIO_STATUS")
    assert {m.get_srcComponent() for m in ground.all("RADIO_STATUS")} == {68}
