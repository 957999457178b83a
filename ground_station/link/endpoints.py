"""Ways in and out: an endpoint opens channels, a channel carries frames to and from one remote address."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import sys
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol, cast

from ground_station.errors import BadInput, PortInUse
from ground_station.link.addresses import Address, Transport
from ground_station.link.codec import Decoder
from ground_station.link.messages import Message

RECONNECT_S: Final = 2.0
MAX_CHANNELS: Final = 256
"""Remote addresses of one port; when there are more the oldest is forgotten, and known anew when it speaks."""
RECEIVE_BUFFER: Final = 1 << 20
"""Bytes the kernel keeps for us while the event loop is busy."""
MOST_AT_ONCE: Final = 64
"""Datagrams taken in one turn of the event loop before others have theirs."""
MOST_TO_CATCH_UP: Final = 8192
"""Datagrams taken before a deadline is looked at, at most: more than the kernel keeps, so that a flood ends too."""
LARGEST_DATAGRAM: Final = 65535
LARGEST_SENT: Final = 900
"""Bytes of a datagram that carries several frames: PX4 on a flight controller reads at most a thousand at once."""


class Channel:
    """A live path to one remote address."""

    def __init__(self, name: str, transmit: Callable[[bytes], None], *, url: str = "", is_slow: bool = False) -> None:
        self.url = url
        """The address it belongs to."""
        self.name = name
        """What people read: transport and remote address."""
        self.is_slow = is_slow
        """A radio link, to be spared."""
        self.decoder = Decoder()
        self._transmit = transmit

    def send(self, frame: bytes) -> None:
        """Hand `frame` to the transport; a broken path drops it, as radio does."""
        self._transmit(frame)

    def __repr__(self) -> str:
        return f"Channel({self.name})"


class Listener(Protocol):
    """Who hears what channels deliver."""

    def channel_opened(self, channel: Channel) -> None:
        """A new path appeared."""

    def channel_closed(self, channel: Channel) -> None:
        """A path is gone."""

    def received(self, channel: Channel, messages: list[Message]) -> None:
        """Messages came."""


class Endpoint(Protocol):
    """An open address."""

    def catch_up(self) -> None:
        """Take what has come and waits, where the event loop may have left some: its timers do not wait for that."""

    def close(self) -> None:
        """Let go of sockets and tasks."""


class _Udp(asyncio.DatagramProtocol):
    """Both UDP forms: each remote address is a channel of its own."""

    def __init__(self, address: Address, listener: Listener) -> None:
        self._address = address
        self._listener = listener
        self._channels: dict[tuple[str, int], Channel] = {}
        self._transport: asyncio.DatagramTransport | None = None
        self._waiting: socket.socket | None = None
        """The same socket once more, to take at once what else has come."""
        self._held: dict[tuple[str, int], bytes] | None = None
        """While what came is being answered: the answers to each remote, which then go together."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            if sys.platform != "win32":
                self._waiting = socket.socket(fileno=os.dup(raw.fileno()))
                self._waiting.setblocking(False)
        if self._address.transport is Transport.UDP_OUT:
            self._channel(transport.get_extra_info("peername")[:2])

    def datagram_received(self, datagram: bytes, remote: tuple[str, int]) -> None:
        # An event loop's turn costs as much as the datagram it brings: with many aircraft several wait each time.
        self._held = {}
        try:
            self._take(datagram, remote)
            self._take_waiting(MOST_AT_ONCE)
        finally:
            self._send_held()

    def catch_up(self) -> None:
        if self._held is not None:
            return
        self._held = {}
        try:
            self._take_waiting(MOST_TO_CATCH_UP)
        finally:
            self._send_held()

    def _take_waiting(self, most: int) -> None:
        for _ in range(most):
            if self._waiting is None:
                return
            try:
                datagram, remote = self._waiting.recvfrom(LARGEST_DATAGRAM)
            except OSError:  # nothing waits, or a refusal came back from where nobody listens
                return
            self._take(datagram, remote)

    def _send_held(self) -> None:
        """What was sent meanwhile, several frames to a datagram: each datagram costs a turn at both ends."""
        held, self._held = self._held, None
        for remote, frames in (held or {}).items():
            self._send(frames, remote)

    def _send(self, frames: bytes, remote: tuple[str, int]) -> None:
        if self._held is not None:
            before = self._held.get(remote, b"")
            if len(before) + len(frames) <= LARGEST_SENT:
                self._held[remote] = before + frames
                return
            self._held[remote], frames = frames, before
        if frames and self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(frames, None if self._address.transport is Transport.UDP_OUT else remote)

    def _take(self, datagram: bytes, remote: tuple[str, int]) -> None:
        channel = self._channels.get(remote[:2])
        if channel is not None:
            messages = channel.decoder.feed_datagram(datagram)
        else:
            messages = Decoder().feed_datagram(datagram)
            if not messages:
                return  # whoever sends no MAVLink gets no answer
            channel = self._channel(remote[:2])
        if messages:
            self._listener.received(channel, messages)

    def error_received(self, exc: Exception) -> None:
        """Nobody listens at the other end yet: heartbeats go on, as over radio."""

    def close(self) -> None:
        if self._waiting is not None:
            self._waiting.close()
            self._waiting = None
        if self._transport is not None:
            self._transport.close()

    def _channel(self, remote: tuple[str, int]) -> Channel:
        if len(self._channels) == MAX_CHANNELS:
            self._listener.channel_closed(self._channels.pop(next(iter(self._channels))))
        transmit = partial(self._send, remote=remote)
        channel = Channel(f"udp {remote[0]}:{remote[1]}", transmit, url=self._address.url)
        self._channels[remote] = channel
        self._listener.channel_opened(channel)
        return channel


