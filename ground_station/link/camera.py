"""Cameras by the camera protocol v2 (https://mavlink.io/en/services/camera.html): what there is, and how to use it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message
from ground_station.link.outcomes import Outcome
from ground_station.link.requesting import RequestExchange

THERMAL: Final = 2
"""VIDEO_STREAM_STATUS_FLAGS: the stream shows temperature."""
HAS_THERMAL_RANGE: Final = 4
"""VIDEO_STREAM_STATUS_FLAGS: the camera tells CAMERA_THERMAL_RANGE."""
ALL_STREAMS: Final = 0.0


class CameraMode(IntEnum):
    """CAMERA_MODE."""

    IMAGE = 0
    VIDEO = 1
    IMAGE_SURVEY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoStream:
    """One stream a camera offers."""

    number: int
    is_running: bool
    is_thermal: bool
    has_thermal_range: bool
    width_px: int
    height_px: int
    rate_hz: float
    hfov_deg: float | None
    name: str
    uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThermalRange:
    """The hottest and coldest spot of a thermal picture, as the camera measures them."""

    stream: int
    max_c: float
    min_c: float
    max_place: tuple[float, float] | None
    """Right and down, 0 to 1 of the picture."""
    min_place: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Where a camera keeps pictures."""

    number: int
    is_ready: bool
    available_mib: float
    total_mib: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """Everything a camera told of itself; what it did not tell is None or empty."""

    component_id: int
    vendor: str = ""
    model: str = ""
    capabilities: int = 0
    """CAMERA_CAP_FLAGS."""
    width_px: int = 0
    height_px: int = 0
    focal_length_mm: float | None = None
    sensor_width_mm: float | None = None
    gimbal_device_id: int = 0
    mode: CameraMode | None = None
    zoom_percent: float | None = None
    images_taken: int | None = None
    is_recording: bool | None = None
    streams: tuple[VideoStream, ...] = ()
    storages: tuple[Storage, ...] = ()
    thermal_ranges: tuple[ThermalRange, ...] = ()

    @property
    def thermal_streams(self) -> tuple[VideoStream, ...]:
        """Those that show temperature."""
        return tuple(stream for stream in self.streams if stream.is_thermal)


def read_stream(message: Message) -> VideoStream:
    """The stream in a VIDEO_STREAM_INFORMATION."""
    return VideoStream(
        number=message.stream_id,
        is_running=bool(message.flags & 1),
        is_thermal=bool(message.flags & THERMAL),
        has_thermal_range=bool(message.flags & HAS_THERMAL_RANGE),
        width_px=message.resolution_h,
        height_px=message.resolution_v,
        rate_hz=message.framerate,
        hfov_deg=float(message.hfov) or None,
        name=message.name,
        uri=message.uri,
    )


def read_thermal_range(message: Message) -> ThermalRange:
    """The range in a CAMERA_THERMAL_RANGE."""
    return ThermalRange(
        stream=message.stream_id,
        max_c=message.max,
        min_c=message.min,
        max_place=_place(message.max_point_x, message.max_point_y),
        min_place=_place(message.min_point_x, message.min_point_y),
    )


def read_storage(message: Message) -> Storage:
    """The storage in a STORAGE_INFORMATION."""
    return Storage(
        number=message.storage_id,
        is_ready=message.status == 2,
        available_mib=message.available_capacity,
        total_mib=message.total_capacity,
    )


