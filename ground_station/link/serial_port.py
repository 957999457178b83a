"""A serial port as an endpoint, through the operating system's own terminal interface."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

from ground_station.errors import BadInput
from ground_station.link.addresses import Address

if TYPE_CHECKING:
    from ground_station.link.endpoints import Listener

READ_BYTES = 4096


class SerialEndpoint:
    """One open serial port: one channel. It closes when the device is pulled out.

    Raises:
        BadInput: this system has no terminals, the baud rate is not one it knows, or the port is no terminal.
        OSError: the port does not exist or may not be opened.
    """

    def __init__(self, address: Address, listener: Listener) -> None:
        from ground_station.link.endpoints import Channel

        self._listener = listener
        self._file = _open_raw(address)
        self._loop = asyncio.get_running_loop()
        self._channel = Channel(f"serial {address.host}", self._send, url=address.url, is_slow=True)
        self._loop.add_reader(self._file, self._read)
        listener.channel_opened(self._channel)

    def catch_up(self) -> None:
        """Nothing waits: the event loop hands over all of a stream before it looks at its timers."""

    def close(self) -> None:
        """Let go of the port."""
        if self._file >= 0:
            self._loop.remove_reader(self._file)
            os.close(self._file)
            self._file = -1

    def _read(self) -> None:
        try:
            chunk = os.read(self._file, READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            self.close()
            self._listener.channel_closed(self._channel)
            return
        messages = self._channel.decoder.feed_stream(chunk)
        if messages:
            self._listener.received(self._channel, messages)

    def _send(self, frame: bytes) -> None:
        if self._file < 0:
            return
        try:
            os.write(self._file, frame)
        except OSError:
            return  # a full output queue or a pulled plug: the frame is lost, as on radio


def _open_raw(address: Address) -> int:
    if sys.platform == "win32":
        raise BadInput(f"{address.url}: serial ports are not supported on Windows", "Use a UDP or TCP address.")
    import termios

    speed = getattr(termios, f"B{address.port}", None)
    if speed is None:
        raise BadInput(f"{address.url}: {address.port} is not a baud rate", "Use 57600, 115200 or 921600.")
    file = os.open(address.host, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        _, _, control, _, _, _, characters = termios.tcgetattr(file)
        control = (control & ~(termios.CSIZE | termios.PARENB | termios.CSTOPB)) | termios.CS8
        control |= termios.CREAD | termios.CLOCAL
        termios.tcsetattr(file, termios.TCSANOW, [0, 0, control, 0, speed, speed, characters])
    except termios.error as error:
        os.close(file)
        raise BadInput(f"{address.url}: not a serial port", "Name the port of the radio, e.g. /dev/ttyUSB0.") from error
    return file
