"""A catalogue with one municipality in it, and the people who sign."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from missions.catalogue import find_template
from missions.exchange.catalogue_folder import CatalogueFolder
from missions.exchange.client import open_catalogue
from missions.exchange.clock import utc_now
from missions.exchange.drafts import draft_package, sign_draft
from missions.exchange.keeper import admit, create_catalogue, refresh
from missions.exchange.package import package_of
from missions.exchange.signatures import CryptoSigner
from missions.exchange.store import Store

BERGEN = "no.bergen.brann"
MOP_UP = f"{BERGEN}/mop-up"


def content(version="1.0.0", **changes):
    """A small template that plans fast."""
    template = dict(find_template("mop-up").content)
    template["changelog"] = [{"version": version, "text": "What is new."}]
    template["cases"] = [{"name": "Small", "square_m": 60, "expect": {"min_covered_fraction": 0.9}}]
    return template | {"version": version} | changes


def made_package(version="1.0.0", **changes):
    text = yaml.safe_dump(content(version, **changes), allow_unicode=True)
    return package_of(
        {"template.yaml": text.encode(), "docs/risk.md": b"# Risk\n", "docs/privacy.md": b"# Privacy\n"}, None, "made"
    )


def key():
    return CryptoSigner.generate_ed25519()


@dataclass
class People:
    """Who keeps the catalogue, and who signs for Bergen."""

    keeper: CryptoSigner = field(default_factory=key)
    kari: CryptoSigner = field(default_factory=key)
    ola: CryptoSigner = field(default_factory=key)


@dataclass
class Stage:
    """A catalogue in a folder, and what is done to it."""

    folder: CatalogueFolder
    people: People
    fingerprint: str

    def publish(self, package, now=None, days=30):
        now = now or utc_now()
        draft_package(self.folder, package, self.people.kari, now)
        sign_draft(self.folder, package.namespace, self.people.ola)
        return refresh(self.folder, self.people.keeper, now, days)

    def open(self, store, address=None, fingerprint=None):
        return open_catalogue(str(address or self.folder.path), store, fingerprint or self.fingerprint, utc_now())


@pytest.fixture
def catalogue(tmp_path):
    people, folder, long_ago = People(), CatalogueFolder(tmp_path / "catalogue"), utc_now() - timedelta(days=60)
    fingerprint = create_catalogue(folder, [people.keeper], long_ago)
    admit(folder, BERGEN, [people.kari.public_key, people.ola.public_key], people.keeper, long_ago)
    return Stage(folder, people, fingerprint)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "data" / "templates")


@pytest.fixture
def package():
    return made_package


@pytest.fixture
def new_key():
    return key


@pytest.fixture
def root() -> Path:
    return Path(__file__).parents[2]
