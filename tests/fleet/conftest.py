"""Recordings to read, and messages as an aircraft sends them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

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
