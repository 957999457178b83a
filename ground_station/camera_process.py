"""A camera's own process, as the station sees it: started, asked, started again when it has crashed, ended."""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import structlog

from ground_station.camera_worker import LENGTH, Broken, Laid, Order, Setup, Skip, packed
from ground_station.search import Aim, Land, Looked, SearchSettings, Shot

log = structlog.get_logger()

ANSWER_S = 20.0
"""A worker that takes longer for one frame hangs; long enough for a machine that is busy with other things."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 10.0
STEADY_S = 60.0
"""A worker that has run so long is no part of a row of crashes."""
GOODBYE_S = 1.0
MOST_BYTES = 64_000_000

Search = Callable[[Land | None, Aim | None], Awaitable[Looked | None]]
"""Searches the frame that a shot is of; None where that frame could not be searched."""
OnShot = Callable[[Shot, Search], Awaitable[None]]


class WorkerLost(Exception):
    """The process has ended, hangs, or says what nobody understands."""


class CameraProcess:
    """Keeps a process at one camera and hands on each frame that it tells of."""

    def __init__(self, address: str, settings: SearchSettings) -> None:
        self._setup = Setup(address=address, settings=settings)
        self._process: Process | None = None
        self._land: Land | None = None
        self.restarts = 0
        self.bad = 0
        """Frames that the search stumbled over."""

    @property
    def pid(self) -> int | None:
        """Of the process that works now."""
        return self._process.pid if self._process else None

    async def run(self, on_shot: OnShot) -> None:
        """Work for ever: after a crash again, with pauses that grow while it crashes at once."""
        pause_s = FIRST_PAUSE_S
        while True:
            began_s = time.monotonic()
            try:
                await self._work(on_shot)
            except (WorkerLost, OSError) as lost:
                if time.monotonic() - began_s > STEADY_S:
                    pause_s = FIRST_PAUSE_S
                self.restarts += 1
                log.warning(
                    "a camera's process is lost, starting another",
                    camera=self._setup.address,
                    why=str(lost),
                    restarts=self.restarts,
                    pause_s=pause_s,
                )
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _work(self, on_shot: OnShot) -> None:
        """One process, from its start to its end."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            # Not `-m`: what it unpickles would be of a second copy of its module.
            "from ground_station.camera_worker import main; main()",
            stdin=PIPE,
            stdout=PIPE,
            limit=MOST_BYTES,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            # Ctrl-C is for the station; it ends its workers itself.
            start_new_session=True,
        )
        self._land = None
        try:
            await self._say(self._setup)
            while True:
                shot = await self._hear()
                if not isinstance(shot, Shot):
                    raise WorkerLost(f"it told {type(shot).__name__} instead of a frame")
                await self._one(shot, on_shot)
        finally:
            await self._end(self._process)

    async def _one(self, shot: Shot, on_shot: OnShot) -> None:
        is_searched = False

        async def searched(land: Land | None, aim: Aim | None) -> Looked | None:
            nonlocal is_searched
            is_searched = True
            return await self._searched(land, aim)

        await on_shot(shot, searched)
        if not is_searched:
            await self._say(Skip())

    async def _searched(self, land: Land | None, aim: Aim | None) -> Looked | None:
        if land is not self._land:
            # Some megabytes: only when it is another.
            await self._say(Laid(land=land))
            self._land = land
        await self._say(Order(aim=aim))
        try:
            answer = await asyncio.wait_for(self._hear(), ANSWER_S)
        except TimeoutError:
            raise WorkerLost(f"no answer within {ANSWER_S:g} s") from None
        if isinstance(answer, Broken):
            self.bad += 1
            log.warning("a frame could not be searched", camera=self._setup.address, why=answer.why)
            return None
        if not isinstance(answer, Looked):
            raise WorkerLost(f"it told {type(answer).__name__} instead of what it saw")
        return answer

    async def _say(self, message: Any) -> None:
        assert self._process is not None and self._process.stdin is not None
        try:
            self._process.stdin.write(packed(message))
            await self._process.stdin.drain()
        except (ConnectionError, RuntimeError) as error:
            raise WorkerLost(f"it does not listen any more ({error})") from error

    async def _hear(self) -> Any:
        assert self._process is not None and self._process.stdout is not None
        try:
            (length,) = LENGTH.unpack(await self._process.stdout.readexactly(LENGTH.size))
            if length > MOST_BYTES:
                raise WorkerLost(f"it announced {length} bytes")
            return pickle.loads(await self._process.stdout.readexactly(length))
        except asyncio.IncompleteReadError:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), GOODBYE_S)
            raise WorkerLost(f"it ended with {self._process.returncode}") from None

    @staticmethod
    async def _end(process: Process) -> None:
        """End a process: asked by closing its input, and made to where it does not listen."""
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), GOODBYE_S)
        except TimeoutError:
            process.kill()
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
