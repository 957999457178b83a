"""What aircraft with thermal cameras cost together: `varde sim` in real time, everything read over HTTP.

python tests/benchmarks/simulator_cameras.py --scenario training --vehicles 4 --seconds 20 --pitch -20

Says for each process its CPU seconds for a simulated second, which others on the machine change little, and for each
camera how many of the pictures that were due arrived, which they do change.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from firmware_sim.mavlink.codec import dialect as d

RATE_HZ = 9.0
CLIMB_S = 12.0
FIRST_PORT = 21_400
BUILT_WITHIN_S = 120.0
TICKS_S = os.sysconf("SC_CLK_TCK")
EXPOSED = re.compile(rb'"exposed_boot_s": ?([0-9.]+)')


class Reader(threading.Thread):
    """Takes one camera's pictures and notes when each was exposed."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url
        self.exposed_s: list[float] = []

    def run(self) -> None:
        with urllib.request.urlopen(self._url, timeout=BUILT_WITHIN_S) as stream:
            rest = b""
            while chunk := stream.read(1 << 16):
                rest += chunk
                found = list(EXPOSED.finditer(rest))
                self.exposed_s += [float(match[1]) for match in found]
                rest = rest[found[-1].end() :] if found else rest[-64:]


def command(system: int, number: int, *params: float) -> bytes:
    message = d.MAVLink_command_long_message(system, 1, number, 0, *params)
    return bytes(message.pack(d.MAVLink(None, srcSystem=255, srcComponent=190)))


def fly_up(vehicles: int, up_m: float, pitch_deg: float) -> None:
    """Have all take off and turn their cameras."""
    nan = math.nan
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.bind(("127.0.0.1", 0))
        for index in range(vehicles):
            system, port = index + 1, ("127.0.0.1", FIRST_PORT + index)
            link.sendto(command(system, 1001, 255, 190, 0, 0, 0, 0, 0), port)
            link.sendto(command(system, 1000, pitch_deg, 0, nan, nan, 0, 0, 0), port)
            link.sendto(command(system, 400, 1, 0, 0, 0, 0, 0, 0), port)
            link.sendto(command(system, 22, 0, 0, 0, nan, nan, nan, up_m), port)


def cpu_s(pid: int) -> float:
    """CPU time that a process has taken so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_S


def children(pid: int) -> list[int]:
    """Processes that one has started, the cameras among them."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(child) for child in text.split() if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def start(options: argparse.Namespace) -> tuple[subprocess.Popen[str], list[str]]:
    """The simulator, and its cameras' addresses."""
    run = [sys.executable, "-m", "firmware_sim", "run", "--vehicles", str(options.vehicles), "--ready-json"]
    run += ["--scenario", options.scenario, "--seed", "1", "--with-parent", str(os.getpid())]
    ports = {"--gcs-port": 0, "--gcs-send": 190, "--onboard-port": 200, "--onboard-send": 390, "--camera-port": 400}
    for option, offset in ports.items():
        run += [option, str(FIRST_PORT + offset)]
    process = subprocess.Popen(run, stdout=subprocess.PIPE, text=True)
    ready = json.loads(process.stdout.readline()) if process.stdout is not None else {}
    return process, [vehicle["camera"] for vehicle in ready["vehicles"]]


def measure(options: argparse.Namespace) -> None:
    """Print a line for each process."""
    process, urls = start(options)
    try:
        readers = [Reader(url) for url in urls]
        for reader in readers:
            reader.start()
        deadline_s = time.monotonic() + BUILT_WITHIN_S
        while not all(reader.exposed_s for reader in readers) and time.monotonic() < deadline_s:
            time.sleep(0.2)
        fly_up(options.vehicles, options.up, options.pitch)
        time.sleep(CLIMB_S)
        pids = [process.pid, *children(process.pid)]
        began_s, taken = [cpu_s(pid) for pid in pids], [len(reader.exposed_s) for reader in readers]
        time.sleep(options.seconds)
        spent_s = [cpu_s(pid) - before for pid, before in zip(pids, began_s, strict=True)]
        frames = [len(reader.exposed_s) - before for reader, before in zip(readers, taken, strict=True)]
        flown_s = max(
            reader.exposed_s[-1] - reader.exposed_s[before] for reader, before in zip(readers, taken, strict=True)
        )
    finally:
        process.terminate()
        process.wait(20)
    sys.stdout.write(
        f"{options.scenario}, {options.pitch:.0f}°: {flown_s:.1f} s flown in {options.seconds:.0f} s" + "\n"
    )
    sys.stdout.write(
        f"  aircraft, one process for all: {spent_s[0] / flown_s:.2f} CPU seconds a simulated second" + "\n"
    )
    for number, (spent, count) in enumerate(zip(spent_s[1:], frames, strict=False), 1):
        due = flown_s * RATE_HZ
        at_rate = spent / count * RATE_HZ if count else math.nan
        sys.stdout.write(
            f"  camera {number}: {spent / flown_s:.2f} CPU seconds a simulated second, {count} of {due:.0f} pictures, "
            f"{1000 * spent / max(count, 1):.0f} ms each; {at_rate:.2f} of a core at 9 Hz\n"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="training")
    parser.add_argument("--vehicles", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--pitch", type=float, default=-20.0, help="degrees; -90 is straight down")
    parser.add_argument("--up", type=float, default=100.0, help="metres above sea level to climb to")
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
