"""One camera as a process of its own: poses go in through a pipe, pictures come out over HTTP."""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import signal
import socket
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path

import cv2

from firmware_sim import scenario as scenarios
from firmware_sim.camera import stream_format
from firmware_sim.camera.detector import Reading
from firmware_sim.camera.metadata import RANGE_M, MetadataWriter
from firmware_sim.camera.rtsp import VIDEO_PATH, VISIBLE_PATH
from firmware_sim.camera.server import STREAM_PATH, TRANSPORT_PATH, CameraServer, NewestFrame, listen
from firmware_sim.camera.thermal_camera import ThermalCamera
from firmware_sim.camera.thermal_range import thermal_range_of
from firmware_sim.camera.video import ColourMaker, VideoMaker, VideoWatch
from firmware_sim.camera.visible_camera import HEIGHT_PX, RATE_HZ, WIDTH_PX, VisibleCamera
from firmware_sim.mavlink.camera_description import ThermalRange
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.terrain import RayCaster
from firmware_sim.world.world import World

_CLOSING_S = 0.5
_EARLY = 0.9
"""Poses come at the thermal camera's rate, which seldom divides by the colour camera's."""


class CameraProcess:
    """Renders and serves what one aircraft's camera sees.

    Use `start`, then `expose` at the camera's rate, then `close`. The process also ends when its parent does.
    """

    def __init__(
        self,
        scenario: str | Path,
        seed: int,
        system_id: int,
        port: int = 0,
        host: str = "127.0.0.1",
        *,
        visible: bool = False,
    ) -> None:
        self.system_id = system_id
        self.frames = 0
        """Pictures rendered so far."""
        self.thermal_range: ThermalRange | None = None
        """The coldest and the hottest of the newest picture."""
        self.dropped = 0
        """Poses left out because the renderer was behind or not ready yet."""
        self._scenario = str(scenario)
        self._seed, self._visible = seed, visible
        self._host, self._port = host, port
        self._connection: Connection | None = None
        self._process: multiprocessing.process.BaseProcess | None = None
        self._renderer_is_free = False

    @property
    def url(self) -> str:
        """Where the stream is; the port is known once started."""
        return f"http://{self._place}{STREAM_PATH}"

    @property
    def video_url(self) -> str:
        """Where the 8-bit video is."""
        return f"rtsp://{self._place}{VIDEO_PATH}"

    @property
    def transport_url(self) -> str:
        """Where the video is with metadata."""
        return f"http://{self._place}{TRANSPORT_PATH}"

    @property
    def visible_url(self) -> str:
        """Where the colour video is; empty without one."""
        return f"rtsp://{self._place}{VISIBLE_PATH}" if self._visible else ""

    @property
    def _place(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{host}:{self._port}"

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.is_alive()

    def start(self) -> None:
        """Take the port and start the process; readers may connect at once.

        Raises:
            ValueError: the scenario is unknown or wrong.
            PortInUse: another program has the port.
        """
        if self._process is not None:
            raise RuntimeError(f"camera {self.system_id} was started already")
        scenarios.load(self._scenario)
        listener = listen(self._host, self._port)
        self._port = listener.getsockname()[1]
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_run,
            args=(theirs, listener, self._scenario, self._seed, self.system_id, self._visible),
            name=f"camera-{self.system_id}",
            daemon=True,
        )
        self._process.start()
        theirs.close()
        listener.close()

    def wait_until_ready(self, timeout_s: float) -> bool:
        """Whether the renderer is free for a pose, waiting for it at most this long."""
        if not self._renderer_is_free and self._connection is not None and self._connection.poll(timeout_s):
            self._take_answers()
        return self._renderer_is_free

    def expose(self, pose: TrueCameraPose, unix_s: float) -> bool:
        """Have a picture taken from `pose`; at once False, and no picture, when the renderer is behind."""
        self._take_answers()
        if self._renderer_is_free and self._connection is not None:
            try:
                self._connection.send((pose, unix_s))
            except OSError:
                self._end_connection()
            else:
                self._renderer_is_free = False
                return True
        self.dropped += 1
        return False

    def close(self) -> None:
        """End the process."""
        self._end_connection()
        if self._process is not None:
            self._process.join(_CLOSING_S)
            # A process that is still building its world has not looked at the pipe yet, and has nothing to lose.
            self._process.kill()
            self._process.join()

    def _take_answers(self) -> None:
        try:
            while self._connection is not None and self._connection.poll():
                self.frames, self.thermal_range = self._connection.recv()
                self._renderer_is_free = True
        except (EOFError, OSError):
            self._end_connection()

    def _end_connection(self) -> None:
        self._renderer_is_free = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _run(
    connection: Connection, listener: socket.socket, scenario_name: str, seed: int, system_id: int, visible: bool
) -> None:
    """The process: serves in a thread, renders in the main one, ends when the other end of the pipe closes."""
    # Ctrl-C in a terminal reaches every process; this one waits for its parent to close the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    loop = asyncio.new_event_loop()
    newest = {unit: NewestFrame() for unit in stream_format.Unit}
    watch = VideoWatch()
    scenario = scenarios.load(scenario_name)
    visible_watch = VideoWatch() if visible else None
    colour = None if visible_watch is None else (visible_watch, RATE_HZ)
    serving = loop.create_task(CameraServer(newest, watch, scenario.camera.rate_hz, colour).serve(listener))
    threading.Thread(target=loop.run_until_complete, args=(serving,), daemon=True).start()
    renderer = _Renderer(scenario, seed, system_id, loop, newest, watch, visible_watch)
    frame = 0
    try:
        connection.send((frame, None))
        while True:
            pose, unix_s = connection.recv()
            told = renderer.render(pose, unix_s, frame)
            frame += 1
            connection.send((frame, told))
    except (EOFError, OSError):
        return


