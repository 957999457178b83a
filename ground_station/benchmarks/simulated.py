"""The simulator as a process beside a bench: the station meets it only as bytes."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ground_station.errors import GroundStationError

HOST: Final = "127.0.0.1"


def free_udp_port() -> int:
    """A UDP port nobody holds now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def simulator(vehicles: int, heard_port: int) -> Iterator[tuple[int, ...]]:
    """Simulated aircraft that stand still, sending to `heard_port`; the ports at which they are spoken to."""
    first = free_udp_port()
    command = [
        *(sys.executable, "-m", "firmware_sim", "run", "--ready-json", "--seed", "1", "--scenario", "flat"),
        *("--no-cameras", "--vehicles", str(vehicles), "--gcs-port", str(first), "--gcs-send", str(heard_port)),
        *("--onboard-port", str(first + vehicles), "--onboard-send", str(first + 2 * vehicles)),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
            if not ready:
                raise GroundStationError("the simulator ended before it was ready", "run the bench again")
            yield tuple(first + index for index in range(len(json.loads(ready)["vehicles"])))
        finally:
            process.terminate()


def record_stream(seconds: float) -> list[tuple[float, bytes]]:
    """What one aircraft sends by itself, datagram by datagram, with the seconds since the first."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 21)
        listening.bind((HOST, 0))
        listening.settimeout(20.0)
        with simulator(1, listening.getsockname()[1]):
            found: list[tuple[float, bytes]] = []
            while not found or found[-1][0] - found[0][0] < seconds:
                try:
                    datagram = listening.recv(4096)
                except TimeoutError:
                    raise GroundStationError("the simulator sent nothing for 20 s", "run the bench again") from None
                found.append((time.monotonic(), datagram))
    return [(at_s - found[0][0], datagram) for at_s, datagram in found]
