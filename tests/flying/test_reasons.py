"""Why something failed is said in the caller's language."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground_station.flying.reasons import SENTENCES, reason_id, said
from ground_station.messages import words

FILLED = {"number": "3", "count": "70", "most": "64", "name": "fence", "stored": "0a", "sent": "0b", "how": "here"}


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


@given(st.text(max_size=60))
def test_what_an_aircraft_says_in_its_own_words_is_left_as_it_is(text):
    assert said(f"Winch: {text}", "nn") == f"Winch: {text}"
