"""The station's side of MAVLink: endpoints in, one stream of messages out, and the driver of all exchanges."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from ground_station.link.addresses import Address
from ground_station.link.codec import MAGIC_V2, Encoder, without_signature
from ground_station.link.commands import command_long
from ground_station.link.endpoints import Channel, Endpoint, open_endpoint
from ground_station.link.exchange import Exchange
from ground_station.link.forwarding import Forwarder
from ground_station.link.heartbeat import PERIOD_S, heartbeat
from ground_station.link.identity import KINDS as IDENTITY_KINDS
from ground_station.link.identity import IdentityWatch
from ground_station.link.messages import AUTOPILOT_COMPONENT, OWN_SYSTEM, SECRET_KIND, Message
from ground_station.link.pump import Pump
from ground_station.link.repeats import Repeats
from ground_station.link.routes import Routes
from ground_station.link.signing import LinkSigning
from ground_station.link.standstill import OwnTime
from ground_station.link.tlog import TlogWriter

Hear = Callable[[Message, float], None]
InControl = Callable[[frozenset[int]], bool]
"""Whether this station has the pilot of any of these aircraft; asked before every heartbeat, per channel."""
REQUEST_MESSAGE: Final = 512
AUTOPILOT_VERSION: Final = 148
ASK_WHO_AGAIN_S: Final = 10.0
"""Between two questions for the serial numbers behind a number that two aircraft share."""
IDENTIFYING: Final = IDENTITY_KINDS | {"HEARTBEAT"}


class Session:
    """All endpoints of the station. Every message of every aircraft goes to `hear` once, with the time it came."""

    def __init__(
        self,
        addresses: Sequence[Address],
        hear: Hear,
        *,
        tlog_path: Path | None = None,
        in_control: InControl | None = None,
        signing: Mapping[str, LinkSigning] | None = None,
        forward: Sequence[Address] = (),
        forward_may_command: bool = False,
        on_shared_number: Callable[[int, str], None] | None = None,
    ) -> None:
        """`signing` is by address URL; `on_shared_number` hears of two aircraft with one system id, in words."""
        self._addresses = addresses
        self._hear = hear
        self._tlog_path = tlog_path
        self._tlog: TlogWriter | None = None
        self._in_control = in_control
        self._signing = dict(signing or {})
        self._on_shared_number = on_shared_number
        self._encoder = Encoder()
        self._endpoints: list[Endpoint] = []
        self._channels: list[Channel] = []
        self._pumps: dict[int, list[Pump]] = {}
        self._clock: Callable[[], float] | None = None
        """The event loop's."""
        self._identity = IdentityWatch()
        self._asked_who_s: dict[int, float] = {}
        self._repeats: Repeats[Channel] = Repeats()
        self._own_time = OwnTime()
        self.forwarder = Forwarder(forward, self._deliver_forwarded, may_command=forward_may_command)
        self.routes: Routes[Channel] = Routes()

    @property
    def shared_numbers(self) -> Mapping[int, str]:
        """System ids that more than one aircraft uses, and how that showed."""
        return self._identity.shared

    @property
    def frames_heard(self) -> int:
        """Frames that came whole over the paths that are open now."""
        return sum(channel.decoder.frames for channel in self._channels)

    def autopilot_uid(self, system_id: int) -> str | None:
        """The autopilot's serial number, once it was told (asked for when a second path appears)."""
        return self._identity.uids.get(system_id)

    async def open(self) -> None:
        """Open every endpoint, or none.

        Raises:
            BadInput: an address cannot be opened; `PortInUse` when another program holds it.
        """
        try:
            for address in self._addresses:
                self._endpoints.append(await open_endpoint(address, self))
            await self.forwarder.open()
        except BaseException:
            self.close()
            raise
        if self._tlog_path is not None:
            self._tlog = TlogWriter(self._tlog_path)

    async def run(self) -> None:
        """Beat for ever."""
        while True:
            frames = {flag: self._encoder.encode(heartbeat(is_in_control=flag)) for flag in (True, False)}
            sent: set[bool] = set()
            for channel in tuple(self._channels):
                flag = self._is_pilot_on(channel)
                sent.add(flag)
                channel.send(self._framed(channel, frames[flag]))
            if self._tlog is not None:
                for flag in sent:
                    self._tlog.write(frames[flag])
                self._tlog.flush()
            await asyncio.sleep(PERIOD_S)

    def break_off(self) -> None:
        """End every exchange under way as cancelled; aircraft in the middle of a transfer are told."""
        for pump in [pump for pumps in self._pumps.values() for pump in pumps]:
            pump.cancel()

    def close(self) -> None:
        """Break off what is under way and close everything."""
        self.break_off()
        for endpoint in self._endpoints:
            endpoint.close()
        self._endpoints.clear()
        self._channels.clear()
        self.forwarder.close()
        if self._tlog is not None:
            self._tlog.close()
            self._tlog = None

    def catch_up(self) -> float:
        """Take what has come and waits; the time up to which silence now counts, which leaves out our own standstill.

        For whoever is about to hold a silence against an aircraft.
        """
        for endpoint in tuple(self._endpoints):
            endpoint.catch_up()
        return self._own_time.judged_s(asyncio.get_running_loop().time())

    def send(self, system_id: int, message: Message) -> None:
        """Send to one aircraft, on the path it is best heard on; without one the message is lost."""
        component_id = message.fields.get("target_component", AUTOPILOT_COMPONENT)
        channel = self.routes.path_to((system_id, component_id))
        if channel is None:
            return
        self._send_on(channel, message)

    def is_slow(self, system_id: int) -> bool:
        """Whether the aircraft is heard over a radio, to be spared."""
        channel = self.routes.path_to((system_id, AUTOPILOT_COMPONENT))
        return channel is not None and channel.is_slow

    async def run_exchange(self, system_id: int, exchange: Exchange) -> None:
        """Drive `exchange` with one aircraft until it is done; cancelling this cancels the exchange properly."""
        pump = Pump(exchange, lambda message: self.send(system_id, message), self.catch_up)
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
        frame = self._encoder.encode(heartbeat(is_in_control=self._is_pilot_on(channel)))
        channel.send(self._framed(channel, frame))

    def channel_closed(self, channel: Channel) -> None:
        """A path is gone."""
        if channel in self._channels:
            self._channels.remove(channel)
        self.routes.closed(channel)
        self._repeats.closed(channel)

    def received(self, channel: Channel, messages: list[Message]) -> None:
        """Take what came over `channel`."""
        if self._clock is None:
            self._clock = asyncio.get_running_loop().time
        now_s = self._clock()
        signing = self._signing.get(channel.url) if self._signing else None
        for message in messages:
            if message.source_system in (0, OWN_SYSTEM):
                continue
            if signing is not None and not signing.lets_in(message, time.time()):
                continue
            self._take(channel, message, now_s)

    def _take(self, channel: Channel, message: Message, now_s: float) -> None:
        system_id = message.source_system
        sender = (system_id, message.source_component)
        if message.kind.startswith("UNKNOWN_"):
            # Without a checksum nothing vouches for its sender: it makes no aircraft, but may interest others.
            if self.routes.path_to(sender) is channel:
                self.forwarder.pass_on(message)
            return
        if self._repeats.is_repeat(channel, message, now_s):
            return
        if message.kind in IDENTIFYING:
            self._watch_identity(channel, message, now_s)
        sequence = message.raw[4] if message.raw[0] == MAGIC_V2 else message.raw[2]
        if not self.routes.heard(sender, channel, now_s, sequence):
            return
        if self._tlog is not None:
            self._tlog.write(without_signature(message.raw))
        self.forwarder.pass_on(message)
        pumps = self._pumps.get(system_id)
        if pumps:
            for pump in tuple(pumps):
                pump.receive(message)
        self._hear(message, now_s)

    def _watch_identity(self, channel: Channel, message: Message, now_s: float) -> None:
        system_id = message.source_system
        was_shared = system_id in self._identity.shared
        words = self._identity.receive(message, now_s)
        if was_shared and system_id not in self._identity.shared:
            self.routes.unpin(system_id)
        if words is not None:
            self.routes.pin(system_id)
            if self._on_shared_number is not None:
                self._on_shared_number(system_id, words)
        if message.kind == "HEARTBEAT" and message.source_component == AUTOPILOT_COMPONENT:
            paths = self.routes.paths_of(system_id)
            if paths and channel not in paths:
                # A second path: is it the same aircraft? Each is asked for its serial number on its own path.
                self._ask_who(system_id, (*paths, channel), now_s)
            elif was_shared and now_s - self._asked_who_s.get(system_id, 0.0) >= ASK_WHO_AGAIN_S:
                self._ask_who(system_id, paths, now_s)  # are there still two?

    def _ask_who(self, system_id: int, paths: Sequence[Channel], now_s: float) -> None:
        self._asked_who_s[system_id] = now_s
        for path in paths:
            self._send_on(path, command_long(system_id, REQUEST_MESSAGE, float(AUTOPILOT_VERSION)))

    def _is_pilot_on(self, channel: Channel) -> bool:
        return self._in_control is None or self._in_control(self.routes.systems_on(channel))

    def _send_on(self, channel: Channel, message: Message) -> None:
        frame = self._encoder.encode(message)
        channel.send(self._framed(channel, frame))
        if self._tlog is not None and message.kind != SECRET_KIND:
            self._tlog.write(frame)

    def _framed(self, channel: Channel, frame: bytes) -> bytes:
        signing = self._signing.get(channel.url)
        return frame if signing is None else signing.sign(frame, time.time())

    def _deliver_forwarded(self, message: Message) -> None:
        """What a second station says, to the aircraft it is for, or to all."""
        target = message.fields.get("target_system", 0)
        channel = self.routes.path_to((target, AUTOPILOT_COMPONENT)) if target else None
        channels = self._channels if not target else [channel] if channel is not None else []
        frame = without_signature(message.raw)
        if self._tlog is not None and channels:
            self._tlog.write(frame)
        for one in tuple(channels):
            one.send(self._framed(one, frame) if frame[0] == MAGIC_V2 else frame)
