"""A file put together from pieces that come in any order, twice, or not at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

Put = Callable[[int, bytes], None]
"""Takes bytes for a place in a file."""


class Pieces:
    """`size_bytes` of content and what of it is still missing.

    With `put` the bytes go there as they come and are not kept here: a log may be larger than the memory.
    """

    def __init__(self, size_bytes: int, put: Put | None = None) -> None:
        self.size_bytes = size_bytes
        self.received_bytes = 0
        self._content = bytearray(0 if put is not None else size_bytes)
        self._put = put or self._keep
        self._gaps: list[tuple[int, int]] = [(0, size_bytes)] if size_bytes else []
        """Sorted half-open intervals."""

    @property
    def content(self) -> bytes:
        """What is there, zeros elsewhere; nothing where it went somewhere else."""
        return bytes(self._content)

    def _keep(self, offset: int, piece: bytes) -> None:
        self._content[offset : offset + len(piece)] = piece

    @property
    def first_gap(self) -> tuple[int, int] | None:
        """Where the first missing interval begins and ends; None when everything is there."""
        return self._gaps[0] if self._gaps else None

    def put(self, offset: int, piece: bytes) -> bool:
        """Take a piece; whether it brought anything new. What lies outside the file is left out."""
        start, end = max(0, offset), min(offset + len(piece), self.size_bytes)
        if start >= end:
            return False
        at = max(0, bisect_right(self._gaps, (start, self.size_bytes + 1)) - 1)
        before = self.received_bytes
        while at < len(self._gaps) and self._gaps[at][0] < end:
            gap_start, gap_end = self._gaps[at]
            left, right = max(gap_start, start), min(gap_end, end)
            if left >= right:
                at += 1
                continue
            self._put(left, piece[left - offset : right - offset])
            self.received_bytes += right - left
            rest = [(one, other) for one, other in ((gap_start, left), (right, gap_end)) if one < other]
            self._gaps[at : at + 1] = rest
            at += len(rest)
        return self.received_bytes > before
