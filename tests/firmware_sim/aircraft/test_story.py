"""A whole incident in simulated time: the same seed tells it in the same bytes, another seed in others."""

import hashlib
import math

import pytest

from firmware_sim.aircraft.dynamics import WORK_QUADROTOR
from firmware_sim.aircraft.wind import Wind
from firmware_sim.faults import Fault
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation

ORIGIN = (60.3913, 5.3221)
HEARTBEAT = d.MAVLink_heartbeat_message(6, 8, 0, 0, 4, 3).pack(d.MAVLink(None, srcSystem=255, srcComponent=190))
FAULTS = (
    Fault(kind="gnss_drift", at_s=300.0, for_s=60.0, speed_ms=0.1),
    Fault(kind="link_loss", at_s=500.0, for_s=8.0, link="gcs"),
    Fault(kind="link_drop", at_s=600.0, for_s=120.0, fraction=0.3),
)


def _lanes() -> list[tuple]:
    nan = math.nan
    places = [(0, 0, 22), *((200.0 * ((i + 1) // 2 % 2), 25.0 * (i // 2), 16) for i in range(24))]
    return [
        (
            6,
            kind,
            (0.0, 0.0, 0.0, nan),
            round((ORIGIN[0] + n / 111_412) * 1e7),
            round((ORIGIN[1] + e / 55_000) * 1e7),
            40,
        )
        for n, e, kind in places
    ]


def _told(make_station, seed: int, until_s: float) -> tuple[dict[float, str], list[str]]:
    """Checksums of all that was sent so far, at some instants, and the modes flown."""
    simulation = Simulation(
        origin=ORIGIN,
        ground_height_m=lambda north_m, east_m: 25.0 + 0.05 * north_m,
        vehicles=1,
        seed=seed,
        wind=Wind(from_deg=220.0, speed_ms=4.0),
        airframe=WORK_QUADROTOR,
        faults=FAULTS,
    )
    station, digest, modes, sums = make_station(simulation), hashlib.sha256(), [], {}
    vehicle = station.vehicle
    for message_id in vehicle.links["gcs"].streams:
        vehicle.links["gcs"].set_interval(message_id, 1.0, 0.0)
    station.run(6.0)
    station.upload(_lanes())
    station.run(1.5)
    station.command(d.MAV_CMD_MISSION_START)
    while simulation.now_s < until_s:
        if simulation.now_s > 900.0 and station.pilot.mode.name in ("MISSION", "HOLD") and station.pilot.in_air:
            station.set_mode(4, 5)
        vehicle.receive("gcs", HEARTBEAT)
        simulation.advance(1.0)
        for datagram in vehicle.take_outgoing("gcs"):
            digest.update(datagram)
        if vehicle.autopilot.mode.name not in modes[-1:]:
            modes.append(vehicle.autopilot.mode.name)
        if round(simulation.now_s) % 60 == 0:
            sums[round(simulation.now_s)] = digest.hexdigest()
    return sums, modes


@pytest.mark.slow
def test_twenty_minutes_are_told_in_the_same_bytes_by_the_same_seed(make_station):
    first, modes = _told(make_station, seed=11, until_s=1200.0)
    again, _ = _told(make_station, seed=11, until_s=180.0)
    other, _ = _told(make_station, seed=12, until_s=60.0)

    assert modes == ["MISSION", "HOLD", "RETURN", "HOLD"]
    assert first[180] == again[180]
    assert first[60] != other[60]
    assert len(set(first.values())) == len(first) >= 19
