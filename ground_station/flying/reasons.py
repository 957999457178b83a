"""Reasons of uploads, orders and resumes in the caller's language.

The link speaks plain English, which the journal keeps. A sentence that is known here has an id in the Fluent files,
made from its words; whatever is not known (an aircraft's own text) is shown as it came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ground_station.link.events import PLAN_REFUSALS
from ground_station.messages import words

SENTENCES: Final = (
    *dict.fromkeys(sentence.replace("{0}", "{number}") for sentence in PLAN_REFUSALS.values()),
    "The aircraft has not told yet where it is and where its home is. Wait for its position.",
    "The aircraft is flying a plan. Pause it first: a new one would take effect at once.",
    "Without an elevation model the way to where it stopped cannot be checked. Add one.",
    "The way to where it stopped leads over ground of unknown height. Add its elevation model.",
    "The plan has jumps: there is no one place where it was left.",
    "The plan was flown to its end.",
    "Nothing of the plan is left to fly.",
    "The plan has no items.",
    "The plan is on the aircraft, but it judges that the plan cannot be flown.",
    "The plan is whole, but the aircraft did not say whether it can fly it.",
    "The plan could not be read back, so it is not known to be whole.",
    "The aircraft does not tell whether it can fly the plan.",
    "The fence is on the aircraft but is NOT enforced. Draw it around the aircraft and its home.",
    "The aircraft did not answer the offer of a plan.",
    "The aircraft fell silent after item {number} of {count}. It keeps the plan it had.",
    "The aircraft asked for item {number} again and again.",
    "The {name} has {count} items; this aircraft holds at most {most}.",
    "Simplify or split it. The aircraft keeps what it had.",
    "The aircraft holds another plan ({stored}) than was sent ({sent}).",
    "The transfer was broken off.",
    "The aircraft did not answer.",
    "No aircraft with this number is heard.",
    "A later order took its place.",
    "Two aircraft have the number {number}: {how}. Give one another number (MAV_SYS_ID) and restart it.",
    "No answer came. Read the aircraft's state before you ask again.",
    "The aircraft is heard but gave no answer: it may not know this command.",
    "The aircraft is not flying. Take off first.",
    "The aircraft is not armed. Arm it first.",
    "There is no plan on the aircraft. Upload one first.",
    "The place is outside the fence on the aircraft.",
    "The aircraft cannot do this now.",
    "The aircraft refuses this with these values.",
    "The aircraft does not sign with the key: its firmware may not know how.",
    "The link that this aircraft is heard on has no signing key.",
)
"""What the link and the flying part say, with places for what changes."""
_PLACE: Final = re.compile(r"\{(\w+)\}")


def reason_id(sentence: str) -> str:
    """The Fluent id of a sentence of `SENTENCES`."""
    letters = "".join(letter if letter.isalnum() else " " for letter in _PLACE.sub(" ", sentence).lower())
    return "reason-" + "-".join(letters.split())[:60].rstrip("-")


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = _PLACE.split(sentence)
    spelled = [f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)]
    return re.compile("".join(spelled))


_KNOWN: Final = tuple((_pattern(sentence), reason_id(sentence)) for sentence in SENTENCES)


def said(reason: str, language: str) -> str:
    """A reason in the caller's language; as it came where it is not known."""
    for pattern, id_ in _KNOWN:
        match = pattern.fullmatch(reason)
        if match is not None:
            return words(language).find(id_, **match.groupdict()) or reason
    return reason


def all_said(reasons: Iterable[str], language: str) -> list[str]:
    """Several reasons in the caller's language."""
    return [said(reason, language) for reason in reasons]
