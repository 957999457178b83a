"""The listening side of `many_aircraft`: `python -m ground_station.benchmarks.many_aircraft_listening KIND`.

It prints the port it listens at; then, for each line on its standard input, one line of JSON with what it has heard and
used so far. KIND is `fleet`, the whole `station` (rules, journal, recording, live state; nobody looks on), or
`station-turns`: the same with the event loop's longest turns.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from ground_station.benchmarks.simulated import HOST, free_udp_port
from ground_station.fleet.fleet import Fleet

LONGEST_TURNS: Final = 12


class Turns:
    """The event loop's longest turns by the CPU time they took: on a busy machine the clock says little."""

    def __init__(self) -> None:
        self.longest: dict[str, tuple[float, float, int]] = {}
        """By what ran: the longest in CPU and in clock milliseconds, and how often it ran."""

    def watch(self) -> None:
        """Look at every turn from now on."""
        run = asyncio.Handle._run

        def timed(handle: asyncio.Handle) -> None:
            began, began_cpu = time.perf_counter(), time.thread_time()
            run(handle)
            self._note(handle, 1e3 * (time.thread_time() - began_cpu), 1e3 * (time.perf_counter() - began))

        asyncio.Handle._run = timed  # type: ignore[method-assign, assignment]

    def rows(self) -> list[dict[str, Any]]:
        """The longest, first the one that took most."""
        longest = sorted(self.longest.items(), key=lambda each: -each[1][0])[:LONGEST_TURNS]
        return [
            {"turn": name, "cpu_ms": round(cpu, 1), "ms": round(wall, 1), "times": times}
            for name, (cpu, wall, times) in longest
        ]

    def _note(self, handle: asyncio.Handle, cpu_ms: float, wall_ms: float) -> None:
        name = _name_of(handle._callback)  # type: ignore[attr-defined]
        cpu, wall, times = self.longest.get(name, (0.0, 0.0, 0))
        self.longest[name] = (max(cpu, cpu_ms), max(wall, wall_ms), times + 1)


def _name_of(callback: Any) -> str:
    owner = getattr(callback, "__self__", None)
    if isinstance(owner, asyncio.Task):
        return str(getattr(owner.get_coro(), "__qualname__", owner.get_name()))
    return str(getattr(callback, "__qualname__", callback))


async def listen(kind: str, tell: Callable[[Any], None]) -> None:
    """Listen until the end of the standard input; `tell` the port, and then what is asked for."""
    port, turns = free_udp_port(), Turns()
    if kind == "station-turns":
        turns.watch()
    asked = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    async with _fleet(port) if kind == "fleet" else _station(port) as fleet:
        tell(port)
        while await asked.readline():
            used = resource.getrusage(resource.RUSAGE_SELF)
            tell(
                {
                    "cpu_s": used.ru_utime + used.ru_stime,
                    "messages": fleet.frames_heard,
                    "vehicles": len(fleet.vehicles),
                    "turns": turns.rows(),
                }
            )
            turns.longest.clear()


@asynccontextmanager
async def _fleet(port: int) -> AsyncIterator[Fleet]:
    fleet = Fleet([f"udpin://{HOST}:{port}"])
    fleet.subscribe(lambda notice: None)
    await fleet.open()
    running = asyncio.create_task(fleet.run())
    try:
        yield fleet
    finally:
        running.cancel()
        await fleet.close()


@asynccontextmanager
async def _station(port: int) -> AsyncIterator[Fleet]:
    from ground_station.app import running_station
    from ground_station.config import load_settings

    with tempfile.TemporaryDirectory(prefix="varde-bench-") as folder:
        settings = load_settings(vehicle=(f"udpin://{HOST}:{port}",), data=Path(folder), port=0)
        async with running_station(settings) as started:
            yield started.station.fleet


def main(arguments: Sequence[str]) -> None:
    """Listen once; what the station logs goes to standard error, as standard output is for the result."""
    result = os.dup(1)
    os.dup2(2, 1)
    with os.fdopen(result, "w") as told:

        def tell(document: Any) -> None:
            told.write(json.dumps(document) + "\n")
            told.flush()

        asyncio.run(listen(arguments[0], tell))


if __name__ == "__main__":
    main(sys.argv[1:])
