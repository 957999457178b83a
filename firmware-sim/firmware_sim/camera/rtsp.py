"""A small RTSP server (RFC 2326) for one video: over UDP, or interleaved in its own TCP connection.

It shares the camera's port with HTTP: the requests' last word tells which of the two it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from firmware_sim.camera.rtp import RtpStream, session_description
from firmware_sim.camera.video import Picture, VideoWatch

VIDEO_PATH = "/video"
VISIBLE_PATH = "/visible"
REPORT_EVERY_S = 5.0

_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN"
_KEYFRAME_WAIT_S = 8.0
_SILENCE_S = 90.0
"""A client over UDP that says nothing for so long is gone."""
_STALLED_S = 10.0
_STATUS = {
    200: "OK",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    454: "Session Not Found",
    455: "Method Not Valid in This State",
    461: "Unsupported Transport",
    503: "Service Unavailable",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RtspRequest:
    """What a client asks for."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""


def parse_request(head: bytes) -> RtspRequest | None:
    """The request in `head`, up to its empty line; None when it is none."""
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or not words[2].startswith("RTSP/1."):
        return None
    path = re.sub(r"^rtsps?://[^/]*", "", words[1]).partition("?")[0]
    pairs = (line.partition(":") for line in lines[1:] if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return RtspRequest(method=words[0], path=path, headers=headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Transport:
    """Where the packets go: two UDP ports of the client, or two channels of the connection."""

    first: int
    second: int
    interleaved: bool


@dataclass(slots=True)
class RtspSession:
    """One client's connection."""

    watch: VideoWatch
    rate_hz: float
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    path: str = VIDEO_PATH
    title: str = "Varde thermal"
    _id: str = field(default_factory=lambda: f"{random.getrandbits(48):012x}")
    _transport: _Transport | None = None
    _sockets: list[asyncio.DatagramTransport] = field(default_factory=list)
    _sending: asyncio.Task[None] | None = None
    _rtp: RtpStream = field(default_factory=lambda: RtpStream(source=random.getrandbits(32)))

    async def serve(self, head: bytes) -> None:
        """Answer the request in `head` and all that follow, until the client goes."""
        try:
            while True:
                request = parse_request(head)
                if request is None:
                    await self._answer(400, {})
                    return
                await self._respond(request)
                if request.method == "TEARDOWN":
                    return
                # An end of the connection is noticed by itself; a client over UDP could be gone unnoticed.
                is_interleaved = self._transport is not None and self._transport.interleaved
                head = await asyncio.wait_for(self._next_head(), None if is_interleaved else _SILENCE_S)
        finally:
            await self._stop()

    async def _next_head(self) -> bytes:
        """The next request, past interleaved packets that the client sends back."""
        while True:
            first = await self.reader.readexactly(1)
            if first == b"$":
                head = await self.reader.readexactly(3)
                await self.reader.readexactly(int.from_bytes(head[1:], "big"))
            elif first not in b"\r\n":
                head = first + await self.reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)\r\ncontent-length:\s*(\d{1,5})", head)
                if length is not None:
                    await self.reader.readexactly(int(length[1]))
                return head

    async def _respond(self, request: RtspRequest) -> None:
        sequence = {"CSeq": request.headers.get("cseq", "0")}
        if not request.path.startswith(self.path) and request.path not in ("*", "", "/"):
            await self._answer(404, sequence)
        elif request.method == "OPTIONS":
            await self._answer(200, sequence | {"Public": _METHODS})
        elif request.method == "DESCRIBE":
            await self._describe(sequence)
        elif request.method == "SETUP":
            await self._set_up(request, sequence)
        elif request.method == "PLAY":
            await self._play(sequence)
        elif request.method in ("GET_PARAMETER", "TEARDOWN"):
            await self._answer(200, sequence | {"Session": self._id})
        else:
            await self._answer(405, sequence | {"Allow": _METHODS})

    async def _describe(self, sequence: dict[str, str]) -> None:
        host = str(self.writer.get_extra_info("sockname")[0])
        try:
            picture = await asyncio.wait_for(self._keyframe(), _KEYFRAME_WAIT_S)
        except TimeoutError:
            await self._answer(503, sequence)
            return
        sets = [unit for unit in picture.units if unit[0] & 0x1F in (7, 8)]
        body = session_description(host, self.title, self.rate_hz, sets)
        at = f"[{host}]" if ":" in host else host
        port = self.writer.get_extra_info("sockname")[1]
        headers = {"Content-Type": "application/sdp", "Content-Base": f"rtsp://{at}:{port}{self.path}/"}
        await self._answer(200, sequence | headers, body)

    async def _keyframe(self) -> Picture:
        async with contextlib.aclosing(self.watch.pictures()) as pictures:
            return await anext(pictures)

    async def _set_up(self, request: RtspRequest, sequence: dict[str, str]) -> None:
        asked = request.headers.get("transport", "")
        channels = re.search(r"interleaved=(\d{1,3})-(\d{1,3})", asked)
        ports = re.search(r"client_port=(\d{1,5})-(\d{1,5})", asked)
        session = {"Session": f"{self._id};timeout=60"}
        if "RTP/AVP/TCP" in asked and channels is not None:
            first, second = int(channels[1]), int(channels[2])
            self._transport = _Transport(first=first, second=second, interleaved=True)
            told = f"RTP/AVP/TCP;unicast;interleaved={first}-{second}"
        elif ports is not None and "multicast" not in asked:
            first, second = int(ports[1]), int(ports[2])
            if not (0 < first < 65536 and 0 < second < 65536):
                await self._answer(461, sequence)
                return
            self._transport = _Transport(first=first, second=second, interleaved=False)
            told = f"RTP/AVP;unicast;client_port={first}-{second};server_port={await self._open_sockets()}"
        else:
            await self._answer(461, sequence)
            return
        await self._answer(200, sequence | session | {"Transport": f"{told};ssrc={self._rtp.source:08X}"})

    async def _open_sockets(self) -> str:
        """Two ports to send from, towards the client's address and nowhere else."""
        assert self._transport is not None
        for socket in self._sockets:
            socket.close()
        self._sockets = []
        client, own = self.writer.get_extra_info("peername")[0], self.writer.get_extra_info("sockname")[0]
        loop = asyncio.get_running_loop()
        for port in (self._transport.first, self._transport.second):
            socket, _ = await loop.create_datagram_endpoint(
                asyncio.DatagramProtocol, local_addr=(own, 0), remote_addr=(client, port)
            )
            self._sockets.append(socket)
        return "-".join(str(socket.get_extra_info("sockname")[1]) for socket in self._sockets)

    async def _play(self, sequence: dict[str, str]) -> None:
        if self._transport is None:
            await self._answer(455, sequence)
            return
        await self._answer(200, sequence | {"Session": self._id, "Range": "npt=now-"})
        if self._sending is None:
            self._sending = asyncio.create_task(self._send(), name="rtsp video")

    async def _send(self) -> None:
        reported_s = 0.0
        with contextlib.suppress(ConnectionError, TimeoutError):
            async with contextlib.aclosing(self.watch.pictures()) as pictures:
                async for picture in pictures:
                    if picture.unix_s - reported_s >= REPORT_EVERY_S:
                        reported_s = picture.unix_s
                        self._emit(1, self._rtp.report(picture.unix_s, picture.at))
                    for packet in self._rtp.pack(picture.units, picture.at):
                        self._emit(0, packet)
                    await asyncio.wait_for(self.writer.drain(), _STALLED_S)

    def _emit(self, which: int, packet: bytes) -> None:
        assert self._transport is not None
        if self._transport.interleaved:
            channel = self._transport.second if which else self._transport.first
            self.writer.write(b"$" + bytes([channel]) + len(packet).to_bytes(2, "big") + packet)
        else:
            self._sockets[which].sendto(packet)

    async def _answer(self, status: int, headers: Mapping[str, str], body: str = "") -> None:
        lines = [f"RTSP/1.0 {status} {_STATUS[status]}", *(f"{name}: {value}" for name, value in headers.items())]
        if body:
            lines.append(f"Content-Length: {len(body.encode())}")
        self.writer.write(("\r\n".join([*lines, "", ""]) + body).encode("latin-1"))
        await asyncio.wait_for(self.writer.drain(), _STALLED_S)

    async def _stop(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sending
        for socket in self._sockets:
            socket.close()
