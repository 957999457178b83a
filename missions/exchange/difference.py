"""What differs between two versions of a template, for a person to read before anything is replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from missions.catalogue import LANGUAGES
from missions.exchange.versions import major_of

BEHAVIOUR = re.compile(r"pattern|parameters/\w+(/(default|type|unit))?|safety/.+|sensor/.+|aircraft(/.+)?")
"""Places that say what the aircraft does by default."""


class Kind(StrEnum):
    """How a place differs."""

    CHANGED = "changed"
    """Another value."""
    ADDED = "added"
    """Only the new one has it."""
    REMOVED = "removed"
    """Only the old one has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One place where two templates differ."""

    kind: Kind
    place: str
    """With slashes, e.g. `safety/max_height_agl_m`."""
    before: Any = None
    after: Any = None
    is_behaviour: bool = False
    """Whether aircraft or crew do something else by default."""

    def spoken(self, value: Any, language: str) -> str:
        """`value` in a person's words."""
        if isinstance(value, Mapping):
            if set(value) == set(LANGUAGES):
                return str(value[language])
            named = value.get("text") or value.get("name") or value
            head = f"{value['version']}: " if "version" in value else ""
            return head + (self.spoken(named, language) if named is not value else str(dict(value)))
        if isinstance(value, bool):
            return str(value).lower()
        return f"{value:g}" if isinstance(value, int | float) else str(value)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every difference between two templates' contents, what changes behaviour first."""
    changes = list(_between(before, after, ""))
    return sorted(changes, key=lambda change: not change.is_behaviour)


def safety_notes(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[str]:
    """What the new one's change log calls a matter of safety, that the old one does not tell of."""
    known = [] if before is None else list(before["changelog"])
    return [entry["text"] for entry in after["changelog"] if entry.get("safety") and entry not in known]


def needs_major(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the new one does something else by default without saying so by its first number."""
    is_other = any(change.is_behaviour for change in differences(before, after))
    return is_other and major_of(after["version"]) <= major_of(before["version"])


def _between(before: Mapping[str, Any], after: Mapping[str, Any], place: str) -> Iterator[Change]:
    for name in [*before, *(name for name in after if name not in before)]:
        yield from _at(before.get(name), after.get(name), f"{place}{name}")


def _at(old: Any, new: Any, here: str) -> Iterator[Change]:
    if old == new:
        return
    is_behaviour = BEHAVIOUR.fullmatch(here) is not None
    if old is None or new is None:
        kind = Kind.ADDED if old is None else Kind.REMOVED
        # One more parameter leaves what is done without it as it was.
        is_optional = kind is Kind.ADDED and here.startswith("parameters/")
        yield Change(kind=kind, place=here, before=old, after=new, is_behaviour=is_behaviour and not is_optional)
    elif isinstance(old, Sequence) and isinstance(new, Sequence) and not isinstance(old, str):
        # A step put into other words is no other step; one more or one less is.
        is_behaviour = here == "checklist" and len(old) != len(new)
        for step in old:
            if step not in new:
                yield Change(kind=Kind.REMOVED, place=here, before=step, is_behaviour=is_behaviour)
        for step in new:
            if step not in old:
                yield Change(kind=Kind.ADDED, place=here, after=step, is_behaviour=is_behaviour)
    elif isinstance(old, Mapping) and isinstance(new, Mapping) and set(old) != set(LANGUAGES):
        yield from _between(old, new, f"{here}/")
    else:
        yield Change(kind=Kind.CHANGED, place=here, before=old, after=new, is_behaviour=is_behaviour)
