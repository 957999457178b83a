"""`varde key`: a link's signing key is made once, told apart by its fingerprint, and never shown."""

from __future__ import annotations

import pytest

from ground_station.cli import main
from ground_station.config import Settings
from ground_station.errors import BadInput
from ground_station.keys import fingerprint, key_name, keys_in, signing_of

URL, OTHER = "udpin://0.0.0.0:14550", "udpin://0.0.0.0:14551"


@pytest.fixture
def varde(monkeypatch, capsys):
    """Run a `varde` command; its exit status and what it said."""

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["varde", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return run


def test_a_key_is_made_once_and_shown_only_as_its_fingerprint(varde, tmp_path):
    made, said = varde("key", "new", URL, "--data", tmp_path)
    again, why = varde("key", "new", URL, "--data", tmp_path)
    _, shown = varde("key", "show-fingerprint", URL, "--data", tmp_path)

    key = keys_in(tmp_path).load(key_name(URL))
    assert (made, again != 0) == (0, True)
    assert fingerprint(key) in said
    assert shown.strip() == fingerprint(key)
    assert key.reveal().hex() not in said + why + shown
    assert "remove the file first" in why.lower()


def test_what_is_no_address_and_an_address_without_a_key_are_refused_with_the_remedy(varde, tmp_path):
    wrong, why_wrong = varde("key", "new", "nowhere", "--data", tmp_path)
    none, why_none = varde("key", "show-fingerprint", OTHER, "--data", tmp_path)

    assert wrong != 0
    assert none != 0
    assert "nowhere" in why_wrong
    assert f"varde key new {OTHER}" in why_none
    assert list(tmp_path.iterdir()) == []


def test_links_sign_with_their_own_key_and_one_without_is_refused_where_signing_is_required(tmp_path):
    keys_in(tmp_path).create(key_name(URL))

    allowed = signing_of(Settings(vehicle=(URL, OTHER), signing="allowed", data=tmp_path))
    off = signing_of(Settings(vehicle=(URL, OTHER), signing="off", data=tmp_path))

    assert (list(allowed), off) == ([URL], {})
    with pytest.raises(BadInput, match="14551 has no key"):
        signing_of(Settings(vehicle=(URL, OTHER), signing="required", data=tmp_path))
