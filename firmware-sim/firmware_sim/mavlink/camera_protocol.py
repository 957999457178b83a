"""The camera as a MAVLink component of its own: it tells of itself and where its picture is."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from firmware_sim.mavlink.codec import CAMERA, Message, dialect
from firmware_sim.mavlink.link import Link

VENDOR, MODEL = b"Varde", b"Simulated thermal 640"
CAPTURE_FLAGS = 2 | 256
"""Takes pictures, has a video stream."""
RUNNING_FLAG, THERMAL_FLAG = 1, 2
H264 = 1
PIXEL_PITCH_MM = 0.012


class Ack(IntEnum):
    """MAV_RESULT, as far as a camera uses it."""

    ACCEPTED = 0
    DENIED = 2
    UNSUPPORTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraDescription:
    """The camera of one aircraft: where its picture is served and what it looks like."""

    uri: str
    video_uri: str = ""
    """The same as 8-bit H.264 over RTSP."""
    transport_uri: str = ""
    """The same video in an MPEG transport stream with metadata."""
    width_px: int = 640
    height_px: int = 512
    frame_rate_hz: float = 9.0
    horizontal_view_deg: float = 32.0


@dataclass(slots=True)
class CameraComponent:
    """Component 100: heartbeat, CAMERA_INFORMATION, VIDEO_STREAM_INFORMATION, single pictures."""

    description: CameraDescription
    image_count: int = 0
    _heartbeat_s: dict[str, float] = field(default_factory=dict)

    def has(self, message_id: int) -> bool:
        """Whether the camera can send that message."""
        return message_id in self._builders() or message_id in self._stream_builders()

    def tick(self, link: Link, now_s: float) -> None:
        """Send the heartbeat when it is due."""
        if now_s >= self._heartbeat_s.get(link.name, 1.0):
            self._heartbeat_s[link.name] = now_s + 1.0
            link.send(dialect.MAVLink_heartbeat_message(dialect.MAV_TYPE_CAMERA, 8, 0, 0, 4, 3), CAMERA)

    def command(self, link: Link, message: Message, params: tuple[float, ...], now_s: float) -> None:
        """Answer a command that is for the camera."""
        boot_ms = int(now_s * 1000.0)
        replies: list[Message] = []
        result = Ack.ACCEPTED
        if message.command == dialect.MAV_CMD_REQUEST_MESSAGE:
            build = self._builders().get(int(params[0]))
            if build is not None:
                replies = [build(boot_ms)]
            elif int(params[0]) in self._stream_builders():
                replies = self._of_streams(self._stream_builders()[int(params[0])], int(params[1]))
            if not replies:
                result = Ack.DENIED
        elif message.command == dialect.MAV_CMD_REQUEST_CAMERA_INFORMATION:
            replies = [self._information(boot_ms)]
        elif message.command == dialect.MAV_CMD_IMAGE_START_CAPTURE:
            self.image_count += 1
        elif message.command not in (
            dialect.MAV_CMD_IMAGE_STOP_CAPTURE,
            dialect.MAV_CMD_VIDEO_START_STREAMING,
            dialect.MAV_CMD_VIDEO_STOP_STREAMING,
        ):
            result = Ack.UNSUPPORTED
        sender = (message.get_srcSystem(), message.get_srcComponent())
        link.send(dialect.MAVLink_command_ack_message(message.command, int(result), 0, 0, *sender), CAMERA)
        for reply in replies:
            link.send(reply, CAMERA)

    def _builders(self) -> dict[int, Callable[[int], Message]]:
        return {
            dialect.MAVLINK_MSG_ID_CAMERA_INFORMATION: self._information,
            dialect.MAVLINK_MSG_ID_CAMERA_SETTINGS: lambda boot_ms: dialect.MAVLink_camera_settings_message(boot_ms, 0),
            dialect.MAVLINK_MSG_ID_CAMERA_CAPTURE_STATUS: lambda boot_ms: dialect.MAVLink_camera_capture_status_message(
                boot_ms, 0, 0, 0.0, 0, 0.0, self.image_count
            ),
        }

    def _information(self, boot_ms: int) -> Message:
        about = self.description
        sensor_mm = (about.width_px * PIXEL_PITCH_MM, about.height_px * PIXEL_PITCH_MM)
        focal_mm = sensor_mm[0] / (2.0 * _tan_half_deg(about.horizontal_view_deg))
        return dialect.MAVLink_camera_information_message(
            boot_ms,
            list(VENDOR.ljust(32, b"\0")),
            list(MODEL.ljust(32, b"\0")),
            1,
            focal_mm,
            *sensor_mm,
            about.width_px,
            about.height_px,
            0,
            CAPTURE_FLAGS,
            0,
            b"",
        )

    def _stream_builders(self) -> dict[int, Callable[[int, _Stream], Message]]:
        return {
            dialect.MAVLINK_MSG_ID_VIDEO_STREAM_INFORMATION: self._stream,
            dialect.MAVLINK_MSG_ID_VIDEO_STREAM_STATUS: self._stream_status,
        }

    def _of_streams(self, build: Callable[[int, _Stream], Message], number: int) -> list[Message]:
        """What is told of stream `number`, from 1 on; of all for 0."""
        return [build(index, stream) for index, stream in enumerate(self._streams(), 1) if number in (0, index)]

    def _streams(self) -> list[_Stream]:
        about = self.description
        rows = (
            _Stream(dialect.VIDEO_STREAM_TYPE_RTSP, RUNNING_FLAG | THERMAL_FLAG, b"thermal", about.uri, 0),
            # Only the stream that has temperatures is called thermal: a station measures in that one.
            _Stream(dialect.VIDEO_STREAM_TYPE_RTSP, RUNNING_FLAG, b"video", about.video_uri, H264),
            _Stream(dialect.VIDEO_STREAM_TYPE_MPEG_TS, RUNNING_FLAG, b"video with metadata", about.transport_uri, H264),
        )
        return [row for row in rows if row.uri]

    def _stream(self, number: int, stream: _Stream) -> Message:
        about = self.description
        return dialect.MAVLink_video_stream_information_message(
            number,
            len(self._streams()),
            stream.kind,
            stream.flags,
            about.frame_rate_hz,
            about.width_px,
            about.height_px,
            0,
            0,
            round(about.horizontal_view_deg),
            stream.name,
            stream.uri.encode(),
            stream.encoding,
        )

    def _stream_status(self, number: int, stream: _Stream) -> Message:
        about = self.description
        return dialect.MAVLink_video_stream_status_message(
            number,
            stream.flags,
            about.frame_rate_hz,
            about.width_px,
            about.height_px,
            0,
            0,
            round(about.horizontal_view_deg),
        )


@dataclass(frozen=True, slots=True)
class _Stream:
    """One row of VIDEO_STREAM_INFORMATION."""

    kind: int
    flags: int
    name: bytes
    uri: str
    encoding: int


def _tan_half_deg(angle_deg: float) -> float:
    return math.tan(math.radians(0.5 * angle_deg))
