"""Texts of an aircraft put together from their chunks (https://mavlink.io/en/messages/common.html#STATUSTEXT)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ground_station.link.messages import Message

CHUNK: Final = 50
CHUNK_WAIT_S: Final = 1.0
"""A text whose rest does not come within this time is told as far as it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One whole text."""

    severity: int
    """MAV_SEVERITY: 0 emergency to 7 debug; 4 is a warning."""
    text: str


class TextAssembly:
    """Joins the chunks of one sender's texts and takes off the tab by which PX4 marks texts that are also events."""

    def __init__(self) -> None:
        self._severity = 6
        self._chunks: dict[int, str] = {}
        self._id = 0
        self._began_s = 0.0

    def receive(self, message: Message, now_s: float) -> list[Text]:
        """The texts that a STATUSTEXT completes."""
        if message.id == 0:
            return self._flush() + self._whole(message.severity, message.text)
        done = self._flush() if message.id != self._id else []
        if not self._chunks:
            self._began_s = now_s
        self._id, self._severity = message.id, message.severity
        self._chunks[message.chunk_seq] = message.text
        is_last = len(message.text.encode()) < CHUNK
        if is_last and len(self._chunks) == message.chunk_seq + 1:
            done += self._flush()
        return done

    def tick(self, now_s: float) -> list[Text]:
        """The text whose rest has not come in time."""
        return self._flush() if self._chunks and now_s - self._began_s >= CHUNK_WAIT_S else []

    def _flush(self) -> list[Text]:
        if not self._chunks:
            return []
        newest = max(self._chunks)
        text = "".join(self._chunks.get(number, " ... ") for number in range(newest + 1))
        self._chunks = {}
        return self._whole(self._severity, text)

    def _whole(self, severity: int, text: str) -> list[Text]:
        text = text.rstrip("\t\n ")
        return [Text(severity=severity, text=text)] if text else []
