"""A station's own changes to somebody else's template: kept apart from it, laid over it when it is used."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from missions.catalogue import Template, template_from
from missions.errors import PlanningError
from missions.exchange.errors import StoreError

CHANGEABLE = re.compile(r"parameters/\w+/(default|minimum|maximum)|(safety|sensor|aircraft)/\w+")
"""What a station may set for itself; words, checklist and pattern are the publisher's."""
Overrides = Mapping[str, float | bool]
TIGHTER_DOWN, TIGHTER_UP = -1, 1
TIGHTENING = {
    "safety/max_height_agl_m": TIGHTER_DOWN,
    "safety/max_distance_m": TIGHTER_DOWN,
    "safety/min_height_agl_m": TIGHTER_UP,
    "safety/take_off_height_m": TIGHTER_UP,
    "safety/battery_reserve_fraction": TIGHTER_UP,
    "safety/separation_m": TIGHTER_UP,
    "safety/keep_out_m": TIGHTER_UP,
}
"""Which way each of the publisher's limits may be moved: a station may be stricter than they are, never laxer."""
PARAMETER_LIMITS = {"minimum": TIGHTER_UP, "maximum": TIGHTER_DOWN}


def layered(template: Template, overrides: Overrides, source: str) -> Template:
    """`template` with the station's own values.

    Raises StoreError where the two do not fit together any more, and where one would loosen a limit of the publisher's.
    """
    if not overrides:
        return template
    content = copy.deepcopy(dict(template.content))
    for place, value in overrides.items():
        _set(content, place, value, template.id)
    try:
        ours = template_from(content, source)
    except PlanningError as error:
        raise _misfit(template.id, ", ".join(overrides), str(error)) from error
    for place, value in overrides.items():
        _refuse_loosening(template, place, value)
    return ours


def parsed_override(text: str) -> tuple[str, float | bool]:
    """PLACE=VALUE as a person types it. Raises StoreError."""
    place, sign, value = text.partition("=")
    words = {"true": True, "false": False}
    if sign and CHANGEABLE.fullmatch(place) is not None:
        try:
            return place, words[value] if value in words else float(value)
        except ValueError:
            pass
    raise StoreError(
        "override_form",
        f"{text} is no change of one's own.",
        remedy="Write e.g. safety/max_height_agl_m=100 or parameters/height_agl_m/default=50.",
        details={"name": text},
    )


def _refuse_loosening(template: Template, place: str, value: float | bool) -> None:
    section, _, name = place.partition("/")
    tighter = PARAMETER_LIMITS.get(name.rpartition("/")[2]) if section == "parameters" else TIGHTENING.get(place)
    if section == "safety" and tighter is None:
        raise _misfit(template.id, place, "nobody has said which way this limit is stricter")
    theirs: Any = template.content
    for step in place.split("/"):
        theirs = theirs.get(step) if isinstance(theirs, Mapping) else None
    if tighter is None or theirs is None or (value - theirs) * tighter >= 0:
        return
    raise StoreError(
        "override_loosens",
        f"{place}={value:g} is laxer than {template.id} allows: its limit is {theirs:g}.",
        remedy=f"Set a value that is {'lower' if tighter == TIGHTER_DOWN else 'higher'} than {theirs:g}, or ask the "
        "publisher for another limit.",
        details={"name": template.id, "place": place, "value": float(value), "limit": float(theirs)},
    )


def _set(content: dict[str, Any], place: str, value: float | bool, template_id: str) -> None:
    *path, last = place.split("/")
    here: Any = content
    for name in path:
        here = here.get(name) if isinstance(here, dict) else None
    if not isinstance(here, dict) or (last not in here and path != ["aircraft"]):
        raise _misfit(template_id, place, "the template has no such place")
    is_whole = isinstance(here.get(last), int) and not isinstance(value, bool) and float(value).is_integer()
    here[last] = int(value) if is_whole else value


def _misfit(template_id: str, place: str, reason: str) -> StoreError:
    return StoreError(
        "override_misfit",
        f"The station's own {place} does not fit {template_id}: {reason}.",
        remedy="Set another value, or remove it: varde template unset.",
        details={"name": template_id, "place": place, "reason": reason},
    )
