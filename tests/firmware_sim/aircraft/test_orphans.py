"""A simulator that nobody is left to end ends by itself."""

import json
import os
import signal
import subprocess
import sys

import pytest

STARTER = """
import os, subprocess, sys
command = [sys.executable, "-m", "firmware_sim", "run", "--ready-json", "--scenario", "flat", "--no-cameras"]
child = subprocess.Popen([*command, "--with-parent", str(os.getpid()), *sys.argv[1:]])
print(child.pid, flush=True)
child.wait()
"""
LONG_ENOUGH_S = 90.0


@pytest.mark.slow
def test_it_ends_when_the_program_that_started_it_is_killed(free_udp_ports):
    names = ("--gcs-port", "--gcs-send", "--onboard-port", "--onboard-send")
    ports = [str(word) for pair in zip(names, free_udp_ports(4), strict=True) for word in pair]
    with subprocess.Popen([sys.executable, "-c", STARTER, *ports], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        simulator = int(starter.stdout.readline())
        assert json.loads(starter.stdout.readline())["ready"]

        starter.send_signal(signal.SIGKILL)
        try:
            # The simulator holds the same pipe: its end is the simulator's.
            rest, _ = starter.communicate(timeout=LONG_ENOUGH_S)
        except subprocess.TimeoutExpired:
            os.kill(simulator, signal.SIGKILL)
            raise

    assert rest == ""
    assert starter.returncode == -signal.SIGKILL
