"""The exchange of templates in a person's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ground_station.messages import words
from missions.catalogue import Template
from missions.exchange.difference import Change, differences, safety_notes
from missions.exchange.overrides import Overrides
from missions.exchange.store import KnownCatalogue


def difference_lines(before: Mapping[str, Any], after: Mapping[str, Any], language: str) -> list[str]:
    """What differs between two templates, one line each; what matters for safety first."""
    spoken = words(language)
    lines = [spoken.format("exchange-safety", text=text) for text in safety_notes(before, after)]
    lines += [_line(change, language) for change in differences(before, after)]
    return lines or [spoken.format("exchange-same")]


def override_lines(theirs: Template, overrides: Overrides, language: str) -> list[str]:
    """Which of the station's own values stay although the publisher's template is replaced."""
    return [
        words(language).format("exchange-own", place=place, value=str(value), theirs=str(_at(theirs.content, place)))
        for place, value in sorted(overrides.items())
    ]


def stale_lines(catalogues: Sequence[KnownCatalogue], now: datetime, language: str) -> list[str]:
    """A warning with its age for each catalogue that nobody vouches for any longer."""
    return [
        words(language).format(
            "exchange-stale", name=each.address, days=(now - datetime.fromisoformat(each.checked_at)).days
        )
        for each in catalogues
        if each.is_stale(now)
    ]


def _line(change: Change, language: str) -> str:
    line = words(language).format(
        f"exchange-{change.kind}",
        place=change.place,
        before=change.spoken(change.before, language),
        after=change.spoken(change.after, language),
    )
    return words(language).format("exchange-behaviour", line=line) if change.is_behaviour else line


def _at(content: Mapping[str, Any], place: str) -> Any:
    here: Any = content
    for name in place.split("/"):
        here = here.get(name) if isinstance(here, Mapping) else None
    return here
