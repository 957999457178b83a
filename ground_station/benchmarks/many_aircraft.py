"""What it costs to listen to many aircraft: one recorded stream under many system ids, played to a `Fleet` elsewhere.

`python -m ground_station.benchmarks.many_aircraft SECONDS` is that elsewhere: it prints the port it listens at, then,
`SECONDS` after the first datagram, what it heard and the CPU time that took, as lines of JSON.
"""

from __future__ import annotations

import asyncio
import json
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from ground_station.benchmarks.simulated import HOST, free_udp_port
from ground_station.fleet.fleet import Fleet
from ground_station.link.codec import DEFINITIONS, HEADER_V2, MAGIC_V2, Decoder, checksum

Timed = list[tuple[float, bytes]]
SETTLE_S: Final = 2.0
"""Meeting an aircraft costs more than knowing it: the count begins later."""
WINDOW_S: Final = 8.0
LEAST_RECEIVED: Final = 0.9
FIRST_BEAT_S: Final = 1.5
"""Every aircraft has sent a heartbeat by then."""


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


def share_of_a_core(stream: Timed, aircraft: int) -> dict[str, Any]:
    """CPU time of a listening fleet for each second of what `aircraft` aircraft send."""
    command = [sys.executable, "-m", "ground_station.benchmarks.many_aircraft", str(WINDOW_S)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as listener:
        try:
            assert listener.stdout is not None
            port = int(listener.stdout.readline())
            sent = play(stream, aircraft, port, SETTLE_S + WINDOW_S + 1.0)
            told = json.loads(listener.stdout.readline())
        finally:
            listener.terminate()
    nominal_hz = len(stream) / stream[-1][0] * aircraft
    stream_s = told["messages"] / nominal_hz
    received_share = stream_s / told["wall_s"]
    # Where the machine was too busy to bring the messages, their cost was not measured.
    is_measured = told["vehicles"] == aircraft and received_share >= LEAST_RECEIVED
    return {
        "aircraft": aircraft,
        "heard": told["vehicles"],
        "messages_per_s": round(nominal_hz),
        "sent": sent,
        "received_share": round(received_share, 3),
        "cpu_us_per_message": round(1e6 * told["cpu_s"] / max(1, told["messages"]), 1),
        "cpu_share": round(told["cpu_s"] / stream_s, 3) if is_measured else None,
    }


def play(stream: Timed, aircraft: int, port: int, seconds: float) -> int:
    """Send the stream of each aircraft from a port of its own, at its own pace; how many frames were sent."""
    schedule = sorted(
        (at_s + number * 0.02 / aircraft, number, as_system(frame, number + 1))
        for number in range(aircraft)
        for at_s, frame in stream
        if at_s < seconds
    )
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(aircraft)]
    try:
        for one in sockets:
            one.connect((HOST, port))
        began_s = time.monotonic()
        for at_s, number, frame in schedule:
            ahead_s = at_s - (time.monotonic() - began_s)
            if ahead_s > 0.002:
                time.sleep(ahead_s)
            if frame:
                with suppress(ConnectionRefusedError):
                    sockets[number].send(frame)
    finally:
        for one in sockets:
            one.close()
    return len(schedule)


async def listen(window_s: float) -> None:
    """Count CPU time and messages of one window, beginning when all are known."""
    port = free_udp_port()
    fleet = Fleet([f"udpin://{HOST}:{port}"])
    notices = 0

    def note(_: object) -> None:
        nonlocal notices
        notices += 1

    fleet.subscribe(note)
    await fleet.open()
    running = asyncio.create_task(fleet.run())
    _tell(port)
    while not fleet.vehicles:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    await asyncio.sleep(SETTLE_S)
    cpu_s, messages, began_s = _cpu_s(), fleet.frames_heard, time.monotonic()
    await asyncio.sleep(window_s)
    _tell(
        {
            "cpu_s": _cpu_s() - cpu_s,
            "wall_s": time.monotonic() - began_s,
            "messages": fleet.frames_heard - messages,
            "vehicles": len(fleet.vehicles),
            "notices": notices,
        }
    )
    running.cancel()
    await fleet.close()


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _tell(document: Any) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> None:
    """Listen once."""
    asyncio.run(listen(float(arguments[0])))


if __name__ == "__main__":
    main(sys.argv[1:])
