"""MAVProxy, a process of its own that is typed into and read as a user does, flies the aircraft."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow]

MAVPROXY = Path(sys.executable).with_name("mavproxy.py")
PLAN = """QGC WPL 110
0\t1\t0\t16\t0\t0\t0\t0\t{home[0]:.7f}\t{home[1]:.7f}\t25\t1
1\t0\t3\t22\t0\t0\t0\t0\t{home[0]:.7f}\t{home[1]:.7f}\t12\t1
2\t0\t3\t16\t0\t0\t0\t0\t{north:.7f}\t{home[1]:.7f}\t12\t1
3\t0\t3\t16\t0\t0\t0\t0\t{north:.7f}\t{east:.7f}\t12\t1
"""
LEGS = """QGC WPL 110
0\t1\t3\t16\t0\t0\t0\t0\t{north:.7f}\t{home[1]:.7f}\t12\t1
1\t0\t3\t16\t0\t0\t0\t0\t{north:.7f}\t{east:.7f}\t12\t1
2\t0\t3\t16\t0\t0\t0\t0\t{north:.7f}\t{home[1]:.7f}\t12\t1
"""
FENCE = """QGC WPL 110
0\t1\t3\t5001\t4\t0\t0\t0\t{south:.7f}\t{west:.7f}\t0\t1
1\t0\t3\t5001\t4\t0\t0\t0\t{north:.7f}\t{west:.7f}\t0\t1
2\t0\t3\t5001\t4\t0\t0\t0\t{north:.7f}\t{east:.7f}\t0\t1
3\t0\t3\t5001\t4\t0\t0\t0\t{south:.7f}\t{east:.7f}\t0\t1
"""
RALLY = """QGC WPL 110
0\t1\t3\t5100\t0\t0\t0\t0\t{north:.7f}\t{home[1]:.7f}\t20\t1
"""


class Console:
    """MAVProxy's prompt."""

    def __init__(self, process: subprocess.Popen[str], speed: float) -> None:
        self._process = process
        self._speed = speed
        self._lines: queue.Queue[str] = queue.Queue()
        self.said: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.rstrip())

    def type(self, command: str) -> None:
        """One line and Enter."""
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()

    def reads(self, pattern: str, aircraft_s: float = 10.0) -> re.Match[str]:
        """Read on until a line fits; what came before is behind."""
        deadline = time.monotonic() + aircraft_s / self._speed + 45.0
        seen = []
        while (left_s := deadline - time.monotonic()) > 0:
            try:
                seen.append(self._lines.get(timeout=left_s))
            except queue.Empty:
                break
            self.said.append(seen[-1])
            if found := re.search(pattern, seen[-1]):
                return found
        raise AssertionError(f"MAVProxy did not print {pattern!r} but:\n" + "\n".join(seen[-40:]))

    def ask(self, command: str, pattern: str, aircraft_s: float = 10.0) -> re.Match[str]:
        """Type a command and read until its answer."""
        self.type(command)
        return self.reads(pattern, aircraft_s)

    def ask_until(self, command: str, pattern: str, aircraft_s: float = 40.0) -> re.Match[str]:
        """Type a command again and again until the answer fits."""
        deadline = time.monotonic() + aircraft_s / self._speed + 45.0
        while time.monotonic() < deadline:
            self.type(command)
            try:
                return self._within(pattern, 1.0)
            except TimeoutError:
                continue
        raise AssertionError(f"MAVProxy's {command!r} never gave {pattern!r} but:\n" + "\n".join(self.said[-40:]))

    def _within(self, pattern: str, wall_s: float) -> re.Match[str]:
        deadline = time.monotonic() + wall_s
        while (left_s := deadline - time.monotonic()) > 0:
            try:
                self.said.append(self._lines.get(timeout=left_s))
            except queue.Empty:
                break
            if found := re.search(pattern, self.said[-1]):
                return found
        raise TimeoutError


@pytest.fixture(scope="module")
def console(peer, tmp_path_factory) -> Iterator[Console]:
    """MAVProxy, connected and with all parameters read; at half the other flights' speed, since it reads in Python."""
    if not MAVPROXY.exists():
        pytest.skip("no MAVProxy beside this Python: uv pip install --no-deps MAVProxy pyserial")
    folder = tmp_path_factory.mktemp("mavproxy")
    command = [
        *(sys.executable, "-u", str(MAVPROXY), f"--master={peer.master}", f"--state-basedir={folder}"),
        *("--nowait", "--default-modules=log,wp,rally,fence,ftp,param,arm,mode,misc,cmdlong,battery"),
    ]
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "HOME": str(folder), "TERM": "dumb"},
    ) as process:  # fmt: skip
        console = Console(process, peer.speed)
        console.folder = folder
        console.reads(r"Received \d+ parameters", 400.0)
        yield console
        process.kill()


