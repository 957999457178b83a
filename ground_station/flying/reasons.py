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
    "Aircraft {number} is flying this part of the plan. Pause it or bring it home first.",
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
    "The aircraft fell silent after item {number} of {count}. It may hold parts of two plans now: send it again "
    "before a flight.",
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
    "The aircraft does not know this command.",
    "The aircraft tried and failed.",
    "The aircraft was told to stop doing it.",
    "The aircraft does not take positions in this frame.",
    "The aircraft answered with the unknown result {number}.",
    "The aircraft acknowledged the mode but was not seen in it.",
    "The aircraft acknowledged this and was not heard since. Read its state before you ask again.",
    "It was disarmed.",
    "It is still on the ground after {count} s.",
    "The aircraft judges that the plan on board cannot be flown. Upload another.",
    "This station only watches aircraft of this kind. Fly it by its own ground station.",
    "The height to climb to must be above zero.",
    "The aircraft has not told its home yet, so its height above sea level is not known.",
    "It acknowledged the place but does not show that it flies there.",
    "The aircraft did not go to item {number} of its plan.",
    "It was armed already.",
    "The plan on the aircraft has no item {number}.",
    "The aircraft stopped answering while its plan was read.",
    "The aircraft stopped answering after item {number} of {count} while its plan was read.",
    "The plan could not be read: {words}.",
    "The plan was not cleared: {words}.",
    "Item {number} of {count} (command {command}) was refused: {words}.",
    "The plan was refused: {words}.",
    "The aircraft did not tell which plan it holds.",
    "The aircraft did not tell {parameter}; it may not have it.",
    "{parameter} stayed at {value}.",
    "The aircraft did not answer; it may not have {parameter}.",
    "The aircraft's parameters changed while they were read. Try again.",
    "The aircraft did not tell which logs it has.",
    "The aircraft stopped sending log {number} after {count} of {most} bytes.",
    "The aircraft acknowledged this, but it is not in mode {mode}.",
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
            return words(language).find(id_, **_details(match.groupdict(), language)) or reason
    return reason


def _details(found: dict[str, str], language: str) -> dict[str, str]:
    """What changes in a sentence, with the aircraft's own result in words (`MISSION_RESULTS`) in the same language."""
    result = found.get("words")
    if result is None:
        return found
    return found | {"words": words(language).find(result_id(result)) or result}


def result_id(result: str) -> str:
    """The Fluent id of a result of `MISSION_RESULTS`."""
    return reason_id(result).replace("reason-", "result-", 1)


def all_said(reasons: Iterable[str], language: str) -> list[str]:
    """Several reasons in the caller's language."""
    return [said(reason, language) for reason in reasons]