class _Renderer:
    """Takes pictures and hands them to the serving thread's loop."""

    def __init__(
        self,
        scenario: scenarios.Scenario,
        seed: int,
        system_id: int,
        loop: asyncio.AbstractEventLoop,
        newest: Mapping[stream_format.Unit, NewestFrame],
        watch: VideoWatch,
        visible_watch: VideoWatch | None,
    ) -> None:
        self._system_id = system_id
        self._loop, self._newest, self._watch = loop, newest, watch
        world = World(scenario, seed)
        self._eye = None if visible_watch is None else _ColourEye(world, system_id, loop, visible_watch)
        self._camera = ThermalCamera(world, system_id)
        self._describer = stream_format.Describer(scenario.camera, scenario.air, self._camera.detector.bad_pixels)
        self._metadata = MetadataWriter(
            self._camera.lens, scenario.frame, RayCaster(world.terrain, RANGE_M), system_id, scenario.title
        )
        self._spec = scenario.camera
        self._maker: VideoMaker | None = None

    def render(self, pose: TrueCameraPose, unix_s: float, frame: int) -> ThermalRange:
        """Take one picture and publish it in every form that is wanted; its coldest and its hottest point."""
        reading = self._camera.read(pose)
        exposure = stream_format.Exposure(
            system_id=self._system_id, frame=frame, unix_s=unix_s - (pose.boot_s - reading.boot_s), reading=reading
        )
        for unit, newest in self._newest.items():
            self._loop.call_soon_threadsafe(newest.publish, self._describer.tiff(exposure, unit))
        if self._watch.watchers:
            self._film(pose, reading, unix_s)
        else:
            self._maker = None
        if self._eye is not None:
            self._eye.look(pose, unix_s)
        return thermal_range_of(reading)

    def _film(self, pose: TrueCameraPose, reading: Reading, unix_s: float) -> None:
        if self._maker is None:
            spec = self._spec
            self._maker = VideoMaker(spec.width_px, spec.height_px, spec.rate_hz, self._metadata)
        keyframe, self._watch.keyframe_wanted = self._watch.keyframe_wanted, False
        picture = self._maker.picture(reading, pose.belief, unix_s, keyframe=keyframe)
        self._loop.call_soon_threadsafe(self._watch.publish, picture)


class _ColourEye:
    """Takes colour pictures while somebody watches."""

    def __init__(self, world: World, system_id: int, loop: asyncio.AbstractEventLoop, watch: VideoWatch) -> None:
        self._camera = VisibleCamera(world, system_id)
        self._loop, self._watch = loop, watch
        self._maker: ColourMaker | None = None
        self._taken_s = -math.inf

    def look(self, pose: TrueCameraPose, unix_s: float) -> None:
        """Take a picture when one is due."""
        if not self._watch.watchers:
            self._maker = None
            return
        if 0.0 <= unix_s - self._taken_s < _EARLY / RATE_HZ:
            return
        self._taken_s = unix_s
        if self._maker is None:
            self._maker = ColourMaker(WIDTH_PX, HEIGHT_PX, RATE_HZ)
        keyframe, self._watch.keyframe_wanted = self._watch.keyframe_wanted, False
        picture = self._maker.picture(self._camera.picture(pose), unix_s, keyframe=keyframe)
        self._loop.call_soon_threadsafe(self._watch.publish, picture)
