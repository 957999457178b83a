"""What is sent at a steady rate, and what is sent because somebody asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firmware_sim.mavlink.builders import Builder, LinkBuilder, boot_us, payload_of
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.gimbal_protocol import GimbalControl
from firmware_sim.mavlink.identity_messages import IdentityMessages, available_modes
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.motion_messages import MotionMessages
from firmware_sim.mavlink.state_messages import StateMessages
from firmware_sim.mavlink.streams import NOT_SLOWED

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect

STREAMS_WITHOUT_SOURCE = (D.MAVLINK_MSG_ID_SCALED_IMU, D.MAVLINK_MSG_ID_RC_CHANNELS)
"""PX4 has these streams too, and like the simulator nothing to send in them."""


class Telemetry:
    """The messages of one aircraft: made once for all links that they are due on at the same instant."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot
        self._pings: dict[str, int] = {}
        self._sent_fixes: dict[str, int] = {}
        self._made: dict[int, bytes] = {}
        self._made_s = -1.0
        self._state = StateMessages(vehicle)
        self.builders: dict[int, Builder] = {
            **self._state.builders(),
            **MotionMessages(vehicle).builders(),
            **IdentityMessages(vehicle).builders(),
        }
        """By message number; services put theirs here too."""
        self.link_builders: dict[int, LinkBuilder] = {D.MAVLINK_MSG_ID_PING: self._ping}
        """Those that differ from link to link."""
        if vehicle.gimbal_fitted:
            self.builders |= GimbalControl(vehicle).builders()

    @property
    def base_mode(self) -> int:
        """HEARTBEAT.base_mode."""
        return self._state.base_mode

    def knows(self, message_id: int) -> bool:
        """Whether there is such a message."""
        return message_id in self.builders or message_id in self.link_builders or message_id in STREAMS_WITHOUT_SOURCE

    def tick(self, link: Link) -> None:
        """Send what is due on a link."""
        now_s = self._pilot.now_s
        for message_id, stream in link.streams.items():
            if stream.due_s <= now_s:
                interval_s = stream.interval_s
                if link.rate_share < 1.0 and message_id not in NOT_SLOWED:
                    interval_s /= link.rate_share
                stream.due_s += interval_s
                if stream.due_s <= now_s:
                    stream.due_s = now_s + interval_s
                self._send(link, message_id, self._shared(message_id, now_s))

    def request(self, link: Link, message_id: int, which: int = 0) -> bool:
        """Send one message because somebody asked; False when there is none such or it has nothing new to say."""
        if message_id == D.MAVLINK_MSG_ID_AVAILABLE_MODES:
            modes = available_modes(which)
            for mode in modes:
                link.send(mode)
            return bool(modes)
        is_fix = message_id == D.MAVLINK_MSG_ID_GPS_RAW_INT
        if is_fix and self._sent_fixes.get(link.name) == self._vehicle.fix_number:
            # PX4 has nothing when the sample was sent already.
            return False
        return self._send(link, message_id, self._payload(message_id))

    def _send(self, link: Link, message_id: int, payload: bytes | None) -> bool:
        link_builder = self.link_builders.get(message_id)
        if link_builder is not None:
            payload = payload_of(link_builder(link))
        if payload is None:
            return False
        if message_id == D.MAVLINK_MSG_ID_GPS_RAW_INT:
            self._sent_fixes[link.name] = self._vehicle.fix_number
        link.send_payload(message_id, payload)
        return True

    def _shared(self, message_id: int, now_s: float) -> bytes | None:
        """The payload of this instant, made by whichever link was first."""
        if now_s != self._made_s:
            self._made.clear()
            self._made_s = now_s
        payload = self._made.get(message_id)
        if payload is None:
            payload = self._payload(message_id)
            if payload is not None:
                self._made[message_id] = payload
        return payload

    def _payload(self, message_id: int) -> bytes | None:
        builder = self.builders.get(message_id)
        made = builder() if builder is not None else None
        return made if made is None or isinstance(made, bytes) else payload_of(made)

    def _ping(self, link: Link) -> Message:
        number = self._pings.get(link.name, 0)
        self._pings[link.name] = number + 1
        return D.MAVLink_ping_message(boot_us(self._pilot.now_s), number, 0, 0)
