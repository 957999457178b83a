import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest


@pytest.mark.slow
def test_the_recorded_px4_flight_is_shown_with_its_modes_and_messages(shared, varde_process, wait_for):
    client = varde_process("replay", shared / "data" / "px4" / "flight.tlog", "--speed", "10", "--headless")

    incident = wait_for(lambda: client.get("/api/v1/incidents").json())[0]
    journal = f"/api/v1/incidents/{incident['id']}/journal?after=0&limit=1000"
    seen = set()
    states = []

    def is_over() -> bool:
        states.extend(client.get("/api/v1/vehicles").json())
        events = client.get(journal).json()["events"]
        seen.update(event["mode"] for event in events if event["type"] == "vehicle_mode_changed")
        return {"takeoff", "mission", "return"} <= seen and states[-1]["is_armed"] is False

    wait_for(is_over, 180)
    events = client.get(journal).json()["events"]
    texts = [event["text"] for event in events if event["type"] == "vehicle_said"]
    assert "REPLAY" in incident["title"]
    assert any("Takeoff detected" in text or "Disarmed by landing" in text for text in texts), texts
    assert "3a1aba13" in {state["mission_checksum"] for state in states}
    assert {state["id"] for state in states} == {1}
    assert max(state["height_above_home_m"] or 0 for state in states) > 10


def test_a_recording_that_is_not_there_is_refused_in_one_line(varde):
    done = varde("replay", "nothing.tlog", "--headless")

    assert done.status == 2
    assert "nothing.tlog" in done.error


@pytest.fixture
def varde_process(tmp_path: Path):
    """A `varde` command that goes on, and somebody signed in by the link it prints."""
    started, clients = [], []

    def start(*arguments):
        port = free_port()
        process = subprocess.Popen(
            [Path(sys.executable).with_name("varde"), *map(str, arguments), "--port", str(port)],
            cwd=tmp_path, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONFAULTHANDLER": "1"},
        )  # fmt: skip
        started.append(process)
        for line in process.stderr:
            if found := re.search(r"Console: (\S+)", line):
                client = httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=False, timeout=30)
                client.get(found.group(1))
                clients.append(client)
                return client
        raise AssertionError("no console address was printed")

    yield start
    for client in clients:
        client.close()
    for process in started:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            # Ended so, Python prints where each of its threads stood.
            process.send_signal(signal.SIGABRT)
            process.wait()
            pytest.fail(f"did not end within a minute of being asked to: {process.stderr.read()}")
        finally:
            process.stderr.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
