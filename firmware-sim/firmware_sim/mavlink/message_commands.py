"""Commands that ask for messages: once, at another rate, or at which rate they come."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.command_frame import HALF, Params, Row, rounded, truncated
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.results import Ack

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect
LEAST_INTERVAL_US = 1e-5
"""What is nearer to 0 asks for the default rate."""


class MessageCommands:
    """REQUEST_MESSAGE, those that were there before it, and the intervals of streams."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot

    def commands(self) -> dict[int, Row]:
        """What each command does, by its number."""
        return {
            D.MAV_CMD_REQUEST_MESSAGE: self._request_message,
            D.MAV_CMD_GET_MESSAGE_INTERVAL: lambda link, message, params: self._tell_interval(link, params[0]),
            D.MAV_CMD_SET_MESSAGE_INTERVAL: self._set_interval,
            D.MAV_CMD_GET_HOME_POSITION: self._always(D.MAVLINK_MSG_ID_HOME_POSITION),
            D.MAV_CMD_REQUEST_AUTOPILOT_CAPABILITIES: self._always(D.MAVLINK_MSG_ID_AUTOPILOT_VERSION),
            D.MAV_CMD_REQUEST_FLIGHT_INFORMATION: self._always(D.MAVLINK_MSG_ID_FLIGHT_INFORMATION),
        }

    def _always(self, message_id: int) -> Row:
        """A command that asks for one message."""

        def request(link: Link, message: Message, params: Params) -> Ack:
            self._vehicle.telemetry.request(link, message_id)
            return Ack.ACCEPTED

        return request

    def _request_message(self, link: Link, message: Message, params: Params) -> Ack | None:
        message_id = rounded(params[0]) & 0xFFFF
        if message_id == D.MAVLINK_MSG_ID_MESSAGE_INTERVAL:
            return self._tell_interval(link, params[1])
        camera = self._vehicle.camera
        # A request to every component is answered by the one that has the message.
        if message.target_component == 0 and camera is not None and camera.has(message_id):
            camera.command(link, message, params, self._pilot.now_s)
            return None
        which = int(params[1]) if math.isfinite(params[1]) else 0
        return Ack.ACCEPTED if self._vehicle.telemetry.request(link, message_id, which) else Ack.DENIED

    def _tell_interval(self, link: Link, param: float) -> Ack:
        message_id = truncated(param + HALF)
        stream = link.streams.get(message_id)
        interval_us = -1 if stream is None or math.isinf(stream.interval_s) else round(stream.interval_s * 1e6)
        link.send(D.MAVLink_message_interval_message(message_id & 0xFFFF, interval_us))
        return Ack.ACCEPTED

    def _set_interval(self, link: Link, message: Message, params: Params) -> Ack:
        message_id = truncated(params[0] + HALF)
        # PX4 gives the stream to no other link than this, and to nobody but who hears it.
        wants_more = any(math.isfinite(param) and truncated(param + HALF) for param in (*params[2:4], params[6]))
        is_fixed = message_id == D.MAVLINK_MSG_ID_HEARTBEAT
        if wants_more or is_fixed or not self._vehicle.telemetry.knows(message_id):
            return Ack.FAILED
        interval_us = params[1] if abs(params[1]) > LEAST_INTERVAL_US else 0.0
        link.set_interval(message_id, interval_us * 1e-6, self._pilot.now_s)
        return Ack.ACCEPTED
