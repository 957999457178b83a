"""One MAVLink connection of the payload: udpin, udpout or tcp, as an address says."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass

_ADDRESS = re.compile(r"(?P<kind>udpin|udpout|tcp):(?://)?(?P<host>\[[0-9a-fA-F:]+\]|[^:/\[\]]+):(?P<port>\d{1,5})")
_RECONNECT_S = 1.0
_LONGEST_READ = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the vehicle is met."""

    kind: str
    host: str
    port: int


class BadAddress(ValueError):
    """An address that cannot be understood."""


class CannotListen(OSError):
    """A port that another program has."""


def parse_address(text: str) -> Address:
    """The address in `text`, such as udpin://0.0.0.0:14550.

    Raises:
        BadAddress: it is none.
    """
    match = _ADDRESS.fullmatch(text)
    if match is None or not 0 < int(match["port"]) < 65536:
        raise BadAddress(
            f"{text!r} is no MAVLink address: give udpin://HOST:PORT to listen, udpout://HOST:PORT or tcp://HOST:PORT"
        )
    return Address(kind=match["kind"], host=match["host"].strip("[]"), port=int(match["port"]))


class Endpoint:
    """Gives datagrams to `receive` and sends to whoever was heard; use as `async with`."""

    def __init__(self, address: Address, receive: Callable[[bytes], None]) -> None:
        self._address = address
        self._receive = receive
        self._udp: asyncio.DatagramTransport | None = None
        self._peer: tuple[str, int] | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Endpoint:
        address = self._address
        if address.kind == "tcp":
            self._reading = asyncio.create_task(self._read_tcp(), name="payload tcp")
            return self
        at = (address.host, address.port)
        loop = asyncio.get_running_loop()
        endpoint = _Datagrams(self)
        try:
            if address.kind == "udpin":
                transport, _ = await loop.create_datagram_endpoint(lambda: endpoint, local_addr=at)
            else:
                transport, _ = await loop.create_datagram_endpoint(lambda: endpoint, remote_addr=at)
        except OSError as error:
            raise CannotListen(
                f"{address.kind}://{address.host}:{address.port} cannot be opened ({error.strerror}): "
                "end the program that has the port, or give the payload another of the vehicle's ports"
            ) from error
        self._udp = transport
        return self

    async def __aexit__(self, *exception: object) -> None:
        if self._reading is not None:
            self._reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reading
        if self._udp is not None:
            self._udp.close()
            await asyncio.sleep(0)

    @property
    def speaks_first(self) -> bool:
        """Whether the other side may wait to be spoken to."""
        return self._address.kind != "udpin"

    def send(self, datagram: bytes) -> None:
        """Send towards the vehicle, once it is known where that is."""
        if self._writer is not None:
            self._writer.write(datagram)
        elif self._udp is not None and self._address.kind == "udpout":
            self._udp.sendto(datagram)
        elif self._udp is not None and self._peer is not None:
            self._udp.sendto(datagram, self._peer)

    def take(self, data: bytes, peer: tuple[str, int]) -> None:
        """Take what came by UDP; answers go to where the last came from."""
        self._peer = peer
        self._receive(data)

    async def _read_tcp(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                reader, self._writer = await asyncio.open_connection(self._address.host, self._address.port)
                try:
                    while data := await reader.read(_LONGEST_READ):
                        self._receive(data)
                finally:
                    self._writer.close()
                    self._writer = None
            await asyncio.sleep(_RECONNECT_S)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._endpoint.take(data, addr)

    def error_received(self, exc: Exception) -> None:
        """Nobody is there yet; the next datagram may find somebody."""
