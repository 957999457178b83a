"""The camera as a MAVLink component of its own: what it is and what it does (https://mavlink.io/en/services/camera.html).

A thermal camera with a fixed lens: it claims neither zoom nor focus, and refuses them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from firmware_sim.mavlink import camera_messages as messages
from firmware_sim.mavlink.camera_description import CameraDescription, ThermalRange
from firmware_sim.mavlink.capture import Capture, Photo
from firmware_sim.mavlink.codec import CAMERA, Message, dialect
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.results import Ack

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

__all__ = ["CameraComponent", "CameraDescription"]

D = dialect
IMAGE_MODE, VIDEO_MODE = 0, 1
INFRARED_SOURCE = 2
EVERY_STREAM = 0
Params = tuple[float, ...]
Reply = tuple[Ack, list[Message]]


@dataclass(slots=True)
class CameraComponent:
    """Component 100: everything it says and is told."""

    description: CameraDescription
    vehicle: Vehicle | None = None
    """Who carries it; photos and the field of view need to know."""
    thermal_range: Callable[[], ThermalRange | None] = lambda: None
    """The coldest and the hottest of the newest picture, when the camera that makes it tells."""
    mode: int = IMAGE_MODE
    streaming: bool = True
    capture: Capture = field(default_factory=Capture)
    _heartbeat_s: dict[str, float] = field(default_factory=dict)
    _told_photos: dict[str, int] = field(default_factory=dict)
    _told_status_s: dict[str, float] = field(default_factory=dict)

    @property
    def image_count(self) -> int:
        """How many photos it has taken."""
        return len(self.capture.photos)

    def has(self, message_id: int) -> bool:
        """Whether the camera can send that message."""
        return message_id in self._builders()

    def tick(self, link: Link, now_s: float) -> None:
        """Take the photos that are due; send the heartbeat, new photos and the state of a recording."""
        self.capture.step(now_s, self._photo)
        if now_s >= self._heartbeat_s.get(link.name, 1.0):
            self._heartbeat_s[link.name] = now_s + 1.0
            link.send(D.MAVLink_heartbeat_message(D.MAV_TYPE_CAMERA, 8, 0, 0, 4, 3), CAMERA)
        for photo in self.capture.photos[self._told_photos.get(link.name, 0) :]:
            link.send(messages.image_captured(photo), CAMERA)
        self._told_photos[link.name] = len(self.capture.photos)
        every_s = self.capture.status_every_s
        if every_s > 0.0 and now_s - self._told_status_s.get(link.name, -math.inf) >= every_s:
            self._told_status_s[link.name] = now_s
            link.send(messages.capture_status(self.capture, now_s), CAMERA)

    def command(self, link: Link, message: Message, params: Params, now_s: float) -> None:
        """Answer a command that is for the camera."""
        row = self._commands().get(message.command)
        result, replies = row(params, now_s) if row is not None else (Ack.UNSUPPORTED, [])
        sender = (message.get_srcSystem(), message.get_srcComponent())
        link.send(D.MAVLink_command_ack_message(message.command, int(result), 0, 0, *sender), CAMERA)
        for reply in replies:
            link.send(reply, CAMERA)

    def obey(self, command: int, params: Params, now_s: float) -> bool:
        """Take a command of the autopilot's own, as its missions give; False when it is none for a camera."""
        if command == D.MAV_CMD_DO_DIGICAM_CONTROL:
            if params[4] == 1.0:
                self._start_images((0.0, 0.0, 1.0, 0.0), now_s)
            return True
        row = self._commands().get(command)
        if row is not None:
            row(params, now_s)
        return row is not None

    # --- commands ---

    def _commands(self) -> dict[int, Callable[[Params, float], Reply]]:
        """What each command does; those that ask for one message are rows of the same kind."""
        requests = {
            D.MAV_CMD_REQUEST_CAMERA_INFORMATION: D.MAVLINK_MSG_ID_CAMERA_INFORMATION,
            D.MAV_CMD_REQUEST_CAMERA_SETTINGS: D.MAVLINK_MSG_ID_CAMERA_SETTINGS,
            D.MAV_CMD_REQUEST_STORAGE_INFORMATION: D.MAVLINK_MSG_ID_STORAGE_INFORMATION,
            D.MAV_CMD_REQUEST_CAMERA_CAPTURE_STATUS: D.MAVLINK_MSG_ID_CAMERA_CAPTURE_STATUS,
            D.MAV_CMD_REQUEST_VIDEO_STREAM_INFORMATION: D.MAVLINK_MSG_ID_VIDEO_STREAM_INFORMATION,
            D.MAV_CMD_REQUEST_VIDEO_STREAM_STATUS: D.MAVLINK_MSG_ID_VIDEO_STREAM_STATUS,
        }
        return {
            **{command: self._request_row(number) for command, number in requests.items()},
            D.MAV_CMD_REQUEST_MESSAGE: lambda params, now_s: self._request(int(params[0]), params[1], now_s),
            D.MAV_CMD_RESET_CAMERA_SETTINGS: lambda params, now_s: self._set_mode((0.0, IMAGE_MODE), now_s),
            D.MAV_CMD_SET_CAMERA_MODE: self._set_mode,
            D.MAV_CMD_SET_CAMERA_SOURCE: self._set_source,
            D.MAV_CMD_STORAGE_FORMAT: self._format,
            D.MAV_CMD_IMAGE_START_CAPTURE: self._start_images,
            D.MAV_CMD_IMAGE_STOP_CAPTURE: self._stop_images,
            D.MAV_CMD_VIDEO_START_CAPTURE: self._start_recording,
            D.MAV_CMD_VIDEO_STOP_CAPTURE: self._stop_recording,
            D.MAV_CMD_VIDEO_START_STREAMING: lambda params, now_s: self._stream(params, on=True),
            D.MAV_CMD_VIDEO_STOP_STREAMING: lambda params, now_s: self._stream(params, on=False),
        }

    def _request_row(self, number: int) -> Callable[[Params, float], Reply]:
        # These older commands ask with 1 ("yes") where streams are not meant.
        is_stream = number in (D.MAVLINK_MSG_ID_VIDEO_STREAM_INFORMATION, D.MAVLINK_MSG_ID_VIDEO_STREAM_STATUS)
        return lambda params, now_s: self._request(number, params[0] if is_stream else 0.0, now_s)

    def _request(self, number: int, which: float, now_s: float) -> Reply:
        build = self._builders().get(number)
        made = build(int(which) if math.isfinite(which) else 0, now_s) if build is not None else []
        return (Ack.ACCEPTED, made) if made else (Ack.DENIED, [])

    def _set_mode(self, params: Params, now_s: float) -> Reply:
        if params[1] not in (IMAGE_MODE, VIDEO_MODE):
            return Ack.DENIED, []
        self.mode = int(params[1])
        return Ack.ACCEPTED, [messages.settings(self.mode, now_s)]

    def _set_source(self, params: Params, now_s: float) -> Reply:
        return (Ack.ACCEPTED if params[1] in (0.0, INFRARED_SOURCE) else Ack.DENIED), []

    def _format(self, params: Params, now_s: float) -> Reply:
        if self.capture.busy:
            return Ack.TEMPORARILY_REJECTED, []
        if params[1] == 1.0:
            self.capture.used_mib = 0.0
        return Ack.ACCEPTED, []

    def _start_images(self, params: Params, now_s: float) -> Reply:
        interval_s, count, sequence = (part if math.isfinite(part) else 0.0 for part in params[1:4])
        if self.capture.repeats(int(count), int(sequence)):
            # The same single photo asked for again, because its acknowledgement was lost.
            return Ack.ACCEPTED, []
        if self.capture.taking_images:
            return Ack.TEMPORARILY_REJECTED, []
        started = self.capture.start_images(interval_s, int(count), int(sequence), now_s)
        return (Ack.ACCEPTED if started else Ack.DENIED), []

    def _stop_images(self, params: Params, now_s: float) -> Reply:
        self.capture.stop_images()
        return Ack.ACCEPTED, []

    def _start_recording(self, params: Params, now_s: float) -> Reply:
        if self.capture.recording_since_s is not None:
            return Ack.TEMPORARILY_REJECTED, []
        self.capture.recording_since_s = now_s
        self.capture.status_every_s = 1.0 / params[1] if math.isfinite(params[1]) and params[1] > 0.0 else 0.0
        return Ack.ACCEPTED, []

    def _stop_recording(self, params: Params, now_s: float) -> Reply:
        self.capture.stop_recording(now_s)
        return Ack.ACCEPTED, []

    def _stream(self, params: Params, *, on: bool) -> Reply:
        if not 0.0 <= params[0] <= len(self.description.streams):
            return Ack.DENIED, []
        self.streaming = on
        return Ack.ACCEPTED, []

    # --- messages ---

    def _builders(self) -> dict[int, Callable[[int, float], list[Message]]]:
        """By message number; what is asked for may be one stream or one photo."""
        about = self.description
        return {
            D.MAVLINK_MSG_ID_CAMERA_INFORMATION: lambda which, now_s: [messages.information(about, now_s)],
            D.MAVLINK_MSG_ID_CAMERA_SETTINGS: lambda which, now_s: [messages.settings(self.mode, now_s)],
            D.MAVLINK_MSG_ID_STORAGE_INFORMATION: lambda which, now_s: [messages.storage(self.capture, now_s)],
            D.MAVLINK_MSG_ID_CAMERA_CAPTURE_STATUS: lambda which, now_s: [messages.capture_status(self.capture, now_s)],
            D.MAVLINK_MSG_ID_CAMERA_IMAGE_CAPTURED: self._image_captured,
            D.MAVLINK_MSG_ID_VIDEO_STREAM_INFORMATION: lambda which, now_s: self._each_stream(
                which, messages.stream_information
            ),
            D.MAVLINK_MSG_ID_VIDEO_STREAM_STATUS: lambda which, now_s: self._each_stream(which, messages.stream_status),
            D.MAVLINK_MSG_ID_CAMERA_FOV_STATUS: self._field_of_view,
            D.MAVLINK_MSG_ID_CAMERA_THERMAL_RANGE: self._thermal_range,
        }

    def _each_stream(self, which: int, make: Callable[[CameraDescription, int, bool], Message]) -> list[Message]:
        count = len(self.description.streams)
        chosen = range(1, count + 1) if which == EVERY_STREAM else [which]
        return [make(self.description, number, self.streaming) for number in chosen if 1 <= number <= count]

    def _image_captured(self, which: int, now_s: float) -> list[Message]:
        photos = self.capture.photos
        return [messages.image_captured(photos[which])] if 0 <= which < len(photos) else []

    def _field_of_view(self, which: int, now_s: float) -> list[Message]:
        if self.vehicle is None:
            return []
        return [messages.field_of_view(self.description, self.vehicle)]

    def _thermal_range(self, which: int, now_s: float) -> list[Message]:
        told = self.thermal_range()
        return [] if told is None else [messages.thermal_range(told, now_s)]

    def _photo(self, index: int, now_s: float) -> Photo:
        assert self.vehicle is not None
        return messages.photo_of(self.vehicle, index, now_s)
