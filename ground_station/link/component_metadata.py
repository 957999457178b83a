"""What an aircraft tells of itself in files: the words of its events, the meaning of its parameters.

https://mavlink.io/en/services/component_information.html. Each file is named with its CRC-32, so that it is fetched
over the radio once for every firmware, not once for every flight.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final, Protocol

from ground_station.errors import BadInput
from ground_station.link.commands import command_long
from ground_station.link.exchange import Conversation
from ground_station.link.ftp import FileExchange, file_checksum
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message
from ground_station.link.outcomes import Outcome

REQUEST_MESSAGE: Final = 512
COMPONENT_METADATA: Final = 397
WAIT_S: Final = 1.0
MAX_ATTEMPTS: Final = 4
_XZ: Final = b"\xfd7zXZ\0"
LARGEST_DOCUMENT_BYTES: Final = 32 << 20
"""Unpacked: a small file may claim to unpack without end."""


class Document(IntEnum):
    """COMP_METADATA_TYPE."""

    PARAMETERS = 1
    EVENTS = 4
    ACTUATORS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Where a document lies."""

    uri: str
    checksum: int | None


class MetadataStore(Protocol):
    """Where fetched files are kept, by their checksum."""

    def load(self, checksum: int) -> bytes | None:
        """The file, or None."""

    def save(self, checksum: int, content: bytes) -> None:
        """Keep it."""


class FileMetadataStore:
    """A folder of files named by their checksum; one whose content does not match its name counts as absent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, checksum: int) -> bytes | None:
        """The file, or None."""
        try:
            content = (self._folder / f"{checksum:08x}").read_bytes()
        except OSError:
            return None
        return content if has_checksum(content, checksum) else None

    def save(self, checksum: int, content: bytes) -> None:
        """Keep it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{checksum:08x}").write_bytes(content)


def unpacked(content: bytes, uri: str) -> bytes:
    """A document as JSON text, unpacked where its name ends in .xz.

    Raises:
        BadInput: it is damaged, or larger than any metadata is.
    """
    if not uri.endswith((".xz", ".lzma")):
        return content
    unpacker = lzma.LZMADecompressor()
    try:
        document = unpacker.decompress(content, LARGEST_DOCUMENT_BYTES)
    except lzma.LZMAError as error:
        raise BadInput(f"{uri}: cannot be unpacked ({error})", "Fetch it again.") from error
    if not unpacker.eof:
        raise BadInput(f"{uri}: is cut off, or larger than metadata may be", "Fetch it again.")
    return document


def has_checksum(content: bytes, checksum: int) -> bool:
    """Whether a file is the one announced: PX4 counts the general file unpacked, the others as they lie there."""
    if file_checksum(content) == checksum:
        return True
    try:
        return content.startswith(_XZ) and file_checksum(unpacked(content, ".xz")) == checksum
    except BadInput:
        return False


def listed_documents(general: bytes) -> dict[int, Listed]:
    """What the general metadata file (JSON) lists, by its type.

    Raises:
        BadInput: it is not such a file.
    """
    try:
        return {
            int(one["type"]): Listed(uri=str(one["uri"]), checksum=one.get("fileCrc"))
            for one in json.loads(general)["metadataTypes"]
        }
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"the aircraft's list of metadata cannot be read: {error!r}", "Update its firmware.") from error


