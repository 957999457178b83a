"""Recordings to read, and messages as an aircraft sends them."""

from __future__ import annotations

import asyncio
import os
import selectors
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from ground_station.link.codec import Encoder, read_frame
from ground_station.link.messages import Message


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real recordings."""
    folder = Path(os.environ.get("VARDE_SHARED", Path(__file__).parents[3] / "shared")).resolve()
    if not (folder / "data" / "px4").is_dir():
        pytest.skip("no recordings: set VARDE_SHARED to the folder that holds data/px4")
    return folder


@pytest.fixture(scope="session")
def heard() -> Callable[..., Message]:
    """Makes messages as an aircraft would have sent them."""

    def make(kind: str, *, system: int = 7, component: int = 1, **fields: object) -> Message:
        message = read_frame(Encoder(system, component).encode(Message(kind, **fields)))
        assert message is not None
        return message

    return make


class PatientSelector(selectors.DefaultSelector):
    """Waits for nothing: where no socket has anything the time that would have been waited is added to the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        found = super().select(0)
        if not found:
            self.now_s += timeout or 0.0
        return found


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop in simulated time, over real sockets."""

    def __init__(self) -> None:
        self.patient = PatientSelector()
        super().__init__(self.patient)

    def time(self) -> float:
        return self.patient.now_s

    def stand_still(self, seconds: float) -> None:
        """Let time pass in which this loop does nothing, as behind a long computation."""
        self.patient.now_s += seconds


@pytest.fixture
def in_simulated_time() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Run a coroutine in a loop whose clock is its own."""

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
            return runner.run(work)

    return run
