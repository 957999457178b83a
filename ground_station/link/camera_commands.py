"""Orders to a camera (https://mavlink.io/en/services/camera.html), each a message to send with a `CommandExchange`."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from ground_station.link.camera import CameraMode
from ground_station.link.commands import command_long
from ground_station.link.messages import Message

SET_MODE: Final = 530
SET_ZOOM: Final = 531
SET_SOURCE: Final = 534
START_IMAGES: Final = 2000
STOP_IMAGES: Final = 2001
START_VIDEO: Final = 2500
STOP_VIDEO: Final = 2501
ZOOM_RANGE: Final = 2.0
"""CAMERA_ZOOM_TYPE: to a part of the whole range."""


class CameraSource(IntEnum):
    """CAMERA_SOURCE: what a video output shows."""

    RGB = 1
    IR = 2


def set_mode_command(system_id: int, camera: int, mode: CameraMode) -> Message:
    """Photograph or film."""
    return command_long(system_id, SET_MODE, 0.0, float(mode), component_id=camera)


def zoom_command(system_id: int, camera: int, percent: float) -> Message:
    """Zoom to a part of the whole range, 0 widest to 100 closest."""
    return command_long(system_id, SET_ZOOM, ZOOM_RANGE, min(max(percent, 0.0), 100.0), component_id=camera)


def show_command(system_id: int, camera: int, source: CameraSource) -> Message:
    """Show the ordinary or the thermal picture on the main output."""
    return command_long(system_id, SET_SOURCE, 0.0, float(source), component_id=camera)


def photograph_command(system_id: int, camera: int, *, every_s: float = 0.0, count: int = 1, sequence: int) -> Message:
    """Take `count` pictures (0: until stopped). `sequence` must rise with every new order, so that a repeat of this
    one takes no second picture.
    """
    return command_long(system_id, START_IMAGES, 0.0, every_s, float(count), float(sequence), component_id=camera)


def stop_photographs_command(system_id: int, camera: int) -> Message:
    """Stop taking pictures."""
    return command_long(system_id, STOP_IMAGES, component_id=camera)


def record_command(system_id: int, camera: int, *, stream: int = 0) -> Message:
    """Start filming onto the camera's own storage."""
    return command_long(system_id, START_VIDEO, float(stream), component_id=camera)


def stop_recording_command(system_id: int, camera: int, *, stream: int = 0) -> Message:
    """Stop filming."""
    return command_long(system_id, STOP_VIDEO, float(stream), component_id=camera)
