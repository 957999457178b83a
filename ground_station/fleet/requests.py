"""What the station asks of every aircraft by itself: fast enough attitude and position, its home, its thermal stream.

Rates are checked by counting what arrives, not by believing the acknowledgement: a busy radio is answered with
"accepted" and then delivers half.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ground_station.fleet.state import VehicleState
from ground_station.link.commands import command_long
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message

SET_MESSAGE_INTERVAL: Final = 511
REQUEST_MESSAGE: Final = 512
WINDOW_S: Final = 4.0
"""Over which a rate is counted."""
MAX_ASKS: Final = 3
ENOUGH: Final = 0.8
"""The fraction of the wanted rate that will do."""
CAMERA_TYPE: Final = 30
GIMBAL_TYPE: Final = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A message that must come often enough."""

    kind: str
    number: int
    rate_hz: float
    slow_rate_hz: float
    """What is asked for over a radio."""
    is_gimbals: bool = False
    """Sent only by an aircraft with a gimbal: its absence is no fault."""


STREAMS: Final = (
    Stream(kind="ATTITUDE_QUATERNION", number=31, rate_hz=20.0, slow_rate_hz=10.0),
    Stream(kind="GLOBAL_POSITION_INT", number=33, rate_hz=10.0, slow_rate_hz=5.0),
    Stream(kind="GIMBAL_DEVICE_ATTITUDE_STATUS", number=285, rate_hz=20.0, slow_rate_hz=10.0, is_gimbals=True),
)
"""What placing a hotspot needs, by linear interpolation between neighbours."""

COUNTED: Final = frozenset(stream.kind for stream in STREAMS)

HOME_POSITION: Final = 242
VIDEO_STREAM_INFORMATION: Final = 269
STORAGE_INFORMATION: Final = 261


@dataclass(slots=True)
class _Asked:
    times: int = 0
    count: int = 0
    component_id: int = AUTOPILOT_COMPONENT


@dataclass(slots=True)
class Requests:
    """What has been asked of one aircraft and what came of it."""

    system_id: int
    is_slow: bool = False
    """Whether the path to it is a radio."""
    slow_streams: tuple[str, ...] = ()
    """Messages that still come too seldom after all asking."""
    _streams: dict[str, _Asked] = field(default_factory=lambda: {stream.kind: _Asked() for stream in STREAMS})
    _home_asks: int = 0
    _storage_asks: int = 0
    _cameras: dict[int, int] = field(default_factory=dict)
    _window_began_s: float | None = None

    def receive(self, message: Message) -> None:
        """Count what comes; note cameras and gimbals with a heartbeat of their own."""
        stream = self._streams.get(message.kind)
        if stream is not None:
            stream.count += 1
        elif message.kind == "HEARTBEAT" and message.type == CAMERA_TYPE:
            self._cameras.setdefault(message.source_component, 0)
        elif message.kind == "HEARTBEAT" and message.type == GIMBAL_TYPE:
            self._streams["GIMBAL_DEVICE_ATTITUDE_STATUS"].component_id = message.source_component

    def tick(self, state: VehicleState, now_s: float) -> list[Message]:
        """Once per window: what to ask for now. The first look comes after a whole window of listening."""
        if self._window_began_s is None:
            self._window_began_s = now_s
        if now_s - self._window_began_s < WINDOW_S:
            return []
        elapsed_s = now_s - self._window_began_s
        self._window_began_s = now_s
        return [
            *self._ask_streams(elapsed_s),
            *self._ask_home(state),
            *self._ask_storage(state),
            *self._ask_cameras(state),
        ]

    def _ask_streams(self, elapsed_s: float) -> list[Message]:
        outgoing, lacking = [], []
        for stream in STREAMS:
            asked = self._streams[stream.kind]
            wanted_hz = stream.slow_rate_hz if self.is_slow else stream.rate_hz
            is_enough = asked.count >= ENOUGH * wanted_hz * elapsed_s
            is_absent_gimbal = stream.is_gimbals and asked.count == 0
            asked.count = 0
            if is_enough:
                asked.times = 0
            elif asked.times < MAX_ASKS:
                asked.times += 1
                interval_us = 1e6 / wanted_hz
                outgoing.append(self._command(SET_MESSAGE_INTERVAL, stream.number, interval_us, asked.component_id))
            elif not is_absent_gimbal:
                lacking.append(stream.kind)
        self.slow_streams = tuple(lacking)
        return outgoing

    def _ask_home(self, state: VehicleState) -> list[Message]:
        if state.home is not None or self._home_asks >= MAX_ASKS:
            return []
        self._home_asks += 1
        return [self._command(REQUEST_MESSAGE, HOME_POSITION, 0.0, AUTOPILOT_COMPONENT)]

    def _ask_storage(self, state: VehicleState) -> list[Message]:
        if state.storage_free_mib is not None or self._storage_asks >= MAX_ASKS:
            return []
        self._storage_asks += 1
        return [self._command(REQUEST_MESSAGE, STORAGE_INFORMATION, 0.0, AUTOPILOT_COMPONENT)]

    def _ask_cameras(self, state: VehicleState) -> list[Message]:
        if state.thermal_stream_uri is not None:
            return []
        outgoing = []
        for component_id in self._cameras or {AUTOPILOT_COMPONENT: 0}:
            asks = self._cameras.setdefault(component_id, 0)
            if asks < MAX_ASKS:
                self._cameras[component_id] = asks + 1
                outgoing.append(self._command(REQUEST_MESSAGE, VIDEO_STREAM_INFORMATION, 0.0, component_id))
        return outgoing

    def _command(self, command: int, number: int, value: float, component_id: int) -> Message:
        return command_long(self.system_id, command, float(number), value, component_id=component_id)
