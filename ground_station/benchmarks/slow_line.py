"""A TCP line on loopback that is as slow and as far as a bad mobile connection: rate and delay, nothing lost.

What does not fit waits where it waits on a real line, in the sender's buffers: the sender must find out by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

PIECE = 512
"""Bytes: at 64 kbit/s a sixteenth of a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How a line is, in either direction."""

    bytes_per_s: float
    delay_s: float
    """One way."""


MOBILE = Line(bytes_per_s=64_000 / 8, delay_s=0.1)
"""64 kbit/s, 200 ms there and back."""


@asynccontextmanager
async def slow_line(to_port: int, line: Line = MOBILE) -> AsyncIterator[int]:
    """The port of a line to `to_port` on this machine, while it is wanted."""
    joined: set[asyncio.Task[None]] = set()

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        joined.add(task)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", to_port, limit=PIECE)
            await asyncio.gather(_carry(reader, far_writer, line), _carry(far_reader, writer, line))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            joined.discard(task)
            writer.transport.abort()

    server = await asyncio.start_server(join, "127.0.0.1", 0, limit=PIECE)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(joined):
            task.cancel()
        await asyncio.gather(*joined, return_exceptions=True)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: Line) -> None:
    """One direction: each piece leaves when the one before is through, and arrives after the delay."""
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    clock = asyncio.get_running_loop().time

    async def deliver() -> None:
        while True:
            due_s, piece = await under_way.get()
            await asyncio.sleep(max(0.0, due_s - clock()))
            if not piece:
                writer.close()
                return
            writer.write(piece)
            await writer.drain()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(deliver())
        free_s = clock()
        while True:
            piece = await reader.read(PIECE)
            free_s = max(free_s, clock()) + len(piece) / line.bytes_per_s
            await asyncio.sleep(max(0.0, free_s - clock()))
            under_way.put_nowait((free_s + line.delay_s, piece))
            if not piece:
                return
