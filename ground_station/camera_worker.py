"""What runs in a camera's own process: decode, detect, place. Started by `camera_process`, spoken to by its pipes.

Messages are pickles with their length in front: both ends are this program. Its imports are few, since each camera
pays for them. It ends with its station, however that ends: then its input does.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import queue
import struct
import sys
import threading
from contextlib import aclosing
from dataclasses import dataclass
from typing import IO, Any

import cv2

from ground_station.search import Aim, Land, Repeats, SearchSettings, Shot, search
from vision.dead_pixels import DeadPixels
from vision.frames import Frame
from vision.sources.live import live_frames
from vision.sources.varde_stream import StreamCounts

LENGTH = struct.Struct("<I")
BROKEN = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, AssertionError, cv2.error)
"""What a frame that nobody has thought of may raise: it is told and left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The first message to a worker."""

    address: str
    settings: SearchSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """From now on frames are placed on this ground."""

    land: Land | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The answer to a `Shot`: search it."""

    aim: Aim | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """The answer to a `Shot` that needs no search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A frame that could not be searched, and why."""

    why: str


def packed(message: Any) -> bytes:
    """A message with its length in front."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(body)) + body


class Worker:
    """One camera's frames, each told to the station, then searched as it orders."""

    def __init__(self, orders: queue.SimpleQueue[Any], answers: IO[bytes]) -> None:
        self._orders = orders
        self._answers = answers
        self._land: Land | None = None
        self._repeats = Repeats()
        self._dead: DeadPixels | None = None

    async def watch(self, setup: Setup) -> None:
        """Work through the newest frames for ever."""
        counts = StreamCounts()
        async with aclosing(live_frames(setup.address, counts)) as frames:
            async for frame in frames:
                # In a thread: the stream must be read on meanwhile, or the next frame would be an old one.
                await asyncio.to_thread(self._frame, frame, setup.settings, counts.bad)

    def _frame(self, frame: Frame, settings: SearchSettings, bad: int) -> None:
        self._say(Shot.of(frame, is_frozen=self._repeats.is_frozen(frame), bad=bad))
        order = self._orders.get()
        while isinstance(order, Laid):
            self._land = order.land
            order = self._orders.get()
        if isinstance(order, Skip):
            return
        if self._dead is None:
            self._dead = DeadPixels(settings.dead_pixels)
        try:
            answer: Any = search(self._dead.marked(frame), settings, self._land, order.aim)
        except BROKEN as error:
            answer = Broken(why=f"{type(error).__name__}: {error}")
        self._say(answer)

    def _say(self, message: Any) -> None:
        self._answers.write(packed(message))
        self._answers.flush()


def _read(given: IO[bytes], orders: queue.SimpleQueue[Any]) -> None:
    """Pass on what the station says; when it says nothing more, it has ended, and so does this process."""
    while len(head := given.read(LENGTH.size)) == LENGTH.size:
        body = given.read(*LENGTH.unpack(head))
        try:
            orders.put(pickle.loads(body))
        except (EOFError, pickle.UnpicklingError):
            break
    os._exit(0)


def main() -> None:
    """Work until the station ends."""
    given, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the messages.
    os.dup2(sys.stderr.fileno(), 1)
    cv2.setNumThreads(1)
    orders: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(given, orders), daemon=True, name="orders").start()
    setup = orders.get()
    assert isinstance(setup, Setup)
    asyncio.run(Worker(orders, answers).watch(setup))


if __name__ == "__main__":
    main()
