"""What a camera is, as far as others are told of it."""

from __future__ import annotations

from dataclasses import dataclass

from firmware_sim.mavlink.codec import dialect

RTSP, MPEG_TS = dialect.VIDEO_STREAM_TYPE_RTSP, dialect.VIDEO_STREAM_TYPE_MPEG_TS
H264 = dialect.VIDEO_STREAM_ENCODING_H264


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoStream:
    """One way in which the picture can be had."""

    name: str
    uri: str
    kind: int
    """VIDEO_STREAM_TYPE."""
    encoding: int = 0
    """VIDEO_STREAM_ENCODING."""
    thermal: bool = False
    """Whether it has temperatures: a station measures in that one."""


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

    @property
    def streams(self) -> tuple[VideoStream, ...]:
        """Those that there are; the first is the one with temperatures in it."""
        rows = (
            VideoStream(name="thermal", uri=self.uri, kind=RTSP, thermal=True),
            VideoStream(name="video", uri=self.video_uri, kind=RTSP, encoding=H264),
            VideoStream(name="video with metadata", uri=self.transport_uri, kind=MPEG_TS, encoding=H264),
        )
        return tuple(row for row in rows if row.uri)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThermalRange:
    """The coldest and the hottest point of one picture; places as fractions of its width and height."""

    coldest_celsius: float
    coldest_at: tuple[float, float]
    hottest_celsius: float
    hottest_at: tuple[float, float]
