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
    view: View | None = None
    """Size, rate and angle of view, where they are not the camera's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How large a picture is, how often it comes, and how much it shows."""

    width_px: int
    height_px: int
    frame_rate_hz: float
    horizontal_view_deg: float


VISIBLE = View(width_px=640, height_px=360, frame_rate_hz=5.0, horizontal_view_deg=60.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraDescription:
    """The camera of one aircraft: where its picture is served and what it looks like."""

    uri: str
    video_uri: str = ""
    """The same as 8-bit H.264 over RTSP."""
    transport_uri: str = ""
    """The same video in an MPEG transport stream with metadata."""
    visible_uri: str = ""
    """Colour video in visible light over RTSP."""
    visible: View = VISIBLE
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
            VideoStream(name="visible", uri=self.visible_uri, kind=RTSP, encoding=H264, view=self.visible),
        )
        return tuple(row for row in rows if row.uri)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThermalRange:
    """The coldest and the hottest point of one picture; places as fractions of its width and height."""

    coldest_celsius: float
    coldest_at: tuple[float, float]
    hottest_celsius: float
    hottest_at: tuple[float, float]
