"""MAVLink messages as the station sees them: a kind, a sender, and fields with the names of MAVLink's definitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

OWN_SYSTEM = 255
"""System id of this ground station, as QGroundControl's."""
OWN_COMPONENT = 190
"""MAV_COMP_ID_MISSIONPLANNER: what ground stations use."""
AUTOPILOT_COMPONENT = 1
"""MAV_COMP_ID_AUTOPILOT1."""

SECRET_KIND = "SETUP_SIGNING"
"""Carries a signing key: never logged, recorded or forwarded."""

Unpack = Callable[[bytes], dict[str, Any]]


class Message:
    """One MAVLink message; its fields are attributes.

    A received message unpacks itself when somebody first looks at a field, because most of what an aircraft
    streams is looked at by nobody.
    """

    __slots__ = ("__dict__", "_unpack", "kind", "raw", "source_component", "source_system")

    kind: str
    """Name in the MAVLink definitions, e.g. HEARTBEAT; UNKNOWN_410 where the definitions lack it."""
    source_system: int
    source_component: int
    raw: bytes
    """The frame it came in; empty for a message that was made here."""

    def __init__(self, kind: str, **fields: Any) -> None:
        self.kind = kind
        self.source_system = OWN_SYSTEM
        self.source_component = OWN_COMPONENT
        self.raw = b""
        self._unpack: Unpack | None = None
        self.__dict__.update(fields)

    @classmethod
    def received(cls, kind: str, source_system: int, source_component: int, raw: bytes, unpack: Unpack) -> Message:
        """A message that came in `raw`, whose fields `unpack` finds when they are asked for."""
        message = cls.__new__(cls)
        message.kind = kind
        message.source_system = source_system
        message.source_component = source_component
        message.raw = raw
        message._unpack = unpack
        return message

    @property
    def fields(self) -> dict[str, Any]:
        """Every field by its name."""
        if self._unpack is not None:
            self.__dict__.update(self._unpack(self.raw))
            self._unpack = None
        return self.__dict__

    def __getattr__(self, name: str) -> Any:
        if self._unpack is None or name.startswith("__"):
            raise AttributeError(f"{self.kind} has no field {name}")
        self.__dict__.update(self._unpack(self.raw))
        self._unpack = None
        return getattr(self, name)

    def __repr__(self) -> str:
        if self.kind == SECRET_KIND:
            return f"{self.kind}({self.source_system}/{self.source_component}: hidden)"
        named = ", ".join(f"{name}={value!r}" for name, value in self.fields.items())
        return f"{self.kind}({self.source_system}/{self.source_component}: {named})"
