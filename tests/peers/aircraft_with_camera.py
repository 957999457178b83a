"""Two simulated aircraft, the first with a camera whose pictures nobody makes: a program that the fixtures start."""

from __future__ import annotations

import asyncio
import json
import sys

from firmware_sim.mavlink.camera_description import CameraDescription
from firmware_sim.simulation import Simulation
from firmware_sim.udp_server import Ports, UdpServer

CAMERA = CameraDescription(uri="rtsp://127.0.0.1:8554/thermal", video_uri="rtsp://127.0.0.1:8555/video")


async def fly(speed: float, gcs: int, gcs_send: int, onboard: int, onboard_send: int) -> None:
    """Until it is ended; one line of JSON says that the ports are bound."""
    simulation = Simulation(
        origin=(60.3913, 5.3221), ground_height_m=lambda north_m, east_m: 25.0, vehicles=2, seed=1, cameras=[CAMERA]
    )
    ports = Ports(gcs_bind=gcs, gcs_send=gcs_send, onboard_bind=onboard, onboard_send=onboard_send)
    async with UdpServer(simulation, ports=ports, speed=speed) as server:
        sys.stdout.write(
            json.dumps({"vehicles": [{"system_id": each.system_id} for each in simulation.vehicles]}) + "\n"
        )
        sys.stdout.flush()
        await server.run()


if __name__ == "__main__":
    asyncio.run(fly(float(sys.argv[1]), *map(int, sys.argv[2:6])))
