"""What travels inside FILE_TRANSFER_PROTOCOL (https://mavlink.io/en/services/ftp.html)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

HEADER = struct.Struct("<HBBBBBBI")
DATA_BYTES = 239
ACK, NAK = 128, 129


class Op(IntEnum):
    """What a station asks for."""

    NONE = 0
    TERMINATE = 1
    RESET = 2
    LIST = 3
    OPEN_TO_READ = 4
    READ = 5
    CREATE = 6
    WRITE = 7
    REMOVE_FILE = 8
    MAKE_DIRECTORY = 9
    REMOVE_DIRECTORY = 10
    OPEN_TO_WRITE = 11
    TRUNCATE = 12
    RENAME = 13
    CHECKSUM = 14
    BURST_READ = 15


class Fault(IntEnum):
    """Why it is refused."""

    ERRNO = 2
    INVALID_SIZE = 3
    INVALID_SESSION = 4
    NO_SESSION_LEFT = 5
    END_OF_FILE = 6
    UNKNOWN_OP = 7
    EXISTS = 8
    NOT_FOUND = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """The payload of FILE_TRANSFER_PROTOCOL."""

    sequence: int
    session: int
    op: int
    size: int
    asked_op: int = 0
    burst_complete: int = 0
    offset: int
    content: bytes = b""

    @classmethod
    def parse(cls, payload: bytes) -> Packet:
        """A payload as it came; `size` may be wrong, `content` is all that follows the header."""
        sequence, session, op, size, asked_op, complete, _, offset = HEADER.unpack_from(payload)
        return cls(
            sequence=sequence,
            session=session,
            op=op,
            size=size,
            asked_op=asked_op,
            burst_complete=complete,
            offset=offset,
            content=payload[HEADER.size :],
        )

    def encode(self) -> bytes:
        """The whole payload, filled up with zeros."""
        head = HEADER.pack(
            self.sequence, self.session, self.op, self.size, self.asked_op, self.burst_complete, 0, self.offset
        )
        return head + self.content[: self.size].ljust(DATA_BYTES, b"\0")

    @property
    def text(self) -> bytes:
        """The content as PX4 reads a string."""
        return self.content[: min(self.size, DATA_BYTES - 1)]

    @property
    def path(self) -> str:
        """The content as a path."""
        return self.text.split(b"\0")[0].decode("utf-8", "surrogateescape")
