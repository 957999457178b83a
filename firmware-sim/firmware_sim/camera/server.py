"""Serves one camera's pictures over HTTP/1.1 to anybody who asks, the newest only, and its video."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import http
import socket
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass

from firmware_sim.camera import stream_format
from firmware_sim.camera.rtsp import VIDEO_PATH, VISIBLE_PATH, RtspSession, parse_request
from firmware_sim.camera.stream_format import Unit
from firmware_sim.camera.video import VideoWatch

STREAM_PATH = "/thermal"
NEWEST_PATH = "/thermal.tiff"
TRANSPORT_PATH = "/video.ts"
MOST_READERS = 16

_REQUEST_WAIT_S = 5.0
_FIRST_FRAME_WAIT_S = 5.0
_STALLED_S = 10.0
_LARGEST_REQUEST = 8192
_SEND_BUFFER = 1 << 18
"""Small, so that a slow reader's pictures grow old here, where newer ones replace them, not in the kernel."""


class PortInUse(OSError):
    """Somebody else serves on the camera's port."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises:
        PortInUse: another program has the port.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
    try:
        listener.bind((host, port))
        listener.listen(MOST_READERS)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(
                f"camera port {port} on {host} is in use: end the program that has it or choose another port"
            ) from error
        raise
    listener.setblocking(False)
    return listener


class NewestFrame:
    """The newest picture, and a way to wait for the next; lives in one event loop."""

    def __init__(self) -> None:
        self.number = 0
        self.body = b""
        self._next: asyncio.Future[None] | None = None

    def publish(self, body: bytes) -> None:
        """Replace the newest picture."""
        self.number += 1
        self.body = body
        if self._next is not None:
            self._next.set_result(None)
            self._next = None

    async def after(self, number: int) -> tuple[int, bytes]:
        """The newest picture once there is one later than `number`, with its own number."""
        while self.number <= number:
            if self._next is None:
                self._next = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._next)
        return self.number, self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a reader asks for."""

    method: str
    path: str
    unit: str


class CameraServer:
    """Answers readers; a slow one gets fewer pictures, a stalled one is let go."""

    def __init__(
        self,
        newest: Mapping[Unit, NewestFrame],
        watch: VideoWatch,
        rate_hz: float,
        visible: tuple[VideoWatch, float] | None = None,
    ) -> None:
        """`visible` is the colour video and its rate, where there is one."""
        self._newest = newest
        self._watch, self._visible = watch, visible
        self._rate_hz = rate_hz
        self._readers = 0

    async def serve(self, listener: socket.socket) -> None:
        """Answer until cancelled."""
        server = await asyncio.start_server(self._answer, sock=listener, limit=_LARGEST_REQUEST)
        async with server:
            await server.serve_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.set_write_buffer_limits(high=0)
        self._readers += 1
        try:
            head = await _read_head(reader)
            if head is not None and head.split(b"\r\n", 1)[0].endswith(b" RTSP/1.0") and self._readers <= MOST_READERS:
                await self._session(head, reader, writer).serve(head)
            else:
                await self._respond(_request(head), reader, writer)
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            writer.transport.abort()
        finally:
            self._readers -= 1
            writer.close()

    def _session(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> RtspSession:
        """The video that the first request is about."""
        asked = parse_request(head)
        if self._visible is not None and asked is not None and asked.path.startswith(VISIBLE_PATH):
            return RtspSession(*self._visible, reader, writer, path=VISIBLE_PATH, title="Varde visible")
        return RtspSession(self._watch, self._rate_hz, reader, writer)

    async def _respond(
        self, request: Request | None, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if request is None:
            await _refuse(writer, http.HTTPStatus.BAD_REQUEST, "not an HTTP request")
        elif request.method != "GET":
            await _refuse(writer, http.HTTPStatus.METHOD_NOT_ALLOWED, "only GET is answered")
        elif self._readers > MOST_READERS:
            await _refuse(writer, http.HTTPStatus.SERVICE_UNAVAILABLE, f"{MOST_READERS} readers are here already")
        elif request.path == TRANSPORT_PATH:
            await self._transport(reader, writer)
        elif request.path not in (STREAM_PATH, NEWEST_PATH):
            paths = f"{STREAM_PATH}, {NEWEST_PATH}, {TRANSPORT_PATH} and rtsp {VIDEO_PATH}"
            await _refuse(writer, http.HTTPStatus.NOT_FOUND, f"the camera is at {paths}")
        elif request.unit not in list(Unit):
            await _refuse(writer, http.HTTPStatus.BAD_REQUEST, f"unit is one of {', '.join(Unit)}")
        elif request.path == STREAM_PATH:
            await self._stream(self._newest[Unit(request.unit)], writer)
        else:
            await self._one(self._newest[Unit(request.unit)], writer)

    async def _transport(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The video until the reader goes, which is noticed at once: nothing is encoded for nobody."""
        gone = asyncio.ensure_future(reader.read())
        sending = asyncio.ensure_future(self._send_transport(writer))
        try:
            await asyncio.wait((gone, sending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (gone, sending):
                task.cancel()
            results = await asyncio.gather(gone, sending, return_exceptions=True)
        for result in results:
            if isinstance(result, (ConnectionError, TimeoutError)):
                raise result

    async def _send_transport(self, writer: asyncio.StreamWriter) -> None:
        writer.write(_head(http.HTTPStatus.OK, "video/mp2t", None))
        async with contextlib.aclosing(self._watch.pictures()) as pictures:
            async for picture in pictures:
                writer.write(picture.transport)
                await asyncio.wait_for(writer.drain(), _STALLED_S)

    async def _stream(self, newest: NewestFrame, writer: asyncio.StreamWriter) -> None:
        writer.write(_head(http.HTTPStatus.OK, stream_format.STREAM_TYPE, None))
        number = 0
        while True:
            number, body = await newest.after(number)
            writer.write(stream_format.part(body))
            await asyncio.wait_for(writer.drain(), _STALLED_S)

    async def _one(self, newest: NewestFrame, writer: asyncio.StreamWriter) -> None:
        try:
            _, body = await asyncio.wait_for(newest.after(0), _FIRST_FRAME_WAIT_S)
        except TimeoutError:
            await _refuse(writer, http.HTTPStatus.SERVICE_UNAVAILABLE, "no picture has been taken yet")
            return
        writer.write(_head(http.HTTPStatus.OK, stream_format.FRAME_TYPE, len(body)) + body)
        await asyncio.wait_for(writer.drain(), _STALLED_S)


async def _read_head(reader: asyncio.StreamReader) -> bytes | None:
    """A request up to its empty line; None when it is too long for one."""
    try:
        return await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _REQUEST_WAIT_S)
    except asyncio.LimitOverrunError:
        return None


def _request(head: bytes | None) -> Request | None:
    """What is asked for; None when it is not HTTP."""
    words = (head or b"").split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    if head is None or len(words) != 3 or not words[2].startswith("HTTP/1."):
        return None
    path, _, query = words[1].partition("?")
    units = urllib.parse.parse_qs(query).get("unit", [Unit.CENTIKELVIN.value])
    return Request(method=words[0], path=path, unit=units[0])


async def _refuse(writer: asyncio.StreamWriter, status: http.HTTPStatus, reason: str) -> None:
    body = f"{reason}\n".encode()
    writer.write(_head(status, "text/plain; charset=utf-8", len(body)) + body)
    await asyncio.wait_for(writer.drain(), _STALLED_S)


def _head(status: http.HTTPStatus, content_type: str, length: int | None) -> bytes:
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", f"Content-Type: {content_type}"]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    lines += ["Cache-Control: no-store", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1")
