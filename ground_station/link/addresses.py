"""Vehicle addresses as MAVSDK writes them: `udpin://0.0.0.0:14550`, `serial:///dev/ttyACM0:57600`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ground_station.errors import BadInput

_NETWORK: Final = re.compile(r"^(udpin|udpout|tcpin|tcpout)://(\[[^\]]+\]|[^:/\[\]]*):(\d{1,5})/?$")
_SERIAL: Final = re.compile(r"^serial://(/[^:]+)(?::(\d+))?$")
_EXAMPLES: Final = (
    "udpin://0.0.0.0:14550, udpout://HOST:PORT, tcpin://HOST:PORT, tcpout://HOST:PORT, serial:///dev/ttyACM0:57600"
)


class Transport(StrEnum):
    """How bytes travel."""

    UDP_IN = "udpin"
    """Wait for aircraft on a local port, answer where they came from."""
    UDP_OUT = "udpout"
    """Speak first, to one remote port."""
    TCP_IN = "tcpin"
    """Wait for connections."""
    TCP_OUT = "tcpout"
    """Connect, and again whenever it breaks."""
    SERIAL = "serial"
    """A radio or autopilot on a serial port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One way to aircraft."""

    url: str
    transport: Transport
    host: str = ""
    """Host name or address; for a serial port its path."""
    port: int = 0
    """Port number; for a serial port its baud rate."""


def parse_address(url: str) -> Address:
    """The address that `url` names.

    Raises:
        BadInput: it names none.
    """
    if match := _NETWORK.match(url):
        port = int(match[3])
        if not 0 <= port <= 65535 or (port == 0 and match[1] in ("udpout", "tcpout")):
            raise BadInput(f"{url}: {port} is not a port number", "Use a port from 1 to 65535.")
        host = match[2].strip("[]") or "0.0.0.0"
        if host == "0.0.0.0" and match[1] in ("udpout", "tcpout"):
            raise BadInput(f"{url}: no host to connect to", f"Name the host: {match[1]}://HOST:{port}")
        return Address(url=url, transport=Transport(match[1]), host=host, port=port)
    if match := _SERIAL.match(url):
        return Address(url=url, transport=Transport.SERIAL, host=match[1], port=int(match[2] or 57600))
    raise BadInput(f"{url}: not a vehicle address", f"Write it as one of {_EXAMPLES}")
