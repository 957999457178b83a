"""What it costs to listen to many aircraft: one recorded stream under many system ids, played to a listener elsewhere.

The listener (`many_aircraft_listening`) is a process of its own and is told when the count begins and ends. The player
keeps PX4's pace, and waits where the listener's socket fills up: on a busy machine the stream takes longer, and nothing
of it is lost. So the CPU time for each second of the stream means something whatever else runs.

`python -m ground_station.benchmarks.many_aircraft KIND AIRCRAFT` measures one listener without the rest of the bench.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ground_station.benchmarks.simulated import HOST, record_stream
from ground_station.link.codec import DEFINITIONS, HEADER_V2, MAGIC_V2, Decoder, checksum

Timed = list[tuple[float, bytes]]
SETTLE_S: Final = 2.0
"""Meeting an aircraft costs more than knowing it: the count begins later."""
WINDOW_S: Final = 8.0
LEAST_RECEIVED: Final = 0.98
FULL_BYTES: Final = 1 << 17
"""Of the listener's socket, of which the kernel keeps a megabyte: then the player waits."""
STEP_S: Final = 0.002
SOCKETS: Final = Path("/proc/net/udp")


def as_system(frame: bytes, system_id: int) -> bytes:
    """A MAVLink 2 frame as another aircraft would have sent it."""
    definition = DEFINITIONS.get(frame[7] | frame[8] << 8 | frame[9] << 16)
    if frame[0] != MAGIC_V2 or frame[2] or definition is None:
        return b""
    end = HEADER_V2 + frame[1]
    part = frame[1:5] + bytes((system_id,)) + frame[6:end]
    return bytes((MAGIC_V2,)) + part + checksum(part, definition.crc_extra).to_bytes(2, "little")


def frames_of(stream: Timed) -> Timed:
    """One frame a row, as PX4 sends them: one a datagram."""
    return [(at_s, message.raw) for at_s, datagram in stream for message in Decoder().feed_datagram(datagram)]


def share_of_a_core(stream: Timed, aircraft: int, kind: str = "fleet") -> dict[str, Any]:
    """CPU time of a listener for each second of what `aircraft` aircraft send; `kind` as in `many_aircraft_listening`.

    At a slow `pace` what the station does by the clock counts too much, and turns in which much waits cost less.
    """
    frames = schedule(stream, aircraft, SETTLE_S + WINDOW_S)
    with listener(kind) as listening, ExitStack() as open_sockets:
        player = _Player(frames, [open_sockets.enter_context(_towards(listening.port)) for _ in range(aircraft)])
        player.play(SETTLE_S, listening.port)
        before, sent_before, began_s = listening.now(), player.sent, time.monotonic()
        player.play(SETTLE_S + WINDOW_S, listening.port)
        after, sent, wall_s = listening.now(), player.sent - sent_before, time.monotonic() - began_s
    messages, cpu_s = after["messages"] - before["messages"], after["cpu_s"] - before["cpu_s"]
    # What was lost has cost nothing: then the figure would be too good.
    is_measured = after["vehicles"] == aircraft and messages >= LEAST_RECEIVED * sent
    return {
        "aircraft": aircraft,
        "listener": kind,
        "heard": after["vehicles"],
        "messages_per_s": round(sent / WINDOW_S),
        "received_share": round(messages / sent, 3),
        "pace": round(WINDOW_S / wall_s, 2),
        "cpu_us_per_message": round(1e6 * cpu_s / max(1, messages), 1),
        "cpu_share": round(cpu_s / WINDOW_S, 3) if is_measured else None,
        **({"longest_turns": after["turns"]} if after["turns"] else {}),
    }


def schedule(stream: Timed, aircraft: int, seconds: float) -> list[tuple[float, int, bytes]]:
    """When which aircraft sends which frame."""
    rows = (
        (at_s + number * 0.02 / aircraft, number, as_system(frame, number + 1))
        for number in range(aircraft)
        for at_s, frame in stream
        if at_s < seconds
    )
    return sorted(row for row in rows if row[2])


class _Player:
    """Sends each aircraft's frames from a port of its own."""

    def __init__(self, frames: list[tuple[float, int, bytes]], sockets: list[socket.socket]) -> None:
        self._frames = frames
        self._sockets = sockets
        self.sent = 0

    def play(self, until_s: float, port: int) -> None:
        """Up to `until_s` of the stream, at its own pace or slower; ends when the listener has taken it."""
        first_s = self._frames[self.sent][0]
        began_s = looked_s = time.monotonic()
        while self.sent < len(self._frames):
            at_s, number, frame = self._frames[self.sent]
            if at_s >= until_s:
                break
            now_s = time.monotonic()
            if now_s - looked_s > STEP_S:
                looked_s = now_s
                began_s += _wait_for_room(port, FULL_BYTES)
            if (ahead_s := at_s - first_s - (time.monotonic() - began_s)) > STEP_S:
                time.sleep(ahead_s)
            with suppress(ConnectionRefusedError):
                self._sockets[number].send(frame)
            self.sent += 1
        _wait_for_room(port, 1)


def _wait_for_room(port: int, full_bytes: int) -> float:
    """Wait until less than `full_bytes` wait in the listener's socket; for how many seconds."""
    began_s = time.monotonic()
    while waiting_bytes(port) >= full_bytes:
        time.sleep(STEP_S)
    return time.monotonic() - began_s


def waiting_bytes(port: int) -> int:
    """What the kernel holds for whoever listens at a UDP port; 0 where the system does not tell."""
    if not SOCKETS.is_file():
        return 0
    for row in SOCKETS.read_text("ascii").splitlines()[1:]:
        columns = row.split()
        if int(columns[1].partition(":")[2], 16) == port:
            return int(columns[4].partition(":")[2], 16)
    return 0


def _towards(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.connect((HOST, port))
    return made


@dataclass(frozen=True, slots=True)
class Listening:
    """The listener process."""

    port: int
    _process: subprocess.Popen[str]

    def now(self) -> dict[str, Any]:
        """What it has heard and used so far."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write("now\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told


@contextmanager
def listener(kind: str) -> Iterator[Listening]:
    """A process that listens, until the block is left."""
    command = [sys.executable, "-m", "ground_station.benchmarks.many_aircraft_listening", kind]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Listening(int(process.stdout.readline()), process)
        finally:
            process.terminate()


def main(arguments: Sequence[str]) -> None:
    """Measure one listener."""
    kind, aircraft = arguments
    stream = frames_of(record_stream(SETTLE_S + WINDOW_S + 1.0))
    sys.stdout.write(json.dumps(share_of_a_core(stream, int(aircraft), kind), indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
