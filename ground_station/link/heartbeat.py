"""This station's heartbeat: once a second on every channel, and only while its event loop is really alive."""

from __future__ import annotations

from typing import Final

from ground_station.link.messages import Message

PERIOD_S: Final = 1.0
"""PX4 counts the station as lost 10 s after the last one and sends STATUSTEXT only to who beats."""


def heartbeat() -> Message:
    """A ground station's HEARTBEAT: type GCS, autopilot INVALID, active."""
    return Message("HEARTBEAT", type=6, autopilot=8, base_mode=0, custom_mode=0, system_status=4, mavlink_version=3)
