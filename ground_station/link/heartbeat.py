"""This station's heartbeat: once a second on every channel, as a ground station only while it is in control.

PX4 counts any heartbeat of type GCS, from anybody, as its pilot's. An observer that beat as one would hide from the
aircraft that its pilot is gone; it beats as nothing in particular, which keeps its path open and nothing more.
"""

from __future__ import annotations

from typing import Final

from ground_station.link.messages import Message

PERIOD_S: Final = 1.0
"""PX4 counts the station as lost 10 s after the last one and sends STATUSTEXT only to who beats as one."""
TYPE_STATION: Final = 6
TYPE_GENERIC: Final = 0


def heartbeat(*, is_in_control: bool = True) -> Message:
    """A ground station's HEARTBEAT (type GCS, autopilot INVALID, active), or an observer's."""
    type_ = TYPE_STATION if is_in_control else TYPE_GENERIC
    return Message("HEARTBEAT", type=type_, autopilot=8, base_mode=0, custom_mode=0, system_status=4, mavlink_version=3)
