"""Frames of any live camera, the newest whenever the reader is ready for one: what the station watches.

`http://` is a multipart stream of 16-bit frames; `rtsp://`, `udp://`, `.ts` over HTTP and the rest are read by PyAV in
a thread. The address may end in `#vehicle=3&unit=0.04K`: the aircraft that carries a camera, and what its numbers
mean, where its frames do not say so.
"""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from urllib.parse import parse_qs, urldefrag

from vision.frames import Frame
from vision.meaning import Meaning, meaning
from vision.opening import open_frames
from vision.sources import varde_stream
from vision.sources.varde_stream import FIRST_WAIT_S, LONGEST_WAIT_S, StreamCounts
from vision.unreadable import UnreadableInput


async def live_frames(address: str, counts: StreamCounts | None = None) -> AsyncGenerator[Frame, None]:
    """Frames from `address` for ever; lost cameras are opened again, and what went wrong is counted, never raised.

    Raises:
        ValueError: the part after `#` says neither an aircraft nor a unit.
    """
    counts = counts if counts is not None else StreamCounts()
    camera, vehicle, given = split(address)
    is_multipart = camera.startswith(("http://", "https://")) and not camera.endswith((".ts", ".m2ts"))
    frames = varde_stream.live_frames if is_multipart else _decoded_frames
    async for received in frames(camera, counts):
        frame = received if given is None else given.applied(received)
        yield dataclasses.replace(frame, system_id=vehicle) if frame.system_id is None else frame


def split(address: str) -> tuple[str, int | None, Meaning | None]:
    """The camera's own address, the aircraft that it names, and what it says of its numbers.

    Raises:
        ValueError: the part after `#` says neither `vehicle=NUMBER` nor `unit=UNIT`.
    """
    camera, fragment = urldefrag(address)
    if not fragment:
        return camera, None, None
    told = parse_qs(fragment, strict_parsing=True)
    [vehicle], [unit] = told.pop("vehicle", [""]), told.pop("unit", [""])
    is_vehicle = vehicle.isdigit() and 1 <= int(vehicle) <= 255
    if told or not (is_vehicle or (not vehicle and unit)):
        raise ValueError(f"{address}: give the aircraft as #vehicle=1 to 255, the unit as #unit=centikelvin")
    return camera, int(vehicle) if vehicle else None, meaning(unit) if unit else None


async def _decoded_frames(address: str, counts: StreamCounts) -> AsyncGenerator[Frame, None]:
    newest: asyncio.Queue[Frame] = asyncio.Queue(maxsize=1)
    loop, stop = asyncio.get_running_loop(), threading.Event()

    def offer(frame: Frame) -> None:
        if newest.full():
            newest.get_nowait()
            counts.skipped += 1
        newest.put_nowait(frame)

    thread = threading.Thread(
        target=_decode, args=(address, counts, loop, offer, stop), daemon=True, name=f"camera {address}"
    )
    thread.start()
    try:
        while True:
            frame = await newest.get()
            counts.frames += 1
            yield frame
    finally:
        stop.set()


def _decode(
    address: str,
    counts: StreamCounts,
    loop: asyncio.AbstractEventLoop,
    offer: Callable[[Frame], None],
    stop: threading.Event,
) -> None:
    """Decode until told to stop; opens again with growing pauses."""
    wait_s = FIRST_WAIT_S
    while not stop.is_set():
        try:
            for frame in open_frames(address):
                if not counts.is_connected:
                    counts.connections, counts.is_connected, wait_s = counts.connections + 1, True, FIRST_WAIT_S
                if stop.is_set():
                    return
                with suppress(RuntimeError):  # the loop has ended meanwhile
                    loop.call_soon_threadsafe(offer, frame)
            counts.last_problem = "the camera ended the stream"
        except UnreadableInput as problem:
            counts.last_problem = str(problem)
        counts.is_connected = False
        stop.wait(wait_s)
        wait_s = min(wait_s * 2, LONGEST_WAIT_S)
