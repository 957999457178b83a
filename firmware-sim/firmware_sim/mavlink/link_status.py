"""LINK_NODE_STATUS: what a link has sent and heard; a service that counts."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from firmware_sim.mavlink.codec import LINK_NODE_STATUS, Message
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.telemetry import Telemetry

_LAYOUT = struct.Struct("<QIIIIIHHHBB")


class LinkStatus:
    """Counts what is heard, and tells it with what the link counts itself."""

    def __init__(self, links: Iterable[str], telemetry: Telemetry) -> None:
        self._heard_frames = dict.fromkeys(links, 0)
        self._heard_bytes = dict.fromkeys(self._heard_frames, 0)
        self._told: dict[str, tuple[float, int, int]] = {}
        self._now_s = 0.0
        telemetry.link_builders[LINK_NODE_STATUS] = self.payload

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """Count it and leave it to the others."""
        self._heard_frames[link.name] += 1
        self._heard_bytes[link.name] += len(message.get_msgbuf())
        return False

    def tick(self, link: Link, now_s: float) -> None:
        """Remember the time."""
        self._now_s = now_s

    def payload(self, link: Link) -> bytes:
        """The counts, and the rates since they were told last."""
        sent_bytes, heard_bytes = link.sent_bytes, self._heard_bytes[link.name]
        told_s, told_sent, told_heard = self._told.get(link.name, (0.0, 0, 0))
        elapsed_s = max(self._now_s - told_s, 1e-3)
        self._told[link.name] = (self._now_s, sent_bytes, heard_bytes)
        return _LAYOUT.pack(
            round(self._now_s * 1e6),
            round((sent_bytes - told_sent) / elapsed_s),
            round((heard_bytes - told_heard) / elapsed_s),
            link.sent_frames & 0xFFFFFFFF,
            self._heard_frames[link.name],
            *(0, 0, 0, 0, 0, 0),
        )