@pytest.fixture(scope="module")
def places(console):
    """Where the aircraft stands, and 30 m about it."""
    found = console.ask_until("status HOME_POSITION", r"latitude : (-?\d+), longitude : (-?\d+)")
    home = int(found[1]) / 1e7, int(found[2]) / 1e7
    return {
        "home": home,
        "north": home[0] + 2e-4,
        "south": home[0] - 1e-3,
        "east": home[1] + 2e-3,
        "west": home[1] - 2e-3,
    }


def loads(console, command, count):
    """Load a file as a user does: again while the aircraft is busy with a list that MAVProxy never ends."""
    for _ in range(5):
        console.ask(command, rf"Loaded {count} ")
        if console.reads(r"Got MISSION_ACK: TYPE_\w+: (\w+)")[1] == "ACCEPTED":
            return
        console.reads(r"AP: Operation timeout")
    raise AssertionError(f"{command}: never accepted")


def write(console, name, text, places):
    path = console.folder / name
    path.write_text(text.format(**places))
    return path


# --- on the ground ---


def test_it_is_found_and_tells_what_it_is(console, told):
    heartbeat = console.ask_until("status HEARTBEAT", r"HEARTBEAT \{type : (\d+), autopilot : (\d+)")
    told(f"type {heartbeat[1]}, autopilot {heartbeat[2]}")

    assert heartbeat.groups() == ("2", "12")


def test_a_parameter_is_shown_set_and_fetched(console, told):
    console.ask("param show MIS_TAKEOFF_ALT", r"MIS_TAKEOFF_ALT\s+2\.5")
    console.type("param set MIS_TAKEOFF_ALT 11")
    shown = console.ask_until("param show MIS_TAKEOFF_ALT", r"MIS_TAKEOFF_ALT\s+(11\.0)")
    console.ask("param fetch MIS_TAKEOFF_ALT", r"Requested parameter MIS_TAKEOFF_ALT")
    console.type("param set MIS_TAKEOFF_ALT 2.5")
    told(f"MIS_TAKEOFF_ALT 2.5 then {shown[1]}")


def test_a_mission_is_loaded_and_listed(console, places, told):
    path = write(console, "a.waypoints", PLAN, places)

    loads(console, f"wp load {path}", 4)
    console.ask("wp list", r"Requesting 4 waypoints")
    listed = [console.reads(r"(\d+) (\d) \S+ \S+ \S+ p1=")[1] for _ in range(4)]
    console.reads(r"Saved waypoints")
    told("sent 4 waypoints: ACCEPTED", f"listed commands {' '.join(listed)}")

    assert listed == ["16", "22", "16", "16"]


def test_an_item_is_made_the_current_one_once_the_command_for_it_was_refused(console, places, told):
    # The other plan has its take-off in the second place, with which PX4 flies nothing.
    loads(console, f"wp load {write(console, 'b.waypoints', LEGS, places)}", 3)
    refused = console.ask_until("wp set 2", r"COMMAND_ACK: DO_SET_MISSION_CURRENT: (\w+)")
    # Once it has taken notice of that, it sends the message instead.
    current = console.ask_until("wp set 2\nstatus MISSION_CURRENT", r"MISSION_CURRENT \{seq : (2),")
    told(refused[1], f"then item {current[1]} is current")

    assert refused[1] == "UNSUPPORTED"


def test_a_fence_is_loaded_and_listed(console, places, told):
    path = write(console, "a.fence", FENCE, places)

    loads(console, f"fence load {path}", 4)
    answer = console.ask("fence list", r"Requesting (\d+) fence items")
    console.reads(r"Saved (4) fence|Saved fence")
    told("ACCEPTED", f"listed {answer[1]} fence items")

    assert answer[1] == "4"


def test_a_fence_is_not_switched_by_command(console, told):
    answer = console.ask("fence enable", r"COMMAND_ACK: DO_FENCE_ENABLE: (\w+)")
    told(answer[1])

    assert answer[1] == "UNSUPPORTED"


def test_rally_points_are_loaded_and_listed(console, places, told):
    path = write(console, "a.rally", RALLY, places)

    loads(console, f"rally load {path}", 1)
    answer = console.ask("rally list", r"Requesting (\d+) rally items")
    console.reads(r"Saved (1) rally|Saved rally")
    told("ACCEPTED", f"listed {answer[1]} rally items")

    assert answer[1] == "1"


def test_files_are_listed(console, told):
    listed = console.ask("ftp list etc/extras", r"(component_general\.json\.xz)\s+(\d+)")
    told(listed[1])

    assert int(listed[2]) > 0


def test_an_unknown_mode_is_not_sent(console, told):
    told(console.ask("mode BOGUS", r"Unknown mode BOGUS")[0])


# --- in the air ---


def test_it_arms(console, told):
    answer = console.ask("arm throttle", r"COMMAND_ACK: COMPONENT_ARM_DISARM: (\w+)")
    console.reads(r"^\W*ARMED|> ARMED|AP: Armed by external command")
    told(answer[1])

    assert answer[1] == "ACCEPTED"


