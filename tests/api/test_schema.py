"""The documents made from the models, and the words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from fluent.syntax import FluentParser, ast
from hypothesis import given
from hypothesis import strategies as st

from ground_station.api.asyncapi import asyncapi_document
from ground_station.api.live import frame_json
from ground_station.api.live_cursor import Frame
from ground_station.api.problems import KNOWN_ERRORS, STATUS_SENTENCES, VALIDATION_SENTENCES
from ground_station.api.schema import wire_schema
from ground_station.api.wire import Snapshot
from ground_station.messages import preferred_language, words

ROOT = Path(__file__).parents[2]
LANGUAGES = ("nb", "nn", "en")


def test_the_written_asyncapi_document_is_that_of_the_models():
    written = json.loads((ROOT / "docs" / "reference" / "asyncapi.json").read_text(encoding="utf-8"))

    assert written == asyncapi_document(), "run `python -m ground_station.api.asyncapi > docs/reference/asyncapi.json`"


@pytest.mark.parametrize("document", [wire_schema, asyncapi_document])
def test_every_reference_leads_somewhere(document):
    whole = document()

    references = re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(whole))

    assert references
    for reference in references:
        place = whole
        for step in reference.split("/"):
            place = place[step]


def test_the_schema_is_a_schema_and_holds_real_messages_to_it(running_incident, found):
    schema = wire_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    snapshot = Snapshot(epoch="e", seq=running_incident.seq, picture=running_incident.picture)

    def faults(message: object) -> list[str]:
        pointed = schema | {"$ref": "#/$defs/ServerMessage"}
        return [fault.message for fault in jsonschema.Draft202012Validator(pointed).iter_errors(message)]

    [entry] = running_incident.entries_after(1, 1)
    frame = json.loads(
        frame_json(Frame(n=1, entries=[entry], states=[], pending_events=0, pending_state=0), found(1).at)
    )
    assert faults(json.loads(snapshot.model_dump_json())) == []
    assert faults(frame) == []
    assert faults(frame | {"n": "one"}) != []
    assert faults({"kind": "frame"}) != []


def test_the_api_words_are_the_same_ids_in_all_languages():
    ids = {}
    for language in LANGUAGES:
        path = ROOT / "ground_station" / "messages" / language / "api.ftl"
        resource = FluentParser().parse(path.read_text(encoding="utf-8"))
        assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)]
        ids[language] = {
            (message.id.name, tuple(sorted(attribute.id.name for attribute in message.attributes)))
            for message in resource.body
            if isinstance(message, ast.Message)
        }

    assert ids["nb"] == ids["nn"] == ids["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_the_code_asks_for_is_there(language):
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ground_station" / "api").glob("*.py"))
    asked = set(re.findall(r'Problem\(\s*\d+,\s*"([a-z-]+)"', source))
    asked |= {sentence for _, sentence, _ in KNOWN_ERRORS.values()} | set(STATUS_SENTENCES.values())
    said = words(language)

    assert len(asked) > 20
    for sentence in asked:
        for part in ("", ".detail", ".remedy"):
            assert said.find(sentence + part) is not None, sentence + part
    for sentence in {*VALIDATION_SENTENCES.values(), "field-wrong"}:
        assert said.find(sentence) is not None, sentence


def test_a_sentence_nobody_wrote_is_its_id_rather_than_a_failure():
    assert words("nn").format("nobody-wrote-this", a=1) == "nobody-wrote-this"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "nb"),
        ("nn-NO, nb;q=0.9, en;q=0.5", "nn"),
        ("no", "nb"),
        ("en-GB,en;q=0.9", "en"),
        ("de, en;q=0.3", "en"),
        ("sv", "nb"),
        ("en;q=0, nn;q=0.1", "nn"),
        ("en;q=x", "nb"),
    ],
)
def test_the_callers_language_is_chosen(header, language):
    assert preferred_language(header) == language


@given(st.text(max_size=60))
def test_no_header_is_too_odd_to_choose_a_language(header):
    assert preferred_language(header) in LANGUAGES
