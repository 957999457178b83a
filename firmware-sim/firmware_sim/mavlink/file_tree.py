"""The files on board, in memory: nothing on the machine's disk can be reached, read or changed through them."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass, field

LARGEST_FILE_BYTES = 8 << 20
MOST_BYTES_WRITTEN = 16 << 20
MOST_NODES = 2000
DIRECTORY_BYTES = 4096
"""What Linux tells as the size of a small directory."""


@dataclass(slots=True, kw_only=True)
class File:
    """One file; `make` gives the content of one that is written when it is first asked for."""

    content: bytearray = field(default_factory=bytearray)
    make: Callable[[], bytes] | None = None
    written_unix_s: float = 0.0

    def read(self) -> bytearray:
        """The whole content."""
        if self.make is not None:
            self.content[:] = self.make()
            self.make = None
        return self.content


@dataclass(slots=True, kw_only=True)
class Directory:
    """One directory; a `hidden` one is a symbolic link on PX4, which a listing passes over."""

    entries: dict[str, File | Directory] = field(default_factory=dict)
    hidden: bool = False


Node = File | Directory


@dataclass(slots=True)
class FileTree:
    """All files of one aircraft by path; a path never leads above the root.

    What cannot be done raises OSError with the errno that Linux would give.
    """

    root: Directory = field(default_factory=Directory)

    def find(self, path: str) -> Node:
        """The node at `path`."""
        node: Node = self.root
        for name in _names(path):
            if not isinstance(node, Directory):
                raise _error(errno.ENOTDIR)
            if name not in node.entries:
                raise _error(errno.ENOENT)
            node = node.entries[name]
        return node

    def file(self, path: str) -> File:
        """The file at `path`."""
        node = self.find(path)
        if isinstance(node, Directory):
            raise _error(errno.EISDIR)
        return node

    def directory(self, path: str) -> Directory:
        """The directory at `path`."""
        node = self.find(path)
        if isinstance(node, File):
            raise _error(errno.ENOTDIR)
        return node

    def make_directory(self, path: str, *, hidden: bool = False) -> Directory:
        """A new directory."""
        parent, name = self._parent(path)
        if name in parent.entries or not name:
            raise _error(errno.EEXIST)
        self._check_room(0)
        made = Directory(hidden=hidden)
        parent.entries[name] = made
        return made

    def make_directories(self, path: str) -> Directory:
        """The directory at `path`, made with its parents where they are missing."""
        names = _names(path)
        for depth in range(1, len(names) + 1):
            part = "/".join(names[:depth])
            try:
                self.directory(part)
            except FileNotFoundError:
                self.make_directory(part)
        return self.directory(path)

    def put(self, path: str, file: File) -> None:
        """Put a file of our own at `path`; whatever was there is replaced."""
        parent, name = self._parent(path)
        parent.entries[name] = file

    def open_to_write(self, path: str, *, emptied: bool) -> File:
        """The file at `path`, made when it is missing."""
        parent, name = self._parent(path)
        node = parent.entries.get(name) if name else parent
        if isinstance(node, Directory):
            raise _error(errno.EISDIR)
        if node is None:
            self._check_room(0)
            node = File()
            parent.entries[name] = node
        if emptied:
            node.make = None
            node.content.clear()
        return node

    def write(self, file: File, offset: int, written: bytes) -> None:
        """Put bytes into a file; a hole before them becomes zeros."""
        content = file.read()
        self._check_size(content, offset + len(written))
        if len(content) < offset:
            content.extend(bytes(offset - len(content)))
        content[offset : offset + len(written)] = written

    def truncate(self, path: str, size_bytes: int) -> None:
        """Cut a file, or fill it up with zeros."""
        content = self.file(path).read()
        self._check_size(content, size_bytes)
        del content[size_bytes:]
        content.extend(bytes(size_bytes - len(content)))

    def remove_file(self, path: str) -> None:
        """Remove a file."""
        self.file(path)
        parent, name = self._parent(path)
        del parent.entries[name]

    def remove_directory(self, path: str) -> None:
        """Remove an empty directory."""
        directory = self.directory(path)
        if directory.entries:
            raise _error(errno.ENOTEMPTY)
        parent, name = self._parent(path)
        if not name:
            raise _error(errno.EBUSY)
        del parent.entries[name]

    def rename(self, old: str, new: str) -> None:
        """Move a file or a directory; a file in the way is replaced."""
        node = self.find(old)
        old_parent, old_name = self._parent(old)
        new_parent, new_name = self._parent(new)
        if not old_name or not new_name:
            raise _error(errno.EBUSY)
        if isinstance(node, Directory) and _names(new)[: len(_names(old))] == _names(old):
            raise _error(errno.EINVAL)
        there = new_parent.entries.get(new_name)
        if isinstance(there, Directory):
            if isinstance(node, File):
                raise _error(errno.EISDIR)
            if there.entries:
                raise _error(errno.ENOTEMPTY)
        elif there is not None and isinstance(node, Directory):
            raise _error(errno.ENOTDIR)
        del old_parent.entries[old_name]
        new_parent.entries[new_name] = node

    def _parent(self, path: str) -> tuple[Directory, str]:
        names = _names(path)
        if not names:
            return self.root, ""
        return self.directory("/".join(names[:-1])), names[-1]

    def _check_size(self, content: bytearray, size_bytes: int) -> None:
        if size_bytes > LARGEST_FILE_BYTES:
            raise _error(errno.EFBIG)
        self._check_room(size_bytes - len(content))

    def _check_room(self, more_bytes: int) -> None:
        nodes, used_bytes = _usage(self.root)
        if nodes >= MOST_NODES or (more_bytes > 0 and used_bytes + more_bytes > MOST_BYTES_WRITTEN):
            raise _error(errno.ENOSPC)


def _names(path: str) -> list[str]:
    """The names on the way to a path; `..` leads up, never above the root."""
    names: list[str] = []
    for name in path.split("/"):
        if name == "..":
            del names[-1:]
        elif name not in ("", "."):
            names.append(name)
    return names


def _usage(root: Directory) -> tuple[int, int]:
    """How many nodes there are below `root`, and how many bytes in them."""
    nodes, used_bytes = 0, 0
    # No recursion: directories moved into one another can lie deeper than Python's stack.
    waiting = [root]
    while waiting:
        for node in waiting.pop().entries.values():
            nodes += 1
            if isinstance(node, Directory):
                waiting.append(node)
            else:
                used_bytes += len(node.content)
    return nodes, used_bytes


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))
