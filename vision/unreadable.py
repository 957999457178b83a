"""What a source says about an input that it cannot read."""

from __future__ import annotations


class UnreadableInput(Exception):
    """An input that gives no frames: which, why, and what to do about it."""

    def __init__(self, path: str, reason: str, remedy: str) -> None:
        super().__init__(f"{path}: {reason}; {remedy}")
        self.path = path
        self.reason = reason
        self.remedy = remedy
