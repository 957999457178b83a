"""What an aircraft's events mean, in the words of its own metadata (https://mavlink.io/en/services/events.html)."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ground_station.errors import BadInput
from ground_station.link.messages import Message

SUPPORTED_VERSIONS: Final = (1, 2)
_LAYOUTS: Final = {
    "uint8_t": "B",
    "int8_t": "b",
    "uint16_t": "H",
    "int16_t": "h",
    "uint32_t": "I",
    "int32_t": "i",
    "uint64_t": "Q",
    "int64_t": "q",
    "float": "f",
}
_UNITS: Final = {"m": " m", "m_v": " m", "m/s": " m/s", "m^2": " m²", "C": " °C"}
_PLACE: Final = re.compile(r"\{(\d+)(?::(?:\.(\d+))?)?([a-zA-Z_/^0-9]*)\}")
_FOR_DEVELOPERS: Final = re.compile(r'<profile name="dev">.*?</profile>', re.DOTALL)
_TAG: Final = re.compile(r"(?<!\\)</?[a-z][^<>]*>")
_ESCAPED: Final = re.compile(r"\\([{}<>\\])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enumeration:
    """Names for an argument's numbers."""

    layout: str
    is_bitfield: bool
    entries: Mapping[int, str]

    def spelled(self, value: int) -> str:
        """The words for `value`."""
        if not self.is_bitfield:
            return self.entries.get(value, str(value))
        return ", ".join(words for bit, words in sorted(self.entries.items()) if value & bit) or "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDefinition:
    """One event of the metadata."""

    number: int
    name: str
    group: str
    """arming_check, health, default, calibration ..."""
    message: str
    description: str
    arguments: tuple[str | Enumeration, ...]
    """struct letters, or enumerations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvent:
    """One event as it came, in words."""

    number: int
    name: str
    """Stable across firmware: what a translation may be keyed by."""
    group: str
    level: int
    """0 emergency to 7 debug, 8 protocol, 9 disabled."""
    text: str
    description: str
    """What to do about it, where the metadata says so."""
    arguments: tuple[float | int, ...]


class EventBook:
    """Every event that an aircraft may tell, by its number."""

    def __init__(self, definitions: Mapping[int, EventDefinition]) -> None:
        self._definitions = definitions

    def __len__(self) -> int:
        return len(self._definitions)

    def definition(self, number: int) -> EventDefinition | None:
        """The event with that number."""
        return self._definitions.get(number)

    def read(self, message: Message) -> ToldEvent | None:
        """An EVENT in words, or None where the metadata lacks it."""
        definition = self._definitions.get(message.id)
        if definition is None:
            return None
        layout = "<" + "".join(one if isinstance(one, str) else one.layout for one in definition.arguments)
        raw = bytes(message.arguments).ljust(struct.calcsize(layout), b"\0")
        values = struct.unpack_from(layout, raw)
        return ToldEvent(
            number=definition.number,
            name=definition.name,
            group=definition.group,
            level=message.log_levels & 0x0F,
            text=_filled(definition.message, definition.arguments, values),
            description=_filled(definition.description, definition.arguments, values),
            arguments=values,
        )


def read_event_book(document: bytes) -> EventBook:
    """The events in an aircraft's events metadata (JSON, unpacked).

    Raises:
        BadInput: it is not such a document.
    """
    try:
        parsed = json.loads(document)
        if parsed["version"] not in SUPPORTED_VERSIONS:
            raise BadInput(
                f"the aircraft's events metadata has version {parsed['version']}", "Use a newer Varde for it."
            )
        return EventBook(_definitions(parsed["components"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"the aircraft's events metadata cannot be read: {error!r}", "Reasons come in Varde's own words instead."
        ) from error


def _definitions(components: dict[str, Any]) -> dict[int, EventDefinition]:
    enumerations: dict[str, Enumeration] = {}
    for component in components.values():
        for name, told in component.get("enums", {}).items():
            enumeration = _enumeration(told)
            enumerations[f"{component['namespace']}::{name}"] = enumerations[name] = enumeration
    found: dict[int, EventDefinition] = {}
    for component_id, component in components.items():
        for group, contents in component.get("event_groups", {}).items():
            for sub_number, told in contents["events"].items():
                number = int(component_id) << 24 | int(sub_number)
                found[number] = EventDefinition(
                    number=number,
                    name=told["name"],
                    group=group,
                    message=told.get("message", ""),
                    description=told.get("description", ""),
                    arguments=tuple(_type(one["type"], enumerations) for one in told.get("arguments", [])),
                )
    return found


def _enumeration(told: dict[str, Any]) -> Enumeration:
    entries = {int(number): one.get("description") or one["name"] for number, one in told["entries"].items()}
    return Enumeration(layout=_LAYOUTS[told["type"]], is_bitfield=bool(told.get("is_bitfield", False)), entries=entries)


def _type(name: str, enumerations: dict[str, Enumeration]) -> str | Enumeration:
    return _LAYOUTS.get(name) or enumerations[name]


def _number(value: float | int, layout: str, decimals: str | None) -> str:
    if layout != "f":
        return str(value)
    return f"{value:.{int(decimals)}f}" if decimals else f"{value:g}"


def _filled(template: str, types: tuple[str | Enumeration, ...], values: tuple[float | int, ...]) -> str:
    """The template as a crew reads it: without what is for developers, with its arguments in place."""

    def spelled(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        if not 0 <= at < len(values):
            return "?"
        kind, value = types[at], values[at]
        if isinstance(kind, Enumeration):
            return kind.spelled(int(value))
        return _number(value, kind, match[2]) + _UNITS.get(match[3], match[3])

    plain = _TAG.sub("", _FOR_DEVELOPERS.sub("", template))
    return _ESCAPED.sub(r"\1", _PLACE.sub(spelled, plain)).strip()
