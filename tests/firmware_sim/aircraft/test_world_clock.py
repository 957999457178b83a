"""The world grows older whatever becomes of the aircraft in it."""

from itertools import pairwise

import pytest

from firmware_sim.local_frame import LocalFrame
from firmware_sim.mavlink.camera_protocol import CameraDescription
from firmware_sim.mavlink.codec import Codec
from firmware_sim.payload.component import Payload

ORIGIN = (60.3913, 5.3221)
UNIX_S = 1_780_000_000.0
CAMERA = CameraDescription(uri="http://127.0.0.1:9/t", video_uri="rtsp://127.0.0.1:9/v", transport_uri="")


def test_a_restarted_aircraft_looks_at_a_world_that_went_on(simulation):
    [vehicle] = simulation.vehicles
    simulation.advance(20.0)
    vehicle.go_down()
    simulation.advance(1.0)
    vehicle.boot()
    simulation.advance(0.5)

    pose = vehicle.true_camera_pose()

    assert pose.boot_s == pytest.approx(0.5)
    assert pose.world_s == pytest.approx(21.5)


def test_a_payload_on_a_restarted_vehicle_looks_at_a_world_that_went_on(simulation):
    [vehicle] = simulation.vehicles
    payload, decoder = Payload(1, LocalFrame(*ORIGIN), CAMERA, seed=1), Codec(1)
    poses = []

    def ride(seconds):
        for _ in range(round(seconds / 0.1)):
            simulation.advance(0.1)
            unix_s = UNIX_S + simulation.now_s
            for datagram in vehicle.take_outgoing("onboard"):
                for message in decoder.decode(datagram):
                    payload.receive(message, unix_s)
            payload.tick(unix_s)
            poses.append(payload.pose(vehicle.autopilot.now_s - 0.1))

    ride(6.0)
    vehicle.boot()
    ride(4.0)

    seen = [pose for pose in poses if pose is not None]
    assert seen[-1].boot_s < 4.5
    assert seen[-1].world_s == pytest.approx(simulation.now_s, abs=0.5)
    assert all(later.world_s >= one.world_s for one, later in pairwise(seen))
