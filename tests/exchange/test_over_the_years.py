"""A catalogue lives longer than its keys, its signatures and the network."""

import threading
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ground_station.template_words import stale_lines
from missions.exchange.clock import utc_now
from missions.exchange.drafts import changed_targets, draft_package, draft_renewal, sign_draft
from missions.exchange.errors import CatalogueError
from missions.exchange.keeper import admit, change_keys, create_catalogue, refresh
from missions.exchange.store import KnownCatalogue

BERGEN = "no.bergen.brann"
MOP_UP = f"{BERGEN}/mop-up"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def web(catalogue):
    """The catalogue on a static web server."""
    handler = partial(Quiet, directory=str(catalogue.folder.path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_static_web_server_and_a_folder_are_one_catalogue(catalogue, store, package, web):
    catalogue.publish(package())

    by_web = catalogue.open(store, address=web)
    received = by_web.package(by_web.newest(MOP_UP))
    by_folder = catalogue.open(store)

    assert received.packed() == package().packed()
    assert [known.fingerprint for known in store.catalogues()] == [catalogue.fingerprint]
    assert by_folder.template_ids() == [MOP_UP]


def test_a_web_server_without_a_catalogue_is_unreachable(store, web, catalogue):
    with pytest.raises(CatalogueError) as caught:
        catalogue.open(store, address=f"{web}/elsewhere")

    assert caught.value.code == "catalogue_unreachable"


def test_stations_follow_when_the_keeper_changes_keys(catalogue, store, package, new_key):
    catalogue.publish(package())
    catalogue.open(store)
    successor = new_key()

    change_keys(catalogue.folder, [successor], [catalogue.people.keeper], utc_now())
    catalogue.people.keeper = successor
    catalogue.publish(package("1.0.1"))

    assert catalogue.open(store).newest(MOP_UP).version == "1.0.1"


def test_keys_are_not_changed_without_those_that_guard_the_root(catalogue, new_key):
    with pytest.raises(CatalogueError) as caught:
        change_keys(catalogue.folder, [new_key()], [catalogue.people.kari], utc_now())

    assert caught.value.code == "catalogue_not_keeper"


def test_of_several_keys_that_guard_the_root_one_is_not_enough(tmp_path, catalogue, new_key):
    folder = type(catalogue.folder)(tmp_path / "guarded")
    keys = [new_key(), new_key(), new_key()]
    create_catalogue(folder, keys, utc_now())

    with pytest.raises(CatalogueError):
        change_keys(folder, [new_key()], keys[:1], utc_now())
    change_keys(folder, [new_key(), new_key()], keys[1:], utc_now())

    assert folder.root().signed.version == 2


def test_after_a_change_of_people_all_that_is_published_must_be_looked_at_and_signed_again(
    catalogue, store, package, new_key
):
    catalogue.publish(package())
    eva, per = new_key(), new_key()
    admit(catalogue.folder, BERGEN, [eva.public_key, per.public_key], catalogue.people.keeper, utc_now())
    lost = catalogue.open(store)

    with pytest.raises(CatalogueError) as carried_on:
        draft_package(catalogue.folder, package("1.0.1"), eva, utc_now())
    draft_renewal(catalogue.folder, BERGEN, eva, utc_now())
    looked_at = [target.path for target in changed_targets(catalogue.folder, BERGEN)]
    sign_draft(catalogue.folder, BERGEN, per)
    refresh(catalogue.folder, catalogue.people.keeper, utc_now())

    assert [error.code for error in lost.refused] == ["catalogue_unsigned"]
    assert carried_on.value.code == "catalogue_keys_changed"
    assert looked_at == [f"{MOP_UP}/1.0.0.vardepkg"]
    assert catalogue.open(store).newest(MOP_UP).version == "1.0.0"


def test_the_keeper_s_round_renews_what_would_run_out(catalogue, store, package):
    catalogue.publish(package())
    before = catalogue.folder.targets().signed

    done = refresh(catalogue.folder, catalogue.people.keeper, utc_now() + timedelta(days=300))

    after = catalogue.folder.targets().signed
    assert after.version == before.version + 1
    assert after.expires > before.expires
    assert done.root_expires_at == catalogue.folder.root().signed.expires


def test_a_station_tells_how_old_its_knowledge_of_a_catalogue_is():
    now = utc_now()
    checked, ended = now - timedelta(days=41), now - timedelta(days=11)
    known = KnownCatalogue(
        fingerprint="f", address="stick", checked_at=checked.isoformat(), expires_at=ended.isoformat()
    )

    assert "41" in stale_lines([known], now, "nn")[0]
    assert stale_lines([known], ended - timedelta(days=1), "nn") == []
