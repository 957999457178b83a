"""Why something failed is said in the caller's language."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground_station.flying.reasons import SENTENCES, reason_id, said
from ground_station.link.words import MISSION_RESULTS
from ground_station.messages import words

FILLED = {"number": "3", "count": "70", "most": "64", "name": "fence", "stored": "0a", "sent": "0b", "how": "here"} | {
    "words": "something new", "command": "16", "parameter": "GF_ACTION", "value": "2", "mode": "hold",
}  # fmt: skip


def filled(sentence):
    return re.sub(r"\{(\w+)\}", lambda place: FILLED[place[1]], sentence)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_known_reason_has_words_of_its_own_in_all_three_languages(sentence):
    english = filled(sentence)

    bokmaal, nynorsk = said(english, "nb"), said(english, "nn")

    assert said(english, "en") == english
    assert english not in (bokmaal, nynorsk)
    assert bokmaal != reason_id(sentence)
    assert bokmaal == words("nb").find(reason_id(sentence), **FILLED)
    assert "{" not in bokmaal + nynorsk


def test_what_changes_is_kept_in_the_translation():
    english = "The aircraft fell silent after item 12 of 70. It keeps the plan it had."

    assert said(english, "nb") == "Dronen ble stille etter punkt 12 av 70. Den beholder planen den hadde."


@pytest.mark.parametrize("result", [words for _, words in MISSION_RESULTS.values() if words])
def test_a_refused_item_is_named_with_its_reason_in_one_language(result):
    refusal = f"Item 3 of 7 (command 16) was refused: {result}."

    bokmaal, nynorsk = said(refusal, "nb"), said(refusal, "nn")

    assert said(refusal, "en") == refusal
    assert bokmaal.startswith("Punkt 3 av 7 (kommando 16) ble avvist: ")
    assert result not in bokmaal + nynorsk


@given(st.text(max_size=60))
def test_what_an_aircraft_says_in_its_own_words_is_left_as_it_is(text):
    assert said(f"Winch: {text}", "nn") == f"Winch: {text}"
