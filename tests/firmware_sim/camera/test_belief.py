"""What the camera's metadata tells is what the aircraft tells over MAVLink, and not the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pymavlink.dialects.v20 import common

from firmware_sim.belief import angles_of
from firmware_sim.mavlink.camera_protocol import CameraDescription
from firmware_sim.simulation import Simulation


def test_the_belief_beside_a_pose_is_what_the_aircraft_says_of_itself() -> None:
    simulation = Simulation(
        origin=(60.4, 5.3),
        ground_height_m=lambda north_m, east_m: 20.0,
        vehicles=1,
        seed=4,
        cameras=[CameraDescription(uri="http://127.0.0.1:9/thermal")],
    )
    [vehicle] = simulation.vehicles
    decoder = common.MAVLink(None)
    decoder.robust_parsing = True
    told = {}
    for _ in range(400):
        simulation.advance(0.02)
        for datagram in vehicle.take_outgoing("onboard"):
            for message in decoder.parse_buffer(datagram) or []:
                told[message.get_type()] = message

    pose = vehicle.true_camera_pose()

    assert pose.belief is not None
    position, attitude = told["GLOBAL_POSITION_INT"], told["ATTITUDE"]
    assert pose.belief.latitude_deg == pytest.approx(position.lat / 1e7, abs=3e-7)
    assert pose.belief.longitude_deg == pytest.approx(position.lon / 1e7, abs=6e-7)
    assert pose.belief.amsl_m == pytest.approx(position.alt / 1000, abs=0.05)
    assert math.remainder(pose.belief.yaw_rad - attitude.yaw, math.tau) == pytest.approx(0.0, abs=1e-3)
    north_m, east_m = simulation.frame.local_from_wgs84(pose.belief.latitude_deg, pose.belief.longitude_deg)
    assert math.hypot(north_m - pose.north_m, east_m - pose.east_m) > 0.05
    assert not np.allclose(pose.belief.ned_from_view, pose.ned_from_camera[:, [2, 0, 1]], atol=1e-3)
    assert angles_of(pose.belief.ned_from_view)[1] == pytest.approx(-math.pi / 2, abs=math.radians(1.0))
