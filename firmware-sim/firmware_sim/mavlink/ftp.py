"""PX4's file server: MAVLink FTP (https://mavlink.io/en/services/ftp.html) on the files of one aircraft.

One session on each link; answers, errors and their oddities are those that were measured on PX4 (its error number
of an earlier request shines through in later refusals, so a `mkdir` that found something makes every refusal until the
next file error say "exists already").
"""

from __future__ import annotations

import errno
import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from firmware_sim.mavlink.codec import AUTOPILOT, Message, dialect
from firmware_sim.mavlink.file_tree import DIRECTORY_BYTES, Directory, File, FileTree
from firmware_sim.mavlink.ftp_packet import ACK, DATA_BYTES, NAK, Fault, Op, Packet
from firmware_sim.mavlink.link import Link

FRAME_BYTES = 266
"""Of one answer with its frame, as PX4 reckons the room in its send buffer."""
BURST_BYTES = 35_000
"""PX4 ends a burst after so many, and lets the station ask for more."""
SESSION_KEPT_S = 10.0
REMEMBERED_BYTES = 4


class _Refused(Exception):
    """A request that cannot be granted."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.name)
        self.fault = fault


@dataclass(slots=True, kw_only=True)
class _Session:
    """An open file; None for a directory, which PX4 opens but cannot read."""

    file: File | None
    size_bytes: int
    readable: bool


@dataclass(slots=True, kw_only=True)
class _Burst:
    partner: tuple[int, int]
    sequence: int
    offset: int
    sent_bytes: int = 0


class FtpServer:
    """The file server on one link."""

    def __init__(self, tree: FileTree, link: Link) -> None:
        self._tree = tree
        self._link = link
        self._session: _Session | None = None
        self._last_size_bytes = 0
        self._burst: _Burst | None = None
        self._errno = 0
        self._last_reply: tuple[tuple[int, int], Packet] | None = None
        self._asked_s = 0.0
        self._answers: dict[int, Callable[[Packet], Packet]] = {
            Op.NONE: lambda request: request,
            Op.TERMINATE: self._terminate,
            Op.RESET: self._reset,
            Op.LIST: self._list,
            Op.OPEN_TO_READ: self._open_to_read,
            Op.READ: self._read,
            Op.CREATE: lambda request: self._open_to_write(request, emptied=True),
            Op.WRITE: self._write,
            Op.REMOVE_FILE: self._remove_file,
            Op.MAKE_DIRECTORY: self._make_directory,
            Op.REMOVE_DIRECTORY: self._remove_directory,
            Op.OPEN_TO_WRITE: lambda request: self._open_to_write(request, emptied=False),
            Op.TRUNCATE: self._truncate,
            Op.RENAME: self._rename,
            Op.CHECKSUM: self._checksum,
        }

    def receive(self, payload: bytes, sender: tuple[int, int], now_s: float) -> None:
        """Answer one request."""
        request = Packet.parse(payload)
        self._asked_s = now_s
        if request.size > DATA_BYTES:
            self._reply(sender, self._refusal(request, Fault.INVALID_SIZE))
            return
        if self._last_reply is not None and request.sequence + 1 == self._last_reply[1].sequence:
            # The answer was lost: tell it again, do nothing twice.
            self._send(*self._last_reply)
            return
        if request.op == Op.BURST_READ and self._begin_burst(request, sender):
            return
        self._reply(sender, self._answer(request))

    def tick(self, now_s: float) -> None:
        """Send some more of a burst; close a session that nobody uses."""
        if self._session is not None and now_s - self._asked_s > SESSION_KEPT_S:
            self._close()
            self._last_reply = None
        if self._burst is not None:
            self._send_burst(self._burst)

    # --- answers ---

    def _answer(self, request: Packet) -> Packet:
        answer = self._answers.get(request.op)
        try:
            if answer is None:
                raise _Refused(Fault.INVALID_SESSION if request.op == Op.BURST_READ else Fault.UNKNOWN_OP)
            done = answer(request)
        except _Refused as refused:
            return self._refusal(request, refused.fault)
        except OSError as error:
            self._errno = error.errno or errno.EIO
            return self._refusal(request, Fault.ERRNO)
        return replace(done, sequence=(request.sequence + 1) % 65536, op=ACK, asked_op=request.op)

    def _refusal(self, request: Packet, fault: Fault) -> Packet:
        if self._errno == errno.EEXIST:
            fault = Fault.EXISTS
        elif self._errno == errno.ENOENT and fault is Fault.ERRNO:
            fault = Fault.NOT_FOUND
        content = bytes([fault, self._errno]) if fault is Fault.ERRNO else bytes([fault])
        return replace(
            request,
            sequence=(request.sequence + 1) % 65536,
            op=NAK,
            asked_op=request.op,
            size=len(content),
            content=content,
        )

    def _reply(self, partner: tuple[int, int], reply: Packet) -> None:
        kept = reply.size <= REMEMBERED_BYTES and reply.content[:1] != bytes([Fault.NO_SESSION_LEFT])
        # A long answer changes nothing on board: PX4 makes it anew rather than keep it.
        self._last_reply = (partner, reply) if kept else None
        self._send(partner, reply)

    def _send(self, partner: tuple[int, int], reply: Packet) -> None:
        self._link.send(dialect.MAVLink_file_transfer_protocol_message(0, *partner, list(reply.encode())))

    # --- sessions ---

    def _close(self) -> None:
        self._session = None
        self._burst = None

    def _terminate(self, request: Packet) -> Packet:
        if request.session != 0 or self._session is None:
            raise _Refused(Fault.INVALID_SESSION)
        self._close()
        return replace(request, size=0)

    def _reset(self, request: Packet) -> Packet:
        if self._session is not None:
            self._close()
        return replace(request, size=0)

    def _opened(self, request: Packet, file: File | None, size_bytes: int, *, readable: bool) -> Packet:
        self._session = _Session(file=file, size_bytes=size_bytes, readable=readable)
        self._last_size_bytes = size_bytes
        self._burst = None
        return replace(request, session=0, size=4, content=struct.pack("<I", size_bytes))

    def _open_to_read(self, request: Packet) -> Packet:
        if self._session is not None:
            raise _Refused(Fault.NO_SESSION_LEFT)
        node = self._tree.find(request.path)
        if isinstance(node, Directory):
            return self._opened(request, None, DIRECTORY_BYTES, readable=True)
        return self._opened(request, node, len(node.read()), readable=True)

    def _open_to_write(self, request: Packet, *, emptied: bool) -> Packet:
        if self._session is not None:
            raise _Refused(Fault.NO_SESSION_LEFT)
        try:
            # PX4 tells the size that a file had before it was emptied.
            size_bytes = len(self._tree.file(request.path).read())
        except OSError:
            size_bytes = 0
        file = self._tree.open_to_write(request.path, emptied=emptied)
        return self._opened(request, file, size_bytes, readable=False)

    # --- reading and writing ---

    def _part(self, offset: int, size: int) -> bytes:
        session = self._session
        if session is None:
            # PX4 reads a file that is not open; the error number is an earlier one.
            raise _Refused(Fault.ERRNO)
        if session.file is None:
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not session.readable:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return bytes(session.file.read()[offset : offset + size])

    def _read(self, request: Packet) -> Packet:
        if request.session != 0 or self._session is None:
            raise _Refused(Fault.INVALID_SESSION)
        if request.offset >= self._session.size_bytes:
            raise _Refused(Fault.END_OF_FILE)
        part = self._part(request.offset, request.size)
        return replace(request, size=len(part), content=part)

    def _write(self, request: Packet) -> Packet:
        if self._session is None:
            raise _Refused(Fault.INVALID_SESSION if request.session != 0 else Fault.ERRNO)
        if self._session.readable or self._session.file is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        self._tree.write(self._session.file, request.offset, request.content[: request.size])
        return replace(request, size=4, content=struct.pack("<I", request.size))

    def _begin_burst(self, request: Packet, sender: tuple[int, int]) -> bool:
        if request.session != 0 and self._session is None:
            return False
        self._last_reply = None
        self._burst = _Burst(partner=sender, sequence=(request.sequence + 1) % 65536, offset=request.offset)
        return True

    def _send_burst(self, burst: _Burst) -> None:
        """As much as the link has room for."""
        room_bytes = self._link.room_bytes
        while room_bytes >= FRAME_BYTES and self._burst is burst:
            last_for_now = room_bytes < 2 * FRAME_BYTES
            room_bytes -= FRAME_BYTES
            packet = self._burst_packet(burst)
            if packet.op == NAK:
                self._burst = None
            elif last_for_now and burst.sent_bytes > BURST_BYTES:
                packet = replace(packet, burst_complete=1)
                self._burst = None
            self._reply(burst.partner, packet)
            if last_for_now:
                return

    def _burst_packet(self, burst: _Burst) -> Packet:
        packet = Packet(sequence=burst.sequence, session=0, op=ACK, size=0, asked_op=Op.BURST_READ, offset=burst.offset)
        burst.sequence = (burst.sequence + 1) % 65536
        if burst.offset >= self._last_size_bytes:
            return replace(packet, op=NAK, size=1, content=bytes([Fault.END_OF_FILE]))
        try:
            part = self._part(burst.offset, DATA_BYTES)
        except (_Refused, OSError):
            return replace(packet, op=NAK, size=2, content=bytes([Fault.ERRNO, self._errno]))
        burst.offset += len(part)
        burst.sent_bytes += len(part)
        return replace(packet, size=len(part), content=part)

    # --- files and directories ---

    def _list(self, request: Packet) -> Packet:
        try:
            directory = self._tree.directory(request.path)
        except OSError as error:
            self._errno = error.errno or errno.EIO
            raise _Refused(Fault.NOT_FOUND) from error
        listing = b""
        for entry in _entries(directory)[request.offset :]:
            if len(listing) + len(entry) > DATA_BYTES:
                break
            listing += entry
        else:
            self._errno = 0
            if not listing:
                raise _Refused(Fault.END_OF_FILE)
        return replace(request, size=len(listing), content=listing)

    def _remove_file(self, request: Packet) -> Packet:
        self._tree.remove_file(request.path)
        return replace(request, size=0)

    def _make_directory(self, request: Packet) -> Packet:
        self._tree.make_directory(request.path)
        return replace(request, size=0)

    def _remove_directory(self, request: Packet) -> Packet:
        self._tree.remove_directory(request.path)
        return replace(request, size=0)

    def _truncate(self, request: Packet) -> Packet:
        try:
            self._tree.truncate(request.path, request.offset)
        except OSError as error:
            # PX4 tells an earlier error number here.
            raise _Refused(Fault.ERRNO) from error
        return replace(request, size=0)

    def _rename(self, request: Packet) -> Packet:
        old, _, rest = request.text.partition(b"\0")
        if len(old) + 2 >= request.size:
            raise _Refused(Fault.ERRNO)
        new = rest.split(b"\0")[0]
        self._tree.rename(old.decode("utf-8", "surrogateescape"), new.decode("utf-8", "surrogateescape"))
        return replace(request, size=0)

    def _checksum(self, request: Packet) -> Packet:
        try:
            node = self._tree.find(request.path)
        except OSError as error:
            raise _Refused(Fault.ERRNO) from error
        if isinstance(node, Directory):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        return replace(request, size=4, content=struct.pack("<I", file_checksum(bytes(node.read()))))


def file_checksum(content: bytes) -> int:
    """PX4's CRC32: zlib's polynomial, begun at zero and not inverted at the end."""
    return zlib.crc32(content, 0xFFFFFFFF) ^ 0xFFFFFFFF


def _entries(directory: Directory) -> list[bytes]:
    """What a listing tells: PX4 passes over `.`, `..` and symbolic links, but counts them."""
    listed = [b"S\0", b"S\0"]
    for name, node in directory.entries.items():
        encoded = name.encode("utf-8", "surrogateescape")
        if isinstance(node, File):
            listed.append(b"F%s\t%d\0" % (encoded, len(node.read())))
        else:
            listed.append(b"S\0" if node.hidden else b"D%s\0" % encoded)
    return listed


class Ftp:
    """The file servers of one aircraft, one on each link."""

    def __init__(self, tree: FileTree, links: dict[str, Link]) -> None:
        self._servers = {name: FtpServer(tree, link) for name, link in links.items()}

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """FILE_TRANSFER_PROTOCOL."""
        if message.get_type() != "FILE_TRANSFER_PROTOCOL":
            return False
        if message.target_component in (0, AUTOPILOT):
            sender = (message.get_srcSystem(), message.get_srcComponent())
            self._servers[link.name].receive(bytes(message.payload), sender, now_s)
        return True

    def tick(self, link: Link, now_s: float) -> None:
        """Send some more of a burst."""
        self._servers[link.name].tick(now_s)
