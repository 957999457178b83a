"""What the commands say and how they end, beyond the walk-through."""

import json

import pytest
import typer

from ground_station import cli
from ground_station.errors import BadInput
from missions.exchange.clock import utc_now
from missions.exchange.drafts import draft_package, draft_withdrawal, sign_draft
from missions.exchange.keeper import refresh

MOP_UP = "no.bergen.brann/mop-up"


@pytest.fixture
def varde(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VARDE_LANGUAGE", "nb")
    monkeypatch.setenv("VARDE_DATA", str(tmp_path / "data"))

    def run(*words):
        capsys.readouterr()
        status = cli.app(["template", *map(str, words)], standalone_mode=False)
        said = capsys.readouterr()
        return status or 0, said.out, said.err

    return run


@pytest.fixture
def pulled(varde, catalogue, package):
    """Bergen's template, in the station."""
    catalogue.publish(package())
    status, _, told = varde("pull", catalogue.folder.path, "--fingerprint", catalogue.fingerprint)
    assert (status, "hentet" in told) == (0, True)
    return catalogue


def test_an_update_is_not_taken_before_somebody_has_read_the_difference(varde, pulled, package, store):
    pulled.publish(package("1.0.1", maintainer="Bergen brannvesen, beredskap"))

    with pytest.raises(BadInput, match="--yes"):
        varde("pull", pulled.folder.path)

    assert store.installed()[MOP_UP].version == "1.0.0"


def test_an_update_that_the_station_s_own_values_do_not_fit_is_refused(varde, pulled, package, store):
    varde("set", MOP_UP, "parameters/height_agl_m/default=55")
    narrow = dict(package().template.content["parameters"])
    narrow["height_agl_m"] = {**narrow["height_agl_m"], "maximum": 40}
    pulled.publish(package("1.1.0", parameters=narrow))

    status, _, told = varde("pull", pulled.folder.path, "--yes")

    assert status == 1
    assert "egen verdi" in told
    assert store.installed()[MOP_UP].version == "1.0.0"


def test_verify_names_the_package_that_was_changed(varde, pulled, store):
    whole, _, _ = varde("verify")
    [file] = (store.folder / "packages").iterdir()
    file.write_bytes(b"PK" + file.read_bytes()[2:-1])

    broken, _, told = varde("verify")

    assert (whole, broken) == (0, 1)
    assert MOP_UP in told


def test_verify_holds_a_whole_catalogue_to_its_signatures(varde, pulled):
    whole, _, _ = varde("verify", pulled.folder.path)
    [file] = (pulled.folder.path / "targets").rglob("*.vardepkg")
    file.write_bytes(file.read_bytes() + b" ")

    broken, _, told = varde("verify", pulled.folder.path)

    assert (whole, broken) == (0, 1)
    assert "ikke den som ble signert" in told


def test_the_list_says_what_was_withdrawn_and_why(varde, pulled):
    draft_withdrawal(pulled.folder, MOP_UP, "1.0.0", "For lavt over trær.", "", pulled.people.kari, utc_now())
    sign_draft(pulled.folder, "no.bergen.brann", pulled.people.ola)
    refresh(pulled.folder, pulled.people.keeper, utc_now())

    varde("pull", pulled.folder.path)
    _, listed, _ = varde("list", "--json")

    [row] = [row for row in json.loads(listed) if row["id"] == MOP_UP]
    assert row["withdrawn"] == "For lavt over trær."


def test_a_template_that_breaks_its_own_promise_is_not_taken(varde, catalogue, package, store):
    boast = [{"name": "Fast", "square_m": 60, "expect": {"max_makespan_s": 1}}]
    catalogue.publish(package(cases=boast))

    status, _, told = varde("pull", catalogue.folder.path, "--fingerprint", catalogue.fingerprint)

    assert status == 1
    assert "Fast" in told
    assert store.installed() == {}


def test_a_password_is_never_shown(varde, tmp_path, monkeypatch):
    monkeypatch.setenv("VARDE_KEY_PASSWORD", "hemmelig nok til dette")

    _, out, told = varde("key", "new", "kari", "--out", tmp_path)

    assert "hemmelig nok" not in out + told
    assert b"hemmelig nok" not in (tmp_path / "kari.key").read_bytes()


def test_signing_shows_what_would_be_published(varde, catalogue, package, tmp_path, monkeypatch):
    monkeypatch.setenv("VARDE_KEY_PASSWORD", "hemmelig nok til dette")
    catalogue.publish(package())
    safety = package().template.content["safety"] | {"max_height_agl_m": 90}
    draft_package(catalogue.folder, package("2.0.0", safety=safety), catalogue.people.kari, utc_now())
    varde("key", "new", "stranger", "--out", tmp_path)

    with pytest.raises(BadInput, match="kan ikke signere"):
        varde(
            "sign", "no.bergen.brann", "--catalogue", catalogue.folder.path, "--key", tmp_path / "stranger.key", "--yes"
        )
    with pytest.raises((BadInput, typer.Exit)):
        varde("sign", "no.bergen.brann", "--catalogue", catalogue.folder.path, "--key", tmp_path / "stranger.key")
