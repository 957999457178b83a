"""The words about flying: the same in all languages, and there for all that can be said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

import ground_station
from ground_station.api.problems import CONTROL_SENTENCES
from ground_station.flying.preflight import ALWAYS_TICKED, blocker_id, said_blocker
from ground_station.link.events import CHECKS
from ground_station.messages import words
from ground_station.safety.control import Refusal
from ground_station.safety.preflight import FAILSAFES

ROOT = Path(ground_station.__file__).parent
LANGUAGES = ("nb", "nn", "en")


def ids(language):
    files = [ROOT / "messages" / language / name for name in ("flying.ftl", "reasons.ftl")]
    resource = FluentParser().parse("\n".join(path.read_text(encoding="utf-8") for path in files))
    assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)]
    return {
        (entry.id.name, tuple(sorted(attribute.id.name for attribute in entry.attributes)))
        for entry in resource.body
        if isinstance(entry, ast.Message)
    }


def test_the_flying_words_are_the_same_ids_in_all_languages():
    assert ids("nb") == ids("nn") == ids("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_not_to_arm_is_said_in_every_language(language):
    own = {name for name, _ in ids(language)}

    assert {blocker_id(reason) for reason in CHECKS.values()} <= own
    assert said_blocker("A reason nobody knows.", language) == "A reason nobody knows."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_and_refusal_has_words_and_a_remedy(language):
    source = "".join(path.read_text(encoding="utf-8") for path in [ROOT / "safety" / "preflight.py"])
    checks = {f"check-{name}" for name in re.findall(r'Check\(\s*name="([a-z-]+)"', source)}
    checks |= {f"check-{row.name}" for row in FAILSAFES}
    ways = (ROOT / "flying" / "ways.py").read_text(encoding="utf-8")
    said = words(language)

    assert len(checks) > 18
    assert set(CONTROL_SENTENCES) == set(Refusal)
    for name in checks | set(CONTROL_SENTENCES.values()):
        assert said.find(f"{name}.remedy") is not None, name
    for name in CONTROL_SENTENCES.values():
        assert said.find(f"{name}.detail") is not None, name
    for name in [
        *re.findall(r'words="([a-z-]+)"', ways),
        *(f"tick-{item}" for item in ALWAYS_TICKED),
        "air-kept-clear",
    ]:
        assert said.find(name) is not None, name
