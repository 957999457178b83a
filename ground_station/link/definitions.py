"""How each MAVLink message is laid out on the wire: pymavlink's dialect, and what its releases still lack."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a message."""

    name: str
    type: str
    """struct letter, `s` for text."""
    count: int = 1
    """Length of an array or text."""

    @property
    def layout(self) -> str:
        """Its struct format."""
        return self.type if self.count == 1 and self.type != "s" else f"{self.count}{self.type}"


class Definition:
    """One message's layout: `fields` in wire order, extensions last."""

    def __init__(self, kind: str, number: int, crc_extra: int, fields: Iterable[Field]) -> None:
        self.kind = kind
        self.number = number
        self.crc_extra = crc_extra
        self.fields = tuple(fields)
        self._struct = struct.Struct("<" + "".join(field.layout for field in self.fields))
        self._names = tuple(field.name for field in self.fields)
        self._plain: list[tuple[str, int]] = []
        self._texts: list[tuple[str, int]] = []
        self._arrays: list[tuple[str, slice]] = []
        at = 0
        for field in self.fields:
            if field.type == "s":
                self._texts.append((field.name, at))
            elif field.count == 1:
                self._plain.append((field.name, at))
            else:
                self._arrays.append((field.name, slice(at, at + field.count)))
            at += 1 if field.type == "s" else field.count
        self._is_plain = len(self._plain) == len(self.fields)
        self.size = self._struct.size

    def unpack(self, payload: bytes) -> dict[str, Any]:
        """The fields in `payload`; what a sender cut off or does not know is zero."""
        if len(payload) < self.size:
            payload = payload.ljust(self.size, b"\0")
        values = self._struct.unpack_from(payload)
        if self._is_plain:
            return dict(zip(self._names, values, strict=True))
        return self._gathered(values)

    def _gathered(self, values: tuple[Any, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {name: values[at] for name, at in self._plain}
        for name, part in self._arrays:
            found[name] = values[part]
        for name, at in self._texts:
            found[name] = values[at].partition(b"\0")[0].decode("utf-8", "replace")
        return found

    def pack(self, values: dict[str, Any]) -> bytes:
        """The payload with `values`, zero where none is given.

        Raises:
            ValueError: a value has no such field.
        """
        unknown = values.keys() - set(self._names)
        if unknown:
            raise ValueError(f"{self.kind} has no field {', '.join(sorted(unknown))}")
        flat: list[Any] = []
        for field in self.fields:
            value = values.get(field.name)
            if field.type == "s":
                flat.append((value or "").encode("utf-8"))
            elif field.count == 1:
                flat.append(0 if value is None else value)
            else:
                flat.extend((0,) * field.count if value is None else value)
        return self._struct.pack(*flat)


EXTENSIONS: dict[str, tuple[Field, ...]] = {
    "MISSION_ACK": (Field(name="opaque_id", type="I"),),
    "MISSION_COUNT": (Field(name="opaque_id", type="I"),),
    "MISSION_CURRENT": (
        Field(name="mission_id", type="I"),
        Field(name="fence_id", type="I"),
        Field(name="rally_points_id", type="I"),
    ),
    "TIMESYNC": (Field(name="target_system", type="B"), Field(name="target_component", type="B")),
}
"""Extension fields of the public common.xml that pymavlink 2.4.50 does not know yet."""

ADDITIONS: tuple[Definition, ...] = (
    Definition(
        "COMMAND_CANCEL",
        80,
        14,
        (
            Field(name="command", type="H"),
            Field(name="target_system", type="B"),
            Field(name="target_component", type="B"),
        ),
    ),
    Definition(
        "COMPONENT_METADATA",
        397,
        182,
        (
            Field(name="time_boot_ms", type="I"),
            Field(name="file_crc", type="I"),
            Field(name="uri", type="s", count=100),
        ),
    ),
    Definition(
        "EVENT",
        410,
        160,
        (
            Field(name="id", type="I"),
            Field(name="event_time_boot_ms", type="I"),
            Field(name="sequence", type="H"),
            Field(name="destination_component", type="B"),
            Field(name="destination_system", type="B"),
            Field(name="log_levels", type="B"),
            Field(name="arguments", type="B", count=40),
        ),
    ),
    Definition("CURRENT_EVENT_SEQUENCE", 411, 106, (Field(name="sequence", type="H"), Field(name="flags", type="B"))),
    Definition(
        "REQUEST_EVENT",
        412,
        33,
        (
            Field(name="first_sequence", type="H"),
            Field(name="last_sequence", type="H"),
            Field(name="target_system", type="B"),
            Field(name="target_component", type="B"),
        ),
    ),
    Definition(
        "RESPONSE_EVENT_ERROR",
        413,
        77,
        (
            Field(name="sequence", type="H"),
            Field(name="sequence_oldest_available", type="H"),
            Field(name="target_system", type="B"),
            Field(name="target_component", type="B"),
            Field(name="reason", type="B"),
        ),
    ),
)
"""Messages of the public common.xml that pymavlink's dialects lack."""