def test_its_own_take_off_is_at_no_place_and_does_not_lift_off(console, told):
    answer = console.ask("takeoff 37", r"COMMAND_ACK: NAV_TAKEOFF: (\w+)")  # MAVProxy writes 0 degrees, 0 degrees
    console.reads(r"Mode TAKEOFF")
    text = console.reads(r"AP: (Disarmed by .*|Takeoff detected)", 20.0)[1].strip()
    told(answer[1], text)

    assert answer[1] == "ACCEPTED"
    assert text == "Disarmed by auto preflight disarming"


def test_it_takes_off_where_it_stands(console, told):
    console.type("long DO_SET_MODE 1 4 3")
    console.ask_until("status HEARTBEAT", r"custom_mode : 50593792")
    console.ask("arm throttle", r"COMMAND_ACK: COMPONENT_ARM_DISARM: ACCEPTED")
    answer = console.ask("long NAV_TAKEOFF 0 0 0 nan nan nan 37", r"COMMAND_ACK: NAV_TAKEOFF: (\w+)")
    console.reads(r"Mode TAKEOFF")
    console.reads(r"Mode LOITER", 40.0)
    relative = console.ask("status GLOBAL_POSITION_INT", r"relative_alt : (-?\d+)")
    told(answer[1], "TAKEOFF, then LOITER between 8 and 17 m above home")

    assert answer[1] == "ACCEPTED"
    assert 8.0 < int(relative[1]) / 1000.0 < 17.0


def test_it_does_not_disarm_in_the_air(console, told):
    # A datagram may be lost; asking again changes nothing.
    answer = console.ask_until("disarm", r"COMMAND_ACK: COMPONENT_ARM_DISARM: (\w+)")
    told(answer[1])

    assert answer[1] == "TEMPORARILY_REJECTED"


def test_the_word_rtl_is_no_mode_that_mavproxy_can_write(console, told):
    answer = console.ask("rtl", r"(Unknown command 'rtl')")
    console.ask_until("status HEARTBEAT", r"custom_mode : 50593792")
    told(answer[1], "stays in LOITER")


def test_it_returns(console, told):
    answer = console.ask("long NAV_RETURN_TO_LAUNCH", r"COMMAND_ACK: NAV_RETURN_TO_LAUNCH: (\w+)")
    mode = console.reads(r"Mode (RTL)", 5.0)
    told(answer[1], mode[1])

    assert answer[1] == "ACCEPTED"


def test_the_word_land_means_another_command_and_is_not_carried_out(console, told):
    answer = console.ask("land", r"command : (189), result : (\d+)")
    told(f"command {answer[1]} (land start), result {answer[2]} (cancelled)")

    assert answer[2] == "6"


def test_it_lands_and_disarms(console, told):
    answer = console.ask("long NAV_LAND 0 0 0 nan nan nan nan", r"COMMAND_ACK: NAV_LAND: (\w+)")
    text = console.reads(r"AP: (Disarmed by .*)", 90.0)[1].strip()
    told(answer[1], text)

    assert (answer[1], text) == ("ACCEPTED", "Disarmed by landing")


def test_its_log_is_listed(console, told):
    entry = console.ask_until("log list", r"Log (\d+)\s+numLogs (\d+) lastLog (\d+) size (\d+)")
    told(f"Log {entry[1]} numLogs {entry[2]} lastLog {entry[3]}")

    assert int(entry[4]) > 0


def test_everything_written_can_be_cleared(console, told):
    for kind, plan in (("wp", "MISSION"), ("fence", "FENCE"), ("rally", "RALLY")):
        console.ask(f"{kind} clear", rf"TYPE_{plan}: ACCEPTED|clear")
    told("mission, fence and rally points: cleared")


def test_its_log_is_downloaded(console, told):
    path = console.folder / "flight.ulg"
    console.ask(f"log download 0 {path}", r"Downloading log 0 as")
    # PX4 SITL's log is tens of megabytes: its first hundred kilobytes are enough.
    console.ask_until("log status", r"Finished downloading|Downloading \S+ - \d{6,}/\d+ bytes", 200.0)
    console.type("log cancel")
    console.type("log resume")  # MAVProxy's word for LOG_REQUEST_END
    console.ask_until("log status", r"No download")
    begins = path.read_bytes()[:4]
    told("begins as a ULog file")

    assert begins == b"ULog"


def test_a_file_is_not_fetched_since_mavproxy_waits_for_answers_under_a_number_of_its_own(console, told):
    # The last of all, since it goes on asking. It chooses the session's number, as ArduPilot wants it; PX4 chooses
    # itself and answers under that one.
    console.ask("ftp get etc/extras/component_general.json.xz a.xz", r"Getting etc/extras/component_general.json.xz")
    console.reads(r"FTP: (request timed out|no sessions available)", 40.0)
    told("not fetched")
