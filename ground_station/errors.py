"""What may go wrong and is told to a person.

GroundStationError
├── BadInput           wrong usage or unreadable input: exit 2
├── RefusedForSafety   a plan or command that must not be flown: exit 3
└── PortInUse          another program holds the address: exit 2
"""

from __future__ import annotations


class GroundStationError(Exception):
    """Base: the message says the cause, `remedy` what to do about it."""

    exit_status = 1

    def __init__(self, cause: str, remedy: str = "") -> None:
        super().__init__(cause)
        self.remedy = remedy


class BadInput(GroundStationError):
    """Wrong usage or unreadable input."""

    exit_status = 2


class PortInUse(BadInput):
    """Another program holds the address."""


class RefusedForSafety(GroundStationError):
    """A plan or command that must not be flown."""

    exit_status = 3
