import re
from importlib.resources import files

import pytest
import yaml
from fluent.runtime import FluentBundle, FluentResource

from missions import check
from missions.cases import failed_cases
from missions.catalogue import LANGUAGES, find_template, read_template, shipped_templates
from missions.errors import TemplateError

SHIPPED = shipped_templates()


@pytest.mark.parametrize("template", SHIPPED, ids=lambda template: template.name)
def test_every_template_keeps_what_its_cases_promise(template):
    assert failed_cases(template) == []


@pytest.mark.parametrize("template", SHIPPED, ids=lambda template: template.name)
def test_every_template_says_everything_in_three_languages_that_differ(template):
    texts = [template.title, template.description, *(step["text"] for step in template.content["checklist"])]

    assert all(set(text) == set(LANGUAGES) for text in texts)
    assert len({template.description[language] for language in LANGUAGES}) == 3


def test_the_thermal_area_search_is_always_there_with_the_promised_parameters():
    by_id = find_template("no.bergen.brann/thermal-area-search")

    by_name = find_template("thermal-area-search")

    assert by_name is by_id
    defaults = {parameter.name: parameter.default for parameter in by_name.parameters}
    assert (defaults["height_agl_m"], defaults["overlap"], defaults["speed_ms"]) == (60.0, 0.2, 8.0)


def test_an_unknown_template_lists_the_known():
    with pytest.raises(TemplateError) as caught:
        find_template("skogbrann")

    assert all(template.name in str(caught.value) for template in SHIPPED)


def shipped_text(name="thermal-area-search"):
    return (files("missions") / "templates" / f"{name}.yaml").read_text("utf-8")


def changed(**changes):
    return yaml.safe_dump(yaml.safe_load(shipped_text()) | changes, allow_unicode=True)


def test_the_hash_is_of_the_content_and_not_of_its_layout():
    template = read_template(shipped_text(), "as shipped")

    laid_out_anew = read_template(changed(), "laid out anew")
    another = read_template(changed(version="1.0.1"), "another version")

    assert laid_out_anew.sha256 == template.sha256
    assert another.sha256 != template.sha256


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"version": "one"}, "version"),
        ({"id": "Thermal Search"}, "id"),
        ({"title": {"nb": "Søk", "en": "Search"}}, "title"),
        ({"pattern": "import os"}, "pattern"),
        ({"maturity": "perfect"}, "maturity"),
        ({"script": "rm"}, "the top"),
        ({"cases": []}, "cases"),
    ],
)
def test_a_template_that_breaks_the_schema_is_refused_with_the_place(change, place):
    with pytest.raises(TemplateError) as caught:
        read_template(changed(**change), "mine.yaml")

    assert "mine.yaml" in str(caught.value)
    assert place in str(caught.value)


def test_a_default_outside_its_own_limits_is_refused():
    text = shipped_text().replace("default: 60", "default: 600")

    with pytest.raises(TemplateError, match="height_agl_m"):
        read_template(text, "mine.yaml")


def test_what_is_not_yaml_is_refused():
    with pytest.raises(TemplateError, match=r"mine\.yaml"):
        read_template("title: [unclosed", "mine.yaml")


def messages(language):
    text = (files("ground_station") / "messages" / language / "missions.ftl").read_text("utf-8")
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(text))
    return text, bundle


def codes_in_the_source():
    """Every code that missions raises or reports, by the shape of its words in the source."""
    folder = files("missions")
    sources = [entry for entry in folder.iterdir() if entry.name.endswith(".py")]
    sources += [entry for entry in (folder / "formats").iterdir() if entry.name.endswith(".py")]
    raised = {
        code
        for source in sources
        for code in re.findall(r'"((?:area|terrain|template|parameter|plan)_[a-z_]+)"', source.read_text("utf-8"))
        if code not in {"template_version", "template_sha256"}
    }
    return raised | {rule.code for rule in check.RULES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_its_sentence_in_every_language(language):
    _, bundle = messages(language)

    missing = {code for code in codes_in_the_source() if not bundle.has_message(f"problem-{code.replace('_', '-')}")}

    assert len(codes_in_the_source()) > 35
    assert missing == set()


def test_the_languages_have_the_same_sentences_with_the_same_arguments():
    def shape(language):
        text, _ = messages(language)
        rows = re.findall(r"^(problem-[a-z-]+) = (.*)$", text, re.MULTILINE)
        return {name: sorted(set(re.findall(r"\$(\w+)", sentence))) for name, sentence in rows}

    assert shape("nb") == shape("nn") == shape("en")


@pytest.mark.parametrize("rule", check.RULES, ids=lambda rule: rule.code)
def test_a_rule_s_translated_sentence_asks_for_what_the_rule_gives(rule):
    text, _ = messages("en")

    [sentence] = re.findall(rf"^problem-{rule.code.replace('_', '-')} = (.*)$", text, re.MULTILINE)

    assert set(re.findall(r"\$(\w+)", sentence)) == set(re.findall(r"{(\w+)}", rule.sentence))
