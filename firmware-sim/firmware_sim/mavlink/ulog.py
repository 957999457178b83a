"""PX4's log format, written: ULog (https://docs.px4.io/main/en/dev_log/ulog_file_format.html)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

MAGIC = b"ULog\x01\x12\x35"
VERSION = 1
FLAG_BITS = bytes(40)
"""No compatible, no incompatible feature, nothing appended."""
STRUCT_CODES = {
    "uint64_t": "Q",
    "double": "d",
    "float": "f",
    "int32_t": "i",
    "uint32_t": "I",
    "uint8_t": "B",
    "bool": "?",
}
Value = float | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One kind of record: its PX4 name and its fields as (type, name), widest first so that nothing needs padding.

    A type may be an array: `float[4]` takes four values.
    """

    name: str
    fields: tuple[tuple[str, str], ...]

    @property
    def format(self) -> bytes:
        """Its line in the log's definitions."""
        described = "".join(f"{kind} {name};" for kind, name in (("uint64_t", "timestamp"), *self.fields))
        return f"{self.name}:{described}".encode()

    @property
    def layout(self) -> struct.Struct:
        """How a record is packed, its message number first."""
        return struct.Struct("<HQ" + "".join(_codes(kind) for kind, _ in self.fields))


def _codes(kind: str) -> str:
    base, _, count = kind.rstrip("]").partition("[")
    return STRUCT_CODES[base] * int(count or 1)


class ULogWriter:
    """Writes one log into `content`, which grows; all topics are known from the start."""

    def __init__(self, content: bytearray, topics: Sequence[Topic], start_us: int) -> None:
        self._content = content
        self._topics = topics
        self._numbers = {topic.name: number for number, topic in enumerate(topics)}
        self._layouts = {topic.name: topic.layout for topic in topics}
        content += MAGIC + bytes([VERSION]) + struct.pack("<Q", start_us)
        self._message("B", FLAG_BITS)
        for topic in topics:
            self._message("F", topic.format)

    @property
    def size_bytes(self) -> int:
        """How long the log is by now."""
        return len(self._content)

    def text_fact(self, name: str, value: str) -> None:
        """One thing that is so of the whole log."""
        encoded = value.encode()
        self._keyed("I", f"char[{len(encoded)}] {name}", encoded)

    def number_fact(self, name: str, kind: str, value: int) -> None:
        """One number that is so of the whole log."""
        self._keyed("I", f"{kind} {name}", struct.pack(f"<{STRUCT_CODES[kind]}", value))

    def parameter(self, name: str, value: Value) -> None:
        """A parameter's value: before the data the first one, later a change."""
        if isinstance(value, int):
            self._keyed("P", f"int32_t {name}", struct.pack("<i", value))
        else:
            self._keyed("P", f"float {name}", struct.pack("<f", value))

    def begin_data(self) -> None:
        """End the definitions."""
        for number, topic in enumerate(self._topics):
            self._message("A", struct.pack("<BH", 0, number) + topic.name.encode())

    def record(self, topic: str, at_us: int, values: Sequence[Value]) -> None:
        """One record; `values` in the order of the topic's fields, arrays unrolled."""
        self._message("D", self._layouts[topic].pack(self._numbers[topic], at_us, *values))

    def text(self, severity: int, at_us: int, text: str) -> None:
        """A text for people; `severity` as in syslog, 0 to 7."""
        self._message("L", struct.pack("<BQ", ord("0") + severity, at_us) + text.encode())

    def _keyed(self, kind: str, key: str, value: bytes) -> None:
        encoded = key.encode()
        self._message(kind, bytes([len(encoded)]) + encoded + value)

    def _message(self, kind: str, body: bytes) -> None:
        self._content += struct.pack("<HB", len(body), ord(kind)) + body