class CameraExchange(Conversation):
    """Ask a camera for all that it tells of itself; `camera` is it when the outcome is accepted.

    Only CAMERA_INFORMATION must come: many cameras know no more. Behind an autopilot the component is the autopilot's.
    """

    def __init__(self, system_id: int, component_id: int = AUTOPILOT_COMPONENT) -> None:
        super().__init__()
        self.camera: Camera | None = None
        self._told: dict[str, dict[int, Message]] = {}
        self._system_id = system_id
        self._component_id = component_id
        self._questions = [
            ("CAMERA_INFORMATION", 0.0),
            ("VIDEO_STREAM_INFORMATION", ALL_STREAMS),
            ("CAMERA_SETTINGS", 0.0),
            ("CAMERA_CAPTURE_STATUS", 0.0),
            ("STORAGE_INFORMATION", 0.0),
        ]
        self._question: RequestExchange | None = None
        self._asked: set[tuple[str, float]] = set()

    def start(self, now_s: float) -> list[Message]:
        """Ask the first question."""
        return self._next(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Take what comes, asked for or not: a camera with two streams answers one question twice."""
        if self.done or self._question is None or message.source_system != self._system_id:
            return []
        if message.source_component == self._component_id:
            self._keep(message)
        return self._after(self._question.receive(message, now_s), now_s)

    def tick(self, now_s: float) -> list[Message]:
        """Ask again, or go on to the next question."""
        if not self._is_due(now_s) or self._question is None:
            return []
        return self._after(self._question.tick(now_s), now_s)

    def _keep(self, message: Message) -> None:
        number = {"VIDEO_STREAM_INFORMATION": "stream_id", "CAMERA_THERMAL_RANGE": "stream_id"}.get(message.kind)
        number = number or ("storage_id" if message.kind == "STORAGE_INFORMATION" else None)
        if number is not None:
            self._told.setdefault(message.kind, {})[message.fields[number]] = message
        elif message.kind in ("CAMERA_INFORMATION", "CAMERA_SETTINGS", "CAMERA_CAPTURE_STATUS"):
            self._told[message.kind] = {0: message}

    def _after(self, outgoing: list[Message], now_s: float) -> list[Message]:
        question = self._question
        assert question is not None
        self.deadline_s = question.deadline_s
        if question.outcome is None:
            return outgoing
        if "CAMERA_INFORMATION" not in self._told:
            self._end(question.outcome, "There is no camera that tells of itself.", *question.reasons)
            return outgoing
        return outgoing + self._next(now_s)

    def _next(self, now_s: float) -> list[Message]:
        if not self._questions:
            self._questions = self._open_questions()
        if not self._questions:
            self.camera = _camera(self._component_id, self._told)
            return self._end(Outcome.ACCEPTED)
        kind, index = self._questions.pop(0)
        self._asked.add((kind, index))
        self._question = RequestExchange(
            self._system_id,
            kind,
            component_id=self._component_id,
            index=index,
            is_wanted=lambda message: not index or message.stream_id == index,
        )
        return self._after(self._question.start(now_s), now_s)

    def _open_questions(self) -> list[tuple[str, float]]:
        """Streams whose answer was lost among several, and the range of each thermal one; each asked for once."""
        streams = self._told.get("VIDEO_STREAM_INFORMATION", {})
        count = max((stream.count for stream in streams.values()), default=0)
        wanted = [("VIDEO_STREAM_INFORMATION", float(number)) for number in range(1, count + 1)]
        missing = [question for question in wanted if question[1] not in streams]
        ranges = [
            ("CAMERA_THERMAL_RANGE", float(number))
            for number, stream in sorted(streams.items())
            if stream.flags & HAS_THERMAL_RANGE and number not in self._told.get("CAMERA_THERMAL_RANGE", {})
        ]
        return [question for question in missing + ranges if question not in self._asked]


@dataclass(slots=True)
class CaptureLedger:
    """Which pictures were taken: gaps in CAMERA_IMAGE_CAPTURED's numbers are asked for again."""

    system_id: int
    component_id: int
    captured: dict[int, Message] = field(default_factory=dict)
    """By image index."""
    _asks: dict[int, int] = field(default_factory=dict)
    _first: int | None = None
    MAX_ASKS = 3

    def receive(self, message: Message) -> list[Message]:
        """Note a picture; what to ask for."""
        if message.kind != "CAMERA_IMAGE_CAPTURED" or message.source_component != self.component_id:
            return []
        self.captured[message.image_index] = message
        self._first = message.image_index if self._first is None else self._first
        outgoing = []
        for index in range(self._first, max(self.captured)):
            if index in self.captured or self._asks.get(index, 0) >= self.MAX_ASKS:
                continue
            self._asks[index] = self._asks.get(index, 0) + 1
            asked = RequestExchange(
                self.system_id, "CAMERA_IMAGE_CAPTURED", component_id=self.component_id, index=float(index)
            )
            outgoing += asked.start(0.0)
        return outgoing


def _camera(component_id: int, told: dict[str, dict[int, Message]]) -> Camera:
    information = told["CAMERA_INFORMATION"][0]
    settings = told.get("CAMERA_SETTINGS", {}).get(0)
    status = told.get("CAMERA_CAPTURE_STATUS", {}).get(0)
    return Camera(
        component_id=component_id,
        vendor=_text(information.vendor_name),
        model=_text(information.model_name),
        capabilities=information.flags,
        width_px=information.resolution_h,
        height_px=information.resolution_v,
        focal_length_mm=_known(information.focal_length),
        sensor_width_mm=_known(information.sensor_size_h),
        gimbal_device_id=information.gimbal_device_id,
        mode=None if settings is None or settings.mode_id > 2 else CameraMode(settings.mode_id),
        zoom_percent=None if settings is None else _known(settings.zoomLevel),
        images_taken=None if status is None else status.image_count,
        is_recording=None if status is None else status.video_status == 1,
        streams=tuple(read_stream(one) for _, one in sorted(told.get("VIDEO_STREAM_INFORMATION", {}).items())),
        storages=tuple(read_storage(one) for _, one in sorted(told.get("STORAGE_INFORMATION", {}).items())),
        thermal_ranges=tuple(
            read_thermal_range(one) for _, one in sorted(told.get("CAMERA_THERMAL_RANGE", {}).items())
        ),
    )


def _text(letters: tuple[int, ...]) -> str:
    return bytes(letters).partition(b"\0")[0].decode("utf-8", "replace")


def _known(value: float) -> float | None:
    return None if math.isnan(value) or value == 0.0 else value


def _place(x: float, y: float) -> tuple[float, float] | None:
    return None if math.isnan(x) or math.isnan(y) else (x, y)
