"""The modelled telemetry radio: off as in PX4 SITL, and weaker with distance when it is there."""

import pytest

from firmware_sim.mavlink.radio import Radio
from firmware_sim.simulation import Simulation


def _simulation(radio: Radio | None) -> Simulation:
    return Simulation(
        origin=(60.3913, 5.3221), ground_height_m=lambda n, e: 0.0, vehicles=1, gimbal_fitted=False, radio=radio
    )


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


def test_streams_faster_than_the_radio_fill_its_buffer_and_fewer_empty_it(make_station):
    station = make_station(_simulation(Radio(ground_ne_m=(50.0, 0.0))))
    station.run(8.0)
    full = station.last("RADIO_STATUS").txbuf
    station.vehicle.links["gcs"].streams.clear()
    station.run(8.0)

    assert (full, station.last("RADIO_STATUS").txbuf) == (0, 100)


def test_it_speaks_as_a_radio_and_only_to_the_ground_station(make_station):
    station = make_station(_simulation(Radio()), link="onboard", shared=True)
    ground = make_station(station.simulation, shared=True)
    station.run(3.0), ground.listen()

    assert not station.all("RADIO_STATUS")
    assert {m.get_srcComponent() for m in ground.all("RADIO_STATUS")} == {68}
