"""What the simulator costs: CPU time of aircraft without cameras and of one thermal picture in each scenario.

python tests/benchmarks/simulator_cost.py [SCENARIO ...]
"""

from __future__ import annotations

import math
import statistics
import sys
import time

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim import scenario
from firmware_sim.camera.thermal_camera import ThermalCamera
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.world import World

SETTLED_S, CLIMBING_S, MEASURED_S = 6.0, 5.0, 10.0
LOOKS = 12
"""All round the horizon."""
PITCHES_DEG = (-90, -45, -15, -5)
UP_M, START_S = 60.0, 600.0


def aircraft(count: int) -> float:
    """Simulated seconds per CPU second of so many aircraft that climb, messages taken."""
    simulation = Simulation(
        origin=(60.3913, 5.3221), ground_height_m=lambda north_m, east_m: 25.0, vehicles=count, seed=7
    )

    def fly(seconds: float) -> None:
        for _ in range(round(seconds * 20)):
            simulation.advance(0.05)
            for vehicle in simulation.vehicles:
                for link in vehicle.links:
                    vehicle.take_outgoing(link)

    fly(SETTLED_S)
    station = d.MAVLink(None, srcSystem=255, srcComponent=190)
    for vehicle in simulation.vehicles:
        nan, amsl_m = math.nan, 65.0
        for command, params in ((400, (1.0, *[0.0] * 6)), (22, (0.0, 0.0, 0.0, nan, nan, nan, amsl_m))):
            message = d.MAVLink_command_long_message(vehicle.system_id, 1, command, 0, *params)
            vehicle.receive("gcs", message.pack(station))
    fly(CLIMBING_S)
    began_s = time.process_time()
    fly(MEASURED_S)
    return MEASURED_S / (time.process_time() - began_s)


def picture_ms(camera: ThermalCamera, up_m: float, pitch_deg: float) -> tuple[float, float]:
    """CPU time of a picture: the median and the most of a look each 30 degrees, after one to warm up."""
    taken_ms = []
    for k in range(LOOKS + 1):
        pose = _pose(up_m, 360.0 / LOOKS * k, pitch_deg, START_S + k)
        began_s = time.process_time()
        camera.read(pose)
        taken_ms.append(1000.0 * (time.process_time() - began_s))
    return statistics.median(taken_ms[1:]), max(taken_ms[1:])


def _pose(up_m: float, yaw_deg: float, pitch_deg: float, boot_s: float) -> TrueCameraPose:
    return TrueCameraPose(
        system_id=1,
        boot_s=boot_s,
        north_m=-60.0,
        east_m=-60.0,
        up_m=up_m,
        ned_from_camera=_ned_from_camera(math.radians(yaw_deg), math.radians(pitch_deg)),
        velocity_ned_ms=(1.0, 0.0, 0.0),
        angular_rate_rads=np.zeros(3),
    )


def _ned_from_camera(yaw_rad: float, pitch_rad: float) -> NDArray[np.float64]:
    level = math.cos(pitch_rad)
    ahead = np.array([level * math.cos(yaw_rad), level * math.sin(yaw_rad), -math.sin(pitch_rad)])
    right = np.array([-math.sin(yaw_rad), math.cos(yaw_rad), 0.0])
    return np.column_stack([right, np.cross(ahead, right), ahead])


def main(names: list[str]) -> None:
    """Print a line for each."""
    cv2.setNumThreads(1)
    for count in (1, 20):
        sys.stdout.write(f"{count} aircraft: {aircraft(count):.1f} simulated seconds per CPU second\n")
    for name in names or scenario.names():
        world = World(scenario.load(name), seed=1)
        camera, up_m = ThermalCamera(world, 1), float(world.height_m(-60.0, -60.0)) + UP_M
        costs = (picture_ms(camera, up_m, pitch) for pitch in PITCHES_DEG)
        told = (
            f"{pitch}° {usual:.0f} ms, {most:.0f} at most"
            for pitch, (usual, most) in zip(PITCHES_DEG, costs, strict=True)
        )
        sys.stdout.write(f"{name}: {'; '.join(told)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
