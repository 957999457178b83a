"""Live thermal frames over HTTP: `multipart/x-mixed-replace` of 16-bit TIFFs, as the simulator serves them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

import httpx

from vision.frames import Frame
from vision.sources.varde_tiff import BadFrame, read_frame

FIRST_WAIT_S, LONGEST_WAIT_S = 0.25, 5.0
SILENCE_S = 5.0
"""A stream that says nothing for so long is taken for dead and opened again."""
MOST_HEADER_BYTES = 4096
MOST_BODY_BYTES = 32_000_000


@dataclass(slots=True, kw_only=True)
class StreamCounts:
    """What happened on one stream so far."""

    frames: int = 0
    """Given to the reader."""
    skipped: int = 0
    """Left out because a newer one was there: the reader was behind."""
    bad: int = 0
    """Parts that were no frame."""
    connections: int = 0
    last_problem: str = ""
    is_connected: bool = False


class MultipartReader:
    """Cuts a byte stream into parts; takes bytes, gives bodies, does no I/O.

    Relies on each part's `Content-Length`; after a part without one it looks for the next boundary.
    """

    def __init__(self, boundary: bytes) -> None:
        self._delimiter = b"--" + boundary
        self._buffer = bytearray()
        self._body_bytes: int | None = None
        self.bad = 0

    def receive(self, chunk: bytes) -> list[bytes]:
        """The bodies that `chunk` completes."""
        self._buffer += chunk
        bodies: list[bytes] = []
        while True:
            if self._body_bytes is None and not self._header():
                return bodies
            if self._body_bytes is None:
                continue
            if len(self._buffer) < self._body_bytes:
                return bodies
            bodies.append(bytes(self._buffer[: self._body_bytes]))
            del self._buffer[: self._body_bytes]
            self._body_bytes = None

    def _header(self) -> bool:
        """Take one header off the buffer; False when it is not all there."""
        start = self._buffer.find(self._delimiter)
        if start < 0:
            # What cannot be the start of a delimiter is of no use any more.
            del self._buffer[: max(0, len(self._buffer) - len(self._delimiter))]
            return False
        end = self._buffer.find(b"\r\n\r\n", start)
        if end < 0:
            if len(self._buffer) - start <= MOST_HEADER_BYTES:
                return False
            end = start + len(self._delimiter)
            self.bad += 1
            del self._buffer[:end]
            return True
        length = _content_length(bytes(self._buffer[start:end]))
        del self._buffer[: end + 4]
        if length is None or not 0 < length <= MOST_BODY_BYTES:
            self.bad += 1
        else:
            self._body_bytes = length
        return True


def _content_length(header: bytes) -> int | None:
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return int(value)
    return None


async def live_frames(address: str, counts: StreamCounts | None = None) -> AsyncGenerator[Frame, None]:
    """Frames from `address` for ever, the newest whenever the reader is ready for one.

    Comes back after lost connections with growing pauses; bad frames and lost connections are counted in `counts`
    and never raised.
    """
    counts = counts if counts is not None else StreamCounts()
    newest: asyncio.Queue[bytes] = asyncio.Queue(maxsize=1)
    pump = asyncio.create_task(_pump(address, newest, counts), name=f"thermal stream {address}")
    try:
        while True:
            body = await newest.get()
            try:
                frame = read_frame(body, address)
            except BadFrame as bad:
                counts.bad += 1
                counts.last_problem = str(bad)
                continue
            counts.frames += 1
            yield frame
    finally:
        pump.cancel()
        await asyncio.gather(pump, return_exceptions=True)


async def _pump(address: str, newest: asyncio.Queue[bytes], counts: StreamCounts) -> None:
    wait_s = FIRST_WAIT_S
    timeout = httpx.Timeout(SILENCE_S, pool=None)
    async with httpx.AsyncClient(timeout=timeout, trust_env=False) as client:
        while True:
            frames_before = counts.frames + counts.skipped
            try:
                async with aclosing(_bodies(client, address, counts)) as bodies:
                    async for body in bodies:
                        if newest.full():
                            newest.get_nowait()
                            counts.skipped += 1
                        newest.put_nowait(body)
                counts.last_problem = "the camera ended the stream"
            except (httpx.HTTPError, httpx.InvalidURL) as problem:
                counts.last_problem = str(problem) or type(problem).__name__
            counts.is_connected = False
            wait_s = FIRST_WAIT_S if counts.frames + counts.skipped > frames_before else min(wait_s * 2, LONGEST_WAIT_S)
            await asyncio.sleep(wait_s)


async def _bodies(client: httpx.AsyncClient, address: str, counts: StreamCounts) -> AsyncGenerator[bytes, None]:
    async with client.stream("GET", address) as response:
        response.raise_for_status()
        reader = MultipartReader(_boundary(response.headers.get("content-type", "")))
        counts.connections += 1
        counts.is_connected = True
        async for chunk in response.aiter_raw():
            bad_before = reader.bad
            for body in reader.receive(chunk):
                yield body
            counts.bad += reader.bad - bad_before


def _boundary(content_type: str) -> bytes:
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "boundary" and value:
            return value.strip('"').removeprefix("--").encode()
    return b"frame"
