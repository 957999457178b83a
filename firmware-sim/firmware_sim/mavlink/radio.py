"""A telemetry radio between aircraft and station: how strong it hears and how full its buffer is (RADIO_STATUS).

PX4 SITL has none, so there is none unless it is asked for. As its buffer fills PX4 slows the streams down, and files
and logs get what is left of its rate. The signal falls with the square of the distance, as in free
space; values are those of a SiK radio, whose numbers count about half decibels (https://docs.px4.io/main/en/data_links/sik_radio.html).
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.link import Link

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

RADIO_SYSTEM_COMPONENT = 68
"""MAV_COMP_ID_TELEMETRY_RADIO."""
TOLD_EVERY_S = 1.0
COUNTS_PER_DB = 1.9
STRONGEST = 254
SLOWING = ((25, 0.80), (35, 0.975))
"""Below so many percent of free buffer, by so much at each RADIO_STATUS; above FREE_PERCENT faster again."""
FREE_PERCENT, FASTER, SLOWEST_SHARE = 50, 1.025, 0.05
WIRED_ROOM_BYTES, MOST_ROOM_BYTES = 15_000, 600
"""What files may send in one step: over UDP; and saved up at most, over a radio."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Radio:
    """A pair of radios, one on the ground at `ground_ne_m`."""

    ground_ne_m: tuple[float, float] = (0.0, 0.0)
    signal_at_100_m_db: float = 75.0
    """Above the least that can be told from noise (count 0)."""
    noise_db: float = 25.0
    rate_bytes_s: float = 5_700.0
    """What gets through: 57 600 baud."""

    def signal_db(self, distance_m: float) -> float:
        """Free-space loss: 20 dB for ten times the distance."""
        return self.signal_at_100_m_db - 20.0 * math.log10(max(distance_m, 10.0) / 100.0)


class RadioStatus:
    """Tells of the radio on the link to the ground station; a service."""

    def __init__(self, vehicle: Vehicle, radio: Radio | None, seed: str) -> None:
        self.radio = radio
        """A fault may set or take it away in flight."""
        self._vehicle = vehicle
        self._rng = random.Random(seed)
        self._due_s = TOLD_EVERY_S
        self._told_bytes = 0
        self._waiting_bytes = 0.0
        self._errors = 0
        self._share = 1.0
        self._credit_bytes = 0.0
        self._is_fitted = False
        self._ticked_s, self._ticked_bytes = 0.0, 0

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """Nothing."""
        return False

    def tick(self, link: Link, now_s: float) -> None:
        """RADIO_STATUS, once a second, on the station's link."""
        radio = self.radio
        if link.name != "gcs":
            return
        if radio is None:
            if self._is_fitted:
                link.rate_share, link.room_bytes, self._share = 1.0, WIRED_ROOM_BYTES, 1.0
            self._is_fitted = False
            return
        self._is_fitted = True
        self._leave_room(radio, link, now_s)
        if now_s >= self._due_s:
            self._due_s = now_s + TOLD_EVERY_S
            message = self._message(radio, link)
            link.send(message, RADIO_SYSTEM_COMPONENT)
            self._pace(message.txbuf)
            link.rate_share = max(self._share, SLOWEST_SHARE)

    def _leave_room(self, radio: Radio, link: Link, now_s: float) -> None:
        """What the streams did not use of its rate is there for files."""
        given = link.sent_bytes + link.waiting_bytes
        sent, self._ticked_bytes = given - self._ticked_bytes, given
        passed_s, self._ticked_s = now_s - self._ticked_s, now_s
        self._credit_bytes = min(self._credit_bytes + radio.rate_bytes_s * passed_s - sent, MOST_ROOM_BYTES)
        # No debt for longer than a second: whoever sends too much is slowed down besides.
        self._credit_bytes = max(self._credit_bytes, -radio.rate_bytes_s)
        link.room_bytes = max(int(self._credit_bytes), 0)

    def _pace(self, free_percent: int) -> None:
        factor = next((by for below, by in SLOWING if free_percent < below), 1.0)
        if free_percent > FREE_PERCENT:
            factor = FASTER
        self._share = min(max(self._share * factor, 0.01), 1.0)

    def _message(self, radio: Radio, link: Link) -> Message:
        body = self._vehicle.body
        north_m, east_m = radio.ground_ne_m
        height_m = self._vehicle.autopilot.height_above_ground_m
        distance_m = math.hypot(body.north_m - north_m, body.east_m - east_m, height_m)
        heard, far = (self._count(radio.signal_db(distance_m)) for _ in range(2))
        noise, far_noise = (self._count(radio.noise_db) for _ in range(2))
        if heard < noise + 6:
            self._errors += 1
        room = self._room_percent(radio, link)
        return dialect.MAVLink_radio_status_message(heard, far, room, noise, far_noise, self._errors & 0xFFFF, 0)

    def _count(self, decibels: float) -> int:
        return min(max(round(COUNTS_PER_DB * (decibels + self._rng.gauss(0.0, 0.8))), 0), STRONGEST)

    def _room_percent(self, radio: Radio, link: Link) -> int:
        """How much of the radio's buffer of one second is free, after what was sent since it was told last."""
        sent, self._told_bytes = link.sent_bytes - self._told_bytes, link.sent_bytes
        buffer_bytes = radio.rate_bytes_s
        self._waiting_bytes = min(max(self._waiting_bytes + sent - radio.rate_bytes_s, 0.0), buffer_bytes)
        return round(100.0 * (1.0 - self._waiting_bytes / buffer_bytes))
