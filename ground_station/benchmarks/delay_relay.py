"""A UDP relay that makes a near aircraft far: a process of its own, so that it shares no interpreter with a client.

`python -m ground_station.benchmarks.delay_relay AIRCRAFT_PORT...` prints one line of JSON, the ports that it serves in
the same order. Each line on stdin is a new delay in seconds for either direction; the end of stdin ends it.
"""

from __future__ import annotations

import heapq
import json
import os
import select
import socket
import sys
import time
from typing import Final

HOST: Final = "127.0.0.1"
MOST_UNDER_WAY: Final = 20_000
"""Datagrams; what comes on top is lost, as on a full link."""
RECEIVE_BUFFER: Final = 1 << 20


class Pair:
    """One aircraft's port and the port that its client talks to."""

    def __init__(self, aircraft_port: int) -> None:
        self.up = _bound()
        self.down = _bound()
        self.aircraft: tuple[str, int] = (HOST, aircraft_port)
        self.client: tuple[str, int] | None = None

    def take(self, ready: socket.socket) -> tuple[bytes, socket.socket, tuple[str, int]] | None:
        """What to send where for the datagram that waits at `ready`."""
        try:
            datagram, sender = ready.recvfrom(4096)
        except (BlockingIOError, ConnectionError):
            return None
        if ready is self.down:
            self.client = sender
            return datagram, self.up, self.aircraft
        return None if self.client is None else (datagram, self.down, self.client)


def _bound() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    made.bind((HOST, 0))
    made.setblocking(False)
    return made


class Relay:
    """Every pair, and what is under way between them."""

    def __init__(self, pairs: list[Pair]) -> None:
        self.delay_s = 0.0
        self._pair_of = {one: pair for pair in pairs for one in (pair.up, pair.down)}
        self._under_way: list[tuple[float, int, bytes, socket.socket, tuple[str, int]]] = []
        self._number = 0

    def turn(self, control: int) -> bool:
        """Move what came and what is due; whether to go on."""
        wait_s = max(0.0, self._under_way[0][0] - time.monotonic()) if self._under_way else 1.0
        watched: list[int | socket.socket] = [control, *self._pair_of]
        for one in select.select(watched, [], [], wait_s)[0]:
            if not isinstance(one, int):
                self._drain(one)
            elif line := os.read(control, 64):
                self.delay_s = float(line.split()[-1])
            else:
                return False
        now_s = time.monotonic()
        while self._under_way and self._under_way[0][0] <= now_s:
            _, _, datagram, by, to = heapq.heappop(self._under_way)
            by.sendto(datagram, to)
        return True

    def _drain(self, ready: socket.socket) -> None:
        for _ in range(64):
            move = self._pair_of[ready].take(ready)
            if move is None:
                return
            if len(self._under_way) < MOST_UNDER_WAY:
                self._number += 1
                heapq.heappush(self._under_way, (time.monotonic() + self.delay_s, self._number, *move))


def main() -> None:
    """Relay until stdin ends."""
    pairs = [Pair(int(port)) for port in sys.argv[1:]]
    sys.stdout.write(json.dumps([pair.down.getsockname()[1] for pair in pairs]) + "\n")
    sys.stdout.flush()
    relay = Relay(pairs)
    while relay.turn(sys.stdin.fileno()):
        pass


if __name__ == "__main__":
    main()
