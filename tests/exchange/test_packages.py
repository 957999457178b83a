"""What a package is made of, and what differs between two templates."""

import io
import json
import stat
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.template_words import difference_lines
from missions.catalogue import find_template
from missions.exchange.difference import differences, needs_major
from missions.exchange.errors import KeyFileError, PackageError, StoreError
from missions.exchange.keys import create_key, load_public, load_signer
from missions.exchange.overrides import layered, parsed_override
from missions.exchange.package import package_in, read_package
from missions.exchange.scaffold import write_template_folder
from missions.exchange.versions import version_order

PASSWORD = "a long enough one"


def test_the_same_content_gives_the_same_bytes(package):
    assert package().packed() == package().packed()
    assert read_package(package().packed(), "p").packed() == package().packed()


def test_a_package_holds_the_template_and_both_assessments(package):
    with zipfile.ZipFile(io.BytesIO(package().packed())) as archive:
        names = archive.namelist()
        listing = json.loads(archive.read("package.json"))

    assert names == ["docs/privacy.md", "docs/risk.md", "package.json", "template.yaml"]
    assert (listing["id"], listing["version"]) == ("no.bergen.brann/mop-up", "1.0.0")


def zipped(files, **options):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", **options) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b"more",
        lambda data: data[:-30],
        lambda data: b"",
        lambda data: b"PK\x03\x04" + bytes(100),
        lambda data: zipped({"template.yaml": "id: x", "../../evil": "x"}),
        lambda data: zipped({"template.yaml": "x" * 10_000}, compression=zipfile.ZIP_DEFLATED),
        lambda data: zipped({"template.yaml": "id: x", "run.py": "import os"}),
        lambda data: zipped({"package.json": "3"}),
        lambda data: data.replace(b"1980", b"1980").replace(b"# Risk", b"# Task"),
    ],
    ids=["longer", "cut", "empty", "head", "climbing", "compressed", "program", "no list", "other text"],
)
def test_what_is_not_exactly_a_package_is_refused(package, change):
    with pytest.raises(PackageError) as caught:
        read_package(change(package().packed()), "from-a-stick")

    assert "from-a-stick" in str(caught.value)


def test_a_template_begun_from_another_says_where_it_comes_from(tmp_path):
    origin = find_template("mop-up")
    folder = tmp_path / "mop-up"
    folder.mkdir()

    write_template_folder("no.voss.brann/mop-up", origin, folder, today=date(2026, 11, 23))
    begun = package_in(folder)

    assert begun.template.id == "no.voss.brann/mop-up"
    assert begun.derived_from == {"id": origin.id, "version": origin.version, "sha256": origin.sha256}
    with pytest.raises(StoreError) as again:
        write_template_folder("no.voss.brann/mop-up", origin, folder, today=date(2026, 11, 23))
    assert again.value.code == "template_folder_exists"


def test_versions_are_ordered_as_semver_does():
    in_order = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0", "1.0.1"]

    assert sorted(reversed(in_order), key=version_order) == in_order


def test_a_lower_limit_is_told_in_the_reader_s_language_before_other_words(package):
    before = package().template.content
    safety = before["safety"] | {"max_height_agl_m": 90}
    title = before["title"] | {"nb": "Etterslukking"}
    after = package("2.0.0", safety=safety, title=title).template.content

    lines = {language: difference_lines(before, after, language) for language in ("nb", "nn", "en")}

    assert "safety/max_height_agl_m: 120 → 90" in lines["nb"][0]
    assert len({told[0] for told in lines.values()}) == 3
    assert any("Etterslokking → Etterslukking" in line for line in lines["nb"])


def test_a_change_log_entry_for_safety_stands_first(package):
    before = package().template.content
    entry = {"version": "1.0.1", "text": "Lower in strong wind.", "safety": True}
    after = package("1.0.1", changelog=[entry]).template.content

    assert difference_lines(before, after, "en")[0] == "!! Safety: Lower in strong wind."


def test_words_and_new_optional_values_need_no_major_version_but_one_more_step_does(package):
    before = package().template.content
    step = {"when": "before", "text": {"nb": "Nytt steg", "nn": "Nytt steg", "en": "New step"}}
    reworded = [{**before["checklist"][0], "text": step["text"]}, *before["checklist"][1:]]

    assert not needs_major(before, package("1.0.1", checklist=reworded).template.content)
    assert needs_major(before, package("1.1.0", checklist=[*before["checklist"], step]).template.content)
    assert differences(before, before) == []


@settings(max_examples=20)
@given(
    st.sampled_from(["safety/max_height_agl_m", "safety/keep_out_m", "sensor/time_constant_ms"]), st.integers(20, 90)
)
def test_one_s_own_value_is_the_only_difference_it_makes(place, value):
    theirs = find_template("mop-up")

    ours = layered(theirs, dict([parsed_override(f"{place}={value}")]), "ours")

    assert {change.place for change in differences(theirs.content, ours.content)} <= {place}
    section, name = place.split("/")
    assert ours.content[section][name] == value
    assert theirs.sha256 != ours.sha256 or theirs.content[section][name] == value


@pytest.mark.parametrize("text", ["id=x", "title/nb=Hei", "checklist=3", "safety/max_height_agl_m", "safety/../id=1"])
def test_only_values_can_be_one_s_own(text):
    with pytest.raises(StoreError):
        parsed_override(text)


@pytest.mark.parametrize(
    "change", ["safety/max_height_agl_m=5000", "safety/luck=3", "parameters/height_agl_m/default=90"]
)
def test_one_s_own_value_outside_the_template_s_rules_is_refused(change):
    with pytest.raises(StoreError) as caught:
        layered(find_template("mop-up"), dict([parsed_override(change)]), "ours")

    assert caught.value.code == "override_misfit"


def test_a_key_is_its_owner_s_alone_and_opens_with_its_password_only(tmp_path):
    private, public = create_key(tmp_path, "kari", PASSWORD)

    signer = load_signer(private, PASSWORD)
    signature = signer.sign(b"text")

    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert b"ENCRYPTED" in private.read_bytes()
    load_public(public).verify_signature(signature, b"text")
    with pytest.raises(KeyFileError) as wrong:
        load_signer(private, "another password")
    assert wrong.value.code == "key_password"
    assert "another password" not in str(wrong.value)
    with pytest.raises(KeyFileError) as there:
        create_key(tmp_path, "kari", PASSWORD)
    assert there.value.code == "key_exists"
    assert load_signer(private, PASSWORD).public_key == signer.public_key


def test_a_short_password_makes_no_key(tmp_path):
    with pytest.raises(KeyFileError, match="longer"):
        create_key(tmp_path, "kari", "short")

    assert list(tmp_path.iterdir()) == []
