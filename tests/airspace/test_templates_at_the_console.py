"""The station's shelf as the console asks for it: looked at, taken from a catalogue, adapted."""

from datetime import timedelta

import pytest
import yaml

from ground_station.api.station import BadTemplate
from ground_station.api.template_desk import BadCatalogue, BadOwnValue
from ground_station.api.template_views import AdaptRequest, CatalogueRequest, TakeRequest
from ground_station.database import open_database
from ground_station.incident.journal import Journal
from ground_station.template_shelf import Shelf
from missions.catalogue import find_template, shipped_templates
from missions.exchange.catalogue_folder import CatalogueFolder
from missions.exchange.clock import utc_now
from missions.exchange.drafts import draft_package, draft_withdrawal, sign_draft
from missions.exchange.keeper import admit, create_catalogue, refresh
from missions.exchange.package import package_of
from missions.exchange.signatures import CryptoSigner

BERGEN, VOSS = "no.bergen.brann", "no.voss.brann"
MOP_UP = f"{BERGEN}/mop-up"


def packed(origin=None, **changes):
    """Mop-up that plans fast, with changes, made from `origin`."""
    small = {"name": "Small", "square_m": 60, "expect": {"min_covered_fraction": 0.9}}
    content = dict(find_template("mop-up").content) | {"cases": [small]} | changes
    content["changelog"] = [{"version": content["version"], "text": "Slower.", "safety": True}]
    text = yaml.safe_dump(content, allow_unicode=True).encode()
    return package_of({"template.yaml": text, "docs/risk.md": b"# R\n", "docs/privacy.md": b"# P\n"}, origin, "made")


class Source:
    """A catalogue of two municipalities."""

    def __init__(self, folder):
        self.folder = CatalogueFolder(folder)
        self.keeper, *self.people = [CryptoSigner.generate_ed25519() for _ in range(5)]
        long_ago = utc_now() - timedelta(days=9)
        self.fingerprint = create_catalogue(self.folder, [self.keeper], long_ago)
        for namespace, pair in ((BERGEN, self.people[:2]), (VOSS, self.people[2:])):
            admit(self.folder, namespace, [key.public_key for key in pair], self.keeper, long_ago)

    def publish(self, package):
        first, second = self.people[:2] if package.namespace == BERGEN else self.people[2:]
        draft_package(self.folder, package, first, utc_now())
        self._finish(package.namespace, second)

    def withdraw(self, version):
        draft_withdrawal(self.folder, MOP_UP, version, "For lavt.", "", self.people[0], utc_now())
        self._finish(BERGEN, self.people[1])

    def _finish(self, namespace, second):
        sign_draft(self.folder, namespace, second)
        refresh(self.folder, self.keeper, utc_now(), 30)


@pytest.fixture
def desk(tmp_path):
    engine = open_database(tmp_path / "journal.sqlite")
    yield Shelf(tmp_path / "templates", Journal(engine))
    engine.dispose()


async def test_an_update_is_read_taken_and_withdrawn_and_the_station_s_own_value_stays(desk, tmp_path):
    source = Source(tmp_path / "catalogue")
    slower = dict(find_template("mop-up").content["parameters"])
    slower["speed_ms"] = dict(slower["speed_ms"]) | {"default": 3}
    source.publish(packed(version="2.0.0", parameters=slower))
    origin = {"id": MOP_UP, "version": "1.0.0", "sha256": find_template("mop-up").sha256}
    source.publish(packed(origin, id=f"{VOSS}/mop-up", version="1.0.0"))
    await desk.adapt(AdaptRequest(template=MOP_UP, values={"safety/max_height_agl_m": 80.0}), "en")
    with pytest.raises(BadCatalogue, match=source.fingerprint):
        await desk.trust(CatalogueRequest(address=str(source.folder.path)), "en")

    wanted = CatalogueRequest(address=str(source.folder.path), fingerprint=source.fingerprint)
    offered = {offer.id: offer for offer in (await desk.trust(wanted, "en")).offers}
    change = await desk.change(source.fingerprint, MOP_UP, "en")
    with pytest.raises(BadCatalogue, match=r"2\.0\.0"):
        await desk.take(source.fingerprint, TakeRequest(template=MOP_UP, version="2.0.0", sha256="0" * 64), "en")
    taken = await desk.take(
        source.fingerprint, TakeRequest(template=MOP_UP, version="2.0.0", sha256=change.sha256), "en"
    )
    source.withdraw("2.0.0")
    [gone] = [offer for offer in (await desk.offers(source.fingerprint, "en")).offers if offer.id == MOP_UP]
    shelf = {card.id: card for card in (await desk.shelf("en")).templates}

    assert (offered[MOP_UP].status, offered[MOP_UP].kept) == ("update", "1.0.0")
    assert offered[MOP_UP].used_by == [f"{VOSS}/mop-up"]
    assert change.lines[0] == "!! Safety: Slower."
    assert any("parameters/speed_ms/default: 4 → 3" in line for line in change.lines)
    assert "safety/max_height_agl_m = 80" in change.own[0]
    assert (taken.version, taken.source) == ("2.0.0", "pulled")
    assert {value.place: value.ours for value in taken.values if value.ours is not None} == {
        "safety/max_height_agl_m": 80.0
    }
    assert (gone.status, gone.withdrawn.reason) == ("withdrawn", "For lavt.")
    assert shelf[MOP_UP].withdrawn.reason == "For lavt."


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
async def test_a_safety_limit_is_never_loosened_and_the_refusal_names_it(desk, language):
    with pytest.raises(BadOwnValue, match="safety/battery_reserve_fraction"):
        await desk.adapt(AdaptRequest(template=MOP_UP, values={"safety/battery_reserve_fraction": 0.1}), language)
    with pytest.raises(BadOwnValue, match="checklist"):
        await desk.adapt(AdaptRequest(template=MOP_UP, values={"checklist": 1.0}), language)
    with pytest.raises(BadTemplate, match="nothing"):
        await desk.adapt(AdaptRequest(template="no.bergen.brann/nothing", values={"safety/keep_out_m": 9.0}), language)
    with pytest.raises(BadCatalogue):
        await desk.offers("f" * 64, language)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
async def test_every_shipped_template_is_on_the_shelf_and_each_of_its_values_has_words(desk, language):
    shelf = await desk.shelf(language)

    titles = [value.title for card in shelf.templates for value in card.values]
    assert {card.id for card in shelf.templates} == {template.id for template in shipped_templates()}
    assert all(card.draws and card.maintainer and card.trouble is None for card in shelf.templates)
    assert [title for title in titles if not title or title.startswith("own-")] == []
    limits = {value.place: value.stricter for value in shelf.templates[0].values if value.place.startswith("safety/")}
    assert limits["safety/max_height_agl_m"] == "lower"
    assert None not in limits.values()


async def test_a_template_whose_own_value_no_longer_fits_says_so_and_takes_the_publisher_s_again(desk, tmp_path):
    await desk.adapt(AdaptRequest(template=MOP_UP, values={"safety/max_height_agl_m": 80.0}), "en")
    file = tmp_path / "templates" / "overrides" / f"{MOP_UP}.yaml"
    file.write_text("safety/max_height_agl_m: 400\n", "utf-8")

    broken = {card.id: card for card in (await desk.shelf("en")).templates}[MOP_UP]
    mended = await desk.adapt(AdaptRequest(template=MOP_UP, values={"safety/max_height_agl_m": None}), "en")

    assert "max_height_agl_m" in broken.trouble
    assert mended.trouble is None
    assert all(value.ours is None for value in mended.values)
