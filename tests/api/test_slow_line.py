"""The bad line that `varde bench live` measures on."""

from __future__ import annotations

import asyncio

from ground_station.benchmarks.slow_line import Line, slow_line


async def test_a_slow_line_loses_nothing_and_is_as_slow_and_as_far_as_it_says():
    got = bytearray()
    ended = asyncio.Event()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(4096):
            got.extend(piece)
        ended.set()
        writer.close()

    far = await asyncio.start_server(take, "127.0.0.1", 0)
    clock = asyncio.get_running_loop().time
    sent = bytes(range(256)) * 40
    async with slow_line(far.sockets[0].getsockname()[1], Line(bytes_per_s=50_000, delay_s=0.05)) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        began_s = clock()
        writer.write(sent)
        writer.write_eof()
        await ended.wait()
        took_s = clock() - began_s
        writer.close()
    far.close()

    assert bytes(got) == sent
    assert took_s >= len(sent) / 50_000 + 0.05
