"""Everything the exchange refuses is said in three languages."""

import re
from importlib.resources import files

import pytest
from fluent.runtime import FluentBundle, FluentResource

CODE = re.compile(r'"((?:package|catalogue|key|override|store|template)_[a-z_]+)"')
NO_CODES = {"template_sha256", "key_names"}


def bundle(language):
    text = (files("ground_station") / "messages" / language / "exchange.ftl").read_text("utf-8")
    made = FluentBundle([language], use_isolating=False)
    made.add_resource(FluentResource(text))
    return text, made


def codes():
    folder = files("missions") / "exchange"
    sources = [entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".py")]
    return {code for source in sources for code in CODE.findall(source)} - NO_CODES


def arguments(text):
    return {
        name: set(re.findall(r"\$(\w+)", words))
        for name, words in re.findall(r"^([a-z-]+) = (.*)$", text, re.MULTILINE)
    }


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_refusal_has_its_sentence(language):
    _, made = bundle(language)

    assert len(codes()) > 35
    assert {code for code in codes() if not made.has_message(f"problem-{code.replace('_', '-')}")} == set()


def test_the_sentences_ask_for_the_same_in_all_languages():
    shapes = {language: arguments(bundle(language)[0]) for language in ("nb", "nn", "en")}

    assert shapes["nb"] == shapes["nn"] == shapes["en"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_commands_use_no_sentence_that_is_not_there(language):
    sources = [
        (files("ground_station") / f"{name}.py").read_text("utf-8")
        for name in ("template_cli", "template_publishing", "template_shell", "template_words")
    ]
    used = {name for source in sources for name in re.findall(r'"(exchange-[a-z-]+)"', source)}

    _, made = bundle(language)

    assert len(used) > 20
    assert {name for name in used if not made.has_message(name)} == set()
