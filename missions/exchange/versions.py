"""The order of template versions: Semantic Versioning 2.0.0, section 11."""

from __future__ import annotations

Identifier = tuple[int, int, str]
Order = tuple[int, int, int, bool, tuple[Identifier, ...]]


def version_order(version: str) -> Order:
    """What to sort `version` by; a pre-release comes before its release. The schema has checked the form."""
    numbers, _, before = version.partition("-")
    major, minor, patch = (int(number) for number in numbers.split("."))
    return major, minor, patch, not before, tuple(_identifier(part) for part in before.split(".") if before)


def major_of(version: str) -> int:
    """The first number."""
    return version_order(version)[0]


def _identifier(text: str) -> Identifier:
    return (0, int(text), "") if text.isdecimal() else (1, 0, text)
