"""XML from elsewhere, read with nothing in it that could grow or fetch."""

from __future__ import annotations

from xml.etree import ElementTree

from missions.errors import FormatError

LARGEST_BYTES = 20 * 1024 * 1024


def parsed_xml(data: bytes) -> ElementTree.Element:
    """The root element. Raises FormatError, also for a document type: entities are what attacks are made of."""
    if len(data) > LARGEST_BYTES or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _wrong("it is too large, or declares entities")
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise _wrong(str(error)) from error


def _wrong(reason: str) -> FormatError:
    return FormatError(
        "area_file_unreadable",
        f"The file is not XML that can be used ({reason}).",
        remedy="Save it again in the program it came from.",
        details={"reason": reason},
    )
