"""The station's side of MAVLink: endpoints in, one stream of messages out, and the driver of all exchanges."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from ground_station.link.addresses import Address
from ground_station.link.codec import Encoder
from ground_station.link.endpoints import Channel, Endpoint, open_endpoint
from ground_station.link.exchange import Exchange
from ground_station.link.heartbeat import PERIOD_S, heartbeat
from ground_station.link.messages import AUTOPILOT_COMPONENT, OWN_SYSTEM, Message
from ground_station.link.routes import Routes
from ground_station.link.tlog import TlogWriter

Hear = Callable[[Message, float], None]


class Pump:
    """Drives one exchange: every message and every deadline of it, until it is done."""

    def __init__(self, exchange: Exchange, send: Callable[[Message], None]) -> None:
        self._exchange = exchange
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self.ended: asyncio.Future[None] = self._loop.create_future()

    def start(self) -> None:
        """Send the first messages."""
        self._after(self._exchange.start(self._loop.time()))

    def receive(self, message: Message) -> None:
        """Hand a message of the aircraft over."""
        self._after(self._exchange.receive(message, self._loop.time()))

    def cancel(self) -> None:
        """End it early, leaving the aircraft in a clean state."""
        if not self._exchange.done:
            self._after(self._exchange.cancel(self._loop.time()))

    def _tick(self) -> None:
        self._timer = None
        self._after(self._exchange.tick(self._loop.time()))

    def _after(self, outgoing: list[Message]) -> None:
        for message in outgoing:
            self._send(message)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._exchange.done:
            if not self.ended.done():
                self.ended.set_result(None)
        elif self._exchange.deadline_s is not None:
            self._timer = self._loop.call_at(self._exchange.deadline_s, self._tick)


class Session:
    """All endpoints of the station. Every message of every aircraft goes to `hear` once, with the time it came."""

    def __init__(self, addresses: Sequence[Address], hear: Hear, *, tlog_path: Path | None = None) -> None:
        self._addresses = addresses
        self._hear = hear
        self._tlog_path = tlog_path
        self._tlog: TlogWriter | None = None
        self._encoder = Encoder()
        self._endpoints: list[Endpoint] = []
        self._channels: list[Channel] = []
        self._pumps: dict[int, list[Pump]] = {}
        self.routes: Routes[Channel] = Routes()

    async def open(self) -> None:
        """Open every endpoint, or none.

        Raises:
            BadInput: an address cannot be opened; `PortInUse` when another program holds it.
        """
        try:
            for address in self._addresses:
                self._endpoints.append(await open_endpoint(address, self))
        except BaseException:
            self.close()
            raise
        if self._tlog_path is not None:
            self._tlog = TlogWriter(self._tlog_path)

    async def run(self) -> None:
        """Beat for ever."""
        while True:
            frame = self._encoder.encode(heartbeat())
            for channel in self._channels:
                channel.send(frame)
            if self._tlog is not None:
                self._tlog.write(frame)
                self._tlog.flush()
            await asyncio.sleep(PERIOD_S)

    def close(self) -> None:
        """Break off what is under way and close everything."""
        for pump in [pump for pumps in self._pumps.values() for pump in pumps]:
            pump.cancel()
        for endpoint in self._endpoints:
            endpoint.close()
        self._endpoints.clear()
        self._channels.clear()
        if self._tlog is not None:
            self._tlog.close()
            self._tlog = None

    def send(self, system_id: int, message: Message) -> None:
        """Send to one aircraft, on the path it is best heard on; without one the message is lost."""
        component_id = message.fields.get("target_component", AUTOPILOT_COMPONENT)
        channel = self.routes.path_to((system_id, component_id))
        if channel is None:
            return
        frame = self._encoder.encode(message)
        channel.send(frame)
        if self._tlog is not None:
            self._tlog.write(frame)

    def is_slow(self, system_id: int) -> bool:
        """Whether the aircraft is heard over a radio, to be spared."""
        channel = self.routes.path_to((system_id, AUTOPILOT_COMPONENT))
        return channel is not None and channel.is_slow

    async def run_exchange(self, system_id: int, exchange: Exchange) -> None:
        """Drive `exchange` with one aircraft until it is done; cancelling this cancels the exchange properly."""
        pump = Pump(exchange, lambda message: self.send(system_id, message))
        pumps = self._pumps.setdefault(system_id, [])
        pumps.append(pump)
        try:
            pump.start()
            await pump.ended
        finally:
            pump.cancel()
            pumps.remove(pump)

    def channel_opened(self, channel: Channel) -> None:
        """A path appeared: let it hear us at once, PX4 holds back its texts until then."""
        self._channels.append(channel)
        channel.send(self._encoder.encode(heartbeat()))

    def channel_closed(self, channel: Channel) -> None:
        """A path is gone."""
        if channel in self._channels:
            self._channels.remove(channel)
        self.routes.closed(channel)

    def received(self, channel: Channel, messages: list[Message]) -> None:
        """Take what came over `channel`."""
        now_s = asyncio.get_running_loop().time()
        for message in messages:
            system_id = message.source_system
            if system_id in (0, OWN_SYSTEM) or message.kind.startswith("UNKNOWN_"):
                continue  # an unknown message has no checksum that could vouch for its sender
            if not self.routes.heard((system_id, message.source_component), channel, now_s):
                continue
            if self._tlog is not None:
                self._tlog.write(message.raw)
            for pump in tuple(self._pumps.get(system_id, ())):
                pump.receive(message)
            self._hear(message, now_s)
