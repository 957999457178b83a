"""Passing aircraft on to a second ground station, so that a crew can keep QGroundControl open beside Varde.

Everything aircraft say goes to it. What it says goes to aircraft only where the crew allows it: its heartbeat alone
would hide from an aircraft that its pilot is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ground_station.link.addresses import Address
from ground_station.link.codec import without_signature
from ground_station.link.endpoints import Channel, Endpoint, open_endpoint
from ground_station.link.messages import OWN_SYSTEM, SECRET_KIND, Message


class Forwarder:
    """The second stations' side. `deliver` gets what they say to aircraft, where they may."""

    def __init__(
        self, addresses: Sequence[Address], deliver: Callable[[Message], None], *, may_command: bool = False
    ) -> None:
        self.stations: set[int] = set()
        """System ids of the ground stations heard; never sent back to where they came from."""
        self.refused = 0
        """Messages to aircraft that were not passed on."""
        self.has_our_number = False
        """Whether a second station uses this station's own system id: its answers and ours cannot be told apart."""
        self._addresses = addresses
        self._deliver = deliver
        self._may_command = may_command
        self._endpoints: list[Endpoint] = []
        self._channels: list[Channel] = []

    async def open(self) -> None:
        """Open every address. Raises `BadInput` where one cannot be opened."""
        for address in self._addresses:
            self._endpoints.append(await open_endpoint(address, self))

    def close(self) -> None:
        """Close everything."""
        for endpoint in self._endpoints:
            endpoint.close()
        self._endpoints.clear()
        self._channels.clear()

    def pass_on(self, message: Message) -> None:
        """What an aircraft said, to every second station: as it was, without its signature."""
        if not self._channels or message.source_system in self.stations or message.kind == SECRET_KIND:
            return
        frame = without_signature(message.raw)
        for channel in self._channels:
            channel.send(frame)

    def channel_opened(self, channel: Channel) -> None:
        """A second station may listen here."""
        self._channels.append(channel)

    def channel_closed(self, channel: Channel) -> None:
        """It is gone."""
        if channel in self._channels:
            self._channels.remove(channel)

    def received(self, channel: Channel, messages: list[Message]) -> None:
        """What a second station says."""
        for message in messages:
            if message.kind.startswith("UNKNOWN_"):
                continue  # without a checksum that could vouch for it
            if message.source_system == OWN_SYSTEM:
                self.has_our_number = True
                self.refused += 1
                continue
            self.stations.add(message.source_system)
            if not self._may_command or message.kind == SECRET_KIND:
                self.refused += 1
                continue
            self._deliver(message)