class MetadataExchange(Conversation):
    """Fetch the documents of one autopilot; `documents` holds their JSON text by type.

    `known` are files fetched before, by checksum; `fetched` are those to keep afterwards. Accepted when every wanted
    document that the aircraft itself holds is there; those it keeps on the internet are left out and named.
    """

    def __init__(
        self,
        system_id: int,
        wanted: Sequence[Document] = (Document.EVENTS,),
        *,
        known: Mapping[int, bytes] | None = None,
        piece_bytes: int = 239,
    ) -> None:
        super().__init__()
        self.documents: dict[int, bytes] = {}
        self.fetched: dict[int, bytes] = {}
        self._system_id = system_id
        self._wanted = list(wanted)
        self._known = known or {}
        self._piece_bytes = piece_bytes
        self._attempts_left = MAX_ATTEMPTS
        self._file: FileExchange | None = None
        self._fetching: tuple[int | None, Listed] = (None, Listed(uri="", checksum=None))
        """The type under way, None for the general file."""
        self._listed: dict[int, Listed] = {}
        self._left_out: list[str] = []

    def start(self, now_s: float) -> list[Message]:
        """Ask where the general file lies."""
        return self._ask(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Take the place, then the files."""
        if self.done:
            return []
        if self._file is not None:
            return self._after_file(self._file.receive(message, now_s), now_s)
        is_partner = (message.source_system, message.source_component) == (self._system_id, AUTOPILOT_COMPONENT)
        if message.kind == "COMPONENT_METADATA" and is_partner:
            return self._fetch(None, Listed(uri=message.uri, checksum=message.file_crc), now_s)
        return []

    def tick(self, now_s: float) -> list[Message]:
        """Ask again, or give up."""
        if not self._is_due(now_s):
            return []
        if self._file is not None:
            return self._after_file(self._file.tick(now_s), now_s)
        if self._attempts_left:
            return self._ask(now_s)
        return self._end(Outcome.UNANSWERED, "The aircraft does not tell where its metadata lies.")

    def cancel(self, now_s: float) -> list[Message]:
        """Break off; an open file is closed."""
        if self.done:
            return []
        outgoing = self._file.cancel(now_s) if self._file is not None else []
        self._end(Outcome.CANCELLED)
        return outgoing

    def _ask(self, now_s: float) -> list[Message]:
        self._attempts_left -= 1
        self.deadline_s = now_s + WAIT_S
        return [command_long(self._system_id, REQUEST_MESSAGE, float(COMPONENT_METADATA))]

    def _fetch(self, type_: int | None, listed: Listed, now_s: float) -> list[Message]:
        self._fetching = (type_, listed)
        kept = self._known.get(listed.checksum) if listed.checksum is not None else None
        if kept is not None:
            return self._take(kept, now_s)
        self._file = FileExchange(self._system_id, listed.uri, piece_bytes=self._piece_bytes)
        self._file.on_progress = lambda progress: self._advance(progress.done, progress.total)
        return self._after_file(self._file.start(now_s), now_s)

    def _after_file(self, outgoing: list[Message], now_s: float) -> list[Message]:
        file = self._file
        assert file is not None
        self.deadline_s = file.deadline_s
        if file.outcome is None:
            return outgoing
        self._file = None
        if file.outcome is not Outcome.ACCEPTED:
            self._end(file.outcome, *file.reasons)
            return outgoing
        _, listed = self._fetching
        if listed.checksum is not None:
            if not has_checksum(file.content, listed.checksum):
                self._end(Outcome.FAILED, f"{listed.uri}: is not the file that the aircraft announced.")
                return outgoing
            self.fetched[listed.checksum] = file.content
        return outgoing + self._take(file.content, now_s)

    def _take(self, content: bytes, now_s: float) -> list[Message]:
        type_, listed = self._fetching
        try:
            document = unpacked(content, listed.uri)
            if type_ is None:
                self._listed = listed_documents(document)
            else:
                self.documents[type_] = document
        except BadInput as problem:
            return self._end(Outcome.FAILED, str(problem))
        return self._next(now_s)

    def _next(self, now_s: float) -> list[Message]:
        while self._wanted:
            type_ = self._wanted.pop(0)
            listed = self._listed.get(type_)
            if listed is not None and listed.uri.startswith(("mftp:", "mavlinkftp:")):
                return self._fetch(type_, listed, now_s)
            where = "is not on the aircraft" if listed is None else f"lies at {listed.uri}, which is not asked"
            self._left_out.append(f"The metadata of its {type_.name.lower()} {where}.")
        return self._end(Outcome.ACCEPTED if self.documents else Outcome.UNSUPPORTED, *self._left_out)
