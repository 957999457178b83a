"""What the simulator costs: aircraft over UDP in real time, in CPU seconds for each simulated second.

python tests/benchmarks/simulator_load.py --vehicles 20 --seconds 30
python tests/benchmarks/simulator_load.py --vehicles 20 --seconds 30 --all-links
python tests/benchmarks/simulator_load.py --vehicles 20 --seconds 20 --profile
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import pstats
import socket
import sys
import time
from contextlib import suppress

from firmware_sim.mavlink.streams import ALL_LINKS, TWO_LINKS
from firmware_sim.simulation import Simulation
from firmware_sim.udp_server import Ports, UdpServer

READY_S = 8.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vehicles", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--all-links", action="store_true")
    parser.add_argument("--on-ground", action="store_true")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    asyncio.run(_measure(options))


async def _measure(options: argparse.Namespace) -> None:
    simulation = Simulation(
        origin=(60.3913, 5.3221),
        ground_height_m=lambda north_m, east_m: 25.0,
        vehicles=options.vehicles,
        link_names=ALL_LINKS if options.all_links else TWO_LINKS,
    )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sink:
        # Whoever listens does not read: the kernel drops what is too much, as with no station at all.
        sink.bind(("127.0.0.1", 0))
        send = sink.getsockname()[1]
        ports = Ports(
            **{f"{name}_bind": 20_000 + 200 * number for number, name in enumerate(ALL_LINKS)},
            **{f"{name}_send": send for name in ALL_LINKS},
        )
        async with UdpServer(simulation, ports=ports) as server:
            simulation.advance(READY_S)
            if not options.on_ground:
                for vehicle in simulation.vehicles:
                    pilot = vehicle.autopilot
                    pilot.take_off_to(pilot.estimate.up_m + 30.0)
                    pilot.arm()
            profile = cProfile.Profile() if options.profile else None
            began_s, cpu_s, wall_s = simulation.now_s, time.process_time(), time.monotonic()
            if profile is not None:
                profile.enable()
            with suppress(TimeoutError):
                await asyncio.wait_for(server.run(), options.seconds)
            if profile is not None:
                profile.disable()
            flown_s = simulation.now_s - began_s
            cpu_s, wall_s = time.process_time() - cpu_s, time.monotonic() - wall_s
    sys.stdout.write(
        f"{options.vehicles} aircraft, {len(simulation.vehicles[0].links)} links each: "
        f"{cpu_s / flown_s:.2f} CPU seconds for a simulated second; {flown_s:.1f} s flown in {wall_s:.1f} s\n"
    )
    if profile is not None:
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)


if __name__ == "__main__":
    main()