class _Stream(asyncio.Protocol):
    """One TCP connection is one channel."""

    def __init__(self, url: str, listener: Listener, closed: Callable[[_Stream], None]) -> None:
        self._url = url
        self._listener = listener
        self._closed = closed
        self._channel: Channel | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        remote = transport.get_extra_info("peername")
        self._channel = Channel(f"tcp {remote[0]}:{remote[1]}", self.transport.write, url=self._url)
        self._listener.channel_opened(self._channel)

    def data_received(self, chunk: bytes) -> None:
        assert self._channel is not None
        messages = self._channel.decoder.feed_stream(chunk)
        if messages:
            self._listener.received(self._channel, messages)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._channel is not None:
            self._listener.channel_closed(self._channel)
        self._closed(self)


class _TcpIn:
    """A listening socket."""

    def __init__(self, url: str, listener: Listener) -> None:
        self._url = url
        self._listener = listener
        self._streams: set[_Stream] = set()
        self.server: asyncio.Server | None = None

    def catch_up(self) -> None:
        """Nothing waits: the event loop hands over all of a stream before it looks at its timers."""

    def connect(self) -> _Stream:
        """The protocol for one more connection."""
        stream = _Stream(self._url, self._listener, self._streams.discard)
        self._streams.add(stream)
        return stream

    def close(self) -> None:
        if self.server is not None:
            self.server.close()
        for stream in list(self._streams):
            if stream.transport is not None:
                stream.transport.abort()


class _TcpOut:
    """A connection that is made again whenever it breaks."""

    def __init__(self, address: Address, listener: Listener) -> None:
        self._address = address
        self._listener = listener
        self._stream: _Stream | None = None
        self._task = asyncio.create_task(self._keep_connected(), name=f"link {address.url}")

    async def _keep_connected(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            broken = asyncio.Event()
            try:
                _, self._stream = await loop.create_connection(
                    lambda broken=broken: _Stream(self._address.url, self._listener, lambda _: broken.set()),  # type: ignore[misc]
                    self._address.host,
                    self._address.port,
                )
                await broken.wait()
            except OSError:
                pass  # not there yet, or gone: what people see is that no aircraft is heard
            await asyncio.sleep(RECONNECT_S)

    def catch_up(self) -> None:
        """Nothing waits: the event loop hands over all of a stream before it looks at its timers."""

    def close(self) -> None:
        self._task.cancel()
        if self._stream is not None and self._stream.transport is not None:
            self._stream.transport.abort()


async def open_endpoint(address: Address, listener: Listener) -> Endpoint:
    """Open `address`; what it delivers goes to `listener`.

    Raises:
        PortInUse: another program holds the local port.
        BadInput: the host, interface or serial port does not exist.
    """
    try:
        return await _open(address, listener)
    except socket.gaierror as error:
        raise BadInput(
            f"{address.url}: the host is not known", "Check the host name, or write an IP address."
        ) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(
                f"{address.url}: another program holds port {address.port}",
                "Close the other ground station (or a second Varde), or give another port.",
            ) from error
        raise BadInput(f"{address.url}: {error.strerror or error}", "Check the address; it must exist here.") from error


async def _open(address: Address, listener: Listener) -> Endpoint:
    loop = asyncio.get_running_loop()
    here = (address.host, address.port)
    match address.transport:
        case Transport.UDP_IN:
            _, udp = await loop.create_datagram_endpoint(lambda: _Udp(address, listener), local_addr=here)
            return udp
        case Transport.UDP_OUT:
            _, udp = await loop.create_datagram_endpoint(lambda: _Udp(address, listener), remote_addr=here)
            return udp
        case Transport.TCP_IN:
            inward = _TcpIn(address.url, listener)
            inward.server = await loop.create_server(inward.connect, *here)
            return inward
        case Transport.TCP_OUT:
            return _TcpOut(address, listener)
        case Transport.SERIAL:
            from ground_station.link.serial_port import SerialEndpoint

            return SerialEndpoint(address, listener)
