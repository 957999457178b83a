"""Frames that a link delivers twice: known by their number and content, and let through once."""

from __future__ import annotations

from typing import Final, Generic, TypeVar

from ground_station.link.codec import MAGIC_V2
from ground_station.link.messages import Message

WITHIN_S: Final = 5.0
"""Later the same number and content are a new message: a camera that only beats repeats itself every 256 seconds."""

Path = TypeVar("Path")


class Repeats(Generic[Path]):
    """What was heard lately, by path, sender and number.

    PX4 answers some commands twice on purpose, under two numbers; a link that doubles a frame keeps its number. Whoever
    counts answers must tell these apart.
    """

    def __init__(self) -> None:
        self._heard: dict[tuple[Path, int, int], dict[int, tuple[bytes, float]]] = {}

    def is_repeat(self, path: Path, message: Message, now_s: float) -> bool:
        """Whether this very frame came on this path just before; otherwise it is noted."""
        raw = message.raw
        number = raw[4] if raw[0] == MAGIC_V2 else raw[2]
        sender = (path, message.source_system, message.source_component)
        numbers = self._heard.get(sender)
        if numbers is None:
            numbers = self._heard[sender] = {}
        last = numbers.get(number)
        if last is not None and last[0] == raw and now_s - last[1] < WITHIN_S:
            return True
        numbers[number] = (raw, now_s)
        return False

    def closed(self, path: Path) -> None:
        """Forget a path."""
        for key in [key for key in self._heard if key[0] is path]:
            del self._heard[key]
