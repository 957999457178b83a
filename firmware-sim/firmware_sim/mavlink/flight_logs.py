"""PX4's log transfer (LOG_*): list, fetch, erase; the logs themselves are written by `flight_recorder`.

As measured on PX4: ids begin at 0, `last_log_num` is the count when everything was asked for and otherwise what was
asked, the target is not looked at, blocks always carry 90 bytes but for the last of the file, and without a list asked
for before there is no answer at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.file_tree import File
from firmware_sim.mavlink.flight_recorder import FlightRecorder
from firmware_sim.mavlink.link import Link

BLOCK_BYTES = 90
FRAME_BYTES = 109
"""LOG_DATA with its frame, as PX4 reckons the room in its send buffer."""
ENTRY_FRAME_BYTES = 26
EVERYTHING = 0xFFFF
LIST_FILE = "logdata.txt"
"""Where PX4 keeps the list that ids refer to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    path: str
    written_unix_s: int
    size_bytes: int
    """As it was when the list was made; a log that still grows is sent only so far."""


@dataclass(slots=True, kw_only=True)
class _Sending:
    id: int
    file: File
    offset: int
    end: int
    size_bytes: int


class LogServer:
    """The log transfer on one link."""

    def __init__(self, recorder: FlightRecorder, link: Link) -> None:
        self._recorder = recorder
        self._tree = recorder.tree
        self._link = link
        self._entries: tuple[_Entry, ...] = ()
        self._listing: tuple[int, int] | None = None
        """The next id to tell, and what to call the last."""
        self._sending: _Sending | None = None

    def receive(self, message: Message) -> None:
        """Begin or end what is asked; the answers come in the next steps."""
        answers: dict[str, Callable[[Message], None]] = {
            "LOG_REQUEST_LIST": self._list,
            "LOG_REQUEST_DATA": self._fetch,
            "LOG_REQUEST_END": self._end,
            "LOG_ERASE": self._erase,
        }
        answers[message.get_type()](message)

    def tick(self) -> None:
        """Send some more, as far as the link has room."""
        if self._listing is None and self._sending is None:
            return
        room_bytes = self._link.room_bytes
        while self._listing is not None and room_bytes > ENTRY_FRAME_BYTES:
            room_bytes -= ENTRY_FRAME_BYTES
            self._send_entry(*self._listing)
        while self._sending is not None and room_bytes > FRAME_BYTES:
            room_bytes -= FRAME_BYTES
            self._send_block(self._sending)

    def _list(self, message: Message) -> None:
        self._listing = self._sending = None
        self._entries = tuple(map(self._entry, self._recorder.logs()))
        lines = "".join(f"{entry.written_unix_s} {entry.size_bytes} ./{entry.path}\n" for entry in self._entries)
        if lines:
            self._tree.put(LIST_FILE, File(content=bytearray(lines.encode("utf-8", "surrogateescape"))))
        last = len(self._entries) if message.end == EVERYTHING else message.end
        if message.start < len(self._entries):
            self._listing = (message.start, last)

    def _entry(self, path: str) -> _Entry:
        file = self._tree.file(path)
        return _Entry(path=path, written_unix_s=int(file.written_unix_s), size_bytes=len(file.read()))

    def _fetch(self, message: Message) -> None:
        self._listing = self._sending = None
        if message.id >= len(self._entries):
            return
        entry = self._entries[message.id]
        try:
            file = self._tree.file(entry.path)
        except OSError:
            return
        if message.ofs < entry.size_bytes:
            self._sending = _Sending(
                id=message.id,
                file=file,
                offset=message.ofs,
                end=message.ofs + message.count,
                size_bytes=entry.size_bytes,
            )

    def _end(self, message: Message) -> None:
        self._listing = self._sending = None

    def _erase(self, message: Message) -> None:
        self._listing = self._sending = None
        self._recorder.erase()
        self._tree.root.entries.pop(LIST_FILE, None)

    def _send_entry(self, number: int, last: int) -> None:
        entry = self._entries[number]
        self._link.send(
            dialect.MAVLink_log_entry_message(number, len(self._entries), last, entry.written_unix_s, entry.size_bytes)
        )
        self._listing = (number + 1, last) if number + 1 < len(self._entries) else None

    def _send_block(self, sending: _Sending) -> None:
        end = min(sending.offset + BLOCK_BYTES, sending.size_bytes)
        block = bytes(sending.file.content[sending.offset : end])
        padded = list(block.ljust(BLOCK_BYTES, b"\0"))
        self._link.send(dialect.MAVLink_log_data_message(sending.id, sending.offset, len(block), padded))
        sending.offset += len(block)
        if sending.offset >= min(sending.end, sending.size_bytes) or not block:
            self._sending = None


MESSAGES = frozenset({"LOG_REQUEST_LIST", "LOG_REQUEST_DATA", "LOG_REQUEST_END", "LOG_ERASE"})


class FlightLogs:
    """Recording and the transfer of one aircraft's logs."""

    def __init__(self, recorder: FlightRecorder, links: dict[str, Link]) -> None:
        self.recorder = recorder
        self._servers = {name: LogServer(recorder, link) for name, link in links.items()}
        self._stepped_s = -1.0

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """LOG_REQUEST_LIST, LOG_REQUEST_DATA, LOG_REQUEST_END and LOG_ERASE."""
        if message.get_type() not in MESSAGES:
            return False
        self._servers[link.name].receive(message)
        return True

    def tick(self, link: Link, now_s: float) -> None:
        """Record once a step, whatever the number of links, and send some more."""
        if now_s != self._stepped_s:
            self._stepped_s = now_s
            self.recorder.step(now_s)
        self._servers[link.name].tick()
